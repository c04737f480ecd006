"""The zip package of a workbook: its parts by name, inflated within limits, as UTF-8 XML without any DTD.

Everything a hostile or broken file can do to a zip reader ends here as `Refused`.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from jixiao.records.regex import regex
from jixiao.workbook.refusal import (
    MAX_INFLATED,
    MAX_PART,
    MAX_PARTS,
    MAX_TAGS,
    Refused,
    megabytes,
)

DEFLATE_LIMIT = 1032
"""Deflate can't expand more than this, so a small part needs no watching while it inflates."""

_END = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s4xHH4xIIIHHH8xI")
_ENCODINGS = dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"), "utf-8")
_ENCODINGS |= dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030")
_PREDEFINED = regex(rb"&(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);")


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the zip directory; sizes in bytes as declared there."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


@dataclass(frozen=True, slots=True)
class Package:
    """A zip package: the file's bytes and its parts by lower-case name with forward slashes."""

    data: bytes
    parts: dict[str, Part]


def part_key(name: str) -> str:
    """The one spelling under which a part is kept: part names ignore case, and some writers use backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def open_package(data: bytes) -> Package:
    """The parts of a zip file; Refused when its directory is missing (truncated) or it is beyond the limits."""
    entries = _directory(data)
    if len(entries) > MAX_PARTS:
        raise Refused("too_many_parts", f"压缩包里有 {len(entries):,} 个部件，上限 {MAX_PARTS:,} 个")
    parts = {part_key(part.name): part for part in entries}
    inflated = sum(part.size for name, part in parts.items() if name.endswith((".xml", ".rels", ".bin")))
    if inflated > MAX_INFLATED:
        raise Refused("too_big_inflated", f"解压后共 {megabytes(inflated)}，上限 {megabytes(MAX_INFLATED)}")
    return Package(data, parts)


def _directory(data: bytes) -> list[Part]:
    """The zip directory by its own few lines (zipfile takes ten times longer), zipfile for the unusual."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        raise Refused("truncated", "文件不完整：压缩包缺少结尾的目录")
    count, length, start = struct.unpack_from("<HII", data, end + 10)
    if start + length != end or count == 0xFFFF:  # ZIP64, or something glued in front
        return _directory_by_zipfile(data)
    parts = []
    position = start
    for _ in range(count):
        if position + 46 > end or data[position : position + 4] != b"PK\x01\x02":
            raise Refused("truncated", "文件不完整：压缩包目录已损坏")
        _, flags, method, crc, packed, size, named, extra, comment, offset = _ENTRY.unpack_from(data, position)
        name = data[position + 46 : position + 46 + named].decode("utf-8" if flags & 0x800 else "cp437", "replace")
        parts.append(Part(name, flags, method, crc, packed, size, offset))
        if 0xFFFFFFFF in (packed, size, offset):
            return _directory_by_zipfile(data)
        position += 46 + named + extra + comment
    return parts


def _directory_by_zipfile(data: bytes) -> list[Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [
                Part(i.filename, i.flag_bits, i.compress_type, i.CRC, i.compress_size, i.file_size, i.header_offset)
                for i in package.infolist()
            ]
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as error:
        raise Refused("truncated", "文件不完整：压缩包目录已损坏") from error


def inflate(package: Package, name: str) -> bytes | None:
    """The inflated bytes of a part, None when there is none of that name; Refused when damaged or too big."""
    part = package.parts.get(part_key(name))
    if part is None:
        return None
    if part.flags & 1:
        raise Refused("encrypted", "压缩包部件已加密")
    if part.size > MAX_PART:
        raise Refused("too_big_inflated", f"部件 {part.name} 解压后 {megabytes(part.size)}，上限 {megabytes(MAX_PART)}")
    data, at = package.data, part.offset
    if data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        raise Refused("truncated", f"文件不完整：找不到部件 {part.name} 的内容")
    at += 30 + int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
    content = _content(part, memoryview(data)[at : at + part.packed])
    if len(content) != part.size or zlib.crc32(content) != part.crc:
        raise Refused("truncated", f"文件已损坏：部件 {part.name} 与校验和不符")
    return content


def _content(part: Part, packed: memoryview) -> bytes:
    """Inflate at most one byte more than declared: a declared size may lie, and then inflating stops there."""
    if part.method == 0:
        return bytes(packed)
    if part.method != 8:
        raise Refused("truncated", f"部件 {part.name} 的压缩方式无法识别")
    try:
        if len(packed) * DEFLATE_LIMIT <= MAX_PART:
            return zlib.decompress(packed, -15, part.size or 1)
        content = zlib.decompressobj(-15).decompress(packed, part.size + 1)
    except zlib.error as error:
        raise Refused("truncated", f"文件已损坏：部件 {part.name} 无法解压") from error
    if len(content) > part.size:
        raise Refused("too_big_inflated", f"部件 {part.name} 声称 {megabytes(part.size)}，解压时超出")
    return content


def xml_part(package: Package, name: str) -> bytes | None:
    """A part as UTF-8 XML without byte order mark and declaration, None when absent; Refused for any DTD."""
    content = inflate(package, name)
    if content is None:
        return None
    if not content.startswith(b"<") or content.startswith((b"<?xml", b"<\0")):
        content = _as_utf8(content, name)
    # Only before the root element may a DTD stand, so XML that starts with its root has none.
    if content[1:2] in (b"!", b"?") and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise Refused("forbidden_dtd", f"部件 {name} 含有文档类型或实体声明")
    return content


def _as_utf8(content: bytes, name: str) -> bytes:
    """Drop byte order mark and declaration, after turning the encodings that Excel itself accepts into UTF-8."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            content = content.decode("utf-16").encode()
        elif content.startswith((b"<\0", b"\0<")):
            content = content.decode("utf-16-le" if content[0] else "utf-16-be").encode()
        content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
        if not content.startswith(b"<?xml"):
            return content
        declaration, _, body = content.partition(b"?>")
        declared = re.search(rb"""encoding\s*=\s*["']([^"']+)""", declaration)
        encoding = _ENCODINGS[declared[1].decode().lower()] if declared else "utf-8"
        if encoding == "gb18030":
            body = body.decode(encoding).encode()
    except (KeyError, UnicodeError) as error:
        raise Refused("malformed_xml", f"部件 {name} 的文字编码无法识别") from error
    return body.lstrip(b" \t\r\n")


def looks_well_formed(xml: bytes, root: bytes) -> bool:
    """Whether plain byte counts say that XML is complete: root first and last, every tag closed, no odd ampersand.

    Much faster than parsing and wrong on one side only: what it doubts goes to the real parser.
    """
    tags = xml.count(b"<")
    return (
        xml.startswith(b"<" + root)
        and xml.rstrip().endswith(b"</" + root + b">")
        and tags == xml.count(b">")
        and tags == 2 * xml.count(b"</") + xml.count(b"/>")
        and (b"&" not in xml or xml.count(b"&") == len(_PREDEFINED.findall(xml)))
    )


def parse_tree(xml: bytes, name: str) -> Any:
    """The root element of a small XML part, no entity resolved, nothing fetched; Refused when malformed or huge."""
    if (tags := xml.count(b"<")) > MAX_TAGS:
        raise Refused("too_big_inflated", f"部件 {name} 有 {tags:,} 个标记，上限 {MAX_TAGS:,} 个")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("malformed_xml", f"部件 {name} 的内容不合规范，无法解析") from error


def local(element: Any) -> str:
    """The tag or attribute name of an element without its namespace; comments have none."""
    tag = element if isinstance(element, str) else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
