"""What differs between two policies, in words, and what it would change in files judged by both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jixiao.documents.json_report import points
from jixiao.documents.words import STATUS_WORDS, rule_name
from jixiao.forms.template import DRAWINGS
from jixiao.policy.model import Policy
from jixiao.policy.sections import section_of
from jixiao.policy.spelling import plain_number, short
from jixiao.policy.timeline import ALWAYS, PARTED
from jixiao.policy.wording import SPELLINGS, spell, spelling_of
from jixiao.records.finding import Finding, Severity
from jixiao.rules.reads import forms_of, settings_in, settings_read
from jixiao.rules.registry import RULES
from jixiao.rules.run import FormOutcome, Outcome

_PAPERS = {"通知与文号": ("整改通知",), "结果运用": ("评价结果应用",)}
NOT_GRADED = "不定级"


@dataclass(frozen=True)
class Change:
    """One setting that differs: its values as a clerk writes them, since when, and what they touch.

    `since` is the first day on which the two differ (ISO date), blank when they differ for every year.
    """

    key: str
    label: str
    before: str
    after: str
    words: str
    since: str
    rules: tuple[str, ...]
    forms: tuple[str, ...]
    papers: tuple[str, ...]

    @property
    def years(self) -> str:
        """For which years' forms the change holds."""
        return f"{self.since[:4]} 年度及以后的表({self.since} 起施行)" if self.since else "各年度的表"


def policy_changes(before: Policy, after: Policy, labels: Mapping[str, str]) -> tuple[Change, ...]:
    """Every difference between two policies, settings in their order, then rules; `labels` names the settings."""
    lines = [key for key in SPELLINGS if key not in PARTED]
    lines += [f"severities.{rule.code}" for rule in RULES]
    found = (_change(line, before, after, labels) for line in lines)
    return tuple(change for change in found if change is not None)


def _change(line: str, before: Policy, after: Policy, labels: Mapping[str, str]) -> Change | None:
    days = sorted({ALWAYS, *(span.since for policy in (before, after) for span in policy.dated)})
    pairs = [(day, _text(line, _on(before, day)), _text(line, _on(after, day))) for day in days]
    different = [pair for pair in pairs if pair[1] != pair[2]]
    if not different:
        return None
    day, old, new = different[-1]
    setting, _, code = line.partition(".")
    rules = (code,) if setting == "severities" else _rules(setting)
    return Change(
        key=line,
        label=f"规则 {code} {rule_name(code)}" if setting == "severities" else labels[line],
        before=old,
        after=new,
        words=_words(_value(line, _on(before, day)), _value(line, _on(after, day)), old, new),
        since=different[0][0],
        rules=rules,
        forms=tuple(dict.fromkeys(form for rule in RULES if rule.code in rules for form in forms_of(rule))),
        papers=() if setting == "severities" else _papers(line),
    )


def _on(policy: Policy, day: str) -> Policy:
    return next((span.policy for span in reversed(policy.dated) if span.since <= day), policy)


def _value(line: str, policy: Policy) -> Any:
    value: Any = policy
    for name in line.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name)
    return value


def _text(line: str, policy: Policy) -> str:
    """A line as a clerk writes it; a rule's severity with the end of its trial."""
    setting, _, code = line.partition(".")
    if setting != "severities":
        return spell(line, policy)
    usual = next(str(rule.severity) for rule in RULES if rule.code == code)
    until = policy.trial_until.get(code)
    ended = f"(试行到 {spelling_of(f'trial_until.{code}').write(until)})" if until else ""
    return policy.severities.get(code, usual) + ended


def _words(old: Any, new: Any, before: str, after: str) -> str:
    """The difference in words: what a list gains and loses, what changes under a name, else the two values."""
    if _is_words(old) and _is_words(new):
        added, gone = [one for one in new if one not in old], [one for one in old if one not in new]
        parts = [f"增加{_quoted(added)}"] * bool(added) + [f"去掉{_quoted(gone)}"] * bool(gone)
        return ";".join(parts) or "次序不同"
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        both = [name for name in old if name in new and old[name] != new[name]]
        parts = [f"「{name}」由「{_plain(old[name])}」改为「{_plain(new[name])}」" for name in both]
        parts += [f"增加「{name}」({_plain(new[name])})" for name in new if name not in old]
        parts += [f"去掉「{name}」" for name in old if name not in new]
        return ";".join(parts) or "次序不同"
    return f"由「{_flat(before)}」改为「{_flat(after)}」"


