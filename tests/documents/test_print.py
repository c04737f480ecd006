"""What comes out of the printer, by LibreOffice."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao.documents.notice import notices_for
from jixiao.documents.notice_parts import Notice, blocks
from jixiao.documents.notice_sheets import notice_sheets, title_lines
from jixiao.documents.result_sheet import result_sheet
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.notice_docx import notice_docx
from jixiao.workbook.patch import SheetPlan
from jixiao.workbook.summary_xlsx import write_summary
from tests.documents.examples import E503, VERIFY, evaluation_list, form_outcome, outcome_of
from tests.documents.test_notice import ON
from tests.documents.test_notice_sheets import LONG
from tests.documents.test_summary import judged

pytestmark = pytest.mark.office


def pages_of(file: Path, order: str = "-layout") -> list[str]:
    """The text of each printed page, blanks taken out; `-layout` reads line by line, `-raw` cell by cell."""
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    printed = subprocess.run(
        ["pdftotext", order, str(file.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=60
    )
    pages = printed.stdout.decode("utf-8").split("\f")
    return [re.sub(r"\s", "", page) for page in pages if page.strip()]


def print_sheet(folder: Path, plan: SheetPlan, order: str = "-layout") -> list[str]:
    file = folder / "sheet.xlsx"
    file.write_bytes(new_workbook((plan,)))
    return pages_of(file, order)


def long_notice() -> Notice:
    (notice,) = notices_for(outcome_of((evaluation_list(LONG),)), on=ON, number="10")
    return notice


def without_furniture(pages: list[str], title: str) -> str:
    """All text in reading order without page numbers and without the titles repeated on later pages."""
    body = [re.sub(r"—\d+—", "", page) for page in pages]
    return body[0] + "".join(page.replace(title, "", 1) for page in body[1:])


def test_a_long_notice_prints_whole_with_its_title_on_every_page(tmp_path: Path) -> None:
    notice = long_notice()
    pages = print_sheet(tmp_path, notice_sheets(notice)[0])
    title = "".join(title_lines(notice))
    lines = sum(len(block.text) // 26 + 1 for block in blocks(notice))
    assert lines / 22 <= len(pages) <= lines / 22 * 1.5 + 1
    assert all(title in page for page in pages)
    assert [re.search(r"—(\d+)—", page)[1] for page in pages] == [str(n) for n in range(1, len(pages) + 1)]  # type: ignore[index]
    printed = without_furniture(pages, title)
    wanted = re.sub(r"\s", "", "".join(block.text for block in blocks(notice)))
    assert printed == wanted


def test_a_short_notice_fits_on_two_pages(tmp_path: Path) -> None:
    (notice,) = notices_for(form_outcome((E503,)), on=ON)
    assert len(print_sheet(tmp_path, notice_sheets(notice)[0])) == 2


def test_the_ledger_prints_whole_and_repeats_its_head(tmp_path: Path) -> None:
    notice = long_notice()
    pages = print_sheet(tmp_path, notice_sheets(notice)[1], "-raw")
    assert len(pages) > 1
    assert all("问题编号" in page and "财政部门审核意见" in page for page in pages)
    printed = "".join(pages)
    for number in range(1, 13):
        assert f"问题{number}:" in printed
    assert printed.count("部分支出未履行集体决策程序") >= 60


def test_the_result_sheet_prints_all_columns_on_one_width(tmp_path: Path) -> None:
    findings = [replace(E503, cell=f"H{row}", message=f"第{row}处得分应为 8.62 分。") for row in range(10, 90)]
    plan = result_sheet(
        form_outcome((*findings, VERIFY)), checked_at="2025-03-01 10:20", version="0.1.0", marked_file=False
    )
    pages = print_sheet(tmp_path, plan)
    assert all("规则号" in page for page in pages)
    printed = "".join(pages)
    assert all(f"第{row}处得分应为8.62分" in printed for row in range(10, 90))
    assert len(pages) <= 6


def test_the_letter_prints_whole(tmp_path: Path) -> None:
    notice = long_notice()
    file = tmp_path / "letter.docx"
    file.write_bytes(notice_docx(notice))
    printed = "".join(re.sub(r"—\d+—", "", page) for page in pages_of(file))
    for block in blocks(notice):
        assert re.sub(r"\s", "", block.text) in printed


def test_the_summary_opens_and_prints(tmp_path: Path) -> None:
    write_summary(judged(), tmp_path / "sum.xlsx", checked_at="2025-03-01 10:20", version="0.1.0")
    pages = pages_of(tmp_path / "sum.xlsx")
    assert "校验汇总" in pages[0]
    assert len(pages) <= 6
