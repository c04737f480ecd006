"""Adjustments of targets approved during the year (目标调整记录): read, checked, and applied to the approved targets.

Each line changes one thing of one indicator: 指标值, 分值, 指标名称, or it drops the indicator. Lines are applied in
the order of their approval; what they make of the declaration is what is rolled forward and what D407 compares with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jixiao.campaign.prefill import Approved, project_key, target_text
from jixiao.campaign.roster import Project, Roster, RosterFault, Unit
from jixiao.campaign.sample_cases import whose
from jixiao.forms.read_indicators import clean_name
from jixiao.records.aim import read_aim
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain, read_points
from jixiao.records.target_declaration import DeclaredIndicator, TargetDeclaration
from jixiao.records.text import shortened, squeezed
from jixiao.records.value import Value
from jixiao.rules.same_project import same_target

TARGET, WEIGHT, NAME, DROPPED = "指标值", "分值", "指标名称", "取消指标"
KINDS = (TARGET, WEIGHT, NAME, DROPPED)
_BARE = re.compile(r"[\d.,]+")
Fault = RosterFault
"""Something wrong in the record: 必须改 keeps the targets from being rolled forward."""


@dataclass(frozen=True)
class Adjustment:
    """One line of the record as written; `day` is None where no date can be read, `cells` are its places by role."""

    unit: str
    project: str
    indicator: str
    kind: str
    old: str
    new: str
    reason: str
    approval: str
    day: date | None
    row: int
    cells: Mapping[str, str]

    def at(self, role: str) -> str:
        """The cell of a column, as 目标调整记录!D4; that of the indicator where the record has no such column."""
        return self.cells.get(role, self.cells["indicator"])

    def has(self, fault: Fault) -> bool:
        """Whether a fault is told of this line."""
        return fault.cell in self.cells.values()

    @property
    def words(self) -> str:
        """What it changes, for messages."""
        return f"{shortened(self.project, 30)}「{shortened(self.indicator, 30)}」的{self.kind}"


@dataclass(frozen=True)
class Record:
    """A 目标调整记录: its lines in the order of the sheet, and what is wrong with them."""

    lines: tuple[Adjustment, ...] = ()
    faults: tuple[Fault, ...] = ()


def adjusted(
    approved: Approved, record: Record, roster: Roster
) -> tuple[dict[tuple[str, str], TargetDeclaration], tuple[Fault, ...]]:
    """The approved targets after every line of the record, and all faults; a faulty line changes nothing."""
    found = dict(approved)
    faults = [*record.faults, *_contradicting(record.lines)]
    barring = [fault for fault in faults if fault.severity is Severity.MUST_FIX]
    known = whose(roster)
    for line in sorted(record.lines, key=lambda line: (line.day or date.max, line.row)):
        if any(line.has(fault) for fault in barring):
            continue
        unit = known.unit_of("", line.unit)
        item = known.project_of(unit, line.project, line.project)
        key = (unit.code, project_key(item)) if unit is not None and item is not None else None
        if key is None or key not in found:
            faults.append(_unknown(line, unit, item))
            continue
        found[key], fault = _applied(found[key], line)
        faults += [fault] if fault is not None else []
    faults += _sums(approved, found, record.lines)
    return found, tuple(faults)


def _fault(line: Adjustment, role: str, message: str, fix: str, severity: Severity = Severity.MUST_FIX) -> Fault:
    return Fault(severity, line.at(role), message, fix)


def _unknown(line: Adjustment, unit: Unit | None, item: Project | None) -> Fault:
    if unit is None:
        return _fault(line, "unit", f"名册里没有单位「{shortened(line.unit)}」。", "照名册写单位全称。")
    if item is None:
        message = f"名册里没有「{shortened(line.unit)}」的项目「{shortened(line.project)}」。"
        return _fault(line, "project", message, "照名册写项目名称;单位写错的,改正单位。")
    message = f"没有找到「{shortened(line.project)}」批复的目标申报表。"
    return _fault(line, "project", message, "把批复的目标申报表放进 --approved 的文件夹。")


def _contradicting(lines: Sequence[Adjustment]) -> Iterable[Fault]:
    """Lines that change the same thing on the same day to different values, or twice to the same one."""
    first: dict[tuple[object, ...], Adjustment] = {}
    for line in lines:
        key = (squeezed(line.unit), squeezed(line.project), squeezed(line.indicator), line.kind, line.day)
        before = first.setdefault(key, line)
        if before is line:
            continue
        if squeezed(before.new) == squeezed(line.new):
            yield _fault(line, "indicator", f"{line.words}和第 {before.row} 行重复。", "删去一行。")
        else:
            message = f"{line.words}在同一天有两个现值:第 {before.row} 行是「{before.new}」,本行是「{line.new}」。"
            yield _fault(line, "new", message, "核对批复,留下批准的一行;先后批复的,写明各自的日期。")


def _applied(form: TargetDeclaration, line: Adjustment) -> tuple[TargetDeclaration, Fault | None]:
    """The form after one line; the form as it is and a fault where the line does not fit."""
    wanted = squeezed(line.indicator)
    places = [
        place
        for place, row in enumerate(form.indicators)
        if not row.placeholder and squeezed(clean_name(row.name.text)) == wanted
    ]
    if len(places) != 1:
        said = f"有 {len(places)} 条" if places else "没有"
        message = f"「{shortened(line.project)}」批复的目标里{said}叫「{shortened(line.indicator)}」的指标。"
        return form, _fault(line, "indicator", message, "照批复写三级指标全称;改过名称的,写改后的名称。")
    row = form.indicators[places[0]]
    if (stands := _stands(row, line)) is not None:
        message = f"{line.words}原值写的是「{shortened(line.old)}」,批复或上一次调整后是「{shortened(stands)}」。"
        return form, _fault(line, "old", message, "核对批复和各次调整的先后,改正原值或日期。")
    changed = _changed(row, line, form.year)
    if changed is None and line.kind != DROPPED:
        return form, _fault(line, "new", f"{line.words}现值「{shortened(line.new)}」不是数。", "填数。")
    rows = [*form.indicators[: places[0]], *([changed] if changed else []), *form.indicators[places[0] + 1 :]]
    return form.model_copy(update={"indicators": tuple(rows)}), None


def _stands(row: DeclaredIndicator, line: Adjustment) -> str | None:
    """What stands there now where the line's old value says something else; None where they agree."""
    if not line.old or line.kind in (NAME, DROPPED):
        return None
    if line.kind == WEIGHT:
        old = read_points(Value("", text=line.old))
        return None if old == row.points else plain(row.points)
    now = target_text(row)
    other = row.model_copy(update=_target(row, line.old, None))
    return None if squeezed(now) == squeezed(line.old) or _same(row, other) else now


