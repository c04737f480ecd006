from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao.documents.result_sheet import HEADINGS, merged, result_sheet
from jixiao.records.finding import Finding
from jixiao.workbook.patch import SheetPlan
from tests.documents.examples import E503, HINT, VERIFY, form_outcome


def rows_of(plan: SheetPlan) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for put in sorted(plan.puts, key=lambda put: (put.row, put.column)):
        rows.setdefault(put.row, []).append("" if put.value is None else str(put.value))
    return list(rows.values())


def sheet(*findings: Finding, marked_file: bool = True, **more: object) -> SheetPlan:
    outcome = form_outcome(findings, **more)  # type: ignore[arg-type]
    return result_sheet(outcome, checked_at="2025-03-01 10:20", version="0.1.0", marked_file=marked_file)


def test_the_top_line_counts_and_says_by_what_was_judged() -> None:
    top, heads, *_ = rows_of(sheet(E503, VERIFY))
    assert top == ["必须改 1 条,请核实 1 条,提示 0 条;2025-03-01 10:20;模板 2026.1;程序 0.1.0;口径 全国 2020"]
    assert heads == list(HEADINGS) == ["序号", "级别", "位置", "问题", "应为", "怎么改", "依据", "规则号"]


def test_what_must_be_changed_comes_first_then_reading_order() -> None:
    late = replace(E503, cell="H20", message="晚", fix="改")
    lines = rows_of(sheet(VERIFY, HINT, E503, late))[2:]
    assert [(line[1], line[2]) for line in lines] == [
        ("必须改", "自评表!H7"),
        ("必须改", "自评表!H20"),
        ("请核实", "自评表!E14"),
        ("提示", "自评表!G16"),
    ]
    assert [line[0] for line in lines] == ["1", "2", "3", "4"]


def test_a_line_says_where_what_and_how() -> None:
    line = rows_of(sheet(E503))[2]
    assert line == ["1", "必须改", "自评表!H7", E503.message, "8.62", E503.fix, "财预〔2020〕10号", "E503"]


def test_equal_findings_are_one_line_that_jumps_to_the_first() -> None:
    plan = sheet(*(replace(E503, cell=cell) for cell in ("H14", "H15", "H16")))
    assert len(rows_of(plan)) == 3
    place = next(put for put in plan.puts if put.link)
    assert place.value == "自评表!H14、H15、H16"
    assert place.link == ("自评表", "H14")


def test_full_width_characters_are_one_line_per_sheet() -> None:
    other = replace(HINT, cell="G17", message="有全角数字「８０」。", fix="改为「80」。")
    far = replace(other, sheet="封面")
    entries = merged([HINT, other, far])
    assert [len(entry.findings) for entry in entries] == [2, 1]
    assert "本表共 2 处" in entries[0].message
    assert entries[0].fix == "第一处改为「95」。其余各处照此处理。"


def test_links_only_where_the_sheet_is() -> None:
    assert not [put for put in sheet(E503, marked_file=False).puts if put.link]
    assert not [put for put in sheet(replace(E503, sheet="别的表")).puts if put.link]


def test_no_findings_is_said_in_words() -> None:
    assert rows_of(sheet())[2] == ["没有发现问题"]


def test_rules_that_could_not_run_are_listed() -> None:
    lines = rows_of(sheet(E503, crashed=["E503", "C399"]))
    assert lines[-1] == ["未能运行的规则:C399 资金问题、E503 预算执行率得分算错。请人工核对这些项目。"]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "{{ x }}", "长" * 5000, "第一行\n第二行", "😀", "\x00\x0b\ud800坏"]
)
def test_hostile_text_stays_text_and_rows_stay_printable(text: str) -> None:
    plan = sheet(replace(E503, message=text, fix=text, expected=text))
    assert all(height <= 409.5 for height in plan.heights.values())
    written = "".join(str(put.value) for put in plan.puts if put.column == 4 and put.row > 2 and put.value)
    assert written == " ".join(text.replace("\x00\x0b\ud800", "").split("\n"))
    assert {put.row for put in plan.puts} == set(plan.heights)


def test_print_set_up() -> None:
    plan = sheet(E503, VERIFY)
    assert plan.page.landscape
    assert plan.page.repeat == (2, 2)
    assert plan.freeze == (3, 1)
    assert plan.filter == (2, 1, 4, 8)
