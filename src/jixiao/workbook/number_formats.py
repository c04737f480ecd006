"""Number formats: the code text of every cell style, which of them show dates, and numbers as Excel shows them."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from html import unescape

from jixiao.records.regex import regex
from jixiao.workbook.package import local, looks_well_formed, parse_tree

BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""The formats that files name by number only; 27–36 and 50–58 as Chinese Excel shows them."""
_YEAR_MONTH, _MONTH_DAY, _CLOCK = 'yyyy"年"m"月"', 'm"月"d"日"', '上午/下午h"时"mm"分"'
BUILTIN |= dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH) | dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY)
BUILTIN |= {30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'}
BUILTIN |= dict.fromkeys((34, 55), _CLOCK) | dict.fromkeys((35, 56), _CLOCK + 'ss"秒"')

# What a format code says without showing it: quoted text, [colour] and [$-locale], escapes, padding, fill characters.
_SILENT = regex(r'"[^"]*"|\[(?![hms]+\])[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
_XF = regex(r'<xf(?=[\s/>])(?:[^>]*?\snumFmtId="(\d+)")?')
_NUMFMT = regex(r"<numFmt\s([^>]*)>")
_ATTRIBUTE = regex(r'(\w+)="([^"]*)"')

GENERAL = ("General", False)
Format = tuple[str, bool]
"""Format code, and whether it shows a number as a date or time."""


@lru_cache(maxsize=1024)
def is_date_format(code: str) -> bool:
    """Whether a format code shows a number as a date or time: it has y, m, d, h or s outside quotes and brackets."""
    return code.lower() != "general" and any(c in "ymdhs" for c in _SILENT.sub("", code).lower())


def cell_formats(styles: bytes | None) -> tuple[Format, ...]:
    """The format of each cell style index, from the styles part (UTF-8 XML or None); Refused when malformed."""
    if styles is None:
        return (GENERAL,)
    if looks_well_formed(styles, b"styleSheet") and b"='" not in styles and (text := styles.decode("utf-8", "replace")):
        codes, ids = _formats_by_pattern(text)
    else:
        codes, ids = _formats_by_tree(styles)
    known = {number: (code, is_date_format(code)) for number, code in (BUILTIN | codes).items()}
    return tuple(known.get(number, GENERAL) for number in ids) or (GENERAL,)


def _formats_by_pattern(text: str) -> tuple[dict[int, str], list[int]]:
    attributes = (dict(_ATTRIBUTE.findall(found)) for found in _NUMFMT.findall(text.partition("</numFmts>")[0]))
    codes = {
        int(one["numFmtId"]): unescape(one.get("formatCode", "General"))
        for one in attributes
        if one.get("numFmtId", "").isdecimal()
    }
    styles = text.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    return codes, [int(number or 0) for number in _XF.findall(styles)]


def _formats_by_tree(styles: bytes) -> tuple[dict[int, str], list[int]]:
    codes: dict[int, str] = {}
    ids: list[int] = []
    for group in parse_tree(styles, "xl/styles.xml"):
        for one in group:
            number = one.get("numFmtId", "0")
            number = int(number) if number.isdecimal() else 0
            if local(group) == "numFmts" and local(one) == "numFmt":
                codes[number] = one.get("formatCode", "General")
            elif local(group) == "cellXfs" and local(one) == "xf":
                ids.append(number)
    return codes, ids


@lru_cache(maxsize=8192)
def number(text: str) -> Decimal | None:
    """A number as Excel shows it, with 15 significant digits; None when the text is no finite number."""
    if len(text) <= 15 and text.isdecimal():
        return Decimal(text)
    try:
        value = Decimal(f"{float(text):.15g}")
    except ValueError:
        return None
    return value if value.is_finite() and "_" not in text else None


def moment(serial: Decimal, date1904: bool) -> datetime | time | None:
    """The date or (below 1) time of day that a serial day number stands for; None outside Excel's calendar."""
    if not 0 <= serial < 2_958_466:
        return None
    if serial < 1:
        # Rounded to the second's thousandth as Excel does; 24:00 can't be a time of day.
        moved = datetime(1900, 1, 1) + timedelta(milliseconds=round(serial * 86_400_000))
        return moved.time() if moved.day == 1 else time(23, 59, 59, 999_000)
    # Excel counts a 29 February 1900 that never was.
    first = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    try:
        return first + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return None
