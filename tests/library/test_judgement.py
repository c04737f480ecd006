"""The judgement rules' measured precision and recall: aims kept, the manual's table fresh, suggestions at hand."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from jixiao.library.built_in import built_in
from jixiao.library.drawing import draw
from jixiao.library.model import Library
from jixiao.library.names import FILE
from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_file

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"


@cache
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judgement", ROOT / "benchmarks" / "judgement.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["judgement"] = module
    spec.loader.exec_module(module)
    return module


@cache
def lines() -> list:
    return benchmark().measured()


@pytest.mark.parametrize("code", ["D402", "D403", "D410"])
def test_precision_and_recall_reach_their_aims(code: str) -> None:
    count = benchmark().total(lines(), code)
    assert count.precision >= 0.95
    assert count.recall >= 0.90


@pytest.mark.parametrize("code", ["D402", "D403", "D410"])
def test_no_alarm_on_a_well_made_indicator(code: str) -> None:
    clean = [count for each, name, count in lines() if each == code and name.startswith(("指标库", "留出的好指标"))]
    assert sum(count.rows for count in clean) == len(built_in().indicators) + 90
    assert [count.said for count in clean if count.wrong] == []


def test_the_manual_shows_what_is_measured() -> None:
    assert benchmark().PAGE.read_text("utf-8") == benchmark().page(lines()), "run benchmarks/judgement.py --write"


def test_every_labelled_form_says_where_it_comes_from() -> None:
    source = (benchmark().DATA / "SOURCE.md").read_text("utf-8")
    assert [name for name in benchmark().published() if f"| {name} |" not in source] == []


def fixes(path: Path) -> dict[str, str]:
    outcome = check_file(path, load_profile())
    return {f"{item.rule} {item.cell}": item.fix for item in outcome.findings if item.rule in ("D402", "D403", "D410")}


def test_each_finding_offers_the_nearest_good_indicator(tmp_path: Path) -> None:
    found = fixes(next(CASES.glob("SE04*.xlsx")))
    assert "“建设(改造)面积/里程”(≥,公里)" in found["D402 D14"]
    assert "8.46" not in found["D402 D14"]  # an example value is no standard
    for case in CASES.glob("*.xlsx"):
        assert all("指标库" in fix for fix in fixes(case).values()), case.name


def test_the_bureaus_own_library_beside_the_file_serves(tmp_path: Path) -> None:
    case = next(CASES.glob("SE04*.xlsx"))
    file = tmp_path / case.name
    file.write_bytes(case.read_bytes())
    own = built_in().indicators[0].__class__(
        code="I001", scope="共性", kind="校舍改造类", level1="产出指标", level2="数量指标", name="暖通改造面积",
        sign="≥", value="1", unit="平方米", basis="本县",
    )  # fmt: skip
    (tmp_path / FILE).write_bytes(draw(Library((own,))))
    assert "校舍改造类的“暖通改造面积”(≥,平方米)" in fixes(file)["D402 D14"]
    allowed = own.__class__(**{**{name: getattr(own, name) for name in own.__slots__}, "name": "工程资金金额"})
    (tmp_path / FILE).write_bytes(draw(Library((allowed,))))
    assert "D402 D14" not in fixes(file)  # what a bureau has put into its library at this place is its own decision


def test_a_broken_library_beside_the_file_is_said_with_the_suggestion(tmp_path: Path) -> None:
    case = next(CASES.glob("SE04*.xlsx"))
    file = tmp_path / case.name
    file.write_bytes(case.read_bytes())
    (tmp_path / FILE).write_bytes(b"nonsense")
    fix = fixes(file)["D402 D14"]
    assert "“建设(改造)面积/里程”(≥,公里)" in fix
    assert f"这是随程序的指标库。指标库「{FILE}」打不开" in fix
