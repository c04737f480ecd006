"""Known errors planted one by one: `python benchmarks/planted.py [--all]`; recall and precision of every rule.

Three kinds of truth: single faults in whole forms of eight published layouts (tests/acceptance), the examples of every
rule page, and single faults in our own templates of every form. A finding that was not planted counts as false.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jixiao.demo.examples import EXAMPLES, Example, Values
from jixiao.forms.template import Key, build_template, fill_template, input_places
from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.records.finding import Finding, Severity
from jixiao.tasks import check_data, check_file

Place = tuple[str, str | None]
"""Rule and cell (or paragraph)."""


@dataclass
class Tally:
    """What became of a rule's plants: where it had to fire and did, had to and did not, and fired for nothing."""

    hit: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def ratio(self, other: int) -> str:
        """hits ÷ (hits + other), — where nothing was planted or found."""
        return f"{self.hit / (self.hit + other):7.1%}" if self.hit + other else "      —"


@dataclass(frozen=True)
class Trial:
    """One workbook with what must be found in it, and what was."""

    name: str
    planted: frozenset[Place]
    found: frozenset[Place]


def tallied(trials: Iterable[Trial]) -> tuple[dict[str, Tally], int]:
    """Tallies by rule, and how many workbooks were tried."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    count = 0
    for trial in trials:
        count += 1
        for rule, cell in trial.planted | trial.found:
            tally, where = tallies[rule], f"{trial.name} {cell or ''}"
            if (rule, cell) not in trial.found:
                tally.missed.append(where)
            elif (rule, cell) not in trial.planted:
                tally.false.append(where)
            else:
                tally.hit += 1
    return dict(sorted(tallies.items())), count


# -- single faults in published layouts --------------------------------------------------------------------------------


def of_layouts(folder: Path) -> Iterator[Trial]:
    """Every plant in every layout that has a place for it, and the clean forms."""
    from tests.acceptance.forms import fill, write
    from tests.acceptance.plants import PLANTS
    from tests.forms.layouts import LAYOUTS, Content

    path = folder / "表.xlsx"
    for layout in LAYOUTS:
        findings = check_file(write(path, LAYOUTS[layout](Content())), load_profile()).findings
        yield Trial(f"{layout} 无错", frozenset(), _judged(findings))
    for plant in PLANTS:
        for layout in plant.layouts:
            if plant.policy == "线性":
                policy = load_profile().model_copy(update={"reverse_scoring": "线性"})
            else:
                policy = load_profile(plant.policy)
            filled = fill(layout, plant.change)
            findings = check_file(write(path, filled.drawn), policy).findings
            planted = frozenset((rule, filled.address(role)) for rule, role in plant.found)
            beside = frozenset({"E511"}) if plant.rule != "E511" else frozenset()
            # the grade beside the total (云南) may no longer fit the changed points
            found = frozenset(place for place in _judged(findings, planted) if place[0] not in beside)
            yield Trial(f"{layout} {plant.why}", planted, found)


def _judged(findings: Iterable[Finding], planted: frozenset[Place] = frozenset()) -> frozenset[Place]:
    """Where something must be changed or verified; hints only where one was planted: they are no judgement."""
    rules = {rule for rule, _ in planted}
    return frozenset(
        (item.rule, item.cell if item.paragraph is None else f"第{item.paragraph}段")
        for item in findings
        if item.severity is not Severity.HINT or item.rule in rules
    )


# -- rule pages --------------------------------------------------------------------------------------------------------


def of_pages() -> Iterator[Trial]:
    """The examples of every rule page, by the page's own rule: what it says must be found, and nothing more."""
    from tests.rules.test_pages import PAGES, findings_of, pages

    for path in PAGES:
        for section in pages()[path.stem].sections:
            planted = Counter(cell for _, cell, _ in section.expected)
            found = Counter(
                item.cell if item.paragraph is None else f"第{item.paragraph}段" for item in findings_of(section)
            )
            yield Trial(
                f"{section.code} {section.title}",
                frozenset((section.code, cell) for cell in planted),
                frozenset((section.code, cell) for cell in found),
            )


