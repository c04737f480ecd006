"""Engine, functions in cells and native formulas recalculated by LibreOffice give the same, case by case."""

from __future__ import annotations

import re
import subprocess
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from jixiao import functions
from jixiao.forms import native_formulas as native
from jixiao.forms import template_trial as trial
from jixiao.forms.native_reading import STEPS, steps
from jixiao.forms.native_words import unit_table
from jixiao.forms.self_evaluation import FORM
from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.records.aim import read_aim, read_done
from jixiao.records.units import factor_between
from jixiao.records.value import Value
from jixiao.scoring.arithmetic import execution_points, points_for
from jixiao.scoring.caps import cap_for
from jixiao.scoring.lights import budget_light, indicator_light, schedule_warning
from jixiao.workbook.grid import column_letters
from tests.scoring.test_calc_vectors import SIGNS, numbers, rows

Cell = str | int | float | None
POLICY = load_profile()
LINEAR = POLICY.model_copy(update={"reverse": "linear"})
CAPPED = POLICY.model_copy(update={"execution_caps_on": True})
GRADES = ("全国2020", "大祥区", "平台默认")
# What Excel had in 2010, and WPS and LibreOffice have.
OLD_FUNCTIONS = """ABS AND ASC CELL CLEAN COUNT COUNTIF FALSE FIND IF IFERROR INDEX INT ISERROR ISNUMBER LEFT LEN MATCH
MAX MID MIN N NOT OR RIGHT ROUND ROW ROWS SUBSTITUTE SUM SUMPRODUCT TEXT TRUE VALUE VLOOKUP"""

# 指标性质, 指标值, 度量单位, 完成值: what =指标校验 is given. Text stays text, numbers are numbers.
READ: tuple[tuple[Cell, Cell, Cell, Cell], ...] = (
    (None, "≥95%", None, "96.5%"),
    (None, "≥95%", None, 0.9499),
    (None, "≥95%", None, "0.95"),
    (None, "＝100人", None, "95名"),
    (None, "≤20万元", None, "186000元"),
    (None, "≤20万元", None, "20.01万元"),
    (None, 100, None, 99.9),
    (None, "2-3", None, 2.5),
    (None, "15—20天", None, "16天"),
    (None, "5%-10%", None, "12%"),
    (None, "控制在20万元以内", None, "18.6万元"),
    (None, "不低于 ９５％", None, "９５％"),
    (None, "95%以上", None, "完成97%"),
    (None, "达到≥95%", None, "达到94.9%"),
    (None, "≥12,000平方米", None, "11640㎡"),
    (None, "≥3,5人", None, 40),
    (None, "＞5", None, 5),
    (None, "＜5", None, 5),
    (None, "≥0", None, 0),
    (None, "＝0件", None, "1件"),
    (None, "≥1.5公里", None, "1500米"),
    (None, "≤2.2万元/公里", None, "21600元/公里"),
    (None, "≥100人次", None, "120人"),
    (None, "60天内", None, "45日"),
    (None, "≥95%。", None, "实际完成96%。"),
    (None, "效果明显", None, "达成预期指标"),
    (None, "建立3项制度", None, "3"),
    (None, "2026年11月30日前", None, "2026年10月20日"),
    (None, "约100人", None, 100),
    (None, "2级", None, 2),
    (None, "≥100人", None, "已完成"),
    (None, "≥100人", None, "≥100人"),
    (None, "≥100人", None, None),
    (None, "—", None, 5),
    ("≥", "95", "%", "96"),
    ("反向", 20, "万元", 18.6),
    ("定性", 95, "%", 96),
    ("﹦", "72890", "元", "72890"),
    (" ≧ ", "9.5", "万元", "95000元"),
    ("≤", "≥95", "%", 96),
    ("＝", 0.1, None, 0.1 + 0.2 - 0.2),
)
# 年度指标值 and 实际完成值 as numbers in cells shown as percentages.
PERCENT: tuple[tuple[float | str, float | str], ...] = ((0.95, 0.96), (0.95, "94%"), ("≥95%", 0.949), (1, 0.29))
TOTALS = (89.995, 89.99, 90, 0.1 + 0.2 + 89.7, 59.999, 79.99999999999999, 100, 0)
# Spent, budget, month: exactly at the bounds, and a cent beside them.
SPENT: tuple[tuple[float, ...], ...] = (
    *((0.3, 0.75, 8), (0.299999, 0.75, 8), (35, 100, 7), (34.99, 100, 7), (0.7, 1.5, 7), (5.6, 12, 7), (0, 0, 3)),
    *((123456.789012, 246913.578024, 10), (1, -1, 5), (1, 2, 13), (1, 2, 1.5)),
)
EXECUTED: tuple[tuple[float, ...], ...] = (
    (38.7, 40, 10),
    (1.005, 10, 10),
    (0.2675, 1, 10),
    (1, 3, 20),
    (-1, 10, 10),
    (5, 0, 10),
    (1.15, 2, 0.1),
)


