"""Target values (指标值) and completed values (完成值): the one parser that reads them.

What it does, in rules that can be stated: a target is an expression only if the expression fills the cell; a sentence
that contains a number is qualitative. A number may carry a sign (≥, 不低于 …以上), 万/亿, and a unit of at most six
letters. Percent is counted in points (95% → 95), a bare fraction in a rate cell or against a percent target is a
percentage. Dates are read where the cell is a date; a bare amount under 成本 and a bare duration read as ≤.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from jixiao.records.numbers import NUMBER, to_decimal
from jixiao.records.period import Period, read_period
from jixiao.records.text import means_not_applicable, squeezed
from jixiao.records.units import DURATIONS, canonical, looks_like_unit
from jixiao.records.value import Value

_SIGNS = (
    (re.compile(r"≧|⩾|>=|=>|≥=|>﹦|>═|〉="), "≥"),
    (re.compile(r"≦|⩽|<=|=<|≤="), "≤"),
    (re.compile(r"═|==|﹦|゠"), "="),
    (re.compile(r"〉|﹥"), ">"),
    (re.compile(r"〈|﹤"), "<"),
)
_BEFORE = (
    ("≥", r"≥|大于等于|大于或等于|高于或等于|不低于|不少于|不小于|不得低于|不得少于|不短于|至少|达到|达"),
    ("≤", r"≤|小于等于|小于或等于|低于或等于|不超过|不高于|不大于|不多于|不得超过|不得高于|不长于|控制在|最多|至多"),
    (">", r">|大于|高于|超过|多于"),
    ("<", r"<|小于|低于|少于|短于"),
    ("=", r"=|等于"),
)
_PREFIX = tuple((sign, re.compile(pattern)) for sign, pattern in _BEFORE)
_LOOSE = re.compile(r"(?:达到?|控制在)$")  # words that may precede a sign of their own: 达到≥95%
_SUFFIX = (
    ("≥", re.compile(r"\(?(?:及|或|含|\(含\)|\(及\))?\)?以上\)?$")),
    ("≤", re.compile(r"\(?(?:及|或|含|\(含\)|\(及\))?\)?(?:以下|以内|之内|之下|内)\)?$")),
)
_ENDING = re.compile(r"(?:\(含(?:本数)?\)|[。;,、.:])+$")
_DONE_PERCENT = re.compile(r"(?<=%)(?:完成|达标|合格|到位|覆盖)$")
_UPWARD = ("≥", ">")
_DOWNWARD = ("≤", "<")
_MONTH_DAY = re.compile(r"(?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])")
_NUMBER = re.compile(rf"({NUMBER})(.*)", re.DOTALL)
_RANGE = re.compile(rf"({NUMBER})([^\d.,+\-~—–―至到]*)(?:-|~|—|–|―|至|到)({NUMBER})(.*)", re.DOTALL)
_PERCENT_WORDS = re.compile(r"百分之([0-9.]+|[零一二三四五六七八九十百点]+)")
_HAN_DIGITS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_RATE_NAME = re.compile(
    r"(?:率|满意度|知晓度|支持度|认可度|占比|比例|比重|百分比)(?:达到?|为|\(?%\)?|\([^()]*\))*[:：]?$"
)
_TIMELY = re.compile(r"时效|时间|时限|日期|期限|工期|进度|及时")
_COST = re.compile(r"成本|投入|造价|费用|支出")
_BENEFIT = re.compile(r"效益|效果|影响")
_DONE_WORDS = re.compile(r"^(?:实际|已|共|累计|全年|共计|约)?(?:完成|达到|达|为|实现|发放)(?:了|率为|率)?[:：]?")
SIGN_WORDS = {
    "≥": "≥", ">": ">", "≤": "≤", "<": "<", "=": "=", "不少于": "≥", "不低于": "≥", "以上": "≥", "大于等于": "≥", "达到": "≥",
    "大于": ">", "超过": ">", "不超过": "≤", "不高于": "≤", "不大于": "≤", "小于等于": "≤", "以内": "≤", "以下": "≤", "小于": "<",
    "低于": "<", "等于": "=", "大于或等于": "≥", "高于或等于": "≥", "小于或等于": "≤", "低于或等于": "≤", "不小于": "≥", "不多于": "≤",
    "高于": ">", "少于": "<", "正向": "≥", "正向指标": "≥", "反向": "≤", "反向指标": "≤", "负向": "≤", "逆向": "≤", "定量": "",
    "定量指标": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target says.

    `kind`: quantity, range, deadline, qualitative, blank, not_applicable. `sign`: ≥ > ≤ < = or "" (bare, see
    `reads_as`). `low`/`high`: the number (both equal unless a range) with 万/亿 counted in when `scaled`; percent in
    points. `shown`: the number as written. `reads_as`: the sign that scoring uses. `own_unit`: the unit glued to the
    number; `unit` the one that counts (glued or from the unit column).
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
    """What a completed value says. `kind`: number, date, text, expression (written like a target), blank, not_applicable."""

    kind: str
    text: str = ""
    number: Decimal | None = None
    unit: str = ""
    percent: bool = False
    when: Period | None = None
    sign: str = ""


@lru_cache(maxsize=8192)
def _flat(text: str) -> str:
    flat = squeezed(text)
    for pattern, sign in _SIGNS:
        flat = pattern.sub(sign, flat)
    return flat


def read_sign(text: str) -> str | None:
    """The sign that a 指标性质 cell names; "" when blank, None for 定性 or words that are no sign."""
    flat = _flat(text).strip("()")
    return "" if not flat or means_not_applicable(flat) else SIGN_WORDS.get(flat)


def _han_number(text: str) -> Decimal | None:
    whole, _, fraction = text.partition("点")
    total = 0
    for part in re.findall(r"[一二三四五六七八九]?[百十]|[零一二三四五六七八九]", whole):
        digit = _HAN_DIGITS.get(part[0], 1)
        total += digit * {"百": 100, "十": 10}.get(part[-1], 1)
    digits = "".join(str(_HAN_DIGITS[letter]) for letter in fraction if letter in _HAN_DIGITS)
    return Decimal(f"{total}.{digits}") if digits else Decimal(total)


def _percent_words(text: str) -> str:
    def arabic(match: re.Match[str]) -> str:
        number = match[1] if match[1][0] in "0123456789." else str(_han_number(match[1]))
        return f"{number}%"

    return _PERCENT_WORDS.sub(arabic, text)


@dataclass(frozen=True, slots=True)
class _Amount:
    sign: str
    low: Decimal
    high: Decimal
    unit: str


@lru_cache(maxsize=8192)
def _amount(text: str) -> _Amount | None:
    """Sign, number or range, unit — when that is all the flat text holds."""
    rest = _DONE_PERCENT.sub("", _ENDING.sub("", _percent_words(text)))
    sign, rest = _leading_sign(rest)
    for candidate, pattern in _SUFFIX:
        if (match := pattern.search(rest)) and match.start() > 0:
            if sign and sign != candidate and not (sign in "<≤" and candidate == "≤"):
                return None
            sign, rest = candidate, rest[: match.start()]
            break
    yuan, rest = ("元", rest[1:]) if rest[:1] == "¥" else ("", rest)
    if match := _RANGE.fullmatch(rest.removesuffix("之间")):
        return _range(sign, match)
    match = _NUMBER.fullmatch(rest)
    if not match or (match[2] and not looks_like_unit(match[2])):
        return None
    value = to_decimal(match[1])
    return _Amount(sign, value, value, match[2] or yuan)


def _leading_sign(text: str) -> tuple[str, str]:
    """The sign that a flat text starts with, and what follows; 「达到≥」 and 「控制在≤」 are one sign."""
    sign, rest = "", text
    for _ in range(2):
        for candidate, pattern in _PREFIX:
            if (match := pattern.match(rest)) and (not sign or _LOOSE.fullmatch(text[: len(text) - len(rest)])):
                sign, rest = candidate, rest[match.end() :]
                break
        else:
            break
    return sign, rest


def _range(sign: str, match: re.Match[str]) -> _Amount | None:
    low, high = to_decimal(match[1]), to_decimal(match[3])
    unit = match[4] or match[2]
    if sign not in ("", "≤") or low >= high or (unit and not looks_like_unit(unit)):
        return None
    if match[2] and match[4] and canonical(match[2]) != canonical(match[4]) and match[2] + "元" != match[4]:
        return None
    if unit[:1] in ("年", "学") and low > 1900:
        return None  # 2022—2023学年 is no amount
    return _Amount("", low, high, unit)


def is_rate_name(name: str) -> bool:
    """Whether an indicator name ends in a word for a rate (率, 满意度, 占比 …)."""
    return bool(_RATE_NAME.search(squeezed(name)))


def _qualitative(text: str, rate: bool, column_unit: str) -> Aim:
    return Aim("qualitative", text=text, rate_like=rate, column_unit=column_unit)


def read_aim(target: Value, sign: Value | None, unit: Value | None, *, name: str, level: str, year: int | None) -> Aim:
    """Read a target value.

    `sign` and `unit` are the cells of separate 指标性质 and 度量单位 columns, `name` the 三级指标, `level` the level-1 and
    level-2 labels, `year` the form's year. Never raises; what is no expression is qualitative.
    """
    flat, rate = _flat(target.text), is_rate_name(name)
    if not flat:
        return Aim("blank", rate_like=rate)
    if means_not_applicable(flat):
        return Aim("not_applicable", text=flat, rate_like=rate)
    column_unit = canonical(_flat(unit.text)) if unit is not None and not unit.empty else ""
    stated = read_sign(sign.text) if sign is not None else ""
    timely = bool(_TIMELY.search(level) or _TIMELY.search(name)) or column_unit in ("日期", "时间")
    if (deadline := _deadline(target, flat, year, timely)) is not None and stated not in ("≥", ">"):
        return Aim("deadline", text=flat, deadline=deadline, rate_like=rate, column_unit=column_unit)
    amount = _own_number(target) or _amount(flat)
    if amount is None or stated is None or _at_odds(amount.sign, stated):
        return _qualitative(flat, rate, column_unit)
    if timely and not rate and not column_unit and _may_be_a_date(flat, amount):
        return _qualitative(flat, rate, column_unit)
    return _quantity(flat, amount, stated, column_unit, percent_cell=target.percent, rate=rate, level=level, name=name)


def _at_odds(own: str, stated: str) -> bool:
    """Whether the cell's own sign and the 指标性质 column point in opposite directions: then neither is taken."""
    return (own in _UPWARD and stated in _DOWNWARD) or (own in _DOWNWARD and stated in _UPWARD)


