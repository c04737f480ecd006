"""Workbooks for tests, built part by part: ordinary, unusual and hostile ones."""

import io
import random
import struct
import zipfile
from collections.abc import Callable

import msoffcrypto.format.ooxml as office
import openpyxl
import xlsxwriter

_SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
FORM_ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>项目支出绩效自评表</t></is></c></row>'


def worksheet(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return f'<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(entries: list[tuple[str, str, str]], base: str = RELATIONS) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{base}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def pack(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def parts_of(
    sheets: dict[str, str],
    *,
    strings: str | None = None,
    styles: str | None = None,
    states: dict[str, str] | None = None,
    inside: str = "",
    properties: str = "",
) -> dict[str, str | bytes]:
    """The parts of a minimal workbook: sheet XML by sheet name, shared string entries, a styles part."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{states.get(name, "visible")}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    links += [("rIdS", "sharedStrings", "sharedStrings.xml")] if strings is not None else []
    links += [("rIdT", "styles", "styles.xml")] if styles is not None else []
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<workbook xmlns="{MAIN}" '
        f'xmlns:r="{RELATIONS}">{properties}<sheets>{listed}</sheets>{inside}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(links),
    }
    for n, xml in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = xml
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        parts["xl/styles.xml"] = styles
    return parts


def minimal(rows: str = FORM_ROWS, **others: str | None) -> bytes:
    """A workbook with one visible sheet 自评表 that has these rows."""
    return pack(parts_of({"自评表": worksheet(rows)}, **others))  # type: ignore[arg-type]


def styles_part(codes: dict[int, str], ids: list[int]) -> str:
    """A styles part with custom format codes by id, and one cell style per id."""
    known = "".join(f'<numFmt numFmtId="{i}" formatCode="{code}"/>' for i, code in codes.items())
    styles = "".join(f'<xf numFmtId="{i}" fontId="0"/>' for i in ids)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{known}</numFmts>'
        f'<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>'
    )


def encrypted(plain: bytes, password: str) -> bytes:
    """The workbook with an opening password, as Excel encrypts it."""
    out = io.BytesIO()
    office.OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def biff_xls(rows: list[list[str | float]], *, protected: bool = False) -> bytes:
    """A BIFF8 workbook (.xls) in a compound file, one sheet 自评表; `protected` adds the record of an open password."""
    stream = _biff_stream(rows, protected)
    return compound({"Workbook": stream.ljust(4096, b"\0")})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff_stream(rows: list[list[str | float]], protected: bool) -> bytes:
    name = "自评表".encode("utf-16-le")
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 6))
    begin += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\1" * 48) if protected else b""
    begin += _record(0x42, struct.pack("<H", 1200)) + _record(0xE0, struct.pack("<HHHBBBBIIH", *[0] * 10))
    listed = 4 + 4 + 2 + 2 + len(name)
    sheet_at = len(begin) + listed + 4
    listing = _record(0x85, struct.pack("<IHBB", sheet_at, 0, 3, 1) + name)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 6))
    width = max(map(len, rows))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(value, str):
                sheet += _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                sheet += _record(0x203, place + struct.pack("<d", value))
    return begin + listing + _record(0x0A, b"") + sheet + _record(0x0A, b"")


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound (OLE) file with these streams of at least 4096 bytes each."""
    fat, content, entries = [0xFFFFFFFD], b"", []
    for name, body in streams.items():
        body += b"\0" * (-len(body) % 512)
        first, count = len(fat), len(body) // 512
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        content += body
        entries.append((name, first, len(body)))
    directory = [("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    directory += [
        (n, 2, first, size, i + 2 if i + 1 < len(entries) else None) for i, (n, first, size) in enumerate(entries)
    ]
    listing = b""
    for i, (name, kind, first, size, link) in enumerate(directory):
        label = (name + "\0").encode("utf-16-le")
        right, child = (0xFFFFFFFF, link) if i == 0 else (link or 0xFFFFFFFF, 0xFFFFFFFF)
        listing += label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, 0xFFFFFFFF, right, child)
        listing += bytes(36) + struct.pack("<IQ", first, size)
    listing += (b"\0" * 64 + struct.pack("<HBBIII", 0, 0, 1, *[0xFFFFFFFF] * 3) + bytes(48)) * (-len(directory) % 4)
    directory_at = len(fat)
    sectors = len(listing) // 512
    fat += [*range(directory_at + 1, directory_at + sectors), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 432
    return header + b"".join(struct.pack("<I", n) for n in fat).ljust(512, b"\xff") + content + listing


def budget_workbook(seed: int = 0) -> bytes:
    """A nine-sheet budget workbook as benchmarks use: about 3,900 filled cells, one sheet of which is a form."""
    chance = random.Random(seed)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    codes = ("0.00", "0%", "yyyy-mm-dd", "@", "#,##0.00", "General")
    formats = [book.add_format({"border": 1, "num_format": code}) for code in codes]
    for number in range(9):
        title, item = ("自评表", "产出指标") if number == 4 else (f"预算表{number}", "一般公共服务支出")
        sheet = book.add_worksheet(title)
        sheet.merge_range(0, 0, 0, 8, "项目支出绩效自评表" if number == 4 else title, formats[5])
        for row in range(1, 48):
            for column in range(9):
                _budget_cell(sheet, row, column, chance, formats, item)
            for column in range(9, 14):
                sheet.write_blank(row, column, None, formats[0])
    book.close()
    return out.getvalue()


def _budget_cell(sheet, row, column, chance, formats, item):
    kind = chance.random()
    if kind < 0.3:
        sheet.write_string(row, column, f"{item}(款){chance.randint(1, 900)}", formats[5])
    elif kind < 0.93:
        sheet.write_number(row, column, round(chance.uniform(0, 9999), 2), formats[chance.choice([0, 4])])
    else:
        sheet.write_formula(row, column, f"SUM(A{row}:C{row})", formats[4], round(chance.uniform(1, 999), 2))


def _with_part(name: str, content: str | bytes) -> bytes:
    return pack(parts_of({"自评表": worksheet(FORM_ROWS)}, strings="<si><t>甲</t></si>") | {name: content})


def _without(name: str) -> bytes:
    parts = parts_of({"自评表": worksheet(FORM_ROWS)})
    del parts[name]
    return pack(parts)


def _corner_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "项目支出绩效自评表"
    book.active["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _blank_bomb() -> bytes:
    """A sheet part that inflates to 400 MB of blanks, written piece by piece so that the test stays small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts_of({"自评表": ""}).items():
            if name != _SHEET:
                package.writestr(name, content)
        before, after = worksheet("\0").encode().split(b"\0")
        with package.open(_SHEET, "w") as part:
            part.write(before)
            for _ in range(400):
                part.write(b" " * (1 << 20))
            part.write(after)
    return out.getvalue()


def _lying_bomb() -> bytes:
    """A part that inflates to 400 MB although every declared size says 2,000 bytes."""
    honest = _blank_bomb()
    size = zipfile.ZipFile(io.BytesIO(honest)).getinfo(_SHEET).file_size
    return honest.replace(struct.pack("<I", size), struct.pack("<I", 2000))


def _billion_laughs(encoding: str = "utf-8") -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY l0 "哈">{levels}]>'
    rows = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    return _with_part(_SHEET, (declared + worksheet(rows)).encode(encoding))


def _damaged(data: bytes) -> bytes:
    """A byte in the middle of the sheet's packed content flipped."""
    part = zipfile.ZipFile(io.BytesIO(data)).getinfo(_SHEET)
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def _plain_zip(names: dict[str, str]) -> Callable[[], bytes]:
    return lambda: pack(dict(names))


_EXTERNAL = '<!DOCTYPE sst SYSTEM "file:///etc/passwd">'
_CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("not_workbook", lambda: b""),
    "html": ("not_workbook", lambda: "<html><body><table><tr><td>自评</td></tr></table></body></html>".encode()),
    "csv": ("not_workbook", lambda: "项目,金额\n甲,1\n乙,2\n".encode("gbk")),
    "plain_text": ("not_workbook", lambda: "绩效自评情况说明".encode()),
    "pdf": ("not_workbook", lambda: b"%PDF-1.7\n"),
    "picture": ("not_workbook", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50)),
    "garbage": ("not_workbook", lambda: random.Random(1).randbytes(3000)),
    "word": ("not_workbook", _plain_zip({"[Content_Types].xml": TYPES, "word/document.xml": "<w/>"})),
    "plain_zip": ("not_workbook", _plain_zip({"说明.txt": "无"})),
    "word_97": ("not_workbook", lambda: compound({"WordDocument": bytes(4096)})),
    "truncated": ("truncated", lambda: minimal()[:-300]),
    "truncated_early": ("truncated", lambda: minimal()[:40]),
    "truncated_ole": ("truncated", lambda: biff_xls([["甲"]])[:700]),
    "damaged": ("truncated", lambda: _damaged(budget_workbook())),
    "no_workbook_part": ("missing_part", lambda: _without("xl/workbook.xml")),
    "no_sheet_part": ("missing_part", lambda: _without(_SHEET)),
    "no_sheets": ("missing_part", lambda: pack(parts_of({}))),
    "broken_sheet": ("malformed_xml", lambda: _with_part(_SHEET, worksheet(FORM_ROWS).replace("</row>", ""))),
    "cut_sheet": ("malformed_xml", lambda: _with_part(_SHEET, worksheet(FORM_ROWS)[:-20])),
    "bare_ampersand": ("malformed_xml", lambda: _with_part(_SHEET, worksheet(FORM_ROWS.replace("支出", "支&出")))),
    "broken_workbook": ("malformed_xml", lambda: _with_part("xl/workbook.xml", "<workbook><sheets>")),
    "broken_strings": ("malformed_xml", lambda: _with_part("xl/sharedStrings.xml", "<sst><si><t>甲</si></sst>")),
    "bad_string_index": ("malformed_xml", lambda: minimal('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', strings="")),
    "billion_laughs": ("forbidden_dtd", _billion_laughs),
    "billion_laughs_utf16": ("forbidden_dtd", lambda: _billion_laughs("utf-16")),
    "external_entity": ("forbidden_dtd", lambda: _with_part("xl/sharedStrings.xml", _EXTERNAL + "<sst/>")),
    "encrypted": ("encrypted", lambda: encrypted(budget_workbook(), "芝麻开门")),
    "encrypted_xls": ("encrypted", lambda: biff_xls([["甲"]], protected=True)),
    "file_too_big": ("too_big_file", lambda: minimal() + bytes(51 << 20)),
    "inflates_to_400_mb": ("too_big_inflated", _blank_bomb),
    "lies_about_400_mb": ("too_big_inflated", _lying_bomb),
    "eight_million_strings": (
        "too_big_inflated",
        lambda: _with_part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{"<si/>" * 8_000_000}</sst>'),
    ),
    "many_parts": ("too_many_parts", _plain_zip({f"xl/media/{n}.bin": "" for n in range(10_050)})),
    "corner_cell": ("too_long", _corner_cell),
    "far_column": (
        "too_wide",
        lambda: minimal(FORM_ROWS + '<row r="2"><c r="XFD2"><v>1</v></c></row>'),
    ),
    "million_blank_rows": (
        "too_long",
        lambda: minimal("".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(1, 1_048_577))),
    ),
}
HOSTILE: dict[str, Callable[[], bytes]] = {name: build for name, (_, build) in _CASES.items()}
"""Files whose content is not read, by name; `REASONS` has the reason that each is refused for."""
REASONS: dict[str, str] = {name: reason for name, (reason, _) in _CASES.items()}
