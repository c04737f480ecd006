"""Two filled-in self-evaluation forms of an invented county: one as it should be, one with the usual mistakes."""

from __future__ import annotations

from decimal import Decimal

Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]
Line = tuple[int, str, str, Scalar, Scalar, Scalar, str | None]

_HEAD: Values = {
    ("project", 0): "农村公路日常养护与路面修复",
    ("department", 0): "青禾县交通运输局",
    ("agency", 0): "青禾县农村公路养护中心",
    ("code", 0): "51190025T000000123456",
}
# Row, 三级指标, 年度指标值, 实际完成值, 分值, 得分, 原因. Rows follow the template: four per output label, then two.
_GOOD: tuple[Line, ...] = (
    (0, "日常养护县道里程", "≥86公里", "86.4公里", 8, 8, None),
    (
        1,
        "修补沥青路面面积",
        "≥12000平方米",
        "11640平方米",
        7,
        Decimal("6.79"),
        "雨季施工窗口缩短,360 平方米未能完成;已列入下一年度首批养护计划补齐。",
    ),
    (4, "养护工程验收合格率", "＝100%", "100%", 7, 7, None),
    (5, "路面状况优良路率", "≥85%", "87.2%", 6, 6, None),
    (8, "路面修复完工时间", "2025年11月30日前", "2025年11月18日", 10, 10, None),
    (12, "每公里日常养护成本", "≤2.2万元/公里", "2.16万元/公里", 12, 12, None),
    (16, "沿线农产品运输损耗下降额", "≥60万元", "63.5万元", 8, 8, None),
    (18, "改善出行条件的行政村", "≥24个", "24个", 8, 8, None),
    (20, "施工扬尘有效投诉", "≤3件", "1件", 7, 7, None),
    (22, "乡镇管护责任制", "制定管护制度并与全部乡镇签订责任书", "达成预期指标", 7, 7, None),
    (24, "沿线群众满意度", "≥90%", "94.5%", 10, 10, None),
)
_BAD: tuple[Line, ...] = (
    (0, "日常养护县道里程", "86", "≥86公里", 8, 8, None),
    (1, "修补沥青路面面积", "≥12000平方米", "9000平方米", 7, 7, None),
    (2, "修补沥青路面面积", "≥500平方米", "1200平方米", 5, 6, None),
    (4, "养护工程验收合格率", "＝100%", "９５％", 7, 6, "无"),
    (5, "指标2：", "……", None, None, None, None),
    (8, "路面修复完工时间", "2025年11月30日前", "及时", 10, 10, None),
    (12, "每公里日常养护成本", "≤2.2万元/公里", "2.75万元/公里", 12, 12, None),
    (13, "养护总成本", "≤386.5万元", "完成", 6, 6, None),
    (18, "社会效益", "效果明显", "部分完成", 20, 20, None),
    (20, "施工扬尘有效投诉", "≤3件", "1件", 7, "良好", None),
)


def filled_rows(lines: tuple[Line, ...]) -> Values:
    """Indicator rows as the template's places have them."""
    roles = ("name", "target", "actual", "weight", "score", "reason")
    return {(f"indicators.{role}", line[0]): line[i] for line in lines for i, role in enumerate(roles, 1)}


def filled_funds(*rows: tuple[str, str]) -> Values:
    """Budget (initial and for the year alike) and executed amount per source, from row 1 on."""
    values: Values = {}
    for row, (budget, executed) in enumerate(rows, 1):
        values |= {("funds.initial", row): Decimal(budget), ("funds.budget", row): Decimal(budget)}
        values |= {("funds.executed", row): Decimal(executed)}
    return values


def good_values() -> Values:
    """What stands in the form that was filled in well."""
    goals: Values = {
        (
            "goal",
            0,
        ): "完成县道日常养护 86 公里以上,修补沥青路面 12000 平方米,路面优良率不低于 85%,沿线群众满意度不低于 90%。",
        (
            "goal_done",
            0,
        ): "完成县道日常养护 86.4 公里,修补沥青路面 11640 平方米,路面优良率 87.2%,沿线群众满意度 94.5%。",
        ("date", 0): "2026年1月20日",
    }
    return {**_HEAD, **filled_funds(("360", "348.34"), ("26.5", "24.5"), ("0", "0")), **goals, **filled_rows(_GOOD)}


def bad_values() -> Values:
    """What stands in the form with the usual mistakes: some formulas typed over, sums and points wrong, gaps."""
    typed_over: Values = {
        ("funds.budget", 0): Decimal("400"),
        ("funds.rate", 0): Decimal("0.98"),
        ("funds.score", 0): 10,
        ("total.score", 0): Decimal("96"),
        ("total.grade", 0): "良",
    }
    head: Values = {**_HEAD, ("project", 0): None, ("code", 0): "5.1190025E+15", ("date", 0): "2026.1.5"}
    goals: Values = {("goal", 0): "386.5万元", ("goal_done", 0): "2023年已完成全部养护任务。"}
    return {
        **head,
        **filled_funds(("360", "320"), ("26.5", "10"), ("0", "0")),
        **typed_over,
        **goals,
        **filled_rows(_BAD),
    }
