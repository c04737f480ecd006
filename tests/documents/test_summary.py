from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from jixiao.documents.summary import Judged, summarise
from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.score import Score
from jixiao.rules.run import Outcome
from jixiao.workbook.summary_xlsx import write_summary
from tests.documents.examples import (
    E503,
    HINT,
    S3_PROJECT,
    SCORE,
    VERIFY,
    evaluation_list,
    form_outcome,
    outcome_of,
    policy,
    self_evaluation,
    value,
)
from tests.documents.test_notice import HOSTILE

UNREADABLE = replace(E503, rule="A102", sheet=None, cell=None, label=None, message="文件已加密。")


def judged() -> list[Judged]:
    forms = (self_evaluation(), self_evaluation(sheet="自评表2", project=value("道路维护")))
    ungraded = Score(None, None, None, SCORE.lines)
    two = outcome_of(forms, (E503, replace(E503, sheet="自评表2"), VERIFY), scores=(SCORE, ungraded))
    return [
        ("甲_校验.xlsx", "甲.xlsx", form_outcome((E503, replace(E503, cell="H8"), HINT))),
        ("子/乙#1_校验.xlsx", "子/乙#1.xlsx", two),
        ("丙_校验.xlsx", "丙.xlsx", form_outcome(())),
        ("清单_校验.xlsx", "清单.xlsx", outcome_of((evaluation_list(S3_PROJECT),))),
        (None, "丁.xlsx", Outcome(Book("丁.xlsx", refusal="encrypted"), policy(), (), (UNREADABLE,))),
    ]


@pytest.fixture
def book(tmp_path: Path) -> Any:
    write_summary(judged(), tmp_path / "汇总.xlsx", checked_at="2025-03-01 10:20", version="0.1.0")
    return load_workbook(tmp_path / "汇总.xlsx")


def rows(sheet: Any) -> list[dict[str, Any]]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def table(sheet: Any, heading: str) -> dict[str, int]:
    cells = [(row[0], row[1]) for row in sheet.iter_rows(values_only=True)]
    start = next(place for place, (label, _) in enumerate(cells) if label == heading)
    counted: dict[str, int] = {}
    for label, count in cells[start + 1 :]:
        if label is None:
            break
        counted[label] = count
    return counted


def test_statuses_are_per_file_and_rows_per_form(book: Any) -> None:
    files = rows(book["文件"])
    assert [(row["路径"], row["状态"], row["表"]) for row in files] == [
        ("甲.xlsx", "退回", "项目支出绩效自评表"),
        ("子/乙#1.xlsx", "退回", "项目支出绩效自评表"),
        ("子/乙#1.xlsx", "退回", "项目支出绩效自评表"),
        ("丙.xlsx", "通过", "项目支出绩效自评表"),
        ("清单.xlsx", "通过", "评价结果清单"),
        ("丁.xlsx", "无法读取", None),
    ]
    assert table(book["概览"], "文件状态") == {"通过": 2, "退回": 2, "无法读取": 1, "合计": 5}


def test_totals_tie_over_all_sheets(book: Any) -> None:
    files, findings, rules = (rows(book[name]) for name in ("文件", "问题", "规则"))
    overview = table(book["概览"], "问题级别")
    assert overview == {"必须改": 5, "请核实": 1, "提示": 1, "合计": 7}
    for severity in Severity:
        assert sum(row[severity] for row in files) == overview[severity]
        assert sum(row["级别"] == severity for row in findings) == overview[severity]
    assert sum(row["问题条数"] for row in rules) == overview["合计"] == len(findings)
    assert [row["序号"] for row in findings] == list(range(1, 8))
    grades = table(book["概览"], "等级(按应得分)")
    assert grades == {"优": 3, "良": 0, "中": 0, "差": 0, "未定级": 1, "不计分": 1, "合计": 5}
    assert sum(bool(row["表"]) for row in files) == grades["合计"]


def test_scores_are_numbers(book: Any) -> None:
    first, _, second, *_ = rows(book["文件"])
    assert (first["填报得分"], first["应得分"], first["等级"]) == (98, 97.62, "优")
    assert (second["填报得分"], second["应得分"], second["等级"]) == (None, None, "未定级")


def test_rules_say_in_how_many_files(book: Any) -> None:
    by_code = {row["规则号"]: row for row in rows(book["规则"])}
    assert (by_code["E503"]["问题条数"], by_code["E503"]["涉及文件数"]) == (4, 2)
    assert by_code["E503"]["规则"] == "预算执行率得分算错"
    assert "单位说明" in by_code["E503"]
    assert next(iter(by_code)) == "E503"


def test_links_lead_to_the_marked_copies(book: Any) -> None:
    files = [row[-1] for row in book["文件"].iter_rows(min_row=2)]
    assert [cell.hyperlink.target if cell.hyperlink else None for cell in files] == [
        "甲_校验.xlsx", "子\\乙%231_校验.xlsx", "子\\乙%231_校验.xlsx", "丙_校验.xlsx", "清单_校验.xlsx", None,
    ]  # fmt: skip
    first = book["问题"]["I2"]
    assert (first.value, first.hyperlink.target, first.hyperlink.location) == ("H7", "甲_校验.xlsx", "'自评表'!H7")


def test_charts_are_native(tmp_path: Path) -> None:
    write_summary(judged(), tmp_path / "汇总.xlsx", checked_at="", version="0.1.0")
    names = ZipFile(tmp_path / "汇总.xlsx").namelist()
    assert [name for name in names if name.startswith("xl/charts/")] == [f"xl/charts/chart{n}.xml" for n in (1, 2, 3)]


@pytest.mark.parametrize("text", [*HOSTILE, "http://x.example", "+1", "@x", "123", "\x00\x0b\ud800坏"])
def test_hostile_text_is_literal(tmp_path: Path, text: str) -> None:
    finding = replace(E503, message=text, fix=text, seen=text, expected=text, label=text)
    outcome = form_outcome((finding,), form=self_evaluation(project=value(text), agency=value(text)))
    write_summary([(None, text, outcome)], tmp_path / "汇总.xlsx", checked_at="", version="0.1.0")
    sheet = load_workbook(tmp_path / "汇总.xlsx")["问题"]
    shown = text.replace("\x00\x0b\ud800", "")
    assert sheet["M2"].value == sheet["D2"].value == sheet["B2"].value == shown
    assert {sheet[place].data_type for place in ("B2", "D2", "M2")} == {"s"}
    assert sheet["M2"].hyperlink is None


def test_nothing_judged_is_a_workbook_too(tmp_path: Path) -> None:
    summary = write_summary([], tmp_path / "汇总.xlsx", checked_at="", version="0.1.0")
    assert (summary.files, summary.form_count) == (0, 0)
    assert load_workbook(tmp_path / "汇总.xlsx").sheetnames == ["概览", "文件", "问题", "规则"]


def test_more_findings_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.workbook.tables_xlsx._MOST_ROWS", 4)
    write_summary(judged(), tmp_path / "汇总.xlsx", checked_at="", version="0.1.0")
    book = load_workbook(tmp_path / "汇总.xlsx")
    assert len(rows(book["问题"])) == 4
    assert [row["序号"] for row in rows(book["问题(2)"])] == [5, 6, 7]


def test_values_alone() -> None:
    summary = summarise(judged())
    assert summary.files == 5
    assert summary.form_count == 5
    assert [row.first_of_file for row in summary.forms] == [True, True, False, True, True, True]
