"""A single fault planted in clean forms of several layouts: exactly its own finding, at its cell, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.forms import due, fill, has, judge, judged, places, score, write
from tests.acceptance.plants import PLANTS, Plant
from tests.cli.command import jixiao
from tests.forms.layouts import LAYOUTS, Content

CATALOGUE = Path(__file__).parents[1] / "domain" / "rule_catalogue.csv"
SEVERITY = {row["code"]: row["severity"] for row in csv.DictReader(CATALOGUE.open(encoding="utf-8-sig"))}
CASES = [(plant, layout) for plant in PLANTS for layout in plant.tried]


@pytest.fixture(scope="module")
def linear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's own policy workbook: the default one with reverse indicators counted by the linear convention."""
    folder = tmp_path_factory.mktemp("口径")
    jixiao("policy", "export", "全国2020", "-o", folder)
    (path,) = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    (cell,) = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "比例"]
    cell.value = "线性"
    book.save(path)
    return path


@pytest.mark.parametrize(("plant", "layout"), CASES, ids=[f"{p.rule}-{p.why}-{layout}" for p, layout in CASES])
def test_one_fault_one_finding(plant: Plant, layout: str, tmp_path: Path, linear: Path) -> None:
    filled = fill(layout, plant.change)
    book = judge(tmp_path, filled, "--policy", linear if plant.policy == "线性" else plant.policy)
    # hints are no judgement; the grade beside the total (云南) may no longer fit the changed points
    ignored = {"提示", "E511" if plant.rule != "E511" else ""}
    found = [finding for finding in book["findings"] if not {finding["rule"], finding["severity"]} & ignored]
    assert {(one["rule"], one["cell"]) for one in found} == {(rule, filled.address(role)) for rule, role in plant.found}
    for one in book["findings"]:
        assert one["severity"] == SEVERITY[one["rule"]]
    for role, points in plant.due.items():
        if has(layout, role):
            assert due(book, filled.address(role)) == points


@pytest.mark.parametrize("layout", LAYOUTS)
def test_clean_form_has_nothing_to_change_or_verify(layout: str, tmp_path: Path) -> None:
    book = judged(write(tmp_path / "表.xlsx", LAYOUTS[layout](Content())))
    assert book["status"] == "passed"
    assert places(book, "请核实") == set()


def test_wrong_weights_leave_a_plain_sum_without_grade(tmp_path: Path) -> None:
    book = judge(tmp_path, fill("A1", {("weight", 0): 25, ("score", 0): 25}))
    assert (score(book)["due"], score(book)["grade"]) == ("109.05", None)


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ({("aim", 5): ("定性", "达到省定标准", ""), ("actual", 5): "部分达成"}, None),  # 15 claimed, band 9 to 12
        ({("aim", 5): ("定性", "达到省定标准", ""), ("actual", 5): "部分达成", ("score", 5): 10}, "94.05"),
        ({("actual", 1): "≥800米"}, "99.05"),  # copied: the claimed 9.5 of 10 stand
        ({("actual", 1): "≥800米", ("score", 1): 11}, None),
        ({("actual", 1): "完成"}, "99.05"),
        ({("actual", 3): "2024年2月1日", ("score", 3): 3}, "97.05"),
        ({"budget": 0, "part.budget": 100}, "99.05"),
    ],
)
def test_total_takes_claimed_points_within_their_band(change: Any, total: str | None, tmp_path: Path) -> None:
    assert score(judge(tmp_path, fill("A1", change)))["due"] == total


@pytest.mark.parametrize("points", [None, "良好", "XX", "#N/A"])
def test_hubei_total_is_unknown_while_a_row_has_no_points(points: str | None, tmp_path: Path) -> None:
    book = judge(tmp_path, fill("A5", {("score", 1): points, "sum.score": 98.6}))
    assert (score(book)["due"], score(book)["grade"]) == (None, None)


@pytest.mark.parametrize(
    ("said", "points", "policy", "wrong"),
    [
        ("部分达成", 10, "湖北", True),
        ("部分达成", 8, "湖北", False),
        ("部分达成", 5.5, "湖北", False),
        ("部分达成", 5.5, "全国2020", True),
        ("达成预期指标", 7, "湖北", True),
        ("未达成", 6, "湖北", True),
        ("未达成", 6, "全国2020", False),
        ("群众用水有了保证", 3, "湖北", False),
    ],
)
def test_bands_of_hubei(said: str, points: float, policy: str, wrong: bool, tmp_path: Path) -> None:
    change = {("name", index): f"{row.name}（10分）" for index, row in enumerate(Content().rows)}
    change |= {("target", 5): "群众用水达到省定标准", ("actual", 5): said, ("score", 5): points}
    filled = fill("A5", change)
    book = judge(tmp_path, filled, "--policy", policy)
    assert places(book) == ({("E508", filled.address(("score", 5)))} if wrong else set())
    assert (score(book)["due"] is None) == wrong
