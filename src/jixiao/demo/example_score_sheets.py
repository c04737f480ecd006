"""Filled-in score sheets of an invented county, each once as it should be and once with the usual mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

Scalar = str | int | Decimal | None
Values = dict[tuple[str, int], Scalar]

_REVIEW: Values = {
    ("project", 0): "青禾县农村公路日常养护",
    ("department", 0): "青禾县交通运输局",
    ("agency", 0): "青禾县农村公路养护中心",
    ("amount", 0): Decimal("386.5"),
    ("round", 0): 2,
    ("returned", 0): 1,
    ("date", 0): "2025年3月12日",
}
_ASSESSMENT: Values = {
    ("project", 0): "青禾县城市智慧停车场建设",
    ("department", 0): "青禾县住房和城乡建设局",
    ("agency", 0): "青禾县市政设施管理所",
    ("evaluator", 0): "青禾县财政局绩效管理股、预算评审中心",
    ("applied", 0): Decimal("2640.5"),
    ("date", 0): "2025年9月18日",
}
_PARTY: Values = {
    ("institution", 0): "青禾县某会计师事务所",
    ("project", 0): "青禾县老旧小区改造绩效评价",
    ("agency", 0): "青禾县住房和城乡建设局",
    ("date", 0): "2025年11月20日",
}
_PROJECT: Values = {
    ("project", 0): "青禾县第二污水处理厂提标改造",
    ("kind", 0): "专项债券项目",
    ("department", 0): "青禾县住房和城乡建设局",
    ("agency", 0): "青禾县排水管理所",
    ("evaluator", 0): "青禾县财政局评价工作组",
    ("period", 0): "2025年1月—12月",
    ("amount", 0): Decimal("4200"),
    ("date", 0): "2026年4月16日",
}
_DEPARTMENT: Values = {
    ("department", 0): "青禾县农业农村局",
    ("evaluator", 0): "青禾县财政局评价工作组",
    ("period", 0): "2025年1月—12月",
    ("amount", 0): Decimal("3186.42"),
    ("date", 0): "2026年5月9日",
}


def _column(role: str, cells: Iterable[Scalar]) -> Values:
    return {(f"criteria.{role}", row): cell for row, cell in enumerate(cells) if cell is not None}


def _rows(role: str, cells: dict[int, Scalar]) -> Values:
    return {(f"criteria.{role}", row): cell for row, cell in cells.items()}


def review_good() -> Values:
    """A target review in its second round: 90.5 points, 优, passed."""
    opinion: Values = {("outcome", 0): "通过", ("opinion", 0): "无修改要求;按审核通过的目标批复。"}
    points = _column("score", (9, 9, 14, Decimal("13.5"), 13, 14, 9, 9))
    return {**_REVIEW, **opinion, **points, **_rows("note", {1: "个别指标名称已按上次意见改写。"})}


def review_bad() -> Values:
    """A target review that passes a project with 63 points, with points above the weight and the grade typed over."""
    head: Values = {**_REVIEW, ("project", 0): None, ("outcome", 0): "通过", ("grade", 0): "良"}
    return {**head, **_column("score", (12, 6, 9, 8, 9, 8, 6, 5))}


def assessment_good() -> Values:
    """An assessment with 88 points: supported with 2 480 of 2 640.5 万元."""
    words: Values = {
        ("suggested", 0): Decimal("2480"),
        ("conclusion", 0): "予以支持",
        ("opinion", 0): "停车位数量按高峰停车需求测算,依据充分;设备采购单价偏高,核减 160.5 万元。",
    }
    points = _column("score", (5, 5, 4, 5, 4, 4, 4, 4, 5, 4, 4, 4, 5, 5, 4, 4, 5, 4, 5, 4))
    return {**_ASSESSMENT, **words, **points, **_rows("note", {7: "两类设备单价高于同类项目中标价。"})}


def assessment_bad() -> Values:
    """An assessment that supports a project with nothing for 筹资合规性, and suggests more than was asked for."""
    words: Values = {
        ("suggested", 0): Decimal("2800"),
        ("cut", 0): Decimal("160.5"),
        ("conclusion", 0): "予以支持",
        ("applied", 0): Decimal("2640.5"),
    }
    return {**_ASSESSMENT, **words, **_column("score", (5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 5, 0, 0, 0, 0))}


def party_good() -> Values:
    """Two raters, 92.5 and 90: the mean is 91.25, 优秀."""
    unit = _column("unit_score", (9, 14, Decimal("18.5"), 32, 10, 9))
    finance = _column("finance_score", (9, 13, 18, 32, 9, 9))
    words: Values = {("opinion", 0): "现场核查扎实,报告数据准确;初稿迟交一天。以后选聘可以优先考虑。"}
    return {**_PARTY, **words, **unit, **finance}


def party_bad() -> Values:
    """Two raters, but the bureau left two places open and the unit went above a weight; the result is typed over."""
    unit = _column("unit_score", (10, 15, 20, 36, 10, 10))
    finance = _column("finance_score", (6, 9, None, 20, None, "合格"))
    typed: Values = {("final", 0): Decimal("88"), ("grade", 0): "优秀", ("institution", 0): None}
    return {**_PARTY, **unit, **finance, **typed}


_ACTUAL = {6: "1", 7: "0.956", 11: "1", 12: "0.97", 14: "0.021"}


def project_good() -> Values:
    """An evaluation of a bond project; rates give their points by themselves."""
    actual = _rows("actual", {row: Decimal(text) for row, text in _ACTUAL.items()})
    words = _rows("actual", {13: "比计划提前 12 天", 15: "出水水质稳定达到一级 A", 16: "91.3%"})
    points = {0: 3, 1: 3, 2: 4, 3: 2, 4: 4, 5: 3, 8: 5, 9: 3, 10: 4, 13: 6, 15: 18, 16: 10}
    reasons = {
        3: "两项效益指标没有写明基准值(绩效目标申报表)。",
        7: "尾款 184.8 万元待竣工决算审计后支付(支付台账)。",
        10: "一份设计变更单补签(变更台账第 3 号)。",
        12: "出水氨氮有 3 天超过内控标准(在线监测记录)。",
        15: "再生水利用量为计划的八成(供水台账)。",
    }
    conclusion: Values = {("opinion", 0): "项目按期建成投运,产出达到目标;再生水利用不足,资金支付略慢于计划。"}
    return {
        **_PROJECT,
        **actual,
        **words,
        **_rows("score", dict(points)),
        **_rows("reason", dict(reasons)),
        **conclusion,
    }


def project_bad() -> Values:
    """The same with points above what the rates give, reasons missing, a weight changed, and the grade typed over."""
    values = project_good()
    typed: Values = {
        ("criteria.score", 7): 4,
        ("criteria.score", 9): Decimal("3.5"),
        ("criteria.score", 13): "及时",
        ("criteria.weight", 15): 25,
        ("criteria.reason", 3): None,
        ("criteria.reason", 10): "无",
        ("grade", 0): "良",
        ("amount", 0): "约4200",
    }
    return {**values, **typed}


_RATES = {
    2: "0.98", 3: "-0.032", 4: "0.92", 5: "0.95", 6: "0.086", 7: "0.99", 8: "0.0431", 9: "-0.12",
    10: "0.9764", 11: "0.9421", 12: "0.98", 19: "0.95", 20: "0.99", 21: "0.96", 22: "0.975", 23: "1",
}  # fmt: skip


def department_good() -> Values:
    """An evaluation of a whole department with stepwise deductions."""
    actual = _rows("actual", {row: Decimal(text) for row, text in _RATES.items()})
    points = {0: 3, 1: 3, 13: 2, 14: 3, 15: 2, 16: 1, 17: 1, 18: 1, 24: 4, 25: 5, 26: 3, 27: 7}
    reasons = {
        4: "两个重点项目因招标推迟,占比低于计划(项目支出明细)。",
        5: "年末结余 142.6 万元(决算报表)。",
        6: "年中追加农机购置补贴配套 8.6%(追加文件)。",
        7: "四季度支付集中(国库支付进度表)。",
        12: "一批检测试剂未采购(采购台账)。",
        19: "闲置实验设备 2 台(资产台账)。",
        20: "土壤检测少完成 6 个点位(检测报告)。",
        21: "两期培训延期(培训签到表)。",
        22: "一批种苗抽检不合格(抽检报告)。",
        27: "满意度调查 86.4%,低于目标 90%(问卷汇总)。",
    }
    conclusion: Values = {("opinion", 0): "预算编制和执行总体规范,产出基本达到目标;预算执行和支付均衡性有待提高。"}
    return {**_DEPARTMENT, **actual, **_rows("score", dict(points)), **_rows("reason", dict(reasons)), **conclusion}


def department_bad() -> Values:
    """The same with full marks claimed for rates beyond their bounds, and no reasons."""
    values = department_good()
    typed: Values = {
        ("criteria.actual", 2): Decimal("1.03"),
        ("criteria.score", 2): 5,
        ("criteria.actual", 3): Decimal("0.05"),
        ("criteria.score", 3): 5,
        ("criteria.actual", 6): Decimal("0.1001"),
        ("criteria.score", 6): 4,
        ("criteria.reason", 5): None,
        ("criteria.reason", 27): "/",
        ("total.score", 0): Decimal("96"),
        ("grade", 0): "优",
        ("department", 0): None,
    }
    return {**values, **typed}
