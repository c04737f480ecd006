"""Filled-in target declarations of an invented county: of a project and of a department, each well and badly."""

from __future__ import annotations

from decimal import Decimal

from jixiao.demo.example_forms import Scalar, Values

Line = tuple[int, str, str, Scalar, str, Scalar, int | None, str, str | None]

_PROJECT: Values = {
    ("project", 0): "农村公路日常养护与路面修复",
    ("code", 0): "51190025T000000123456",
    ("department", 0): "[301]青禾县交通运输局",
    ("agency", 0): "青禾县农村公路养护中心",
    ("nature", 0): "延续项目",
    ("period", 0): "2025年1月-2026年12月",
    ("date", 0): "2024年11月20日",
}
# Row, 三级指标, 指标性质, 年度指标值, 度量单位, 上年实际值, 分值, 指标值来源, 备注. Rows follow the template.
_GOOD: tuple[Line, ...] = (
    (0, "日常养护县道里程", "≥", 86, "公里", Decimal("84.2"), 8, "计划标准", None),
    (1, "修补沥青路面面积", "≥", 12000, "平方米", 8600, 7, "计划标准", "灾后新增两段破损路面,面积较上年增加。"),
    (4, "养护工程验收合格率", "＝", 100, "%", 100, 7, "行业标准", None),
    (5, "路面状况优良路率", "≥", 85, "%", Decimal("83.5"), 6, "行业标准", None),
    (8, "路面修复完工时间", "≤", "2025年11月30日前", "", None, 10, "计划标准", None),
    (12, "每公里日常养护成本", "≤", Decimal("2.2"), "万元/公里", Decimal("2.16"), 12, "历史标准", None),
    (16, "沿线农产品运输损耗下降额", "≥", 60, "万元", 55, 8, "历史标准", None),
    (18, "改善出行条件的行政村", "≥", 24, "个", 22, 8, "计划标准", None),
    (20, "施工扬尘有效投诉", "≤", 3, "件", 3, 7, "其他标准", None),
    (22, "乡镇管护责任制", "定性", "制定管护制度并与全部乡镇签订责任书", "", None, 7, "其他标准", None),
    (24, "沿线群众满意度", "≥", 90, "%", 92, 10, "历史标准", None),
)
_MEDIUM: tuple[tuple[int, Scalar], ...] = (
    (0, 86),
    (1, 26000),
    (4, 100),
    (5, 87),
    (8, "2026年11月30日前"),
    (12, Decimal("2.2")),
    (16, 120),
    (18, 48),
    (20, 3),
    (22, "管护制度覆盖全部乡镇并每年考核"),
    (24, 92),
)
_BAD: tuple[Line, ...] = (
    (0, "日常养护县道里程", "", 10, "", None, 10, "", None),
    (1, "工程资金总额", "≥", 386, "万元", None, 10, "", None),
    (2, "修补沥青路面面积", "≥", 5000, "平方米", 12000, 10, "", None),
    (3, "修补沥青路面面积", "≥", 500, "平方米", None, 35, "", None),
    (4, "指标1：", "", "……", "", None, None, "", None),
    (8, "路面修复完工时间", "≤", "2026年3月底前", "", None, 10, "", None),
    (12, "每公里日常养护成本", "≤", None, "万元/公里", None, 10, "", None),
    (18, "改善群众出行", "定性", "效果明显", "", None, 10, "", None),
)

