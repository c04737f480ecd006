from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jixiao.documents.score_sheet import HEADINGS, score_sheet
from tests.documents.examples import SCORE, evaluation_list, form_outcome, outcome_of, self_evaluation
from tests.documents.test_result_sheet import rows_of


def test_every_line_shows_claimed_due_difference_and_how() -> None:
    plan = score_sheet(form_outcome())
    assert plan is not None
    title, heads, execution, quantity, words, total = rows_of(plan)
    assert title == ["自评表 · 食堂改造经费 · 青山县第一中学"]
    assert heads == list(HEADINGS)
    assert execution == ["H7", "资金总额 · 得分", "10", "9", "8.62", "0.38", "10×37.24÷43.2=8.62"]
    assert quantity[5] == "0"
    assert words[4:6] == ["32～40 之间", ""]
    assert total == ["合计", "总分", "100", "98", "97.62", "0.38", "等级:优"]


def test_lines_are_links_to_their_cells_only_in_the_marked_file() -> None:
    plan = score_sheet(form_outcome())
    assert plan is not None
    assert [put.link for put in plan.puts if put.link] == [("自评表", "H7"), ("自评表", "H14"), ("自评表", "H15")]
    old = score_sheet(form_outcome(legacy="xls"))
    assert old is not None
    assert not [put for put in old.puts if put.link]


def test_a_total_that_cannot_be_had_is_said_to_be_so() -> None:
    plan = score_sheet(form_outcome(score=replace(SCORE, due=None, grade=None, note="分值合计不对,不定级")))
    assert plan is not None
    *_, total, note = rows_of(plan)
    assert total[4:] == ["无法计算", "", "等级:不定级"]
    assert note == ["说明:分值合计不对,不定级"]


def test_forms_stand_one_under_another() -> None:
    forms = (self_evaluation(), self_evaluation(sheet="自评表2"))
    plan = score_sheet(outcome_of(forms, scores=(SCORE, SCORE)))
    assert plan is not None
    titles = [row[0] for row in rows_of(plan) if row[0].startswith("自评表")]
    assert titles == ["自评表 · 食堂改造经费 · 青山县第一中学", "自评表2 · 食堂改造经费 · 青山县第一中学"]


def test_no_points_no_sheet() -> None:
    assert score_sheet(outcome_of((evaluation_list(),))) is None


def test_a_difference_within_tolerance_is_not_marked() -> None:
    line = replace(SCORE.lines[0], claimed=Decimal("8.60"))
    plan = score_sheet(form_outcome(score=replace(SCORE, lines=(line,))))
    assert plan is not None
    assert next(put for put in plan.puts if put.row == 3 and put.column == 6).style.fill is None
    wrong = score_sheet(form_outcome())
    assert wrong is not None
    assert next(put for put in wrong.puts if put.row == 3 and put.column == 6).style.fill
