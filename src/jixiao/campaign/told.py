"""What is kept of a judged file for comparing it with others: its numbers, names, red lights and claims, as plain data.

It stands at the end of the file's line in the register and is read from there only while files are compared, so that
a round of thousands of files never has all of it in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from jixiao.forms.read_indicators import clean_name
from jixiao.records.aim import Done, read_aim
from jixiao.records.indicator_form import Indicator
from jixiao.records.monitoring import Monitoring
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import shortened
from jixiao.records.value import Value
from jixiao.rules.across_files import Told
from jixiao.rules.f608_claim_after_red import Claimed, Watched, claimed_of, watched_of
from jixiao.rules.g704_varying_names import Naming, namings_of
from jixiao.rules.run import Outcome
from jixiao.rules.same_fact import Fact, facts_of

_LONGEST = 200
"""Characters of a cell that are kept."""
_LONGEST_LIST = 20_000
"""Characters of all names of a list together, by which its total is known again."""


def told_of(outcome: Outcome) -> dict[str, Any]:
    """What a judged file states, JSON-ready; {} when there is nothing to compare it by."""
    found: dict[str, list[Any]] = {"facts": [], "names": [], "watched": [], "claimed": []}
    for item in outcome.forms:
        form, policy = item.form, outcome.policy.for_year(item.form.year)
        if form.blank:
            continue
        found["facts"] += [_plain(fact) for fact in facts_of(form, policy) if len(fact.project) <= _LONGEST_LIST]
        found["names"] += [_plain(name) for name in namings_of(form) if name.text]
        if isinstance(form, Monitoring) and "整体" not in form.form:
            found["watched"].append(_form(watched_of(form, policy)))
        elif isinstance(form, SelfEvaluation):
            found["claimed"] += [_form(claimed)] if (claimed := claimed_of(form, policy)).claims else []
    return {key: values for key, values in found.items() if values}


def _plain(one: Fact | Naming) -> dict[str, Any]:
    """Fields that say something; a project stays whole, it is what statements are found by."""
    told = {key: value for key, value in asdict(one).items() if isinstance(value, Decimal) or value}
    return {
        key: f"{value:f}" if isinstance(value, Decimal) else value if key == "project" else _cut(value)
        for key, value in told.items()
    }


def _cut(value: Any) -> Any:
    return shortened(value, _LONGEST) if isinstance(value, str) else value


def _form(one: Watched | Claimed) -> dict[str, Any]:
    """The rows only as far as is needed to know them again; none of a monitoring without a red light."""
    marks = one.reds if isinstance(one, Watched) else one.claims
    told = {key: _cut(value) for key, value in vars(one).items() if key not in ("rows", "reds", "claims")}
    return {**told, "marks": [[_cut(value) for value in mark] for mark in marks], "rows": _rows(one) if marks else []}


def _rows(one: Watched | Claimed) -> list[Any]:
    return [
        [row.row, row.level1, row.level2, _text(row.name), _text(row.target), _text(row.sign), _text(row.unit)]
        for row in one.rows
        if not row.subitem
    ]


def _text(value: Value | None) -> str | None:
    return None if value is None else _cut(value.text)


def told_from(kept: Mapping[str, Any], file: Told, *, rows: bool = True) -> Told:
    """The file with what `told_of` kept of it, without indicators unless `rows`.

    KeyError, TypeError, ValueError or ArithmeticError when it is something else.
    """
    return replace(
        file,
        facts=tuple(_fact(one) for one in kept.get("facts", ())),
        names=tuple(Naming(**{"cell": "", "label": "", **one}) for one in kept.get("names", ())),
        watched=tuple(Watched(**_restored(one, "reds", rows)) for one in kept.get("watched", ())),
        claimed=tuple(Claimed(**_restored(one, "claims", rows)) for one in kept.get("claimed", ())),
    )


def _fact(one: Mapping[str, Any]) -> Fact:
    number = Decimal(one["number"]) if "number" in one else None
    return Fact(**{"cell": "", "label": "", **one, "number": number})


def _restored(one: Mapping[str, Any], marks: str, rows: bool) -> dict[str, Any]:
    told = {key: value for key, value in one.items() if key not in ("marks", "rows")}
    known = tuple(_row(row, told["year"]) for row in one["rows"]) if rows else ()
    return {**told, marks: tuple(tuple(mark) for mark in one["marks"]), "rows": known}


def _row(told: list[Any], year: int | None) -> Indicator:
    row, level1, level2, *texts = told
    name, target, sign, unit = (None if text is None else Value("", text=text, content=text) for text in texts)
    if name is None or target is None:
        raise ValueError(told)
    aim = read_aim(target, sign, unit, name=clean_name(name.text), level=f"{level1}{level2}", year=year)
    return Indicator(
        row=row,
        level1=level1,
        level2=level2,
        level1_cell=None,
        name=name,
        target=target,
        actual=None,
        sign=sign,
        unit=unit,
        aim=aim,
        done=Done("blank"),
    )
