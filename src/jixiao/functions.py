"""Functions in cells, for seats with Python: =指标校验 =绩效得分 =绩效等级 =预警灯 =执行率得分.

Each is a plain function over the same arithmetic that the checks use; what cannot be computed is said in words in the
cell. The optional last argument 口径 is the name of a policy or the path of a policy workbook.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from jixiao.policy.model import Policy
from jixiao.records.aim import Aim, Done, read_aim, read_done
from jixiao.records.numbers import plain
from jixiao.records.units import factor_between
from jixiao.records.value import Value
from jixiao.scoring.arithmetic import execution_points, points_for
from jixiao.scoring.lights import NO_BUDGET, budget_light
from jixiao.workbook.live_excel_functions import in_cells

_TARGET, _ACTUAL, _WEIGHT = "目标,例如 ≥95% 或 100", "完成值,例如 96% 或 100", "分值"
_POLICY = "口径名称或口径工作簿的路径,可以不填"
Result = float | str
_ANY_YEAR = 2020
"""A cell states no year; with one, 「12月底前」 is read as the date that it is and not as the number 12."""


@in_cells(性质="指标性质,例如 ≥、≤、＝、定性", 指标值="指标值", 单位="度量单位,可以是空格", 完成值="完成值")
def 指标校验(性质, 指标值, 单位, 完成值):  # type: ignore[no-untyped-def]  # noqa: N802, N803 - the user's own words
    """核对一项指标的目标和完成值,返回「达成」「未达成」或说明哪里不对。"""
    aim = read_aim(_value(指标值), _value(性质), _value(单位), name="", level="", year=_ANY_YEAR)
    return _indicator(aim, read_done(_value(完成值), aim, year=_ANY_YEAR))


@in_cells(目标=_TARGET, 完成值=_ACTUAL, 分值=_WEIGHT, 口径=_POLICY)
def 绩效得分(目标, 完成值, 分值, 口径=None):  # type: ignore[no-untyped-def]  # noqa: N802, N803
    """按目标和完成值计算应得分,保留两位小数。"""
    policy = _policy(口径)
    weight = _number(分值)
    if isinstance(policy, str) or weight is None:
        return policy if isinstance(policy, str) else "分值不是数"
    aim = read_aim(_value(目标), None, None, name="", level="", year=_ANY_YEAR)
    done = read_done(_value(完成值), aim, year=_ANY_YEAR)
    words, low, high, actual = _compared(aim, done)
    if low is None or high is None or actual is None:
        return words
    return float(points_for(aim.reads_as, low, high, actual, weight, policy.reverse))


@in_cells(总分="总分,0 到 100", 口径=_POLICY)
def 绩效等级(总分, 口径=None):  # type: ignore[no-untyped-def]  # noqa: N802, N803
    """按总分定等级。"""
    policy, total = _policy(口径), _number(总分)
    if isinstance(policy, str):
        return policy
    return "总分不是数" if total is None else policy.grade(total)


@in_cells(执行数="截至该月的执行数", 预算数="全年预算数", 月份="月份,1 到 12", 口径=_POLICY)
def 预警灯(执行数, 预算数, 月份, 口径=None):  # type: ignore[no-untyped-def]  # noqa: N802, N803
    """按序时进度给出预算执行的红、黄、绿灯。"""
    policy, executed, budget, month = _policy(口径), _number(执行数), _number(预算数), _number(月份)
    if isinstance(policy, str):
        return policy
    if executed is None or budget is None:
        return "执行数或预算数不是数"
    if month is None or month != int(month) or not 1 <= month <= 12:
        return "月份应为 1 到 12"
    return budget_light(executed, budget, int(month), policy).name


@in_cells(执行数="全年执行数", 预算数="全年预算数", 分值=_WEIGHT)
def 执行率得分(执行数, 预算数, 分值=10):  # type: ignore[no-untyped-def]  # noqa: N802, N803
    """预算执行率得分:执行数÷预算数×分值,最多得满分。"""
    executed, budget, weight = _number(执行数), _number(预算数), _number(分值)
    if executed is None or budget is None or weight is None:
        return "执行数、预算数或分值不是数"
    points = execution_points(budget, executed, weight)
    return NO_BUDGET if points is None else float(points)


def _value(content: object) -> Value:
    """What a cell passes, as a form's value: numbers with the 15 digits that Excel shows."""
    number = _number(content) if isinstance(content, int | float) and not isinstance(content, bool) else None
    if number is not None:
        return Value("", text=plain(number), content=number)
    text = "" if content is None else str(content)
    return Value("", text=text, content=text)


def _number(content: object) -> Decimal | None:
    from jixiao.workbook.number_formats import number

    if content is None or isinstance(content, bool):
        return None
    return number(repr(content) if isinstance(content, float) else str(content).strip())


@lru_cache(maxsize=16)
def _policy(named: str | None) -> Policy | str:
    from jixiao.policy.load import PolicyError, load_policy
    from jixiao.policy.profile_files import DEFAULT

    try:
        return load_policy(named or DEFAULT)
    except PolicyError as error:
        return str(error)


def _compared(aim: Aim, done: Done) -> tuple[str, Decimal | None, Decimal | None, Decimal | None]:
    """Both bounds and the actual value in the target's unit; words instead where arithmetic cannot judge."""
    nothing = (None, None, None)
    if aim.kind in ("blank", "not_applicable") or done.kind in ("blank", "not_applicable"):
        return "目标或完成值没有填写", *nothing
    if not aim.quantitative or aim.low is None or aim.high is None:
        return "定性指标,需人工判断", *nothing
    if done.kind != "number" or done.number is None:
        return "完成值不是数", *nothing
    factor = factor_between(done.unit, aim.unit)
    if factor is None:
        return f"单位不同:{done.unit} 与 {aim.unit}", *nothing
    return "", aim.low, aim.high, done.number * factor


def _indicator(aim: Aim, done: Done) -> str:
    words, low, high, actual = _compared(aim, done)
    if low is None or high is None or actual is None:
        return words
    met = {
        "≥": actual >= low,
        ">": actual > low,
        "≤": actual <= high,
        "<": actual < high,
        "=": actual >= low,
    }.get(aim.reads_as, actual >= low)
    return "达成" if (low <= actual <= high if low != high else met) else "未达成"
