"""Formulas that read a target (≥95%, 不超过20万元, 15—20天) and a completed value, a step in each cell.

They read less than `records.aim` does, and what they do read they read as it does: the rest is 文字, for a person.
Steps stand in cells of their own because a formula has no variables (LET came long after Excel 2010).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jixiao.forms.native_formulas import NO_NUMBER, NOT_FILLED, QUALITATIVE, any_of, contains, met, quoted
from jixiao.forms.native_words import (
    BENEFIT,
    COST,
    DASHES,
    DONE_ENDINGS,
    DONE_OPENINGS,
    ENDINGS,
    NO_UNIT,
    NO_UNIT_ALONE,
    OPENINGS,
    RATE_ENDS,
    SYMBOLS,
    TIME,
    Pair,
    unit_table,
)
from jixiao.records.aim import SIGN_WORDS
from jixiao.records.units import DURATIONS

TARGET_STEPS = ("t_flat", "t_open", "t_text", "t_sign", "t_body", "t_low", "t_tail", "t_next", "t_high", "own", "t_is")
ACTUAL_STEPS = ("a_flat", "a_text", "a_number", "a_unit")
UNIT_STEPS = ("t_base", "t_per", "a_base", "a_per")
STEPS = (
    *(*TARGET_STEPS, "unit", *ACTUAL_STEPS, *UNIT_STEPS),
    *("stated", "reads", "low", "high", "factor", "actual", "verdict"),
)
"""Every step in the order in which they build on each other; `verdict` is what =指标校验 says."""


def _replaced(text: str, pairs: Iterable[Pair]) -> str:
    """Nested SUBSTITUTEs, the first pair innermost."""
    for old, new in pairs:
        text = f"SUBSTITUTE({text},{quoted(old)},{quoted(new)})"
    return text


def _flat(cell: str) -> str:
    """Half-width text without blanks; percent cells counted in points; a date cell says only that it is one."""
    text = _replaced(f"CLEAN(ASC({cell}))", ((" ", ""), *SYMBOLS))
    shown = f'LEFT(CELL("format",{cell}),1)'
    number = f'IF({shown}="P",ROUND({cell}*100,10)&"%",IF({shown}="D","日期",{cell}&""))'
    return f"IF(ISNUMBER({cell}),{number},{text})"


def _digits(text: str) -> str:
    """How many characters of 0–9, point and comma a text begins with (at most 19)."""
    places = "{" + ",".join(str(place) for place in range(1, 21)) + "}"
    other = f'ISERROR(FIND(MID({text}&"x",{places},1),"0123456789.,"))'
    return f"(20-SUMPRODUCT(MAX((21-{places})*{other})))"


def _number(text: str) -> str:
    """The number that a text begins with, "" when it begins with none; commas only between thousands."""
    figures = f"LEFT({text},{_digits(text)})"
    value = f'VALUE(SUBSTITUTE({figures},",",""))'
    whole = f'LEFT({figures},FIND(".",{figures}&".")-1)'
    grouped = f'IF(ISNUMBER(FIND(",",{figures})),TEXT(INT({value}),"#,##0")={whole},TRUE)'
    one_point = f'LEN({figures})-LEN(SUBSTITUTE({figures},".",""))<=1'
    return f'IFERROR(IF(AND({one_point},{grouped}),{value},""),"")'


def _behind_number(text: str) -> str:
    return f"MID({text},{_digits(text)}+1,60)"


def _dash(tail: str) -> str:
    """The place of the first dash in a text, behind its end where it has none."""
    return f"SUMPRODUCT(MIN(FIND({any_of(DASHES)},{tail}&{quoted(DASHES)})))"


def _is_unit(text: str) -> str:
    """A condition: short, no sentence, no date, or nothing at all."""
    slash = f'ISNUMBER(FIND("/",{text}))'
    percent = f'AND(LEFT({text},1)="%",LEN({text})>1,MID({text},2,1)<>"/")'
    alone = "OR(" + ",".join(f"{text}={quoted(word)}" for word in NO_UNIT_ALONE) + ")"
    return f"AND(LEN({text})<=IF({slash},13,6),NOT({contains(text, NO_UNIT)}),NOT({percent}),NOT({alone}))"


def _target_steps(at: Mapping[str, str], target: str) -> dict[str, str]:
    flat, opened, text, sign, body = (at[step] for step in TARGET_STEPS[:5])
    low, tail, behind, high, own = (at[step] for step in TARGET_STEPS[5:10])
    first = f'AND({text}<>"",ISNUMBER(FIND(LEFT({text}&" ",1),"≥≤><=")))'
    suffix = f'IF(RIGHT({text},1)="⑤","≥",IF(RIGHT({text},1)="⑥","≤",""))'
    upward = f'SUBSTITUTE(MID({text},1+{first},60),"⑤",IF({sign}="≥","","⑤"))'
    ranged = f'AND({high}<>"",{high}<>{low})'
    middle = f"LEFT({tail},{_dash(tail)}-1)"
    unit = f"{_behind_number(behind)}"
    second = _number(behind)
    wider = f'AND(N({second})>{low},OR({sign}="",{sign}="≤"))'
    return {
        "t_flat": _flat(target),
        "t_open": _replaced(f'"①"&{flat}', OPENINGS),
        "t_text": _replaced(f'{opened}&"④"', (*ENDINGS, ("④", ""))),
        "t_sign": f"IF({first},LEFT({text},1),{suffix})",
        "t_body": f'SUBSTITUTE({upward},"⑥",IF(OR({sign}="≤",{sign}="<"),"","⑥"))',
        "t_low": _number(body),
        "t_tail": _behind_number(body),
        "t_next": f"MID({tail},{_dash(tail)}+1,60)",
        "t_high": f'IF(OR({low}="",{behind}=""),{low},IF({wider},{second},{low}))',
        "own": f'IF({ranged},IF({unit}="",{middle},IF(OR({middle}="",{middle}={unit}),{unit},"?,")),{tail})',
        "t_is": f'IF({flat}="","空",IF({_is_stroke(flat)},"空",IF({low}="","文字",IF({_is_unit(own)},"数","文字"))))',
    }


def _is_stroke(flat: str) -> str:
    return "OR(" + ",".join(f"{flat}={quoted(mark)}" for mark in ("-", "--", "—", "——", "/", "\\", "|")) + ")"


def _inline_units() -> str:
    return "{" + ";".join(f"{quoted(name)},{quoted(base)},{factor}" for name, base, factor in unit_table()) + "}"


def _unit_steps(done: str, aim: str, units: str) -> dict[str, str]:
    """The unit before a stroke (元 of 元/人), as the unit that it is counted in and how many of those it is."""
    found = {}
    for side, unit in (("t", aim), ("a", done)):
        head = f'LEFT({unit},FIND("/",{unit}&"/")-1)'
        found[f"{side}_base"] = f"IFERROR(VLOOKUP({head},{units},2,FALSE),{head})"
        found[f"{side}_per"] = f"IFERROR(VLOOKUP({head},{units},3,FALSE),1)"
    return found


def _factor(at: Mapping[str, str]) -> str:
    """What the completed value is multiplied with to be in the target's unit, "" where they cannot be compared."""
    done, aim = at["a_unit"], at["unit"]
    rest, other_rest = (f'MID({unit},FIND("/",{unit}&"/")+1,20)' for unit in (done, aim))
    per = f'OR({rest}="",{other_rest}="",{rest}={other_rest})'
    longer = f"OR(LEFT({done},LEN({aim}))={aim},LEFT({aim},LEN({done}))={done})"
    persons = f'AND(LEN({done}&{aim})=3,ISNUMBER(FIND("人次",{done}&{aim})))'
    more_said = f'AND({longer},NOT(ISNUMBER(FIND("/",{done}&{aim}))),NOT({persons}))'
    equal = f'OR({done}="",{aim}="",{done}={aim})'
    ratio = f"{at['a_per']}/{at['t_per']}"
    return f'IF({equal},1,IF(AND({per},{at["t_base"]}={at["a_base"]}),{ratio},IF({more_said},1,"")))'


