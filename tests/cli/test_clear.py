"""`jixiao clear`: a marked copy becomes again what was submitted; everything else is said and left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command import CASES, jixiao

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "示例" / "填得不好的自评表.xlsx"
MARKED = [CASES / "SE04-廊坊市食品工程学校.xlsx", EXAMPLE]


@pytest.mark.parametrize("file", MARKED, ids=lambda file: file.stem)
def test_a_marked_copy_becomes_byte_for_byte_what_was_submitted(file: Path, tmp_path: Path) -> None:
    assert jixiao("check", file, "-o", tmp_path / "校验").status == 1
    marked = (tmp_path / "校验" / f"{file.stem}_校验.xlsx").read_bytes()
    assert jixiao("clear", tmp_path / "校验", "-o", tmp_path / "清除").status == 0
    cleared = tmp_path / "清除" / f"{file.stem}_校验_已清除.xlsx"
    assert cleared.read_bytes() == file.read_bytes() != marked
    assert (tmp_path / "校验" / f"{file.stem}_校验.xlsx").read_bytes() == marked


def test_files_without_marks_are_named_and_no_copy_is_written(tmp_path: Path) -> None:
    old = tmp_path / "旧表.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    said = jixiao("clear", MARKED[0], old, "-o", tmp_path / "清除")
    assert said.status == 0
    assert f"{MARKED[0].name}:没有本程序加的标记" in said.out
    assert f"{old.name}:旧格式" in said.out
    assert list((tmp_path / "清除").iterdir()) == []


def test_a_broken_file_costs_itself_only(tmp_path: Path) -> None:
    assert jixiao("check", MARKED[0], "-o", tmp_path / "校验").status == 1
    broken = tmp_path / "校验" / "坏.xlsx"
    broken.write_bytes(MARKED[0].read_bytes()[:900])
    said = jixiao("clear", tmp_path / "校验", "-o", tmp_path / "清除")
    assert said.status == 1
    assert "坏.xlsx:读不了" in said.out
    assert [path.name for path in (tmp_path / "清除").iterdir()] == [f"{MARKED[0].stem}_校验_已清除.xlsx"]
