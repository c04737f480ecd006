"""Faults of a round: what its rules find in each file that came in, and in the round as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.planted_filled import HEADING, places

from jixiao.forms.catalogue import find_form

FORMS = ("F01", "F03", "F04")
RULES = ("A113", "A114", "G705", "G706")
Seen = tuple[str, str | None]
"""Rule and cell."""
Files = dict[str, tuple[str, dict[str, str]]]
"""What each file holds: whose workbook, which cells are typed."""
Due = dict[str, set[Seen]]
"""What must be found by file ("": in the round)."""


def of_round(folder: Path) -> Iterator[tuple[str, str, frozenset[Seen], frozenset[Seen]]]:
    """Rounds of three units: name, form, what must be found in a file (or in the round), and what is."""
    for form in FORMS:
        for name, sent, due in _rounds(form):
            place = folder / form / name
            place.mkdir(parents=True)
            found = _found(place, form, sent)
            for file in {**found, **due}:
                yield f"{form} {name} {file}", form, frozenset(due.get(file, ())), frozenset(found.get(file, ()))


def _rounds(form: str) -> tuple[tuple[str, Files, Due], ...]:
    from tests.campaign.incoming import BUS, ROAD, SCHOOL

    at = places(find_form(form).title)
    name, unit, project = at["indicators.name", 0], at["agency", 0], at["project", 0]
    said = at.get(("indicators.actual", 0), at["indicators.target", 0])
    given = {said: "86公里"}
    if form == "F03":  # what types here keeps no result of the heading's formula
        given[at[f"{HEADING}indicators.actual", 0]] = "1—8月执行情况"
    typed, other = {**given, name: "养护里程"}, {**given, name: "另一稿"}
    alien = {**typed, unit: "青禾县第一小学"}
    bus, school = {"乙.xlsx": (BUS, typed)}, {"丙.xlsx": (SCHOOL, typed)}
    return (
        ("都报了", {"甲.xlsx": (ROAD, typed), **bus, **school}, {}),
        ("一个单位没报", {"甲.xlsx": (ROAD, typed), **bus}, {"": {("G705", None)}}),
        (
            "同一单位两稿",
            {"甲.xlsx": (ROAD, typed), "甲二.xlsx": (ROAD, other), **bus, **school},
            {"甲二.xlsx": {("A114", None)}},
        ),
        (
            "用了别的单位的表",
            {"甲.xlsx": (ROAD, typed), **bus, "冒用.xlsx": (ROAD, alien)},
            {"冒用.xlsx": {("A113", unit), ("G706", project)}, "": {("G705", None)}},  # nor is that its project
        ),
    )


def _found(place: Path, form: str, sent: Mapping[str, tuple[str, dict[str, str]]]) -> dict[str, set[Seen]]:
    from tests.campaign.incoming import begin, filled, put, take_in

    begin(place, form)
    for day, (file, (code, cells)) in enumerate(sent.items(), 1):
        put(place, file, filled(place, code, cells), day)
    settled = take_in(place).settled
    found = {
        item.path.rpartition("/")[2]: {(row.rule, row.cell or None) for row in item.findings if row.rule in RULES}
        for item in settled.standing.submissions
    }
    return found | {"": {(row.rule, row.cell or None) for row in settled.missing}}
