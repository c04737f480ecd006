"""Results put to use with the ledger itself: the same advice as with its exported workbook, and plain refusals."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from jixiao.cli.program import run
from jixiao.ledger.opening import NAME, reading, writing
from jixiao.ledger.queries import items
from jixiao.ledger.recording import BY_RECHECK, change_item, decide
from tests.ledger.rounds import doing, new_ledger, notice

DAY = "2026-11-10"
Use = Callable[..., tuple[int, str, str]]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A list of evaluated projects, of which the ledger has one."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "评价结果清单"
    sheet.append(["2025年度绩效评价结果清单"])
    sheet.append(["序号", "项目名称", "项目单位", "主管部门", "评价类型", "预算金额(万元)", "评价得分", "评价等级"])
    sheet.append([1, "城区管网改造", "青禾县水利局", "青禾县水利局", "财政评价", 100, 85, "良"])
    sheet.append([2, "校舍维修", "青禾县教育局", "青禾县教育局", "财政评价", 50, 92, "优"])
    path = tmp_path / "评价结果清单.xlsx"
    book.save(path)
    return path


@pytest.fixture
def use(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Use:
    def using(ledger: object, name: str = "结果运用.xlsx") -> tuple[int, str, str]:
        status = run(["use", str(results), "--ledger", str(ledger), "-o", str(tmp_path / name), "--date", DAY])
        told = capsys.readouterr()
        return status, told.out, told.err

    return using


def said(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a sheet but for the columns that say where something stands."""
    rows = list(load_workbook(io.BytesIO(path.read_bytes()))[sheet].iter_rows(values_only=True))
    return [tuple(value for value in row if "整改台账" not in str(value)) for row in rows]


def test_the_ledger_itself_and_its_workbook_give_the_same_advice(place: Path, tmp_path: Path, use: Use) -> None:
    ledger = new_ledger(place)
    with writing(ledger) as connection:
        first, second, third = items(connection)
        decide(connection, first, "close", doing("不再报出"), means=BY_RECHECK)
        second = decide(connection, second, "reply", doing("收到"))
        second = change_item(connection, second, {"status": "已完成", "done_on": date(2026, 10, 20)}, doing())
        decide(connection, second, "return", doing("不实"))
        change_item(connection, third, {"deadline": date(2026, 12, 5)}, doing())
    status, out, _ = use(place)
    assert status == 0
    assert "没有销号的整改问题 2 个,其中逾期 1 个。" in out
    assert run(["ledger", "out", str(place), "-o", str(tmp_path / "出"), "--date", DAY]) == 0
    status, other, _ = use(tmp_path / "出" / "整改台账.xlsx", "另一份.xlsx")
    assert out.splitlines()[:2] == [line for line in other.splitlines() if "已生成" not in line][:2]
    for sheet in ("结果运用清单", "未整改问题"):
        assert said(tmp_path / "结果运用.xlsx", sheet) == said(tmp_path / "另一份.xlsx", sheet)


def test_a_ledger_file_and_an_address_are_taken(place: Path, use: Use) -> None:
    ledger = new_ledger(place, notice(), notice("青财绩〔2026〕13号", "青禾县教育局", project="校舍维修"))
    status, out, _ = use(place / NAME if ledger.file is not None else ledger.url)
    assert status == 0
    assert "没有销号的整改问题 6 个,其中逾期 6 个。" in out
    with reading(ledger) as connection:
        assert len(items(connection)) == 6


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        ("没有.xlsx", "找不到整改台账"),
        ("没有.db", "找不到整改台账"),
        (".", "还没有台账"),
        ("mysql://u:secret@h/x", "地址不能用"),
    ],
)
def test_what_is_no_ledger_is_said(use: Use, tmp_path: Path, ledger: str, words: str) -> None:
    status, _, err = use(ledger if "://" in ledger else tmp_path / ledger)
    assert status == 2
    assert words in err
    assert "secret" not in err
    assert not (tmp_path / "结果运用.xlsx").exists()
