"""A submitted file → Grid, or the Refusal that says why its content was not read.

Only sheets that may hold a form, that hide something, or that are out of the ordinary are parsed; the others are
skimmed (`Sheet.detailed` is False), since most of a budget workbook's sheets are no performance form.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Callable
from html import unescape
from pathlib import Path

from jixiao.records.regex import regex
from jixiao.workbook.book_xml import Book, SheetEntry, read_book
from jixiao.workbook.cell_values import Tables
from jixiao.workbook.file_kind import OLE, ZIP, file_kind
from jixiao.workbook.grid import Grid, Sheet
from jixiao.workbook.number_formats import cell_formats
from jixiao.workbook.package import Package, inflate, open_package, xml_part
from jixiao.workbook.refusal import MAX_FILE, Refusal, Refused, megabytes
from jixiao.workbook.shared_strings import shared_strings
from jixiao.workbook.sheet_xml import check_rows, is_plain, is_unremarkable, read_sheet

__all__ = [
    "IDENTITY_SHEET",
    "Refusal",
    "Refused",
    "decrypted",
    "file_bytes",
    "mentions_form",
    "normal_text",
    "read_grid",
    "read_path",
]

IDENTITY_SHEET = "_jixiao"
"""The hidden sheet of our own templates: keys in column A, values in column B.

It goes out as veryHidden; LibreOffice saves that as hidden.
"""

_COMPATIBLE = regex("[\u2e80-\u2fdf\uf900-\ufaff]")
_STRING_INDEX = regex(rb't="s"[^>]*><v>([0-9]+)</v>')
_INLINE = regex(rb"<is>(.*?)</is>", re.DOTALL)
_RESULT = regex(rb't="str"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>')
_TAG = regex(r"<rPh .*?</rPh>|<[^>]*>", re.DOTALL)


def mentions_form(text: str) -> bool:
    """Whether a normalised cell text makes its sheet worth reading in full: any form's title or its main column."""
    return "三级指标" in text or "自评" in text


def normal_text(text: str) -> str:
    """Text without any white space and with compatibility characters (Kangxi radicals) made plain.

    Full-width punctuation stays: the words that tell a form are Chinese, and normalising costs on a hot path.
    """
    text = "".join(text.split())
    return unicodedata.normalize("NFKC", text) if _COMPATIBLE.search(text) else text


TRIAL_SHEET = "试算"
"""A sheet of our own templates that only computes what units filled in elsewhere; a thousand formulas, no input."""


def read_path(
    path: Path, *, password: str | None = None, is_form_text: Callable[[str], bool] = mentions_form
) -> Grid | Refusal:
    """Read a submitted file by its path; a file that can't be opened or is over 50 MB is a Refusal too."""
    data = file_bytes(path)
    return (
        data if isinstance(data, Refusal) else read_grid(data, path.name, password=password, is_form_text=is_form_text)
    )


