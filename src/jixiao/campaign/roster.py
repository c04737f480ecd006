"""The roster of a round: budget units (单位名册) and their projects (项目库), with what is wrong about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from jixiao.records.finding import Severity
from jixiao.workbook.grid import position


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit (预算单位). `row` is its row in the sheet 单位名册, from 1."""

    code: str
    name: str
    superior: str = ""  # 主管部门
    office: str = ""  # 财政部门对口联系的股室
    row: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """A project (项目) of a unit. `amount` is its budget of the year in 万元; `row` its row in the sheet 项目库."""

    code: str
    name: str
    unit_code: str
    nature: str = ""  # 新增项目, 延续项目
    category: str = ""
    amount: Decimal | None = None
    last_score: Decimal | None = None
    last_grade: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class RosterFault:
    """Something wrong in the roster: the cell, what it is, what to do. 必须改 keeps the line from being used."""

    severity: Severity
    cell: str  # 单位名册!B7
    message: str
    fix: str


@dataclass(frozen=True)
class Roster:
    """Units and projects in the order of the sheets. `faults` of the lines as read come before those of the whole."""

    units: tuple[Unit, ...] = ()
    projects: tuple[Project, ...] = ()
    faults: tuple[RosterFault, ...] = ()
    cells: dict[tuple[str, int, str], str] = field(default_factory=dict)  # (sheet, row, role) → cell

    @property
    def usable(self) -> bool:
        """Whether nothing in it must be changed before templates go out."""
        return not any(fault.severity is Severity.MUST_FIX for fault in self.faults)

    def projects_of(self, unit: Unit) -> tuple[Project, ...]:
        """The unit's projects in the order of the 项目库."""
        return self._by_unit.get(unit.code, ())

    @cached_property
    def _by_unit(self) -> dict[str, tuple[Project, ...]]:
        found: dict[str, list[Project]] = defaultdict(list)
        for project in self.projects:
            found[project.unit_code].append(project)
        return {code: tuple(items) for code, items in found.items()}


UNITS, PROJECTS = "单位名册", "项目库"


def faults_of(roster: Roster) -> Iterator[RosterFault]:
    """What is wrong across the lines: duplicates, lost leading zeros, superiors and units that nobody knows."""
    yield from _repeated(roster, UNITS, [(unit.code, unit.row) for unit in roster.units], "code", "单位编码")
    yield from _repeated(roster, UNITS, [(unit.name, unit.row) for unit in roster.units], "name", "单位名称")
    yield from _repeated(roster, PROJECTS, [(item.code, item.row) for item in roster.projects], "code", "项目编码")
    yield from _same_project(roster)
    yield from _short_codes(roster, UNITS, [(unit.code, unit.row) for unit in roster.units], "单位编码")
    yield from _short_codes(roster, PROJECTS, [(item.code, item.row) for item in roster.projects], "项目编码")
    yield from _without_superior(roster)
    yield from _strangers(roster)


def in_order(roster: Roster, faults: Iterable[RosterFault]) -> list[RosterFault]:
    """Faults as one goes through the roster: sheet by sheet, row by row, from left to right."""
    sheets = list(dict.fromkeys(cell.rpartition("!")[0] for cell in roster.cells.values()))

    def place(fault: RosterFault) -> tuple[int, int, int]:
        sheet, _, cell = fault.cell.rpartition("!")
        return sheets.index(sheet) if sheet in sheets else len(sheets), *position(cell)

    return sorted(faults, key=place)


def _fault(roster: Roster, severity: Severity, sheet: str, row: int, role: str, message: str, fix: str) -> RosterFault:
    return RosterFault(severity, roster.cells.get((sheet, row, role), f"{sheet}!A{row}"), message, fix)


def _repeated(roster: Roster, sheet: str, items: list[tuple[str, int]], role: str, label: str) -> Iterator[RosterFault]:
    first: dict[str, int] = {}
    for text, row in items:
        if not text:
            continue
        if text in first:
            message = f"{label}「{text}」和第 {first[text]} 行重复。"
            fix = f"核对是否登记了两次;不是的,改正{label}。"
            yield _fault(roster, Severity.MUST_FIX, sheet, row, role, message, fix)
        first.setdefault(text, row)


def _same_project(roster: Roster) -> Iterator[RosterFault]:
    first: dict[tuple[str, str], int] = {}
    for item in roster.projects:
        key = (item.unit_code, item.name)
        if item.name and key in first:
            message = f"同一单位有两个「{item.name}」(另一个在第 {first[key]} 行)。"
            yield _fault(
                roster, Severity.VERIFY, PROJECTS, item.row, "name", message, "核对是否重复;不是的,把名称写得有区别。"
            )
        first.setdefault(key, item.row)


def _short_codes(roster: Roster, sheet: str, items: list[tuple[str, int]], label: str) -> Iterator[RosterFault]:
    """Codes one or two digits shorter than nearly all others have probably lost their leading zeros in Excel."""
    lengths = [len(code) for code, _ in items if code.isdigit()]
    usual = max(set(lengths), key=lengths.count) if lengths else 0
    if lengths.count(usual) * 4 < len(lengths) * 3:  # codes have no usual length
        return
    for code, row in items:
        if code.isdigit() and usual - 3 < len(code) < usual:
            message = f"{label}「{code}」只有 {len(code)} 位,其他多为 {usual} 位,前面的 0 可能丢了。"
            fix = f"把单元格设为文本格式,重新录入 {usual} 位编码。"
            yield _fault(roster, Severity.VERIFY, sheet, row, "code", message, fix)


def _without_superior(roster: Roster) -> Iterator[RosterFault]:
    if not any(unit.superior for unit in roster.units):
        return  # the roster has no such column in use: folders by department are not wanted
    for unit in roster.units:
        if not unit.superior:
            message = f"「{unit.name}」没有主管部门。"
            fix = "填主管部门全称;本身是主管部门的,填它自己。"
            yield _fault(roster, Severity.VERIFY, UNITS, unit.row, "superior", message, fix)


def _strangers(roster: Roster) -> Iterator[RosterFault]:
    known = {unit.code for unit in roster.units}
    for item in roster.projects:
        if item.unit_code and item.unit_code not in known:
            message = f"项目「{item.name}」的单位编码「{item.unit_code}」不在单位名册。"
            fix = "在单位名册补上这个单位,或改正单位编码。"
            yield _fault(roster, Severity.MUST_FIX, PROJECTS, item.row, "unit_code", message, fix)
