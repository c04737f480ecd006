"""The report that goes out with a notice: filled in item by item, its instructions fit for who has to answer."""

from __future__ import annotations

import io
from datetime import date

import openpyxl

from jixiao.forms.rectification_report import FORM
from jixiao.forms.template_book import GUIDE_SHEET
from jixiao.ledger.entries import ItemEntry, NoticeEntry
from jixiao.ledger.report_out import report_workbook
from jixiao.policy.load import load_policy
from jixiao.tasks.check import check_data

POLICY = load_policy()
NOTICE = NoticeEntry(
    "青财绩〔2026〕10号",
    "青禾县水利局",
    "河道清淤整治项目",
    signature="青禾县财政局",
    issued=date(2026, 10, 12),
    report_by=date(2026, 11, 5),
    items=(ItemEntry("二（一）", "项目决策程序不规范"), ItemEntry("二（二）1", "资金支付率偏低")),
)
DATA = report_workbook(NOTICE, POLICY)


def guide() -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(DATA))[GUIDE_SHEET]
    return [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_what_the_bureau_knows_is_filled_in() -> None:
    (form,) = check_data(DATA, "整改情况报告.xlsx", POLICY).book.forms
    assert form.form == FORM.title
    sheet = openpyxl.load_workbook(io.BytesIO(DATA))[FORM.sheet_name]
    texts = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    assert {"项目决策程序不规范", "资金支付率偏低", "二（一）"} <= texts
    assert {"青禾县财政局：", "河道清淤整治项目", "青财绩〔2026〕10号", "青禾县水利局", "二（二）1"} <= texts


def test_the_instructions_ask_only_for_what_is_blank() -> None:
    asked = [row[0] for row in guide() if len(row) > 1 and row[0].endswith("」")]
    assert asked == [
        "「发文字号」",
        "「未完成原因及计划」",
        "「长效机制」",
        "「成文日期」",
        "清单「整改措施」",
        "清单「完成情况」",
        "清单「完成日期」",
        "清单「佐证材料」",
        "清单「责任人」",
    ]


def test_the_instructions_say_what_a_reply_is_checked_for() -> None:
    told = "".join(row[0] for row in guide() if row and row[0][:1].isdigit())
    for words in ("每个问题都要答", "没有佐证材料的不能销号", "不能晚于成文日期", "在报送期限以前报回", "请不要改"):
        assert words in told


def test_the_number_of_copies_is_left_to_the_notice() -> None:
    """Copies and offices are the bureau's policy, and a form that states its own would contradict the notice."""
    sheet = openpyxl.load_workbook(io.BytesIO(DATA))[FORM.sheet_name]
    notes = [
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell and "佐证材料附后" in str(cell)
    ]
    assert notes == ["（报送份数和股室见整改通知；佐证材料附后。）"]
