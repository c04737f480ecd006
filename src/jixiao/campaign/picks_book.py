"""The picked lists on paper: 部门评价项目清单, 应评未评清单, 红灯清单."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jixiao.campaign.listing import table_sheet
from jixiao.campaign.picks import DONE, Assessed, Pick, RedList
from jixiao.documents.words import printable
from jixiao.records.numbers import plain, rounded
from jixiao.workbook.apply_patch import new_workbook

Row = tuple[str | int | Decimal, ...]
_PICKED = (
    ("序号", 6.0),
    ("主管部门", 26.0),
    ("单位", 26.0),
    ("项目", 34.0),
    ("项目编码", 18.0),
    ("预算数(万元)", 14.0),
    ("累计占部门预算(%)", 12.0),
)
_DEPARTMENTS = (
    ("序号", 6.0),
    ("主管部门", 34.0),
    ("项目个数", 10.0),
    ("预算总额(万元)", 16.0),
    ("应评金额(万元)", 16.0),
    ("应评项目", 10.0),
    ("所评金额(万元)", 16.0),
    ("占比(%)", 10.0),
    ("没有预算数的项目", 14.0),
)
_ASSESSED = (
    ("序号", 6.0),
    ("单位", 28.0),
    ("项目", 38.0),
    ("申请金额(万元)", 15.0),
    ("情况", 22.0),
    ("评估结论", 16.0),
    ("建议金额(万元)", 15.0),
    ("出处", 32.0),
)
_RED = (
    ("序号", 6.0),
    ("主管部门", 20.0),
    ("单位", 22.0),
    ("项目", 26.0),
    ("预算数(万元)", 12.0),
    ("执行数(万元)", 12.0),
    ("执行率(%)", 9.0),
    ("红灯", 6.0),
    ("红灯事项", 56.0),
)
_RED_DEPARTMENTS = (("序号", 6.0), ("主管部门", 44.0), ("监控项目", 12.0), ("红灯项目", 12.0), ("占比(%)", 12.0))


def _or_blank(value: Decimal | None) -> str | Decimal:
    return "" if value is None else value


def _share(part: int | Decimal, whole: int | Decimal) -> str | Decimal:
    return rounded(Decimal(part) * 100 / Decimal(whole)) if whole else ""


def evaluation_book(picks: Sequence[Pick], percent: Decimal, seed: str | None, title: str, day: str) -> bytes:
    """部门评价项目清单: what each department evaluates, and how that makes up the share that is asked for."""
    how = f"抽签(种子 {seed})" if seed is not None else "预算数从大到小"
    note = f"{title}　{day}　项目预算占项目预算总额 {plain(percent)}% 及以上,{how}取到为止"
    rows: list[Row] = []
    for pick in picks:
        for each in pick.picked:
            item = each.item
            names = tuple(printable(text) for text in (item.department, item.unit, item.project, item.code))
            reached = rounded(Decimal(each.reached.numerator) / each.reached.denominator)
            rows.append((len(rows) + 1, *names, _or_blank(item.amount), reached))
    departments: list[Row] = [
        (
            number,
            printable(pick.department),
            pick.projects,
            pick.total,
            rounded(pick.goal, 6).normalize() + 0,
            len(pick.picked),
            pick.amount,
            _share(pick.amount, pick.total),
            pick.unknown or "",
        )
        for number, pick in enumerate(picks, 1)
    ]
    sheets = (
        table_sheet("部门评价项目", "部门评价项目清单", note, _PICKED, rows),
        table_sheet("按部门", "各部门应评情况", note, _DEPARTMENTS, departments),
    )
    return new_workbook(sheets, title="部门评价项目清单")


def appraisal_book(found: Sequence[Assessed], limit: Decimal, day: str) -> bytes:
    """应评未评清单, and beside it what was assessed with its conclusion."""
    left = [item for item in found if item.state != DONE]
    done = [item for item in found if item.state == DONE]
    note = f"{day}　超过 {plain(limit)} 万元的项目 {len(found)} 个,已评估 {len(done)} 个,应评未评 {len(left)} 个"
    sheets = (
        table_sheet("应评未评", "事前绩效评估应评未评清单", note, _ASSESSED, _assessed_rows(left)),
        table_sheet("已评估", "事前绩效评估已评估清单", note, _ASSESSED, _assessed_rows(done)),
    )
    return new_workbook(sheets, title="应评未评清单")


def _assessed_rows(found: Sequence[Assessed]) -> list[Row]:
    return [
        (
            number,
            printable(item.unit),
            printable(item.project),
            item.amount,
            item.state,
            item.conclusion,
            _or_blank(item.suggested),
            printable(item.place),
        )
        for number, item in enumerate(found, 1)
    ]


def red_book(found: RedList, title: str, day: str) -> bytes:
    """红灯清单: every red project with what is red, and the share by department."""
    note = f"{title}　{day}　监控项目 {found.monitored} 个,红灯 {len(found.projects)} 个,占 {plain(found.share)}%"
    rows: list[Row] = [
        (
            number,
            *(printable(text) for text in (item.department, item.unit, item.project)),
            _or_blank(item.budget),
            _or_blank(item.executed),
            _or_blank(rounded(item.rate) if item.rate is not None else None),
            len(item.items),
            ";".join(printable(text) for text in item.items),
        )
        for number, item in enumerate(found.projects, 1)
    ]
    departments: list[Row] = [
        (number, printable(name), every, red, _share(red, every))
        for number, (name, (red, every)) in enumerate(found.by_department.items(), 1)
    ]
    departments.append(("", "合计", found.monitored, len(found.projects), _share(len(found.projects), found.monitored)))
    sheets = (
        table_sheet("红灯清单", "绩效运行监控红灯项目清单", note, _RED, rows),
        table_sheet("按部门", "各部门红灯情况", note, _RED_DEPARTMENTS, departments, landscape=False),
    )
    return new_workbook(sheets, title="红灯清单")
