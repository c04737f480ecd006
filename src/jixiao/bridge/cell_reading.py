"""One cell of a list as a code, a year, an amount in 万元, points or text: exact, or told why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from jixiao.bridge.mapping import Line
from jixiao.forms.values import cell_text, shown_text
from jixiao.records.numbers import plain, read_amount, read_points
from jixiao.records.text import halfwidth, means_nothing, shortened, squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell

_ZEROS = re.compile(r"0+")
_EXPONENT = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?(?:\.0+)?")
_SAFE = Decimal(10) ** 15
"""Excel keeps fifteen digits of a number; longer codes typed as numbers have lost theirs."""


class Unreadable(ValueError):
    """A cell that cannot be what its column is for: the Chinese message, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def text_of(cell: Cell | None, *, digits: bool = False) -> str:
    """The text of a cell, trimmed; Unreadable for an error or a formula without result.

    `digits`: a number is shown with all its digits and with the zeros that its number format puts in front.
    """
    if cell is None:
        return ""
    if cell.error is not None:
        raise Unreadable(f"单元格是错误值「{cell.error}」。", "更正后重新导出。")
    if cell.uncached:
        raise Unreadable("单元格是没有结果的公式。", "用 Excel 或 WPS 打开保存一次,或者粘贴成数值。")
    if digits and isinstance(cell.value, Decimal):
        return _digits(cell.value, cell.number_format)
    if isinstance(cell.value, Decimal):
        return shown_text(cell.value, cell.number_format)
    return halfwidth(cell_text(cell))


def _digits(number: Decimal, number_format: str) -> str:
    if abs(number) >= _SAFE:
        message = f"编码「{plain(number)}」是按数字存的,Excel 只保留前 15 位,后面的已经丢了。"
        raise Unreadable(message, "按文本格式重新导出这一栏。")
    text = plain(number)
    return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text


def digits_lost(code: str) -> bool:
    """Whether a code was turned into scientific notation (5.1E+17), so that its last digits are gone."""
    return _EXPONENT.fullmatch(code) is not None


def code_of(cell: Cell | None) -> str:
    """A code as text without blanks; Unreadable when its digits are lost (5.1E+17)."""
    text = squeezed(text_of(cell, digits=True))
    if digits_lost(text):
        raise Unreadable(f"编码「{text}」成了科学记数,后面的位已经丢了。", "按文本格式重新导出这一栏。")
    return "" if means_nothing(text) else text


def year_of(cell: Cell | None) -> int | None:
    """A year (2025, 2025年度, a date in it); None when blank."""
    if cell is not None and isinstance(cell.value, date):
        return cell.value.year
    text = squeezed(text_of(cell, digits=True))
    if means_nothing(text):
        return None
    match = _YEAR.fullmatch(text)
    if match is None:
        raise Unreadable(f"年度「{shortened(text)}」看不懂。", "写成 2025 的样子。")
    return int(match[1])


def money_of(cell: Cell | None, unit: str) -> Decimal | None:
    """An amount in 万元, exact, of a column in `unit`; None when blank; Unreadable when negative or no amount."""
    text = text_of(cell)
    if cell is None or means_nothing(text):
        return None
    content = text if isinstance(cell.value, str) else cell.value
    amount = read_amount(Value(cell.address, text=text, content=content), unit)
    if amount is None:
        raise Unreadable(f"金额「{shortened(text)}」不是数。", f"改成数,单位{unit}。")
    if amount.value < 0:
        raise Unreadable(f"金额「{shortened(text)}」是负数。", "核对后改成不小于 0 的数。")
    return amount.wan


def points_of(cell: Cell | None) -> Decimal | None:
    """Points or a weight; None when blank; Unreadable when it is no number."""
    text = text_of(cell)
    if cell is None or means_nothing(text):
        return None
    content = text if isinstance(cell.value, str) else cell.value
    points = read_points(Value(cell.address, text=text, content=content, percent=cell.percent))
    if points is None or points < 0:
        raise Unreadable(f"分值「{shortened(text)}」不是数。", "改成数,例如 10。")
    return points


def reader_of(line: Line) -> Callable[[Cell | None], str | int | Decimal | None]:
    """How the cells of a line's column are read; the line's default stands for a blank one."""
    kind = line.field.kind if line.field is not None else "text"
    readers: dict[str, Callable[[Cell | None], str | int | Decimal | None]] = {
        "code": code_of,
        "year": year_of,
        "number": points_of,
        "money": lambda cell: money_of(cell, line.unit),
        "text": lambda cell: text_of(cell, digits=line.as_text),
    }
    return readers[kind]


def default_of(line: Line) -> str | int | Decimal | None:
    """What a line says a blank cell means, read as its column would be; None without one."""
    if not line.default:
        return None
    return reader_of(line)(Cell(1, 1, line.default))
