"""Documents for tests, built part by part: .docx with tables and Word's own numbering, .doc by its pieces."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.workbook.packages import compound, pack

SEEDS = Path(__file__).parent / "seeds"
CLEAN = Path(__file__).parent / "clean"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str, *, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(text) if text else ''}</w:p>"


def numbered(text: str) -> str:
    """A paragraph that Word numbers by itself."""
    return paragraph(text, properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')


def cell(text: str, *, span: int = 1) -> str:
    width = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span > 1 else ""
    return f"<w:tc>{width}{paragraph(text)}</w:tc>"


def table(rows: Sequence[Sequence[str]]) -> str:
    inner = "".join(
        f"<w:tr>{''.join(one if one.startswith('<w:tc') else cell(one) for one in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{inner}</w:tbl>"


def document(body: str) -> str:
    return f'<w:document xmlns:w="{MAIN}"><w:body>{body}<w:sectPr/></w:body></w:document>'


def parts(body: str, **others: str | bytes) -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": document(body),
    }
    return found | {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in others.items()}


def docx(body: str, **others: str | bytes) -> bytes:
    """A .docx of this body; other parts by name (`word__styles_xml`)."""
    return pack(parts(body, **others))


def docx_of(text: str) -> bytes:
    """A .docx with a paragraph a line."""
    return docx("".join(paragraph(line) for line in text.splitlines()))


def doc(text: str, *, encrypted: bool = False, version: int = 0xC1) -> bytes:
    """A Word 97 document of this text: one 16-bit piece and, for the ASCII before the first other sign, one 8-bit."""
    text = text.replace("\n", "\r")
    plain = next((place for place, letter in enumerate(text) if not letter.isascii()), len(text))
    head = bytearray(1024)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 10, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<I", head, 0x4C, len(text))
    narrow, wide = text[:plain].encode("cp1252"), text[plain:].encode("utf-16-le")
    starts = [((1024 * 2) | 0x40000000), 1024 + len(narrow)]
    plan = struct.pack("<3I", 0, plain, len(text)) + b"".join(struct.pack("<HIH", 0, at, 0) for at in starts)
    clx = b"\x01" + struct.pack("<H", 2) + b"\0\0" + b"\x02" + struct.pack("<I", len(plan)) + plan
    struct.pack_into("<II", head, 0x01A2, 16, len(clx))
    body = bytes(head) + narrow + wide
    return compound({"WordDocument": body.ljust(4096, b"\0"), "1Table": (bytes(16) + clx).ljust(4096, b"\0")})
