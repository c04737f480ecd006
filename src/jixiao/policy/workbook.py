"""A policy in a workbook: read with every fault named by its cell, dated lines put into their spans."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jixiao.policy.lines import (
    BASE,
    HEAD_SPELLINGS,
    RULE_PARTS,
    is_line,
    label_of,
    labels,
    rule_line,
    way_of,
)
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
    timeline_of,
)
from jixiao.policy.reading import AS_USUAL, Row, read_rows
from jixiao.policy.reasons import reason_of
from jixiao.policy.spelling import SpellingError, short
from jixiao.policy.timeline import (
    ABSENT,
    ALWAYS,
    PARTED,
    Entry,
    Timeline,
    chained,
    days_of,
    in_force,
    insert,
    lay,
    parts_of,
    values_of,
)
from jixiao.policy.wording import SPELLINGS, read_day, spell

CHANGED = "(有改动)"


@dataclass(frozen=True)
class Reading:
    """What a workbook says: its base profile, its head, rows by line, dated values over the base's, what is wrong.

    `problems` are (place, sentence).
    """

    base: str
    head: dict[str, Any]
    rows: dict[str, list[Row]]
    timeline: Timeline
    problems: tuple[tuple[tuple[int, int], str], ...]


def read_policy_workbook(path: Path) -> Policy:
    """The policy in a workbook, blank values as in its base profile; PolicyError with every fault and its cell."""
    return policy_of(read_workbook(path))


def describe_workbook(path: Path) -> list[Setting]:
    """The settings of a workbook with its provenance; a changed value that kept its old source is marked 本地修改."""
    reading = read_workbook(path)
    base = {setting.key: setting for setting in described(load_profile(reading.base), reading.base)}
    policy = policy_of(reading)
    now = in_force(reading.timeline, days_of(reading.timeline)[-1])
    return [with_origin(each, base[each.key], now.get(each.key)) for each in described(policy, reading.base)]


def with_origin(setting: Setting, base: Setting, entry: Entry | None) -> Setting:
    """A line's provenance as the workbook's row says it; what changed but kept its old source is 本地修改."""
    row = entry.row if entry else None
    if row is None:
        changed = setting.value != base.value  # rules' severities stand on lines of their own
        return replace(setting, source="本地修改", cert="C") if changed else setting
    own = replace(
        setting,
        source=row.source or base.source,
        cert=row.cert or base.cert,
        effective=entry.since or row.effective or base.effective if entry else base.effective,
    )
    if setting.value != base.value and own.source == base.source:
        return replace(own, source=f"本地修改(原为「{short(base.value)}」,{base.source})", cert="C")
    return own


def read_workbook(path: Path) -> Reading:
    """Every line of a policy workbook, read as far as it can be; PolicyError only when there is no workbook at all."""
    rows, problems = _known_rows(read_rows(path))
    head, values = {}, []
    for key, row in ((key, row) for key, own in rows.items() for row in own):
        try:
            value = _value(key, row)
        except SpellingError as error:
            problems.append((row.place, _sentence(row, str(error), key)))
            continue
        if key in HEAD_SPELLINGS and value is not None:
            head[key] = value
        elif value is not None:
            values.append((key, row, value))
    base = DEFAULT
    try:
        base = find_profile(str(head.pop(BASE, DEFAULT)))
    except PolicyError as error:
        problems.append((rows[BASE][0].place, f"口径工作簿 {rows[BASE][0].cell}:{error}"))
    timeline = timeline_of(base)
    problems += _lay_all(timeline, values, base, str(head.get("effective", "")))
    return Reading(base, head, rows, timeline, tuple(problems))


def _value(key: str, row: Row) -> Any:
    """What a row says, None when it is blank; SpellingError when it says nothing that can be understood."""
    if row.fault:
        raise SpellingError(row.fault)
    if row.value == AS_USUAL and key.partition(".")[0] in RULE_PARTS:
        return ABSENT
    return way_of(key).read(row.value) if row.value else None


def _known_rows(found: list[Row]) -> tuple[dict[str, list[Row]], list[tuple[tuple[int, int], str]]]:
    """Rows by line; a code that is unknown is a fault when it has a value, notes are passed over."""
    by_label = {flat_label: key for key, flat_label in labels().items()}
    rows: dict[str, list[Row]] = {}
    problems = []
    for row in found:
        key = row.key or by_label.get(row.label, "") or rule_line(row.label)
        if is_line(key):
            rows.setdefault(key, []).append(row)
        elif (row.key or row.place[0] == 2) and (row.value not in ("", AS_USUAL) or row.fault):
            problems.append((row.place, _unknown(row)))
    for key, own in rows.items():
        problems += _twice(key, own)
    return rows, problems


def _unknown(row: Row) -> str:
    if row.key.partition(".")[0] in RULE_PARTS:
        return f"口径工作簿 {row.cell}:没有规则「{short(row.label)}」,请核对规则号后再用。"
    said = row.key or row.label
    near = difflib.get_close_matches(said, [*HEAD_SPELLINGS, *SPELLINGS] if row.key else labels().values(), 1, 0.5)
    hint = f"(与它最像的是「{label_of(near[0]) if row.key else near[0]}」)" if near else ""
    word = "代号" if row.key else "名称"
    return f"口径工作簿 {row.cell}:没有{word}为「{short(said)}」的设置项{hint},请改后再用。"


def _twice(key: str, rows: list[Row]) -> Iterator[tuple[tuple[int, int], str]]:
    """Second lines of a setting need a day of their own from which they hold."""
    taken = {_day(rows[0])}
    for row in rows[1:]:
        day = _day(row)
        if row.effective and not day:
            continue  # said when the day is read
        if (not day or day in taken or key in HEAD_SPELLINGS) and (row.value or row.fault):
            dated = "" if day or key in HEAD_SPELLINGS else "写上从哪天起施行,或"
            words = f"写了两次,请{dated}删去一行后再用"
            yield row.place, f"口径工作簿 {row.cell}:「{label_of(key)}」{words}。"
        taken.add(day)


def _day(row: Row) -> str:
    try:
        return read_day(row.effective)
    except SpellingError:
        return ""


def _lay_all(
    timeline: Timeline, values: list[tuple[str, Row, Any]], base: str, start: str
) -> Iterator[tuple[tuple[int, int], str]]:
    """Lay what the workbook says over its base; yields what is wrong with the days."""
    usual = {line: setting for setting in described(load_profile(base), base) for line in [setting.key]}
    begun = start if start > load_profile(base).effective else ALWAYS
    policy, first = load_profile(base), set()
    for key, row, value in values:
        own_day = usual[key].effective if key in usual else load_profile(base).effective
        second, day = key in first, _day(row)
        first.add(key)
        if row.effective and not day:
            yield row.place, _sentence(replace(row, value=row.effective), "施行日期看不懂", "effective")
        if not second and _same(key, value, policy):
            continue
        since = (day if second or day != own_day else begun) or begun
        for line, one in _whole(key, value, timeline).items():
            (insert if second or since != ALWAYS else _replace)(timeline, line, Entry(since, one, row))


def _replace(timeline: Timeline, line: str, entry: Entry) -> None:
    timeline[line] = ()
    lay(timeline, line, entry)


def _whole(key: str, value: Any, timeline: Timeline) -> dict[str, Any]:
    """A line's value by parts: a parted setting given as a whole takes away the parts it does not name."""
    if key not in PARTED:
        return {key: value}
    gone = {line: ABSENT for line in timeline if line.startswith(f"{key}.")}
    return {**gone, **parts_of(key, value)}


