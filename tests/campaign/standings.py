"""Where a round of an invented county stands, as values: any number of units, projects and findings."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

from jixiao.campaign.results import FindingRow, FormResult, Standing, Submission
from jixiao.campaign.roster import Project, Roster, Unit

RULES = ("E503", "D401", "B201", "C301", "E504", "D404", "B206")
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


def roster(units: int = 6, projects: int = 3) -> Roster:
    """Units of three departments with their projects; the last unit's department is not filled in."""
    listed = tuple(
        Unit(
            f"{number:06}", f"青禾县第{number}办", f"青禾县第{number % 3}局" if number < units else "", "经建股", number
        )
        for number in range(1, units + 1)
    )
    owned = tuple(
        Project(f"P{unit.code}{number}", f"{unit.name}项目{number}", unit.code, amount=Decimal("100.05"))
        for unit in listed
        for number in range(1, projects + 1)
    )
    return Roster(listed, owned)


def finding(rule: str = "E503", cell: str = "H7", **changed: str) -> FindingRow:
    """A finding of a self-evaluation form."""
    severity = {"D404": "请核实", "B206": "提示"}.get(rule, "必须改")
    row = FindingRow(
        rule=rule,
        severity=severity,
        sheet="自评表1",
        cell=cell,
        label=f"年度资金总额 · {cell}",
        seen="9",
        expected="8.62",
        message=f"执行率得分与计算结果不符:填 9,应为 8.62({cell})。",
        fix="改为 8.62。",
        basis="财预〔2020〕10号",
    )
    return replace(row, **changed)


def form(unit: Unit, number: int, **changed: object) -> FormResult:
    """A form whose money and points follow from its number, so that totals can be told."""
    executed = Decimal(37 * number % 110) + Decimal("0.05")
    due = Decimal(55 + 7 * number % 45)
    result = FormResult(
        form="项目支出绩效自评表",
        sheet=f"自评表{number}",
        unit=unit.name,
        project=f"{unit.name}项目{number}",
        project_code=f"P{unit.code}{number}",
        year=2025,
        budget=Decimal("100.05"),
        executed=executed,
        rate=executed * 100 / Decimal("100.05"),
        due=due,
        claimed=due + 1,
        grade=next(grade for floor, grade in GRADES if due >= floor),
        light=("红", "黄", "绿", "蓝")[number % 4],
        red_items=("资金:不足 60%",) if number % 4 == 0 else (),
    )
    return replace(result, **changed)  # type: ignore[arg-type]


def submission(
    unit: Unit, findings: tuple[FindingRow, ...] = (), forms: int = 2, text: str = "", **changed: object
) -> Submission:
    """What a unit sent; `text` tells one version from another."""
    must = any(row.severity == "必须改" for row in findings)
    sent = Submission(
        path=f"收/{unit.name}{text}.xlsx",
        digest=hashlib.sha256(f"{unit.code}{text}".encode()).hexdigest(),
        size=100,
        at="2026-02-01T09:00:00",
        unit_code=unit.code,
        unit_name=unit.name,
        genuine=True,
        status="returned" if must else "passed",
        forms=tuple(form(unit, number) for number in range(1, forms + 1)),
        findings=findings,
    )
    return replace(sent, **changed)  # type: ignore[arg-type]


def county(units: int = 6, projects: int = 3, findings: int = 5) -> tuple[Standing, Roster]:
    """A round: the first unit sent nothing, the second something unreadable, a stranger too; findings by the dozen."""
    known = roster(units, projects)
    sent = [replace(submission(known.units[1], (finding("A101", "", sheet="", label=""),), 0), status="unreadable")]
    for place, unit in enumerate(known.units[2:], 2):
        rows = tuple(
            finding(RULES[number % len(RULES)], f"H{number}", sheet=f"自评表{number % projects + 1}")
            for number in range(place % 2 * findings, 2 * findings)
        )
        sent.append(submission(unit, rows, projects - place % 2))
    stranger = Unit("", "别县某办")
    sent.append(submission(stranger, (finding("D404"),), 1, remark="不在名册"))
    old = submission(known.units[2], (finding("E504", "H99"),), projects, "旧", chosen=False)
    missing = tuple(unit.code for unit in known.units[:2])
    return Standing((old, *sent), missing, (sent[-1].path,)), known