def _same(row: DeclaredIndicator, other: DeclaredIndicator) -> bool:
    """Whether two targets are of one kind and say the same."""
    return row.aim.kind == other.aim.kind and row.aim.unit == other.aim.unit and same_target(row, other)


def _changed(row: DeclaredIndicator, line: Adjustment, year: int | None) -> DeclaredIndicator | None:
    """The row after the line; None where it is dropped, or where the new weight is no number."""
    if line.kind == NAME:
        return row.model_copy(update={"name": _rewritten(row.name, line.new)})
    if line.kind == TARGET:
        return row.model_copy(update=_target(row, line.new, year))
    points = read_points(Value("", text=line.new)) if line.kind == WEIGHT else None
    if points is None:
        return None
    weight = _rewritten(row.weight, line.new) if row.weight is not None else None
    return row.model_copy(update={"points": points, "weight": weight})


def _target(row: DeclaredIndicator, text: str, year: int | None) -> dict[str, object]:
    """The fields of a row whose target now reads `text`; a bare number keeps the row's own sign and unit."""
    bare = _BARE.fullmatch(squeezed(text)) is not None
    sign, unit = (row.sign, row.unit) if bare else (None, None)
    target = _rewritten(row.target, text)
    level = f"{row.level1}{row.level2}"
    aim = read_aim(target, sign, unit, name=clean_name(row.name.text), level=level, year=year)
    return {"target": target, "sign": sign, "unit": unit, "aim": aim}


def _rewritten(value: Value, text: str) -> Value:
    return replace(value, text=text, content=text, percent=False, formula=None, error=None, uncached=False)


def _sums(before: Approved, after: Approved, lines: Sequence[Adjustment]) -> Iterable[Fault]:
    """Projects whose weights no longer add up to what they did: told once, at the project's last line."""
    for key, form in after.items():
        if form is before.get(key) or _points(form) == _points(before[key]):
            continue
        name = squeezed(form.project_name or "")
        own = [line for line in lines if squeezed(line.project) == name]
        line = next((line for line in reversed(own) if line.kind in (WEIGHT, DROPPED)), lines[-1])
        message = (
            f"「{shortened(form.project_name or '')}」调整以后分值合计 {plain(_points(form))} 分,"
            f"批复时是 {plain(_points(before[key]))} 分。"
        )
        role = "new" if line.kind == WEIGHT else "kind"
        yield _fault(line, role, message, "核对其余指标的分值是否也作了调整,补记。", Severity.VERIFY)


def _points(form: TargetDeclaration) -> Decimal:
    return sum((row.points or Decimal(0) for row in form.judged if not row.subitem), Decimal(0))
