"""Policy workbooks that are damaged, disguised or edited at random: a policy, or problems that each name their cell."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.policy.export import policy_workbook
from jixiao.policy.load import PolicyError, check_policy, load_policy, load_profile
from jixiao.policy.model import Policy
from jixiao.policy.reading import rows_of
from jixiao.tasks.policies import rule_entries
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

BYTES = policy_workbook("全国2020", rule_entries())
SHEETS = ("口径参数", "规则级别", "历年改动")


def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(BYTES))


def saved(edited: Any, path: Path) -> str:
    edited.save(path)
    return str(path)


def test_deleted_rows_are_as_in_the_base(tmp_path: Path) -> None:
    edited = book()
    edited["口径参数"].delete_rows(8, 40)
    edited["规则级别"].delete_rows(3, 10)
    policy = load_policy(saved(edited, tmp_path / "口径.xlsx"))
    assert policy == load_profile()


def test_without_its_other_sheets_it_still_works(tmp_path: Path) -> None:
    edited = book()
    for name in ("规则级别", "历年改动", "填写说明"):
        del edited[name]
    assert load_policy(saved(edited, tmp_path / "口径.xlsx")) == load_profile()


def test_only_the_sheet_of_rules(tmp_path: Path) -> None:
    edited = book()
    del edited["口径参数"]
    edited["规则级别"]["C4"].value = "关闭"
    code = edited["规则级别"]["A4"].value
    assert load_policy(saved(edited, tmp_path / "口径.xlsx")).severities == {code: "关闭"}


def test_a_copy_of_the_sheet_does_not_count_twice(tmp_path: Path) -> None:
    edited = book()
    edited.copy_worksheet(edited["口径参数"]).title = "口径参数 (2)"
    assert check_policy(saved(edited, tmp_path / "口径.xlsx")) == []


def test_merged_values_are_refused_with_their_cell(tmp_path: Path) -> None:
    edited = book()
    sheet = edited["口径参数"]
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == "over_percent")
    sheet.merge_cells(f"C{row}:C{row + 1}")
    found = check_policy(saved(edited, tmp_path / "口径.xlsx"))
    assert found
    assert all("合并" in problem for problem in found)
    assert f"口径参数!C{row}:" in found[0]


def test_an_unknown_rule_is_refused_with_its_cell(tmp_path: Path) -> None:
    edited = book()
    edited["规则级别"]["A4"].value = "E999"
    edited["规则级别"]["C4"].value = "关闭"
    assert check_policy(saved(edited, tmp_path / "口径.xlsx")) == [
        "口径工作簿 规则级别!C4:没有规则「E999」,请核对规则号后再用。"
    ]


def test_formulas_with_results_are_their_results(tmp_path: Path) -> None:
    edited = book()
    sheet = edited["口径参数"]
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == "over_percent")
    sheet[f"C{row}"].value = "=20+5"
    found = check_policy(saved(edited, tmp_path / "口径.xlsx"))
    assert len(found) == 1
    assert "没有计算结果的公式" in found[0]


def test_a_huge_sheet_is_refused_or_read_at_once(tmp_path: Path) -> None:
    edited = book()
    edited["口径参数"]["XFD1048576"].value = "远"
    (found,) = check_policy(saved(edited, tmp_path / "口径.xlsx"))
    assert "打不开" in found
    edited = book()
    for number in range(5000):
        edited["口径参数"].append([None, f"备注{number}"])
    assert check_policy(saved(edited, tmp_path / "长.xlsx")) == []


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", BYTES[: len(BYTES) // 2], "代号,值\n".encode("gbk"), b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "口径.xlsx"
    path.write_bytes(content)
    (found,) = check_policy(str(path))
    assert "打不开" in found
    assert ".xlsx" in found


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    import msoffcrypto.format.ooxml as ooxml

    path = tmp_path / "口径.xlsx"
    with path.open("wb") as out:
        ooxml.OOXMLFile(io.BytesIO(BYTES)).encrypt("秘密", out)
    (found,) = check_policy(str(path))
    assert "打不开" in found
    assert "密码" in found or "加密" in found


def test_a_folder_named_like_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "口径.xlsx").mkdir()
    (found,) = check_policy(str(tmp_path / "口径.xlsx"))
    assert "打不开" in found


GRID = read_grid(BYTES, "口径参数.xlsx", is_form_text=lambda text: True)
CONTENTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet="优良中差=＝；;:：～~0123456789.%、，\n（空）无 是否关闭试行按原定必须改E5", max_size=24),
    st.sampled_from(
        ["优=95；差=0", "关闭", "2026-01-01", "2026年度", "grades", "extends", "notice.copies", "大祥区", "=1+1"]
    ),
    st.dates(),
)
EDITS = st.lists(st.tuples(st.sampled_from(SHEETS), st.integers(2, 90), st.integers(1, 8), CONTENTS), max_size=6)
MOVES = st.lists(
    st.tuples(st.sampled_from(SHEETS), st.sampled_from(["delete", "insert"]), st.integers(2, 60)), max_size=2
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, moves=MOVES)
def test_random_edits_give_a_policy_or_problems_with_their_cells(edits: Any, moves: Any, tmp_path: Path) -> None:
    edited = book()
    for sheet, move, row in moves:
        (edited[sheet].delete_rows if move == "delete" else edited[sheet].insert_rows)(row)
    for sheet, row, column, content in edits:
        edited[sheet].cell(row, column).value = content
    try:
        policy = load_policy(saved(edited, tmp_path / "口径.xlsx"))
    except PolicyError as error:
        for problem in error.problems:
            assert re.search(r"(口径参数|规则级别|历年改动)![A-Z]+\d+:|里没有「口径参数」表|打不开", problem), problem
    else:
        assert isinstance(policy, Policy)
        assert all(policy.for_year(year).grade(policy.grades[0].lower) for year in (2019, 2026))


def test_the_rows_of_the_committed_layout_are_all_understood() -> None:
    assert isinstance(GRID, Grid)
    rows = rows_of(GRID)
    assert {row.place[0] for row in rows} == {0, 1}
    assert all(not row.fault and (row.key or not row.value) for row in rows)
