from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from jixiao.documents.letter import (
    EVALUATION_OPINION,
    KINDS,
    MONITORING,
    MONITORING_OPINION,
    RECTIFY,
    RED,
    RETURN,
    letter_blocks,
    letter_sheets,
    letter_text,
    letter_words,
)
from jixiao.documents.opinion_letter import opinion_letters
from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_data, check_file
from jixiao.tasks.letters import Written, drafts_of, template_of, workbook_of, write_letters
from jixiao.workbook.letter_docx import built_in, letter_docx, prepared
from tests.documents.letters_made import (
    ON,
    SCHOOL,
    UNDER,
    WATER,
    advised,
    letters_of_every_kind,
    monitored,
    return_letters,
)
from tests.documents.test_notice import HOSTILE

GOLDEN = Path(__file__).with_name("golden")
EXAMPLES = Path(__file__).parents[2] / "workbooks" / "示例"
LETTERS = letters_of_every_kind()


def word_text(data: bytes) -> list[str]:
    return [one.text.replace("\n", "") for one in Document(io.BytesIO(data)).paragraphs if one.text.strip()]


@pytest.mark.parametrize("kind", sorted(set(LETTERS) - {RETURN}))
def test_the_letter_says_exactly_this(kind: str) -> None:
    assert letter_text(LETTERS[kind]) + "\n" == (GOLDEN / f"{kind}.txt").read_text("utf-8")


def test_every_kind_has_a_letter_here() -> None:
    assert {*LETTERS, RECTIFY} == set(KINDS)


