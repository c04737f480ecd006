"""Use cases of rectification notices file by file: a workbook per judged file, numbered by hand or by the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.documents.notice import Notice, next_number, no_notice_notes, notices_for
from jixiao.documents.notice_sheets import notice_workbook_sheets
from jixiao.documents.numbers import NumberError
from jixiao.documents.numbers_file import FILE
from jixiao.intake import output_path, write_new
from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome
from jixiao.tasks.letters import AUTO, Draft, Written, folders_above, issue, register_folder
from jixiao.workbook.apply_patch import new_workbook

Drafted = tuple[Path, Path, Outcome, tuple[Notice, ...]]
"""A judged file, the folder it was found under, and its notices."""

if TYPE_CHECKING:
    from jixiao.workbook.patch import Patch


@dataclass(frozen=True)
class NoticeFiles:
    """What came of one file's notices: files written, and words about projects that need none."""

    source: Path
    written: tuple[Path, ...]
    remarks: tuple[str, ...]


def write_notices(
    judged: Iterable[tuple[Path, Path, Outcome]],
    folder: Path,
    at: datetime,
    *,
    on: date,
    number: str | None = None,
    docx: bool = False,
) -> list[NoticeFiles]:
    """Rectification notices for every judged file below `folder`: print-ready workbooks and, if asked, Word letters.

    `number` is the first notice's 发文字号; later ones count on through all files, and no register knows of them.
    NoticeError when it is none.
    """
    drafted: list[Drafted] = []
    for file, root, outcome in judged:
        notices = notices_for(outcome, on=on, number=number)
        drafted.append((file, root, outcome, notices))
        for _ in notices:
            number = next_number(number)
    return list(_written(drafted, folder, at, on=on, docx=docx))


def issue_notices(
    judged: Iterable[tuple[Path, Path, Outcome]],
    folder: Path,
    at: datetime,
    *,
    on: date,
    number: str,
    register: Path,
    docx: bool = False,
) -> tuple[list[NoticeFiles], list[str]]:
    """The same with numbers that the register of folder `register` gives and keeps, and words about letters sent twice.

    `number` is auto or the first number. NumberError when one may not be given; then nothing is written.
    """
    drafted = [(file, root, outcome, notices_for(outcome, on=on)) for file, root, outcome in judged]
    results: list[NoticeFiles] = []

    def write(given: Sequence[Draft]) -> Iterator[Written]:
        numbered = (each for each in given if isinstance(each, Notice))
        own = [(file, root, outcome, tuple(islice(numbered, len(old)))) for file, root, outcome, old in drafted]
        for (*_, notices), made in zip(own, _written(own, folder, at, on=on, docx=docx), strict=True):
            results.append(made)
            yield from (Written(each, each.number, made.written) for each in notices)

    letters = [each for *_, notices in drafted for each in notices]
    if not letters:
        return list(_written(drafted, folder, at, on=on, docx=docx)), []
    policy = _one_series([outcome.policy for _, _, outcome, notices in drafted if notices])
    _, remarks = issue(letters, number, policy, on, register, write)
    return results, remarks


def register_in_force(given: Path | None, places: Sequence[Path], own: Path, number: str) -> Path | None:
    """The folder whose register numbers go through; None when a number is given by hand where nobody keeps a register.

    One is kept where it was asked for (`given`, auto), where it lies, and in a round or beside a ledger.
    """
    from jixiao.campaign.round import ABOUT
    from jixiao.ledger.opening import NAME

    place = given or register_folder(places, own)
    if given or number == AUTO or (place / FILE).exists():
        return place
    kept = any((folder / name).exists() for each in places for folder in folders_above(each) for name in (ABOUT, NAME))
    return place if kept else None


def _one_series(policies: Sequence[Policy]) -> Policy:
    prefixes = sorted({policy.notice.number_prefix for policy in policies})
    if len(prefixes) > 1:
        raise NumberError(f"这些报送件的口径里机关代字不同({'、'.join(prefixes)}),请按口径分开出通知。")
    return policies[0]


def _written(drafted: Iterable[Drafted], folder: Path, at: datetime, *, on: date, docx: bool) -> Iterator[NoticeFiles]:
    """Every file's notices written, one file after another."""
    taken: set[Path] = set()
    for file, root, outcome, notices in drafted:
        paths: list[Path] = []
        if notices:
            target = output_path(file, root, folder, taken, "_整改通知", ".xlsx")
            paths.append(write_new(target, new_workbook(notice_workbook_sheets(notices), title="整改通知"), at))
            paths += _letters(notices, target, at) if docx else []
        yield NoticeFiles(file, tuple(paths), no_notice_notes(outcome, on=on))


def _letters(notices: Sequence[Notice], target: Path, at: datetime) -> list[Path]:
    from jixiao.workbook.notice_docx import notice_docx

    names = [f"{target.stem}_{index}" if len(notices) > 1 else target.stem for index in range(1, len(notices) + 1)]
    return [
        write_new(target.with_name(f"{name}.docx"), notice_docx(notice), at)
        for name, notice in zip(names, notices, strict=True)
    ]


def notice_patch(outcome: Outcome, *, on: date) -> Patch | None:
    """The notices of one workbook as sheets for the workbook itself, its marks left alone; None when it needs none."""
    from jixiao.documents.notice import notices_for
    from jixiao.documents.notice_sheets import notice_workbook_sheets
    from jixiao.workbook.patch import Patch

    notices = notices_for(outcome, on=on)
    return Patch(sheets=notice_workbook_sheets(notices), keep_marks=True) if notices else None