def _is_words(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def _plain(value: Any) -> str:
    """A part of a setting for people: numbers plain, tables and lists on one line."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return plain_number(value)
    if isinstance(value, Mapping):
        return "；".join(f"{name}={_plain(one)}" for name, one in value.items())
    if isinstance(value, tuple):
        return "、".join(map(_plain, value))
    return _flat(str(value))


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"「{word}」" for word in words)


def _flat(text: str) -> str:
    return "；".join(text.split("\n"))


def _rules(setting: str) -> tuple[str, ...]:
    return tuple(rule.code for rule in RULES if setting in settings_read(rule))


def _papers(line: str) -> tuple[str, ...]:
    """What else a setting changes beside findings: papers, and our own templates' formulas and hints."""
    setting = line.partition(".")[0]
    parts = (part for drawing in DRAWINGS.values() for part in (drawing.draw, drawing.formulas))
    template = ("模板",) if any(setting in settings_in(part) for part in parts) else ()
    return (*_PAPERS.get(section_of(line), ()), *template)


# -- the dry run -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormChange:
    """One form's result by both policies: points due and grades in words, equal where nothing changed."""

    sheet: str
    project: str
    due: tuple[str, str]
    grade: tuple[str, str]


@dataclass(frozen=True)
class FileChange:
    """One file by both policies. `gone`, `new` are findings that only one of them gives, `other` those that differ."""

    path: str
    status: tuple[str, str]
    counts: dict[str, tuple[int, int]]
    forms: tuple[FormChange, ...]
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    other: tuple[tuple[Finding, Finding], ...]

    @property
    def changed(self) -> bool:
        """Whether the file's result would differ at all."""
        forms = any(form.due[0] != form.due[1] or form.grade[0] != form.grade[1] for form in self.forms)
        return bool(self.gone or self.new or self.other or forms or self.status[0] != self.status[1])


@dataclass(frozen=True)
class DryRun:
    """A folder by both policies: severity → findings, grade → forms (each before and after), and the files."""

    files: tuple[FileChange, ...]
    severities: dict[str, tuple[int, int]]
    grades: dict[str, tuple[int, int]]

    @property
    def changed(self) -> tuple[FileChange, ...]:
        """The files whose result would differ."""
        return tuple(file for file in self.files if file.changed)


def dry_run(judged: Iterable[tuple[str, Outcome, Outcome]]) -> DryRun:
    """What changes over (path, by the old policy, by the new policy)."""
    files = tuple(_file(*one) for one in judged)
    severities = {
        str(severity): (
            sum(file.counts[str(severity)][0] for file in files),
            sum(file.counts[str(severity)][1] for file in files),
        )
        for severity in Severity
    }
    old, new = (Counter(form.grade[side] for file in files for form in file.forms) for side in (0, 1))
    grades = {name: (old[name], new[name]) for name in dict.fromkeys((*old, *new))}
    return DryRun(files, severities, grades)


def _file(path: str, old: Outcome, new: Outcome) -> FileChange:
    before, after = _by_place(old.findings), _by_place(new.findings)
    both = [(before[key], after[key]) for key in before if key in after]
    return FileChange(
        path=path,
        status=(STATUS_WORDS[old.status], STATUS_WORDS[new.status]),
        counts={str(severity): (old.count(severity), new.count(severity)) for severity in Severity},
        forms=tuple(_form(one, other) for one, other in zip(old.forms, new.forms, strict=True) if one.score),
        gone=tuple(one for key, one in before.items() if key not in after),
        new=tuple(one for key, one in after.items() if key not in before),
        other=tuple((one, other) for one, other in both if one != other),
    )


def _by_place(findings: Iterable[Finding]) -> dict[tuple[Any, ...], Finding]:
    """Findings by rule and place; equal ones at one place are told apart by their number."""
    seen: Counter[tuple[Any, ...]] = Counter()
    found = {}
    for finding in findings:
        place = (finding.rule, finding.sheet, finding.cell, finding.paragraph)
        found[(*place, seen[place])] = finding
        seen[place] += 1
    return found


def _form(old: FormOutcome, new: FormOutcome) -> FormChange:
    due = [points(one.score.due if one.score else None) or "无法计算" for one in (old, new)]
    grade = [(one.score.grade if one.score else None) or NOT_GRADED for one in (old, new)]
    return FormChange(old.form.sheet, short(old.form.project_name or ""), (due[0], due[1]), (grade[0], grade[1]))