_DEPARTMENT: Values = {
    ("department", 0): "青禾县交通运输局",
    ("code", 0): "301001",
    ("date", 0): "2024年11月25日",
    ("goal", 0): "目标1:县道日常养护 86 公里,优良路率不低于 85%。\n目标2:开通三条客运班线,新通客车行政村 6 个。"
    "\n目标3:重点运输企业安全检查全覆盖。",
}
_TASKS: tuple[tuple[str, str, Scalar, Scalar], ...] = (
    ("农村公路养护", "县道日常养护 86 公里,修补沥青路面 12000 平方米", Decimal("360"), Decimal("26.5")),
    ("乡镇客运班线", "新开三条班线,补助六个站点", Decimal("88"), Decimal("12")),
    ("运输安全监管", "重点运输企业每季度检查一次", Decimal("46.8"), None),
    ("机关日常运转", "人员经费、公用经费", Decimal("512.36"), None),
)
_DEPARTMENT_GOOD: tuple[Line, ...] = (
    (0, "日常养护县道里程", "≥", 86, "公里", Decimal("84.2"), 15, "计划标准", None),
    (1, "新开客运班线", "＝", 3, "条", None, 10, "计划标准", None),
    (3, "养护工程验收合格率", "＝", 100, "%", 100, 10, "行业标准", None),
    (6, "班线开通时间", "≤", "2025年9月30日前", "", None, 10, "计划标准", None),
    (9, "机关人均公用经费", "≤", Decimal("1.2"), "万元/人", Decimal("1.18"), 10, "历史标准", None),
    (14, "新通客车行政村", "≥", 6, "个", None, 15, "计划标准", None),
    (16, "营运车辆尾气检测合格率", "≥", 98, "%", Decimal("97.6"), 5, "行业标准", None),
    (18, "安全监管机制", "定性", "建立企业台账,每季度通报检查结果", "", None, 5, "其他标准", None),
    (20, "乘客满意度", "≥", 90, "%", 91, 10, "历史标准", None),
)
_DEPARTMENT_BAD: tuple[Line, ...] = (
    (0, "日常养护县道里程", "≥", 86, "公里", None, 60, "", None),
    (3, "XX工程验收合格率", "＝", 100, "%", None, 10, "", None),
    (14, "乘客满意度", "≥", 90, "%", None, 20, "", None),
)


def _rows(lines: tuple[Line, ...]) -> Values:
    roles = ("name", "sign", "target", "unit", "previous", "weight", "source", "note")
    return {(f"indicators.{role}", line[0]): line[i] for line in lines for i, role in enumerate(roles, 1)}


def good_values() -> Values:
    """What stands in the declaration of a project that was filled in well, over two years."""
    medium: Values = {("indicators.medium_target", row): value for row, value in _MEDIUM}
    funds: Values = {
        ("funds.medium", 1): Decimal("740"),
        ("funds.medium", 2): Decimal("53"),
        ("funds.budget", 1): Decimal("360"),
        ("funds.budget", 2): Decimal("26.5"),
    }
    goals: Values = {
        (
            "goal",
            0,
        ): "完成县道日常养护 86 公里以上,修补沥青路面 12000 平方米,路面优良率不低于 85%,群众满意度不低于 90%。",
        ("medium_goal", 0): "两年修补沥青路面 26000 平方米,路面优良率达到 87%,形成乡镇管护责任制。",
    }
    return {**_PROJECT, **funds, **goals, **_rows(_GOOD), **medium}


def bad_values() -> Values:
    """What stands in the declaration of a project with the usual mistakes: sums, placeholders, classes, dates."""
    funds: Values = {
        ("funds.budget", 0): Decimal("400"),
        ("funds.budget", 1): Decimal("360"),
        ("funds.budget", 2): "约26万",
    }
    head: Values = {**_PROJECT, ("project", 0): None, ("period", 0): "2025年1月-2025年12月"}
    return {**head, **funds, ("goal", 0): "386.5万元", **_rows(_BAD)}


def department_good_values() -> Values:
    """What stands in the declaration of a department that was filled in well."""
    return {**_DEPARTMENT, **_tasks(_TASKS), **_rows(_DEPARTMENT_GOOD)}


def department_bad_values() -> Values:
    """What stands in the declaration of a department with the usual mistakes: totals typed over, gaps."""
    typed_over: Values = {("tasks_total.total", 0): Decimal("1000"), ("tasks.total", 1): Decimal("90")}
    return {
        **_DEPARTMENT,
        ("department", 0): None,
        ("goal", 0): "年度目标1:……",
        **_tasks(_TASKS),
        **typed_over,
        **_rows(_DEPARTMENT_BAD),
    }


def _tasks(lines: tuple[tuple[str, str, Scalar, Scalar], ...]) -> Values:
    roles = ("name", "content", "fiscal", "other")
    return {
        (f"tasks.{role}", row): value for row, line in enumerate(lines) for role, value in zip(roles, line, strict=True)
    }
