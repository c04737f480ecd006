"""Published target forms, built as printed: read in full, their real faults found and no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.numbers import read_amount
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed
from jixiao.rules.run import judge
from tests.forms.target_layouts import PROJECTS, case, draw, draw_plainly, published

CODES = [each["id"] for each in published()]
LEFTOVERS = {("B202", f"C{row}") for row in (10, 13, 17, 18, 19, 20, 21, 22, 23, 24)}  # 「≥**个」 in the names
FAULTS = {
    "TG01": LEFTOVERS,
    "TG04": {("B201", f"B{row}") for row in range(9, 13)} | {("D401", "A8")},  # no level 2; the excerpt ends early
    "TG05": {("D401", "A8")},  # an excerpt: only 产出
    "TG07": {("D404", "G11"), ("D403", "G15"), ("D403", "G16")},  # 「2」, 「巩固提高」, 「持续改善」
    "TG13": {("C301", "C4")},  # the total is blank over 6.3
}

ARGUABLE = {("TG13", "D403", "D21")}  # 「长期」 as a target: the words that say too little are the bureau's to choose


def read(code: str) -> TargetDeclaration:
    (form,) = read_forms(draw(code))
    assert isinstance(form, TargetDeclaration)
    return form


@pytest.mark.parametrize("code", CODES)
def test_unit_project_year_and_every_indicator_are_read(code: str) -> None:
    form, found = read(code), case(code)
    assert (form.form, form.year) == ("项目支出绩效目标申报表", found["year"])
    assert (form.unit_name, form.project_name) == (found["unit"], PROJECTS[code])
    seen = [(row.level1, row.level2, row.name.clean, row.target.text) for row in form.indicators]
    assert seen == [
        (line["l1"], line["l2"], " ".join(line["l3"].split()), line["target_text"]) for line in found["indicators"]
    ]


@pytest.mark.parametrize("code", CODES)
def test_funds_are_read_in_ten_thousand_yuan(code: str) -> None:
    form, found = read(code), case(code)
    assert form.funds is not None
    assert form.funds.unit == "万元"
    rows = {squeezed(row.label).removeprefix("其中:"): read_amount(row.budget, "万元") for row in form.fund_rows()}
    stated = {
        name.removesuffix("_text"): value for name, value in found["funds"].items() if name not in ("header", "来源")
    }
    if code == "TG07":  # 资金总额 and 财政拨款 without 当年 are those of the whole period
        assert form.medium_funds is not None
        medium = [form.medium_funds.total, *form.medium_funds.sources]
        amounts = [read_amount(row.budget, "万元") for row in medium if row is not None]
        assert [amount.value if amount else None for amount in amounts] == [Decimal(10000), Decimal(10000), None]
        stated = {name: value for name, value in stated.items() if name.startswith(("当年", "其他"))}
    for name, value in stated.items():
        amount = rows[squeezed(name)]
        text = str(value).replace("万元", "").replace("万", "").strip()
        assert (amount.value if amount else None) == (None if value is None else Decimal(text)), name


@pytest.mark.parametrize("code", CODES)
def test_the_same_is_read_where_everything_stands_in_one_column(code: str) -> None:
    (form,) = read_forms(draw_plainly(code))
    assert isinstance(form, TargetDeclaration)
    printed = read(code)
    assert (form.year, form.unit_name, form.project_name) == (printed.year, printed.unit_name, printed.project_name)
    assert [(row.level1, row.level2, row.name.text, row.target.text) for row in form.indicators] == [
        (row.level1, row.level2, row.name.text, row.target.text) for row in printed.indicators
    ]
    assert form.funds is not None
    assert printed.funds is not None
    totals = [block.total.budget for block in (form.funds, printed.funds) if block.total is not None]
    assert len({value.text for value in totals if value is not None}) == 1


def test_goals_and_period_of_the_form_with_two_halves() -> None:
    form = read("TG07")
    assert form.goal is not None
    assert form.medium_goal is not None
    assert (form.goal.cell, form.medium_goal.cell) == ("E9", "B9")
    assert form.span is not None
    assert (form.span.first.isoformat(), form.span.last.isoformat()) == ("2020-01-01", "2020-12-31")
    assert [row.target.cell for row in form.medium_indicators] == [f"D{row}" for row in range(11, 18)]


@pytest.mark.parametrize("code", CODES)
def test_the_real_faults_are_found_and_no_other(code: str) -> None:
    grid = draw(code)
    outcome = judge(Book(grid.name, grid, read_forms(grid)), load_profile())
    found = [(finding.rule, finding.cell) for finding in outcome.findings]
    certain = [each for each in found if (code, *each) not in ARGUABLE]
    assert set(certain) == FAULTS[code]
    assert len(certain) == len(FAULTS[code])
