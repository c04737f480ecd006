"""Workbooks that hold everything a careless writer loses: built from XlsxWriter, the rest added by hand as parts."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from datetime import datetime

import xlsxwriter

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
X14 = f"{MS}/spreadsheetml/2009/9/main"
XM = f"{MS}/excel/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts = dict[str, bytes]


def unzip(data: bytes) -> Parts:
    """Member name → content, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezip(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2023, 3, 1, 9, 30, 0)), content, method)
    return out.getvalue()


def plain() -> bytes:
    """A small workbook with two sheets, styles, merged cells and a cached formula value."""
    return _written(_fill_plain)


def _written(fill: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 1, 1)})  # two builds are equal, whatever the clock says
    fill(book)  # type: ignore[operator]
    book.close()
    return out.getvalue()


def _fill_plain(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("自评表")
    sheet.merge_range("A1:H1", "项目支出绩效自评表", book.add_format({"bold": True, "align": "center"}))
    for row in range(4, 16):
        sheet.write_row(row, 0, ["产出指标", "数量指标", "培训人数", "≥100人", "120", 10, 9])
    sheet.write_formula("H20", "=SUM(F5:F16)", None, 120)
    book.add_worksheet("封面").write("A1", "封面")


def _fill_rich(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("自评表")
    bold, red = (
        book.add_format({"bold": True}),
        book.add_format({"color": "red", "num_format": "0.00%", "locked": False}),
    )
    sheet.merge_range("A1:H1", "项目支出绩效自评表", bold)
    sheet.write_rich_string("A2", "（", bold, "2022", red, "年度", "）")
    for row in range(4, 20):
        sheet.write_row(row, 0, ["产出指标", "数量指标", "培训人数", "≥100人", "120", 10, 9, 8.5], red)
    sheet.write_formula("H30", "=SUM(H5:H20)", red, 136)
    sheet.write_dynamic_array_formula("J5:J5", "=UNIQUE(A5:A20)", None, "产出指标")
    sheet.insert_image("K2", "a.png", {"image_data": io.BytesIO(PNG)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=自评表!$H$5:$H$20"})
    sheet.insert_chart("K10", chart)
    sheet.insert_textbox("K30", "说明")
    sheet.insert_button("M2", {"caption": "提交"})
    sheet.insert_checkbox("M8", True)
    sheet.write_comment("F5", "请核对", {"author": "科室"})
    sheet.set_header("&L&G", {"image_left": "b.png", "image_data_left": io.BytesIO(PNG)})
    sheet.set_background(io.BytesIO(PNG))
    sheet.add_sparkline("I5", {"range": "自评表!F5:H5"})
    sheet.conditional_format(
        "F5:F20", {"type": "cell", "criteria": ">", "value": 5, "format": bold, "stop_if_true": True}
    )
    sheet.conditional_format("G5:G20", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("H5:H20", {"type": "3_color_scale"})
    sheet.data_validation("E5:E20", {"validate": "list", "source": ["是", "否"]})
    sheet.write_url("A25", "internal:'数据'!A1")
    sheet.write_url("A26", "https://example.invalid/a")
    sheet.ignore_errors({"number_stored_as_text": "E5:E20"})
    sheet.set_h_pagebreaks([18])
    sheet.protect("1234")
    data = book.add_worksheet("数据")
    data.add_table(
        "A1:B4", {"data": [["甲", 1], ["乙", 2], ["丙", 3]], "columns": [{"header": "名"}, {"header": "数"}]}
    )
    hidden = book.add_worksheet("参数")
    hidden.very_hidden()
    hidden.write("A1", "x")
    book.define_name("单位名称", "=参数!$A$1")
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=数据!$B$2:$B$4"})
    book.add_chartsheet("图").set_chart(pie)


def torture(*, macros: bool = True) -> bytes:
    """One workbook with all of it; with `macros` an .xlsm with a (meaningless) vbaProject.bin."""
    parts = unzip(_written(_fill_rich))
    _add_sheet_markup(parts)
    _add_sheet_parts(parts)
    _add_book_parts(parts, macros)
    return rezip(parts)


def _replace(parts: Parts, name: str, old: str, new: str) -> None:
    text = parts[name].decode()
    assert old in text, (name, old)
    parts[name] = text.replace(old, new, 1).encode()


def _relate(parts: Parts, name: str, kind: str, target: str, number: str) -> None:
    row = f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/></Relationships>'
    _replace(parts, name, "</Relationships>", row)


def _type(parts: Parts, name: str, kind: str) -> None:
    _replace(parts, "[Content_Types].xml", "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')


def _add_sheet_markup(parts: Parts) -> None:
    """What XlsxWriter does not write: ignorable namespaces, protected ranges, x14 validations and formats, controls."""
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    root = re.search(r"<worksheet[^>]*>", text)
    assert root
    wanted = {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "xr": f"{MS}/spreadsheetml/2014/revision",
    }
    wanted["x14ac"] = f"{MS}/spreadsheetml/2009/9/ac"
    spaces = "".join(f' xmlns:{key}="{uri}"' for key, uri in wanted.items() if f"xmlns:{key}=" not in root[0])
    mark = "" if "mc:Ignorable" in root[0] else ' mc:Ignorable="x14ac xr"'
    opened = root[0][:-1] + spaces + mark + ' xr:uid="{00000000-0001-0000-0000-000000000000}">'
    text = text.replace(root[0], opened, 1)
    ranges = '<protectedRanges><protectedRange sqref="F5:G20" name="区域1"/></protectedRanges>'
    text = re.sub(r"(<sheetProtection[^>]*/>)", lambda m: m[1] + ranges, text, count=1)
    validation = (
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1"'
        f' xmlns:xm="{XM}"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>数据!$A$2:$A$4</xm:f>'
        "</x14:formula1><xm:sqref>D5:D20</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    )
    icons = (
        f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="expression" priority="7"'
        ' id="{10000000-0000-4000-8000-000000000001}"><xm:f>数据!$B$2&gt;0</xm:f><x14:dxf><font><b/></font></x14:dxf>'
        "</x14:cfRule><xm:sqref>H14</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    text = text.replace("</x14:conditionalFormattings>", icons, 1).replace(
        "</extLst></worksheet>", f"{validation}</extLst></worksheet>"
    )
    controls = (
        f'<mc:AlternateContent><mc:Choice xmlns:x14="{X14}" Requires="x14"><controls><mc:AlternateContent>'
        '<mc:Choice Requires="x14"><control shapeId="1025" r:id="rIdCtrl" name="按钮 1"><controlPr defaultSize="0"'
        f' print="0" autoFill="0" autoPict="0"><anchor moveWithCells="1"><from>{_corner(12, 1)}</from>'
        f"<to>{_corner(13, 2)}</to></anchor></controlPr></control></mc:Choice></mc:AlternateContent>"
        "</controls></mc:Choice></mc:AlternateContent>"
    )
    at = text.rindex("<extLst>")
    text = text[:at] + controls + text[at:]
    assert validation in text
    assert icons in text
    assert ranges in text
    parts[name] = re.sub(
        r"<pageMargins[^>]*/>", lambda m: m[0] + '<pageSetup paperSize="9" r:id="rIdPrn"/>', text, count=1
    ).encode()


def _corner(column: int, row: int) -> str:
    names = {"col": column, "colOff": 0, "row": row, "rowOff": 0}
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    return "".join(f'<xdr:{name} xmlns:xdr="{space}">{number}</xdr:{name}>' for name, number in names.items())


def _add_sheet_parts(parts: Parts) -> None:
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    _relate(parts, rels, f"{REL}/printerSettings", "../printerSettings/printerSettings1.bin", "rIdPrn")
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256)) * 2
    _replace(
        parts,
        "[Content_Types].xml",
        "<Default",
        f'<Default Extension="bin" ContentType="{_SHEETML}.printerSettings"/><Default',
    )
    _relate(parts, rels, f"{REL}/ctrlProp", "../ctrlProps/ctrlProp1.xml", "rIdCtrl")
    parts["xl/ctrlProps/ctrlProp1.xml"] = (
        f'{HEAD}<formControlPr xmlns="{X14}" objectType="Button" lockText="1"/>'.encode()
    )
    _type(parts, "xl/ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml")
    threads = f"{MS}/spreadsheetml/2018/threadedcomments"
    _relate(
        parts, rels, f"{MS}/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml", "rIdThr"
    )
    person = "{20000000-0000-4000-8000-000000000002}"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'{HEAD}<ThreadedComments xmlns="{threads}"><threadedComment ref="F5" dT="2023-01-01T00:00:00.00"'
        f' personId="{person}" id="{{30000000-0000-4000-8000-000000000003}}"><text>请核对</text>'
        "</threadedComment></ThreadedComments>"
    ).encode()
    _type(parts, "xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml")
    _relate(parts, "xl/_rels/workbook.xml.rels", f"{MS}/2017/10/relationships/person", "persons/person.xml", "rIdPer")
    parts["xl/persons/person.xml"] = (
        f'{HEAD}<personList xmlns="{threads}"><person displayName="科室" id="{person}" userId="x" providerId="None"/>'
        "</personList>"
    ).encode()
    _type(parts, "xl/persons/person.xml", "application/vnd.ms-excel.person+xml")


_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _add_book_parts(parts: Parts, macros: bool) -> None:
    main = parts["xl/workbook.xml"].decode()
    spaces = re.search(r'<workbook [^>]*xmlns="([^"]*)"', main)
    assert spaces
    ns = spaces[1]
    book = "xl/_rels/workbook.xml.rels"
    _relate(parts, book, f"{REL}/externalLink", "externalLinks/externalLink1.xml", "rIdExt")
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'{HEAD}<externalLink xmlns="{ns}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    ).encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/externalLinkPath" Target="other.xlsx" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    _type(parts, "xl/externalLinks/externalLink1.xml", f"{_SHEETML}.externalLink+xml")
    _replace(
        parts,
        "xl/workbook.xml",
        "</sheets>",
        '</sheets><externalReferences><externalReference r:id="rIdExt"/></externalReferences>',
    )
    _replace(
        parts,
        "xl/workbook.xml",
        "<bookViews>",
        '<workbookProtection workbookPassword="CC1A" lockStructure="1"/><bookViews>',
    )
    _relate(parts, book, f"{REL}/calcChain", "calcChain.xml", "rIdCalc")
    parts["xl/calcChain.xml"] = f'{HEAD}<calcChain xmlns="{ns}"><c r="H30" i="1"/></calcChain>'.encode()
    _type(parts, "xl/calcChain.xml", f"{_SHEETML}.calcChain+xml")
    _relate(parts, "_rels/.rels", f"{REL}/customXml", "customXml/item1.xml", "rIdCus")
    parts["customXml/item1.xml"] = b"<form><id>2022-ZP-01</id></form>"
    parts["_xmlsignatures/origin.sigs"] = b""
    _relate(
        parts,
        "_rels/.rels",
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
        "_xmlsignatures/origin.sigs",
        "rIdSig",
    )
    _type(parts, "_xmlsignatures/origin.sigs", "application/vnd.openxmlformats-package.digital-signature-origin")
    _relate(parts, book, f"{MS}/2023/09/relationships/somethingNew", "somethingNew/part1.bin", "rIdNew")
    parts["xl/somethingNew/part1.bin"] = zlib.compress(b"unknown" * 50)
    if macros:
        _relate(parts, book, f"{MS}/2006/relationships/vbaProject", "vbaProject.bin", "rIdVba")
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
        _type(parts, "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")
        _replace(
            parts,
            "[Content_Types].xml",
            f"{_SHEETML}.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )


def prefixed(data: bytes) -> bytes:
    """The same workbook with every workbook, sheet and style element in a namespace prefix."""
    parts = unzip(data)
    for name in parts:
        if re.fullmatch(r"xl/(workbook|styles|worksheets/sheet\d+)\.xml", name):
            text = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", parts[name].decode())
            parts[name] = text.replace(" xmlns=", " xmlns:x=", 1).encode()
    return rezip(parts)


def strict(data: bytes) -> bytes:
    """The same workbook in the namespaces of Strict Open XML."""
    parts = unzip(data)
    for name, content in parts.items():
        content = content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        parts[name] = content.replace(REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    return rezip(parts)


def streamed(data: bytes) -> bytes:
    """The same members written to a pipe: no sizes in the local headers, data descriptors behind the data."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.pieces: list[bytes] = []

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.pieces.append(bytes(piece))  # type: ignore[call-overload]
            return len(self.pieces[-1])

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in unzip(data).items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return b"".join(pipe.pieces)


def zip64(data: bytes) -> bytes:
    """The same members with sizes in ZIP64 fields and a ZIP64 directory record."""
    local, central = b"", b""
    parts = unzip(data)
    for name, content in parts.items():
        engine = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = engine.compress(content) + engine.flush()
        crc, raw = zlib.crc32(content), name.encode()
        extra = struct.pack("<HHQQQ", 1, 24, len(content), len(packed), len(local))
        central += (
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\x01\x02",
                45,
                45,
                0,
                8,
                0,
                0x5661,
                crc,
                0xFFFFFFFF,
                0xFFFFFFFF,
                len(raw),
                28,
                0,
                0,
                0,
                0,
                0xFFFFFFFF,
            )
            + raw
            + extra
        )
        head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 45, 0, 8, 0, 0x5661, crc, 0xFFFFFFFF, 0xFFFFFFFF, len(raw), 20)
        local += head + raw + struct.pack("<HHQQ", 1, 16, len(content), len(packed)) + packed
    count, at = len(parts), len(local)
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(central), at)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at + len(central), 1)
    return (
        local
        + central
        + record
        + locator
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )


def backslashed(data: bytes) -> bytes:
    """The same members with backslashes in their names, as some old packers write them."""
    out = rezip(unzip(data))
    for name in unzip(data):
        out = out.replace(name.encode(), name.replace("/", "\\").encode()) if "/" in name else out
    return out


def utf16(data: bytes) -> bytes:
    """The same workbook with its workbook part and form sheet in UTF-16."""
    parts = unzip(data)
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        parts[name] = parts[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"', 1).encode("utf-16")
    return rezip(parts)
