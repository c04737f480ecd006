"""The F03 template: read back as filled in, and its formulas give the engine's lights when LibreOffice recalculates."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.demo.example_monitoring import bad_values, good_values
from jixiao.forms.monitoring import FORM, PERIOD_WORDS
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.template import build_template, fill_template, formula_cells, input_places
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.monitoring import Monitoring
from jixiao.rules.run import Outcome, judge
from jixiao.scoring.monitored_lights import form_lights
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

POLICY = load_profile()
BLANK = build_template(FORM, POLICY, year=2025)
PLACES = input_places(FORM)
ROWS = 22
Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]


def filled(values: Values) -> bytes:
    return fill_template(BLANK, FORM, POLICY, values)


def judged(data: bytes) -> Outcome:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return judge(Book("表.xlsx", grid, read_forms(grid)), POLICY)


def monitoring(data: bytes) -> Monitoring:
    (outcome,) = judged(data).forms
    assert isinstance(outcome.form, Monitoring)
    return outcome.form


def test_the_blank_template_reads_as_one_blank_form_that_only_lacks_content() -> None:
    form = monitoring(BLANK)
    assert form.blank
    assert (form.missing, form.broken, form.indicators, form.month) == ((), (), (), None)
    assert {finding.rule for finding in judged(BLANK).findings} == {"B201"}


def test_inputs_are_unlocked_and_formulas_locked() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(BLANK)).worksheets[0]
    fixed = {*formula_cells(FORM, POLICY), PLACES["year", 0]}
    for place in PLACES.values():
        assert sheet[place].protection.locked == (place in fixed), place
    choices = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.formula1]
    assert f'"{",".join(PERIOD_WORDS)}"' in choices
    assert all(len(rule.prompt or "") <= 255 for rule in sheet.data_validations.dataValidation)


def test_no_formula_is_longer_or_deeper_than_excel_allows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BLANK))
    cells = (cell.value for sheet in book.worksheets[:2] for row in sheet.iter_rows() for cell in row)
    formulas = [value for value in cells if isinstance(value, str) and value.startswith("=")]
    assert len(formulas) > 100
    assert max(map(len, formulas)) < 8192
    for formula in formulas:
        bare = re.sub(r'"(?:[^"]|"")*"', "", formula)
        depth = deepest = 0
        for letter in bare:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            deepest = max(deepest, depth)
        assert (depth, deepest <= 64) == (0, True)


@pytest.mark.parametrize("period", PERIOD_WORDS)
def test_the_chosen_period_stands_in_the_headings_and_is_read(period: str) -> None:
    form = monitoring(filled({("period", 0): period, ("funds.executed", 1): 3}))
    assert f"1—{form.month}月" == period
    assert form.funds
    assert form.funds.total
    assert form.funds.total.executed
    assert form.funds.total.executed.label == f"年度资金总额 · {period}执行数"


TEXT = st.text("甲乙丙丁养护公路达标率≥％%0123456789.,()（）、 ", min_size=1, max_size=24).filter(
    lambda text: text.strip() != ""
)
MONEY = st.decimals(0, 10**7, places=6, allow_nan=False).map(Decimal.normalize)
ROLES = ("name", "target", "actual", "forecast", "reason", "note")


@settings(max_examples=30, deadline=None)
@given(
    head=st.tuples(TEXT, TEXT, TEXT),
    rows=st.lists(st.tuples(*[TEXT] * 6), min_size=1, max_size=ROWS),
    ticks=st.lists(st.sampled_from(("certain", "possible", "impossible")), min_size=ROWS, max_size=ROWS),
    funds=st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=2, max_size=2),
)
def test_what_is_filled_in_comes_back(
    head: tuple[str, ...], rows: list[tuple[str, ...]], ticks: list[str], funds: list[tuple[Decimal, ...]]
) -> None:
    values: Values = dict(zip([("project", 0), ("agency", 0), ("goal", 0)], head, strict=True))
    for number, cells in enumerate(rows):
        values |= {(f"indicators.{role}", number): cell for role, cell in zip(ROLES, cells, strict=True)}
        values[f"indicators.{ticks[number]}", number] = "√"
        values["indicators.cause_staff", number] = "√"
    for number, amounts in enumerate(funds, 1):
        for role, amount in zip(("initial", "executed", "forecast"), amounts, strict=True):
            values[f"funds.{role}", number] = amount
    form = monitoring(filled({**values, ("period", 0): "1—9月"}))
    assert [value and value.text for value in (form.project, form.agency, form.goal)] == list(head)
    read = [[getattr(row, role) for role in ROLES] for row in form.indicators]
    assert [[value.text for value in row] for row in read] == [list(row) for row in rows]
    words = {"certain": "确定能", "possible": "有可能", "impossible": "完全不可能"}
    assert [row.chosen for row in form.monitored()] == [(words[ticks[row.row - 14]],) for row in form.monitored()]
    sources = [[row.initial, row.executed, row.forecast] for row in form.fund_rows()[1:]]
    assert [[value and value.content for value in row] for row in sources] == [list(row) for row in funds]
    total = form.fund_rows()[0].forecast
    assert total
    assert total.content == sum((row[2] for row in funds), Decimal(0))


def test_the_form_filled_in_well_passes_without_any_finding() -> None:
    assert judged(filled(good_values())).findings == ()


def test_the_form_filled_in_badly_shows_every_rule_of_its_own() -> None:
    found = {finding.rule for finding in judged(filled(bad_values())).findings}
    assert found >= {"F601", "F602", "F603", "F605", "F606", "B201", "B202", "C302", "C304", "D404", "D405", "A107"}


# -- recalculated by LibreOffice ---------------------------------------------------------------------------------------

LINES: tuple[tuple[int, str, str, Scalar], ...] = (
    (0, "正好六成", "≥120公里", "48公里"),
    (1, "差一点", "≥120公里", "63公里"),
    (2, "超进度", "120", 96),
    (3, "合格率", "＝100%", "99.5%"),
    (4, "优良率", "不低于85%", Decimal("0.861")),
    (6, "完工", "2025年11月30日前", "2025年10月"),
    (7, "工期", "≤90天", "96天"),
    (9, "单位成本", "≤2.2万元/公里", "22000元/公里"),
    (10, "总成本", "15—20万元", "21万元"),
    (12, "增收", "≥60万元", "400000元"),
    (14, "受益村", "不少于24个", 5),
    (16, "投诉", "0", "1件"),
    (17, "扬尘", "≤3件", "3件"),
    (18, "制度", "建立制度", "部分完成"),
    (19, "机制", "建立机制", "未完成"),
    (20, "满意度", "≥90%", "95%"),
    (21, "知晓率", "≥80%", "尚未调查"),
)
_LINES: Values = {
    (f"indicators.{role}", line[0]): cell
    for line in LINES
    for role, cell in zip(("name", "target", "actual"), line[1:], strict=True)
}
CASES: dict[str, Values] = {
    "空白": {},
    "填得好": good_values(),
    "填得不好": bad_values(),
    "八月": {**_LINES, ("period", 0): "1—8月", ("funds.initial", 1): 100, ("funds.executed", 1): Decimal("39.9")},
    "十月": {**_LINES, ("period", 0): "1—10月", ("funds.initial", 1): 0, ("funds.executed", 2): 3},
    "没选期间": {**_LINES, ("funds.initial", 1): 100, ("funds.executed", 1): 50},
    "七月正好六成": {("period", 0): "1—7月", ("funds.initial", 1): 100, ("funds.executed", 1): 35},
}


def without_results(data: bytes) -> bytes:
    """The workbook with no cached value beside the form's formulas, so that LibreOffice must calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(rb"</f><v\s*/>|</f><v>[^<]*</v>", rb"</f>", text)
            target.writestr(name, text)
    return out.getvalue()


