from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jixiao.documents.notice import Notice, NoticeError, no_notice_notes, notices_for
from jixiao.documents.notice_parts import notice_text
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluatedProject
from jixiao.rules.run import Outcome
from tests.documents.examples import (
    E503,
    HINT,
    S3_PROJECT,
    SCORE,
    VERIFY,
    evaluation_list,
    form_outcome,
    listed,
    outcome_of,
    policy,
    self_evaluation,
    value,
)

ON = date(2023, 4, 5)
GOLDEN = Path(__file__).with_name("golden")


def only(outcome: Outcome, number: str | None = None, on: date = ON) -> Notice:
    (notice,) = notices_for(outcome, on=on, number=number)
    return notice


def test_a_notice_from_a_self_evaluation_reads_as_it_should() -> None:
    findings = (E503, replace(E503, cell="H8", message="另一处", fix="改"), VERIFY, HINT)
    text = notice_text(only(form_outcome(findings), "10"))
    assert text + "\n" == (GOLDEN / "自评表.txt").read_text("utf-8")


def test_a_notice_about_a_published_project_says_what_the_source_leaves_out() -> None:
    text = notice_text(only(outcome_of((evaluation_list(S3_PROJECT),))))
    assert text + "\n" == (GOLDEN / "清单缺得分.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("score", "grade", "words"),
    [
        ("", "", "来源材料未载明得分和等级。"),
        ("86.50", "", "评价得分86.5分；来源材料未载明等级。"),
        ("", "良", "来源材料未载明得分；评价等级为“良”。"),
        ("86.5分", "良", "评价得分86.5分，评价等级为“良”。"),
    ],
)
def test_score_and_grade_as_the_list_states_them(score: str, grade: str, words: str) -> None:
    project = S3_PROJECT.model_copy(update={"score": value(score), "grade": value(grade)})
    assert only(outcome_of((evaluation_list(project),))).overview[-1] == words


def test_the_conclusion_compares_claimed_and_due() -> None:
    assert only(form_outcome()).overview[1] == ("自评得分98分。按表内完成情况重新计算，应得97.62分，等级为“优”。")
    unknown = replace(SCORE, claimed=None, due=None, grade=None)
    assert only(form_outcome(score=unknown)).overview[1].startswith("来源材料未载明得分和等级。表内部分得分须核实")
    assert only(form_outcome(score=None)).overview[1] == "来源材料未载明得分和等级。"


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (None, "青财绩〔2023〕  号"),
        ("10", "青财绩〔2023〕10号"),
        ("010", "青财绩〔2023〕10号"),
        ("第9号", "青财绩〔2023〕9号"),
        ("师财绩[2023]013号", "师财绩〔2023〕13号"),
        ("师财绩（2024）第9号", "师财绩〔2024〕9号"),
    ],
)
def test_document_numbers(given: str | None, printed: str) -> None:
    assert only(form_outcome(), given).number == printed


@pytest.mark.parametrize("given", ["十号", "0", "abc", "10-11"])
def test_what_is_no_document_number_is_refused_in_words(given: str) -> None:
    with pytest.raises(NoticeError, match="发文字号"):
        notices_for(form_outcome(), on=ON, number=given)


def test_numbers_count_on_over_the_projects_of_a_list() -> None:
    second = S3_PROJECT.model_copy(update={"project": value("创文创卫")})
    clean = S3_PROJECT.model_copy(update={"project": value("无问题项目"), "problems": ()})
    outcome = outcome_of((evaluation_list(S3_PROJECT, clean, second),))
    notices = notices_for(outcome, on=ON, number="9")
    assert [(notice.number, notice.project) for notice in notices] == [
        ("青财绩〔2023〕9号", "大王太子片区排水管网改造项目"),
        ("青财绩〔2023〕10号", "创文创卫"),
    ]
    assert no_notice_notes(outcome, on=ON) == ("无问题项目:没有需要整改或核实的问题,不出整改通知。",)


def test_titles() -> None:
    assert only(form_outcome()).title == "青山县财政局关于食堂改造经费项目绩效自评结果反馈及存在问题整改的通知"
    listed_title = only(outcome_of((evaluation_list(S3_PROJECT),))).title
    assert listed_title == "青山县财政局关于大王太子片区排水管网改造项目绩效财政评价结果反馈及存在问题整改的通知"
    department = S3_PROJECT.model_copy(update={"kind": value("部门评价")})
    assert "绩效部门评价结果反馈" in only(outcome_of((evaluation_list(department),))).title


def test_only_matters_to_verify_make_no_rectification_title() -> None:
    notice = only(form_outcome((VERIFY,)))
    assert notice.title.endswith("绩效自评结果反馈及有关事项核实的通知")
    assert "存在的主要问题" not in notice_text(notice)
    assert "三、核实要求\n" in notice_text(notice)
    assert notice.reporting[0].startswith("请将核实情况形成报告")


def test_no_problem_no_notice_but_a_word_about_it() -> None:
    outcome = form_outcome((HINT,))
    assert notices_for(outcome, on=ON) == ()
    assert no_notice_notes(outcome, on=ON) == ("食堂改造经费:没有需要整改或核实的问题,不出整改通知。",)
    refused = Outcome(Book("坏.xlsx", refusal="encrypted"), policy(), (), ())
    assert notices_for(refused, on=ON) == ()
    assert no_notice_notes(refused, on=ON) == ("文件无法读取,未生成整改通知。",)


