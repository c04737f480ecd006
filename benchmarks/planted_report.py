"""What became of planted errors: recall and precision by rule, and which rule was planted in which form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from jixiao.forms.catalogue import FORMS, find_form
from jixiao.rules.reads import forms_of
from jixiao.rules.registry import RULES
from jixiao.rules.rule import Rule

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


# -- rules by forms ----------------------------------------------------------------------------------------------------

GAPS = {
    "A103": "xls、ods 由 LibreOffice 另存的抽样",
    "A106": "F17 没有项目名称栏时按 A115 报",
    "A113": "一轮里看,只试 F01、F03、F04",
    "A114": "一轮里看,只试 F01、F03、F04",
    "B204": "F02 没有编码栏",
    "C301": "F02 的资金在主要任务里,由 C307 看",
    "C303": "· 的表没有金额栏或合计算不到上限",
    "C306": "· 的表没有金额栏",
    "C307": "· 的表没有合计栏;F01、F03–F05 的资金由 C301 看",
    "C308": "· 的表一个项目一份,或没有金额栏",
    "D406": "F02 没有试",
    "D408": "F02 没有项目期",
    "E502": "F02 没有试",
    "E504": "F06–F08 的得分不由标准算出",
    "E509": "F06–F08 的模板没有扣分原因栏",
    "E511": "· 的表没有等级栏",
    "E513": "F06–F08 的得分不由标准算出",
    "E514": "· 的表没有分值、得分栏",
    "E515": "只有 F06、F07 有结论",
    "G702": "只在文稿",
    "G705": "一轮里看,只试 F01、F03、F04",
    "G706": "一轮里看,只试 F01、F03、F04",
    "G709": "· 的模板没有写个数的说明栏",
    **dict.fromkeys(("G710", "G711", "G712", "G713", "G714", "G715", "G716", "H801"), "· 的表没有这些栏"),
    "H802": "只在文稿",
    "H803": "只在文稿",
}
"""Why a rule is not planted in every form that it looks at."""


def looks_at(rule: Rule) -> tuple[str, ...]:
    """The titles of the forms that a rule looks at; none for rules on whole files, documents and rounds."""
    return forms_of(rule) if rule.on == "form" else ()
