"""What the seed reports state, put into lists: counts and sums that tie stay silent, those that do not are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from jixiao.demo import evaluated_projects
from jixiao.forms import result_use_opinion, spot_check
from jixiao.forms.read import read_forms
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.list_form import ListForm
from jixiao.rules.g715_sample_too_small import least_sample
from jixiao.rules.run import judge
from jixiao.workbook.grid import Sheet
from tests.forms.list_books import grid_of, sheet_of
from tests.forms.test_lists import judged

POLICY = load_profile()
ASSESSED = (
    ("师宗县城市道路清扫保洁专项资金", "1556.59"),
    ("师宗县竹基等2个镇（街道）界桥等2个社区土地整治（提质改造）项目", "3445.49"),
    ("师宗县城乡居民基本养老保险基金支出", "9326"),
    ("师宗县城市路灯电费及维护费、城市绿化专项资金", "1556.59"),
    ("师宗县农村公路养护专项资金", "523.48"),
)


def findings(*sheets: Sheet) -> list[tuple[str, str | None, str]]:
    grid = grid_of(*sheets)
    return [(item.rule, item.cell, item.seen) for item in judge(Book("表", grid, read_forms(grid)), POLICY).findings]


def test_five_assessed_projects_tie_and_the_amount_that_stands_twice_is_told() -> None:
    form = result_use_opinion.FORMS[0]
    values: dict[tuple[str, int], Any] = {
        ("field.to", 0): "预算股",
        ("field.from", 0): "绩效管理股",
        ("field.date", 0): 45000,
    }
    for row, (name, amount) in enumerate(ASSESSED):
        cells = {"project": name, "duty": "师宗县有关单位", "amount": Decimal(amount), "suggested": Decimal(amount)}
        cells |= {"conclusion": "予以支持", "use": "按申请金额安排"}
        values |= {(role, row): value for role, value in cells.items()}
    outcome = judged(fill_template(build_template(form, POLICY, year=2023), form, POLICY, values))
    (read,) = (item.form for item in outcome.forms)
    assert isinstance(read, ListForm)
    assert read.totals["amount"].content == Decimal("16408.15")
    assert [(item.rule, item.seen) for item in outcome.findings] == [("C308", "1556.59")]


def eight_projects(note: str) -> Sheet:
    rows: list[list[Any]] = [["2022年度重点项目绩效评价结果清单"], ["序号", "项目名称", "评价类型", "得分", "等级"]]
    rows += [[n, name, "财政重点评价", None, None] for n, (name, _) in enumerate(evaluated_projects.PROJECTS, 1)]
    return sheet_of([*rows, [note]], name="清单")


def test_grades_of_the_eight_projects() -> None:
    tied = "注：对8个重点项目进行绩效评价，其中1个项目评价为“优”、4个项目评价为“良”、3个项目评价为“中”。"
    assert findings(eight_projects(tied)) == []
    assert findings(eight_projects(tied.replace("3个", "2个"))) == [("G709", "A11", "7")]


def test_a_project_that_the_report_names_in_two_ways() -> None:
    ledger: list[list[Any]] = [
        ["整改台账"],
        ["项目", "问题描述", "责任单位", "整改期限", "整改措施", "完成情况", "完成日期", "佐证材料"],
        [
            "月亮山路沿线绿化提档升级工程项目",
            "项目结算审核不及时",
            "开发区·铁山区建设局",
            "2023年12月20日",
            "限期送审",
            "正在整改",
            None,
            None,
        ],
    ]
    assert findings(eight_projects("注：来源没有逐项给出得分。"), sheet_of(ledger, name="台账")) == [
        ("G704", "A3", "月亮山路沿线绿化提档升级工程项目")
    ]


def four_projects(names: tuple[str, str, str, str], total: int, name: str) -> Sheet:
    rows: list[list[Any]] = [["2022年度财政重点绩效评价结果清单"], ["项目名称", "评价金额(万元)", "得分", "等级"]]
    return sheet_of([*rows, *([each, None, None, None] for each in names), ["合计", total]], name=name)


def test_four_projects_with_two_totals_and_varying_names() -> None:
    names = (
        "师宗县城乡供水一体化工程",
        "师宗县城第一自来水扩建及配套管网工程",
        "师宗县中医医院整体迁建项目",
        "企业职工基本养老保险基金支出",
    )
    varied = (
        "师宗县城乡供水一体化工程",
        "师宗县县城第一自来水扩建及配套管网工程",
        "师宗县中医医院迁建项目",
        "企业职工基本养老保险基金支出",
    )
    same = findings(four_projects(names, 62531, "选取"), four_projects(names, 66531, "报告"))
    assert same == [("G701", "B7", "66531 万元")]
    other = findings(four_projects(names, 62531, "选取"), four_projects(varied, 62531, "报告"))
    assert [(rule, cell) for rule, cell, _ in other] == [("G704", "A4"), ("G704", "A5")]


@pytest.mark.parametrize(("total", "least"), [(93, 19), (1156, 232), (56, 12), (1206, 242), (1, 1), (5, 1), (6, 2)])
def test_least_sample_of_twenty_percent(total: int, least: int) -> None:
    assert least_sample(total, POLICY.sample_percent) == least
    drawn = least - 1
    rows = {("project", row): f"编号{'甲乙丙丁戊'[row % 5] * 4}{row}号自评项目" for row in range(drawn)}
    values: dict[tuple[str, int], Any] = {**rows, ("field.total", 0): total, ("field.unit", 0): "金安区财政局"}
    data = fill_template(
        build_template(spot_check.FORM, POLICY, rows=drawn + 1), spot_check.FORM, POLICY, values, rows=drawn + 1
    )
    told = [item.rule for item in judged(data).findings if item.rule == "G715"]
    assert told == (["G715"] if drawn else [])
