"""Functions in cells agree with the engine on every calculation case, and say in words what they cannot compute."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jixiao import functions
from jixiao.functions import _policy, 执行率得分, 指标校验, 绩效得分, 绩效等级, 预警灯
from jixiao.policy.load import load_profile
from jixiao.scoring.arithmetic import execution_points, points_for
from jixiao.scoring.lights import budget_light
from tests.scoring.test_calc_vectors import SIGNS, numbers, of

SOURCE = Path(functions.__file__).parent


@pytest.mark.parametrize("row", of("indicator"))
@pytest.mark.parametrize("convention", ["ratio", "linear"])
def test_points(row: dict[str, str], convention: str, monkeypatch: pytest.MonkeyPatch) -> None:
    column = {"ratio": "expected", "linear": "expected_alt_linear_or_value"}[convention]
    policy = load_profile().model_copy(update={"reverse": convention})
    monkeypatch.setattr(functions, "_policy", lambda named: policy)
    target, actual = numbers(row)
    weight = Decimal(row["weight_or_month"])
    given = 绩效得分(f"{SIGNS[row['op']]}{target}", float(actual), float(weight))
    engine = points_for(SIGNS[row["op"]], target, target, actual, weight, convention)
    assert given == float(row[column]) == float(engine)


@pytest.mark.parametrize("row", of("budget_exec"))
def test_execution_points(row: dict[str, str]) -> None:
    budget, executed = numbers(row)
    given = 执行率得分(float(executed), float(budget), float(row["weight_or_month"]))
    engine = execution_points(budget, executed, Decimal(row["weight_or_month"]))
    assert given == ("无预算" if engine is None else float(engine))
    assert given == ("无预算" if row["expected"] == "ERR除零" else float(row["expected"]))


@pytest.mark.parametrize("row", of("light_budget_60_80"))
def test_lights(row: dict[str, str]) -> None:
    budget, executed = numbers(row)
    month = row["weight_or_month"]
    engine = budget_light(executed, budget, int(month), load_profile())
    assert engine.colour == row["expected"]
    assert 预警灯(float(executed), float(budget), float(month)) == engine.name


@pytest.mark.parametrize("row", of("grade"))
def test_grades(row: dict[str, str]) -> None:
    total = row["target_or_budget"] or row["actual_or_exec"]
    assert 绩效等级(float(total)) == row["expected"] == load_profile().grade(Decimal(total))
    assert 绩效等级(float(total), "大祥区") == row["expected_alt_linear_or_value"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("≥", 95, "%", 0.96), "达成"),
        (("≥", 95, "%", "94%"), "未达成"),
        (("≤", 100, "万元", 120.0), "未达成"),
        (("", "5-8", "个", 6), "达成"),
        (("定性", "群众满意", "", "满意"), "定性指标,需人工判断"),
        (("", "12月底前", "", "11月"), "定性指标,需人工判断"),
        (("≥", 95, "%", "较好"), "完成值不是数"),
        (("≥", 95, "%", None), "目标或完成值没有填写"),
    ],
)
def test_indicator(arguments: tuple[Any, ...], words: str) -> None:
    assert 指标校验(*arguments) == words


def test_what_cannot_be_computed_is_said_in_words() -> None:
    assert 预警灯(1, 2, 13) == "月份应为 1 到 12"
    assert 绩效得分(100, 90, "十") == "分值不是数"
    assert 绩效等级("优") == "总分不是数"
    assert "没有的口径" in 绩效等级(90, "没有的口径")
    assert _policy(None) is not None


def test_examples_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "manual" / "在Excel里用.md").read_text("utf-8")
    examples = re.findall(r"\| `=(\w+)\(([^`]*)\)` \| ([^`\s]+) \|", manual)
    assert len(examples) == 5
    for name, arguments, result in examples:
        assert str(getattr(functions, name)(*ast.literal_eval(f"[{arguments}]"))) == result


def test_functions_import_without_xlwings() -> None:
    code = "import sys; sys.modules['xlwings'] = None\nfrom jixiao.functions import 绩效等级\nprint(绩效等级(90))"
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "优"


def test_each_function_and_argument_has_help(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    import xlwings

    helped: list[str] = []
    monkeypatch.setattr(xlwings, "arg", lambda name, doc: lambda function: helped.append(name + doc) or function)
    monkeypatch.setattr(xlwings, "func", lambda category: lambda function: helped.append(function.__name__) or function)
    importlib.reload(functions)
    names = [name for name in vars(functions) if name[0] > "一" and callable(vars(functions)[name])]
    assert len(names) == 5
    for name in names:
        function = vars(functions)[name]
        assert name in helped
        assert function.__doc__
        for argument in function.__code__.co_varnames[: function.__code__.co_argcount]:
            assert any(text.startswith(argument) and len(text) > len(argument) for text in helped)


def test_only_the_live_modules_import_xlwings() -> None:
    users = {path.name for path in SOURCE.rglob("*.py") if "import xlwings" in path.read_text("utf-8")}
    assert users == {"live_excel.py", "live_excel_functions.py", "live_excel_pdf.py"}
    assert not [path for path in SOURCE.rglob("*.py") if "xlwings.pro" in path.read_text("utf-8")]
