"""结果运用清单 on paper: the list for the budget office, sums by department and grade, open problems, its making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from jixiao.campaign.listing import letter_sheet, table_sheet
from jixiao.campaign.use_of_results import Use, Uses
from jixiao.campaign.use_of_results_facts import WHOLE, Asking, Ceiling, Fact, OpenItem, Result
from jixiao.documents.words import printable
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, rounded
from jixiao.workbook.apply_patch import new_workbook

TITLE = "绩效结果运用清单"
NO_RESULT = "没有评价结果"
Cell = str | int | Decimal
Row = tuple[Cell, ...]
_LIST = (
    ("序号", 5.0),
    ("主管部门", 14.0),
    ("单位", 14.0),
    ("项目", 19.0),
    ("上年预算(万元)", 13.0),
    ("采用的结果", 9.5),
    ("得分", 7.0),
    ("等级", 5.5),
    ("灯", 4.0),
    ("未整改问题", 9.0),
    ("处理意见", 16.0),
    ("核减(%)", 6.5),
    ("评估上限(万元)", 11.0),
    ("建议金额(万元)", 13.0),
    ("核减额(万元)", 12.0),
    ("理由", 40.0),
)
_SUMS = (
    ("项目", 8.0),
    ("上年预算(万元)", 17.0),
    ("提了建议金额的项目", 12.0),
    ("其上年预算(万元)", 17.0),
    ("建议金额(万元)", 17.0),
    ("核减额(万元)", 16.0),
    ("有逾期未整改问题的项目", 13.0),
)
_UNIT = (("单位", 24.0), ("主管部门", 20.0), ("整体支出等级", 8.0), ("整体支出处理意见", 20.0), ("各等级项目", 16.0))
_ITEMS = (
    ("序号", 6.0),
    ("主管部门", 20.0),
    ("单位", 20.0),
    ("项目", 26.0),
    ("问题", 44.0),
    ("完成情况", 11.0),
    ("整改期限", 12.0),
    ("逾期天数", 9.0),
    ("出处", 24.0),
)
_STRAYS = (("序号", 6.0), ("是什么", 16.0), ("单位", 26.0), ("项目", 34.0), ("内容", 40.0), ("出处", 34.0))


def use_book(uses: Uses, policy: Policy, title: str, day: str) -> bytes:
    """The workbook; `title` names what it was made from, `day` when. Every sheet adds up to the same totals."""
    rows = uses.rows
    budget = _sum(row.last for row in rows)
    note = f"{title}　{day}　{policy.named()}　项目 {len(rows)} 个,上年预算合计 {plain(budget)} 万元"
    sheets = [
        table_sheet("结果运用清单", TITLE, note, _LIST, _listed(rows)),
        table_sheet("按部门", "各部门结果运用情况", note, (("主管部门", 34.0), *_SUMS), _grouped(rows, _department)),
        table_sheet("按单位", "各单位结果运用情况", note, (*_UNIT, *_SUMS), _by_unit(rows)),
        table_sheet("按等级", "各等级结果运用情况", note, (("等级", 14.0), *_SUMS), _grouped(rows, _grade)),
        table_sheet("未整改问题", "没有销号的整改问题", note, _ITEMS, _open(rows)),
    ]
    if uses.strays:
        sheets.append(table_sheet("没有对上的", "没有对上项目的内容", note, _STRAYS, _strays(uses.strays)))
    lines = [("text", line) for line in how_made(policy)]
    return new_workbook((*sheets, letter_sheet("怎么得出的", "结果运用清单编制说明", lines)), title=TITLE)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _or_blank(value: Decimal | None) -> str | Decimal:
    return "" if value is None else value


def cut_of(row: Use) -> Decimal | None:
    """核减额 in 万元: last budget less the suggested amount; None where one of them is not known."""
    return None if row.last is None or row.suggested is None else row.last - row.suggested


def _listed(rows: Sequence[Use]) -> list[Row]:
    found: list[Row] = [_row(number, row) for number, row in enumerate(rows, 1)]
    items, late = sum(len(row.items) for row in rows), sum(row.overdue for row in rows)
    sums = (_sum(row.suggested for row in rows), _sum(cut_of(row) for row in rows))
    total: Row = ("", "合计", "", f"{len(rows)} 个", _sum(row.last for row in rows), *[""] * 4, _problems(items, late))
    return [*found, (*total, "", "", "", *sums, "")]


def _row(number: int, row: Use) -> Row:
    return (
        number,
        *map(printable, (row.department, row.unit, row.project)),
        _or_blank(row.last),
        row.kind,
        _or_blank(rounded(row.score) if row.score is not None else None),
        printable(row.grade),
        row.light,
        _problems(len(row.items), row.overdue),
        printable(row.advice),
        _or_blank(row.cut),
        _or_blank(row.ceiling),
        _or_blank(row.suggested),
        _or_blank(cut_of(row)),
        ";".join(map(printable, row.why)) + "。",
    )


def _problems(count: int, late: int) -> str:
    return f"{count}(逾期{late})" if late else str(count or "")


def _department(row: Use) -> str:
    return row.department


def _grade(row: Use) -> str:
    return row.grade or NO_RESULT


def _grouped(rows: Sequence[Use], by: Callable[[Use], str]) -> list[Row]:
    groups: dict[str, list[Use]] = {}
    for row in sorted(rows, key=lambda row: -(row.score or 0)) if by is _grade else rows:
        groups.setdefault(by(row), []).append(row)
    found: list[Row] = [(printable(name), *_figures(own)) for name, own in groups.items()]
    return [*found, ("合计", *_figures(rows))]


def _by_unit(rows: Sequence[Use]) -> list[Row]:
    """Every unit: grade and advice for its spending as a whole, its projects by grade, sums over both."""
    groups: dict[tuple[str, str], list[Use]] = {}
    for row in rows:
        groups.setdefault((row.unit or row.department, row.department), []).append(row)
    found: list[Row] = []
    for names, own in groups.items():
        whole = next((row for row in own if row.project.endswith(WHOLE)), None)
        grades = Counter(_grade(row) for row in sorted(own, key=lambda row: -(row.score or 0)) if row is not whole)
        told = (whole.grade, whole.advice) if whole is not None else ("", "")
        counts = "、".join(f"{grade}{count}个" for grade, count in grades.items())
        found.append((*map(printable, (*names, *told)), counts, *_figures(own)))
    return [*found, ("合计", "", "", "", "", *_figures(rows))]


def _figures(rows: Sequence[Use]) -> Row:
    known = [row for row in rows if cut_of(row) is not None]
    return (
        len(rows),
        _sum(row.last for row in rows),
        sum(row.suggested is not None for row in rows),
        _sum(row.last for row in known),
        _sum(row.suggested for row in rows),
        _sum(cut_of(row) for row in known),
        sum(row.overdue > 0 for row in rows),
    )


def _open(rows: Sequence[Use]) -> list[Row]:
    every = [(row, item) for row in rows for item in row.items]
    return [
        (
            number,
            *map(printable, (row.department, row.unit, row.project, item.problem, item.status)),
            item.deadline.isoformat() if item.deadline is not None else "没有写",
            item.overdue if item.overdue is not None else "",
            printable(item.of.place),
        )
        for number, (row, item) in enumerate(every, 1)
    ]


def _strays(strays: Sequence[Fact]) -> list[Row]:
    return [
        (number, *map(printable, (*_what(fact)[:1], fact.of.unit, fact.of.project, _what(fact)[1], fact.of.place)))
        for number, fact in enumerate(strays, 1)
    ]


def _what(fact: Fact) -> tuple[str, str]:
    if isinstance(fact, Result):
        return fact.kind, f"{plain(fact.score)} 分 {fact.grade}"
    if isinstance(fact, OpenItem):
        return "整改问题", fact.problem
    if isinstance(fact, Ceiling):
        return "事前评估", f"{fact.conclusion} {plain(fact.wan)} 万元"
    return ("目标申报", f"{plain(fact.wan)} 万元") if isinstance(fact, Asking) else ("运行监控", "、".join(fact.red))


def how_made(policy: Policy) -> tuple[str, ...]:
    """How results, uses and amounts follow from the policy, in sentences."""
    cuts = "、".join(
        f"{grade} {plain(cut.low)}%" + (f"—{plain(cut.high)}%" if cut.high != cut.low else "")
        for grade, cut in policy.result_cuts.items()
    )
    upper = "取幅度的上限" if policy.result_open_upper else "也取幅度的下限"
    return (
        f"一、口径:{policy.named()}。",
        f"二、同一项目有几份评价结果的,用最近一个年度的;同一年度的,按{'、'.join(policy.result_order)}的先后取一份;"
        "同一类有几份的,取得分低的,请核实。",
        f"三、处理意见按等级:{';'.join(f'{grade}——{use}' for grade, use in policy.result_use.items())}。",
        f"四、建议核减幅度(占上年预算):{cuts}。没有逾期未整改问题的取下限;有逾期没有整改的问题的,{upper},"
        f"并注明「{policy.result_open_use or '无'}」。",
        "五、建议金额是上年预算减去核减额(四舍五入到 0.01 万元),不超过事前绩效评估的建议金额,也不超过本次申报的金额;"
        "没有评价结果的项目,用事前绩效评估的建议金额。没有上年预算数或等级不在口径里的,不提建议金额。",
        "六、事前评估和申报只用评价年度以后的;没有写年度的也用。监控灯只列出来供参考,不改变建议金额。",
        "七、合计是各行相加。「提了建议金额的项目」里有上年预算数的才算核减额,所以核减额等于「其上年预算」减去"
        "这些项目的建议金额;没有上年预算的新项目,建议金额另外计入合计。",
    )