@pytest.mark.parametrize(
    ("deadline", "on", "words"),
    [
        ("11月5日", date(2023, 10, 9), "2023年11月5日前"),
        ("11月5日", date(2023, 11, 5), "2023年12月5日前"),
        ("2023年11月5日", date(2023, 12, 1), "2023年12月31日前"),
        ("", date(2023, 4, 5), "2023年5月5日前"),
        ("月底", date(2023, 4, 5), "月底前"),
        ("2月29日", date(2023, 1, 5), "2月29日前"),
    ],
)
def test_until_when_to_report(deadline: str, on: date, words: str) -> None:
    outcome = replace(form_outcome(), policy=policy(rectify_deadline=deadline))
    notice = only(outcome, on=on)
    assert f"于{words}以正式文件一式两份分别报送青山县财政局资金管理股和绩效管理股" in notice.reporting[0]
    assert {problem.deadline for problem in notice.problems} == {words}


def test_offices_and_copies_follow_the_bureau() -> None:
    outcome = replace(form_outcome(), policy=policy(copies=3, offices=("绩效管理股",)))
    assert "以正式文件一式三份报送青山县财政局绩效管理股，" in only(outcome).reporting[0]


@pytest.mark.parametrize(
    ("days", "deadline"),
    [("20", "2023年4月25日前"), ("20天", "2023年4月25日前"), ("年底", "年底"), ("", "2023年5月5日前")],
)
def test_each_problem_of_a_list_has_its_own_deadline(days: str, deadline: str) -> None:
    project = S3_PROJECT.model_copy(update={"problems": (listed("资金使用不规范", days=days),)})
    notice = only(outcome_of((evaluation_list(project),)))
    assert notice.problems[0].deadline == deadline
    assert any("整改期限晚于" in line for line in notice.reporting) == bool(days)


def test_the_deadlines_of_a_list_are_counted_by_the_bureau_s_calendar() -> None:
    project = S3_PROJECT.model_copy(update={"problems": (listed("资金使用不规范", days="24"),)})
    outcome = replace(
        outcome_of((evaluation_list(project),)), policy=policy(workday_due=True, holidays=("2023-05-01",))
    )
    assert only(outcome).problems[0].deadline == "2023年5月2日前"  # 29 April is a Saturday
    working = policy(days_counted="working", holidays=("2023-05-01",))
    assert only(replace(outcome, policy=working)).problems[0].deadline == "2023年5月10日前"


def test_findings_go_to_the_notice_of_their_form() -> None:
    forms = (self_evaluation(), self_evaluation(sheet="自评表2", project=value("道路维护")))
    far = replace(E503, sheet="自评表2", cell="H9")
    whole = replace(E503, rule="A110", sheet=None, cell=None, message="工作簿含宏。", severity=VERIFY.severity)
    first, second = notices_for(outcome_of(forms, (whole, E503, far), scores=(SCORE, SCORE)), on=ON)
    assert second.problems[0].fact.startswith("工作表“自评表2”H9单元格")
    assert len(second.problems) == 1
    assert [problem.section for problem in first.problems] == ["rectify", "verify"]
    assert first.problems[1].fact == "工作簿含宏。"


def test_forms_on_one_sheet_are_kept_apart_by_their_region() -> None:
    forms = (self_evaluation(), self_evaluation(project=value("道路维护"), region=(30, 1, 50, 9)))
    outcome = outcome_of(forms, (replace(E503, cell="H35"),), scores=(SCORE, SCORE))
    assert [notice.project for notice in notices_for(outcome, on=ON)] == ["道路维护"]


def test_problem_codes_name_the_place_in_the_notice() -> None:
    notice = only(form_outcome((E503, replace(E503, cell="H8", message="另一处"), VERIFY)))
    assert [problem.code for problem in notice.problems] == ["二（一）1", "二（一）2", "三（一）"]


def test_mistakes_in_the_list_itself_are_not_put_to_the_unit() -> None:
    outcome = outcome_of((evaluation_list(S3_PROJECT),), (replace(E503, sheet="评价结果清单"),))
    assert "8.62" not in notice_text(only(outcome))
    assert no_notice_notes(outcome, on=ON) == ("评价结果清单本身有 1 条必须改,请先更正清单,再印发通知。",)


HOSTILE = ['=HYPERLINK("http://x")', "{{ x }}", "{% for a in b %}", "<b>粗</b>", "字" * 5000, "😀"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stands_as_it_was_written(text: str) -> None:
    project = EvaluatedProject(row=3, department=value(text), project=value(text), problems=(listed(text, basis=text),))
    printed = notice_text(only(outcome_of((evaluation_list(project),))))
    assert f"依据：{text}" in printed
    assert text in printed.split("存在的主要问题")[1].split("依据")[0]
    assert f"\n{text}：\n" in printed
    form = self_evaluation(project=value(text), agency=value(text))
    assert text in notice_text(only(form_outcome(form=form)))


def test_line_breaks_and_control_characters_do_not_break_paragraphs() -> None:
    project = S3_PROJECT.model_copy(update={"problems": (listed("一是\n\x00二是\r\n\x0b三是"),)})
    assert only(outcome_of((evaluation_list(project),))).problems[0].fact == "一是 二是 三是"


def test_a_name_with_quotation_marks_keeps_them_apart() -> None:
    project = S3_PROJECT.model_copy(update={"project": value("“创文创卫”项目")})
    notice = only(outcome_of((evaluation_list(project),)))
    assert "“‘创文创卫’项目”绩效财政评价结果" in notice.opening
    assert "关于“创文创卫”项目绩效" in notice.title


def test_a_project_without_a_unit_is_pointed_out() -> None:
    outcome = outcome_of((evaluation_list(S3_PROJECT.model_copy(update={"department": None})),))
    assert only(outcome).to == "有关单位"
    (note,) = no_notice_notes(outcome, on=ON)
    assert "主送机关暂写「有关单位」" in note
