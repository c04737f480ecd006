"""What the monitoring round of the same year leaves for a round of self-evaluations: its red lights, for F608.

<round>/监控红灯.jsonl   one line per file of the monitoring round that counted: name, and its monitoring forms as
                         told.py keeps them, signed with unit and department of that round's roster

They are copied, so that the folder of the earlier round may move or be put away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jixiao.campaign.kept import kept_roster
from jixiao.campaign.register_read import told_in
from jixiao.campaign.results import Standing
from jixiao.campaign.round import Round, RoundError
from jixiao.campaign.told import told_from
from jixiao.intake import whole
from jixiao.rules.across_files import Told

MONITORED = "监控红灯.jsonl"


def keep_monitored(found: Round, earlier: Round, standing: Standing) -> tuple[int, int]:
    """Store the monitoring forms that count by the earlier round's standing, in place of what was stored before.

    How many there are, and how many of them have a red light. RoundError when the earlier round is of another year, is
    this one, or has no monitoring form.
    """
    if earlier.folder.resolve() == found.folder.resolve():
        raise RoundError("--earlier 要写监控那一轮的文件夹,不是这一轮自己的。")
    if earlier.year != found.year:
        raise RoundError(f"「{earlier.name}」是 {earlier.year} 年的,这一轮是 {found.year} 年的。请给出同一年的监控。")
    forms = reds = 0
    with whole(found.folder / MONITORED) as part, part.open("w", encoding="utf-8") as file:
        for name, watched in _watched(earlier, standing):
            forms += len(watched)
            reds += sum(bool(one["marks"]) for one in watched)
            file.write(json.dumps({"file": f"{earlier.name}/{name}", "watched": watched}, ensure_ascii=False) + "\n")
        if not forms:
            raise RoundError(f"「{earlier.name}」还没有收到监控表。请先对那一轮运行 jixiao collect。")
    return forms, reds


def _watched(earlier: Round, standing: Standing) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Name and monitoring forms of every file that counts; the unit is the sender as the roster writes it."""
    chosen = {item.digest: (item.path, item.unit_code) for item in standing.submissions if item.chosen and item.digest}
    units = {unit.code: unit for unit in kept_roster(earlier).units}
    for digest, kept in told_in(earlier, chosen.keys()):
        path, code = chosen[digest]
        unit = units.get(code)
        own = {"unit": unit.name} | ({"department": unit.superior} if unit.superior else {}) if unit else {}
        if kept.get("watched"):
            name = path.replace("\\", "/").rpartition("/")[2].rpartition("!")[2]
            yield name, [{**one, **own} for one in kept["watched"]]


def monitored_before(found: Round) -> Iterator[Told]:
    """The files kept by `keep_monitored`, one at a time; none when there are none. RoundError when one is damaged.

    Their places are below every file's own of the round, of which they are not.
    """
    path = found.folder / MONITORED
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            try:
                kept = json.loads(line)
                yield told_from(kept, Told(str(kept["file"]), place=-2 - number))
            except (KeyError, TypeError, ValueError, ArithmeticError):
                raise RoundError(f"「{path}」第 {number + 1} 行坏了。请用 --earlier 再收一次。") from None
