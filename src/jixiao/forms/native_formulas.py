"""The functions in cells once more, as formulas that every Excel since 2010, WPS and LibreOffice compute by themselves.

=执行率得分 =绩效等级 =预警灯, the caps and the points of a line, as the text of a formula over the cells that hold the
numbers. `native_reading` has the formulas that read targets and completed values. No array entry, no macro.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jixiao.policy.model import Policy
from jixiao.records.numbers import plain

NO_BUDGET = "无预算"
NOT_FILLED, QUALITATIVE, NO_NUMBER = "目标或完成值没有填写", "定性指标,需人工判断", "完成值不是数"
MONTH_WRONG = "月份应为 1 到 12"


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def any_of(texts: Iterable[str]) -> str:
    """Texts as an array constant of one row."""
    return "{" + ",".join(quoted(text) for text in texts) + "}"


def contains(text: str, words: Iterable[str]) -> str:
    """A condition: whether the text holds any of the words."""
    # SUMPRODUCT counts over an array constant without array entry; FIND reads no wildcard.
    return f"SUMPRODUCT(--ISNUMBER(FIND({any_of(words)},{text})))>0"


def half_up(value: str) -> str:
    """A number not below 0 rounded half up to two places."""
    # First to ten places: 4.835 that binary arithmetic left at 4.83499999999999 is a half and goes up.
    return f"ROUND(ROUND({value},10),2)"


def _numbers(*cells: str) -> str:
    return f"COUNT({','.join(cells)})={len(cells)}"


def execution_points(executed: str, budget: str, weight: str) -> str:
    """=执行率得分: cells of 全年执行数, 全年预算数 and 分值 → points with two places, or words."""
    points = half_up(f"MAX(0,MIN({weight},{executed}*{weight}/{budget}))")
    counted = f'IF({budget}<=0,"{NO_BUDGET}",{points})'
    return f'IF({_numbers(executed, budget, weight)},{counted},"执行数、预算数或分值不是数")'


def grade(total: str, policy: Policy) -> str:
    """=绩效等级: cell of a total → the name of its grade, lower bounds included, or words."""
    named = quoted(policy.grades[-1].name)
    for band in reversed(policy.grades[:-1]):
        named = f"IF(ROUND({total},10)>={band.lower:f},{quoted(band.name)},{named})"
    return f'IF(ISNUMBER({total}),{named},"总分不是数")'


def _below(done: str, year: str, month: str, bound: Decimal) -> str:
    # No division, and the difference rounded: 35 of 100 in July is exactly 60 % of schedule, amounts have six decimals.
    return f"ROUND({done}*1200-{plain(bound)}*{year}*{month},5)<0"


def budget_light(executed: str, budget: str, month: str, policy: Policy) -> str:
    """=预警灯: cells of 执行数 up to the month, 全年预算数 and month → 红, 黄 or 绿, or words; no budget is 红."""
    red = _below(executed, budget, month, policy.light_red_below)
    yellow = _below(executed, budget, month, policy.light_green_from)
    light = f'IF({budget}<=0,"红",IF({red},"红",IF({yellow},"黄","绿")))'
    return f'IF({_numbers(executed, budget)},IF({_month_wrong(month)},"{MONTH_WRONG}",{light}),"执行数或预算数不是数")'


def _month_wrong(month: str) -> str:
    return f"IF(ISNUMBER({month}),OR({month}<>INT({month}),{month}<1,{month}>12),TRUE)"


def indicator_light(actual: str, target: str, month: str, policy: Policy) -> str:
    """Cells of an indicator's actual, its target for the year (more is better) and month → 红, 黄, 绿 or 蓝."""
    red, yellow, green = (
        _below(actual, target, month, bound)
        for bound in (policy.light_red_below, policy.light_green_from, policy.light_blue_from)
    )
    light = f'IF({red},"红",IF({yellow},"黄",IF({green},"绿","蓝")))'
    return f'IF({target}<=0,IF({actual}>={target},"绿","红"),{light})'


def floor_warning(executed: str, budget: str, month: str, policy: Policy) -> str:
    """Cells of 执行数, 全年预算数 and month → 预警 or 正常 by the least spending of the month; "" where none is set."""
    words = '""'
    for floor in policy.month_floors:
        low = f"OR({budget}<=0,ROUND({executed}*100-{plain(floor.percent)}*{budget},5)<0)"
        words = f'IF({month}>={floor.month},IF({low},"预警","正常"),{words})'
    return words


def cap(rate: str, policy: Policy) -> str:
    """Cell of an execution rate in percent → the most that the total may be; 100 where caps are off."""
    most = "100"
    for band in reversed(policy.execution_caps if policy.execution_caps_on else ()):
        most = f"IF(ROUND({rate},10)<{plain(band.below)},{plain(band.cap)},{most})"
    return most


def points(sign: str, low: str, high: str, actual: str, weight: str, policy: Policy) -> str:
    """=绩效得分 over numbers: cells of sign, both bounds (equal unless a range), actual and 分值 → points."""
    short = half_up(f"MAX(0,{weight}*{actual}/{low})")
    share = f"{high}/{actual}" if policy.reverse == "ratio" else f"MAX(0,1-({actual}-{high})/{high})"
    over = f"IF({high}<=0,0,{half_up(f'{weight}*{share}')})"
    full = half_up(weight)
    less_is_better = f'OR({sign}="≤",{sign}="<")'
    reached = f"IF({less_is_better},{actual}<={high},{_reached(sign, low, actual)})"
    inside = f"IF({low}<{high},AND({actual}>={low},{actual}<={high}),{reached})"
    down = f"IF({low}<{high},{actual}>{high},{less_is_better})"
    return f"IF({inside},{full},IF({down},{over},IF({low}<=0,0,{short})))"


def _reached(sign: str, low: str, actual: str) -> str:
    """A condition: whether ≥, > or ＝ gives full points; a zero to be equalled is missed by anything above it."""
    return f'IF(AND({sign}="=",{low}=0),{actual}<=0,{actual}>={low})'


def met(sign: str, low: str, high: str, actual: str) -> str:
    """=指标校验 over numbers: cells of sign, both bounds and actual → 达成 or 未达成; > and < exclude the bound."""
    one = (
        f'IF({sign}="≤",{actual}<={high},IF({sign}="<",{actual}<{high},IF({sign}=">",{actual}>{low},{actual}>={low})))'
    )
    return f'IF(IF({low}<{high},AND({actual}>={low},{actual}<={high}),{one}),"达成","未达成")'
