"""Assemble 预算绩效.xlam from vba/*.bas, ribbon/customUI14.xml and the part of xlwings' VBA that starts a program.

Works on any machine, without Excel. The same sources give the same parts, byte for byte.
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from importlib import resources
from pathlib import Path
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

HERE = Path(__file__).resolve().parent
ADDIN = HERE / "预算绩效.xlam"
MODULES = ("Ribbon", "Launcher", "Places", "Settings")
PROJECT_NAME = "JixiaoAddin"
RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
TEXTS = (
    "预算绩效",
    "找不到 jixiao.exe。请重新运行安装包里的安装程序;装过的,看一看杀毒软件是不是把它隔离了。",
    "程序没有启动成功。请再试一次;还不行,按「自检」,并把日志交给维护人员。",
)
FROM_XLWINGS = (
    "ExecuteWindows",
    "RunFrozenPython",
    "WScript",
    "FileExists",
    "FileExistsOnWindows",
    "ParentFolder",
    "CreateGUID",
    "CheckConda",
)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>预算绩效</dc:title><dc:creator>jixiao</dc:creator>'
    "<dc:description>校验、计分定级、整改通知</dc:description></cp:coreProperties>"
)


def crlf(source: str) -> str:
    """The text with the line ends that VBA wants."""
    return "\r\n".join(source.splitlines()) + "\r\n"


def own_module(name: str) -> str:
    """The source of one of our modules, as it goes into the project."""
    return crlf((HERE / "vba" / f"{name}.bas").read_text(encoding="ascii"))


def xlwings_module() -> str:
    """xlwings' own text of the procedures that start a frozen program, below its unchanged licence notice."""
    upstream = (resources.files("xlwings") / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    source = "\n".join(upstream.splitlines()) + "\n"
    notice = re.search(r"^'Version: .*?SUCH DAMAGE\.\n", source, re.DOTALL | re.MULTILINE)
    if notice is None:
        raise LookupError("xlwings 的模块里没有许可说明,版本可能不合")
    head = 'Attribute VB_Name = "xlwings"\n\'Excerpt: only the procedures that start a frozen program, unchanged.\n'
    return crlf("\n".join([head + notice[0], *(_procedure(source, name) for name in FROM_XLWINGS)]))


def _procedure(source: str, name: str) -> str:
    found = re.search(rf"^(?:Public |Private )?Function {name}\(.*?^End Function\n", source, re.DOTALL | re.MULTILINE)
    if found is None:
        raise LookupError(f"xlwings 的模块里没有 {name},版本可能不合")
    return found[0]


def sources() -> dict[str, str]:
    """Every code module of the add-in by name."""
    return {name: own_module(name) for name in MODULES} | {"xlwings": xlwings_module()}


def assemble(target: Path, modules: dict[str, str] | None = None) -> Path:
    """Write the add-in (or, with an .xlsm name, its twin as a workbook) with these modules; the target."""
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / f"addin{target.suffix}"
        with ExcelFile.create_new(blank) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            for name, text in (modules or sources()).items():
                project.add_module(name, text)
            book.save()
        with zipfile.ZipFile(blank) as package:
            parts = {item.filename: package.read(item) for item in package.infolist()}
    _write(target, _finished(parts))
    return target


def _finished(parts: dict[str, bytes]) -> dict[str, bytes]:
    sheet, app, book = "xl/worksheets/sheet1.xml", "docProps/app.xml", "xl/workbook.xml"
    parts["xl/vbaProject.bin"] = _named(parts["xl/vbaProject.bin"])
    parts[sheet] = _replaced(parts[sheet], "<sheetData/>", _texts())
    parts[app] = _replaced(parts[app], "<vt:lpstr>Sheet1</vt:lpstr>", "<vt:lpstr>提示</vt:lpstr>")
    parts[book] = _replaced(parts[book], '<sheet name="Sheet1"', '<sheet name="提示"')
    parts["docProps/core.xml"] = _CORE.encode()
    relation = f'<Relationship Id="rIdRibbon" Type="{RIBBON_RELATION}" Target="{RIBBON_PART}"/></Relationships>'
    parts["_rels/.rels"] = _replaced(parts["_rels/.rels"], "</Relationships>", relation)
    return parts | {RIBBON_PART: (HERE / "ribbon" / "customUI14.xml").read_bytes()}


def _replaced(part: bytes, old: str, new: str) -> bytes:
    return _once(part, old.encode(), new.encode())


def _once(data: bytes, old: bytes, new: bytes) -> bytes:
    if data.count(old) != 1:
        raise LookupError(f"空白加载项里的 {old!r} 应当正好有一处")
    return data.replace(old, new)


def _texts() -> str:
    rows = (
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c></row>'
        for row, text in enumerate(TEXTS, start=1)
    )
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _named(project: bytes) -> bytes:
    """The VBA project with our name in both places that hold it (MS-OVBA 2.3.1.5 and 2.3.4.2.1.6)."""
    container = CFB.from_bytes(project)
    directory = decompress(container.get_stream_in_storage("VBA", "dir"))
    directory = _once(directory, _name_record("VBAProject"), _name_record(PROJECT_NAME))
    container.write_stream_in_storage("VBA", "dir", compress(directory))
    declared = _once(container.get_stream("PROJECT"), b'Name="VBAProject"', f'Name="{PROJECT_NAME}"'.encode("ascii"))
    container.write_stream("PROJECT", declared)
    return container.to_bytes()


def _name_record(name: str) -> bytes:
    return b"\x04\x00" + len(name).to_bytes(4, "little") + name.encode("ascii")


def _write(target: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            item = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            item.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(item, data)


if __name__ == "__main__":
    print(f"已生成 {assemble(Path(sys.argv[1]) if len(sys.argv) > 1 else ADDIN)}")
