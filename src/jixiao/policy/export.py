"""A policy put into a workbook for a clerk to edit: built-in profiles, and workbooks of an older layout anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jixiao.policy.drawing import Line, PolicyBook, RuleLine, draw
from jixiao.policy.lines import BASE, HEAD_LABELS, RULE_PARTS, labels, way_of
from jixiao.policy.model import Policy
from jixiao.policy.profile_files import HEAD, PolicyError, Setting, described, find_profile, load_profile, settings_of
from jixiao.policy.reading import AS_USUAL
from jixiao.policy.sections import HEAD_SECTION, RULE_SECTION, in_sections, section_of
from jixiao.policy.timeline import ABSENT, ALWAYS, Entry
from jixiao.policy.wording import spelling_of
from jixiao.policy.workbook import Reading, policy_of, read_workbook, with_origin

RuleEntry = tuple[str, str, str, str, str]
"""A rule as the register knows it: family, code, name, severity, basis."""


def export_policy(name: str, path: Path, rules: Iterable[RuleEntry]) -> Path:
    """Write a profile as an editable .xlsx and return its path; PolicyError when it exists or cannot be written."""
    data = policy_workbook(name, rules)
    if path.exists():
        raise PolicyError(f"「{path.name}」已经存在,没有覆盖。请换一个文件名。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise PolicyError(f"「{path.name}」写不进去,请核对文件夹是否存在、是否有写入权限。") from error
    return path


def policy_workbook(name: str, rules: Iterable[RuleEntry]) -> bytes:
    """The workbook of a built-in profile or of another policy workbook (.xlsx path), equal bytes for equal content."""
    from jixiao.policy.load import is_workbook

    if is_workbook(name):
        return draw(_of_workbook(Path(name), tuple(rules)))
    key = find_profile(name)
    return draw(_content(load_profile(key), key, described(load_profile(key), key), tuple(rules)))


def _of_workbook(path: Path, rules: tuple[RuleEntry, ...]) -> PolicyBook:
    """A workbook's own lines in the present layout: first values on the main sheet, later ones as changes."""
    reading = read_workbook(path)
    policy = policy_of(reading)
    first = policy.dated[0].policy if policy.dated else policy
    base = {setting.key: setting for setting in described(load_profile(reading.base), reading.base)}
    shown = [
        with_origin(each, base[each.key], reading.timeline[each.key][0]) if _own(reading, each.key) else base[each.key]
        for each in described(first, reading.base)
    ]
    content = _content(first, reading.base, shown, rules)
    return PolicyBook(content.title, content.sections, content.rules, tuple(_changes(reading)))


def _own(reading: Reading, line: str) -> bool:
    """Whether a workbook changes a line for every year: then its value stands on the main sheet, else the base's."""
    entries = reading.timeline.get(line, ())
    return bool(entries) and entries[0].since == ALWAYS and entries[0].row is not None


def _changes(reading: Reading) -> Iterable[Line]:
    for line, entries in reading.timeline.items():
        for entry in entries:
            if entry.since != ALWAYS and entry.row is not None:
                yield _change(line, entry)


def _change(line: str, entry: Entry) -> Line:
    setting, _, code = line.partition(".")
    label = code if setting in RULE_PARTS else labels()[line]
    value = entry.row.value
    if setting in RULE_PARTS:  # several may stand in one cell
        value = AS_USUAL if entry.value is ABSENT else spelling_of(line).write(entry.value)
    return Line(line, label, value, "", entry.row.source, entry.row.cert, entry.since)


def _content(policy: Policy, base: str, settings: list[Setting], rules: tuple[RuleEntry, ...]) -> PolicyBook:
    lines = {setting.key: _line(setting) for setting in settings if section_of(setting.key) != RULE_SECTION}
    sections = [(HEAD_SECTION, _head_lines(policy, base))]
    sections += [(section, tuple(lines[key] for key in keys)) for section, keys in in_sections(lines).items()]
    return PolicyBook(policy.title, tuple(sections), _rule_lines(policy, base, rules), ())


def _head_lines(policy: Policy, base: str) -> tuple[Line, ...]:
    heads = {field: way_of(field).write(getattr(policy, field)) for field in HEAD} | {BASE: base}
    return tuple(Line(field, HEAD_LABELS[field], heads[field], way_of(field).how) for field in HEAD_LABELS)


def _line(setting: Setting) -> Line:
    way = way_of(setting.key)
    texts = (setting.key, setting.label, setting.value, way.how, setting.source, setting.cert, setting.effective)
    return Line(*texts, way.choices)


def _rule_lines(policy: Policy, base: str, rules: tuple[RuleEntry, ...]) -> tuple[RuleLine, ...]:
    own = settings_of(base)["severities"]
    lines = []
    for family, code, name, usual, basis in rules:
        level = policy.severities.get(code, usual)
        until = policy.trial_until.get(code, "")
        until = spelling_of(f"trial_until.{code}").write(until) if until else ""
        source, cert = (basis or "本项目建议", "C") if code not in policy.severities else (own.source, own.cert)
        lines.append(RuleLine(family, code, name, level, until, usual, source, cert, policy.effective))
    return tuple(lines)
