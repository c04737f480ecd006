"""The use cases of the indicator library: find it, search it, take other libraries and forms in, write it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jixiao.library.drawing import draw, draw_merge
from jixiao.library.from_forms import gathered
from jixiao.library.lookup import library_for, reading_of
from jixiao.library.merging import OUTCOMES, Merge, merge
from jixiao.library.model import IndicatorClass, Library, LibraryIndicator
from jixiao.library.names import FILE, NAME, OWN_FILE
from jixiao.library.reading import LibraryError, LibraryReading, Problem
from jixiao.library.search import Match, search
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.indicator_form import IndicatorForm
from jixiao.rules.rule import Hit

MERGE_FILE = f"{NAME}_合并报告.xlsx"


@dataclass(frozen=True)
class Taken:
    """What an import came to: the merge, what could not be read, how many forms were used, the files written."""

    merge: Merge
    problems: tuple[str, ...]
    forms: int
    written: tuple[Path, ...] = ()


def own_library() -> Path:
    """Where this user's own library lies, beside the log."""
    from jixiao.journal import log_path

    return log_path().with_name(OWN_FILE)


def chosen_library(named: Path | None, place: Path | None = None) -> LibraryReading:
    """The library that is meant: the one named, else the one that serves `place`, the user's own, the built-in one.

    LibraryError when the named one cannot be read.
    """
    if named is not None:
        return reading_of(named)
    return LibraryReading(library_for(place, own_library()), ())


def found_in(
    library: Library, words: str, *, kind: str, level: str, owner: str, retired: bool, limit: int | None, policy: Policy
) -> list[Match]:
    """Indicators that answer a search; the policy's words of equal meaning count as one."""
    groups = policy.same_words
    return search(library, words, kind=kind, level=level, owner=owner, retired=retired, groups=groups, limit=limit)


def take_in(
    ours: Library, source: Path, *, on: date, policy: Policy, prefer_theirs: bool = False, with_near: bool = False
) -> Taken:
    """Merge another library's workbook, or the indicators of all forms in a folder, into ours.

    A workbook without library sheets is read for forms. LibraryError when nothing in it can be used.
    """
    settings: dict[str, Any] = {
        "day": on.isoformat(),
        "prefer_theirs": prefer_theirs,
        "with_near": with_near,
        "groups": policy.same_words,
    }
    if source.is_dir():
        return _from_forms(ours, source, policy, settings)
    try:
        other = reading_of(source)
    except LibraryError:
        return _from_forms(ours, source, policy, settings)
    done = merge(
        ours,
        other.library.indicators,
        origin=source.name,
        classes=other.library.classes,
        action="并入指标库",
        **settings,
    )
    return Taken(done, tuple(str(problem) for problem in other.problems), 0)


def _from_forms(ours: Library, source: Path, policy: Policy, settings: dict[str, Any]) -> Taken:
    forms, problems = _forms_below(source, policy)
    if not forms:
        raise LibraryError(f"「{source.name}」里没有指标库,也没有带绩效指标的表。" + "".join(problems[:3]))
    sorted_out = [(form, _unfit(form, ours, policy, problems)) for form in forms]
    done = merge(ours, gathered(sorted_out), origin=source.name, action="从目标表导入", **settings)
    return Taken(done, tuple(problems), len(forms))


def _unfit(form: IndicatorForm, ours: Library, policy: Policy, problems: list[str]) -> set[int]:
    """Rows that are no model for others: misplaced, vague or repeated ones; each is told."""
    from jixiao.rules import d402_wrong_dimension, d403_vague_target, d410_repeated_indicator
    from jixiao.rules.rule import Context
    from jixiao.workbook.grid import position

    context = Context(policy, Book(form.sheet, library=ours))
    rows: set[int] = set()
    for rule in (d402_wrong_dimension.RULE, d403_vague_target.RULE, d410_repeated_indicator.RULE):
        for hit in rule.check(form, context):
            rows.add(position(hit.cell)[0] if hit.cell else 0)
            problems.append(f"{form.unit_name or form.sheet}:{_row(hit)}{rule.name}({rule.code}),没有收录。")
    return rows


def _row(hit: Hit) -> str:
    from jixiao.workbook.grid import position

    return f"第 {position(hit.cell)[0]} 行" if hit.cell else ""


def _forms_below(source: Path, policy: Policy) -> tuple[list[IndicatorForm], list[str]]:
    from jixiao.forms.read import is_form_text, read_forms
    from jixiao.intake import gather
    from jixiao.records.manuscript import is_document
    from jixiao.workbook.grid import Grid
    from jixiao.workbook.read_file import read_path

    forms: list[IndicatorForm] = []
    problems: list[str] = []
    for file, _ in gather([source]).files:
        if is_document(file.name):
            continue
        read = read_path(file, is_form_text=is_form_text)
        own = [form for form in read_forms(read) if isinstance(form, IndicatorForm)] if isinstance(read, Grid) else []
        forms += own
        if not isinstance(read, Grid):
            problems.append(f"{file.name}:读不了({read.detail or read.reason})。")
        elif not own:
            problems.append(f"{file.name}:没有带绩效指标的表。")
    return forms, problems


def write_taken(taken: Taken, folder: Path, at: datetime) -> Taken:
    """Write the merged library and its merge report below a folder; nothing is written over."""
    from jixiao.intake import write_new

    paths = (
        write_new(folder / FILE, draw(taken.merge.library), at),
        write_new(folder / MERGE_FILE, draw_merge(taken.merge), at),
    )
    return replace(taken, written=paths)


def write_library(library: Library, folder: Path, at: datetime, *, kinds: Sequence[str] = ()) -> list[Path]:
    """Write a library below a folder: whole, or one workbook for each class named (KeyError(name, classes) if none)."""
    from jixiao.intake import write_new

    if not kinds:
        return [write_new(folder / FILE, draw(library), at)]
    return [
        write_new(folder / f"{NAME}_{part.classes[0].name}.xlsx", draw(part), at) for part in _parts(library, kinds)
    ]


def _parts(library: Library, kinds: Iterable[str]) -> list[Library]:
    parts = []
    for kind in kinds:
        names = [name for name in library.kinds() if kind and kind in name]
        exact = [name for name in names if name in (kind, f"{kind}类")]
        if len(exact or names) != 1:
            raise KeyError(kind, "、".join(library.kinds()))
        name = (exact or names)[0]
        own = [item for item in library.classes if item.name == name] or [IndicatorClass("共性", name)]
        items = tuple(item for item in library.indicators if item.kind == name)
        parts.append(replace(library, indicators=items, classes=tuple(own)))
    return parts


def check_library(path: Path) -> tuple[Library, tuple[Problem, ...]]:
    """A library workbook and every broken place in it; LibraryError when it cannot be read at all."""
    found = reading_of(path)
    return found.library, found.problems


def as_json(item: LibraryIndicator) -> dict[str, str]:
    """One indicator under the headings of the workbook."""
    from jixiao.library.columns import COLUMNS

    return {column.heading: getattr(item, column.field) for column in COLUMNS}


def taken_json(taken: Taken) -> dict[str, Any]:
    """An import as one document: counts by outcome, and a line for each indicator that came in."""
    lines = [
        {
            "结果": line.outcome,
            "来件": as_json(line.theirs),
            "本库编号": line.ours.code if line.ours else None,
            "说明": line.words,
        }
        for line in taken.merge.lines
    ]
    counts = {outcome: taken.merge.count(outcome) for outcome in OUTCOMES}
    return {"合计": counts, "条目": lines, "问题": list(taken.problems), "文件": [str(path) for path in taken.written]}
