from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from jixiao.documents.ledger_sheet import REPLY, REVIEW, STATED
from jixiao.documents.notice import notices_for
from jixiao.documents.notice_parts import blocks
from jixiao.documents.notice_sheets import notice_sheets, notice_workbook_sheets
from jixiao.documents.words import shown
from jixiao.records.evaluation_list import EvaluatedProject
from jixiao.workbook.apply_patch import new_workbook
from tests.documents.examples import E503, S3_PROJECT, VERIFY, evaluation_list, form_outcome, listed, outcome_of, value
from tests.documents.test_notice import HOSTILE, ON, only

LONG = EvaluatedProject(
    row=3,
    department=value("青山县水务局"),
    project=value("青山县城乡供水一体化工程"),
    problems=tuple(
        listed(
            f"问题{number}:" + "未按照财务管理制度执行,部分支出未履行集体决策程序。" * number,
            basis="合同第3条",
            days="60",
        )
        for number in range(1, 13)
    ),
)


def test_every_paragraph_stands_on_the_sheet_in_its_order() -> None:
    notice = only(outcome_of((evaluation_list(LONG),)))
    plan, _ = notice_sheets(notice)
    written = "".join(str(put.value) for put in plan.puts if put.value).replace("　", "").replace("\n", "")
    assert written == "".join(block.text for block in blocks(notice)).replace("　", "")


def test_page_set_up_follows_the_standard() -> None:
    plan, _ = notice_sheets(only(form_outcome()))
    page = plan.page
    assert (page.top, page.left, page.right, page.bottom) == (3.7, 2.8, 2.6, 3.5)
    assert not page.landscape
    title = next(put for put in plan.puts if put.style.size == 22)
    assert title.style.font == "方正小标宋简体"
    assert title.style.horizontal == "center"
    assert page.repeat == (title.row, title.row)
    assert page.odd_even_footer is not None
    odd, even = page.odd_even_footer
    assert odd.startswith("&R")
    assert even.startswith("&L")
    assert all("— &P —" in side and "&14" in side for side in (odd, even))


def test_fonts_by_level() -> None:
    plan, _ = notice_sheets(only(form_outcome()))
    fonts = {str(put.value).strip("　"): put.style.font for put in plan.puts}
    assert fonts["一、评价概况与结论"] == "黑体"
    assert fonts["（一）预算执行率得分算错"] == "楷体_GB2312"
    assert fonts["青山县第一中学："] == "仿宋_GB2312"
    assert {put.style.size for put in plan.puts if put.style.font == "仿宋_GB2312"} == {14, 16}


def test_body_is_indented_and_the_addressee_is_not() -> None:
    plan, _ = notice_sheets(only(form_outcome()))
    texts = [str(put.value) for put in plan.puts if put.value]
    assert "青山县第一中学：" in texts
    assert all(
        text.startswith("　　") for text in texts if text.strip("　").startswith(("一、", "（一）", "事实", "依据"))
    )


def test_no_row_is_taller_than_excel_allows_or_a_fifth_of_a_page() -> None:
    plan, ledger = notice_sheets(only(outcome_of((evaluation_list(LONG),))))
    title = next(put.row for put in plan.puts if put.style.size == 22)
    assert max(height for row, height in plan.heights.items() if row != title) <= 4 * 28.8
    assert max(ledger.heights.values()) <= 300


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_literal_in_the_workbook(text: str) -> None:
    project = EvaluatedProject(row=3, department=value(text), project=value(text), problems=(listed(text, basis=text),))
    notices = notices_for(outcome_of((evaluation_list(project),)), on=ON)
    book = load_workbook(BytesIO(new_workbook(notice_workbook_sheets(notices))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in ("s", "n", "inlineStr") for cell in cells)
    assert not any(cell.hyperlink for cell in cells)
    joined = "".join(str(cell.value) for cell in cells)
    assert text in joined.replace("\n", "")


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_gives_a_workbook_that_opens(text: str, name: str) -> None:
    project = EvaluatedProject(row=3, department=value(name), project=value(name), problems=(listed(text, days=name),))
    outcome = outcome_of((evaluation_list(project),))
    notices = notices_for(outcome, on=ON)
    assert len(notices) == (1 if shown(project.problems[0].text) else 0)
    for notice in notices:
        plans = notice_sheets(notice)
        assert max(height for plan in plans for height in plan.heights.values()) <= 409.5
        assert load_workbook(BytesIO(new_workbook(plans))).sheetnames == ["整改通知", "问题清单及整改台账"]


def test_a_monstrous_name_still_leaves_a_title_that_fits() -> None:
    project = S3_PROJECT.model_copy(update={"project": value("长" * 5000)})
    notice = only(outcome_of((evaluation_list(project),)))
    assert len(notice.title) < 150
    assert "长" * 5000 in notice.overview[0]


def test_several_notices_of_one_file_are_numbered() -> None:
    second = S3_PROJECT.model_copy(update={"project": value("创文创卫")})
    notices = notices_for(outcome_of((evaluation_list(S3_PROJECT, second),)), on=ON)
    names = [plan.name for plan in notice_workbook_sheets(notices)]
    assert names == ["整改通知", "问题清单及整改台账", "整改通知(2)", "问题清单及整改台账(2)"]


def test_the_ledger_asks_and_leaves_room_for_the_answer() -> None:
    _, ledger = notice_sheets(only(form_outcome((E503, VERIFY))))
    assert ledger.page.landscape
    assert ledger.page.repeat == (1, 4)
    heads = [put.value for put in ledger.puts if put.row == 4]
    assert heads == [*STATED, *REPLY, *REVIEW]
    assert len(heads) == 15
    first = {put.column: put for put in ledger.puts if put.row == 5}
    assert [first[column].value for column in (1, 2, 3, 4)] == [1, "食堂改造经费", "二（一）", "计分"]
    assert first[9].value == "2023年5月5日前"
    assert [first[column].style.locked for column in (9, 10, 14, 15)] == [True, False, False, False]
    assert ledger.lists == (((5, 11, 6, 11), ("已完成", "正在整改", "未启动")),)


def test_the_ledger_says_what_the_source_leaves_out() -> None:
    project = S3_PROJECT.model_copy(update={"problems": (listed("食堂卫生较差"),)})
    _, ledger = notice_sheets(only(outcome_of((evaluation_list(project),))))
    first = {put.column: put.value for put in ledger.puts if put.row == 5}
    assert [first[column] for column in (6, 7, 8)] == ["来源材料未载明"] * 3


def test_signature_and_date_share_one_centre_on_the_right() -> None:
    notice = replace(only(form_outcome()), signature="黄石经济技术开发区铁山区财政局")
    plan, _ = notice_sheets(notice)
    signature, day = (next(put for put in plan.puts if put.value == text) for text in (notice.signature, notice.date))
    assert signature.column == day.column == 2
    assert signature.style.horizontal == day.style.horizontal == "center"
    assert day.row == signature.row + 1
    assert sum(plan.widths.values()) == pytest.approx(73.0, abs=0.1)


def test_paragraph_rows_do_not_overlap() -> None:
    plan, _ = notice_sheets(only(outcome_of((evaluation_list(LONG),))))
    rows = sorted(area[0] for area in plan.merges)
    assert all(first < second for first, second in pairwise(rows))
