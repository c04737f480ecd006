"""Template workbooks filled in with what the other system knows of a project: who, money, goal, indicators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from jixiao.bridge.listed import Listed, ListedIndicator, ListedProject
from jixiao.documents.words import printable
from jixiao.forms.declaration import Form
from jixiao.forms.template import build_template, fill_template, input_places
from jixiao.forms.template_book import Scalar
from jixiao.policy.model import Policy
from jixiao.records.text import squeezed

FORMS = ("F01", "F03", "F04")
"""Forms of one project that can go out pre-filled: 申报, 监控, 自评."""
_STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Rows that a group gets where the usual ones do not do: the next of these, so that few templates need drawing."""
_NUMBER = re.compile(r"[\d.,]+%?")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST = 40
Shape = tuple[tuple[str, str, int], ...]
Key = tuple[str, int]


@dataclass(frozen=True)
class Prefilled:
    """One workbook to go out: folder of the unit, file name, content."""

    folder: str
    name: str
    data: bytes


@dataclass
class Prefiller:
    """Fills templates; each is drawn once per form, shape and year."""

    policy: Policy
    _blank: dict[tuple[str, Shape, int | None], tuple[Form, bytes, dict[Key, str]]] = field(default_factory=dict)

    def workbook(self, form: Form, project: ListedProject) -> bytes:
        """The form of a project as .xlsx bytes, equal for equal arguments."""
        shape, rows = _laid_out(form, project.indicators)
        drawn, blank, places = self._drawn(form, shape, project.year)
        apart = any(role == "indicators.sign" for role, _ in places)
        values = {**_head(project), **_money(form, project), **_indicators(rows, apart=apart)}
        kept: dict[Key, Scalar] = {}
        for key, value in values.items():
            if key in places and value not in (None, ""):
                kept[key] = printable(value) if isinstance(value, str) else value
        return fill_template(blank, drawn, self.policy, kept)

    def _drawn(self, form: Form, shape: Shape, year: int | None) -> tuple[Form, bytes, dict[Key, str]]:
        key = (form.code, shape, year)
        if key not in self._blank:
            drawn = _shaped(form, shape)
            self._blank[key] = (drawn, build_template(drawn, self.policy, year=year), input_places(drawn))
        return self._blank[key]


def prefilled(
    listed: Listed, forms: Sequence[Form], policy: Policy, step: Callable[[str], None] = lambda name: None
) -> Iterator[Prefilled]:
    """Every project's workbooks, in the order of the lists; `step` hears of each project."""
    filler = Prefiller(policy)
    for project in listed.projects:
        folder = _safe(f"{project.unit_code} {project.unit}") or "未写单位"
        stem = _safe(f"{project.project_code} {project.project}")
        for form in forms:
            yield Prefilled(folder, f"{stem}_{form.sheet_name}.xlsx", filler.workbook(form, project))
        step(project.project)


def _safe(text: str) -> str:
    """A text as part of a path on any system: no separators, no dots or blanks at its ends, not too long."""
    return _UNSAFE.sub("_", text).strip(" .")[:_LONGEST].strip(" .")


def _shaped(form: Form, shape: Shape) -> Form:
    if not shape:
        return form
    level1s = dict.fromkeys(one for one, _, _ in shape)
    level1 = tuple((one, tuple(dict.fromkeys(two for each, two, _ in shape if each == one))) for one in level1s)
    return replace(form, shape=shape, level1=level1)


def _laid_out(form: Form, indicators: Sequence[ListedIndicator]) -> tuple[Shape, dict[int, ListedIndicator]]:
    """Rows of the template for the indicators: the usual ones if they fit, else as many as each group needs."""
    usual = _usual(form)
    rows: dict[int, ListedIndicator] = {}
    free = {levels: list(places) for levels, places in usual.items()}
    for indicator in indicators:
        places = free.get(_levels(indicator))
        if not places:
            break
        rows[places.pop(0)] = indicator
    else:
        return (), rows
    return _own_shape(indicators)


