"""Target values (指标值) and completed values (完成值): the one parser that reads them.

What it does, in rules that can be stated: a target is an expression only if the expression fills the cell; a sentence
that contains a number is qualitative. A number may carry a sign (≥, 不低于 …以上), 万/亿, and a unit of at most six
letters. Percent is counted in points (95% → 95), a bare fraction in a rate cell or against a percent target is a
percentage. Dates are read where the cell is a date; a bare amount under 成本 and a bare duration read as ≤.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jixiao.records.expression import Amount, flat_expression, read_amount_expression
from jixiao.records.period import Period, read_period
from jixiao.records.regex import regex
from jixiao.records.text import means_not_applicable, squeezed
from jixiao.records.units import DURATIONS, canonical
from jixiao.records.value import Value

_RATE_NAME = regex(r"(?:率|满意度|知晓度|支持度|认可度|占比|比例|比重|百分比)(?:达到?|为|\(?%\)?|\([^()]*\))*[:：]?$")
_TIMELY = regex(r"时效|时间|时限|日期|期限|工期|进度|及时")
_COST = regex(r"成本|投入|造价|费用|支出")
_BENEFIT = regex(r"效益|效果|影响")
_DONE_WORDS = regex(r"^(?:实际|已|共|累计|全年|共计|约)?(?:完成|达到|达|为|实现|发放)(?:了|率为|率)?[:：]?")
_UPWARD = ("≥", ">")
_DOWNWARD = ("≤", "<")
_MONTH_DAY = regex(r"(?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])")
_SIGN_NAMES = {
    "≥": "≥ 不少于 不低于 不小于 以上 大于等于 大于或等于 高于或等于 达到 至少 正向 正向指标",
    "≤": "≤ 不超过 不高于 不大于 不多于 小于等于 小于或等于 低于或等于 以内 以下 反向 反向指标 负向 逆向",
    ">": "> 大于 高于 超过",
    "<": "< 小于 低于 少于",
    "=": "= 等于",
    "": "定量 定量指标",
}
SIGN_WORDS = {word: sign for sign, words in _SIGN_NAMES.items() for word in words.split()}
"""What a 指标性质 cell may hold → its sign; 定性 and all else are no sign."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target says.

    `kind`: quantity, range, deadline, qualitative, blank, not_applicable. `sign`: ≥ > ≤ < = or "" (bare, see
    `reads_as`). `low`/`high`: the number (both equal unless a range), as counted in `unit`; percent in points.
    `reads_as`: the sign that scoring uses. `own_unit`: the unit glued to the number; `unit` the one that counts
    (glued or from the unit column).
    """

    kind: str
    text: str = ""
    sign: str = ""
    reads_as: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    own_unit: str = ""
    column_unit: str = ""
    percent: bool = False
    rate_like: bool = False
    deadline: Period | None = None
    bare: bool = False  # neither sign nor unit, in the cell or beside it

    @property
    def quantitative(self) -> bool:
        """Whether arithmetic can judge an actual value against it."""
        return self.kind in ("quantity", "range")


@dataclass(frozen=True, slots=True)
class Done:
    """What a completed value says.

    `kind`: number, date, text, expression (written like a target), blank, not_applicable.
    """

    kind: str
    text: str = ""
    number: Decimal | None = None
    unit: str = ""
    percent: bool = False
    when: Period | None = None
    sign: str = ""


def read_sign(text: str) -> str | None:
    """The sign that a 指标性质 cell names; "" when blank, None for 定性 or words that are no sign."""
    flat = flat_expression(text).strip("()")
    return "" if not flat or means_not_applicable(flat) else SIGN_WORDS.get(flat)


def is_rate_name(name: str) -> bool:
    """Whether an indicator name ends in a word for a rate (率, 满意度, 占比 …)."""
    return bool(_RATE_NAME.search(squeezed(name)))


def _qualitative(text: str, rate: bool, column_unit: str) -> Aim:
    return Aim("qualitative", text=text, rate_like=rate, column_unit=column_unit)


def read_aim(target: Value, sign: Value | None, unit: Value | None, *, name: str, level: str, year: int | None) -> Aim:
    """Read a target value.

    `sign` and `unit` are the cells of separate 指标性质 and 度量单位 columns, `name` the 三级指标, `level` the
    level-1 and level-2 labels, `year` the form's year. Never raises; what is no expression is qualitative.
    """
    flat, rate = flat_expression(target.text), is_rate_name(name)
    if not flat:
        return Aim("blank", rate_like=rate)
    if means_not_applicable(flat):
        return Aim("not_applicable", text=flat, rate_like=rate)
    column_unit = canonical(flat_expression(unit.text)) if unit is not None and not unit.empty else ""
    stated = read_sign(sign.text) if sign is not None else ""
    timely = bool(_TIMELY.search(level) or _TIMELY.search(name)) or column_unit in ("日期", "时间")
    if (deadline := _deadline(target, flat, year, timely)) is not None and stated not in ("≥", ">"):
        return Aim("deadline", text=flat, deadline=deadline, rate_like=rate, column_unit=column_unit)
    amount = _own_number(target) or read_amount_expression(flat)
    if amount is None or stated is None or _at_odds(amount.sign, stated):
        return _qualitative(flat, rate, column_unit)
    if timely and not rate and not column_unit and _may_be_a_date(flat, amount):
        return _qualitative(flat, rate, column_unit)
    return _quantity(flat, amount, stated, column_unit, percent_cell=target.percent, rate=rate, level=level, name=name)


def _at_odds(own: str, stated: str) -> bool:
    """Whether the cell's own sign and the 指标性质 column point in opposite directions: then neither is taken."""
    return (own in _UPWARD and stated in _DOWNWARD) or (own in _DOWNWARD and stated in _UPWARD)


