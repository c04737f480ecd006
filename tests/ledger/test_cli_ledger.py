"""The whole way through the commands: notice out, reply in, sent back, replied anew, closed, listed, kept safe."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jixiao.cli.program import run
from jixiao.ledger.book import HEAD_ROW
from jixiao.ledger.opening import ledger_at
from tests.ledger.rounds import NUMBER, items_of, new_ledger, reply_bytes

CASE = next((Path(__file__).parents[1] / "cases").glob("SE01*局.xlsx"))
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "own" / "jixiao.log"))
    return tmp_path / "own"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def calling(*words: object) -> tuple[int, str, str]:
        status = run(["ledger", *map(str, words)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return calling


def answered(path: Path) -> None:
    """Fill in a report that went out: every row put right, with day and evidence."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    row = heads["问题描述"].row + 1
    while sheet.cell(row, heads["问题描述"].column).value:
        for name, value in (
            ("整改措施", "已更正自评表"),
            ("完成情况", "已完成"),
            ("完成日期", datetime(2023, 4, 20)),
            ("佐证材料", "更正后的自评表"),
        ):
            sheet.cell(row, heads[name].column).value = value
        row += 1
    book.save(path)


def test_from_the_judged_form_to_closed_items(place: Path, tmp_path: Path, call: Call) -> None:
    asked = ("--number", "青财绩〔2023〕10号", "--date", "2023-04-05")
    status, out, _ = call("add", place, CASE, *asked, "-o", tmp_path / "发出")
    assert status == 0
    assert "7 条,已登记" in out
    (report,) = (tmp_path / "发出").glob("整改情况报告_*.xlsx")
    number = next(iter(items_of(ledger_at(place)).values())).number

    answered(report)
    status, out, _ = call("reply", place, report, "--date", "2023-04-25", "--look")
    assert "只看,没有记" in out
    assert "逾期 7" in call("show", place, "--date", "2023-06-01")[1]
    status, out, _ = call("reply", place, report, "--date", "2023-04-25")
    assert f"{number} 回复 7 条,已记进台账" in out
    assert "已回复 7" in call("show", place, "--date", "2023-06-01")[1]

    status, out, _ = call("return", place, "--number", number, "--code", "三（一）", "--why", "没有补满意度指标")
    assert (status, out) == (0, f"{number} 三（一）:退回。\n")
    status, _, err = call("close", place, "--number", number, "--why", "核对属实")
    assert status == 2
    assert "还没有重新回复" in err  # one may not be closed, so none is
    assert "已销号 0" in call("show", place, "--date", "2023-04-25")[1]
    status, out, _ = call("close", place, "--number", number, "--code", "二（一）", "--why", "核对属实")
    assert (status, out) == (0, f"{number} 二（一）:已销号。\n")
    out = call("show", place, "--history", "--number", number, "--date", "2023-04-25")[1]
    assert "状态:“已回复”→“已销号”(核对属实)" in out
    out = call("overdue", place, "--date", "2023-05-06", "-o", tmp_path / "催办")[1]
    assert "逾期 1 条" in out
    assert (tmp_path / "催办" / "整改催办单.xlsx").exists()


def test_a_number_given_here_goes_through_the_register(place: Path, call: Call, own_folder: Path) -> None:
    asked = ("add", place, CASE, "--date", "2023-04-05", "--number")
    status, _, err = call(*asked, "10")
    assert status == 2
    assert "机关代字「×财绩」不能用作发文字号" in err
    assert call(*asked, "青财绩〔2023〕10号")[0] == 0
    assert "青财绩〔2023〕10号,已用" in (own_folder / "文号登记.csv").read_text("utf-8")
    status, out, _ = call(*asked, "青财绩〔2023〕10号")  # the same notice once more is no second one
    assert status == 0
    assert "早已登记过" in out
    run(["number", "void", "12", "--prefix", "青财绩", "--year", "2023"])
    assert call(*asked, "青财绩〔2023〕12号")[0] == 2
    assert len({item.number for item in items_of(ledger_at(place)).values()}) == 1


def test_a_report_beside_its_notice_is_passed_over_in_silence(tmp_path: Path, call: Call) -> None:
    data = tmp_path / "发出"
    call("add", tmp_path / "甲", CASE, "--number", "青财绩〔2023〕10号", "--date", "2023-04-05", "-o", data)
    status, out, err = call("add", tmp_path / "乙", data)
    assert (status, err) == (1, "")
    assert "没有读到整改通知" in out


def test_a_corrected_form_closes_what_a_rule_can_tell(place: Path, tmp_path: Path, call: Call) -> None:
    call("add", place, CASE, "--number", "青财绩〔2023〕10号", "--date", "2023-04-05")
    book = load_workbook(CASE)
    book.worksheets[0]["H17"].value = 4.84
    book.save(tmp_path / "更正.xlsx")
    out = call("close", place, "--recheck", tmp_path / "更正.xlsx")[1]
    assert "可以销号 1 条" in out
    assert {one.state for one in items_of(ledger_at(place)).values()} == {"已下发"}
    out = call("close", place, "--recheck", tmp_path / "更正.xlsx", "--yes")[1]
    assert "已销号 1 条" in out
    assert items_of(ledger_at(place))["二（一）"].state == "已销号"


