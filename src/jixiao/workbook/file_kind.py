"""What a submitted file is by its content, never by its suffix."""

from __future__ import annotations

import re

from jixiao.records.regex import regex

ZIP, OLE = "zip", "ole"

_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包(RAR)"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包(7z)"),
    (b"\x1f\x8b", "压缩包(GZ)"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
)
_WEB = regex(r"<(?:!doctype\s+html|html|head|body|table|meta|div|script)\b", re.IGNORECASE)


def file_kind(data: bytes) -> str:
    """ZIP or OLE for what may be a workbook, else what the content looks like, in Chinese: 「网页文件(HTML)」."""
    if not data:
        return "空文件"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return ZIP
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "图片"
    return _text_kind(data[:20_000])


def _text_kind(start: bytes) -> str:
    text = _decoded(start)
    if text is None:
        return "无法识别的内容"
    text = text.lstrip("\ufeff \t\r\n")
    if not text:
        return "空白文件"
    if text.startswith("MIME-Version:") or "\nMIME-Version:" in text[:2000]:
        return "单个文件网页(MHTML)"
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "Excel 2003 的 XML 表格"
    if _WEB.search(text[:5000]):
        return "网页文件(HTML)"
    if text.startswith("<"):
        return "XML 文件"
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    separated = [line for line in lines if "," in line or "\t" in line or ";" in line]
    return "文本文件(CSV)" if len(separated) * 2 > len(lines) else "文本文件"


def _decoded(start: bytes) -> str | None:
    """The text of bytes in an encoding that people here use; None when it is no text."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "replace")
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the sample may end inside a character
            try:
                text = start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return text if _printable(text) else None
    return None


def _printable(text: str) -> bool:
    odd = sum(not (c.isprintable() or c in "\t\r\n\f\ufeff") for c in text)
    return odd * 100 <= len(text)
