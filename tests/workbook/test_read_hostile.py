"""Files that can't or must not be read, encrypted ones, and old formats."""

import os
import subprocess
import sys
import textwrap
import time as clock
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import Refusal, decrypted, read_grid, read_path

from . import packages
from .packages import HOSTILE, REASONS, minimal, pack
from .reading import read, refused
from .torture import rezip, unzip

HANG = 20
"""Seconds after which a file would count as hanging the batch; no claim about speed (benchmarks/ has those)."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_their_reason_and_in_time(name):
    data = HOSTILE[name]()
    started = clock.process_time()
    assert refused(read_grid(data, "某局.xlsx")) == REASONS[name]
    assert clock.process_time() - started < HANG


HEAVY = ["inflates_to_400_mb", "lies_about_400_mb", "eight_million_strings", "million_blank_rows", "corner_cell"]


@pytest.mark.parametrize("name", [*HEAVY, "billion_laughs"])
def test_hostile_files_cost_little_memory(name, tmp_path):
    (tmp_path / "f.xlsx").write_bytes(HOSTILE[name]())
    script = """
        import resource, sys
        from pathlib import Path
        from jixiao.workbook.read_file import read_path
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        before = peak()
        read_path(Path(sys.argv[1]))
        print(peak() - before)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "f.xlsx")]
    kilobytes = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert kilobytes < 150_000


def test_refusals_say_what_was_seen_and_the_limit():
    wide = read_grid(HOSTILE["far_column"](), "a.xlsx")
    long = read_grid(HOSTILE["million_blank_rows"](), "a.xlsx")
    assert wide == Refusal("too_wide", "工作表「自评表」的 XFD2 有内容，上限 2,000 列")
    assert long == Refusal("too_long", "工作表「自评表」有 1,048,576 行，上限 100,000 行")
    assert read_grid(HOSTILE["html"](), "a.xlsx") == Refusal("not_workbook", "网页文件(HTML)")


def test_paths_that_cannot_be_read(tmp_path):
    assert refused(read_path(tmp_path)) == "unreadable_path"
    assert refused(read_path(tmp_path / "没有.xlsx")) == "unreadable_path"
    big = tmp_path / "大.xlsx"
    with big.open("wb") as file:
        os.truncate(file.fileno(), 60 << 20)
    assert refused(read_path(big)) == "too_big_file"
    good = tmp_path / "好.xlsx"
    good.write_bytes(minimal())
    grid = read_path(good)
    assert isinstance(grid, Grid)
    assert grid.name == "好.xlsx"


def test_encrypted_workbook_opens_with_its_password_only():
    plain = packages.budget_workbook()
    data = packages.encrypted(plain, "芝麻开门")
    assert refused(read_grid(data, "a.xlsx")) == "encrypted"
    assert refused(read_grid(data, "a.xlsx", password="错")) == "wrong_password"
    assert read(data, password="芝麻开门") == read(plain)
    assert decrypted(data, "芝麻开门") == plain
    assert decrypted(plain, "芝麻开门") == plain


def test_old_xls_is_read_by_value():
    grid = read(packages.biff_xls([["自评表", 1.5], ["乙", "", 0.1 + 0.2]]))
    assert grid.legacy == "Excel 97-2003 工作簿(.xls)"
    values = {key: cell.value for key, cell in grid.sheets[0].cells.items()}
    assert values == {(1, 1): "自评表", (1, 2): Decimal("1.5"), (2, 1): "乙", (2, 3): Decimal("0.3")}
    assert isinstance(read_grid(packages.biff_xls([["自评"]]), "某局.et"), Grid)


def test_far_corner_cell_in_old_or_foreign_workbooks_does_no_harm():
    rows = '<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    far = '<table:table-row table:number-rows-repeated="1048574"/><table:table-row><table:table-cell '
    far += 'table:number-columns-repeated="16383"/><table:table-cell office:value-type="float" office:value="1"/>'
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表">{rows}'
        f"</table:table-row>{far}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    parts["META-INF/manifest.xml"] = "<manifest/>"
    assert refused(read_grid(pack(parts), "a.ods")) in ("too_long", "too_wide", "too_big_inflated")


@pytest.mark.office
@pytest.mark.parametrize(("suffix", "label"), [("ods", "OpenDocument"), ("xls", "97-2003"), ("xlsx", None)])
def test_files_saved_by_libreoffice(suffix, label, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"], sheet["C3"] = "绩效自评", datetime(2024, 3, 1), 12.5
    book.create_sheet("隐").sheet_state = "hidden"
    book.save(tmp_path / "in.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "in.xlsx")], check=True, capture_output=True, timeout=120)
    grid = read_path(tmp_path / "out" / f"in.{suffix}")
    assert isinstance(grid, Grid)
    assert (label is None and grid.legacy is None) or label in grid.legacy
    values = {key: cell.value for key, cell in grid.sheets[0].cells.items()}
    assert values == {(1, 1): "绩效自评", (2, 2): datetime(2024, 3, 1), (3, 3): Decimal("12.5")}
    assert grid.sheets[1].state == "hidden"


def test_a_package_without_content_types_is_refused() -> None:
    parts = unzip(minimal())
    del parts["[Content_Types].xml"]
    assert refused(read_grid(rezip(parts), "某局.xlsx")) == "missing_part"
