"""Two filled-in monitoring forms of an invented county: one as it should be, one with the usual mistakes."""

from __future__ import annotations

from decimal import Decimal

Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]

_HEAD: Values = {
    ("project", 0): "农村公路日常养护与路面修复",
    ("department", 0): "青禾县交通运输局",
    ("agency", 0): "青禾县农村公路养护中心",
    ("code", 0): "51190025T000000123456",
    ("period", 0): "1—8月",
    (
        "goal",
        0,
    ): "完成县道日常养护 86 公里以上,修补沥青路面 12000 平方米,路面优良率不低于 85%,沿线群众满意度不低于 90%。",
    ("date", 0): "2025年9月5日",
}
_ROLES = ("name", "target", "actual", "forecast", "reason", "note")
# Row, 三级指标, 年度指标值, 执行情况, 全年预计完成情况, 原因说明, 备注; then the likelihood and the causes ticked.
Line = tuple[tuple[int, str, str, Scalar, Scalar, str | None, str | None], str, tuple[str, ...]]
_GOOD: tuple[Line, ...] = (
    ((0, "日常养护县道里程", "≥86公里", "68.5公里", "86.4公里", None, None), "certain", ()),
    (
        (
            *(1, "修补沥青路面面积", "≥12000平方米", "4300平方米", "11640平方米"),
            "雨季长,可施工的天数比计划少 35 天。",
            "年底预计差 360 平方米,9 月起增加一个施工班组,余下部分列入下一年度首批计划。",
        ),
        "possible",
        ("cause_other",),
    ),
    ((3, "养护工程验收合格率", "＝100%", "100%", "100%", None, None), "certain", ()),
    ((4, "路面状况优良路率", "≥85%", "86.1%", "87%", None, None), "certain", ()),
    ((6, "路面修复完工时间", "2025年11月30日前", "正在施工", "2025年11月20日", None, None), "certain", ()),
    ((9, "每公里日常养护成本", "≤2.2万元/公里", "2.05万元/公里", "2.16万元/公里", None, None), "certain", ()),
    ((12, "沿线农产品运输损耗下降额", "≥60万元", "39.6万元", "62万元", None, None), "certain", ()),
    ((14, "改善出行条件的行政村", "≥24个", "16个", "24个", None, None), "certain", ()),
    ((16, "施工扬尘有效投诉", "≤3件", "1件", "2件", None, None), "certain", ()),
    ((18, "乡镇管护责任制", "制定管护制度并与全部乡镇签订责任书", "达成预期指标", "达成", None, None), "certain", ()),
    ((20, "沿线群众满意度", "≥90%", "94.5%", "94%", None, None), "certain", ()),
)
_BAD: tuple[Line, ...] = (
    ((0, "日常养护县道里程", "86", "约一半", "86.4公里", None, None), "certain", ()),
    ((1, "修补沥青路面面积", "≥12000平方米", "3000平方米", "12000平方米", None, None), "certain", ("cause_other",)),
    ((3, "养护工程验收合格率", "＝100%", "92%", "100%", None, None), "possible", ()),
    ((4, "指标2：", "……", None, None, None, None), "", ()),
    ((6, "路面修复完工时间", "2025年11月30日前", None, "2026年3月", None, None), "impossible", ("cause_funds",)),
    ((9, "每公里日常养护成本", "≤2.2万元/公里", "2.05万元/公里", "2.16万元/公里", None, None), "", ()),
    ((12, "沿线农产品运输损耗下降额", "≥60万元", "39.6万元", None, None, None), "certain", ()),
    ((20, "沿线群众满意度", "≥90%", "94.5%", "94%", None, None), "certain", ()),
)


def _rows(lines: tuple[Line, ...]) -> Values:
    values: Values = {}
    for cells, likelihood, causes in lines:
        row = cells[0]
        values |= {(f"indicators.{role}", row): cell for role, cell in zip(_ROLES, cells[1:], strict=True)}
        values |= {(f"indicators.{role}", row): "√" for role in (likelihood, *causes) if role}
    return values


def _funds(*rows: tuple[str, str, str]) -> Values:
    """Initial budget, spending up to the month, and the year's forecast per source, from row 1 on."""
    roles = ("initial", "executed", "forecast")
    return {
        (f"funds.{role}", number): Decimal(amount)
        for number, row in enumerate(rows, 1)
        for role, amount in zip(roles, row, strict=True)
    }


def good_values() -> Values:
    """What stands in the form that was filled in well."""
    return {**_HEAD, **_funds(("360", "221.6", "348.34"), ("26.5", "16", "24.5")), **_rows(_GOOD)}


def bad_values() -> Values:
    """What stands in the form with the usual mistakes: a light and a rate typed over, gaps, claims without ground."""
    typed_over: Values = {
        ("funds.rate", 0): Decimal("0.5"),
        ("funds.light", 0): "绿",
        ("indicators.light", 3): "绿",
        ("indicators.certain", 20): "√",
        ("indicators.possible", 20): "√",
    }
    gaps: Values = {("agency", 0): None, ("department", 0): None, ("goal", 0): None}
    return {**_HEAD, **gaps, **_funds(("360", "110", "360"), ("26.5", "30", "26.5")), **_rows(_BAD), **typed_over}