def _same(key: str, value: Any, policy: Policy) -> bool:
    """Whether a line says what the base policy says anyway."""
    setting, _, part = key.partition(".")
    if setting in RULE_PARTS and part:
        return bool(getattr(policy, setting).get(part, ABSENT) == value)
    return bool(way_of(key).read(spell(key, policy)) == value)


def _sentence(row: Row, reason: str, key: str) -> str:
    # the reason need not quote again what the sentence quotes
    told = reason.removeprefix(f"「{short(row.value)}」").removeprefix("里") if row.value else reason
    seen = f"写成「{short(row.value)}」," if row.value else ""
    example = way_of(key).example.replace("\n", "(换行)")
    return f"口径工作簿 {row.cell}:{label_of(key)}{seen}{told},应写成「{example}」,请改后再用。"


def policy_of(reading: Reading) -> Policy:
    """The policy that a workbook's lines make, span by span; PolicyError with every fault in order of its cells."""
    base = load_profile(reading.base)
    head = {field: reading.head.get(field, getattr(base, field)) for field in HEAD}
    problems, spans = list(reading.problems), []
    for day in days_of(reading.timeline):
        lines = in_force(reading.timeline, day)
        try:
            spans.append((day, policy_from(head, values_of(lines))))
        except ValidationError as error:
            problems += [_located(each, lines, reading.rows) for each in error.errors()]
    if problems:
        raise PolicyError(*dict.fromkeys(text for _, text in sorted(problems)))
    return _named(chained(spans), base)


def _located(error: Any, lines: dict[str, Entry], rows: dict[str, list[Row]]) -> tuple[tuple[int, int], str]:
    place = [str(part) for part in error["loc"]]
    key = ".".join(place[:2]) if place[0] in PARTED else place[0]
    own = [lines[key].row] if key in lines and lines[key].row else rows.get(key, [])[:1]
    if not own or not own[0].value:  # a value of the base clashes with one that the workbook gives
        where, cell = (own[0].place, f" {own[0].cell}") if own else ((0, 0), "")
        return where, f"口径工作簿{cell}:{label_of(key)}没有写,沿用基础口径时{reason_of(error)},请写上后再用。"
    return own[0].place, _sentence(own[0], reason_of(error), key)


def _named(policy: Policy, base: Policy) -> Policy:
    """A changed policy must not go by the name of the built-in one it came from."""
    if policy == base or policy.name != base.name:
        return policy
    title = policy.title + CHANGED if policy.title == base.title else policy.title
    named = {"name": policy.name + CHANGED, "title": title}
    spans = tuple(span.model_copy(update={"policy": span.policy.model_copy(update=named)}) for span in policy.dated)
    return policy.model_copy(update={**named, "dated": spans})
