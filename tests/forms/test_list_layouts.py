"""F09–F14 in other layouts: last year's headings, moved, torn, merged, several in a book, letters without a table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jixiao.demo import evaluated_projects
from jixiao.documents.notice import notices_for
from jixiao.documents.notice_sheets import notice_workbook_sheets
from jixiao.forms.list_kinds import LIST_KINDS
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.list_form import ListForm
from jixiao.rules.run import judge
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.grid import Grid, Sheet
from jixiao.workbook.read_file import read_grid
from tests.forms.list_books import grid_of, sheet_of
from tests.rules.pages import standard_form_grid, standard_list_grid

POLICY = load_profile()

LEDGER: list[list[Any]] = [
    ["青禾县2025年度绩效评价问题整改落实情况台账"],
    ["统计日期：2026年11月10日", None, None, None, None, None, "单位：元"],
    [
        "序号",
        "项目名称",
        "存在的主要问题",
        "涉及金额",
        "责任单位",
        "整改时限",
        "整改措施",
        "整改进展",
        "完成时间",
        "佐证资料",
    ],
    [
        1,
        "柳林片区排水管网改造项目",
        "未按合同付款",
        120000,
        "县水利局",
        "2026年11月5日",
        "补签协议",
        "整改到位",
        "2026年10月20日",
        "补充协议",
    ],
    [None, None, "资料未归档", None, "县水利局", "2026年11月5日", "集中归档", "整改中", None, None],
    [2, "校舍维修改造项目", "发票不规范", 3000, "县教育局", "2026年11月20日", "换开发票", "未启动", None, None],
    ["合计", None, None, 123000],
    ["填表人：某某", None, None, "审核人：某某"],
]
OPINION: list[list[Any]] = [
    ["某县财政局预算绩效评价结果运用意见书（2025年度）"],
    ["送：预算股", None, None, "提出股室：绩效管理股", None, None, "日期：2026年10月12日"],
    [
        "序号",
        "项目名称",
        "项目单位",
        "评价金额(万元)",
        "评价得分",
        "评价等级",
        "结果运用建议",
        "预算股意见",
        "业务股意见",
        "签字日期",
    ],
    [1, "高标准农田建设项目", "县农业农村局", 2031.84, 92.4, "优", "优先保障", "同意", "同意", "2026年10月15日"],
]
CHECK: list[list[Any]] = [
    ["2025年度绩效自评抽查复核情况汇总表"],
    ["被抽查单位", "抽查项目名称", "自评分", "财政复核得分", "分差", "存在问题", "复核等级", "处理意见"],
    ["县教育局", "校舍维修改造项目", 98, 84.6, -13.4, "满意度没有依据", "良", "已书面反馈"],
    ["县水利局", "河道清淤整治项目", 90, 91, 1, None, "优", None],
]
PUBLIC: list[list[Any]] = [
    ["2025年度重点项目绩效评价结果公开情况表"],
    [
        "年度",
        "预算单位",
        "评价项目",
        "评价金额(万元)",
        "评价方式",
        "评价得分",
        "评价等级",
        "主要问题",
        "整改落实情况",
        "公开网址",
        "公开时间",
    ],
    [2025, "县水利局", "河道清淤整治项目", 640, "部门评价", 91, "优", None, None, "县政府网站", "2026年9月25日"],
]
REPORT: list[list[Any]] = [
    ["某教发〔2026〕8号"],
    ["某县教育局关于校舍维修改造项目绩效评价整改落实情况的报告"],
    ["某县财政局："],
    ["根据整改通知要求，现将整改情况报告如下。"],
    ["一、整改总体情况"],
    ["项目名称：校舍维修改造项目", None, "通知文号：某财绩〔2026〕3号"],
    ["问题总数", 2, "已完成", 1, "整改率", "50%"],
    ["二、逐项整改情况"],
    ["序号", "反馈问题", "采取的整改措施", "落实情况", "办结时间", "证明材料"],
    [1, "未按合同付款", "补签协议", "办结", "2026年10月20日", "补充协议"],
    [2, "资料未归档", "正在归档", "推进中", None, None],
    ["三、长效机制"],
    ["长效机制建设：修订合同管理办法。"],
    [None, None, None, None, "某县教育局"],
    [None, None, None, None, "2026年10月28日"],
]
ALL: dict[str, list[list[Any]]] = {
    "整改台账": LEDGER,
    "预算绩效评价结果运用意见书": OPINION,
    "抽查复核表": CHECK,
    "公开清单": PUBLIC,
    "整改情况报告": REPORT,
}


def the_form(*sheets: Sheet) -> ListForm:
    (form,) = read_forms(grid_of(*sheets))
    assert isinstance(form, ListForm)
    return form


def findings(*sheets: Sheet) -> list[tuple[str, str | None]]:
    grid = grid_of(*sheets)
    return [(item.rule, item.cell) for item in judge(Book(grid.name, grid, read_forms(grid)), POLICY).findings]


def shape(form: FilledForm) -> tuple[Any, ...]:
    assert isinstance(form, ListForm)
    rows = [{role: value.text for role, value in row.cells.items()} for row in form.rows]
    return form.form, form.year, form.amount_unit, rows, {role: value.text for role, value in form.fields.items()}


@pytest.mark.parametrize("name", ALL)
def test_other_headings_are_read_without_any_finding(name: str) -> None:
    form = the_form(sheet_of(ALL[name]))
    assert (form.form, form.missing) == (name, ())
    assert findings(sheet_of(ALL[name])) == []


@pytest.mark.parametrize("name", ALL)
def test_moved_and_with_columns_the_other_way_round(name: str) -> None:
    plain = shape(the_form(sheet_of(ALL[name])))
    assert shape(the_form(sheet_of(ALL[name], down=7, right=5))) == plain
    assert findings(sheet_of(ALL[name], down=7, right=5)) == []


@pytest.mark.parametrize("name", ALL)
def test_headings_torn_by_line_breaks_blanks_and_full_width(name: str) -> None:
    width = {"(": "（", ")": "）"}
    rows = [
        [
            "\n".join(("".join(width.get(sign, sign) for sign in cell[:2]), " " + cell[2:]))
            if isinstance(cell, str) and len(cell) == 4
            else cell
            for cell in row
        ]
        for row in ALL[name]
    ]
    assert len(the_form(sheet_of(rows)).columns) == len(the_form(sheet_of(ALL[name])).columns)


def test_fields_units_and_totals_of_a_ledger_in_yuan() -> None:
    form = the_form(sheet_of(LEDGER))
    assert (form.year, form.amount_unit) == (2025, "元")
    assert form.fields["as_of"].text == "2026年11月10日"
    assert form.totals["amount"].content == 123000
    assert [row.at("project").text for row in form.rows if row.holds("project")] == [  # type: ignore[union-attr]
        "柳林片区排水管网改造项目",
        "校舍维修改造项目",
    ]
    assert len(form.rows) == 3


def test_a_project_merged_over_its_problems() -> None:
    form = the_form(sheet_of(LEDGER, merged=((4, 2, 5, 2), (4, 1, 5, 1))))
    assert [row.cells["project"].cell for row in form.rows] == ["B4", "B4", "B6"]
    assert findings(sheet_of(LEDGER, merged=((4, 2, 5, 2), (4, 1, 5, 1)))) == []


def test_letter_fields_without_labels() -> None:
    form = the_form(sheet_of(REPORT))
    assert form.unit_name == "某县教育局"
    assert form.project_name == "校舍维修改造项目"
    got = {role: form.fields[role].text for role in ("number", "to", "signature", "date", "notice")}
    assert got == {
        "number": "某教发〔2026〕8号",
        "to": "某县财政局：",
        "signature": "某县教育局",
        "date": "2026年10月28日",
        "notice": "某财绩〔2026〕3号",
    }


def test_a_lost_column_is_told_once() -> None:
    rows = [[cell for place, cell in enumerate(row) if place != 6] for row in LEDGER]
    assert the_form(sheet_of(rows)).missing == ("整改措施",)
    assert ("A106", "A3") in findings(sheet_of(rows))
    rows = [[cell for place, cell in enumerate(row) if place != 3] for row in CHECK]
    assert the_form(sheet_of(rows)).missing == ("复核得分",)


def test_several_in_one_workbook_and_below_each_other() -> None:
    forms = read_forms(grid_of(*(sheet_of(rows, name=name) for name, rows in ALL.items())))
    assert [form.form for form in forms] == list(ALL)
    below: list[list[Any]] = [row for rows in (LEDGER, OPINION, CHECK, PUBLIC) for row in (*rows, [], [])]
    forms = read_forms(grid_of(sheet_of(below)))
    assert [form.form for form in forms] == [name for name in ALL if name != "整改情况报告"]
    assert [len(form.rows) for form in forms if isinstance(form, ListForm)] == [3, 1, 2, 1]


def test_beside_a_list_of_evaluated_projects_on_one_sheet() -> None:
    listed: list[list[Any]] = [
        ["2025年度重点项目绩效评价结果清单"],
        ["序号", "项目名称", "评价金额(万元)", "得分", "等级"],
        [1, "河道清淤整治项目", 640, 91, "优"],
    ]
    for order in ((CHECK, listed), (listed, CHECK)):
        forms = read_forms(grid_of(sheet_of([row for rows in order for row in (*rows, [])])))
        assert {type(form) for form in forms} == {ListForm, EvaluationList}, [form.form for form in forms]


@pytest.mark.parametrize("grid", [standard_form_grid(), standard_list_grid()], ids=["自评表", "清单"])
def test_other_forms_are_not_taken_for_lists(grid: Grid) -> None:
    assert not any(isinstance(form, ListForm) for form in read_forms(grid))


def test_a_list_with_problems_to_put_right_stays_a_list_of_evaluated_projects() -> None:
    rows: list[list[Any]] = [
        ["2025年度重点项目绩效评价问题清单及整改要求"],
        ["序号", "项目名称", "得分", "等级", "问题描述", "整改要求", "佐证材料", "整改期限(天)"],
        [1, "河道清淤整治项目", 91, "优", "资料未归档", "整理归档", "归档目录", 30],
    ]
    (form,) = read_forms(grid_of(sheet_of(rows)))
    assert isinstance(form, EvaluationList)


@pytest.mark.parametrize("kind", LIST_KINDS, ids=lambda kind: kind.form.title)
def test_odd_content_does_not_crash(kind: Any) -> None:
    heads = [column.label for column in kind.columns]
    odd: list[Any] = [
        "=1/0",
        "〔〕号",
        "\u200b",
        "９" * 400,
        -1,
        1e300,
        "2026年13月45日",
        "|||",
        "<b>",
        "0" * 40,
        ":",
        "合计",
    ]
    rows = [
        [kind.form.title],
        heads,
        *([odd[(place + row) % len(odd)] for place in range(len(heads))] for row in range(12)),
    ]
    for sheet in (
        sheet_of(rows),
        sheet_of([[kind.form.title], heads]),
        sheet_of([[kind.form.title]]),
        sheet_of([heads]),
    ):
        grid = grid_of(sheet)
        assert all(
            "未能运行" not in item.message for item in judge(Book("表", grid, read_forms(grid)), POLICY).findings
        )


# -- notices that the program itself writes ----------------------------------------------------------------------------


def produced() -> Grid:
    source = read_grid(evaluated_projects.build_list(POLICY), "清单.xlsx", is_form_text=is_form_text)
    assert isinstance(source, Grid)
    outcome = judge(Book(source.name, source, read_forms(source)), POLICY)
    notices = notices_for(outcome, on=date(2023, 11, 20), number="10")
    grid = read_grid(new_workbook(notice_workbook_sheets(notices)), "整改通知.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return grid


def test_our_own_notices_are_read_back_for_number_project_and_problems() -> None:
    forms = [form for form in read_forms(produced()) if isinstance(form, ListForm)]
    assert [form.form for form in forms] == ["评价结果反馈及整改通知"] * 8
    assert [form.fields["number"].text for form in forms] == [f"×财绩〔2023〕{number}号" for number in range(10, 18)]
    first = forms[0]
    assert first.project_name == "大王太子片区排水管网改造项目"
    assert first.unit_name == "开发区·铁山区建设局"
    assert (first.fields["date"].text, first.fields["signature"].text) == ("2023年11月20日", "××县财政局")
    listed = [len(evaluated_projects.problems_of(number)) for number in range(1, 9)]
    assert [len(form.rows) for form in forms] == listed
    assert first.rows[0].cells["problem_number"].text == "二（一）"
    assert all(row.holds("deadline") for row in first.rows)


def test_our_own_notice_beside_a_form_is_no_form_submitted() -> None:
    both = Grid("表.xlsx", (*standard_form_grid().sheets, *produced().sheets))
    assert [form.form for form in read_forms(both)] == ["项目支出绩效自评表"]