def test_a_return_says_what_the_round_would_say() -> None:
    letter = LETTERS[RETURN]
    assert letter.number == ""
    assert letter.whole_title == "青禾县财政局关于第1次退回修改2025年度项目支出绩效自评表的通知"
    assert "应为8.62分。改为8.62。" in letter_text(letter)
    assert letter_text(letter).endswith("青禾县财政局\n2026年10月12日")
    numbered = replace(letter, number="青财绩〔2026〕3号")
    assert letter_text(numbered).startswith("青财绩〔2026〕3号\n")


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_word_says_what_the_sheet_says(kind: str) -> None:
    letter = LETTERS[kind]
    words = letter_words(letter)
    written = word_text(letter_docx(template_of(kind, (), Path("/nowhere"), words), words))
    expected = [block.text.strip("　") for block in letter_blocks(letter)]
    assert [text.strip("　") for text in written[: len(expected)]] == expected


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_attached_tables_come_with_the_word_letter(kind: str) -> None:
    letter = LETTERS[kind]
    words = letter_words(letter)
    document = Document(io.BytesIO(letter_docx(prepared(built_in("公文"), "公文", words), words)))
    assert len(document.tables) == len(letter.attachments) >= 1
    for table, told in zip(document.tables, words["附件表"], strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[0] == told["表头"]
        assert rows[1:] == told["行"]
        assert len(rows) > 1
        grid = [column.width for column in table.columns]
        shares = [round(width / sum(told["宽"]), 2) for width in told["宽"]]
        assert [round(width / sum(grid), 2) for width in grid] == pytest.approx(shares, abs=0.02)


@pytest.mark.parametrize("text", [*HOSTILE, "{{ 署名 }}", "{% for x in 正文 %}", "a & b", "]]>", "{#", "{_{ x }_}"])
def test_text_from_files_is_never_evaluated(text: str) -> None:
    letter = monitoring_of(text)
    words = letter_words(letter)
    written = " ".join(word_text(letter_docx(prepared(built_in("公文"), "公文", words), words)))
    said = letter_text(letter)
    assert "".join(said.split()) in "".join(written.split())
    values = [put.value for put in letter_sheets(letter)[1].puts if isinstance(put.value, str) and put.row > 3]
    assert any(value and text.startswith(value) for value in values)


def monitoring_of(text: str):  # type: ignore[no-untyped-def]
    from jixiao.documents.feedback_monitoring import monitoring_letters

    (letter,) = monitoring_letters([monitored(text, "红", reds=(text,))], UNDER, ON)
    return letter


def test_deadlines_go_by_working_days_and_holidays() -> None:
    def due(on: date, days: int, **settings: object) -> date:
        return UNDER.notice.model_copy(update=settings).due(on, days)

    friday = date(2026, 9, 25)
    assert due(friday, 5) == date(2026, 9, 30)
    assert due(friday, 5, days_counted="working") == date(2026, 10, 2)
    off = ("2026-10-01", "2026-10-02")
    assert due(friday, 5, days_counted="working", holidays=off) == date(2026, 10, 6)
    worked = {"holidays": off, "extra_workdays": ("2026-09-27",)}
    assert due(friday, 5, days_counted="working", **worked) == date(2026, 10, 5)
    assert due(friday, 6, workday_due=True, holidays=off) == date(2026, 10, 5)


def test_the_counting_of_days_reaches_the_letters() -> None:
    working = UNDER.model_copy(update={"notice": UNDER.notice.model_copy(update={"days_counted": "working"})})
    from tests.documents.letters_made import red_letters

    assert "请于2026年10月26日前填写回执" in letter_text(red_letters(working)[0])


def test_letters_are_grouped_by_unit() -> None:
    from jixiao.documents.feedback_monitoring import monitoring_letters

    items = [monitored("甲", "绿"), monitored("乙", "红", unit=SCHOOL), monitored("丙", "黄")]
    made = monitoring_letters(items, UNDER, ON)
    assert [letter.to for letter in made] == [WATER, SCHOOL]
    assert "监控项目2个" in letter_text(made[0])


def test_opinions_go_to_the_budget_office_and_to_each_business_office() -> None:
    items = [
        advised("甲", "继续执行", "10", light="绿"),
        advised("乙", "限期整改", "20", SCHOOL, light="红"),
        advised("丙", "继续执行", "30", "青禾县民政局", light="绿"),
    ]
    offices = {WATER: "农业股", SCHOOL: "教科文股"}
    made = opinion_letters(MONITORING_OPINION, items, UNDER, ON, lambda unit, _: offices.get(unit, ""))
    assert [(letter.to, letter.filling.rows) for letter in made if letter.filling] == [
        ("预算股", 3),
        ("农业股", 1),
        ("教科文股", 1),
    ]
    assert all(letter.signature == "绩效管理股" for letter in made)


def test_the_opinion_is_the_standard_form_and_passes_its_own_check() -> None:
    policy = load_profile()
    items = [
        advised("食堂改造项目", "继续安排", "43.2", SCHOOL, score=Decimal("92.4"), grade="优", problem="支付滞后"),
        advised("绿化提档项目", "核减预算", "1120.5", score=Decimal("72.8"), grade="中", problem=""),
    ]
    (letter,) = opinion_letters(EVALUATION_OPINION, items, policy, ON, lambda *_: "")
    outcome = check_data(workbook_of(letter, policy), "意见书.xlsx", policy)
    assert [item.form.form for item in outcome.forms] == ["预算绩效评价结果运用意见书"]
    form = outcome.forms[0].form
    assert [row.cells["project"].text for row in form.rows] == ["食堂改造项目", "绿化提档项目"]  # type: ignore[attr-defined]
    assert form.totals["amount"].text == "1163.7"  # type: ignore[attr-defined]
    assert not [found.rule for found in outcome.findings if str(found.severity) == "必须改" and found.rule != "B201"]


@pytest.mark.parametrize(
    ("kind", "files", "said"),
    [
        (MONITORING, "监控表", "需要关注的项目"),
        ("评估反馈", "事前绩效评估表", "评估结论为“予以支持”"),
        ("评估意见书", "事前绩效评估表", "按建议金额安排"),
        ("目标审核意见书", "绩效目标审核表", "纳入预算安排"),
        (MONITORING_OPINION, "监控表", "限期整改"),
        (EVALUATION_OPINION, "自评表", "根据情况予以支持"),
    ],
)
def test_letters_are_made_from_filled_in_forms(kind: str, files: str, said: str) -> None:
    policy = load_profile()
    judged = [check_file(EXAMPLES / f"填得好的{files}.xlsx", policy)]
    made = drafts_of(kind, judged, policy, ON, lambda *_: "")
    assert len(made.letters) == 1
    assert said in letter_text(made.letters[0])  # type: ignore[arg-type]


def test_a_form_of_another_kind_gives_no_letter_and_says_so() -> None:
    policy = load_profile()
    judged = [check_file(EXAMPLES / "填得好的自评表.xlsx", policy)]
    made = drafts_of(MONITORING, judged, policy, ON, lambda *_: "")
    assert made.letters == ()
    assert made.remarks == ("没有填报的绩效监控表,没有可出的文书。",)


def test_an_assessment_that_is_undecided_gets_no_use() -> None:
    (letter,) = opinion_letters("评估意见书", [advised("甲", "", "10", conclusion="")], UNDER, ON, lambda *_: "")
    assert "意见待定1个" in letter_text(letter)
    assert letter.filling is not None
    assert ("use", 0) not in letter.filling.values


def test_two_hundred_letters_in_one_run(tmp_path: Path) -> None:
    from jixiao.documents.feedback_monitoring import monitoring_letters

    items = [monitored("河道清淤整治项目", "红", unit=f"青禾县第{number}小学") for number in range(200)]
    made = monitoring_letters(items, UNDER, ON)
    template = template_of(MONITORING, (), tmp_path, letter_words(made[0]))
    start = time.process_time()
    written: list[Written] = list(write_letters(made, UNDER, tmp_path, datetime(2026, 10, 12), template))
    assert len({path for each in written for path in each.files}) == 400
    assert time.process_time() - start < 60
    assert "青禾县第199小学：" in word_text(written[199].files[1].read_bytes())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    letter = return_letters()[0]
    first = next(iter(write_letters([letter], UNDER, tmp_path, datetime(2026, 10, 12), None)))
    before = first.files[0].read_bytes()
    second = next(iter(write_letters([letter], UNDER, tmp_path, datetime(2026, 10, 13), None)))
    assert second.files[0] != first.files[0]
    assert first.files[0].read_bytes() == before


def test_equal_letters_are_equal_files() -> None:
    letter = LETTERS[RED]
    words = letter_words(letter)
    template = prepared(built_in("公文"), "公文", words)
    assert letter_docx(template, words) == letter_docx(template, words)
    assert workbook_of(letter, UNDER) == workbook_of(letter, UNDER)


def test_word_files_are_whole_packages() -> None:
    words = letter_words(LETTERS[MONITORING])
    data = letter_docx(prepared(built_in("公文"), "公文", words), words)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert b"{{" not in package.read("word/document.xml")
        assert b"{%" not in package.read("word/document.xml")
