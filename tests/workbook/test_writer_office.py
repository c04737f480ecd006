"""What LibreOffice makes of written workbooks, and how much dearer openpyxl would be."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest

from jixiao.workbook.apply_patch import apply_patch, clear_patch, new_workbook
from jixiao.workbook.patch import Mark, Patch, Put, SheetPlan, Style
from tests.workbook import torture as made
from tests.workbook.plans import result_plan, sample_patch
from tests.workbook.test_new_workbook import RISKY


def converted(data: bytes, folder: Path, suffix: str, target: str) -> bytes:
    """The workbook as LibreOffice exports it."""
    source, out = folder / f"in{suffix}", folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / f"in.{target.split(':')[0]}").read_bytes()


@pytest.mark.office
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_libreoffice_opens_the_copy_and_a_second_run_knows_what_it_saved(tmp_path: Path) -> None:
    copy = apply_patch(made.torture(), sample_patch())
    assert converted(copy, tmp_path, ".xlsm", "pdf").startswith(b"%PDF")
    saved = converted(copy, tmp_path, ".xlsm", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(saved))
    assert book.sheetnames == ["自评表", "数据", "参数", "图", "校验结果", "整改通知"]
    assert book["校验结果"]["D3"].value == '=HYPERLINK("x")'
    assert book["校验结果"]["D3"].data_type == "s"
    assert book["自评表"]["H30"].value == "=SUM(H5:H20)"
    again = made.unzip(apply_patch(saved, Patch((Mark("自评表", "H14", "必须改"),), (result_plan(1),))))
    assert len(re.findall("绩效标记", again["xl/worksheets/sheet1.xml"].decode())) == 1
    assert list(again) == list(made.unzip(saved))  # the sheet saved by LibreOffice is written onto, none is added
    cleared = made.unzip(clear_patch(saved))
    assert b"_jx_" not in cleared["xl/workbook.xml"]
    assert "绩效标记" not in cleared["xl/worksheets/sheet1.xml"].decode()


@pytest.mark.office
def test_cleared_after_libreoffice_saved_it_still_opens(tmp_path: Path) -> None:
    saved = converted(apply_patch(made.plain(), sample_patch()), tmp_path, ".xlsx", "xlsx")
    assert converted(clear_patch(saved), tmp_path, ".xlsx", "pdf").startswith(b"%PDF")


@pytest.mark.office
def test_risky_text_and_control_characters_are_text_in_libreoffice(tmp_path: Path) -> None:
    texts = [*RISKY, "a\x07b_x0041_c", " 前后 "]
    plan = SheetPlan("表", tuple(Put(row, 1, text, Style()) for row, text in enumerate(texts, 1)))
    out = converted(
        new_workbook([plan]), tmp_path, ".xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    )
    seen = [row[0] for row in csv.reader(io.StringIO(out.decode("utf-8-sig"), newline=""))]
    assert seen == texts


def nine_sheets() -> bytes:
    """A workbook of the size units submit: nine sheets with 5,600 cells, about 50 KB."""
    plans = []
    for number in range(9):
        cells = [(row, column) for row in range(1, 53) for column in range(1, 13)]
        puts = [Put(r, c, f"完成情况{r * c * number % 977}" if (r + c) % 3 else r * c + number) for r, c in cells]
        plans.append(SheetPlan(f"表{number}", tuple(puts)))
    return new_workbook(plans)
