"""A small round whose units send their workbooks back in every way that people do."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl

from jixiao.campaign.collect import Collected, collect
from jixiao.campaign.distribute import distribute
from jixiao.campaign.executors import Workers
from jixiao.campaign.read_roster import read_roster
from jixiao.campaign.round import Round, open_round, start_round
from jixiao.campaign.unpack import look_into
from jixiao.policy.load import load_policy
from jixiao.policy.model import Policy
from jixiao.tasks.check import check_data
from tests.campaign.rosters import write_roster

AT = datetime(2026, 3, 2, 9, 0)
POLICY = load_policy()
ROAD, BUS, SCHOOL = "001001", "001002", "002001"


def begin(folder: Path, form: str = "F04") -> Round:
    """Distribute a round to three units; the workbooks lie in `folder`/下发."""
    roster = read_roster(write_roster(folder / "名册.xlsx"))
    found = start_round(folder / "活动", date(2026, 1, 5), year=2025, form=form)
    distribute(found, roster, POLICY, folder / "下发", datetime(2026, 1, 5))
    (folder / "收").mkdir()
    return found


def sent(folder: Path, code: str) -> Path:
    """The workbook that went out to a unit."""
    return next(path for path in (folder / "下发").rglob("*.xlsx") if f"〔{code}〕" in path.name)


def filled(folder: Path, code: str, cells: Mapping[str, str] | None = None) -> bytes:
    """A unit's workbook with something typed in, or the given cells of its first sheet changed."""
    book = openpyxl.load_workbook(sent(folder, code))
    for place, content in (cells or {"D15": "养护里程"}).items():
        book.worksheets[0][place] = content
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def put(folder: Path, name: str, data: bytes, day: int = 1) -> Path:
    """A file in the intake folder, last changed on a day of February."""
    path = folder / "收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    stamp = datetime(2026, 2, day).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def zipped(members: Mapping[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip as Windows makes it: names in GBK without a flag, or in UTF-8 with one."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            kind, told = (zipfile.ZipInfo, name)
            if encoding != "utf-8":
                kind, told = _Raw, name.encode(encoding).decode("cp437")
            entry = kind(told, (2026, 2, 1, 8, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return raw.getvalue()


class _Raw(zipfile.ZipInfo):
    """An entry whose name is written in the old code page, as Chinese Windows does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 — the library's hook
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def take_in(folder: Path, *, policy: Policy = POLICY, workers: Workers | None = None, at: datetime = AT) -> Collected:
    """One run of collecting over the intake folder, in this process unless workers are given."""
    found = open_round(folder / "活动")
    return collect(found, look_into(folder / "收"), policy, check_data, at=at, workers=workers)
