"""Letters from what a round has collected: the versions that count, the roster's offices."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from jixiao.campaign.returns_record import RECORD, copies_of, counts_of, returns_of
from jixiao.campaign.round import open_round
from jixiao.cli.program import run
from tests.campaign.incoming import BUS, ROAD, begin, filled, put, take_in


@pytest.fixture
def round_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "own" / "jixiao.log"))
    begin(tmp_path)
    for code in (ROAD, BUS):
        put(tmp_path, f"{code}.xlsx", filled(tmp_path, code))
    take_in(tmp_path)
    return tmp_path / "活动"


def test_returns_of_a_round_as_letters(round_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["letters", "退回修改", str(round_folder), "-o", str(out), "--docx", "--date", "2026-03-05"]) == 0
    assert "青禾县农村公路养护中心_退回修改.xlsx" in capsys.readouterr().out
    data = (out / "青禾县农村公路养护中心_退回修改.docx").read_bytes()
    texts = [one.text for one in Document(io.BytesIO(data)).paragraphs]
    assert "青禾县农村公路养护中心：" in texts
    assert "2026年3月5日" in texts


def test_a_return_by_letter_counts_once_and_is_the_same_return_as_by_the_other_command(
    round_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, roads = open_round(round_folder), "青禾县农村公路养护中心_退回修改.xlsx"
    letters = ["letters", "退回修改", str(round_folder), "-o", str(tmp_path / "out"), "--date", "2026-03-05"]
    assert run(letters) == 0
    assert RECORD in capsys.readouterr().out
    record = (round_folder / RECORD).read_bytes()
    (first,) = returns_of(found)[ROAD]
    assert (first.number, first.at[:10], Path(first.notice).name, first.copies) == (1, "2026-03-05", roads, {})
    assert run(letters) == 0
    assert (round_folder / RECORD).read_bytes() == record
    assert run(["returns", str(round_folder), "-o", str(tmp_path / "退回")]) == 1
    assert counts_of(found) == {ROAD: 1, BUS: 1}
    assert "第1次退回" in capsys.readouterr().out.replace(" ", "")
    assert [one.number for one in returns_of(found)[ROAD]] == [1, 1]
    assert {path.name.endswith("_第1次_校验.xlsx") for path in copies_of(found).values()} == {True}
    record = (round_folder / RECORD).read_bytes()
    assert run(["returns", str(round_folder), "-o", str(tmp_path / "退回")]) == 1
    assert run(letters) == 0
    assert (round_folder / RECORD).read_bytes() == record


def test_a_new_version_is_the_second_return_by_letter_too(round_folder: Path, tmp_path: Path) -> None:
    letters = ["letters", "退回修改", str(round_folder), "-o", str(tmp_path / "out")]
    assert run([*letters, "--date", "2026-03-05"]) == 0
    put(tmp_path, "改.xlsx", filled(tmp_path, ROAD, {"D15": "养护里程改"}), day=20)
    take_in(tmp_path)
    assert run([*letters, "--date", "2026-03-25", "--docx"]) == 0
    assert counts_of(open_round(round_folder)) == {ROAD: 2, BUS: 1}
    (word,) = (tmp_path / "out").glob("青禾县农村公路养护中心*.docx")
    title = next(one.text for one in Document(str(word)).paragraphs if "关于" in one.text)
    assert "关于第2次退回" in title.replace("\n", "")


def test_files_outside_a_round_are_noted_nowhere(round_folder: Path, tmp_path: Path) -> None:
    assert run(["letters", "退回修改", str(tmp_path / "收"), "-o", str(tmp_path / "out")]) == 0
    assert list((tmp_path / "out").glob("*.xlsx"))
    assert not list(tmp_path.rglob(RECORD))


def test_opinions_of_a_round_go_to_the_offices_of_its_roster(
    round_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["letters", "评价意见书", str(round_folder), "-o", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {"预算股_评价意见书.xlsx", "经建股_评价意见书.xlsx"}
    assert "不知道" not in capsys.readouterr().err


def test_opinions_of_files_take_a_roster_too(
    round_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, roster = tmp_path / "out", str(tmp_path / "名册.xlsx")
    files = str(tmp_path / "收")
    assert run(["letters", "评价意见书", files, "-o", str(out), "--roster", roster]) == 0
    assert {path.name for path in out.iterdir()} == {"预算股_评价意见书.xlsx", "经建股_评价意见书.xlsx"}
    assert run(["letters", "评价意见书", files, "-o", str(tmp_path / "two")]) == 0
    assert "不知道 2 个单位对口的业务股" in capsys.readouterr().err


def test_a_file_that_went_away_is_told(round_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "收" / f"{ROAD}.xlsx").unlink()
    assert run(["letters", "评价意见书", str(round_folder), "-o", str(tmp_path / "out")]) == 0
    assert f"{ROAD}.xlsx:收件之后被移动或删除" in capsys.readouterr().err


def test_a_damaged_round_and_a_missing_roster_are_told(
    round_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert run(["letters", "评价意见书", str(tmp_path / "收"), "-o", out, "--roster", str(tmp_path / "没有.xlsx")]) == 2
    assert "没有.xlsx" in capsys.readouterr().err
    (round_folder / "活动.json").write_text("{", "utf-8")
    assert run(["letters", "退回修改", str(round_folder), "-o", out]) == 2
    assert "坏了" in capsys.readouterr().err
