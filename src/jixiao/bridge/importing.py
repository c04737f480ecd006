"""Lists of the other system → projects with their indicators, and a report of everything that did not map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from jixiao.bridge.cell_reading import Unreadable, default_of, reader_of
from jixiao.bridge.fields import INDICATORS, INDISPENSABLE, PROJECTS
from jixiao.bridge.listed import Listed, ListedIndicator, ListedProject
from jixiao.bridge.mapping import Line, heading_key
from jixiao.bridge.mapping import Mapping as ColumnMapping
from jixiao.bridge.problem import Problem
from jixiao.bridge.table import Table, find_table
from jixiao.records.finding import Severity
from jixiao.records.text import shortened, squeezed
from jixiao.workbook.grid import Grid, Sheet
from jixiao.workbook.refusal import Refusal

_LEVELS = ("level1", "level2")


@dataclass
class _Draft:
    """What has been read so far, over all files."""

    projects: dict[str, ListedProject] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # project code → where it was first
    indicators: dict[str, list[ListedIndicator]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)  # project code of indicators → where it was first
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Row:
    """One row of a list: its values by role, and which of them were no good."""

    number: int
    values: dict[str, Any]
    broken: frozenset[str]

    def text(self, role: str) -> str:
        """The text of a field, "" when blank."""
        return self.values.get(role) or ""


def read_lists(files: Iterable[tuple[str, Grid | Refusal]], mapping: ColumnMapping) -> Listed:
    """Projects and indicators out of all sheets of all files, by the mapping. Files are (name, what was read)."""
    draft = _Draft()
    for name, read in files:
        if isinstance(read, Refusal):
            draft.problems.append(Problem(Severity.MUST_FIX, name, "", "", f"读不了:{read.detail}。", "换一个文件。"))
            continue
        before = draft.counts["sheets"]
        for sheet in read.sheets:
            if sheet.state == "visible" and sheet.cells:
                _read_sheet(name, sheet, mapping, draft)
        if draft.counts["sheets"] == before:
            message = "没有找到项目清单或指标清单的栏目名。"
            fix = "核对对照表里的「对方栏目名」是不是这个文件里的写法。"
            draft.problems.append(Problem(Severity.MUST_FIX, name, "", "", message, fix))
    return _joined(draft)


def _read_sheet(file: str, sheet: Sheet, mapping: ColumnMapping, draft: _Draft) -> None:
    """A sheet may list projects, indicators, or both in every row (a project repeated over its indicators)."""
    tables = {kind: find_table(sheet, mapping.of(kind)) for kind in (PROJECTS, INDICATORS)}
    whole = {kind: table for kind, table in tables.items() if table is not None and not _lacking(table, kind)}
    if not whole:
        partly = [(kind, table) for kind, table in tables.items() if table is not None]
        if partly:
            kind, table = max(partly, key=lambda pair: len(pair[1].columns))
            draft.counts["sheets"] += 1
            named = "、".join(f"「{line.field.label}」" for line in _lacking(table, kind) if line.field)
            message = f"看着像{kind},但没有找到{named}的栏目。"
            fix = "在对照表里补上对方的叫法,或者重新导出带这些栏目的清单。"
            place = f"A{table.bottom}"
            draft.problems.append(Problem(Severity.MUST_FIX, file, sheet.name, place, message, fix))
        return
    draft.counts["sheets"] += 1
    draft.problems += _about_columns(file, sheet, whole, mapping)
    for kind, table in whole.items():
        draft.counts["totals"] += table.totals() if kind == next(iter(whole)) else 0
        rows = _rows(file, table, _usable(mapping.of(kind), table), draft.problems)
        if kind == PROJECTS:
            _take_projects(file, table, rows, draft, repeated=INDICATORS in whole)
        else:
            _take_indicators(file, table, rows, draft)
    draft.problems = list(dict.fromkeys(draft.problems))  # a row that lists both is told once


def _lacking(table: Table, kind: str) -> list[Line]:
    return [line for line in table.missing if line.required or line.role in INDISPENSABLE[kind]]


def _usable(lines: Iterable[Line], table: Table) -> list[Line]:
    """The lines whose column is there and whose unit of money the list does not contradict."""
    return [line for line in lines if not _contradicted(line, table)]


def _contradicted(line: Line, table: Table) -> str:
    column = table.columns.get(line.role)
    stated = table.money.get(column, "") if column is not None and line.field and line.field.kind == "money" else ""
    return stated if stated and stated != line.unit else ""


def _about_columns(file: str, sheet: Sheet, tables: Mapping[str, Table], mapping: ColumnMapping) -> Iterator[Problem]:
    """Columns that are missing or unknown, and units of money that contradict the mapping."""
    first = next(iter(tables.values()))
    known = {heading_key(heading) for kind in tables for line in mapping.of(kind) for heading in line.headings}
    for kind, table in tables.items():
        for line in table.missing:
            if line.field is not None and len(tables) == 1:
                message = f"{kind}里没有「{line.field.label}」这一栏(对照表写的是{'、'.join(line.headings)})。"
                yield Problem(Severity.HINT, file, sheet.name, "", message, "用不着的不用管。")
        for line in mapping.of(kind):
            if stated := _contradicted(line, table):
                message = f"「{line.headings[0]}」表上写的是{stated},对照表写的是{line.unit},这一栏没有导入。"
                fix = f"把对照表里这一栏的金额单位改成{stated}。"
                yield Problem(Severity.MUST_FIX, file, sheet.name, table.place(table.bottom, line.role), message, fix)
    for text, cell in first.unknown:
        if heading_key(text) not in known:
            message = f"「{shortened(text, 30)}」不在对照表里,没有导入。"
            yield Problem(Severity.HINT, file, sheet.name, cell, message, "要用的,在对照表里补上。")


def _rows(file: str, table: Table, lines: list[Line], problems: list[Problem]) -> Iterator[_Row]:
    """The rows of a list, every cell read as its column; what cannot be read is told and left blank."""
    readers = {line.role: reader_of(line) for line in lines if line.role in table.columns}
    defaults = {line.role: default_of(line) for line in lines}
    for number in table.rows():
        values: dict[str, Any] = {}
        broken = set()
        for role, read in readers.items():
            try:
                values[role] = read(table.cell(number, role))
            except Unreadable as fault:
                broken.add(role)
                values[role] = None
                place = table.place(number, role)
                problems.append(Problem(Severity.MUST_FIX, file, table.sheet.name, place, fault.message, fault.fix))
        if any(value not in (None, "") for value in values.values()) or broken:
            known = {role: value for role, value in values.items() if value not in (None, "")}
            yield _Row(number, defaults | known, frozenset(broken))


def _without_code(file: str, table: Table, row: _Row) -> Problem | None:
    """Why a row without a project code is left out; None when its code was told to be broken before."""
    if "project_code" in row.broken:
        return None
    message = "这一行没有项目编码,没有导入。"
    place = table.place(row.number, "project_code")
    return Problem(Severity.MUST_FIX, file, table.sheet.name, place, message, "补上项目编码。")


def _take_projects(file: str, table: Table, rows: Iterable[_Row], draft: _Draft, *, repeated: bool) -> None:
    for row in rows:
        code = row.text("project_code")
        if not code:
            draft.problems += [told] if (told := _without_code(file, table, row)) else []
            continue
        draft.counts["projects read"] += 1
        project = ListedProject(**{role: _plain(role, value) for role, value in row.values.items()})
        earlier = draft.projects.get(code)
        if earlier is None:
            draft.projects[code] = project
            draft.places[code] = f"{file} {table.sheet.name}!{table.place(row.number, 'project_code')}"
            draft.problems += _incomplete(file, table, row)
        elif earlier != project or not repeated:
            same = "内容相同,只留一条" if earlier == project else "内容不同,用的是前一条"
            message = f"项目编码「{code}」重复(前一条在 {draft.places[code]}),{same}。"
            severity = Severity.HINT if earlier == project else Severity.MUST_FIX
            place = table.place(row.number, "project_code")
            draft.problems.append(Problem(severity, file, table.sheet.name, place, message, "核对后只留一条。"))


def _plain(role: str, value: Any) -> Any:
    """A value as the record has it: blanks of texts are "", of amounts and years None."""
    empty = value is None or value == ""
    return (None if role in ("amount", "initial", "fiscal", "executed", "year") else "") if empty else value


def _incomplete(file: str, table: Table, row: _Row) -> Iterator[Problem]:
    for role, label in (("project", "项目名称"), ("unit_code", "单位编码"), ("unit", "单位名称")):
        if not row.text(role) and role not in row.broken:
            message = f"项目「{row.text('project_code')}」没有{label}。"
            place = table.place(row.number, role)
            yield Problem(Severity.VERIFY, file, table.sheet.name, place, message, f"补上{label}。")


def _take_indicators(file: str, table: Table, rows: Iterable[_Row], draft: _Draft) -> None:
    current, levels = "", {"level1": "", "level2": ""}
    for row in rows:
        code = row.text("project_code")
        if not code:
            draft.problems += [told] if (told := _without_code(file, table, row)) else []
            continue
        if code != current:
            current, levels = code, {"level1": "", "level2": ""}
        for role in _LEVELS:  # a level stands once over its indicators
            if row.text(role):
                levels |= {role: row.text(role)} | ({"level2": ""} if role == "level1" else {})
        if not row.text("name"):
            if row.text("target"):
                place = table.place(row.number, "name")
                message = "这一行有指标值,没有三级指标,没有导入。"
                draft.problems.append(
                    Problem(Severity.MUST_FIX, file, table.sheet.name, place, message, "补上三级指标。")
                )
            continue
        draft.counts["indicators read"] += 1
        draft.told.setdefault(code, f"{file}|{table.sheet.name}|{table.place(row.number, 'project_code')}")
        found = _indicator(row, levels)
        own = draft.indicators.setdefault(code, [])
        if found in own:
            message = f"指标「{shortened(found.name, 30)}」在项目「{code}」里重复,只留一条。"
            place = table.place(row.number, "name")
            draft.problems.append(
                Problem(Severity.HINT, file, table.sheet.name, place, message, "核对是不是导出了两遍。")
            )
        else:
            own.append(found)


def _indicator(row: _Row, levels: dict[str, str]) -> ListedIndicator:
    texts = {role: str(row.text(role)) for role in ("name", "sign", "target", "unit_of", "previous", "actual", "note")}
    weight = row.values.get("weight")
    return ListedIndicator(**levels, **texts, weight=weight if isinstance(weight, Decimal) else None)


def _joined(draft: _Draft) -> Listed:
    """Projects with their indicators; indicators of unknown projects and units with two names are told."""
    problems = draft.problems
    for code, place in draft.told.items():
        if code not in draft.projects:
            file, sheet, cell = place.split("|")
            message = f"项目编码「{code}」不在项目清单里,它的 {len(draft.indicators[code])} 条指标没有导入。"
            fix = "把这个项目的清单一起导入,或者核对编码前面的 0。"
            problems.append(Problem(Severity.MUST_FIX, file, sheet, cell, message, fix))
    names: dict[str, str] = {}
    for project in draft.projects.values():
        known = names.setdefault(project.unit_code, project.unit)
        if project.unit_code and project.unit and squeezed(known) != squeezed(project.unit):
            file, _, place = draft.places[project.project_code].partition(" ")
            sheet, _, cell = place.partition("!")
            message = (
                f"单位编码「{project.unit_code}」有两个名称:「{shortened(known)}」和「{shortened(project.unit)}」。"
            )
            problems.append(Problem(Severity.VERIFY, file, sheet, cell, message, "核对单位编码和名称。"))
    projects = tuple(
        replace(project, indicators=tuple(draft.indicators.get(code, ()))) for code, project in draft.projects.items()
    )
    return Listed(projects, tuple(problems), dict(draft.counts))
