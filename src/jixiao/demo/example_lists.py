"""Opinions, spot checks, publication and approval lists (F12–F14, F18) of an invented county, good and bad."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jixiao.records.list_arithmetic import serial

Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]
BUREAU, WATER, FARM, ROADS = "青禾县财政局", "青禾县水利局", "青禾县农业农村局", "青禾县交通运输局"
PIPES, GREEN, FARMS = "柳林片区排水管网改造项目", "青石路沿线绿化提档升级工程", "高标准农田建设项目"


def day(month: int, number: int, year: int = 2026) -> int:
    """A day of the example's round as spreadsheets count it."""
    return serial(date(year, month, number))


def table(roles: str, *rows: tuple[Scalar, ...]) -> Values:
    """Cells by (role, row) from rows of values in the order of the roles."""
    return {
        (role, number): value for number, row in enumerate(rows) for role, value in zip(roles.split(), row, strict=True)
    }


def fields(**values: Scalar) -> Values:
    """Fields by role; a role that Python reserves (from) is written with a stroke behind it."""
    return {(f"field.{role.rstrip('_')}", 0): value for role, value in values.items()}


# -- F12 ---------------------------------------------------------------------------------------------------------------

_OPINION = fields(to="预算股、业务股", from_="绩效管理股", overall="按下列意见安排和调整预算。", date=day(10, 12))
_OFFICES = ("同意。", "同意。", day(10, 15))
_TAIL = "budget_office business_office signed_on"


def good_assessment_opinion() -> Values:
    """Three projects assessed before their budget, one of them cut."""
    rows = (
        (
            "1",
            "城市道路清扫保洁专项资金",
            "青禾县住房和城乡建设局",
            Decimal("1556.59"),
            "予以支持",
            Decimal("1556.59"),
            "按申请金额安排",
            *_OFFICES,
        ),
        (
            "2",
            "界桥社区土地整治项目",
            "青禾县自然资源局",
            Decimal("3445.49"),
            "调整完善后支持",
            Decimal("3180"),
            "按建议金额安排",
            *_OFFICES,
        ),
        (
            "3",
            "农村公路养护专项资金",
            ROADS,
            Decimal("523.48"),
            "予以支持",
            Decimal("523.48"),
            "按申请金额安排",
            *_OFFICES,
        ),
    )
    return {**_OPINION, **table(f"number project duty amount conclusion suggested use {_TAIL}", *rows)}


def bad_assessment_opinion() -> Values:
    """More suggested than asked for, the cut typed over, no conclusion, one amount twice."""
    wrong: Values = {("suggested", 0): Decimal("1656.59"), ("cut", 1): Decimal(300), ("conclusion", 2): None}
    return {**good_assessment_opinion(), **wrong, ("use", 1): None, ("amount", 2): Decimal("1556.59")}


def good_target_opinion() -> Values:
    """Three projects whose targets were reviewed: passed, mended, sent back."""
    rows = (
        ("1", "高标准农田建设项目", FARM, Decimal("2031.84"), "优", "通过", 0, "纳入预算安排", *_OFFICES),
        ("2", "校舍维修改造项目", "青禾县教育局", Decimal("420"), "良", "修改", 1, "修改完善后安排", *_OFFICES),
        ("3", "会展活动补助项目", "青禾县商务局", Decimal("120"), "中", "退回", 2, "退回重报", *_OFFICES),
    )
    return {**_OPINION, **table(f"number project duty amount grade_of_review conclusion rounds use {_TAIL}", *rows)}


def bad_target_opinion() -> Values:
    """An amount in words, no use of the result, the second amount below zero."""
    wrong: Values = {("amount", 0): "约2000万", ("amount", 1): Decimal(-420)}
    return {**good_target_opinion(), **wrong, ("use", 2): None}


