"""Who a distributed workbook is for, and a keyed signature over that and its pre-filled cells.

Sheet protection is for slips; the signature is what tells that a file was passed off as another unit's or that an
approved figure was changed. It covers what people read in the cells, so saving in Excel, WPS or LibreOffice keeps it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jixiao.records.numbers import plain
from jixiao.records.text import squeezed
from jixiao.workbook.grid import Grid, position

LOCKED_NAME = "_jxl_"
"""Hidden names of the pre-filled cells: they move with the cells when rows are inserted."""
_KEYS = ("campaign", "unit", "unit_name", "form", "version", "year", "key")


@dataclass(frozen=True)
class Identity:
    """What a distributed workbook says of itself. `key` is the number of the signing key."""

    campaign: str
    unit: str
    unit_name: str
    form: str
    version: str
    year: str
    key: str

    def lines(self) -> dict[str, str]:
        """Key and value as they stand on the hidden sheet."""
        return {key: getattr(self, key) for key in _KEYS}


def identity_of(grid: Grid) -> Identity | None:
    """The identity of a workbook, None when it was not distributed (a blank template, a foreign workbook)."""
    told = grid.identity
    if not told.get("campaign") or not told.get("unit"):
        return None
    return Identity(*(told.get(key, "") for key in _KEYS))


def shown(content: str | int | Decimal | None) -> str:
    """Content as it is signed: numbers plain, text without blanks, so that a harmless re-save keeps it."""
    if content is None:
        return ""
    return squeezed(content) if isinstance(content, str) else plain(Decimal(content))


def signature(identity: Identity, cells: Sequence[str], key: bytes) -> str:
    """The signature over an identity and the pre-filled contents in the order of their names, 40 hex digits."""
    text = json.dumps([identity.lines(), list(cells)], ensure_ascii=False, sort_keys=True)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:40]


@dataclass(frozen=True)
class Verdict:
    """Whether a file is what was sent: `genuine`, and if not why, in Chinese; `changed` are the cells to look at."""

    genuine: bool
    reason: str = ""


def verify(grid: Grid, keys: Mapping[str, bytes]) -> Verdict:
    """Check a workbook's signature with the round's keys."""
    identity = identity_of(grid)
    if identity is None:
        return Verdict(False, "不是本轮下发的工作簿(没有身份标识)")
    key = keys.get(identity.key)
    if key is None:
        return Verdict(False, "签名所用的密钥不在本轮的密钥文件里")
    stated = grid.identity.get("signature", "")
    contents = locked_contents(grid)
    if contents is None:
        return Verdict(False, "预填的单元格被删除")
    if not hmac.compare_digest(stated, signature(identity, contents, key)):
        return Verdict(False, "身份标识或预填的内容被改过")
    return Verdict(True)


def locked_contents(grid: Grid) -> list[str] | None:
    """What the pre-filled cells hold now, in the order of their names; None when one of them is gone."""
    names = sorted((name for name in grid.names if name.startswith(LOCKED_NAME)), key=lambda name: (len(name), name))
    contents: list[str] = []
    for name in names:
        sheet_name, _, place = grid.names[name].rpartition("!")
        sheet = grid.sheet(sheet_name.strip("'"))
        try:
            row, column = position(place)
        except ValueError:
            return None
        if sheet is None:
            return None
        cell = sheet.cell(row, column)
        value = cell.value if cell is not None else None
        contents.append(shown(value if isinstance(value, str | Decimal) or value is None else str(value)))
    return contents
