"""Numbers as people write them in cells: points (5分), amounts (20万元), rates (86%)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from jixiao.records.regex import regex
from jixiao.records.value import Value

NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_POINTS = regex(
    rf"(?:(?:自评|综合|项目|评价)?(?:总分|总?得分|分数|合计)(?:为|:)?)?({NUMBER})[分%]?(?:\((?:优秀?|良好?|中等?|较差|差|合格)\))?"
)
_RATE = regex(rf"({NUMBER})(%|%\(百分比\)|百分比)?")
_PREFIX = r"(?:(?:年初|全年|调整后|年度)?(?:预算|执行|到位|支出)(?:数|金额|总额)?|金额|合计|总额)?:?(?:人民币|¥|￥)?"
_AMOUNT = regex(rf"{_PREFIX}({NUMBER})(元|千元|百元|万|万元|亿|亿元)?(?:整)?")
_IN_YUAN = {"元": 1, "百元": 100, "千元": 1000, "万": 10_000, "万元": 10_000, "亿": 10**8, "亿元": 10**8}


def to_decimal(text: str) -> Decimal:
    """Decimal of a number text that may hold thousands separators."""
    return Decimal(text.replace(",", ""))


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up to `places` decimals, as every score and amount is; absurdly large values stay as they are."""
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return value


def plain(value: Decimal | None) -> str:
    """A number without trailing zeros or exponent: 10.00 → 10, 8.620 → 8.62."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _number(value: Value) -> Decimal | None:
    content = value.content
    if isinstance(content, bool) or not isinstance(content, Decimal):
        return None
    return content if content.is_finite() else None


def read_points(value: Value | None) -> Decimal | None:
    """Points in a 分值 or 得分 cell (5, 「5分」, a weight shown as 5%); None when there is no number."""
    if value is None or value.broken:
        return None
    number = _number(value)
    if number is not None:
        return number * 100 if value.percent else number
    match = _POINTS.fullmatch(value.flat)
    return to_decimal(match[1]) if match else None


def points_unreadable(value: Value | None) -> bool:
    """Whether a 分值 or 得分 cell holds something that is neither a number nor a stroke."""
    return value is not None and not value.empty and not value.broken and read_points(value) is None


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money, in 万元 (`wan`) and as the form's own unit counts it (`value`)."""

    value: Decimal
    wan: Decimal


def read_amount(value: Value | None, unit: str) -> Amount | None:
    """Money in a cell whose header says `unit` (万元 or 元); 「20万元」 in a 万元 cell is 20. None when it is none."""
    if value is None or value.broken or value.empty:
        return None
    factor = Decimal(_IN_YUAN.get(unit, 10_000))
    number = _number(value)
    if number is None:
        match = _AMOUNT.fullmatch(value.flat)
        if not match:
            return None
        number = to_decimal(match[1])
        if match[2]:
            number = number * _IN_YUAN[match[2]] / factor
    return Amount(number, number * factor / 10_000)


def amount_unreadable(value: Value | None, unit: str) -> bool:
    """Whether a money cell holds text that is no amount."""
    return value is not None and not value.empty and not value.broken and read_amount(value, unit) is None


def read_rate(value: Value | None) -> Decimal | None:
    """A rate in percentage points: 0.958, 「95.8%」, 95.8 and 1 shown as 100% all count (DESIGN 4.4)."""
    if value is None or value.broken or value.empty:
        return None
    number = _number(value)
    if number is not None:
        return number * 100 if value.percent or 0 < number <= 1 else number
    match = _RATE.fullmatch(value.flat)
    if not match:
        return None
    try:
        number = to_decimal(match[1])
    except InvalidOperation:
        return None
    return number * 100 if not match[2] and 0 < number <= 1 else number
