"""The chief's workbook: every total is the sum of its rows, text stays text, and it says what changed."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.campaign.compare import RECORD, changes, earlier_of, keep, snapshot
from jixiao.campaign.frames import csv_bytes, frames_of, parquet_bytes, write_frames
from jixiao.campaign.results import FindingRow, Standing
from jixiao.campaign.roster import Roster
from jixiao.campaign.summary import rate_band, rate_counts, status_counts, summarise
from jixiao.campaign.summary_book import Tables, tables_of, write_book
from jixiao.campaign.summary_tables import Extras
from jixiao.records.finding import Severity
from jixiao.workbook.tables_xlsx import Table
from tests.campaign.standings import county, finding, submission
from tests.cli.command import jixiao

AT = datetime(2026, 3, 1, 10, 20)
GRADES = ("优", "良", "中", "差")


def tables(standing: Standing, roster: Roster | None, **extra: Any) -> Tables:
    return tables_of(summarise(standing, roster, GRADES, extra.pop("before", None)), Extras(**extra))


def book_of(standing: Standing, roster: Roster | None, folder: Path, *, values: bool = True, **extra: Any) -> Any:
    before = extra.pop("before", None)
    summary = summarise(standing, roster, GRADES, before)
    path = write_book(summary, tables_of(summary, Extras(**extra)), folder / "汇总.xlsx", AT, title="汇总", note="注")
    return openpyxl.load_workbook(path, data_only=values)


def lines(sheet: Any) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_every_total_ties_with_the_findings_themselves() -> None:
    standing, roster = county()
    made = tables(standing, roster)
    own = [row for item in standing.submissions if item.chosen for row in item.findings]
    for severity in Severity:
        expected = sum(row.severity == severity.value for row in own)
        assert expected
        for table in (made.departments, made.units, made.projects, made.rules):
            assert table.total(severity.value) == expected, table.name
        assert made.findings.values("级别").count(severity.value) == expected
    forms = [form for item in standing.chosen for form in item.forms]
    for heading, total in (
        ("表数", len(forms)),
        ("预算(万元)", sum((form.budget or Decimal(0)) for form in forms)),
        ("执行(万元)", sum((form.executed or Decimal(0)) for form in forms)),
        ("红灯数", sum(len(form.red_items) for form in forms)),
    ):
        assert {table.total(heading) for table in (made.departments, made.units, made.projects)} == {total}
    states = status_counts(summarise(standing, roster))
    assert sum(states.values()) == made.departments.total("单位数") == len(roster.units) + 1
    assert {word: made.departments.total(word) for word in states} == states
    assert sum(rate_counts(summarise(standing, roster)).values()) == len(forms)


def test_the_written_totals_are_sums_with_the_values_that_their_rows_have(tmp_path: Path) -> None:
    standing, roster = county()
    shown = book_of(standing, roster, tmp_path)
    formulas = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    summed = 0
    for name in ("按主管部门", "按单位", "按项目", "按规则", "未报单位"):
        last = formulas[name].max_row
        for column in range(1, formulas[name].max_column + 1):
            formula = formulas[name].cell(last, column).value
            if not str(formula).startswith("=SUM"):
                continue
            values = [shown[name].cell(row, column).value or 0 for row in range(2, last)]
            assert formula.endswith(f"2:{formulas[name].cell(last, column).column_letter}{last - 1})")
            assert shown[name].cell(last, column).value == pytest.approx(sum(values))
            summed += 1
    assert summed > 30
    checks = [row for row in shown["总览"].iter_rows(values_only=True) if row[6] in ("一致", "不一致")]
    assert len(checks) == 7
    assert {row[6] for row in checks} == {"一致"}


def test_a_table_that_does_not_tie_is_told(tmp_path: Path) -> None:
    standing, roster = county()
    summary = summarise(standing, roster, GRADES)
    made = tables_of(summary, Extras())
    short = replace(made, units=Table(made.units.name, made.units.columns, made.units.rows[:-1]))
    path = write_book(summary, short, tmp_path / "汇总.xlsx", AT, title="汇总", note="")
    told = [row[6] for row in openpyxl.load_workbook(path, data_only=True)["总览"].iter_rows(values_only=True)]
    assert "不一致" in told


def test_charts_are_native_and_every_one_has_its_table(tmp_path: Path) -> None:
    standing, roster = county()
    book = book_of(standing, roster, tmp_path)
    charts = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["总览"]._charts
    assert len(charts) == 5
    labels = [row[0] for row in book["总览"].iter_rows(values_only=True)]
    for heading in ("单位状态", "等级(按应得分)", "预警灯", "执行率分布", "最常见的问题", "合计核对"):
        assert heading in labels


@pytest.mark.parametrize("findings", [0, 1, 99])
def test_no_chart_covers_the_totals_that_tie(findings: int, tmp_path: Path) -> None:
    """However short the tables beside the charts are."""
    standing, roster = county()
    few = tuple(replace(item, findings=item.findings[:findings]) for item in standing.submissions)
    book_of(replace(standing, submissions=few), roster, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["总览"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "合计核对")
    assert row > max(chart.anchor.to.row + 1 for chart in sheet._charts)


def test_missing_units_are_listed_by_department_with_the_reason() -> None:
    standing, roster = county()
    rows = tables(standing, roster).missing.rows
    assert [(row[3], row[5], row[6]) for row in rows] == [
        ("青禾县第1办", "没有报送", 3),
        ("青禾县第2办", "报来的文件无法读取", 3),
    ]


def test_text_from_forms_is_no_formula_and_no_link(tmp_path: Path) -> None:
    standing, roster = county()
    bad = finding(label="=1+1", seen='=HYPERLINK("http://a")', message="@x", fix="http://b", sheet="自评表1")
    first = submission(roster.units[0], (bad,), 1, remark="+cmd")
    first = replace(first, forms=(replace(first.forms[0], project="=2+3", red_items=("=4",)),))
    book = book_of(replace(standing, submissions=(first,)), roster, tmp_path, values=False)
    row = lines(book["全部问题"])[0]
    assert (row["栏目"], row["填的是"], row["怎么改"], row["项目"]) == ("=1+1", bad.seen, "http://b", "=2+3")
    for sheet in ("全部问题", "按项目", "按单位"):
        for cells in book[sheet].iter_rows(min_row=2, max_row=2):
            for cell in cells:
                assert cell.hyperlink is None
                assert cell.data_type != "f" or cell.value.startswith("=IF(AND(ISNUMBER(")


def test_findings_lead_into_the_checked_copy(tmp_path: Path) -> None:
    standing, roster = county()
    item = standing.chosen[1]
    book = book_of(standing, roster, tmp_path, copies={item.digest: "退回/甲#1_校验.xlsx"}, returns={item.unit_code: 2})
    place = next(cell for cell in book["全部问题"]["I"] if cell.hyperlink is not None)
    assert place.hyperlink.target.replace("\\", "/") == "退回/甲%231_校验.xlsx"
    assert place.hyperlink.location.endswith(f"!{place.value}")
    unit = next(row for row in lines(book["按单位"]) if row["单位编码"] == item.unit_code)
    assert (unit["退回次数"], unit["校验副本"]) == (2, "打开")


# -- compared with the last summary ------------------------------------------------------------------------------------

ROWS = st.lists(st.builds(finding, st.sampled_from(["E503", "B201"]), st.sampled_from(["H1", "H2", "H3"])), max_size=9)


@given(ROWS, ROWS)
def test_what_was_there_is_fixed_or_open_and_what_is_there_is_open_or_new(
    before: list[FindingRow], now: list[FindingRow]
) -> None:
    found = changes(now, before)
    assert len(found.fixed) + len(found.open) == len(before) == found.before
    assert len(found.open) + len(found.new) == len(now)
    assert not {row.identity for row in found.fixed} & {row.identity for row in found.new}


def test_a_summary_made_twice_is_compared_with_the_same_one(tmp_path: Path) -> None:
    unit = county()[1].units[2]
    first = snapshot(Standing((submission(unit, (finding(), finding("B201"))),)), "2026-03-01T10:00")
    assert earlier_of(tmp_path, first) is None
    keep(tmp_path, first)
    later = Standing((submission(unit, (finding(), finding("C301")), text="新"),))
    for _ in range(2):
        now = snapshot(later, "2026-03-08T10:00")
        before = earlier_of(tmp_path, now)
        assert before is not None
        assert before.at == "2026-03-01T10:00"
        keep(tmp_path, now)
    made = tables(later, None, before=before)
    assert [made.compared.total(name) for name in ("上次问题", "已改", "仍有", "新增", "本次问题")] == [2, 1, 1, 1, 2]
    assert [(row[0], row[3]) for row in made.changed.rows] == [("已改", "B201"), ("新增", "C301")]
    assert made.findings.values("与上次") == ["仍有", "新增"]


def test_a_unit_that_is_gone_counts_as_before_only(tmp_path: Path) -> None:
    standing, roster = county()
    before = snapshot(standing, "2026-03-01T10:00")
    made = tables(replace(standing, submissions=standing.submissions[:3]), roster, before=before)
    old = sum(len(rows) for rows in before.findings.values())
    assert made.compared.total("上次问题") == old
    assert made.compared.total("上次问题") == made.compared.total("已改") + made.compared.total("仍有")


def test_a_damaged_record_only_costs_the_comparison(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text('[{"at": 1', "utf-8")
    now = snapshot(county()[0], "2026-03-01T10:00")
    assert earlier_of(tmp_path, now) is None
    keep(tmp_path, now)
    assert earlier_of(tmp_path, snapshot(Standing(()), "x")) == now


@pytest.mark.parametrize(
    ("rate", "band"),
    [
        ("0", "不足25%"),
        ("25", "25%—50%"),
        ("89.99", "75%—90%"),
        ("90", "90%—100%"),
        ("100", "100%"),
        ("100.1", "超过100%"),
    ],
)
def test_bands_of_the_execution_rate(rate: str, band: str) -> None:
    assert rate_band(Decimal(rate)) == band


# -- frames ------------------------------------------------------------------------------------------------------------


def test_frames_have_the_same_totals_as_the_workbook(tmp_path: Path) -> None:
    standing, roster = county()
    frames = frames_of(standing, roster)
    made = tables(standing, roster)
    assert frames["项目"]["必须改"].sum() == made.units.total("必须改") == frames["单位"]["必须改"].sum()
    assert frames["项目"]["预算(万元)"].sum() == pytest.approx(float(made.projects.total("预算(万元)")))
    assert len(frames["问题"]) == len(made.findings.rows)
    assert len(frames["报送"]) == len(standing.submissions)
    assert frames["报送"]["计入"].sum() == len(standing.chosen)


def test_csv_opens_in_excel_and_runs_nothing(tmp_path: Path) -> None:
    unit = county()[1].units[2]
    standing = Standing((submission(unit, (finding(seen="=1+1", label="-2", message="@a", fix="+3"),)),))
    data = csv_bytes(frames_of(standing)["问题"])
    assert data.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert (row["填的是"], row["栏目"], row["问题"], row["怎么改"]) == ("'=1+1", "'-2", "'@a", "'+3")


def test_parquet_comes_back_as_it_was(tmp_path: Path) -> None:
    import pandas as pd

    for name, frame in frames_of(*county()).items():
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(parquet_bytes(frame))
        pd.testing.assert_frame_equal(pd.read_parquet(path), frame, check_dtype=False)


def test_without_pyarrow_the_csv_is_written_and_the_rest_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    written, trouble = write_frames(frames_of(*county()), tmp_path / "汇总.xlsx", AT)
    assert [path.name for path in written] == [f"汇总_{name}.csv" for name in ("单位", "项目", "问题", "报送")]
    assert "pyarrow" in trouble


# -- the command -------------------------------------------------------------------------------------------------------


def test_a_folder_is_judged_and_summarised(tmp_path: Path) -> None:
    forms = Path(__file__).parents[1] / "cases"
    some = sorted(forms.glob("SE0*.xlsx"))[:3]
    folder = tmp_path / "报送"
    folder.mkdir()
    for path in some:
        (folder / path.name).write_bytes(path.read_bytes())
    said = jixiao("summary", folder, "-o", tmp_path / "结果" / "汇总.xlsx", "--frames")
    assert said.status in (0, 1), said.err
    checked = jixiao("check", folder, "--json").document
    book = openpyxl.load_workbook(tmp_path / "结果" / "汇总.xlsx", data_only=True)
    found = [row for row in lines(book["全部问题"]) if row["规则号"]]
    assert len(found) == sum(len(one["findings"]) for one in checked["workbooks"])
    assert said.status == (1 if checked["totals"]["returned"] else 0)
    assert len(list((tmp_path / "结果").iterdir())) == 9


def test_wrong_targets_are_told(tmp_path: Path) -> None:
    assert "不是 .xlsx 文件名" in jixiao("summary", tmp_path, "-o", tmp_path / "汇总").err
    assert "没有可以校验的文件" in jixiao("summary", tmp_path, "-o", tmp_path / "汇总.xlsx").err
    assert jixiao("summary", tmp_path / "没有", "-o", tmp_path / "汇总.xlsx").status == 2


def test_a_place_that_takes_no_files_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(b"")
    said = jixiao("summary", tmp_path, "-o", tmp_path / "名册.xlsx" / "汇总.xlsx")
    assert (said.status, "是一个文件,不能当作结果文件夹" in said.err) == (2, True)
    said = jixiao("summary", tmp_path, "-o", "/proc/汇总.xlsx")  # even an administrator cannot write there
    assert (said.status, "建不了,或者不能写入" in said.err) == (2, True)
