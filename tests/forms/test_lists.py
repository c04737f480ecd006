"""F09–F14, F18: template → fill → read gives the same; good examples have no finding, bad ones the planted ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.demo.example_lists import Scalar, Values
from jixiao.demo.examples import EXAMPLES, YEAR, Example
from jixiao.forms.catalogue import find_forms
from jixiao.forms.declaration import Form
from jixiao.forms.list_kind import TABLE
from jixiao.forms.list_kinds import LIST_KINDS, kind_of
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.template import build_template, fill_template, formula_cells, input_places
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.records.list_arithmetic import day_said, serial
from jixiao.records.list_form import ListForm
from jixiao.records.value import Value
from jixiao.rules.run import Outcome, judge
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_grid

POLICY = load_profile()
FORMS = [kind.form for kind in LIST_KINDS]
LIST_EXAMPLES = [example for example in EXAMPLES if example.form in FORMS]


def judged(data: bytes) -> Outcome:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    return judge(Book("表.xlsx", grid, read_forms(grid)), POLICY)


def only_form(data: bytes) -> ListForm:
    (outcome,) = judged(data).forms
    assert isinstance(outcome.form, ListForm)
    return outcome.form


def same(value: Value | None, scalar: Scalar, kind: str) -> bool:
    if value is None:
        return False
    if kind == "date":
        day = day_said(value)
        return day is not None and serial(day) == scalar
    return value.content == scalar if isinstance(scalar, int | Decimal) else value.text == scalar


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_the_blank_template_reads_as_one_blank_form_that_only_lacks_content(form: Form) -> None:
    data = build_template(form, POLICY, year=2026)
    assert data == build_template(form, POLICY, year=2026)
    read = only_form(data)
    assert (read.form, read.code, read.blank, read.missing, read.broken) == (form.title, form.code, True, (), ())
    assert set(read.columns) == {column.role for column in form.tables[TABLE] if column.in_template}
    assert {finding.rule for finding in judged(data).findings} <= {"B201"}


@pytest.mark.parametrize("example", LIST_EXAMPLES, ids=lambda example: example.name)
def test_what_is_filled_in_comes_back(example: Example) -> None:
    read = only_form(example.build(POLICY))
    kinds = read.kinds
    for (role, row), scalar in example.values().items():
        if scalar is None or role in ("title", "total.amount"):
            continue
        name = role.removeprefix("field.")
        value = read.fields.get(name) if role.startswith("field.") else read.rows[row].at(name)
        assert same(value, scalar, kinds[name]), (role, row, scalar, value)
    assert read.year == YEAR or read.code in ("F09", "F10")
    filled = {row for role, row in example.values() if "." not in role and role != "title"}
    assert len(read.rows) == len(filled)


@pytest.mark.parametrize("example", [e for e in LIST_EXAMPLES if e.good], ids=lambda example: example.name)
def test_a_form_filled_in_well_passes_without_any_finding(example: Example) -> None:
    assert judged(example.build(POLICY)).findings == ()


BAD = {
    "填得不好的整改通知": {"B201", "B202", "C306", "E511"},
    "填得不好的整改情况报告": {"A107", "B201", "G711", "G716"},
    "填得不好的整改台账": {"A107", "B201", "C306", "G704", "G711", "G712", "G713"},
    "填得不好的评估结果运用意见书": {"A107", "B201", "C306", "C308", "G713"},
    "填得不好的目标审核结果运用意见书": {"B201", "C306"},
    "填得不好的监控结果运用意见书": {"A107", "B201", "G713"},
    "填得不好的评价结果运用意见书": {"A107", "C307", "E511", "E514"},
    "填得不好的抽查复核表": {"A107", "E511", "E514", "G710", "G713", "G715"},
    "填得不好的公开清单": {"A107", "B201", "C307", "E511", "G714"},
    "填得不好的绩效目标批复表": {"A107", "B201", "C306", "E514"},
}


@pytest.mark.parametrize("example", [e for e in LIST_EXAMPLES if not e.good], ids=lambda example: example.name)
def test_a_form_filled_in_badly_has_exactly_the_planted_faults(example: Example) -> None:
    outcome = judged(example.build(POLICY))
    assert outcome.status == "returned"
    assert {finding.rule for finding in outcome.findings} == BAD[example.name]
    places = [(finding.rule, finding.cell) for finding in outcome.findings]
    assert len(places) == len(set(places))


# -- any content -------------------------------------------------------------------------------------------------------

TEXT = st.text("甲乙丙丁整改措施材料公路达标率0123456789.,（）、", min_size=1, max_size=24).filter(
    lambda text: text.strip()
)
DAY = st.dates(date(2024, 1, 1), date(2027, 12, 31)).map(serial)
BY_KIND = {
    "money": st.decimals(0, 10**6, places=4, allow_nan=False).map(Decimal.normalize),
    "points": st.decimals(0, 100, places=2, allow_nan=False).map(Decimal.normalize),
    "date": DAY,
}


@settings(max_examples=12, deadline=None)
@given(data=st.data(), form=st.sampled_from(FORMS), count=st.integers(1, 6))
def test_any_content_comes_back(data: st.DataObject, form: Form, count: int) -> None:
    columns = [column for column in form.tables[TABLE] if column.in_template and not column.calculated]
    values: Values = {
        (column.role, row): data.draw(BY_KIND.get(column.kind, TEXT)) for column in columns for row in range(count)
    }
    places = input_places(form, 6)
    for field in form.fields:
        if not field.calculated and (f"field.{field.role}", 0) in places:
            values[f"field.{field.role}", 0] = data.draw(BY_KIND.get(field.kind, TEXT))
    read = only_form(fill_template(build_template(form, POLICY, rows=6), form, POLICY, values, rows=6))
    assert len(read.rows) == count
    for (role, row), scalar in values.items():
        name = role.removeprefix("field.")
        if role.startswith("field.") and name in kind_of(form).unlabelled:
            continue  # told by how it is written, which any content is not
        value = read.fields.get(name) if role.startswith("field.") else read.rows[row].at(name)
        assert same(value, scalar, read.kinds[name]), (role, row, scalar, value)


def test_every_column_and_field_says_what_goes_there() -> None:
    for form in FORMS:
        lacking = [column.label for column in form.tables[TABLE] if column.in_template and not column.hint]
        lacking += [field.label for field in form.fields if not field.hint and not field.calculated]
        assert lacking == [], form.title


def test_formula_cells_are_the_calculated_places_and_the_totals() -> None:
    for form in FORMS:
        kind, at = kind_of(form), input_places(form, 4)
        roles = {role for (role, _), place in at.items() if place in formula_cells(form, POLICY, 4)}
        calculated = {column.role for column in kind.columns if column.calculated}
        calculated |= {f"field.{field.role}" for field in form.fields if field.calculated}
        assert roles == calculated | {f"total.{role}" for role in kind.sums}


def test_days_overdue_are_counted_to_completion_or_to_the_day_of_the_count() -> None:
    ledger = only_form(next(e for e in LIST_EXAMPLES if e.name == "填得好的整改台账").build(POLICY))
    late = [row.at("overdue") for row in ledger.rows]
    assert [value and value.content for value in late] == [0, 5, 0, 3, 0]
    assert ledger.fields["rate"].text == "40.00%"
    days = [serial(date(2026, 1, 1) + timedelta(days=n)) for n in range(3)]
    assert all(later - earlier == 1 for earlier, later in pairwise(days))


def test_one_code_may_name_several_kinds_and_an_unknown_one_is_refused() -> None:
    assert [form.title for form in find_forms("f12")] == [form.title for form in FORMS if form.code == "F12"]
    assert len(find_forms("F12")) == 4
    assert [form.code for form in find_forms("抽查复核表")] == ["F13"]
    with pytest.raises(KeyError):
        find_forms("没有这张表")


@pytest.mark.parametrize(
    "example", [item for item in LIST_EXAMPLES if item.good and "date" in kind_of(item.form).unlabelled]
)
@pytest.mark.parametrize(("role", "label"), [("date", "成文日期"), ("signature", "署名")])
def test_a_letter_that_lost_its_date_or_signature_is_told_of_that_alone_and_there(
    example: Example, role: str, label: str
) -> None:
    rows, key = example.rows, (f"field.{role}", 0)
    blank = build_template(example.form, POLICY, year=YEAR, rows=rows)
    values = {place: value for place, value in example.values().items() if place != key}
    found = judged(fill_template(blank, example.form, POLICY, values, rows=rows)).findings
    cell = input_places(example.form, rows)[key]
    assert [(item.rule, item.cell) for item in found] == [("B201", cell)]
    assert str(found[0].label).startswith(label)
