"""A policy as a workbook: exported for a clerk to edit, read back with every fault named by its cell."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jixiao.policy.model import Policy
from jixiao.policy.profile_files import (
    DEFAULT,
    HEAD,
    PolicyError,
    Setting,
    described,
    find_profile,
    load_profile,
    policy_from,
    settings_of,
)
from jixiao.policy.reasons import reason_of
from jixiao.policy.sheet import Line, Row, read_sheet, write_sheet
from jixiao.policy.spelling import Spelling, SpellingError, short, text_line, word_list
from jixiao.policy.wording import SPELLINGS

BASE = "extends"  # which profile stands where the workbook is blank
CHANGED = "(有改动)"


def _read_date(text: str) -> str:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text.replace(" ", ""))
    if not match:
        raise SpellingError(f"「{short(text)}」不是日期")
    return f"{int(match[1]):04}-{int(match[2]):02}-{int(match[3]):02}"


HEAD_LABELS = {
    "name": "口径名称",
    "title": "标题",
    "source": "主要依据",
    "effective": "施行日期",
    "aliases": "别名",
    BASE: "基础口径",
}
_HEAD_SPELLINGS: dict[str, Spelling] = {
    "name": text_line("本县2026"),
    "title": text_line("××县 2026"),
    "source": text_line("×财绩〔2026〕1号"),
    "effective": Spelling(str, _read_date, "写年月日", "2026-01-01"),
    "aliases": word_list("本县；××县"),
    BASE: text_line(DEFAULT),
}
_ALL = {**_HEAD_SPELLINGS, **SPELLINGS}


def policy_lines(name: str) -> list[Line]:
    """The lines of a profile's workbook: its head, then one per setting with value, how to write it and provenance."""
    key = find_profile(name)
    policy = load_profile(key)
    heads = {field: _ALL[field].write(getattr(policy, field)) for field in HEAD} | {BASE: key}
    lines = [Line(field, HEAD_LABELS[field], heads[field], _ALL[field].how) for field in HEAD_LABELS]
    for setting in described(policy, key):
        way = SPELLINGS[setting.key]
        text = (setting.key, setting.label, setting.value, way.how, setting.source, setting.cert, setting.effective)
        lines.append(Line(*text, way.choices))
    return lines