@pytest.mark.office
def test_libreoffice_gives_the_lights_of_the_engine(tmp_path: Path) -> None:
    for name, values in CASES.items():
        (tmp_path / f"{name}.xlsx").write_bytes(without_results(filled(values)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *map(str, tmp_path.glob("*.xlsx"))], check=True, capture_output=True, timeout=240)
    for name, values in CASES.items():
        ours = openpyxl.load_workbook(io.BytesIO(filled(values)), data_only=True).worksheets[0]
        theirs = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True).worksheets[0]
        for place in formula_cells(FORM, POLICY):
            here, there = ours[place].value or "", theirs[place].value or ""
            assert there == (pytest.approx(here) if isinstance(here, int | float) else here), (name, place)


@pytest.mark.parametrize("name", CASES)
def test_stored_lights_are_those_of_the_engine_wherever_there_is_one(name: str) -> None:
    form = monitoring(filled({**CASES[name], ("project", 0): "项目"}))
    if form.month is None:
        assert all(row.light is None or row.light.flat == "" for row in form.monitored())
        return
    typed_over = {PLACES[key] for key in CASES[name] if key[0].endswith("light")}
    shown = 0
    for lit in (*form_lights(form, POLICY).money, *form_lights(form, POLICY).targets):
        if lit.stated is None or lit.stated.cell in typed_over or not lit.stated.flat:
            continue
        shown += 1
        assert lit.light
        assert lit.stated.flat == lit.light.name
    assert shown >= {"空白": 0, "八月": 15, "十月": 15}.get(name, 1)
