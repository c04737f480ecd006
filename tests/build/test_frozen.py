"""The built program, started as Excel starts it, by hand and by a drop on its icon; there is no Python on the way."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

from jixiao.workbook.live_excel import NO_EXCEL
from tests.cli.command import CASES
from tests.workbook.packages import biff_xls, encrypted

from .frozen import PROGRAM, Program, Seen

pytestmark = pytest.mark.frozen
BOOK = "省级 报表=2026 & 50%(终稿).xlsx"
RETURNED = CASES / "SE04-廊坊市食品工程学校.xlsx"
CLEAN = CASES / "SE20-黄石市住房和城乡建设局.xlsx"


def fine(seen: Seen) -> Seen:
    assert not re.search(r"Traceback|Error|\.py\b|PYI-", seen.out + seen.err), seen
    return seen


def test_excel_starts_it_and_it_works(program: Program) -> None:
    folder = program.home / "报送件"
    folder.mkdir()
    shutil.copy(RETURNED, folder / BOOK)
    seen = fine(program.start_from_excel("check", folder / BOOK, "-o", program.home / "结果", book=BOOK))
    assert (seen.status, seen.err) == (1, "")
    copy = openpyxl.load_workbook(program.home / "结果" / f"{Path(BOOK).stem}_校验.xlsx")
    assert copy.sheetnames == ["自评表", "校验结果", "计分明细"]
    assert "H7" in " ".join(str(area.sqref) for area in copy["自评表"].conditional_formatting)
    assert fine(program.start_from_excel("check", CLEAN, book=BOOK)).status == 0
    assert program.log == ""


def test_excel_starts_it_wrongly(program: Program) -> None:
    seen = fine(program.start_from_excel("check", "没有这个文件.xlsx", book=BOOK))
    assert (seen.status, seen.out) == (2, "")
    assert "找不到「没有这个文件.xlsx」" in seen.err
    assert "没有「chek」这个动作" in fine(program.start_from_excel("addin", "chek", book=BOOK)).err
    assert "没有命令「chek」" in fine(program.start_from_excel("chek", book=BOOK)).err
    assert program.log == ""


def test_the_ribbon_s_calls_reach_xlwings_inside_and_say_that_there_is_no_excel(program: Program) -> None:
    if sys.platform != "win32":
        for action in ("check", "clear", "score", "notice", "copy", "folder", "template"):
            seen = fine(program.start_from_excel("addin", action, book=BOOK))
            assert (seen.status, seen.out, seen.err.strip()) == (1, "", NO_EXCEL)
        assert "jixiao" in fine(program.start_from_excel("addin", "about", book=BOOK)).out
        folder = program.home / "报送件 100%"
        folder.mkdir()
        shutil.copy(RETURNED, folder)
        assert fine(program.start("addin", "summary", f"--run={folder}")).status == 1
        assert len(list(program.home.glob("报送件 100%_汇总_*/校验汇总.xlsx"))) == 1
        assert program.log == ""


def test_excel_starts_it_and_a_fault_comes(broken: Program) -> None:
    seen = fine(broken.start_from_excel("notice", RETURNED, "--docx", "-o", broken.home / "通知", book=BOOK))
    assert seen.status == 2
    number = re.search(r"编号 (\d{8}-[0-9A-F]{4})", seen.err)
    assert number is not None, seen
    assert str(broken.home / "记录.log") in seen.err
    assert f"故障 {number[1]}" in broken.log
    assert "Traceback" in broken.log


def test_old_and_encrypted_workbooks(program: Program) -> None:
    (program.home / "旧.xls").write_bytes(biff_xls([["项目支出绩效自评表"], ["项目名称", "某项目"]]))
    (program.home / "坏.xls").write_bytes(biff_xls([["甲"]])[:700])
    (program.home / "密.xlsx").write_bytes(encrypted(CLEAN.read_bytes(), "口令8"))
    seen = fine(program.start("check", program.home, "--json", "--password", "口令8", "--jobs", 2))
    books = {Path(book["path"]).name: book for book in json.loads(seen.out)["workbooks"]}
    assert {name: book["status"] for name, book in books.items()} == {
        "旧.xls": books["旧.xls"]["status"],
        "坏.xls": "unreadable",
        "密.xlsx": "passed",
    }
    assert "A103" in {finding["rule"] for finding in books["旧.xls"]["findings"]}
    assert books["旧.xls"]["status"] != "unreadable"


def test_two_processes_say_the_same_as_one(program: Program) -> None:
    folder = program.home / "一批"
    folder.mkdir()
    for case in sorted(CASES.glob("SE0*.xlsx"))[:4]:
        shutil.copy(case, folder)
    one, two = (fine(program.start("check", folder, "--json", "--jobs", jobs)) for jobs in (1, 2))
    assert (one.status, json.loads(one.out)) == (two.status, json.loads(two.out))
    assert json.loads(one.out)["totals"]["workbooks"] == 4


def test_a_folder_dropped_on_the_icon(program: Program) -> None:
    folder = program.home / "报送件 (一) & 50%"
    folder.mkdir()
    shutil.copy(RETURNED, folder / "甲.xlsx")
    shutil.copy(CLEAN, folder / "乙.xlsx")
    seen = fine(program.start(folder))
    assert seen.status == 1
    assert {file.name for file in (program.home / "校验结果").iterdir()} == {
        "甲_校验.xlsx",
        "乙_校验.xlsx",
        "校验汇总.xlsx",
    }
    assert {file.name for file in folder.iterdir()} == {"甲.xlsx", "乙.xlsx"}
    assert fine(program.start(folder / "甲.xlsx", folder / "乙.xlsx")).status == 1
    assert len(list((folder / "校验结果").iterdir())) == 3


def test_everything_else_is_inside_too(program: Program) -> None:
    seen = fine(program.start("demo", "-o", program.home / "演示"))
    assert seen.status == 0, seen
    assert list((program.home / "演示" / "整改通知").glob("*.docx"))
    assert fine(program.start("template", "-o", program.home / "模板")).status == 0
    assert fine(program.start("policy", "export", "-o", program.home)).status == 0
    fine(program.start("ledger", "add", program.home / "台账", program.home / "演示" / "整改通知"))
    assert "完好" in fine(program.start("ledger", "check", program.home / "台账")).out
    assert "E503 预算执行率得分算错" in fine(program.start("rules", "E503")).out
    assert "[有问题]" not in fine(program.start("doctor")).out
    assert fine(program.start("--version")).out.startswith("jixiao ")
    assert "用法" in fine(program.start("--help")).out


def test_installing_is_for_windows(program: Program) -> None:
    if sys.platform != "win32":
        seen = fine(program.start("--install"))
        assert (seen.status, "只在 Windows 上" in seen.err) == (2, True)


def test_what_is_not_inside(folder: Path) -> None:
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(folder / PROGRAM))
    names = set(archive.open_embedded_archive("PYZ.pyz").toc)
    for absent in ("xlwings.pro", "pandas", "numpy", "tkinter", "pytest", "hypothesis", "oletools", "ssl"):
        assert not {name for name in names if name == absent or name.startswith(f"{absent}.")}, absent
    assert {"jixiao.cli", "jixiao.rules.e503_execution_points", "typer", "lxml"} & names >= {"jixiao.cli", "typer"}
    files = [file.name for file in folder.rglob("*")]
    assert not [name for name in files if name.startswith(("_tkinter", "_ssl", "libssl", "test_"))]
    assert sum(file.stat().st_size for file in folder.rglob("*") if not file.is_symlink()) < 120_000_000
