"""What a check writes: marked copies with 校验结果 and 计分明细, and the summary over all files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao import __version__
from jixiao.intake import SUMMARY_NAME, free_path, output_path, write_new
from jixiao.rules.run import Outcome

if TYPE_CHECKING:
    from jixiao.workbook.patch import Patch


def marked_copy(data: bytes, outcome: Outcome, at: datetime, *, score_only: bool = False) -> bytes | None:
    """A copy of a workbook with marks, 校验结果 and 计分明细; None for a file whose content was not read.

    Old formats (.xls …), which cannot be patched, give a new workbook with the result sheets only.
    """
    from jixiao.workbook.apply_patch import apply_patch, new_workbook

    grid = outcome.book.grid
    if grid is None:
        return None
    patch = result_patch(outcome, at, score_only=score_only)
    if grid.legacy is not None:
        return new_workbook(patch.sheets or result_patch(outcome, at).sheets)
    return apply_patch(data, patch)


def result_patch(outcome: Outcome, at: datetime, *, score_only: bool = False, in_place: bool = True) -> Patch:
    """What a check writes: marks, 校验结果 and 计分明细; with `score_only` 计分明细 and no marks.

    `in_place` False, or an old format: the sheets go into a workbook of their own, so their places are no links.
    """
    from jixiao.documents.lights_sheet import lights_sheet
    from jixiao.documents.result_sheet import result_sheet
    from jixiao.documents.score_sheet import score_sheet
    from jixiao.workbook.patch import Mark, Patch

    grid = outcome.book.grid
    scores = score_sheet(outcome)
    marked = in_place and (grid is None or grid.legacy is None)
    result = result_sheet(outcome, checked_at=f"{at:%Y-%m-%d %H:%M}", version=__version__, marked_file=marked)
    planned = ((None if score_only else result), scores, lights_sheet(outcome))
    sheets = tuple(sheet for sheet in planned if sheet is not None)
    marks = tuple(
        Mark(finding.sheet, finding.cell, finding.severity.value)
        for finding in outcome.findings
        if finding.sheet is not None and finding.cell is not None and not score_only
    )
    return Patch(marks=marks, sheets=sheets)


def copy_suffix(file: Path, outcome: Outcome) -> str:
    """The suffix of a marked copy: macros need .xlsm, old formats become .xlsx."""
    grid = outcome.book.grid
    if grid is not None and grid.legacy is None and grid.has_macros:
        return ".xlsm"
    return ".xlsx"


def write_checked(
    judged: Iterable[tuple[Path, Path, Outcome]],
    folder: Path,
    at: datetime,
    *,
    password: str | None = None,
    score_only: bool = False,
    warn: Callable[[str], None] = lambda text: None,
) -> Iterator[tuple[Path, Path | None, Outcome]]:
    """Marked copies for (file, root, outcome) triples below `folder`; (file, copy or None, outcome) each.

    Each copy is written when it is asked for, so that an interrupted run keeps what was done and none is held. What
    trips the writing of one copy is told through `warn` and costs that copy only.
    """
    taken: set[Path] = set()
    for file, root, outcome in judged:
        copy: Path | None = None
        body, suffix = _copy_body(file, outcome, at, password, score_only=score_only, warn=warn)
        if body is not None:
            ending = "_计分" if score_only else "_校验"
            copy = write_new(output_path(file, root, folder, taken, ending, suffix), body, at)
        yield file, copy, outcome


def _copy_body(
    file: Path,
    outcome: Outcome,
    at: datetime,
    password: str | None,
    *,
    score_only: bool,
    warn: Callable[[str], None],
) -> tuple[bytes | None, str]:
    """What to write for one file and under which suffix; the result sheets alone where it takes no marks."""
    if outcome.book.manuscript is not None and not score_only:
        from jixiao.workbook.apply_patch import new_workbook

        return new_workbook(result_patch(outcome, at, in_place=False).sheets), ".xlsx"
    if outcome.book.grid is None:
        return None, ""
    from jixiao.workbook.zip_raw import PackageError

    try:
        data = plain_bytes(file, password)
        return marked_copy(data, outcome, at, score_only=score_only), copy_suffix(file, outcome)
    except OSError:
        warn(f"{file}:校验之后文件被移动、删除或占用,没有写出带标记的副本。")
        return None, ""
    except PackageError as error:
        warn(f"{file}:不能在副本里加标记({str(error).rstrip('。')}),只写出校验结果。")
    except Exception as error:
        from jixiao.journal import record_fault

        warn(f"{file}:加标记时出了意外(编号 {record_fault(error, file.name)}),只写出校验结果。")
    from jixiao.workbook.apply_patch import new_workbook

    return new_workbook(result_patch(outcome, at, in_place=False).sheets), ".xlsx"


def plain_bytes(file: Path, password: str | None) -> bytes:
    """A file's bytes, decrypted when it is encrypted and the password fits."""
    data = file.read_bytes()
    if password is None or data[:4] == b"PK\x03\x04":
        return data
    from jixiao.workbook.read_file import decrypted

    return decrypted(data, password)


def write_summary_file(written: Iterable[tuple[Path, Path | None, Outcome]], folder: Path, at: datetime) -> Path:
    """The summary workbook over all files; its path."""
    from jixiao.workbook.summary_xlsx import write_summary

    target = free_path(folder / SUMMARY_NAME, at)
    folder.mkdir(parents=True, exist_ok=True)
    rows = ((str(copy.relative_to(folder)) if copy else None, str(file), outcome) for file, copy, outcome in written)
    write_summary(rows, target, checked_at=f"{at:%Y-%m-%d %H:%M}", version=__version__)
    return target