def _usual(form: Form) -> dict[tuple[str, str], list[int]]:
    """Rows of the form's usual groups by their labels, counted from 0."""
    from jixiao.forms import template_monitoring, template_self_evaluation, template_target

    if form.code == "F01":
        groups: Sequence[tuple[str, str, int, int]] = template_target.plan(form).groups
    elif form.code == "F03":
        groups = template_monitoring.level_rows(form)
    else:
        groups = template_self_evaluation.level_rows(form)
    first = groups[0][2]
    return {(one, two): list(range(top - first, bottom - first + 1)) for one, two, top, bottom in groups}


def _own_shape(indicators: Sequence[ListedIndicator]) -> tuple[Shape, dict[int, ListedIndicator]]:
    order = list(dict.fromkeys(_levels(one)[0] for one in indicators))
    ordered = sorted(indicators, key=lambda one: order.index(_levels(one)[0]))
    shape: list[tuple[str, str, int]] = []
    rows: dict[int, ListedIndicator] = {}
    row = 0
    for (one, two), group in groupby(ordered, key=_levels):
        own = list(group)
        count = next((step for step in _STEPS if step >= len(own)), len(own))
        shape.append((one, two, count))
        rows |= {row + offset: indicator for offset, indicator in enumerate(own)}
        row += count
    return tuple(shape), rows


def _levels(indicator: ListedIndicator) -> tuple[str, str]:
    return _full(indicator.level1), _full(indicator.level2)


def _full(label: str) -> str:
    """A level as forms print it: 「产出」 and 「1.产出」 become 「产出指标」."""
    flat = re.sub(r"^[\d一二三四五六七八九十]+[.、]", "", squeezed(label))
    return flat if not flat or flat.endswith(("指标", ")")) else f"{flat}指标"


def _head(project: ListedProject) -> dict[Key, Scalar]:
    return {
        ("project", 0): project.project,
        ("code", 0): project.project_code,
        ("department", 0): project.superior or project.unit,
        ("agency", 0): project.unit,
        ("nature", 0): project.nature,
        ("goal", 0): project.goal,
    }


def _money(form: Form, project: ListedProject) -> dict[Key, Scalar]:
    """Amounts by source: 财政拨款 first, what is left as 其他资金; an execution only where there is one source."""
    amount, fiscal = project.amount, project.fiscal
    split = amount is not None and fiscal is not None and fiscal < amount
    parts = (fiscal, amount - fiscal) if split and amount is not None and fiscal is not None else (amount, None)
    other = len(form.fund_rows) - 1
    values: dict[Key, Scalar] = {("funds.budget", 1): parts[0], ("funds.budget", other): parts[1]}
    initial = project.initial if project.initial is not None else (None if split else amount)
    if initial is not None and not split:
        values["funds.initial", 1] = initial
    elif split:
        values |= {("funds.initial", 1): parts[0], ("funds.initial", other): parts[1]}
    if not split:
        values["funds.executed", 1] = project.executed
    return values


def _indicators(rows: dict[int, ListedIndicator], *, apart: bool) -> dict[Key, Scalar]:
    """The cells of the indicators; `apart`: the form has columns of their own for sign and unit."""
    values: dict[Key, Scalar] = {}
    for row, one in rows.items():
        cells: dict[str, str | Decimal | None] = {
            "name": one.name, "sign": one.sign, "unit": one.unit_of, "weight": one.weight,
            "previous": one.previous, "note": one.note, "actual": one.actual,
            "target": one.target if apart else target_text(one),
        }  # fmt: skip
        values |= {(f"indicators.{role}", row): value for role, value in cells.items()}
    return values


def target_text(indicator: ListedIndicator) -> str:
    """Sign, value and unit as one text, for forms that have one column for them."""
    target, sign, unit = indicator.target, indicator.sign, indicator.unit_of
    if not _NUMBER.fullmatch(squeezed(target)):
        return target
    sign = "" if sign == "定性" else sign
    return f"{sign}{target}" if target.endswith(unit or "\0") else f"{sign}{target}{unit}"
