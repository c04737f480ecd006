"""Known errors planted one by one: `python benchmarks/planted.py [--all] [--quick]`; recall and precision by rule.

Truths: single faults in the well-filled template of every form, in every layout (planted_faults, _forms, _sheets,
_layouts), in whole files, between forms and in documents (planted_books), in rounds (planted_rounds), in whole forms
of eleven published layouts (tests/acceptance), and the examples of every rule page. A finding that was not planted is
false.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.planted_books import BookTrial, of_books, of_documents_data, of_files, of_office, of_remedies
from benchmarks.planted_faults import HEADER, NOWHERE, Fault
from benchmarks.planted_filled import POLICY, overwritten
from benchmarks.planted_layouts import LAYOUTS, Laid, laid
from benchmarks.planted_report import Place, Trial, report, table, tallied
from benchmarks.planted_rounds import of_round
from benchmarks.planted_sheets import OF_FORM, faults

from jixiao.forms.catalogue import find_form
from jixiao.forms.template import Key
from jixiao.policy.load import load_profile
from jixiao.records.finding import Finding, Severity
from jixiao.tasks.check import check_data, check_file

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
        for layout in plant.tried:
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


# -- every form, every layout ------------------------------------------------------------------------------------------

TOGETHER = ("上下叠放", "另一张表")
"""Layouts in which another form is in the workbook."""


def of_forms(*, quick: bool = False) -> Iterator[Trial]:
    """Every fault of every form in every layout; quick: each rule once a form, the layouts in turn."""
    for number, title in enumerate(OF_FORM):
        for layout in [list(LAYOUTS)[number % len(LAYOUTS)]] if quick else LAYOUTS:
            yield from of_form(title, layout, quick=quick)


def of_form(title: str, layout: str, *, quick: bool = False) -> Iterator[Trial]:
    """A form in a layout, clean and with every fault; more cells of one rule only in the standard template."""
    yield _trial(title, layout, "无错", laid(title, layout, {}), frozenset(), {})
    told: set[str] = set()
    for fault in faults(title):
        again = (fault.rule in told and quick) or (fault.wide and layout != "标准模板")
        if not again and not (fault.alone and layout in TOGETHER):
            told.add(fault.rule)
            form = laid(title, layout, fault.change)
            why = f"{fault.rule} {fault.why}"
            yield _trial(title, layout, why, form, _due(title, layout, form, fault), fault.policy)


def _due(title: str, layout: str, form: Laid, fault: Fault) -> frozenset[Place]:
    def at(key: Key | None) -> str | None:
        if key is None or key == NOWHERE:
            return None
        return form.header if key == HEADER else form.where(title, key, fault.change)

    due = {(fault.rule, at(fault.at)), *((rule, at(key)) for rule, key in fault.also)}
    if layout == "标准模板":
        due |= {("A107", at(key)) for key in overwritten(title, fault.change)}
    return frozenset(due)


def _trial(title: str, layout: str, why: str, form: Laid, due: frozenset[Place], policy: Mapping[str, Any]) -> Trial:
    findings = check_data(form.data, form.name, POLICY.model_copy(update=dict(policy))).findings
    own = [
        item if item.sheet in (None, form.sheet) else replace(item, cell=f"{item.sheet}!{item.cell}")
        for item in findings
    ]
    code = find_form(title).code
    return Trial(f"{code} {title} {layout} {why}", due, _judged(own, due), code, layout)


# -- files, workbooks, rounds, documents -------------------------------------------------------------------------------


def of_documents() -> Iterator[Trial]:
    """The documents of the rule pages as real files: what the page's own rule must find, and nothing more of it."""
    for rule, name, data, due, policy in of_documents_data():
        found = [item for item in check_data(data, name, policy).findings if item.rule == rule]
        seen = frozenset((rule, f"第{item.paragraph}段") for item in found)
        yield Trial(f"{rule} {name}", frozenset((rule, at) for at in due), seen)


def of_rounds(folder: Path) -> Iterator[Trial]:
    """Small rounds: what the rules of the round find in each file, and in the round as a whole."""
    for name, form, due, found in of_round(folder):
        yield Trial(f"一轮 {name}", due, found, form, "一轮")


def of_others(books: Iterable[BookTrial]) -> Iterator[Trial]:
    """Whole files and workbooks: what must be found in them, by rule and cell."""
    for book in books:
        found = check_data(book.data, book.name, POLICY.model_copy(update=dict(book.policy))).findings
        rules = {rule for rule, _, _ in book.due}
        places = {(item.rule, f"{item.sheet or ''}!{item.cell or ''}", item.severity) for item in found}
        yield Trial(
            f"{book.form} {book.why}",
            frozenset((rule, f"{sheet or ''}!{cell or ''}") for rule, sheet, cell in book.due),
            frozenset((rule, at) for rule, at, severity in places if severity is not Severity.HINT or rule in rules),
            find_form(book.form).code if book.form else "",
            book.layout,
        )


def main() -> int:
    """Try everything and print the tables; exit status 1 when something was missed or false."""
    options = argparse.ArgumentParser()
    options.add_argument("--all", action="store_true", help="list every rule, not only those with a miss")
    options.add_argument("--quick", action="store_true", help="each rule once on each form, in one layout")
    chosen = options.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sources: dict[str, Iterable[Trial]] = {
            "Every form in its layouts": of_forms(quick=chosen.quick),
            "Whole files of every form": of_others(one for title in OF_FORM for one in of_files(title)),
            "Between forms of one workbook": of_others(of_books()),
            "Places that the template has not": of_others(of_remedies()),
            "A round": of_rounds(folder / "轮"),
            "Documents as .txt and .docx": of_documents(),
            "Old formats by LibreOffice": () if chosen.quick else of_others(of_office(folder)),
            "Single faults in published layouts": of_layouts(folder),
            "Examples of the rule pages": of_pages(),
        }
        counted = []
        for title, trials in sources.items():
            tallies, count = tallied(trials)
            counted.append(tallies)
            wrong += report(title, tallies, count, everything=chosen.all)
    table(counted)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
