"""The text of a Word 97-2003 document (.doc, also .wps), by its table of pieces ([MS-DOC] 2.8.35).

Only text is read: what Word numbers by itself and how tables are divided into rows stays unknown.
"""

from __future__ import annotations

import io
import re
import struct

from jixiao.records.manuscript import Manuscript, Paragraph
from jixiao.records.regex import regex
from jixiao.workbook.refusal import Refused

_IDENTITY, _WORD_97 = 0xA5EC, 0xC1
_SECOND_TABLE = 0x0200
_COMPRESSED = 0x40000000
_MOST_CHARACTERS = 20_000_000
_FIELD_CODE = regex("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|\x15")
_DRAWN = regex("[\x00-\x06\x08\x0e-\x1d\x1f]")
_PLAIN = str.maketrans({"\x0b": "\n", "\x0c": "\r", "\x1e": "-"})


def read_doc(data: bytes, label: str) -> Manuscript:
    """The paragraphs of a .doc, `label` is what it is for people; Refused when damaged or older than Word 97."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            document = ole.openstream("WordDocument").read()
            identity, version, flags = struct.unpack_from("<HH6xH", document)
            if identity != _IDENTITY or version < _WORD_97:
                raise Refused("not_document", "Word 95 或更早的文档")
            table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        length = struct.unpack_from("<I", document, 0x4C)[0]
        text = "".join(_pieces(document, table))[:length]
    except Refused:
        raise
    except Exception as error:  # a damaged file makes these raise anything
        raise Refused("truncated", "文件不完整或已损坏") from error
    return Manuscript("Word 文档", _paragraphs(text), legacy=label)


def _pieces(document: bytes, table: bytes) -> list[str]:
    """The text piece by piece: 16-bit, or 8-bit where a piece is Western only."""
    start, size = struct.unpack_from("<II", document, 0x01A2)
    plan = table[start : start + size]
    while plan[:1] == b"\x01":  # formatting that pieces share
        plan = plan[3 + struct.unpack_from("<H", plan, 1)[0] :]
    if plan[:1] != b"\x02":
        raise Refused("truncated", "文件不完整：找不到正文")
    count = (struct.unpack_from("<I", plan, 1)[0] - 4) // 12
    edges = struct.unpack_from(f"<{count + 1}I", plan, 5)
    if edges[-1] > _MOST_CHARACTERS:
        raise Refused("too_big_inflated", f"正文 {edges[-1]:,} 字，上限 {_MOST_CHARACTERS:,} 字")
    texts = []
    for place in range(count):
        at = struct.unpack_from("<I", plan, 5 + 4 * (count + 1) + 8 * place + 2)[0]
        letters = edges[place + 1] - edges[place]
        if at & _COMPRESSED:
            at = (at & ~_COMPRESSED) // 2
            texts.append(document[at : at + letters].decode("cp1252", "replace"))
        else:
            texts.append(document[at : at + 2 * letters].decode("utf-16-le", "replace"))
    return texts


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Paragraphs and table cells; field codes and drawings leave nothing, marks at the end of a row are none."""
    while (plainer := _FIELD_CODE.sub("", text)) != text:
        text = plainer
    text = _DRAWN.sub("", text).translate(_PLAIN)
    found: list[Paragraph] = []
    before = ""
    for match in re.finditer("([^\r\x07]*)([\r\x07]|$)", text):
        cell = match[2] == "\x07"
        row_end = cell and not match[1] and before == "\x07"
        if (match[1] or match[2]) and not row_end:
            found.append(Paragraph(len(found) + 1, match[1], in_table=cell))
        before = "" if row_end else match[2]
    return tuple(found)
