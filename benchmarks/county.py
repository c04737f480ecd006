"""An invented county for measuring a round: its roster, and its workbooks as units send them back, faults known."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from jixiao.campaign.assemble import FormSheet, workbook
from jixiao.campaign.distribute import file_name
from jixiao.campaign.identity import Identity, shown, signature
from jixiao.campaign.kept import keep_roster
from jixiao.campaign.master import build_master
from jixiao.campaign.prefill import unit_forms
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.campaign.round import Round, signing_key, start_round
from jixiao.demo.example_forms import good_values
from jixiao.forms.template import Key
from jixiao.forms.template_book import Scalar
from jixiao.policy.model import Policy

UNITS, PROJECTS, DEPARTMENTS = 219, 1156, 56
YEAR = 2025
GOOD = {key: value for key, value in good_values().items() if value is not None}
Values = dict[Key, Scalar]


def roster_of(units: int = UNITS, projects: int = PROJECTS) -> Roster:
    """Units in departments, projects dealt out to them in turn; budgets are those of the example that fits the form."""
    amount = Decimal(str(GOOD["funds.initial", 1]))
    listed = tuple(
        Unit(f"{index:06d}", f"青禾县第{index}单位", f"青禾县第{index % DEPARTMENTS}局", "经建股", index + 1)
        for index in range(1, units + 1)
    )
    return Roster(
        listed,
        tuple(
            Project(f"P{index:06d}", f"第{index}号养护工程", listed[index % units].code, "延续项目", "", amount)
            for index in range(projects)
        ),
    )


def round_of(folder: Path, roster: Roster) -> Round:
    """A new round of self-evaluations with the roster kept in it."""
    shutil.rmtree(folder, ignore_errors=True)
    found = start_round(folder, date(2026, 1, 5), year=YEAR, form="F04")
    keep_roster(found, roster)
    return found


@dataclass(frozen=True)
class Fault:
    """One known error: the rule that must find it, and what it changes in a form that is right."""

    rule: str
    plant: Callable[[Values], None]


def _put(key: Key, value: Scalar) -> Callable[[Values], None]:
    def change(values: Values) -> None:
        values.pop(key, None)
        if value is not None:
            values[key] = value

    return change


_HEAVIER: Values = {
    (f"indicators.{role}", 0): Decimal(str(GOOD["indicators.weight", 0])) + 5 for role in ("weight", "score")
}
FAULTS = (
    Fault("B201", _put(("indicators.actual", 0), None)),
    Fault("E506", _put(("indicators.score", 0), Decimal(55))),
    Fault("E501", lambda values: values.update(_HEAVIER)),
    Fault("D405", _put(("indicators.actual", 0), "完成")),
    Fault("D406", _put(("indicators.actual", 0), GOOD["indicators.target", 0])),
    Fault("C304", _put(("funds.executed", 1), Decimal(500))),
    Fault("B202", _put(("indicators.name", 0), "××")),
    Fault("B203", _put(("goal", 0), "2022年完成县道日常养护 86 公里以上。")),
    Fault("E504", _put(("indicators.actual", 0), "1公里")),
)
"""Faults that a form of indicators can have whatever tool looks at it; E506 and E501 are plain arithmetic."""


def filled(found: Round, roster: Roster, policy: Policy, *, every: int = 3) -> Iterator[tuple[str, bytes, str]]:
    """(name, bytes, rule that must be found, or "") of every unit's workbook, filled in; each `every`-th has one fault.

    The fault is in the unit's first form. Bytes are equal for equal arguments but for the round's key.
    """
    units = list(unit_forms(found.form, roster, {}))
    master = build_master(found.form, policy, found.year, {f.key for u in units for f in u.forms})
    number, key = signing_key(found)
    for index, each in enumerate(units):
        fault = FAULTS[index // every % len(FAULTS)] if index % every == 0 else None
        forms = [_filled(form, fault if place == 0 else None) for place, form in enumerate(each.forms)]
        told = Identity(found.name, each.unit.code, each.unit.name, "F04", found.form.version, str(found.year), number)
        contents = [shown(form.values[role]) for form in forms for role in form.signed]
        lines = {**told.lines(), "signature": signature(told, contents, key)}
        data = workbook(master, forms, {"form": "F04", "version": found.form.version, **lines})
        yield file_name(found, each.unit), data, fault.rule if fault else ""


def _filled(form: FormSheet, fault: Fault | None) -> FormSheet:
    values: Values = {**GOOD, **form.values}
    if fault is not None:
        fault.plant(values)
    return replace(form, values=values)


def write_filled(folder: Path, found: Round, roster: Roster, policy: Policy) -> dict[Path, str]:
    """Write what came back into `folder`, anew; path → the rule that must be found."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    truth = {}
    for name, data, rule in filled(found, roster, policy):
        path = folder / name
        path.write_bytes(data)
        truth[path] = rule
    return truth