def points_row(policy: Policy, row: int, weight: str) -> str:
    at = places(row)
    return native.points(at["reads"], at["low"], at["high"], at["actual"], weight, policy)


def places(row: int) -> dict[str, str]:
    return {step: f"{column_letters(number)}{row}" for number, step in enumerate(STEPS, 8)}


def write_reading(book: Any, title: str, given: list[tuple[Cell, ...]]) -> None:
    """Columns A–E: 性质, 指标值, 单位, 完成值, 分值; F and G: points by both conventions; then the steps."""
    sheet = book.create_sheet(title)
    for row, cells in enumerate(given, 1):
        for column, content in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = content
            if isinstance(content, str):
                cell.data_type = "s"
            elif title == "百分比" and column in (2, 4):
                cell.number_format = "0.00%"
        for column, policy in ((6, POLICY), (7, LINEAR)):
            sheet.cell(row, column).value = "=" + points_row(policy, row, f"E{row}")
        for step, formula in steps(places(row), f"B{row}", f"D{row}", sign=f"A{row}", unit=f"C{row}").items():
            sheet[places(row)[step]] = "=" + formula


def vector_targets() -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for row in rows():
        if row["kind"] == "indicator":
            target, actual = numbers(row)
            sign = SIGNS[row["op"]]
            found.append((None, f"{sign}{target}", None, float(actual), float(row["weight_or_month"])))
    return found


def plain_cases() -> list[tuple[tuple[float, ...], str]]:
    """Numbers for columns A to C, and the formula over them (with the row as {0}), of all that reads no text."""
    found: list[tuple[tuple[float, ...], str]] = []
    for row in rows():
        kind = row["kind"]
        if kind in ("grade", "cap_by_exec_rate"):
            value = (float(row["target_or_budget"] or row["actual_or_exec"]),)
            if kind == "grade":
                found += [(value, native.grade("A{0}", load_profile(name))) for name in GRADES]
            else:
                found.append((value, native.cap("A{0}", CAPPED)))
        elif kind != "indicator":
            target, actual = numbers(row)
            found.append(((float(actual), float(target), float(row["weight_or_month"])), _FORMULAS[kind]))
    found += [((total,), native.grade("A{0}", POLICY)) for total in TOTALS]
    found += [(spent, _FORMULAS["light_budget_60_80"]) for spent in SPENT]
    return found + [(executed, _FORMULAS["budget_exec"]) for executed in EXECUTED]


