from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.cli import run
from jixiao.documents.letter import KINDS

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "示例"
RED = str(EXAMPLES / "填得不好的监控表.xlsx")
POLICY = ("--policy", "师宗县2023")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "own" / "jixiao.log"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "own"


def test_letters_with_numbers_and_word(tmp_path: Path, capsys: pytest.CaptureFixture[str], own_folder: Path) -> None:
    command = ["letters", "监控反馈", RED, "-o", str(tmp_path / "out"), "--docx", "--number", "auto", *POLICY]
    assert run([*command, "--date", "2026-10-12"]) == 0
    assert "师财绩〔2026〕1号" in capsys.readouterr().out
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".docx", ".xlsx"]
    assert run([*command, "--date", "2026-10-12"]) == 0
    told = capsys.readouterr()
    assert "师财绩〔2026〕2号" in told.out
    assert "已有师财绩〔2026〕1号" in told.err
    assert (own_folder / "文号登记.csv").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked_for(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letters", kind, str(EXAMPLES / "填得不好的自评表.xlsx"), "-o", str(tmp_path / "out"), *POLICY]) == 0
    made = list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else []
    told = capsys.readouterr()
    assert made or "没有" in told.err


def test_our_own_letters_are_not_judged_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    run(["letters", "监控反馈", RED, "-o", str(out), "--docx", *POLICY])
    capsys.readouterr()
    run(["check", str(out)])
    assert capsys.readouterr().err.count("本程序生成的结果") == 2


def test_a_broken_template_stops_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own_folder: Path
) -> None:
    (own_folder / "信函模板").mkdir(parents=True)
    (own_folder / "信函模板" / "监控反馈.docx").write_bytes(b"broken")
    command = ["letters", "监控反馈", RED, "-o", str(tmp_path / "out"), "--docx", "--number", "auto", *POLICY]
    assert run(command) == 2
    assert "监控反馈.docx」已经损坏" in capsys.readouterr().err
    assert not (own_folder / "文号登记.csv").exists()
    assert not list((tmp_path / "out").glob("*"))


def test_templates_and_wrong_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letters", "信函模板", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "信函模板" / "公文.docx").exists()
    assert run(["letters", "情书", RED, "-o", str(tmp_path)]) == 2
    assert "可以写:整改通知、" in capsys.readouterr().err
    assert run(["letters", "监控反馈", "-o", str(tmp_path)]) == 2
    assert run(["letters", "监控反馈", RED, "-o", str(tmp_path), "--number", "甲", *POLICY]) == 2
    assert "发文字号「甲」无法识别" in capsys.readouterr().err


def test_the_register_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["number", "reserve", "1-3", "--year", "2026", "--note", "手工发出", *POLICY]) == 0
    assert run(["number", "next", "--year", "2026", *POLICY]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "师财绩〔2026〕4号"
    assert run(["number", "void", "2", "--year", "2026", "--note", "写错", *POLICY]) == 0
    assert run(["number", "reserve", "2", "--year", "2026", *POLICY]) == 2
    assert "师财绩〔2026〕2号已经作废" in capsys.readouterr().err
    assert run(["number", "list"]) == 0
    out = capsys.readouterr().out
    assert "师财绩〔2026〕2号　作废" in out
    assert "共 3 个号" in out
    assert run(["number", "next", "--year", "2026", "--policy", "全国2020"]) == 2
    assert "机关代字「×财绩」不能用作发文字号" in capsys.readouterr().err
