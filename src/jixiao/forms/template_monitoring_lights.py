"""The F03 template's hidden sheet 「预警灯计算」: each indicator's light in formulas that need no macro.

The steps of reading a target and a value stand in cells of their own. The formulas reach into the form by INDEX over
whole columns, so that rows inserted into the form are taken along.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jixiao.forms import native_formulas as native
from jixiao.forms.declaration import Form
from jixiao.forms.native_reading import STEPS, steps
from jixiao.forms.native_words import unit_table
from jixiao.forms.template_book import Scalar
from jixiao.policy.model import Policy
from jixiao.records.aim import read_aim, read_done
from jixiao.records.numbers import plain
from jixiao.records.value import Value
from jixiao.scoring.lights import BY_RANGE, aim_light
from jixiao.workbook.grid import column_letters

LIGHTS_SHEET = "预警灯计算"
MONTH = f"{LIGHTS_SHEET}!$B$1"
ROWS = 28
"""How many indicator rows of the form are looked at."""
_TOP = 3
_COLUMNS = ("level1", "level2", *STEPS, "words", "light")
_FIRST_COLUMN = 2
_UNITS = _FIRST_COLUMN + len(_COLUMNS) + 1


def _column(step: str) -> str:
    return column_letters(_FIRST_COLUMN + _COLUMNS.index(step))


def row_light(row: int, first: int) -> str:
    """What a light cell in row `row` of the form shows; `first` is the form's first indicator row."""
    letters = _column("light")
    return f"INDEX({LIGHTS_SHEET}!${letters}${_TOP}:${letters}${_TOP + ROWS - 1},ROW()-ROW($A${first})+1)"


def formulas(form: Form, policy: Policy, at: Mapping[tuple[str, int], str], last: int) -> dict[str, str]:
    """Address → formula of the whole sheet, without the leading sign =; `last` is the number of the last form row."""
    period = f"{form.sheet_name}!{at['period', 0]}"
    found = {"B1": f'IFERROR(VALUE(SUBSTITUTE(MID({period},3,2),"月","")),0)'}
    for number in range(ROWS):
        found |= _row(form, policy, at, last, _TOP + number)
    return found


def _of_form(form: Form, at: Mapping[tuple[str, int], str], role: str, last: int, number: str) -> str:
    first, end = at[f"indicators.{role}", 0], at[f"indicators.{role}", last]
    letters = "".join(letter for letter in first if letter.isalpha())
    top, bottom = first.removeprefix(letters), end.removeprefix(letters)
    return f"INDEX({form.sheet_name}!${letters}${top}:${letters}${bottom},{number})"


def _row(form: Form, policy: Policy, at: Mapping[tuple[str, int], str], last: int, row: int) -> dict[str, str]:
    here = {step: f"${_column(step)}{row}" for step in _COLUMNS}
    number = f"$A{row}"
    cell = {role: _of_form(form, at, role, last, number) for role in ("level1", "level2", "name", "target", "actual")}
    above = {step: f"${_column(step)}{row - 1}" for step in ("level1", "level2")}
    carried = f'IF({cell["level2"]}<>"",{cell["level2"]},IF({cell["level1"]}<>"","",{above["level2"]}&""))'
    levels = f"({here['level1']}&{here['level2']})"
    units = f"${column_letters(_UNITS)}$1:${column_letters(_UNITS + 2)}${len(unit_table())}"
    read = steps(here, cell["target"], cell["actual"], name=cell["name"], level=levels, units=units)
    inside = f"{number}<=ROWS({_of_form(form, at, 'name', last, '0')})"
    found = {
        "level1": f'IF({cell["level1"]}<>"",{cell["level1"]},{above["level1"]}&"")',
        "level2": carried,
        **read,
        "words": _words(here, policy),
    }
    outside = {step: f'IF({inside},{formula},"")' for step, formula in found.items()}
    judged = f"AND(ISNUMBER({here['actual']}),ISNUMBER({here['low']}),ISNUMBER({here['high']}))"
    light = f'IF({inside},IF({MONTH_HERE}=0,"",IF({judged},{_number_light(here, policy)},{here["words"]})),"")'
    return {
        f"A{row}": f"ROWS($A${_TOP}:$A{row})",
        **{f"{_column(step)}{row}": formula for step, formula in outside.items()},
        f"{_column('light')}{row}": light,
    }


