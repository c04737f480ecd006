"""A zip file as raw streams: members that stay are copied byte for byte, only changed ones are compressed anew.

Why not zipfile: it inflates and deflates again, renames backslash members and drops local header data.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

_END, _CENTRAL, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_LIMIT = 512 * 1024 * 1024  # a part larger than this is an attack, not a budget form
_MAX32 = 0xFFFFFFFF
_SMALL = 16 * 1024
_STAMP = (0, 0x21)  # 1980-01-01 00:00, so that equal input gives equal bytes


class PackageError(ValueError):
    """The file is no workbook package that can be copied; the message is for the user, in Chinese."""


@dataclass(frozen=True, slots=True)
class Member:
    """One zip member: `name` with forward slashes, `start`–`end` its local header and data in the file."""

    name: str
    central: bytes
    start: int
    end: int
    data_at: int
    packed: int
    size: int
    crc: int
    method: int
    flags: int


def read_members(data: bytes) -> tuple[tuple[Member, ...], bytes]:
    """Members in central-directory order and the archive comment; PackageError when it is no readable zip."""
    try:
        return _read_members(data)
    except (struct.error, IndexError) as error:
        raise PackageError("文件已损坏，无法读取。") from error


def _read_members(data: bytes) -> tuple[tuple[Member, ...], bytes]:
    at, count, size, offset, comment = _directory(data)
    shift = at - size - offset  # bytes glued in front of the zip
    if shift < 0:
        raise PackageError("文件已损坏，无法读取。")
    position = at - size
    raw: list[tuple[bytes, int, int, int]] = []
    for _ in range(count):
        if data[position : position + 4] != _CENTRAL:
            raise PackageError("文件已损坏，无法读取。")
        lengths = struct.unpack_from("<3H", data, position + 28)
        entry = data[position : position + 46 + sum(lengths)]
        raw.append((entry, *_sizes_and_offset(entry)))
        position += len(entry)
    starts = sorted({shift + item[3] for item in raw} | {at - size})
    following = dict(pairwise(starts))
    members = tuple(_member(data, *item[:3], shift + item[3], following) for item in raw)
    return members, comment


def _directory(data: bytes) -> tuple[int, int, int, int, bytes]:
    """Where the central directory ends, its entry count, size, stated offset, and the archive comment."""
    end = data.rfind(_END, max(0, len(data) - 65557))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise PackageError("文件是旧版 .xls 或加了打开密码，请另存为不带打开密码的 .xlsx 后再试。")
    if end < 0:
        raise PackageError("文件不是 Excel 工作簿(.xlsx)，或已损坏。")
    count, size, offset, note = struct.unpack_from("<HIIH", data, end + 10)
    comment, at = data[end + 22 : end + 22 + note], end
    if data[end - 20 : end - 16] == b"PK\x06\x07":
        stated = struct.unpack_from("<Q", data, end - 12)[0]
        record = stated if data[stated : stated + 4] == b"PK\x06\x06" else data.rfind(b"PK\x06\x06", 0, end)
        if record >= 0:
            count, size, offset = struct.unpack_from("<QQQ", data, record + 32)
            at = record
    return at, count, size, offset, comment


def _sizes_and_offset(entry: bytes) -> tuple[int, int, int]:
    """Compressed size, size and offset of a central entry, read from its ZIP64 extra where that is used."""
    packed, size, name = struct.unpack_from("<IIH", entry, 20)
    offset = struct.unpack_from("<I", entry, 42)[0]
    at = _zip64_field(entry, name)
    if at is None:
        return packed, size, offset
    if size == _MAX32:
        size, at = struct.unpack_from("<Q", entry, at)[0], at + 8
    if packed == _MAX32:
        packed, at = struct.unpack_from("<Q", entry, at)[0], at + 8
    if offset == _MAX32:
        offset = struct.unpack_from("<Q", entry, at)[0]
    return packed, size, offset


def _zip64_field(entry: bytes, name: int) -> int | None:
    """Where the ZIP64 values start inside a central entry, None when it has none."""
    at = 46 + name
    end = at + struct.unpack_from("<H", entry, 30)[0]
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", entry, at)
        if kind == 1:
            return at + 4
        at += 4 + length
    return None


def _member(data: bytes, central: bytes, packed: int, size: int, start: int, following: dict[int, int]) -> Member:
    flags, method = struct.unpack_from("<HH", central, 8)
    crc, length = struct.unpack_from("<I", central, 16)[0], struct.unpack_from("<H", central, 28)[0]
    raw = central[46 : 46 + length]
    # Old Chinese packers write GBK names without the UTF-8 flag; cp437 keeps every byte, and lookups are ASCII anyway.
    name = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace").replace("\\", "/").lstrip("/")
    end = following.get(start, -1)
    if data[start : start + 4] != _LOCAL:
        raise PackageError("文件已损坏，无法读取。")
    data_at = start + 30 + sum(struct.unpack_from("<HH", data, start + 26))
    if data_at + packed > end:
        raise PackageError("文件已损坏(压缩数据重叠)，无法读取。")
    return Member(name, central, start, end, data_at, packed, size, crc, method, flags)


def inflate(data: bytes, member: Member) -> bytes:
    """The uncompressed bytes of one member; PackageError when encrypted, damaged or absurdly large."""
    packed = data[member.data_at : member.data_at + member.packed]
    if member.flags & 1 or member.method not in (0, 8):
        raise PackageError("文件加密或采用了不支持的压缩方式，无法读取。")
    if member.method == 0:
        content = packed
    else:
        engine = zlib.decompressobj(-15)
        try:
            content = engine.decompress(packed, min(member.size, _LIMIT) + 1)
        except zlib.error as error:
            raise PackageError("文件已损坏，无法读取。") from error
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise PackageError("文件已损坏或内容过大，无法读取。")
    return content


def write_zip(data: bytes, kept: Mapping[Member, bytes | None], added: Mapping[str, bytes], comment: bytes) -> bytes:
    """A new zip: each kept member raw (None) or with new content, in order, then the added ones; all bytes."""
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for member, content in kept.items():
        if content is None:
            piece, central = data[member.start : member.end], member.central
        else:
            piece, central = _rewritten(data, member, content)
        directory.append(_moved(central, at))
        body.append(piece)
        at += len(piece)
    for name, content in added.items():
        piece, central = _fresh(name, content)
        directory.append(_moved(central, at))
        body.append(piece)
        at += len(piece)
    size = sum(map(len, directory))
    if at + size >= _MAX32 or len(directory) >= 0xFFFF:
        raise PackageError("文件过大，无法处理。")
    end = _END + struct.pack("<HHHHIIH", 0, 0, len(directory), len(directory), size, at, len(comment)) + comment
    return b"".join([*body, *directory, end])


def _moved(central: bytes, offset: int) -> bytes:
    """The central entry with its member at a new offset."""
    if struct.unpack_from("<I", central, 42)[0] != _MAX32:
        return central[:42] + struct.pack("<I", offset) + central[46:]
    packed, size, name = struct.unpack_from("<IIH", central, 20)
    at = _zip64_field(central, name)
    if at is None:
        return central[:42] + struct.pack("<I", offset) + central[46:]
    at += 8 * ((packed == _MAX32) + (size == _MAX32))
    return central[:at] + struct.pack("<Q", offset) + central[at + 8 :]


def _deflate(content: bytes, level: int = 6) -> bytes:
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    return engine.compress(content) + engine.flush()


def _rewritten(data: bytes, member: Member, content: bytes) -> tuple[bytes, bytes]:
    """Local part and central entry of a member with new content: name, time and attributes stay."""
    packed = _deflate(content)
    flags = member.flags & ~8  # sizes are known now, so no data descriptor follows
    time = member.central[12:16]
    numbers = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    length = struct.unpack_from("<H", member.central, 28)[0]
    name = member.central[46 : 46 + length]
    fixed = struct.pack("<HHH", 20, flags, 8) + time + numbers
    local = _LOCAL + fixed + struct.pack("<HH", length, 0) + name
    note = member.central[46 + length + struct.unpack_from("<H", member.central, 30)[0] :]
    central = _CENTRAL + member.central[4:6] + fixed + struct.pack("<HHHH", length, 0, len(note), 0)
    return local + packed, central + member.central[36:42] + bytes(4) + name + note


@lru_cache(maxsize=32)
def _deflated_again(content: bytes) -> bytes:
    """A small new part: in workbooks by the batch most of them (styles, relationships, types) are alike in all."""
    return _deflate(content)


def _fresh(name: str, content: bytes) -> tuple[bytes, bytes]:
    """Local part and central entry of a new member."""
    packed = _deflated_again(content) if len(content) <= _SMALL else _deflate(content)
    raw = name.encode()
    numbers = (zlib.crc32(content), len(packed), len(content), len(raw))
    fixed = struct.pack("<HHHHHIIIH", 20, 0 if raw.isascii() else 0x800, 8, *_STAMP, *numbers)
    central = _CENTRAL + struct.pack("<H", 20) + fixed + bytes(16) + raw
    return _LOCAL + fixed + bytes(2) + raw + packed, central


@dataclass(frozen=True, slots=True)
class Packed:
    """Content compressed once, to be put into any number of zips."""

    data: bytes
    crc: int
    size: int
    heads: dict[str, tuple[bytes, bytes]] = field(default_factory=dict, compare=False, repr=False)

    def head(self, name: str) -> tuple[bytes, bytes]:
        """What stands before the content under a name, and its entry in the directory up to the place."""
        found = self.heads.get(name)
        if found is None:
            raw = name.encode()
            numbers = (self.crc, len(self.data), self.size, len(raw))
            fixed = struct.pack("<HHHHHIIIH", 20, 0 if raw.isascii() else 0x800, 8, *_STAMP, *numbers)
            found = _LOCAL + fixed + bytes(2) + raw, _CENTRAL + struct.pack("<H", 20) + fixed + bytes(12)
            self.heads[name] = found
        return found


def pack(content: bytes, level: int = 6) -> Packed:
    """Compress content for `zip_of`; level 2 takes a fifth of the time of 6 and a fifth more room."""
    return Packed(_deflate(content, level), zlib.crc32(content), len(content))


def zip_of(parts: Iterable[tuple[str, Packed]]) -> bytes:
    """A zip of packed parts by name, in their order, without clock or machine: equal bytes for equal parts."""
    body: list[bytes] = []
    directory: list[bytes] = []
    at = count = 0
    for name, part in parts:
        local, central = part.head(name)
        directory += (central, at.to_bytes(4, "little"), local[30:])
        body += (local, part.data)
        count += 1
        at += len(local) + len(part.data)
    size = sum(map(len, directory))
    if at + size >= _MAX32 or count >= 0xFFFF:
        raise PackageError("文件过大，无法处理。")
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, size, at, 0)
    return b"".join([*body, *directory, end])
