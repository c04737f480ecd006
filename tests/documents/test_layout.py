from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jixiao.documents.layout import balanced, measure, table_rows, wrap

TITLE = "师宗县财政局关于师宗县城第一自来水厂扩建及配套管网工程专项债券资金项目绩效财政评价结果反馈及存在问题整改的通知"


def test_chinese_counts_one_latin_half() -> None:
    assert measure("执行率95%") == 3 + 1.5


def test_lines_break_before_what_does_not_fit() -> None:
    assert wrap("一二三四五六七", 3) == ["一二三", "四五六", "七"]
    assert wrap("一二三，四五六", 3) == ["一二三，", "四五六"]
    assert wrap("见 budget2023.xlsx 表", 8) == ["见 ", "budget2023.xlsx ", "表"]


@given(st.text(max_size=300), st.integers(3, 40))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines) == text.replace("\n", "")
    for line in lines:
        assert measure(line.rstrip("，。；：、？！）》〉」』】〕”’…—%,.;:?!)]}")) <= width


@given(st.lists(st.text(max_size=400), min_size=2, max_size=2))
def test_tall_table_rows_go_on_in_the_next_row(texts: list[str]) -> None:
    rows = table_rows(texts, (20, 10), 10, most=100)
    assert all(row.height <= 100 for row in rows)
    assert [row.first for row in rows] == [True] + [False] * (len(rows) - 1)
    for column, text in enumerate(texts):
        assert "".join(row.texts[column] for row in rows) == text.replace("\n", "")


def test_a_title_is_broken_into_lines_of_about_one_length() -> None:
    breaks = [TITLE.index(word) for word in ("及配套", "专项债券", "绩效财政", "及存在")]
    lines = balanced(TITLE, 19, breaks)
    assert "".join(lines) == TITLE
    assert len(lines) == 3
    assert max(map(measure, lines)) <= 19
    assert max(map(measure, lines)) - min(map(measure, lines)) <= 4


@given(st.text(alphabet="项目绩效a1-", min_size=1, max_size=200), st.lists(st.integers(0, 200)))
def test_any_title_keeps_its_letters_and_its_width(title: str, breaks: list[int]) -> None:
    lines = balanced(title, 19, breaks)
    assert "".join(lines) == title
    assert all(measure(line) <= 19.5 for line in lines)
