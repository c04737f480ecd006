"""Native formulas of F09–F14, recalculated by LibreOffice: what the program stored and what its rules expect."""

from __future__ import annotations

import io
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.demo.example_lists import Values
from jixiao.forms import rectification_ledger, rectification_report, result_use_opinion, spot_check
from jixiao.forms.declaration import Form
from jixiao.forms.list_kinds import LIST_KINDS
from jixiao.forms.template import build_template, fill_template, formula_cells
from tests.forms.test_lists import LIST_EXAMPLES, POLICY, judged
from tests.forms.test_template import without_results

ROWS = 8
LEDGER, REPORT, CHECK = rectification_ledger.FORM, rectification_report.FORM, spot_check.FORM
ASSESSED, _, MONITORED, EVALUATED = result_use_opinion.FORMS


def rows_of(roles: str, *rows: tuple[object, ...]) -> Values:
    named = zip(range(len(rows)), rows, strict=True)
    return {(role, row): value for row, values in named for role, value in zip(roles.split(), values, strict=True)}  # type: ignore[misc]


HARD: dict[str, tuple[Form, Values]] = {
    "复核_零分": (
        CHECK,
        rows_of(
            "project self_score score",
            ("甲乙丙丁", 0, 5),
            ("戊己庚辛", Decimal("66.665"), Decimal("66.66")),
            ("壬癸子丑", Decimal("0.1"), Decimal("0.3")),
            ("寅卯辰巳", 90, None),
            ("午未申酉", "良好", 80),
            ("金木水火", 3, Decimal("3.00015")),
        )
        | {("field.total", 0): 7},
    ),
    "复核_总数为零": (CHECK, rows_of("project self_score score", ("甲乙丙丁", 80, 90)) | {("field.total", 0): 0}),
    "台账_没有统计日期": (
        LEDGER,
        rows_of(
            "problem deadline status done_on", ("问题一", 46000, "正在整改", None), ("问题二", 46000, "已完成", 46003)
        ),
    ),
    "台账_提前完成": (
        LEDGER,
        rows_of(
            "problem deadline status done_on",
            ("问题一", 46000, "已完成", 45990),
            ("问题二", 46000, "已完成", None),
            ("问题三", None, "未启动", None),
            ("问题四", 46000, "未启动", None),
            ("问题五", "尽快", "正在整改", None),
        )
        | {("field.as_of", 0): 46000},
    ),
    "报告_三条完成一条": (REPORT, rows_of("problem status", ("一", "已完成"), ("二", "正在整改"), ("三", "未启动"))),
    "评估_小数": (
        ASSESSED,
        rows_of(
            "project amount suggested",
            ("甲乙丙丁", Decimal("0.3"), Decimal("0.1")),
            ("戊己庚辛", Decimal("10.000001"), 10),
        ),
    ),
    "监控_零": (
        MONITORED,
        rows_of("project amount executed", ("甲乙丙丁", 0, 5), ("戊己庚辛", 3, 1), ("壬癸子丑", 7, None)),
    ),
    "评价_空": (EVALUATED, {}),
}


def cases() -> dict[str, tuple[Form, bytes, int | None]]:
    found = {f"示例_{each.name}": (each.form, each.build(POLICY), each.rows) for each in LIST_EXAMPLES}
    for name, (form, values) in HARD.items():
        blank = build_template(form, POLICY, rows=ROWS)
        found[name] = (form, fill_template(blank, form, POLICY, values, rows=ROWS), ROWS)
    return found


@pytest.mark.office
def test_libreoffice_gives_the_values_of_the_engine(tmp_path: Path) -> None:
    built = cases()
    assert {form.title for form, _, _ in built.values()} == {kind.form.title for kind in LIST_KINDS}
    for name, (_, data, _) in built.items():
        (tmp_path / f"{name}.xlsx").write_bytes(without_results(data))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    files = [str(path) for path in sorted(tmp_path.glob("*.xlsx"))]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), *files], check=True, capture_output=True, timeout=240)
    compared = 0
    for name, (form, data, rows) in built.items():
        ours = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
        formulas = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        theirs = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True).worksheets[0]
        for place in formula_cells(form, POLICY, rows):
            if not str(formulas[place].value).startswith("="):
                continue  # typed over in the example
            stored, shown = ours[place].value, theirs[place].value
            stored, shown = (None if value == "" else value for value in (stored, shown))
            expected = pytest.approx(stored, abs=1e-9) if isinstance(stored, int | float) else stored
            assert shown == expected, (name, place, formulas[place].value)
            compared += stored is not None
    assert compared > 80


def test_the_rule_for_computed_cells_agrees_with_every_formula() -> None:
    for name, (_, data, _) in cases().items():
        if not name.startswith("示例_填得不好"):
            assert {finding.rule for finding in judged(data).findings} & {"G712", "G713", "C307"} == set(), name