MONTH_HERE = "$B$1"


def _number_light(here: Mapping[str, str], policy: Policy) -> str:
    """The light of a number: within a range, below a bound, above one (质量, 时效, 成本), else by the schedule."""
    low, high, actual, sign = here["low"], here["high"], here["actual"], here["reads"]
    reverse = f'OR({sign}="≤",{sign}="<",AND({sign}="=",{low}=0))'
    by_range = native.contains(f"({_or_level1(here)})", BY_RANGE)
    inside = f'IF(AND({actual}>={low},{actual}<={high}),"绿","红")'
    below, above = f'IF({actual}<={high},"绿","红")', f'IF({actual}>={low},"绿","红")'
    scheduled = native.indicator_light(actual, low, MONTH_HERE, policy)
    return f"IF({low}<{high},{inside},IF({reverse},{below},IF({by_range},{above},{scheduled})))"


def _or_level1(here: Mapping[str, str]) -> str:
    return f'IF({here["level2"]}="",{here["level1"]},{here["level2"]})'


def _words(here: Mapping[str, str], policy: Policy) -> str:
    """The light of words against a target in words: the third band before the second and first; dates have none."""
    digits, days = (native.contains(here["t_flat"], letters) for letters in ("0123456789", "年月日"))
    light = '""'
    for band, name in zip(policy.qualitative, ("绿", "黄", "红"), strict=True):
        light = f'IF({native.contains(here["a_flat"], band.words)},"{name}",{light})' if band.words else light
    own = f"{here['a_flat']}={here['t_flat']}" if policy.qualitative_own_words else "FALSE"
    told = f'IF(OR({here["a_flat"]}="",AND({digits},{days})),"",IF({own},"绿",{light}))'
    return f'IF({here["verdict"]}="{native.QUALITATIVE}",{told},"")'


def shared_columns() -> list[tuple[str, int, int]]:
    """Columns whose formula is one and the same downwards: letters, first and last row."""
    return [(letters, _TOP, _TOP + ROWS - 1) for letters in ("A", *(_column(step) for step in _COLUMNS))]


def draw(sheet: Any, form: Form, policy: Policy, at: Mapping[tuple[str, int], str], last: int) -> None:
    """Fill the hidden sheet: the month, the table of units, and the steps of every row."""
    sheet["A1"] = "月份"
    for row, (name, base, factor) in enumerate(unit_table(), 1):
        sheet.cell(row, _UNITS).value, sheet.cell(row, _UNITS + 1).value = name, base
        sheet.cell(row, _UNITS + 2).value = float(factor)
    for place, formula in formulas(form, policy, at, last).items():
        sheet[place] = f"={formula}"
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def lights_of(
    form: Form, policy: Policy, known: Mapping[str, Scalar], at: Mapping[tuple[str, int], str], month: int
) -> dict[int, str]:
    """The light that each indicator row shows, by number; "" where the formulas leave it to people, as with dates."""
    found: dict[int, str] = {}
    level1, level2 = "", ""
    for number in sorted(row for role, row in at if role == "indicators.light"):
        name, target, actual, own1, own2 = (
            known.get(at[f"indicators.{role}", number]) for role in ("name", "target", "actual", "level1", "level2")
        )
        level1, level2 = (str(own1), "") if own1 else (level1, level2)
        level2 = str(own2) if own2 else level2
        aim = read_aim(_value(target), None, None, name=str(name or ""), level=f"{level1}{level2}", year=None)
        done = read_done(_value(actual), aim, year=None)
        light = aim_light(aim, done, level2 or level1, month, policy) if month and aim.kind != "deadline" else None
        found[number] = light.name if light is not None else ""
    return found


def _value(content: Scalar) -> Value:
    if isinstance(content, int | Decimal):
        return Value("", text=plain(Decimal(content)), content=Decimal(content))
    return Value("", text=content or "", content=content)
