"""Distributing (下发): one pre-filled, protected and signed workbook per budget unit, and the list of what went out."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jixiao.campaign.assemble import workbook
from jixiao.campaign.identity import Identity, shown, signature
from jixiao.campaign.kept import keep_approved, keep_roster
from jixiao.campaign.listing import Sent, covering_notice, distribution_list
from jixiao.campaign.master import Master, build_master
from jixiao.campaign.prefill import Approved, UnitForms, fitting, unit_forms
from jixiao.campaign.roster import Roster, Unit
from jixiao.campaign.round import Round, signing_key
from jixiao.intake import free_path, whole, write_new, write_own
from jixiao.policy.model import Policy
from jixiao.records.target_declaration import TargetDeclaration

REGISTER = "下发登记.json"
LIST_NAME, NOTICE_NAME, ZIPS = "下发清单.xlsx", "报送通知.xlsx", "打包"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_TIMED = re.compile(r"_\d{8}-\d{6}(?:-\d+)?(?=\.xlsx$)")
"""What is added to the name of a workbook that is written beside a changed one."""
_LONGEST = 60
NO_SUPERIOR = "未填主管部门"


@dataclass(frozen=True)
class Distribution:
    """What came of a run: every unit's workbook, and the files around them."""

    sent: tuple[Sent, ...]
    listed: Path
    notice: Path
    zips: tuple[Path, ...]
    gone: tuple[str, ...]  # workbooks of units that the roster no longer has
    loose: tuple[TargetDeclaration, ...] = ()  # approved targets whose weights did not go with them


def compiled(found: Round, roster: Roster, policy: Policy, approved: Approved) -> Master:
    """The round's form as these units need it, drawn and cut once for all of them."""
    # the forms are made twice: for their shapes and to be written; holding those of 25,000 units would cost more
    keys = dict.fromkeys(sheet.key for unit in unit_forms(found.form, roster, approved) for sheet in unit.forms)
    return build_master(found.form, policy, found.year, keys)


def plan_books(found: Round, roster: Roster, approved: Approved, master: Master) -> Iterator[tuple[UnitForms, bytes]]:
    """Every unit's workbook as bytes, equal for equal roster, keys and master (of the same roster and targets)."""
    number, key = signing_key(found)
    for each in unit_forms(found.form, roster, approved):
        identity = Identity(
            campaign=found.name,
            unit=each.unit.code,
            unit_name=each.unit.name,
            form=found.form_code,
            version=found.form.version,
            year=str(found.year),
            key=number,
        )
        contents = [shown(sheet.values[role]) for sheet in each.forms for role in sheet.signed]
        lines = {
            "form": found.form_code,
            "version": found.form.version,
            "policy": master.policy.name,
            "template": f"{found.form_code}-{found.form.version}",
            **identity.lines(),
            "signature": signature(identity, contents, key),
        }
        yield each, workbook(master, each.forms, lines)


