"""What a round keeps of its distribution, so that collecting needs neither the roster nor the approved forms again.

<round>/名册.json           units and projects as they were when the workbooks went out
<round>/批复目标.jsonl      the approved declarations that were rolled forward, one line per project:
                            head (unit's code and name, project's name) and form, parted by a tab
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.campaign.round import Round, RoundError
from jixiao.intake import whole, write_own
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.text import squeezed

ROSTER, APPROVED = "名册.json", "批复目标.jsonl"
_READ: dict[str, Callable[[str], Any]] = {
    "小数": Decimal,
    "时刻": datetime.fromisoformat,
    "日期": date.fromisoformat,
    "钟点": time.fromisoformat,
}


def keep_roster(found: Round, roster: Roster) -> None:
    """Store units and projects in the round's folder."""
    with whole(found.folder / ROSTER) as part, part.open("w", encoding="utf-8") as file:
        listed: tuple[tuple[str, Iterable[Unit | Project]], ...] = (
            ('{"units": [', roster.units),
            ('],\n"projects": [', roster.projects),
        )
        for start, items in listed:
            file.write(start)
            for number, item in enumerate(items):  # one by one: a roster as one tree weighs ten times its text
                line = json.dumps(asdict(item), ensure_ascii=False, default=_written)
                file.write(f",\n{line}" if number else line)
        file.write("]}\n")


def kept_roster(found: Round) -> Roster:
    """The roster of the round; RoundError when distribute has left none or the file is damaged."""
    path = found.folder / ROSTER
    try:
        told = json.loads(path.read_text("utf-8"), object_hook=_revived)
        return Roster(
            tuple(Unit(**item) for item in told["units"]), tuple(Project(**item) for item in told["projects"])
        )
    except FileNotFoundError:
        raise RoundError(f"「{found.folder}」里没有「{ROSTER}」。请用 --roster 给出名册工作簿。") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise RoundError(f"「{path}」坏了。请从备份恢复,或用 --roster 给出名册工作簿。") from None


def keep_approved(found: Round, forms: Iterable[tuple[str, str, TargetDeclaration]]) -> None:
    """Store approved declarations as (unit's code, unit's name, form); what was stored before is replaced."""
    lines = []
    for code, name, form in forms:
        head = json.dumps([code, squeezed(name), squeezed(form.project_name or "")], ensure_ascii=False)
        lines.append(f"{head}\t{json.dumps(form.model_dump(), ensure_ascii=False, default=_written)}\n")
    _store(found.folder / APPROVED, "".join(lines))


def approved_digest(found: Round) -> str:
    """What tells the stored declarations from others; "" when there are none."""
    path = found.folder / APPROVED
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""


def approved_forms(folder: Path, digest: str, projects: Iterable[str]) -> tuple[TargetDeclaration, ...]:
    """The stored declarations of projects of these names ("" for a department's own); `digest` as approved_digest."""
    if not digest:
        return ()
    wanted = {squeezed(name) for name in projects}
    bodies = _bodies(folder / APPROVED, digest)
    return tuple(_form(body) for name in wanted for body in bodies.get(name, ()))


@lru_cache(maxsize=2)
def _bodies(path: Path, digest: str) -> dict[str, tuple[str, ...]]:
    """Project's name → forms as they are stored; only those that are asked for are ever read further."""
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text("utf-8").splitlines():
        head, _, body = line.partition("\t")
        name = json.loads(head)[2]
        found[name] = (*found.get(name, ()), body)
    return found


def _form(body: str) -> TargetDeclaration:
    return TargetDeclaration.model_validate(json.loads(body, object_hook=_revived))


def _written(value: Any) -> dict[str, str]:
    """Values that JSON has not, marked so that they come back as they were: a Decimal must not become text."""
    if isinstance(value, Decimal):
        return {"小数": str(value)}
    if isinstance(value, datetime):
        return {"时刻": value.isoformat()}
    if isinstance(value, date):
        return {"日期": value.isoformat()}
    if isinstance(value, time):
        return {"钟点": value.isoformat()}
    raise TypeError(type(value))


def _revived(told: dict[str, Any]) -> Any:
    if len(told) == 1:
        ((kind, text),) = told.items()
        if kind in _READ:
            return _READ[kind](text)
    return told


def _store(path: Path, text: str) -> None:
    write_own(path, text.encode())