def test_the_ledger_goes_out_is_edited_and_comes_back(place: Path, tmp_path: Path, call: Call) -> None:
    new_ledger(place)
    call("out", place, "-o", tmp_path / "出", "--audit", "--report", "--date", "2026-11-10")
    assert sorted(path.name[:6] for path in (tmp_path / "出").iterdir()) == [
        "整改台账.x",
        "整改台账变更",
        "整改情况报告",
    ]
    path = tmp_path / "出" / "整改台账.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {sheet.cell(HEAD_ROW, column).value: column for column in range(1, sheet.max_column + 1)}
    sheet.cell(HEAD_ROW + 1, heads["审核意见"]).value = "抓紧办"
    book.save(path)
    status, out, _ = call("in", place, path)
    assert status == 0
    assert "审核意见:“”→“抓紧办”" in out
    assert items_of(ledger_at(place))["二（一）"].opinion == ""
    assert "改了 1 条" in call("in", place, path, "--yes")[1]
    sheet.cell(HEAD_ROW + 1, heads["审核意见"]).value = "不急"
    book.save(path)
    status, out, _ = call("in", place, path, "--yes", "-o", tmp_path / "冲突")
    assert status == 1
    assert "冲突 1 处" in out
    assert (tmp_path / "冲突" / "整改台账_冲突清单.xlsx").exists()
    assert items_of(ledger_at(place))["二（一）"].opinion == "抓紧办"


def test_check_backup_and_restore(tmp_path: Path, call: Call) -> None:
    new_ledger(tmp_path)
    file = tmp_path / "台账.db"
    assert call("check", tmp_path)[0] == 0
    assert call("backup", tmp_path, "-o", tmp_path / "副本.db")[0] == 0
    file.write_bytes(b"x" * 9000)
    status, out, _ = call("check", tmp_path)
    assert status == 1
    assert "坏了" in out
    status, _, err = call("show", tmp_path)
    assert status == 2
    assert "jixiao ledger restore" in err
    status, out, _ = call("restore", tmp_path, tmp_path / "副本.db")
    assert status == 0
    assert "另存为" in out
    assert len(items_of(ledger_at(tmp_path))) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "{empty}"), "还没有台账"),
        (("close", "{place}", "--why", "x"), "--number"),
        (("close", "{place}", "--number", NUMBER), "--why"),
        (("close", "{place}", "--number", "青财绩〔2026〕99号", "--why", "x"), "没有文号"),
        (("return", "{place}", "--number", NUMBER, "--code", "九", "--why", "x"), "没有编号 九"),
        (("show", "{place}", "--state", "完"), "没有「完」这个状态"),
        (("show", "nosuch://u:secret@h/x"), "地址不能用"),
    ],
)
def test_wrong_use_is_said_in_chinese_with_status_two(
    tmp_path: Path, call: Call, words: tuple[str, ...], said: str
) -> None:
    place, empty = tmp_path / "有", tmp_path / "空"
    empty.mkdir()
    new_ledger(place)
    status, out, err = call(*(word.format(place=place, empty=empty) for word in words))
    assert status == 2
    assert said in err
    assert "Traceback" not in err + out
    assert "secret" not in err


def test_files_that_are_no_reply_or_notice_are_said(place: Path, tmp_path: Path, call: Call) -> None:
    new_ledger(place)
    shutil.copy(CASE, tmp_path / "自评.xlsx")
    status, out, _ = call("reply", place, tmp_path / "自评.xlsx")
    assert status == 1
    assert "没有读到整改情况报告" in out
    status, out, _ = call("add", place, tmp_path / "自评.xlsx")
    assert status == 1
    assert "还没有文号" in out
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 no")
    assert call("reply", place, tmp_path / "坏.xlsx")[0] == 1
    assert call("in", place, tmp_path / "坏.xlsx")[0] == 2


def test_a_reply_in_the_ledger_sheet_beside_the_notice_is_taken_too(place: Path, tmp_path: Path, call: Call) -> None:
    from jixiao.documents.notice import notices_for
    from jixiao.documents.notice_sheets import notice_workbook_sheets
    from jixiao.workbook.apply_patch import new_workbook
    from tests.ledger.rounds import judged

    sheets = notice_workbook_sheets(notices_for(judged(CASE.read_bytes()), on=date(2023, 4, 5), number="10"))
    path = tmp_path / "某局_整改通知.xlsx"
    path.write_bytes(new_workbook(sheets))
    assert "7 条,已登记" in call("add", place, path)[1]
    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["问题清单及整改台账"]
    heads = {sheet.cell(4, column).value: column for column in range(1, 16)}
    sheet.cell(5, heads["整改措施"]).value = "已更正"
    sheet.cell(5, heads["完成情况"]).value = "已完成"
    book.save(path)
    status, out, _ = call("reply", place, path, "--date", "2023-04-25")
    assert status == 1
    assert "回复 1 条,已记进台账" in out
    assert "(G711)" in out
    assert out.count("(G717)") == 6
    assert items_of(ledger_at(place))["二（一）"].remark == "填“已完成”,缺完成日期和佐证材料"


def test_a_known_reply_is_named(place: Path, tmp_path: Path, call: Call) -> None:
    new_ledger(place)
    path = tmp_path / "回复.xlsx"
    path.write_bytes(reply_bytes())
    assert call("reply", place, path, "--date", "2026-10-30")[0] == 0
    assert "已经登记过" in call("reply", place, path, "--date", "2026-10-30")[1]
