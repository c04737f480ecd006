"""Changing the signing key: everything goes out signed anew, what went out before is still recognised."""

from __future__ import annotations

from pathlib import Path

from jixiao.campaign.identity import verify
from jixiao.campaign.round import keys_of, open_round
from jixiao.forms.read import is_form_text
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_path
from tests.campaign.rosters import write_roster
from tests.cli.command import jixiao


def test_a_renewed_key_signs_anew_and_the_old_one_still_verifies(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "名册.xlsx")
    folder = tmp_path / "2025年自评"
    assert jixiao("distribute", folder, roster, "-o", tmp_path / "下发").status == 0
    paths = sorted(path for path in (tmp_path / "下发").glob("*/〔*.xlsx"))
    (tmp_path / "旧").mkdir()
    for path in paths:
        (tmp_path / "旧" / path.name).write_bytes(path.read_bytes())
    done = jixiao("distribute", folder, roster, "-o", tmp_path / "下发", "--renew-key")
    assert done.status == 0, done.err
    assert "3 个单位,已更新 3" in done.out
    keys = keys_of(open_round(folder))
    assert list(keys) == ["1", "2"]
    for path in (*paths, *(tmp_path / "旧").iterdir()):
        grid = read_path(path, is_form_text=is_form_text)
        assert isinstance(grid, Grid)
        assert grid.identity["key"] == ("1" if path.parent.name == "旧" else "2")
        assert verify(grid, keys).genuine
        assert not verify(grid, {"1": keys["2"], "2": keys["1"]}).genuine