# -- our templates -----------------------------------------------------------------------------------------------------

_REQUIRED = ("indicators.name", "indicators.target", "indicators.actual")
_PLACEHOLDER = "××县××乡"


def of_templates(policy: Policy) -> Iterator[Trial]:
    """Every well-filled example of every form: clean, and with one fault in one cell."""
    for example in (item for item in EXAMPLES if item.good):
        places = input_places(example.form, example.rows)
        yield _tried(example, {}, frozenset(), "无错", policy)
        for what, change, rule, key in _faults(example):
            yield _tried(example, change, frozenset({(rule, places[key])}), what, policy)


def _faults(example: Example) -> Iterator[tuple[str, Values, str, Key]]:
    """What is planted in an example: its name, the change, the rule that must fire, the key of its cell."""
    values = {key: value for key, value in example.values().items() if value not in (None, "")}
    columns = {(table, column.role): column for table, listed in example.form.tables.items() for column in listed}
    for key, value in values.items():
        role, row = key
        table, _, name = role.partition(".")
        column = columns.get((table, name))
        if row == 0 and role in _REQUIRED:
            # an indicator with a target for later years only has none for this one, which is no fault
            later = {("indicators.medium_target", 0): None} if "medium_target" in {name for _, name in columns} else {}
            yield f"{role} 空白", {key: None, **later}, "B201", key
            if role != "indicators.target":
                yield f"{role} 带××", {key: _PLACEHOLDER}, "B202", key
        if column is not None and table == "criteria" and name == "score" and isinstance(value, Decimal | int):
            yield f"{role}{row} 大于分值", {key: 99}, "E506", key


def _tried(example: Example, change: Values, planted: frozenset[Place], what: str, policy: Policy) -> Trial:
    blank = build_template(example.form, policy, year=2025, rows=example.rows)
    data = fill_template(blank, example.form, policy, {**example.values(), **change}, rows=example.rows)
    return Trial(f"{example.form.code} {what}", planted, _judged(check_data(data, "表.xlsx", policy).findings, planted))


# -- report ------------------------------------------------------------------------------------------------------------


def report(title: str, tallies: dict[str, Tally], count: int, *, everything: bool) -> int:
    """Print one table; how many plants were missed or findings false."""
    hits = sum(tally.hit for tally in tallies.values())
    missed = sum(len(tally.missed) for tally in tallies.values())
    false = sum(len(tally.false) for tally in tallies.values())
    print(f"{title}: {count} workbooks, {hits + missed} findings due, {missed} missed, {false} false")
    print("  rule    due  found  false   recall  precision")
    for rule, tally in tallies.items():
        if everything or tally.missed or tally.false:
            due = tally.hit + len(tally.missed)
            recall, precision = tally.ratio(len(tally.missed)), tally.ratio(len(tally.false))
            print(f"  {rule} {due:6} {tally.hit:6} {len(tally.false):6}  {recall}    {precision}")
            for word, places in (("missed", tally.missed), ("false", tally.false)):
                for place in places[:5]:
                    print(f"      {word}: {place}")
    return missed + false


def main() -> int:
    """Try everything and print the tables; exit status 1 when something was missed or false."""
    options = argparse.ArgumentParser()
    options.add_argument("--all", action="store_true", help="list every rule, not only those with a miss")
    everything = options.parse_args().all
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        sources: dict[str, Iterable[Trial]] = {
            "Single faults in published layouts": of_layouts(Path(place)),
            "Examples of the rule pages": of_pages(),
            "Single faults in our templates": of_templates(load_profile()),
        }
        for title, trials in sources.items():
            wrong += report(title, *tallied(trials), everything=everything)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