def good_monitoring_opinion() -> Values:
    """Three monitored projects: green, yellow, red."""
    rows = (
        (
            "1",
            "义务教育阶段营养改善项目",
            "青禾县教育局",
            Decimal("980"),
            Decimal("692.5"),
            "绿",
            "继续执行",
            *_OFFICES,
        ),
        ("2", "河道清淤整治项目", WATER, Decimal("640"), Decimal("330"), "黄", "限期整改", *_OFFICES),
        ("3", "产业引导资金", "青禾县工业和信息化局", Decimal("1200"), Decimal("150"), "红", "调减预算", *_OFFICES),
    )
    return {**_OPINION, **table(f"number project duty amount executed light use {_TAIL}", *rows)}


def bad_monitoring_opinion() -> Values:
    """The rate of execution typed over and wrong, a project without name, no use for the red light."""
    wrong: Values = {("rate", 1): Decimal("0.71"), ("project", 0): None}
    return {**good_monitoring_opinion(), **wrong, ("use", 2): None}


def good_evaluation_opinion() -> Values:
    """Three evaluated projects with score, grade and use."""
    rows = (
        ("1", FARMS, FARM, Decimal("2031.84"), Decimal("92.4"), "优", "资金拨付使用滞后", "优先保障", *_OFFICES),
        (
            "2",
            PIPES,
            WATER,
            Decimal("2624.74"),
            Decimal("83.5"),
            "良",
            "立项决策程序不规范;资金支付率偏低",
            "继续安排",
            *_OFFICES,
        ),
        ("3", GREEN, ROADS, Decimal("1120.5"), Decimal("72.8"), "中", "项目结算审核不及时", "核减预算", *_OFFICES),
    )
    return {**_OPINION, **table(f"number project duty amount score grade problem use {_TAIL}", *rows)}


def bad_evaluation_opinion() -> Values:
    """A grade that its score does not give, a score in words, the total typed over."""
    wrong: Values = {("grade", 2): "良", ("score", 1): "良好", ("total.amount", 0): Decimal("5677.08")}
    return {**good_evaluation_opinion(), **wrong}


# -- F17 ---------------------------------------------------------------------------------------------------------------


def good_evaluated() -> Values:
    """Two evaluated projects, one with two problems."""
    rows = (
        ("1", FARM, FARMS, "财政重点评价", Decimal("2031.84"), Decimal("92.4"), "优", "1", "资金拨付使用滞后"),
        ("2", WATER, PIPES, "财政重点评价", Decimal("2624.74"), Decimal("83.5"), "良", "1", "立项决策程序不规范"),
        (None, None, None, None, None, None, None, "2", "资金支付率偏低"),
    )
    return table("number department project kind amount score grade problem_number problem", *rows)


def bad_evaluated() -> Values:
    """A grade that its score does not give, an amount in words, a score above a hundred in words."""
    return {**good_evaluated(), ("grade", 0): "良", ("amount", 1): "约2600万", ("score", 1): "八十三分"}


# -- F13 ---------------------------------------------------------------------------------------------------------------


def good_spot_check() -> Values:
    """Four of twenty self-evaluations reviewed, one of them far off and answered in writing."""
    rows = (
        (
            "1",
            "农村饮水安全巩固提升项目",
            WATER,
            Decimal("96.5"),
            Decimal("93.2"),
            "属实",
            "全面",
            "基本合理",
            "完成值缺少佐证",
            "优",
            "口头反馈",
        ),
        (
            "2",
            "校舍维修改造项目",
            "青禾县教育局",
            Decimal("98"),
            Decimal("84.6"),
            "基本属实",
            "全面",
            "不合理",
            "满意度没有调查依据",
            "良",
            "书面反馈(青财绩函〔2026〕9号),限期整改",
        ),
        (
            "3",
            "乡镇文化站免费开放项目",
            "青禾县文化和旅游局",
            Decimal("91.25"),
            Decimal("90"),
            "属实",
            "基本全面",
            "合理",
            None,
            "优",
            None,
        ),
        ("4", "动物防疫补助项目", FARM, Decimal("88"), Decimal("88.5"), "属实", "全面", "合理", None, "良", None),
    )
    roles = "number project duty self_score score truthful complete reasonable problem grade handling"
    head = fields(unit=f"{BUREAU}绩效管理股", total=20, date=day(8, 20), opinion="自评较为客观,个别项目评分依据不足。")
    return {**head, **table(roles, *rows)}


