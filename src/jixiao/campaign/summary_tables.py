"""The tables of the chief's workbook: departments, units, projects, findings, rules, missing units, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.campaign.compare import FIXED
from jixiao.campaign.results import FindingRow, FormResult
from jixiao.campaign.summary import (
    NOT_SENT,
    PASSED,
    RETURNED,
    UNREADABLE,
    FindingLine,
    ProjectLine,
    Summary,
    UnitState,
    counts_of,
    mean_due,
    money,
)
from jixiao.documents.words import printable, rule_name
from jixiao.records.finding import Severity
from jixiao.workbook.tables_xlsx import Column, Content, Link, Table

NO_SUPERIOR = "(未填主管部门)"
OFF_ROSTER = "名册外"
DEPARTMENTS, UNITS, PROJECTS, FINDINGS, RULES = "按主管部门", "按单位", "按项目", "全部问题", "按规则"
MISSING, COMPARED, CHANGED = "未报单位", "与上次相比", "变化明细"
_COUNTS = tuple(Column(severity.value, 8, total=True) for severity in Severity)
_MONEY = (
    Column("预算(万元)", 14, "money", total=True),
    Column("执行(万元)", 14, "money", total=True),
    Column("执行率", 9, "percent", ratio=("执行(万元)", "预算(万元)")),
)


@dataclass(frozen=True)
class Extras:
    """What is known beyond the submissions: checked copies by digest (relative to the workbook), returns by unit."""

    copies: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, int] = field(default_factory=dict)


def superior_of(unit: UnitState) -> str:
    """The department that a unit is counted with."""
    return unit.unit.superior or (NO_SUPERIOR if unit.listed else OFF_ROSTER)


def department_table(summary: Summary) -> Table:
    """按主管部门: units by status, forms, findings and money of each department."""
    groups: dict[str, list[UnitState]] = defaultdict(list)
    for unit in summary.units:
        groups[superior_of(unit)].append(unit)
    rows: list[tuple[Content, ...]] = []
    for superior, units in groups.items():
        forms = [form for unit in units for form in unit.forms]
        states = [sum(unit.status == word for unit in units) for word in (PASSED, RETURNED, UNREADABLE, NOT_SENT)]
        counts = counts_of(line.row for unit in units for line in unit.findings)
        head: tuple[Content, ...] = (printable(superior), len(units), *states, len(forms), *counts)
        rows.append((*head, *_money_of(forms), mean_due(forms), _reds(forms)))
    columns = (
        Column("主管部门", 28, tall=True),
        *(Column(name, 8, total=True) for name in ("单位数", PASSED, RETURNED, UNREADABLE, NOT_SENT, "表数")),
        *_COUNTS,
        *_MONEY,
        Column("平均应得分", 10, "points"),
        Column("红灯数", 8, total=True),
    )
    return Table(DEPARTMENTS, columns, rows)


def unit_table(summary: Summary, extras: Extras) -> Table:
    """按单位: what each unit sent, how often, what came of it, and its checked copy."""
    rows: list[tuple[Content, ...]] = []
    for state in summary.units:
        unit, forms = state.unit, state.forms
        counts = counts_of(line.row for line in state.findings)
        returns = extras.returns.get(unit.code or unit.name, 0)
        copy = next((extras.copies[item.digest] for item in state.submissions if item.digest in extras.copies), "")
        remarks = ";".join(dict.fromkeys(printable(item.remark) for item in state.submissions if item.remark))
        if not state.listed:
            remarks = f"不在名册;{remarks}".rstrip(";")
        head = (superior_of(state), unit.code, unit.name, unit.office, state.status, state.round, returns, len(forms))
        tail = (mean_due(forms), _reds(forms), Link("打开", copy) if copy else None, remarks)
        texts = [printable(item) if isinstance(item, str) else item for item in head]
        rows.append((*texts, *counts, *_money_of(forms), *tail))
    columns = (
        Column("主管部门", 22, tall=True),
        Column("单位编码", 12),
        Column("单位", 28, tall=True),
        Column("联系股室", 10),
        Column("状态", 9, "word"),
        Column("报送次数", 9),
        Column("退回次数", 9),
        Column("表数", 7, total=True),
        *_COUNTS,
        *_MONEY,
        Column("平均应得分", 10, "points"),
        Column("红灯数", 8, total=True),
        Column("校验副本", 9),
        Column("备注", 30, tall=True),
    )
    return Table(UNITS, columns, rows)


def project_table(summary: Summary) -> Table:
    """按项目: every form, every file without one, and the roster's projects that nobody reported on."""
    rows = [_project_row(state, line) for state in summary.units for line in state.lines]
    columns = (
        Column("主管部门", 20),
        Column("单位", 24, tall=True),
        Column("项目编码", 14),
        Column("项目", 30, tall=True),
        Column("表", 18, tall=True),
        Column("工作表", 14, tall=True),
        Column("状态", 9, "word"),
        Column("表数", 6, total=True),
        *_COUNTS,
        *_MONEY,
        Column("填报得分", 9, "points"),
        Column("应得分", 9, "points"),
        Column("等级", 8),
        Column("灯", 6, "word"),
        Column("红灯数", 8, total=True),
        Column("红灯事项", 34, tall=True),
    )
    return Table(PROJECTS, columns, rows)