def steps(
    at: Mapping[str, str],
    target: str,
    actual: str,
    *,
    sign: str = "",
    unit: str = "",
    name: str = "",
    level: str = "",
    units: str = "",
) -> dict[str, str]:
    """Formulas of all STEPS: `at` says in which cell each stands; the rest are the cells that they read.

    `sign`, `unit`, `name` and `level` (指标性质, 度量单位, 三级指标, labels of both levels) may be absent; `units` is
    the area that holds `unit_table`, else it is written into the formulas.
    """
    own, aim_unit, done_unit = at["own"], at["unit"], at["a_unit"]
    column_unit = f'SUBSTITUTE(ASC({unit})," ","")' if unit else '""'
    done = _replaced(f'"①"&{at["a_flat"]}', DONE_OPENINGS)
    return {
        **_target_steps(at, target),
        "unit": f'IF({own}<>"",{own},{column_unit})',
        "a_flat": _flat(actual),
        "a_text": _replaced(f'{done}&"④"', (*DONE_ENDINGS, ("④", ""))),
        "a_number": _number(at["a_text"]),
        "a_unit": _behind_number(at["a_text"]),
        **_unit_steps(done_unit, aim_unit, units or _inline_units()),
        "stated": _stated(sign),
        "reads": _reads(at, name, level),
        **_measured(at, name),
        "factor": _factor(at),
        "verdict": _verdict(at),
    }


