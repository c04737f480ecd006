from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.documents.words import clause_text, day_text, formal, han_numeral, place_text, printable, rule_name
from tests.documents.examples import E503


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (
            "得分填 9 分,应为 8.62 分(10×37.24÷43.2=8.62)。",
            "得分填9分，应为8.62分（10×37.24÷43.2=8.62）。",
        ),
        ("「≥59, 人次 (含)」没有单位;请核对:一", "“≥59, 人次 (含)”没有单位；请核对：一"),
        ("总额 1,234.5 万元", "总额1,234.5万元"),
        ("", ""),
    ],
)
def test_formal_sentences(written: str, printed: str) -> None:
    assert formal(written) == printed


def test_quoted_words_of_others_stay_as_they_are() -> None:
    assert "“{{ x }}, a (b)”" in formal("指标「{{ x }}, a (b)」有误")


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (100, "100")],
)
def test_numerals(number: int, text: str) -> None:
    assert han_numeral(number) == text


def test_dates_have_no_padding_zeros() -> None:
    assert day_text(date(2023, 4, 5)) == "2023年4月5日"


def test_clauses_keep_their_number_and_get_their_title() -> None:
    assert clause_text("财预〔2020〕10号") == "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
    assert clause_text("地方口径;财预〔2015〕88号").startswith("地方口径、《")
    assert clause_text("") == ""


def test_places_list_all_cells_once_by_sheet() -> None:
    findings = tuple(replace(E503, cell=cell) for cell in ("H14", "H15", "H14"))
    assert place_text(findings) == "自评表!H14、H15"
    assert place_text((*findings, replace(E503, sheet="封面", cell="B2"))) == "自评表!H14、H15;封面!B2"
    assert place_text((replace(E503, sheet=None, cell=None),)) == "整个文件"
    assert place_text((replace(E503, cell=None),)) == "自评表"


def test_unknown_rules_are_named_by_their_family() -> None:
    assert rule_name("E503") == "预算执行率得分算错"
    assert rule_name("C399") == "资金问题"


@given(st.text())
def test_printable_text_is_one_line_that_xml_can_hold(text: str) -> None:
    clean = printable(text)
    assert "\n" not in clean
    assert "\x00" not in clean
    clean.encode("utf-8")
    assert all(ord(letter) >= 32 for letter in clean)
    assert printable(clean) == clean
