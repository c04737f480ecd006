"""Results in the other system's column order: exact amounts, codes as text, what did not map."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl

from jixiao.bridge.exporting import Codes, Exported, export_csv, export_workbook, results_of
from jixiao.bridge.fields import INDICATOR_RESULTS, RESULTS
from jixiao.bridge.mapping import Mapping, standard_mapping
from jixiao.demo.examples import EXAMPLES
from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_data

from .lists import edited, mapping_from

POLICY = load_profile()
FILES = {example.name: example.build(POLICY) for example in EXAMPLES if "自评表" in example.name}
GOOD, BAD, DEPARTMENT = "填得好的自评表", "填得不好的自评表", "填得好的部门整体自评表"


def exported(*names: str, mapping: Mapping | None = None, codes: Codes | None = None) -> Exported:
    judged = [(f"{name}.xlsx", check_data(FILES[name], f"{name}.xlsx", POLICY)) for name in names]
    return results_of(judged, mapping or standard_mapping(), codes or {})


def first(found: Exported, sheet: str = RESULTS) -> dict[str, Any]:
    headings, rows = found.sheets[sheet]
    return dict(zip(headings, rows[0], strict=True))


def test_a_forms_result_in_the_order_of_the_mapping() -> None:
    found = exported(GOOD)
    headings, rows = found.sheets[RESULTS]
    assert headings == tuple(line.headings[0] for line in standard_mapping().of(RESULTS))
    assert len(rows) == 1
    row = first(found)
    assert (row["项目代码"], row["项目名称"]) == ("51190025T000000123456", "农村公路日常养护与路面修复")
    assert (row["全年预算数"], row["全年执行数"]) == (Decimal(3865000), Decimal(3728400))
    assert (row["自评得分"], row["审核得分"], row["绩效等级"]) == (Decimal("99.44"), Decimal("99.44"), "优")
    assert (row["必改问题数"], row["核实问题数"], row["审核结论"]) == (0, 0, "通过")
    assert row["预算执行率"] == Decimal("96.47")
    assert [problem.severity for problem in found.problems] == ["请核实"]  # the form states no code of its unit


def test_units_of_money_and_constants_are_the_mappings() -> None:
    mapping = mapping_from(
        edited(
            {
                (RESULTS, "全年预算数", "金额单位"): "万元",
                (RESULTS, "新栏", "对方栏目名"): "区划代码",
                (RESULTS, "区划代码", "空着时填"): "511900",
                (RESULTS, "等级", "对方栏目名"): "评定等次",
            }
        )
    )
    assert mapping.faults == ()
    row = first(exported(GOOD, mapping=mapping))
    assert (row["全年预算数"], row["全年执行数"]) == (Decimal("386.5"), Decimal(3728400))
    assert (row["区划代码"], row["评定等次"]) == ("511900", "优")


def test_indicators_with_targets_and_points() -> None:
    headings, rows = exported(GOOD).sheets[INDICATOR_RESULTS]
    records = [dict(zip(headings, row, strict=True)) for row in rows]
    assert len(records) == 11
    assert {record["项目代码"] for record in records} == {"51190025T000000123456"}
    second = records[1]
    assert (second["三级指标"], second["指标值"], second["绩效指标完成情况"]) == (
        "修补沥青路面面积", "≥12000平方米", "11640平方米",
    )  # fmt: skip
    assert (second["分值"], second["自评得分"], second["审核得分"]) == (7, Decimal("6.79"), Decimal("6.79"))
    assert str(second["偏差原因分析"]).startswith("雨季施工窗口缩短")


def test_a_code_that_lost_its_digits_is_none() -> None:
    found = exported(BAD)
    assert found.sheets[RESULTS][1] == ()
    assert [(one.severity, one.message) for one in found.problems] == [
        ("必须改", "「青禾县农村公路养护中心」没有项目编码,没有回写。")
    ]


def test_a_department_goes_back_by_its_own_code() -> None:
    row = first(exported(DEPARTMENT))
    assert (row["单位代码"], row["项目代码"], row["业务类型"]) == ("361001", None, "部门整体支出绩效自评表")


def test_the_roster_gives_the_codes_that_a_form_does_not_state() -> None:
    codes = {("青禾县农村公路养护中心", "农村公路日常养护与路面修复"): ("0042", "0099")}
    found = exported(GOOD, codes=codes)
    assert (first(found)["单位代码"], first(found)["项目代码"]) == ("0042", "51190025T000000123456")
    assert found.problems == ()


def test_the_same_form_twice_goes_back_once() -> None:
    found = exported(GOOD, GOOD)
    assert len(found.sheets[RESULTS][1]) == 1
    assert [one.message for one in found.problems if one.severity == "必须改"] == [
        "项目编码「51190025T000000123456」的项目支出绩效自评表已经从「填得好的自评表.xlsx」回写,这一份没有回写。"
    ]


def test_files_without_a_result_are_told() -> None:
    judged = [("坏.xlsx", check_data(b"PK\x03\x04 broken", "坏.xlsx", POLICY))]
    found = results_of(judged, standard_mapping(), {})
    assert found.sheets[RESULTS][1] == ()
    (problem,) = found.problems
    assert (problem.file, problem.severity) == ("坏.xlsx", "必须改")
    assert "没有回写" in problem.message


def test_the_workbook_holds_codes_as_text_and_amounts_as_numbers() -> None:
    data = export_workbook(exported(GOOD))
    assert data == export_workbook(exported(GOOD))
    sheet = openpyxl.load_workbook(io.BytesIO(data))[RESULTS]
    cells = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert (cells["项目代码"].value, cells["项目代码"].number_format) == ("51190025T000000123456", "@")
    assert cells["全年预算数"].value == 3865000


def test_csv_in_gbk_with_formulas_disarmed() -> None:
    found = exported(GOOD)
    headings, rows = found.sheets[RESULTS]
    risky = Exported({RESULTS: (headings, (("=cmd|'/c calc'!A0", "+1", "-2.5", "@SUM(1)", *rows[0][4:]),))}, ())
    listed = list(csv.reader(io.StringIO(export_csv(risky, RESULTS).decode("gbk"))))
    assert tuple(listed[0]) == headings
    assert listed[1][:4] == ["'=cmd|'/c calc'!A0", "+1", "-2.5", "'@SUM(1)"]
    plain = list(csv.reader(io.StringIO(export_csv(found, RESULTS, "utf-8-sig").decode("utf-8-sig"))))
    assert dict(zip(*plain, strict=True))["全年预算数"] == "3865000"