def _measured(at: Mapping[str, str], name: str) -> dict[str, str]:
    """Bounds and actual in the target's unit; a bare fraction of a rate, or against a percentage, counts in points."""
    percent = f'AND({at["t_base"]}="%",ISERROR(FIND("/",{at["unit"]})))'
    rate, low, high = _is_rate(name), at["t_low"], at["t_high"]
    fraction = f'AND({at["own"]}="",{rate},OR({at["unit"]}="",{percent}),{low}>0,{high}<=1)'
    in_points = f'OR({percent},AND({at["unit"]}="",{rate}))'
    number, factor = at["a_number"], at["factor"]
    bare = f'AND({at["a_unit"]}="",{in_points},{number}>0,{number}<=1,OR({at["high"]}>1,{at["high"]}=0))'
    counted = f'IF({bare},{number}*100,IF({factor}="","单位",ROUND({number}*{factor},10)))'
    return {
        "low": f'IF({at["reads"]}="","",IF({fraction},{low}*100,{low}))',
        "high": f'IF({at["reads"]}="","",IF({fraction},{high}*100,{high}))',
        "actual": f'IF(OR({at["reads"]}="",{number}=""),"",IF({_is_unit(at["a_unit"])},{counted},""))',
    }


def _is_rate(name: str) -> str:
    if not name:
        return "FALSE"
    bare = f'SUBSTITUTE(SUBSTITUTE(ASC({name})," ",""),"(%)","")'
    return "OR(" + ",".join(f"RIGHT({bare},{len(end)})={quoted(end)}" for end in RATE_ENDS) + ")"


def _stated(sign: str) -> str:
    """The sign that a 指标性质 cell names: "" when blank, "?" for 定性 and words that are no sign."""
    if not sign:
        return '""'
    rows = ";".join(f"{quoted(word)},{quoted(meant)}" for word, meant in SIGN_WORDS.items())
    flat = _replaced(f"CLEAN(ASC({sign}))", ((" ", ""), *SYMBOLS))
    return f'IF({sign}&""="","",IFERROR(VLOOKUP({flat},{{{rows}}},2,FALSE)&"","?"))'


def _reads(at: Mapping[str, str], name: str, level: str) -> str:
    """The sign by which a quantity is judged, "" for all that is none: bare costs and durations read as ≤."""
    own, unit, stated, levels = at["t_sign"], at["unit"], at["stated"], level or '""'
    per = "OR(" + ",".join(f"{unit}={quoted(word)}" for word in sorted(DURATIONS | {"日", "个小时"})) + ")"
    cost = f'AND({at["t_base"]}<>"%",{contains(levels, COST)})'
    bare = f'IF(OR({cost},AND({per},NOT({contains(levels, BENEFIT)}))),"≤","=")'
    up, down = 'OR({0}="≥",{0}=">")', 'OR({0}="≤",{0}="<")'
    opposed = f"OR(AND({up.format(own)},{down.format(stated)}),AND({down.format(own)},{up.format(stated)}))"
    taken = f'IF({own}<>"",{own},IF({stated}<>"",{stated},{bare}))'
    date = _is_date(at, name, f"{levels}&{name or quoted('')}")
    return f'IF({at["t_is"]}<>"数","",IF(OR({stated}="?",{opposed}),"",IF({date},"",{taken})))'


def _is_date(at: Mapping[str, str], name: str, spoken: str) -> str:
    """A condition: whether a number is a day, month or year (12.31, 45291, 12月, 2026年), not a length of time."""
    timely, low, own = contains(spoken, TIME), at["t_low"], at["own"]
    day = f"OR({low}<>{at['t_high']},{low}<>INT({low}),AND({low}>=36526,{low}<=54788))"
    bare = f'AND({at["t_sign"]}="",{at["unit"]}="",{timely},NOT({_is_rate(name)}),{day})'
    year = f'AND(LEFT({own},1)="年",{low}>=1900,{low}<2100)'
    month = f'AND({own}="月",{low}<=12,{timely})'
    bare_year = f'AND({timely},{own}="",{low}>=1900,{low}<2100)'
    period = f'AND({at["t_sign"]}<>"≥",{at["t_sign"]}<>">",OR({year},{month},{bare_year}))'
    return f"OR({bare},{period})"


def _verdict(at: Mapping[str, str]) -> str:
    """What =指标校验 says of the steps before it."""
    judged = met(at["reads"], at["low"], at["high"], at["actual"])
    differ = f'"单位不同:"&{at["a_unit"]}&" 与 "&{at["unit"]}'
    number = f'IF({at["actual"]}="单位",{differ},IF({at["actual"]}="","{NO_NUMBER}",{judged}))'
    blank = f'OR({at["t_is"]}="空",{at["a_flat"]}="",{_is_stroke(at["a_flat"])})'
    return f'IF({blank},"{NOT_FILLED}",IF({at["reads"]}="","{QUALITATIVE}",{number}))'