def file_bytes(path: Path) -> bytes | Refusal:
    """A submitted file's bytes; a Refusal when it can't be opened, is no file, or is over 50 MB."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return Refusal("unreadable_path", "这是文件夹，不是文件" if path.is_dir() else "不是普通文件")
        if about.st_size > MAX_FILE:
            return _too_big(about.st_size)
        return path.read_bytes()
    except FileNotFoundError:
        return Refusal("unreadable_path", "文件不存在，可能已被移动或删除")
    except PermissionError:
        return Refusal("unreadable_path", "没有读取权限，或文件正被其他程序占用")
    except (OSError, ValueError):
        return Refusal("unreadable_path", "文件打不开，请检查磁盘或网络路径")


def read_grid(
    data: bytes, name: str, *, password: str | None = None, is_form_text: Callable[[str], bool] = mentions_form
) -> Grid | Refusal:
    """Read a submitted file's bytes; `is_form_text` says of a normalised cell text whether its sheet may hold a form.

    Never raises: whatever the bytes are, the answer is a Grid or a Refusal.
    """
    try:
        return _read(data, name, password, is_form_text)
    except Refused as refused:
        return refused.refusal
    except Exception:  # one file that trips the reader must not stop the hundreds that come with it
        return Refusal("malformed_xml", "文件内容异常，无法解析")


def decrypted(data: bytes, password: str | None) -> bytes:
    """The bytes of a workbook without its opening password, unchanged when it has none; raises Refused."""
    if file_kind(data) != OLE:
        return data
    from jixiao.workbook.ole_file import decrypt, ole_kind

    return data if ole_kind(data) == "workbook" else decrypt(data, password)


def _too_big(size: int) -> Refusal:
    return Refusal("too_big_file", f"文件 {megabytes(size)}，上限 {megabytes(MAX_FILE)}")


def _read(data: bytes, name: str, password: str | None, is_form_text: Callable[[str], bool]) -> Grid | Refusal:
    if len(data) > MAX_FILE:
        return _too_big(len(data))
    kind = file_kind(data)
    if kind == OLE:
        return _read_ole(data, name, password, is_form_text)
    if kind != ZIP:
        raise Refused("not_workbook", kind)
    return _read_package(open_package(data), name, is_form_text)


def _read_ole(data: bytes, name: str, password: str | None, is_form_text: Callable[[str], bool]) -> Grid | Refusal:
    # Imported here: most files are plain packages, and these take longer to import than one takes to read.
    from jixiao.workbook.legacy import read_legacy
    from jixiao.workbook.ole_file import decrypt, ole_kind

    kind = ole_kind(data)
    if kind == "package":
        plain = decrypt(data, password)
        if file_kind(plain) != ZIP:
            raise Refused("not_workbook", "加密的内容不是工作簿")
        return _read_package(open_package(plain), name, is_form_text)
    label = "WPS 表格(.et)" if name.lower().endswith(".et") else "Excel 97-2003 工作簿(.xls)"
    return read_legacy(decrypt(data, password) if kind == "locked" else data, name, label, ".xls")


def _read_package(package: Package, name: str, is_form_text: Callable[[str], bool]) -> Grid:
    parts = package.parts
    if "xl/workbook.bin" in parts:
        return _read_foreign(package, name, "Excel 二进制工作簿", ".xlsb")
    if "content.xml" in parts and "spreadsheet" in _text_part(package, "mimetype"):
        return _read_foreign(package, name, "OpenDocument 表格", ".ods")
    for part, kind in (("word/", "Word 文档"), ("ppt/", "PowerPoint 演示文稿"), ("ofd.xml", "OFD 版式文件")):
        if any(one.startswith(part) for one in parts) and "xl/workbook.xml" not in parts:
            raise Refused("not_workbook", kind)
    if "[content_types].xml" not in parts and not any(one.startswith(("xl/", "_rels/")) for one in parts):
        raise Refused("not_workbook", "压缩包(ZIP)")
    if "[content_types].xml" not in parts:  # Excel does not open such a package, nor would it open our copy
        raise Refused("missing_part", "缺少内容类型部件 [Content_Types].xml")
    book = read_book(package)
    tables = Tables(
        shared_strings(xml_part(package, book.strings) if book.strings else None),
        cell_formats(xml_part(package, book.styles) if book.styles else None),
        book.date1904,
    )
    sheets = _read_sheets(package, book, tables, is_form_text)
    return Grid(name, sheets, book.names, _identity(sheets), book.has_macros, book.external_links)


def _read_foreign(package: Package, name: str, label: str, suffix: str) -> Grid:
    from jixiao.workbook.legacy import read_legacy

    for part in package.parts:
        if part.endswith((".xml", ".bin")):
            # Inflates within our limits, and refuses a DTD, before another reader may touch it.
            xml_part(package, part) if part.endswith(".xml") else inflate(package, part)
    return read_legacy(package.data, name, f"{label}({suffix})", suffix)


def _text_part(package: Package, name: str) -> str:
    return (inflate(package, name) or b"").decode("ascii", "replace")


def _read_sheets(
    package: Package, book: Book, tables: Tables, is_form_text: Callable[[str], bool]
) -> tuple[Sheet, ...]:
    wanted = frozenset(str(index).encode() for index in _form_strings(tables.strings, is_form_text))
    ours = "_jx_marks" in book.names
    return tuple(
        Sheet(entry.name, detailed=False)
        if ours and entry.name.rstrip("0123456789") == TRIAL_SHEET and entry.state == "visible"
        else _read_one(package, entry, tables, wanted, is_form_text)
        for entry in book.sheets
    )


def _read_one(
    package: Package, entry: SheetEntry, tables: Tables, wanted: frozenset[bytes], is_form_text: Callable[[str], bool]
) -> Sheet:
    xml = xml_part(package, entry.part) or b""
    check_rows(xml, entry.name)
    plain = is_plain(xml)
    if plain and entry.state == "visible" and is_unremarkable(xml) and not _may_hold_form(xml, wanted, is_form_text):
        return Sheet(entry.name, detailed=False)
    return read_sheet(xml, entry.name, entry.state, tables, plain=plain)


def _form_strings(strings: list[str], is_form_text: Callable[[str], bool]) -> list[int]:
    """The indexes of shared strings that a form would use; normalised all at once, as one by one is slow."""
    together = "\0".join(strings)
    texts = normal_text(together).split("\0")
    if len(texts) != len(strings):
        texts = [normal_text(text) for text in strings]
    return [index for index, text in enumerate(texts) if is_form_text(text)]


def _may_hold_form(xml: bytes, wanted: frozenset[bytes], is_form_text: Callable[[str], bool]) -> bool:
    """Whether a plain sheet uses one of the wanted shared strings, or says such a text itself."""
    if wanted and not wanted.isdisjoint(_STRING_INDEX.findall(xml)):
        return True
    found = _INLINE.findall(xml) if b"<is>" in xml else []
    if b't="str"' in xml:
        found += _RESULT.findall(xml)
    return any(is_form_text(normal_text(unescape(_TAG.sub("", one.decode("utf-8", "replace"))))) for one in found)


def _identity(sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """What the hidden identity sheet says; empty for foreign workbooks."""
    for sheet in sheets:
        if sheet.name == IDENTITY_SHEET and sheet.state != "visible":
            keys = [
                (row, cell) for (row, column), cell in sheet.cells.items() if column == 1 and cell.value is not None
            ]
            values = {row: cell.value for (row, column), cell in sheet.cells.items() if column == 2}
            return {str(cell.value): "" if values.get(row) is None else str(values[row]) for row, cell in keys}
    return {}