def export_policy(name: str, path: Path) -> Path:
    """Write a profile as an editable .xlsx and return its path; PolicyError when it exists or cannot be written."""
    lines = policy_lines(name)
    if path.exists():
        raise PolicyError(f"「{path.name}」已经存在,没有覆盖。请换一个文件名。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sheet(lines, path)
    except OSError as error:
        raise PolicyError(f"「{path.name}」写不进去,请核对文件夹是否存在、是否有写入权限。") from error
    return path


@dataclass(frozen=True)
class _Reading:
    """What a workbook says: its base profile, the rows and values by key, and what is wrong (row number, sentence)."""

    base: str
    rows: dict[str, Row]
    values: dict[str, Any]
    problems: tuple[tuple[int, str], ...]


def read_policy_workbook(path: Path) -> Policy:
    """The policy in a workbook, blank values as in its base profile; PolicyError with every fault and its cell."""
    return _policy_of(_read(path))


def describe_workbook(path: Path) -> list[Setting]:
    """The settings of a workbook with its provenance; a changed value that kept its old source is marked 本地修改."""
    reading = _read(path)
    base = {setting.key: setting for setting in described(load_profile(reading.base), reading.base)}
    policy = _policy_of(reading)
    return [_with_origin(each, base[each.key], reading.rows) for each in described(policy, reading.base)]


def _with_origin(setting: Setting, base: Setting, rows: dict[str, Row]) -> Setting:
    row = rows.get(setting.key)
    if row is None:
        return setting
    own = replace(
        setting,
        source=row.source or base.source,
        cert=row.cert or base.cert,
        effective=row.effective or base.effective,
    )
    if setting.value != base.value and own.source == base.source:
        return replace(own, source=f"本地修改(原为「{short(base.value)}」,{base.source})", cert="C")
    return own


def _read(path: Path) -> _Reading:
    known, problems = _known_rows(read_sheet(path))
    values: dict[str, Any] = {}
    for key, row in known.items():
        if row.fault:
            problems.append((row.number, _sentence(row, row.fault, key)))
        elif row.value:
            try:
                values[key] = _ALL[key].read(row.value)
            except SpellingError as error:
                problems.append((row.number, _sentence(row, str(error), key)))
    base = DEFAULT
    try:
        base = find_profile(values.pop(BASE, DEFAULT))
    except PolicyError as error:
        problems.append((known[BASE].number, f"口径工作簿 {known[BASE].cell}:{error}"))
    return _Reading(base, known, values, tuple(problems))


def _known_rows(rows: list[Row]) -> tuple[dict[str, Row], list[tuple[int, str]]]:
    """Rows by key; a code that is unknown or used twice is a fault when it has a value, notes are passed over."""
    by_label = {line.label: line.key for line in policy_lines(DEFAULT)}
    known: dict[str, Row] = {}
    problems: list[tuple[int, str]] = []
    for row in rows:
        key = row.key or by_label.get(row.label, "")
        if key in _ALL and key not in known:
            known[key] = row
        elif key in _ALL and row.value:
            problems.append((row.number, f"口径工作簿 {row.cell}:「{row.label}」写了两次,请删去一行后再用。"))
        elif key and row.value:
            near = difflib.get_close_matches(key, _ALL, 1)
            hint = f"(与它最像的是「{_label(near[0])}」)" if near else ""
            text = f"口径工作簿 {row.cell}:没有代号为「{short(key)}」的设置项{hint},请改后再用。"
            problems.append((row.number, text))
    return known, problems


def _sentence(row: Row, reason: str, key: str) -> str:
    # the reason need not quote again what the sentence quotes
    told = reason.removeprefix(f"「{short(row.value)}」").removeprefix("里") if row.value else reason
    seen = f"写成「{short(row.value)}」," if row.value else ""
    example = _ALL[key].example.replace("\n", "(换行)")
    return f"口径工作簿 {row.cell}:{_label(key)}{seen}{told},应写成「{example}」,请改后再用。"


def _label(key: str) -> str:
    return next(line.label for line in policy_lines(DEFAULT) if line.key == key)


def _policy_of(reading: _Reading) -> Policy:
    base = load_profile(reading.base)
    head = {field: reading.values.get(field, getattr(base, field)) for field in HEAD}
    settings = {key: setting.value for key, setting in settings_of(reading.base).items()}
    problems = list(reading.problems)
    try:
        policy = policy_from(head, _laid_over(settings, reading.values))
    except ValidationError as error:
        problems += [_located(each, reading.rows) for each in error.errors()]
    if problems:
        raise PolicyError(*dict.fromkeys(text for _, text in sorted(problems)))
    return _named(policy, base)


def _laid_over(settings: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in values.items() if key in settings}
    notice = {key.partition(".")[2]: value for key, value in values.items() if key.startswith("notice.")}
    return {**settings, **own, "notice": {**settings["notice"], **notice}}


def _located(error: Any, rows: dict[str, Row]) -> tuple[int, str]:
    place = [str(part) for part in error["loc"]]
    key = ".".join(place[:2]) if place[0] == "notice" else place[0]
    row = rows.get(key)
    if row is None or not row.value:  # a value of the base clashes with one that the workbook gives
        number, cell = (row.number, f" {row.cell}") if row else (0, "")
        return number, f"口径工作簿{cell}:{_label(key)}没有写,沿用基础口径时{reason_of(error)},请写上后再用。"
    return row.number, _sentence(row, reason_of(error), key)


def _named(policy: Policy, base: Policy) -> Policy:
    """A changed policy must not go by the name of the built-in one it came from."""
    if policy == base or policy.name != base.name:
        return policy
    title = policy.title + CHANGED if policy.title == base.title else policy.title
    return policy.model_copy(update={"name": policy.name + CHANGED, "title": title})