def distribute(
    found: Round,
    roster: Roster,
    policy: Policy,
    folder: Path,
    at: datetime,
    *,
    approved: Approved | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> Distribution:
    """Write every unit's workbook below `folder`, in folders by superior department, with list, notice and zips.

    What is there already and would be the same is left alone; what this program wrote and nobody touched is renewed;
    a file that somebody changed stays, and the new one is written beside it. OSError when the folder takes no files.
    """
    earlier = _register(found)
    sent: list[Sent] = []
    taken: set[str] = set()
    targets, loose = fitting(found.form, approved or {}, policy)
    for each, data in plan_books(found, roster, targets, compiled(found, roster, policy, targets)):
        path = _path(found, each.unit, taken)
        sent.append(_write(folder, path, data, each, earlier, at))
        step(each.unit.name)
    now = {item.path for item in sent}
    left = {path: was for path, was in earlier.items() if path not in now and (folder / path).exists()}
    _save_register(found, sent, left)
    keep_roster(found, roster)
    if approved is not None:
        names = {unit.code: unit.name for unit in roster.units}
        keep_approved(found, ((code, names.get(code, ""), form) for (code, _), form in approved.items()))
    gone = tuple(sorted(path for path in left if _TIMED.sub("", path).casefold() not in taken))
    listed = write_own(folder / LIST_NAME, distribution_list(found, sent, f"{at:%Y-%m-%d}"))
    notice = write_own(folder / NOTICE_NAME, covering_notice(found, policy, len(sent), at.date()))
    return Distribution(tuple(sent), listed, notice, _zips(folder, sent), gone, loose)


# -- files -------------------------------------------------------------------------------------------------------------


def file_name(found: Round, unit: Unit) -> str:
    """〔单位编码〕单位名_表_年度.xlsx, without what file systems forbid."""
    name = _safe(unit.name)[:_LONGEST]
    return f"〔{_safe(unit.code)}〕{name}_{found.form.sheet_name}_{found.year}.xlsx"


def _safe(text: str) -> str:
    return _FORBIDDEN.sub("_", text).strip(" .") or "_"


def _path(found: Round, unit: Unit, taken: set[str]) -> str:
    superior = _safe(unit.superior or NO_SUPERIOR)[:_LONGEST]
    path = f"{superior}/{file_name(found, unit)}"
    if path.casefold() in taken:
        path = path.replace(".xlsx", f"_第{unit.row}行.xlsx")
    taken.add(path.casefold())
    return path


def _write(folder: Path, path: str, data: bytes, each: UnitForms, earlier: Mapping[str, str], at: datetime) -> Sent:
    target = folder / path
    digest = hashlib.sha256(data).hexdigest()
    there = _digest(target)
    if there == digest:
        state = "未变"
    elif there is None:
        write_new(target, data, at)
        state = "新下发"
    elif there == earlier.get(path):
        write_own(target, data)
        state = "已更新"
    elif (aside := _aside(folder, path, digest, earlier)) is not None:
        path, state = aside, "未变"
    else:
        target = write_new(free_path(target, at), data, at)
        path, state = target.relative_to(folder).as_posix(), "另存"
    return Sent(each.unit, path, digest, len(each.forms), state)


def _aside(folder: Path, path: str, digest: str, earlier: Mapping[str, str]) -> str | None:
    """Where the same was written beside a changed file before: a rerun must not write it again."""
    found = (old for old, was in earlier.items() if was == digest and _TIMED.sub("", old) == path)
    return next((old for old in found if _digest(folder / old) == digest), None)


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _register(found: Round) -> dict[str, str]:
    """What this round wrote earlier: path below the output folder → SHA-256."""
    try:
        told = json.loads((found.folder / REGISTER).read_text("utf-8"))
        return {str(path): str(entry["digest"]) for path, entry in told.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # without it, files that are there are taken for changed ones and kept


def _save_register(found: Round, sent: list[Sent], left: Mapping[str, str]) -> None:
    """What was written and still lies there: what a unit got under its former name is known when it comes back."""
    with whole(found.folder / REGISTER) as part, part.open("w", encoding="utf-8") as file:
        for number, item in enumerate(sent):  # a line each: all of them as one text would weigh as much as the rest
            told = {"unit": item.unit.code, "name": item.unit.name, "digest": item.digest, "projects": item.projects}
            start = ",\n" if number else "{"
            file.write(f"{start}{json.dumps(item.path, ensure_ascii=False)}: {json.dumps(told, ensure_ascii=False)}")
        for number, (path, digest) in enumerate(left.items(), len(sent)):
            start = ",\n" if number else "{"
            file.write(f"{start}{json.dumps(path, ensure_ascii=False)}: {json.dumps({'digest': digest})}")
        file.write("}\n" if sent or left else "{}\n")


def _zips(folder: Path, sent: list[Sent]) -> tuple[Path, ...]:
    """One zip per superior department, with Chinese names that Windows unpacks as they are; equal bytes each time."""
    by_superior: dict[str, list[Sent]] = defaultdict(list)
    for item in sent:
        by_superior[item.path.split("/")[0]].append(item)
    paths = []
    for superior, items in by_superior.items():
        target = folder / ZIPS / f"{superior}.zip"
        if all(item.state == "未变" for item in items) and target.exists():
            paths.append(target)
            continue
        with whole(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as package:
            for item in items:
                entry = zipfile.ZipInfo(item.path.split("/", 1)[1], (1980, 1, 1, 0, 0, 0))
                package.writestr(entry, (folder / item.path).read_bytes())
        paths.append(target)
    return tuple(paths)
