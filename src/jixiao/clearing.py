"""「清除标记」 on files: copies without the marks and result sheets that this program added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jixiao.intake import output_path, write_new
from jixiao.records.manuscript import is_document

NOTHING = "没有本程序加的标记和结果表,不用清除。"
OLD = "旧格式(或不是 xlsx)的文件里没有本程序的标记,不用清除。"
DOCUMENT = "文稿里不加标记,不用清除。"
UNREADABLE = "读不了({reason}),没有清除。请核对文件是否完好、是否加了打开密码。"


@dataclass(frozen=True)
class Cleared:
    """One file: the copy that was written, or None and the words that say why there is none."""

    source: Path
    copy: Path | None
    words: str
    failed: bool = False


def write_cleared(files: Iterable[tuple[Path, Path]], folder: Path, at: datetime) -> list[Cleared]:
    """A copy `<stem>_已清除.xlsx` below `folder` for each (file, root) that bears marks of ours; sources stay."""
    taken: set[Path] = set()
    return [_cleared(file, root, folder, taken, at) for file, root in files]


def _cleared(file: Path, root: Path, folder: Path, taken: set[Path], at: datetime) -> Cleared:
    from jixiao.workbook.apply_patch import clear_patch
    from jixiao.workbook.zip_raw import PackageError

    if is_document(file.name):
        return Cleared(file, None, DOCUMENT)
    try:
        data = file.read_bytes()
        if data[:4] != b"PK\x03\x04":
            return Cleared(file, None, OLD)
        bare = clear_patch(data)
    except OSError:
        return Cleared(file, None, UNREADABLE.format(reason="文件打不开"), failed=True)
    except PackageError as error:
        return Cleared(file, None, UNREADABLE.format(reason=str(error).rstrip("。")), failed=True)
    if bare == data:
        return Cleared(file, None, NOTHING)
    copy = write_new(output_path(file, root, folder, taken, "_已清除", file.suffix.lower()), bare, at)
    return Cleared(file, copy, f"已清除,写到 {copy}")