def _project_row(state: UnitState, line: ProjectLine) -> tuple[Content, ...]:
    form, project = line.form, line.project
    code = (form.project_code if form is not None else "") or (project.code if project is not None else "")
    named = (form.form, form.sheet) if form is not None else ("", "")
    texts = (superior_of(state), state.unit.name, code, line.name, *named)
    forms = (form,) if form is not None else ()
    counts = counts_of(item.row for item in line.findings)
    points: tuple[Content, ...] = (None, None, "", "")
    if form is not None:
        points = (form.claimed, form.due, line.grade, form.light)
    reds = ";".join(printable(item) for item in form.red_items) if form is not None else ""
    amounts = _money_of(forms)
    head: tuple[Content, ...] = (*map(printable, texts), line.status, len(forms), *counts)
    return (*head, *amounts, *points, _reds(forms), reds)


def finding_table(summary: Summary, extras: Extras) -> Table:
    """全部问题: every finding with whose it is and a link into the checked copy, where there is one."""
    pairs = [(state, line) for state in summary.units for line in state.findings]
    rows = [_finding_row(number, state, line, extras) for number, (state, line) in enumerate(pairs, 1)]
    columns = (
        Column("序号", 6),
        Column("主管部门", 18, tall=True),
        Column("单位", 20, tall=True),
        Column("项目", 20, tall=True),
        Column("级别", 7, "word"),
        Column("规则号", 7),
        Column("规则", 16, tall=True),
        Column("工作表", 14, tall=True),
        Column("位置", 8),
        Column("栏目", 18, tall=True),
        Column("填的是", 13, tall=True),
        Column("应为", 13, tall=True),
        Column("问题", 38, tall=True),
        Column("怎么改", 30, tall=True),
        Column("依据", 14, tall=True),
        Column("与上次", 8, "word"),
        Column("文件", 30, tall=True),
    )
    return Table(FINDINGS, columns, rows, when_empty="没有发现问题")


def _finding_row(number: int, state: UnitState, line: FindingLine, extras: Extras) -> tuple[Content, ...]:
    row = line.row
    place: Content = printable(row.cell)
    copy = extras.copies.get(line.submission.digest)
    if copy and row.sheet and row.cell:
        quoted = row.sheet.replace("'", "''")
        place = Link(row.cell, copy, f"'{quoted}'!{row.cell}")
    whose = (superior_of(state), state.unit.name, line.project)
    rest = (row.label, row.seen, row.expected, row.message, row.fix, row.basis)
    return (
        number,
        *map(printable, whose),
        row.severity,
        row.rule,
        rule_name(row.rule),
        printable(row.sheet),
        place,
        *map(printable, rest),
        line.change,
        printable(line.submission.path),
    )


def rule_table(summary: Summary) -> Table:
    """按规则: the rules that found something, the most frequent first, with room for the bureau's answer."""
    groups: dict[str, list[tuple[UnitState, FindingLine]]] = defaultdict(list)
    for state in summary.units:
        for line in state.findings:
            groups[line.row.rule].append((state, line))
    rows = []
    for code, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        units = {id(state) for state, _ in found}
        counts = counts_of(line.row for _, line in found)
        basis = next((line.row.basis for _, line in found if line.row.basis), "")
        head = (code, rule_name(code), len(found), *counts, len(units))
        rows.append((*head, printable(found[0][1].row.message), printable(basis), None))
    columns = (
        Column("规则号", 8),
        Column("规则", 24, tall=True),
        Column("问题条数", 9, total=True),
        *_COUNTS,
        Column("涉及单位数", 10),
        Column("例子", 44, tall=True),
        Column("依据", 20, tall=True),
        Column("答复", 40, "reply"),
    )
    return Table(RULES, columns, rows, when_empty="没有发现问题")