def _may_be_a_date(flat: str, amount: Amount) -> bool:
    """Whether a bare number where time is spoken of may be a day: 12.31, 12-31, or Excel's day number 45291."""
    if amount.sign or amount.unit:
        return False
    return bool(_MONTH_DAY.fullmatch(flat)) or (amount.low == amount.high and 36526 <= amount.low <= 54788)


def _deadline(target: Value, flat: str, year: int | None, timely: bool) -> Period | None:
    if isinstance(target.content, datetime | date):
        day = target.content.date() if isinstance(target.content, datetime) else target.content
        return Period(day, day)
    if flat[:1] in "≥>" or (isinstance(target.content, Decimal) and not (timely and len(flat) == 8)):
        return None
    return read_period(flat, year, timely)


def _own_number(value: Value) -> Amount | None:
    content = value.content
    if isinstance(content, bool) or not isinstance(content, Decimal):
        return None
    number = content * 100 if value.percent else content
    return Amount("", number, number, "%" if value.percent else "")


def _quantity(
    text: str, amount: Amount, stated: str, column_unit: str, *, percent_cell: bool, rate: bool, level: str, name: str
) -> Aim:
    own = canonical(amount.unit)
    unit = own or column_unit
    sign = amount.sign or stated
    low, high = amount.low, amount.high
    percent = unit == "%" or (not unit and rate)
    if column_unit == "%" and not own and rate and 0 < low <= 1 and high <= 1 and not percent_cell:
        low, high = low * 100, high * 100  # 0.95 under 度量单位 %
    elif not unit and rate and 0 < low <= 1 and high <= 1:
        low, high = low * 100, high * 100  # a bare fraction in a rate cell
    return Aim(
        "quantity" if low == high else "range",
        text=text,
        sign=sign,
        reads_as=sign or _bare_reading(unit, level, name),
        low=low,
        high=high,
        unit=unit,
        own_unit=amount.unit,
        column_unit=column_unit,
        percent=percent,
        rate_like=rate,
        bare=not sign and not unit,
    )


def _bare_reading(unit: str, level: str, name: str) -> str:
    """Saving is not a fault: bare amounts under 成本 and bare durations read as ≤, all else as =."""
    if unit != "%" and _COST.search(level):
        return "≤"
    if unit in DURATIONS and not _BENEFIT.search(level):
        return "≤"
    return "="


def read_done(actual: Value | None, aim: Aim, *, year: int | None) -> Done:
    """Read a completed value against its target. Never raises; what is neither number nor date is text."""
    if actual is None or actual.broken:
        return Done("blank")
    flat = flat_expression(actual.text)
    if not flat:
        return Done("blank")
    if means_not_applicable(flat):
        return Done("not_applicable", text=flat)
    timely = aim.kind == "deadline"
    if isinstance(actual.content, datetime | date):
        day = actual.content.date() if isinstance(actual.content, datetime) else actual.content
        return Done("date", text=flat, when=Period(day, day))
    if (own := _own_number(actual)) is not None and not (timely and len(flat) == 8):
        return _done_number(flat, own, aim)
    if timely and (when := read_period(_DONE_WORDS.sub("", flat) or flat, year, True)):
        return Done("date", text=flat, when=when)
    stripped = _DONE_WORDS.sub("", flat) if _DONE_WORDS.match(flat) else flat
    amount = read_amount_expression(stripped)
    if amount is None or amount.low != amount.high:
        same = bool(aim.text) and flat == aim.text and amount is not None
        return Done("expression" if same and aim.kind == "range" else "text", text=flat)
    if amount.sign:
        return Done("expression", text=flat, number=amount.low, sign=amount.sign, unit=canonical(amount.unit))
    return _done_number(flat, amount, aim)


def _done_number(text: str, amount: Amount, aim: Aim) -> Done:
    number, unit = amount.low, canonical(amount.unit)
    if unit == "%" or not aim.percent:
        return Done("number", text=text, number=number, unit=unit, percent=unit == "%")
    fraction = not unit and 0 < number <= 1 and aim.high is not None and (aim.high > 1 or aim.high == 0)
    return Done("number", text=text, number=number * 100 if fraction else number, unit=unit, percent=not unit)
