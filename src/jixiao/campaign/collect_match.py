"""Whose file it is: by its hidden identity, else by what its forms say and the roster, else by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from jixiao.campaign.prefill import BY_DEPARTMENT
from jixiao.campaign.register import Entry
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round
from jixiao.policy.model import Policy
from jixiao.records.received import Enrolled, Received, Roll, StatedForm
from jixiao.records.text import shortened, squeezed
from jixiao.rules.near_names import same_thing

_CODE = re.compile(r"[〔\[【(（]([0-9A-Za-z-]{2,30})[〕\]】)）]")
_LEAST = 4
"""A unit's name of fewer characters is not looked for in file names."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The unit of a file and how it was recognised, in words; `unit` None when nobody knows."""

    unit: Enrolled | None
    how: str = ""
    near: str = ""


def roll_of(found: Round, roster: Roster) -> Roll:
    """Who is to send what in a round."""
    units = tuple(
        Enrolled(
            unit.code, unit.name, unit.superior, tuple((item.code, item.name) for item in roster.projects_of(unit))
        )
        for unit in roster.units
    )
    return Roll(found.form.title, found.form_code not in BY_DEPARTMENT, units)


def sender_of(entry: Entry, roll: Roll, policy: Policy) -> Sender:
    """The unit that a file is counted for; an identity whose signature does not hold gives way to the contents."""
    claims = entry.claims
    stated = roll.by_code.get(claims.unit)
    if claims.genuine and stated is not None:
        return Sender(stated)
    told = next((sender for form in claims.forms if (sender := _exactly(form, roll)).unit is not None), None)
    if told is not None:
        return told
    if stated is not None:
        return Sender(stated, "按身份标识认出单位")
    for form in claims.forms:
        near = _nearly(form.unit, roll, policy)
        if near is not None:
            return Sender(near, f"单位名称和名册里的「{near.name}」相近,按它收下", near.name)
    return Sender(None) if claims.forms else _by_path(entry.submission.path, roll)


def _exactly(form: StatedForm, roll: Roll) -> Sender:
    unit = roll.by_name.get(squeezed(form.unit)) if form.unit else None
    if unit is not None:
        return Sender(unit, "按表里的单位名称认出单位")
    unit = next((roll.by_code[code] for code in form.codes if code in roll.by_code), None)
    return Sender(unit, "按表里的单位编码认出单位")


def _nearly(name: str, roll: Roll, policy: Policy) -> Enrolled | None:
    """The one unit whose name is nearly this; None when there is none or more than one."""
    close = [unit for unit in roll.units if name and same_thing(unit.name, name, policy)]
    return close[0] if len(close) == 1 else None


def _by_path(path: str, roll: Roll) -> Sender:
    """By the code in brackets or the unit's name in the name of the file: all that a file that cannot be read says."""
    name = PurePosixPath(re.split(r"[!\\/]", path)[-1]).stem
    for match in _CODE.finditer(name):
        if match[1] in roll.by_code:
            return Sender(roll.by_code[match[1]], "按文件名里的单位编码认出单位")
    flat = squeezed(name)
    named = [unit for unit in roll.units if len(unit.name) >= _LEAST and squeezed(unit.name) in flat]
    if not named:
        return Sender(None)
    return Sender(max(named, key=lambda unit: len(unit.name)), "按文件名里的单位名称认出单位")


def received(entry: Entry, sender: Sender, name: str, rivals: tuple[str, ...]) -> Received:
    """The file as the rules of the round see it."""
    claims = entry.claims
    return Received(
        name=name,
        forms=claims.forms,
        unit=sender.unit.code if sender.unit is not None else "",
        sent_to=claims.unit,
        sent_to_name=shortened(claims.unit_name),
        genuine=claims.genuine,
        reason=claims.reason,
        near=sender.near,
        rivals=rivals,
    )
