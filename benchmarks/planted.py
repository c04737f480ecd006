"""Known errors planted one by one: `python benchmarks/planted.py [--all] [--quick]`; recall and precision by rule.

Truths: single faults in the well-filled template of every form, in every layout (planted_faults, _forms, _sheets,
_layouts), in whole files, between forms, in a round and in documents (planted_books), in whole forms of eight
published layouts (tests/acceptance), and the examples of every rule page. A finding that was not planted is false.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.planted_books import BookTrial, of_books, of_documents_data, of_files, of_office, of_round
from benchmarks.planted_faults import HEADER, NOWHERE, Fault
from benchmarks.planted_layouts import LAYOUTS, POLICY, Laid, laid, overwritten
from benchmarks.planted_sheets import OF_FORM, faults

from jixiao.forms.catalogue import FORMS, find_form
from jixiao.forms.template import Key
from jixiao.policy.load import load_profile
from jixiao.records.finding import Finding, Severity
from jixiao.rules.reads import forms_of
from jixiao.rules.registry import RULES
from jixiao.rules.rule import Rule
from jixiao.tasks import check_data, check_file

Place = tuple[str, str | None]
"""Rule and cell (or paragraph)."""


@dataclass
class Tally:
    """What became of a rule's plants: where it had to fire and did, had to and did not, and fired for nothing."""

    hit: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    layouts: set[str] = field(default_factory=set)

    def ratio(self, other: int) -> str:
        """hits ÷ (hits + other), — where nothing was planted or found."""
        return f"{self.hit / (self.hit + other):7.1%}" if self.hit + other else "      —"


@dataclass(frozen=True)
class Trial:
    """One workbook with what must be found in it, and what was."""

    name: str
    planted: frozenset[Place]
    found: frozenset[Place]
    form: str = ""
    layout: str = ""


def tallied(trials: Iterable[Trial]) -> tuple[dict[str, Tally], int]:
    """Tallies by rule, and how many workbooks were tried."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    count = 0
    for trial in trials:
        count += 1
        for rule, cell in trial.planted | trial.found:
            tally, where = tallies[rule], f"{trial.name} {cell or ''}"
            if (rule, cell) in trial.planted and trial.form:
                tally.forms[trial.form] += 1
                tally.layouts.add(trial.layout)
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


# -- every form, every layout ------------------------------------------------------------------------------------------

GAPS = {
    "A103": "xls、ods 由 LibreOffice 另存的抽样",
    "A106": "F17 没有项目名称栏时按 A115 报",
    "A113": "一轮里看,只试 F04",
    "A114": "一轮里看,只试 F04",
    "A116": "规则页的例子",
    "C303": "· 的表没有金额栏或合计算不到上限",
    "C306": "· 的表没有金额栏",
    "C307": "· 的表没有合计栏;F01、F03–F05 的资金由 C301 看",
    "C308": "· 的表一个项目一份,或没有金额栏",
    "E504": "F06–F08 的得分不由标准算出",
    "E509": "F06–F08 的模板没有扣分原因栏",
    "E511": "· 的表没有等级栏",
    "E513": "F06–F08 的得分不由标准算出",
    "E514": "· 的表没有分值、得分栏",
    "E515": "只有 F06、F07 有结论",
    "F607": "模板没有整改要求栏,规则页的例子",
    "G702": "只在文稿",
    "G705": "一轮里看,只试 F04",
    "G706": "一轮里看,只试 F04",
    "G709": "· 的模板没有写个数的说明栏;F02 不是清单",
    **dict.fromkeys(("G710", "G711", "G712", "G713", "G714", "G715", "G716", "H801"), "· 的表没有这些栏"),
    "H802": "只在文稿",
    "H803": "只在文稿",
}
"""Why a rule is not planted in every form that it looks at."""


def looks_at(rule: Rule) -> tuple[str, ...]:
    """The titles of the forms that a rule looks at; none for rules on whole files, documents and rounds."""
    return forms_of(rule) if rule.on == "form" else ()


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


# -- report ------------------------------------------------------------------------------------------------------------


def report(title: str, tallies: dict[str, Tally], count: int, *, everything: bool) -> int:
    """Print one table; how many plants were missed or findings false."""
    hits = sum(tally.hit for tally in tallies.values())
    missed = sum(len(tally.missed) for tally in tallies.values())
    false = sum(len(tally.false) for tally in tallies.values())
    print(f"{title}: {count} workbooks, {hits + missed} findings due, {missed} missed, {false} false")
    print("  rule    due  found  false   recall  precision  forms  layouts")
    for rule, tally in tallies.items():
        if everything or tally.missed or tally.false:
            due = tally.hit + len(tally.missed)
            recall, precision = tally.ratio(len(tally.missed)), tally.ratio(len(tally.false))
            covered = f"{len(tally.forms):5}  {len(tally.layouts):7}"
            print(f"  {rule} {due:6} {tally.hit:6} {len(tally.false):6}  {recall}    {precision}  {covered}")
            for word, places in (("missed", tally.missed), ("false", tally.false)):
                for place in places[:5]:
                    print(f"      {word}: {place}")
    return missed + false


def table(tallies: Iterable[dict[str, Tally]]) -> None:
    """How many plants each rule had on each form; · where it looks at the form and nothing was planted."""
    codes = sorted({form.code for form in FORMS})
    planted: dict[str, Counter[str]] = defaultdict(Counter)
    for each in tallies:
        for rule, tally in each.items():
            planted[rule] += tally.forms
    print("Plants by rule and form (· = none although the rule looks at the form):")
    print("  rule " + "".join(f"{code:>5}" for code in codes))
    for one in RULES:
        looked = {find_form(title).code for title in looks_at(one)}
        cells = (str(planted[one.code][code] or ("·" if code in looked else "")) for code in codes)
        print(f"  {one.code} " + "".join(f"{cell:>5}" for cell in cells) + f"  {GAPS.get(one.code, '')}".rstrip())


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