def bad_spot_check() -> Values:
    """Too few drawn, a large difference without written feedback, difference typed over, grades wrong."""
    wrong: Values = {
        ("handling", 1): None,
        ("difference", 0): Decimal("3.3"),
        ("grade", 3): "优",
        ("score", 2): "良好",
        **fields(total=60),
    }
    return {**good_spot_check(), **wrong}


# -- F14 ---------------------------------------------------------------------------------------------------------------


def good_publication() -> Values:
    """Three evaluated projects made public."""
    place = "青禾县政府网站“预决算公开”专栏"
    rows = (
        (
            "2025",
            FARM,
            FARMS,
            Decimal("2031.84"),
            "财政重点评价",
            Decimal("92.4"),
            "优",
            "资金拨付使用滞后",
            "正在整改",
            place,
            day(9, 25),
        ),
        (
            "2025",
            WATER,
            PIPES,
            Decimal("2624.74"),
            "财政重点评价",
            Decimal("83.5"),
            "良",
            "立项决策程序不规范",
            "已完成",
            place,
            day(9, 25),
        ),
        (
            "2025",
            ROADS,
            GREEN,
            Decimal("1120.5"),
            "部门评价",
            Decimal("72.8"),
            "中",
            "项目结算审核不及时",
            "正在整改",
            place,
            day(9, 26),
        ),
    )
    roles = "year duty project amount kind score grade problem status place published"
    return {**fields(unit=BUREAU, date=day(9, 28)), **table(roles, *rows)}


def bad_publication() -> Values:
    """A telephone number among the problems, a grade that is not the score's, no day of publication, a bad total."""
    wrong: Values = {
        ("problem", 0): "资金拨付使用滞后,联系电话 13800000000",
        ("grade", 2): "良",
        ("published", 1): None,
        ("total.amount", 0): Decimal("5677.08"),
    }
    return {**good_publication(), **wrong}


# -- F18 ---------------------------------------------------------------------------------------------------------------


def good_approval() -> Values:
    """Two projects approved with their indicators; all that belongs to a project stands in its first row."""
    number, on = "青财预〔2025〕3号", day(2, 6, 2025)
    nothing = (None, None, None, None, None, None)
    water = ("1", WATER, PIPES, "530125202500017", Decimal("2624.74"), "完成柳林片区 12.6 公里管网改造,消除积水点。")
    farm = ("2", FARM, FARMS, "530125202500031", Decimal("2031.84"), "建成高标准农田 1.2 万亩,提高灌溉保证率。")
    rows = (
        (*water, "改造管网长度", "≥12.6公里", Decimal(20), number, on, None),
        (*nothing, "管道闭水试验合格率", "≥98%", Decimal(20), None, None, None),
        (*nothing, "消除易涝积水点", "≥6处", Decimal(30), None, None, "审核后由“明显改善”改为个数。"),
        (*nothing, "居民满意度", "≥90%", Decimal(20), None, None, None),
        (*farm, "建成高标准农田面积", "≥1.2万亩", Decimal(40), number, on, None),
        (*nothing, "灌溉保证率", "≥80%", Decimal(30), None, None, None),
        (*nothing, "受益农户满意度", "≥90%", Decimal(20), None, None, None),
    )
    roles = "number duty project project_code amount goal indicator target weight document approved_on note"
    return {**fields(unit=BUREAU, date=day(2, 10, 2025)), **table(roles, *rows)}


def bad_approval() -> Values:
    """No goal and number for one project, words for points and money, an indicator without target, a bad total."""
    wrong: Values = {
        ("goal", 4): None,
        ("document", 4): None,
        ("weight", 1): "二十分左右",
        ("amount", 4): "两千万左右",
        ("target", 2): None,
        ("total.amount", 0): Decimal("4656.58"),
    }
    return {**good_approval(), **wrong}