def missing_table(summary: Summary) -> Table:
    """未报单位: who sent nothing, or nothing that could be read, by department."""
    waiting = [state for state in summary.units if state.status in (NOT_SENT, UNREADABLE)]
    waiting.sort(key=lambda state: superior_of(state))  # stable: the roster's order within a department
    rows = []
    for number, state in enumerate(waiting, 1):
        unit = state.unit
        due = [line.project for line in state.lines if line.project is not None]
        why = "没有报送" if state.status == NOT_SENT else "报来的文件无法读取"
        texts = (superior_of(state), unit.code, unit.name, unit.office, why)
        rows.append((number, *map(printable, texts), len(due), money(item.amount for item in due)))
    columns = (
        Column("序号", 6),
        Column("主管部门", 28, tall=True),
        Column("单位编码", 14),
        Column("单位", 34, tall=True),
        Column("联系股室", 12),
        Column("情况", 20, tall=True),
        Column("未报项目数", 11, total=True),
        Column("预算(万元)", 14, "money", total=True),
    )
    return Table(MISSING, columns, rows, when_empty="应报单位都报了")


def compared_table(summary: Summary) -> Table:
    """与上次相比: before = 已改 + 仍有, now = 仍有 + 新增, unit by unit; without an earlier summary it says so."""
    rows: list[tuple[Content, ...]] = []
    if summary.compared_with:
        for state in summary.units:
            found = state.changes
            if found is not None and (found.before or found.new):
                head = (superior_of(state), state.unit.code, state.unit.name)
                rows.append((*map(printable, head), *_changed(found.before, len(found.fixed), len(found.new))))
        for key, gone in summary.gone.items():
            rows.append(("本次没有这个单位", "", printable(key), *_changed(len(gone), len(gone), 0)))
    names = ("上次问题", FIXED, "仍有", "新增", "本次问题")
    columns = (
        Column("主管部门", 28, tall=True),
        Column("单位编码", 14),
        Column("单位", 34, tall=True),
        *(Column(name, 10, total=True) for name in names),
    )
    said = "和上次相比,两次都没有问题" if summary.compared_with else "第一次汇总,没有可比的上次"
    return Table(COMPARED, columns, rows, when_empty=said)


def _changed(before: int, fixed: int, new: int) -> tuple[int, int, int, int, int]:
    return before, fixed, before - fixed, new, before - fixed + new


def changed_table(summary: Summary) -> Table:
    """变化明细: every finding that was fixed or is new since the last summary; those still open are in 全部问题."""
    rows: list[tuple[Content, ...]] = []
    for state in summary.units:
        if state.changes is not None:
            found = ((FIXED, state.changes.fixed), ("新增", state.changes.new))
            rows += [_change_row(word, state.unit.name, row) for word, own in found for row in own]
    for key, gone in summary.gone.items():
        rows += [_change_row(FIXED, key, row) for row in gone]
    columns = (
        Column("变化", 8, "word"),
        Column("单位", 28, tall=True),
        Column("级别", 8, "word"),
        Column("规则号", 8),
        Column("规则", 20, tall=True),
        Column("工作表", 16, tall=True),
        Column("位置", 8),
        Column("栏目", 22, tall=True),
        Column("问题", 50, tall=True),
    )
    return Table(CHANGED, columns, rows, when_empty="没有变化" if summary.compared_with else "第一次汇总")


def _change_row(word: str, unit: str, row: FindingRow) -> tuple[Content, ...]:
    texts = map(printable, (row.sheet, row.cell, row.label, row.message))
    return (word, printable(unit), row.severity, row.rule, rule_name(row.rule), *texts)


def _money_of(forms: Sequence[FormResult]) -> tuple[Decimal | None, Decimal | None, None]:
    """Budget, executed, and the place of the rate, which is their quotient."""
    return money(form.budget for form in forms), money(form.executed for form in forms), None


def _reds(forms: Iterable[FormResult]) -> int:
    return sum(len(form.red_items) for form in forms)
