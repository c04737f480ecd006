"""A submitted document (.docx, .txt, also .doc and .wps) → Manuscript, or the Refusal that says why it was not read."""

from __future__ import annotations

from pathlib import Path

from jixiao.records.manuscript import Manuscript
from jixiao.records.regex import regex
from jixiao.workbook.file_kind import OLE, ZIP, file_kind
from jixiao.workbook.package import open_package
from jixiao.workbook.read_docx import read_docx
from jixiao.workbook.read_file import file_bytes
from jixiao.workbook.refusal import MAX_FILE, MEGABYTE, Refusal, Refused, megabytes
from jixiao.workbook.text_lines import laid_out

MAX_TEXT = 10 * MEGABYTE
"""Bytes of a text file: the longest report of the seeds has 15 kilobytes."""
MAX_LINES = 50_000
"""Paragraphs of one document."""
MAX_LETTERS = 2_000_000
"""Letters of one document: about three thousand pages."""

_TEXT_KINDS = frozenset({"文本文件", "文本文件(CSV)"})
_MARK = regex("[\ufeff\u0000]")


def read_manuscript_path(path: Path, *, password: str | None = None) -> Manuscript | Refusal:
    """Read a submitted document by its path; a file that can't be opened or is over 50 MB is a Refusal too."""
    data = file_bytes(path)
    return data if isinstance(data, Refusal) else read_manuscript(data, path.name, password=password)


def read_manuscript(data: bytes, name: str, *, password: str | None = None) -> Manuscript | Refusal:
    """Read a submitted document's bytes. Never raises: whatever they are, the answer is a Manuscript or a Refusal."""
    try:
        return _read(data, name, password)
    except Refused as refused:
        return refused.refusal
    except Exception:  # one file that trips the reader must not stop the hundreds that come with it
        return Refusal("malformed_xml", "文件内容异常，无法解析")


def _read(data: bytes, name: str, password: str | None) -> Manuscript:
    if len(data) > MAX_FILE:
        raise Refused("too_big_file", f"文件 {megabytes(len(data))}，上限 {megabytes(MAX_FILE)}")
    kind = file_kind(data)
    if kind == OLE:
        return _read_ole(data, name, password)
    if kind == ZIP:
        return _checked(_read_zip(data))
    if name.lower().endswith(".txt") and (kind in _TEXT_KINDS or _is_wide_text(data)):
        return _checked(_read_text(data))
    raise Refused("not_document", kind)


def _read_zip(data: bytes) -> Manuscript:
    package = open_package(data)
    if "xl/workbook.xml" in package.parts or "xl/workbook.bin" in package.parts:
        raise Refused("not_document", "内容是工作簿，扩展名却是文档")
    return read_docx(package)


def _read_ole(data: bytes, name: str, password: str | None) -> Manuscript:
    # Imported here: most documents are packages or plain text.
    from jixiao.workbook.ole_file import decrypt, document_kind
    from jixiao.workbook.read_doc import read_doc

    kind = document_kind(data)
    if kind == "package":
        plain = decrypt(data, password)
        if file_kind(plain) != ZIP:
            raise Refused("not_document", "加密的内容不是文档")
        return _checked(_read_zip(plain))
    label = "WPS 文字文档(.wps)" if name.lower().endswith(".wps") else "Word 97-2003 文档(.doc)"
    return _checked(read_doc(decrypt(data, password) if kind == "locked" else data, label))


def _checked(manuscript: Manuscript) -> Manuscript:
    if len(manuscript.paragraphs) > MAX_LINES:
        raise Refused("too_long", f"文档有 {len(manuscript.paragraphs):,} 段，上限 {MAX_LINES:,} 段")
    letters = sum(len(paragraph.text) for paragraph in manuscript.paragraphs)
    if letters > MAX_LETTERS:
        raise Refused("too_long", f"文档有 {letters:,} 字，上限 {MAX_LETTERS:,} 字")
    return manuscript


def _is_wide_text(data: bytes) -> bool:
    """UTF-16 without its mark, as some programs write it: line breaks have a zero byte, most letters are Chinese."""
    text = _decoded(data) if b"\n\0" in data or b"\0\n" in data else None
    letters = [letter for letter in (text or "")[:2000] if not letter.isspace()]
    return sum("\u3000" <= letter <= "\u9fff" for letter in letters) * 2 > len(letters)


def _read_text(data: bytes) -> Manuscript:
    if len(data) > MAX_TEXT:
        raise Refused("too_big_inflated", f"文本 {megabytes(len(data))}，上限 {megabytes(MAX_TEXT)}")
    text = _decoded(data)
    if text is None:
        raise Refused("malformed_xml", "文字编码无法识别，请另存为 UTF-8 编码的文本")
    lines = _MARK.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) > MAX_LINES:
        raise Refused("too_long", f"文本有 {len(lines):,} 行，上限 {MAX_LINES:,} 行")
    paragraphs, tables = laid_out(lines)
    return Manuscript("文本文件", paragraphs, tables)


def _decoded(data: bytes) -> str | None:
    """The text in the encodings that people here use: UTF-8, UTF-16, GB18030; None when it is none of them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = ["utf-16-le" if b"\n\0" in data else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