def _may_be_a_date(flat: str, amount: _Amount) -> bool:
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


def _own_number(value: Value) -> _Amount | None:
    content = value.content
    if isinstance(content, bool) or not isinstance(content, Decimal):
        return None
    number = content * 100 if value.percent else content
    return _Amount("", number, number, "%" if value.percent else "")


def _quantity(
    text: str, amount: _Amount, stated: str, column_unit: str, *, percent_cell: bool, rate: bool, level: str, name: str
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


def read_done(actual: Value | None, aim: Aim, *, year: int | None, unit_column: bool = False) -> Done:
    """Read a completed value against its target. Never raises; what is neither number nor date is text."""
    if actual is None or actual.broken:
        return Done("blank")
    flat = _flat(actual.text)
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
    amount = _amount(stripped)
    if amount is None or amount.low != amount.high:
        same = bool(aim.text) and flat == aim.text and amount is not None
        return Done("expression" if same and aim.kind == "range" else "text", text=flat)
    if amount.sign:
        return Done("expression", text=flat, number=amount.low, sign=amount.sign, unit=canonical(amount.unit))
    return _done_number(flat, amount, aim)


def _done_number(text: str, amount: _Amount, aim: Aim) -> Done:
    number, unit = amount.low, canonical(amount.unit)
    if unit == "%" or not aim.percent:
        return Done("number", text=text, number=number, unit=unit, percent=unit == "%")
    fraction = not unit and 0 < number <= 1 and aim.high is not None and (aim.high > 1 or aim.high == 0)
    return Done("number", text=text, number=number * 100 if fraction else number, unit=unit, percent=not unit)
