"""主要问题 and 整改情况 out of the ledger: what belongs where, database and workbook alike, what is kept back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.ledger.book import ledger_workbook
from jixiao.ledger.entries import ItemEntry
from jixiao.ledger.opening import MOVED, Ledger, reading, writing
from jixiao.ledger.queries import items
from jixiao.ledger.recording import change_item, decide
from jixiao.policy.load import load_policy
from jixiao.publication.entries import Entry
from jixiao.publication.rectified import Problem, joined, rectified
from jixiao.tasks.rectification import problems_at
from tests.campaign.incoming import ROAD, begin, filled, put, take_in
from tests.cli.command import jixiao
from tests.ledger.rounds import doing, new_ledger, notice

POLICY = load_policy()
DAY = date(2026, 12, 5)
ROADS = "青禾县农村公路养护中心"
ENTRY = Entry("2025", ROADS, "农村公路日常养护", Decimal("386.5"), "单位自评", Decimal("92.50"), "优",
              department="青禾县交通运输局")  # fmt: skip


def problem(text: str = "进度偏慢", **changed: object) -> Problem:
    told = {"unit": ROADS, "project": "农村公路日常养护", "closed": False, "year": 2026, "where": "台账"}
    return Problem(text=text, **{**told, **changed})  # type: ignore[arg-type]


def owned(*entries: Entry, problems: tuple[Problem, ...]) -> list[list[str]]:
    found = joined(entries, problems)
    listed = [[one.text for one in found.own.get(place, ())] for place in range(len(entries))]
    return [*listed, [one.text for one in found.left]]


# -- which problem belongs where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "belongs"),
    [
        ({}, True),
        ({"project": "2025年农村公路日常养护"}, True),
        ({"project": "《农村公路日常养护》"}, True),
        ({"unit": "农村公路养护中心"}, True),  # without the county in front
        ({"unit": "青禾县交通运输局"}, True),  # the department answers for its unit
        ({"unit": ""}, True),
        ({"unit": "青禾县水利局"}, False),
        ({"project": "危桥改造"}, False),
        ({"project": ""}, False),
        ({"year": 2024}, False),  # a notice of the year before cannot speak of this year
        ({"year": 2025}, True),
        ({"year": None}, True),
    ],
)
def test_a_problem_belongs_to_its_project(changed: dict[str, object], belongs: bool) -> None:
    own, left = owned(ENTRY, problems=(problem(**changed),))
    assert (own, left) == (["进度偏慢"], []) if belongs else ([], ["进度偏慢"])


def test_a_notice_speaks_of_the_year_before() -> None:
    other = replace(ENTRY, year="2024")
    early, late = problem("早", year=2025), problem("晚", year=2026)
    assert owned(other, ENTRY, problems=(late, early)) == [["早"], ["晚"], []]
    assert owned(ENTRY, problems=(early, late)) == [["晚"], ["早"]]  # the early one is about 2024, which is not there
    assert owned(ENTRY, problems=(early,)) == [["早"], []]


def test_a_unit_as_a_whole() -> None:
    whole = replace(ENTRY, project=f"{ROADS}整体支出")
    for name in ("", "部门整体支出", "整体支出"):
        assert owned(whole, ENTRY, problems=(problem(project=name),)) == [["进度偏慢"], [], []]


def test_a_list_that_says_itself_how_problems_were_put_right_is_left_alone() -> None:
    said = replace(ENTRY, problem="摘要", status="已完成")
    assert owned(said, problems=(problem(),)) == [[], ["进度偏慢"]]


@pytest.mark.parametrize(
    ("closed", "told", "status"),
    [
        ((False,), "一", "正在整改"),
        ((True,), "一", "已完成"),
        ((True, True), "1.一;2.二", "已完成"),
        ((True, False, False), "1.一;2.二;3.三", "已完成1个,正在整改2个"),
    ],
)
def test_words_of_the_list(closed: tuple[bool, ...], told: str, status: str) -> None:
    found = rectified(ENTRY, [problem(f"{text}。", closed=one) for text, one in zip("一二三", closed, strict=False)])
    assert (found.problem, found.status) == (told, status)
    assert (found.problems, found.closed) == (len(closed), sum(closed))
    assert rectified(ENTRY, ()) == ENTRY
    assert rectified(replace(ENTRY, problem="清单里的"), [problem("台账里的")]).problem == "台账里的"


# -- database and workbook -------------------------------------------------------------------------------------------


def ledger(folder: Path, *texts: str) -> Ledger:
    """A ledger with a notice on the road project: the first problem closed, the second answered, the others late."""
    told = tuple(ItemEntry(f"二（{number}）", text, deadline=date(2026, 11, 5)) for number, text in enumerate(texts, 1))
    made = new_ledger(folder, notice(unit=ROADS, project="农村公路日常养护", items=told))
    with writing(made) as connection:
        for item in items(connection)[:2]:
            done = {"status": "已完成", "done_on": date(2026, 10, 20), "evidence": "纪要", "measures": "补办"}
            fresh = decide(connection, change_item(connection, item, done, doing()), "reply", doing())
            if item.code.endswith("（1）"):
                decide(connection, fresh, "close", doing("核对属实"))
    return made


def exported(made: Ledger, path: Path) -> Path:
    with reading(made) as connection:
        path.write_bytes(ledger_workbook(items(connection), DAY, "青禾县财政局"))
    return path


def test_the_exported_workbook_says_what_the_database_says(place: Path, tmp_path: Path) -> None:
    book = exported(ledger(place, "程序不规范", "支付偏慢", "资料不全"), tmp_path / "整改台账.xlsx")
    of_database, of_book = (problems_at(str(at), POLICY, DAY) for at in (place, book))
    assert [replace(one, where="") for one in of_book] == [replace(one, where="") for one in of_database]
    assert [(one.closed, one.replied, one.overdue) for one in of_book] == [
        (True, True, False), (False, True, False), (False, False, True)
    ]  # fmt: skip
    assert of_database[0].where == "台账·青财绩〔2026〕12号 二（1）"
    assert of_book[0].where.startswith("整改台账.xlsx!整改台账!")


def test_what_staff_have_closed_in_the_workbook_is_closed(tmp_path: Path) -> None:
    path = exported(ledger(tmp_path, "程序不规范", "支付偏慢"), tmp_path / "整改台账.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[5] if cell.value == "审核结论")
    sheet.cell(6, column).value, sheet.cell(7, column).value = "退回", "通过"
    book.save(path)
    assert [one.closed for one in problems_at(str(path), POLICY, DAY)] == [False, True]


def test_a_list_kept_by_hand(tmp_path: Path) -> None:
    from jixiao.forms.rectification_ledger import FORM
    from jixiao.forms.template import build_template, fill_template

    rows = (("农村公路日常养护", "已完成", ""), (None, "正在整改", ""), ("危桥改造", "已整改", "退回"))
    values: dict[tuple[str, int], object] = {("field.as_of", 0): 46361}
    for row, (project, status, verdict) in enumerate(rows):
        told = {"project": project, "problem": f"问题{row}", "duty": ROADS, "status": status, "verdict": verdict,
                "deadline": 46331}  # fmt: skip
        values |= {(role, row): value for role, value in told.items() if value}
    path = tmp_path / "台账.xlsx"
    path.write_bytes(fill_template(build_template(FORM, POLICY, rows=3), FORM, POLICY, values, rows=3))  # type: ignore[arg-type]
    found = problems_at(str(path), POLICY, DAY)
    assert [(one.project, one.closed, one.overdue) for one in found] == [
        ("农村公路日常养护", True, False), ("农村公路日常养护", False, True), ("危桥改造", False, True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"), [("无.xlsx", "找不到整改台账"), ("别的.xlsx", "没有读到整改台账"), ("空", "还没有台账")]
)
def test_no_ledger_is_said(tmp_path: Path, name: str, told: str) -> None:
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    (tmp_path / "空").mkdir()
    said = jixiao("publish", tmp_path / "别的.xlsx", "--ledger", tmp_path / name, "-o", tmp_path / "公开", "--no-pdf")
    assert (said.status, told in said.err) == (2, True), said.err
    assert not (tmp_path / "公开").exists()


# -- on the command line -----------------------------------------------------------------------------------------------


def a_round(folder: Path, *texts: str, address: Path | None = None) -> Ledger:
    """A round of one unit with its own ledger, be it on a server whose `address` lies in the folder."""
    begin(folder)
    put(folder, "甲.xlsx", filled(folder, ROAD))
    take_in(folder)
    if address is not None and address.exists():
        (folder / "活动" / MOVED).write_bytes(address.read_bytes())
    return ledger(folder / "活动", *texts)


GRADED = [Entry("2025", ROADS, "农村公路日常养护", Decimal("386.5"), "单位自评", Decimal("92.50"), "优",
                source="甲.xlsx!自评表!B4")]  # fmt: skip


def test_a_round_with_its_ledger_publishes_problems(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_round(tmp_path, "程序不规范", "支付偏慢", address=place / MOVED)
    monkeypatch.setattr("jixiao.tasks.publish.entries_of", lambda outcome, file: tuple(GRADED))
    said = jixiao("publish", tmp_path / "活动", "-o", tmp_path / "公开", "--no-pdf", "--date", "2026-12-5")
    assert "台账里的问题写进清单 2 个,其中已完成 1 个。" in said.out, said.err
    sheet = openpyxl.load_workbook(tmp_path / "公开" / "公开清单.xlsx")["公开清单"]
    texts = {cell.value for row in sheet for cell in row}
    assert {"1.程序不规范;2.支付偏慢", "已完成1个,正在整改1个"} <= texts
    page = (tmp_path / "公开" / "公开清单.html").read_text("utf-8")
    assert "1.程序不规范;2.支付偏慢" in page
    assert 'aria-label="问题整改情况"' in page
    book = exported(made, tmp_path / "台账.xlsx")
    again = jixiao(
        "publish", tmp_path / "活动", "-o", tmp_path / "再", "--no-pdf", "--date", "2026-12-5", "--ledger", book
    )
    assert again.status == said.status
    assert (tmp_path / "再" / "公开清单.html").read_text("utf-8") == page


def test_a_problem_with_a_telephone_number_keeps_back_its_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_round(tmp_path, "请与张某 13812345678 核对", "支付偏慢")
    monkeypatch.setattr("jixiao.tasks.publish.entries_of", lambda outcome, file: tuple(GRADED))
    said = jixiao("publish", tmp_path / "活动", "-o", tmp_path / "公开", "--no-pdf")
    assert said.status == 1
    assert "不予公开 台账·青财绩〔2026〕12号 二（1）:有手机号码(138********)" in said.err
    assert "13812345678" not in said.err + said.out
    assert "台账里的问题不能公开的 1 项" in said.out
    assert not (tmp_path / "公开").exists()


def test_a_number_in_the_workbook_is_told_with_its_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tmp_path)
    put(tmp_path, "甲.xlsx", filled(tmp_path, ROAD))
    take_in(tmp_path)
    book = exported(ledger(tmp_path / "别处", "支付偏慢", "涉密设备采购程序不规范"), tmp_path / "整改台账.xlsx")
    place = next(cell.coordinate for row in openpyxl.load_workbook(book).worksheets[0] for cell in row
                 if cell.value == "涉密设备采购程序不规范")  # fmt: skip
    monkeypatch.setattr("jixiao.tasks.publish.entries_of", lambda outcome, file: tuple(GRADED))
    said = jixiao("publish", tmp_path / "活动", "-o", tmp_path / "公开", "--no-pdf", "--ledger", book)
    assert said.status == 1
    assert f"不予公开 整改台账.xlsx!整改台账!{place}:有涉密标记。" in said.err


def test_problems_of_other_projects_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_round(tmp_path, "程序不规范")
    other = [replace(GRADED[0], project="危桥改造")]
    monkeypatch.setattr("jixiao.tasks.publish.entries_of", lambda outcome, file: tuple(other))
    said = jixiao("publish", tmp_path / "活动", "-o", tmp_path / "公开", "--no-pdf")
    assert "台账里有 1 个问题没有写进清单" in said.err
    assert "青财绩〔2026〕12号 二（1）" in said.err
    assert "问题整改" not in (tmp_path / "公开" / "公开清单.html").read_text("utf-8")


# -- the annual report -------------------------------------------------------------------------------------------------


def test_the_report_counts_one_year_of_notices(tmp_path: Path) -> None:
    from jixiao.publication.annual_figures import counts_of, of_ledger

    made = ledger(tmp_path, "程序不规范", "支付偏慢", "资料不全")
    call = ("report", "draft", "--year", "2025", "--date", "2026-12-5", "-o", tmp_path / "报告", "--ledger")
    assert jixiao(*call, tmp_path).status == 0
    earlier = notice("青财绩〔2025〕3号", issued=date(2025, 10, 8), items=(ItemEntry("一", "早的"),))
    with writing(made) as connection:
        from jixiao.ledger.recording import add_notice

        add_notice(connection, earlier, doing(at=datetime(2025, 10, 8)))
    said = jixiao(*call, tmp_path)
    assert (said.status, "2025 年下发的问题 1 个、2026 年下发的问题 3 个" in said.err) == (2, True), said.err
    assert jixiao(*call, tmp_path, "--notices", "2024").status == 2
    assert jixiao(*call, tmp_path, "--notices", "2026").status == 0
    own = [one for one in problems_at(str(tmp_path), POLICY, DAY) if one.year == 2026]
    values = {one.name: one.value for one in of_ledger(counts_of(own, 2026))}
    assert values == {"通知份数": 1, "问题数": 3, "已回复": 2, "已销号": 1, "逾期": 1}