_FORMULAS = {
    "budget_exec": native.execution_points("A{0}", "B{0}", "C{0}"),
    "light_budget_60_80": native.budget_light("A{0}", "B{0}", "C{0}", POLICY),
    "light_index_pos": native.indicator_light("A{0}", "B{0}", "C{0}", POLICY),
    "light_sichuan": native.floor_warning("A{0}", "B{0}", "C{0}", load_profile("四川")),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Every case of this page, recalculated in one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("native")
    book = openpyxl.Workbook()
    write_reading(book, "向量", vector_targets())
    write_reading(book, "难例", [(*cells, 10) for cells in READ])
    write_reading(book, "百分比", [(None, target, None, actual, 10) for target, actual in PERCENT])
    sheet = book.create_sheet("数")
    for row, (values, formula) in enumerate(plain_cases(), 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
        sheet.cell(row, 4).value = "=" + formula.format(row)
    book.save(folder / "cases.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    source, out = folder / "cases.xlsx", folder / "out"
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=240)
    return openpyxl.load_workbook(out / "cases.xlsx", data_only=True)


# -- the formulas as text ----------------------------------------------------------------------------------------------


def all_formulas() -> dict[str, str]:
    at = places(1)
    names = steps(at, "B1", "D1", sign="A1", unit="C1", name="E1", level="F1")
    policies = {"points": points_row(LINEAR, 1, "E1"), "cap": native.cap("A1", CAPPED)}
    return {**names, **policies, **_FORMULAS, **trial.formulas(FORM, CAPPED)}


def test_every_formula_keeps_the_bounds_of_excel_2010_and_its_functions() -> None:
    for name, formula in all_formulas().items():
        assert len(formula) < 8192, name
        bare = re.sub(r'"[^"]*"', "", formula)
        depth = deepest = 0
        for letter in bare:
            depth += (letter == "(") - (letter == ")")
            deepest = max(deepest, depth)
        assert depth == 0, name
        assert deepest <= 64, name
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= set(OLD_FUNCTIONS.split()), name


def test_units_of_the_table_measure_what_the_engine_says() -> None:
    table = {name: (base, Decimal(factor)) for name, base, factor in unit_table()}
    assert table["名"] == ("人", Decimal(1))
    assert table["亿元"] == ("元", Decimal(10**8))
    assert all(factor_between(name, base) == factor for name, (base, factor) in table.items())
    assert len(table) == len(unit_table())


# -- three ways, one result --------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize(
    ("policy", "column", "expected"),
    [(POLICY, 6, "expected"), (LINEAR, 7, "expected_alt_linear_or_value")],
    ids=["ratio", "linear"],
)
def test_points_of_the_vectors(
    office: Any, monkeypatch: pytest.MonkeyPatch, policy: Policy, column: int, expected: str
) -> None:
    monkeypatch.setattr(functions, "_policy", lambda named: policy)
    sheet = office["向量"]
    vectors = [row for row in rows() if row["kind"] == "indicator"]
    assert len(vectors) == 21
    for number, row in enumerate(vectors, 1):
        (target, actual), weight = numbers(row), Decimal(row["weight_or_month"])
        sign = SIGNS[row["op"]]
        engine = points_for(sign, target, target, actual, weight, policy.reverse)
        udf = functions.绩效得分(f"{sign}{target}", float(actual), float(weight))
        assert sheet.cell(number, column).value == udf == float(engine) == float(row[expected]), row


def by_engine(kind: str, row: dict[str, str]) -> list[Cell]:
    """The engine's answers to a row of the vectors, in the words of the formulas."""
    if kind == "grade":
        total = Decimal(row["target_or_budget"])
        return [load_profile(name).grade(total) for name in GRADES]
    if kind == "cap_by_exec_rate":
        return [float(cap_for(Decimal(row["target_or_budget"]), CAPPED))]
    (target, actual), third = numbers(row), row["weight_or_month"]
    if kind == "budget_exec":
        points = execution_points(target, actual, Decimal(third))
        return [native.NO_BUDGET if points is None else float(points)]
    if kind == "light_sichuan":
        warning = schedule_warning(actual, target, int(third), load_profile("四川"))
        assert warning
        return [warning.name]
    light = budget_light if kind == "light_budget_60_80" else indicator_light
    return [light(actual, target, int(third), POLICY).name]


def by_function(kind: str, row: dict[str, str]) -> list[Cell]:
    """What the functions in cells answer; nothing for what they have no function for."""
    if kind == "grade":
        return [functions.绩效等级(float(row["target_or_budget"]), name) for name in GRADES]
    if kind == "budget_exec":
        target, actual = map(float, numbers(row))
        return [functions.执行率得分(actual, target, float(row["weight_or_month"]))]
    if kind == "light_budget_60_80":
        target, actual = map(float, numbers(row))
        return [functions.预警灯(actual, target, float(row["weight_or_month"]))]
    return []


@pytest.mark.office
def test_all_other_vectors(office: Any) -> None:
    sheet = office["数"]
    place, judged = 0, 0
    for row in rows():
        if row["kind"] == "indicator":
            continue
        answers = by_engine(row["kind"], row)
        given = [sheet.cell(place + number, 4).value for number in range(1, len(answers) + 1)]
        place += len(answers)
        judged += 1
        assert given == answers, row
        assert by_function(row["kind"], row) in ([], answers), row
    assert judged == 85 - 21


@pytest.mark.office
def test_bounds_halves_and_wrong_months(office: Any) -> None:
    sheet = office["数"]
    expected: list[Cell] = [functions.绩效等级(total) for total in TOTALS]
    expected += [functions.预警灯(*spent) for spent in SPENT]
    expected += [functions.执行率得分(*executed) for executed in EXECUTED]
    assert expected[:4] == ["良", "良", "优", "优"]
    assert {"红", "黄", "绿", native.MONTH_WRONG, native.NO_BUDGET, 9.68} <= set(expected)
    first = len(plain_cases()) - len(expected)
    assert [sheet.cell(first + number, 4).value for number in range(1, len(expected) + 1)] == expected


@pytest.mark.office
@pytest.mark.parametrize("number", range(len(READ)), ids=[f"{row[1]}·{row[3]}" for row in READ])
def test_readings(office: Any, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    sign, target, unit, actual = READ[number]
    sheet, row = office["难例"], number + 1
    words = sheet[places(row)["verdict"]].value
    assert words == functions.指标校验(sign, target, unit, actual)
    aim = read_aim(as_value(target), as_value(sign), as_value(unit), name="", level="", year=None)
    if words not in ("达成", "未达成"):
        assert not aim.quantitative or words != native.QUALITATIVE
        return
    done = read_done(as_value(actual), aim, year=None)
    factor = factor_between(done.unit, aim.unit)
    assert aim.low is not None
    assert aim.high is not None
    assert done.number is not None
    assert factor is not None
    for column, policy in ((6, POLICY), (7, LINEAR)):
        engine = points_for(aim.reads_as, aim.low, aim.high, done.number * factor, Decimal(10), policy.reverse)
        assert sheet.cell(row, column).value == float(engine)
        if sign is None and unit is None:
            monkeypatch.setattr(functions, "_policy", lambda named, policy=policy: policy)
            assert functions.绩效得分(target, actual, 10) == float(engine)


def as_value(content: Cell, percent: bool = False) -> Value:
    number = Decimal(f"{content:.15g}") if isinstance(content, int | float) else None
    text = "" if content is None else str(content)
    return Value("", text=text, content=text if number is None else number, percent=percent and number is not None)


@pytest.mark.office
def test_cells_shown_as_percentages(office: Any) -> None:
    sheet = office["百分比"]
    for row, (target, actual) in enumerate(PERCENT, 1):
        aim = read_aim(as_value(target, True), None, None, name="", level="", year=None)
        done = read_done(as_value(actual, True), aim, year=None)
        assert aim.low is not None
        assert done.number is not None
        at = places(row)
        assert (sheet[at["low"]].value, sheet[at["unit"]].value) == (float(aim.low), "%")
        assert sheet[at["actual"]].value == float(done.number)
        points = points_for(aim.reads_as, aim.low, aim.low, done.number, Decimal(10), "ratio")
        assert sheet.cell(row, 6).value == float(points)
