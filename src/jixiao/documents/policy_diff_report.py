"""The difference of two policies for people (lines) and for programs (one JSON document)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jixiao.documents.policy_diff import Change, DryRun, FileChange
from jixiao.documents.words import rule_name
from jixiao.policy.model import Policy
from jixiao.records.finding import Finding

_MOST_FORMS = 4


def diff_lines(before: Policy, after: Policy, changes: Sequence[Change], run: DryRun | None) -> Iterator[str]:
    """The whole difference in Chinese lines: settings, and with a dry run the counts and the files that change."""
    yield f"口径「{before.title}」→「{after.title}」:{f'{len(changes)} 处不同' if changes else '没有不同'}。"
    for number, change in enumerate(changes, 1):
        yield f"{number}. {change.label}:{change.words}。"
        yield f"   适用:{change.years}。影响:{';'.join(_touches(change))}。"
    if run is not None:
        yield from _run_lines(run)


def _touches(change: Change) -> list[str]:
    own = change.key.startswith("severities.")
    named = "、".join(f"{code} {rule_name(code)}" for code in change.rules)
    words = [f"规则 {named}"] if named and not own else []
    if change.forms:
        more = f" 等 {len(change.forms)} 种表" if len(change.forms) > _MOST_FORMS else ""
        words.append(f"表 {'、'.join(change.forms[:_MOST_FORMS])}{more}")
    words += [f"{'文书' if paper != '模板' else '新生成的'} {paper}" for paper in change.papers]
    return words or ["整个文件" if own else "没有规则直接用它"]


def _run_lines(run: DryRun) -> Iterator[str]:
    yield f"试算 {len(run.files)} 个文件:{len(run.changed)} 个结果会变。"
    yield "  问题条数:" + ",".join(f"{name} {_arrow(*pair)}" for name, pair in run.severities.items())
    if run.grades:
        yield "  等级个数:" + ",".join(f"{name} {_arrow(*pair)}" for name, pair in run.grades.items())
    for file in run.changed:
        yield f"  {file.path}:{';'.join(file_words(file))}"


def file_words(file: FileChange) -> list[str]:
    """What changes for one file, in short Chinese phrases."""
    words = []
    if file.status[0] != file.status[1]:
        words.append(f"{file.status[0]}→{file.status[1]}")
    for form in file.forms:
        if form.grade[0] != form.grade[1] or form.due[0] != form.due[1]:
            words.append(f"「{form.sheet}」应得分 {_arrow(*form.due)},等级 {_arrow(*form.grade)}")
    for title, findings in (("新增", file.new), ("不再有", file.gone)):
        if findings:
            words.append(f"{title} {len(findings)} 条({_codes(findings)})")
    if file.other:
        words.append(f"级别或应为值不同 {len(file.other)} 条({_codes([new for _, new in file.other])})")
    return words


def _codes(findings: Sequence[Finding]) -> str:
    return "、".join(dict.fromkeys(finding.rule for finding in findings))


def _arrow(old: object, new: object) -> str:
    return str(old) if old == new else f"{old}→{new}"


def diff_document(
    before: Policy, after: Policy, changes: Sequence[Change], run: DryRun | None, *, version: str
) -> dict[str, Any]:
    """The same as one document: the policies, the changes, and the dry run (null without a folder)."""
    return {
        "version": version,
        "from": {"name": before.name, "title": before.title},
        "to": {"name": after.name, "title": after.title},
        "changes": [_change(change) for change in changes],
        "dry_run": None if run is None else _run(run),
    }


def _change(change: Change) -> dict[str, Any]:
    texts = {"label": change.label, "before": change.before, "after": change.after, "words": change.words}
    touched = {"rules": list(change.rules), "forms": list(change.forms), "papers": list(change.papers)}
    return {**texts, "since": change.since or None, **touched}


def _run(run: DryRun) -> dict[str, Any]:
    return {
        "workbooks": len(run.files),
        "changed": len(run.changed),
        "findings": _pairs(run.severities),
        "grades": _pairs(run.grades),
        "files": [_file(file) for file in run.changed],
    }


def _pairs(table: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, int]]:
    return {name: {"before": old, "after": new} for name, (old, new) in table.items()}


def _file(file: FileChange) -> dict[str, Any]:
    return {
        "path": file.path,
        "status": {"before": file.status[0], "after": file.status[1]},
        "findings": _pairs(file.counts),
        "forms": [
            {
                "sheet": form.sheet,
                "project": form.project,
                "due": {"before": form.due[0], "after": form.due[1]},
                "grade": {"before": form.grade[0], "after": form.grade[1]},
            }
            for form in file.forms
        ],
        "new": [_finding(one) for one in file.new],
        "gone": [_finding(one) for one in file.gone],
        "other": [{"before": _finding(old), "after": _finding(new)} for old, new in file.other],
    }


def _finding(finding: Finding) -> dict[str, str | None]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
    }
