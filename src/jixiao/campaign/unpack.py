"""Whatever came back, file by file: folders in folders, zips in zips, with Chinese names of either kind.

Nothing is unpacked onto the disk and nothing is moved: a file in a zip is read where it lies. What cannot be taken
(encrypted, unsafe paths, bombs, rar and 7z) is told file by file and never stops the others.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from jixiao.intake import gather, passed_over
from jixiao.workbook.refusal import MAX_FILE, MEGABYTE, megabytes

SEPARATOR = "!"
"""Between the path of a zip and the path inside it."""
DEPTH = 3
"""Zips in zips that are opened: a department's zip holding those of its units, and one more."""
MEMBERS = 10_000
MAX_UNPACKED = 4096 * MEGABYTE
"""Bytes of all files of one zip together: a whole county's workbooks stay far below."""
_MOST_RATIO = 200
"""Packed to so small a part of its size that it is no workbook: these are packed already."""
_SMALL = 8 * MEGABYTE
_PACKED = {".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".iso", ".zipx"}
_OURS = re.compile(r"(?:下发清单|报送通知|收件回执|催报名单)(?:_\d{8}-\d{6}(?:-\d+)?)?\.xlsx")
_UTF8 = 0x800
_LOCKED = 0x1


@dataclass(frozen=True)
class Item:
    """A file that came in. `path` is where it lies, inside a zip 「压缩包!里面的路径」; `modified` its own time (ISO).

    `data` is empty when it was refused before it was read: `refusal` is then the reader's word and the Chinese fact.
    """

    path: str
    name: str
    digest: str
    size: int
    modified: str
    data: bytes = b""
    refusal: tuple[str, str] | None = None


@dataclass
class Found:
    """What a folder comes to: how many files there are to take, and what is passed over with the reason."""

    files: deque[Path] = field(default_factory=deque)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def look_into(folder: Path, *, without: Path | None = None) -> Found:
    """The files below a folder that are taken in, in the order of their names; zips count as one. OSError."""
    gathered = gather([folder], without=without, own=True)
    found = Found()
    packed = [(path, why) for path, why in gathered.skipped if path.suffix.lower() in {".zip", *_PACKED}]
    for path in sorted([*(path for path, _ in gathered.files), *(path for path, why in packed if "隐藏" not in why)]):
        if _OURS.fullmatch(path.name):
            found.skipped.append((str(path.absolute()), "本程序生成的结果"))
        else:
            found.files.append(path)
    found.skipped += [(str(path.absolute()), why) for path, why in gathered.skipped if (path, why) not in packed]
    return found


def number_of(found: Found) -> int:
    """How many files there are about, for a progress bar: zips count for what they hold, zips in them for one."""
    count = 0
    for path in found.files:
        try:
            with zipfile.ZipFile(path) if path.suffix.lower() == ".zip" else io.BytesIO() as package:
                count += len(package.namelist()) if isinstance(package, zipfile.ZipFile) else 1
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            count += 1
    return count


def items_of(found: Found) -> Iterator[Item]:
    """Every file, one at a time; those of zips one by one; more things passed over are added to `found.skipped`.

    Each is taken off the list: thousands of paths are not held twice.
    """
    while found.files:
        yield from _from_disk(found.files.popleft(), found.skipped)


def bytes_at(path: str) -> bytes:
    """The bytes of a file that came in, by the path under which it was noted. FileNotFoundError when it is gone."""
    if Path(path).exists():
        return Path(path).read_bytes()
    for place in (match.start() for match in re.finditer(re.escape(SEPARATOR), path)):
        archive = Path(path[:place])
        if archive.is_file():
            for item in _from_disk(archive, []):
                if item.path == path and item.refusal is None:
                    return item.data
    raise FileNotFoundError(path)


# -- files on the disk -------------------------------------------------------------------------------------------------


def _from_disk(path: Path, skipped: list[tuple[str, str]]) -> Iterator[Item]:
    told = str(path.absolute())
    try:
        about = path.stat()
        modified = datetime.fromtimestamp(about.st_mtime).isoformat(timespec="seconds")
        if not stat.S_ISREG(about.st_mode):
            yield Item(told, path.name, "", 0, modified, refusal=("unreadable_path", "不是普通文件"))
            return
        if path.suffix.lower() in {".zip", *_PACKED} or about.st_size > MAX_FILE:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                whole = Item(told, path.name, digest, about.st_size, modified)
                file.seek(0)
                yield from _archive(file, whole, 1, skipped) if is_packed(path.name) else _too_big(whole)
            return
        data = path.read_bytes()
    except OSError:
        why = "没有读取权限，或文件正被其他程序占用"
        yield Item(told, path.name, "", 0, "", refusal=("unreadable_path", why))
        return
    yield Item(told, path.name, hashlib.sha256(data).hexdigest(), len(data), modified, data)


def is_packed(name: str) -> bool:
    """Whether a file's name says that it holds others."""
    return PurePosixPath(name).suffix.lower() in {".zip", *_PACKED}


def _too_big(item: Item) -> Iterator[Item]:
    yield _refused(item, "too_big_file", f"文件 {megabytes(item.size)}，上限 {megabytes(MAX_FILE)}")


def _refused(item: Item, reason: str, detail: str) -> Item:
    return Item(item.path, item.name, item.digest, item.size, item.modified, refusal=(reason, detail))


# -- zips --------------------------------------------------------------------------------------------------------------


def _archive(file: io.IOBase, whole: Item, depth: int, skipped: list[tuple[str, str]]) -> Iterator[Item]:
    """The files in a zip; the zip itself, refused, when it cannot be taken."""
    head = file.read(8)
    file.seek(0)
    if not head.startswith(b"PK"):
        yield _refused(whole, "not_workbook", "这种压缩包读不了，请解压后再放进来")
        return
    try:
        with zipfile.ZipFile(file) as package:
            members = [member for member in package.infolist() if not member.is_dir()]
            trouble = _trouble(members)
            if trouble is not None:
                yield _refused(whole, *trouble)
                return
            for member in members:
                yield from _member(package, member, whole, depth, skipped)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        yield _refused(whole, "truncated", "压缩包损坏或不完整，请重新打包")


def _trouble(members: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    """Why a whole zip is refused; None when it may be opened."""
    if any(member.flag_bits & _LOCKED for member in members):
        return "encrypted", "压缩包加了密码，请去掉密码重新打包"
    if len(members) > MEMBERS:
        return "too_many_parts", f"压缩包里有 {len(members)} 个文件，上限 {MEMBERS} 个"
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        return "too_big_inflated", f"压缩包解开有 {megabytes(total)}，上限 {megabytes(MAX_UNPACKED)}"
    return None


def _member(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, whole: Item, depth: int, skipped: list[tuple[str, str]]
) -> Iterator[Item]:
    name = member_name(member)
    inside = PurePosixPath(name.replace("\\", "/"))
    told = f"{whole.path}{SEPARATOR}{name}"
    item = Item(told, inside.name, "", member.file_size, _member_time(member) or whole.modified)
    if unsafe := _unsafe(member, name):
        yield _refused(item, "not_workbook", unsafe)
        return
    packed = is_packed(inside.name)
    if why := _passed_over(inside, packed=packed):
        skipped.append((told, why))
        return
    yield from _content(package, member, item, depth, skipped, packed=packed)


def _passed_over(inside: PurePosixPath, *, packed: bool) -> str | None:
    if "__MACOSX" in inside.parts:
        return "系统附带的文件"
    if _OURS.fullmatch(inside.name):
        return "本程序生成的结果"
    return None if packed and not inside.name.startswith(".") else passed_over(Path(inside.name))


def _content(
    package: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    item: Item,
    depth: int,
    skipped: list[tuple[str, str]],
    *,
    packed: bool,
) -> Iterator[Item]:
    if packed and depth >= DEPTH:
        yield _refused(item, "not_workbook", f"压缩包套了 {depth} 层以上，请解压后再放进来")
        return
    if member.file_size > MAX_FILE:
        yield from _too_big(item)
        return
    if member.file_size > _SMALL and member.file_size > _MOST_RATIO * max(member.compress_size, 1):
        yield _refused(item, "too_big_inflated", "压缩比异常，不像工作簿，没有打开")
        return
    data = _inflated(package, member)
    if data is None:
        yield _refused(item, "truncated", "压缩包里的这个文件损坏，或解开后比登记的大")
        return
    known = Item(item.path, item.name, hashlib.sha256(data).hexdigest(), len(data), item.modified, data)
    if packed:
        yield from _archive(io.BytesIO(data), known, depth + 1, skipped)
    else:
        yield known


def _inflated(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """A member's bytes, never more than it states; None when it is damaged."""
    try:
        with package.open(member) as file:
            data = file.read(member.file_size + 1)
            return data if len(data) == member.file_size and not file.read(1) else None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return None


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as its author saw it: UTF-8 where the zip says so or it reads as such, else the Chinese code page."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _unsafe(member: zipfile.ZipInfo, name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name) or "\x00" in name:
        return "压缩包里的路径不安全（指向包外），没有读取"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "压缩包里是链接，不是文件，没有读取"
    return ""


def _member_time(member: zipfile.ZipInfo) -> str:
    try:
        return datetime(*member.date_time).isoformat(timespec="seconds")
    except ValueError:
        return ""
