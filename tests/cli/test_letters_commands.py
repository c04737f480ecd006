from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from jixiao.cli.program import run
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


def test_who_signs_and_the_number_come_from_one_policy(tmp_path: Path) -> None:
    """The folder's policy lies above it, where the number's is looked for: who signs is looked for there, too."""
    run(["policy", "export", "师宗县2023", "-o", str(tmp_path)])
    next(tmp_path.glob("口径参数_*.xlsx")).rename(tmp_path / "口径参数.xlsx")
    forms = tmp_path / "收"
    forms.mkdir()
    shutil.copy(EXAMPLES / "填得不好的自评表.xlsx", forms)
    assert run(["letters", "整改通知", str(forms), "-o", str(tmp_path / "out"), "--number", "auto"]) == 0
    (notice,) = (tmp_path / "out").glob("*_整改通知.xlsx")
    told = [str(cell.value) for row in openpyxl.load_workbook(notice)["整改通知"] for cell in row if cell.value]
    assert told[0].startswith("师财绩〔")
    assert any("师宗县财政局关于" in text.replace("\n", "") for text in told)


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


def test_the_report_to_answer_in_goes_out_with_a_numbered_notice(tmp_path: Path) -> None:
    command = ["letters", "整改通知", str(EXAMPLES / "填得不好的评价结果清单.xlsx"), *POLICY, "--date", "2026-10-12"]
    assert run([*command, "-o", str(tmp_path / "blank")]) == 0
    assert not list((tmp_path / "blank").glob("整改情况报告*"))
    assert run([*command, "-o", str(tmp_path / "out"), "--number", "10"]) == 0
    report = tmp_path / "out" / "整改情况报告_师财绩〔2026〕11号_青禾县水利局.xlsx"
    sheet = openpyxl.load_workbook(report)["整改情况报告"]
    texts = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    assert {"师宗县财政局：", "师财绩〔2026〕11号", "二（一）", "二（二）", "立项决策程序不规范"} <= texts
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 4


def test_an_opinion_tells_the_offices_what_is_theirs_to_fill_in(tmp_path: Path) -> None:
    command = ["letters", "评价意见书", str(EXAMPLES / "填得好的评价结果清单.xlsx"), *POLICY, "-o", str(tmp_path)]
    assert run([*command, "--number", "auto", "--register", str(tmp_path)]) == 0
    sheet = openpyxl.load_workbook(next(tmp_path.glob("*.xlsx")))["填报说明"]
    rows = [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    asked = [row[0] for row in rows if len(row) > 1 and row[0].endswith("」")]
    assert asked == ["「提出股室负责人意见」", "清单「预算股意见」", "清单「业务股意见」", "清单「签字日期」"]


# -- notices file by file ----------------------------------------------------------------------------------------------

NOTICE = ["notice", str(EXAMPLES / "填得不好的评价结果清单.xlsx"), *POLICY, "--date", "2026-10-12"]


def numbers_in(folder: Path) -> list[str]:
    """The numbers that the notices in a folder bear, in the sheets' order."""
    (path,) = folder.glob("*_整改通知.xlsx")
    book = openpyxl.load_workbook(path)
    return [sheet["A1"].value for sheet in book if sheet.title.startswith("整改通知")]


def test_notices_take_their_numbers_from_the_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = tmp_path / "共用"
    assert run([*NOTICE, "-o", str(tmp_path / "a"), "--number", "10", "--register", str(shared), "--docx"]) == 1
    assert numbers_in(tmp_path / "a") == ["师财绩〔2026〕10号", "师财绩〔2026〕11号"]
    assert len(list((tmp_path / "a").glob("*.docx"))) == 2
    assert run([*NOTICE, "-o", str(tmp_path / "b"), "--number", "11", "--register", str(shared)]) == 2
    assert "师财绩〔2026〕11号已经用于" in capsys.readouterr().err
    assert not list((tmp_path / "b").glob("*.xlsx"))
    assert run([*NOTICE, "-o", str(tmp_path / "c"), "--number", "auto", "--register", str(shared)]) == 1
    assert numbers_in(tmp_path / "c") == ["师财绩〔2026〕12号", "师财绩〔2026〕13号"]
    assert "已有师财绩〔2026〕10号" in capsys.readouterr().err


def test_letters_and_notices_share_one_register(tmp_path: Path, own_folder: Path) -> None:
    assert run(["letters", "监控反馈", RED, "-o", str(tmp_path / "out"), "--number", "auto", *POLICY, *NOTICE[4:]]) == 0
    assert run([*NOTICE, "-o", str(tmp_path / "a"), "--number", "auto"]) == 1
    assert numbers_in(tmp_path / "a") == ["师财绩〔2026〕2号", "师财绩〔2026〕3号"]
    assert run([*NOTICE, "-o", str(tmp_path / "b"), "--number", "3"]) == 2


def test_a_number_by_hand_without_a_register_is_said_not_to_be_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own_folder: Path
) -> None:
    assert run([*NOTICE, "-o", str(tmp_path / "a"), "--number", "10"]) == 1
    assert numbers_in(tmp_path / "a") == ["师财绩〔2026〕10号", "师财绩〔2026〕11号"]
    assert "没有登记,不保证不重号" in capsys.readouterr().err
    assert not (own_folder / "文号登记.csv").exists()


@pytest.mark.parametrize("mark", ["活动.json", "台账.db"])
def test_beside_a_round_or_a_ledger_numbers_are_always_kept(mark: str, tmp_path: Path, own_folder: Path) -> None:
    forms = tmp_path / "2026评价" / "收"
    forms.mkdir(parents=True)
    (forms.parent / mark).write_bytes(b"")
    shutil.copy(NOTICE[1], forms)
    assert run(["notice", str(forms), *NOTICE[2:], "-o", str(tmp_path / "a"), "--number", "10"]) == 1
    assert "师财绩〔2026〕11号,已用" in (own_folder / "文号登记.csv").read_text("utf-8")


def test_notices_that_could_not_be_written_give_their_numbers_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jixiao.tasks import notices as tasks_notices

    def full(*_: object) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(tasks_notices, "write_new", full)
    assert run([*NOTICE, "-o", str(tmp_path / "a"), "--number", "auto", "--register", str(tmp_path)]) != 0
    states = [line.split(",")[:2] for line in (tmp_path / "文号登记.csv").read_text("utf-8").splitlines()[1:]]
    assert states[-2:] == [["师财绩〔2026〕1号", "作废"], ["师财绩〔2026〕2号", "作废"]]


def test_files_without_problems_take_no_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = str(EXAMPLES / "填得好的自评表.xlsx")
    command = ["notice", good, *POLICY, "-o", str(tmp_path / "a"), "--number", "auto", "--register", str(tmp_path)]
    assert run(command) == 0
    assert not (tmp_path / "文号登记.csv").exists()
    assert "文号登记在" not in capsys.readouterr().out
