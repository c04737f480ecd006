"""The F04 template's sheet 「试算」: what a unit's form comes to by the policy, in formulas that need no macro.

The visible rows are the form's filled-in rows, closed up; the steps of reading stand in hidden columns beside them. The
formulas reach into the form by INDEX over whole columns, so that rows inserted into the form are taken along.
"""

from __future__ import annotations

from collections.abc import Mapping

from jixiao.forms import native_formulas as native
from jixiao.forms.declaration import Form
from jixiao.forms.native_reading import STEPS, steps
from jixiao.forms.native_words import unit_table
from jixiao.forms.template_self_evaluation import FIRST as FORM_FIRST
from jixiao.forms.template_self_evaluation import SUBJECT, indicator_column, level_rows, places
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain
from jixiao.workbook.grid import address, column_letters

TRIAL_SHEET = "试算"
COLUMNS = ("row", "name", "aim", "done", "verdict", "weight", "due", "claimed", "apart")
SUMMARY, HEADS, EXECUTION = 4, 6, 7
FIRST, SHOWN, FORM_ROWS = 8, 30, 40
"""First of the indicator rows, how many are shown, and how many rows of the form are looked at."""
LAST = FIRST + SHOWN - 1
_HIDDEN = ("level1", "level2", "count", "place", "at", *STEPS, "kind", "lowest", "highest", "counted")
HIDDEN_FIRST = len(COLUMNS) + 2
HIDDEN_LAST = HIDDEN_FIRST + len(_HIDDEN) + 3
PARTLY = "暂不能合计"
BY_DATE, NO_BAND = "日期由财政部门核对", "定性或不能计算,由财政部门核定"
NOT_NUMBERS, NEGATIVE, MIXED = "预算数、执行数没有填全", "预算数、执行数不能为负", "疑似元与万元混用"


def _step_column(step: str) -> str:
    return column_letters(HIDDEN_FIRST + _HIDDEN.index(step))


def summary_places() -> dict[str, str]:
    """Addresses of the summary: totals and grades due and claimed, how far apart, and the remark."""
    top, below = str(SUMMARY), str(SUMMARY + 1)
    return {
        "due": "C" + top,
        "grade": "E" + top,
        "claimed": "H" + top,
        "apart": "C" + below,
        "claimed_grade": "E" + below,
        "remark": "F" + below,
    }


def _of_form(form: Form, role: str, index: str) -> str:
    letters = column_letters(indicator_column(form, role))
    last = level_rows(form)[-1][3]
    return f"INDEX({_sheet(form)}${letters}${FORM_FIRST}:${letters}${last},{index})"


def _sheet(form: Form) -> str:
    return f"{form.sheet_name}!"


def _at_form(form: Form, role: str, row: int = 0) -> str:
    return _sheet(form) + places(form)[role, row]


def formulas(form: Form, policy: Policy) -> dict[str, str]:
    """Address → formula of everything the sheet calculates, without the leading sign =."""
    found = {"A2": _or_blank(_at_form(form, SUBJECT[form.code]))}
    found |= _summary(form, policy)
    found |= _execution(form, policy)
    for row in range(FIRST, FIRST + FORM_ROWS):
        found |= _form_row(form, row)
    for row in range(FIRST, LAST + 1):
        found |= _row(form, policy, row)
    return found


def shared_columns() -> list[tuple[str, int, int]]:
    """Columns whose formula is one and the same downwards: letters, first and last row."""
    long = {_step_column(step) for step in ("level1", "level2", "count")}
    both = [column_letters(number) for number in range(HIDDEN_FIRST, HIDDEN_FIRST + len(_HIDDEN))]
    shown = [column_letters(number) for number in range(1, len(COLUMNS) + 1)]
    return [(one, FIRST, FIRST + FORM_ROWS - 1 if one in long else LAST) for one in (*shown, *both)]


def units_area() -> tuple[int, int, int]:
    """Column, first and last row of the table of units, which is three columns wide."""
    return HIDDEN_FIRST + len(_HIDDEN) + 1, 1, len(unit_table())


def _or_blank(cell: str) -> str:
    return f'IF({cell}="","",{cell})'


def _form_row(form: Form, row: int) -> dict[str, str]:
    """Of the form's rows in their order: the levels in force, and how many rows up to here hold something."""
    letters = {step: _step_column(step) for step in ("level1", "level2", "count")}
    number = f"ROWS({letters['count']}${FIRST}:{letters['count']}{row})"
    level1, level2 = (_of_form(form, role, number) for role in ("level1", "level2"))
    inside = f"{number}<=ROWS({_of_form(form, 'name', '0')})"
    target, weight, score = (_of_form(form, role, number) for role in ("target", "weight", "score"))
    filled = f'SUBSTITUTE({target},"…","")&{weight}&{score}'  # the dots are a printed form's spare row
    above = {step: f"{letter}{row - 1}" for step, letter in letters.items()}
    carried = f'IF({level2}<>"",{level2},IF({level1}<>"","",{above["level2"]}&""))'
    return {
        f"{letters['level1']}{row}": f'IF({inside},IF({level1}<>"",{level1},{above["level1"]}&""),"")',
        f"{letters['level2']}{row}": f'IF({inside},{carried},"")',
        f"{letters['count']}{row}": f'N({above["count"]})+IF({inside},IF({filled}<>"",1,0),0)',
    }


def _row(form: Form, policy: Policy, row: int) -> dict[str, str]:
    """One shown row: the steps of reading it, and what they come to."""
    here = {step: f"${_step_column(step)}{row}" for step in _HIDDEN}
    shown = {role: f"${column_letters(number)}{row}" for number, role in enumerate(COLUMNS, 1)}
    count, first = _step_column("count"), _step_column("place")
    nth = f"ROWS({first}${FIRST}:{first}{row})"
    area = f"${count}${FIRST}:${count}${FIRST + FORM_ROWS - 1}"
    name, target, actual = (_of_form(form, role, here["at"]) for role in ("name", "target", "actual"))
    table, top, bottom = units_area()
    units = f"${column_letters(table)}${top}:${column_letters(table + 2)}${bottom}"
    levels = "&".join(
        f"INDEX(${_step_column(step)}${FIRST}:${_step_column(step)}${FIRST + FORM_ROWS - 1},{here['at']})"
        for step in ("level1", "level2")
    )
    read = steps(here, target, actual, name=name, level=f"({levels})", units=units)
    found = {
        here["place"]: f'IFERROR(MATCH({nth},{area},0),"")',
        here["at"]: f'IF({here["place"]}="",1,{here["place"]})',
        **{here[step]: formula for step, formula in read.items()},
        **_bands(here, policy),
        here["counted"]: _counted(here, shown),
    }
    for role, formula in _shown(form, policy, here, shown).items():
        found[shown[role]] = f'IF({here["place"]}="","",{formula})'
    return {place.replace("$", ""): formula for place, formula in found.items()}


def _bands(here: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """Whether a qualitative line is a date, and between which shares of its points the score may be."""
    date = (native.contains(here["t_flat"], "年月日") + "," + native.contains(here["t_flat"], "0123456789")).join(
        ("AND(", ")")
    )
    first, second, third = policy.qualitative
    low, high = ("0", "1")
    for band in (first, second, third):
        found = native.contains(here["a_flat"], band.words)
        low, high = f"IF({found},{plain(band.low)},{low})", f"IF({found},{plain(band.high)},{high})"
    own = f'AND({here["a_flat"]}<>"",{here["a_flat"]}={here["t_flat"]})' if policy.qualitative_own_words else "FALSE"
    qualitative = f'{here["kind"]}="定性"'
    return {
        here["kind"]: f'IF({here["verdict"]}<>"{native.QUALITATIVE}","",IF({date},"日期","定性"))',
        here["lowest"]: f"IF({qualitative},IF({own},{plain(first.low)},{low}),0)",
        here["highest"]: f"IF({qualitative},IF({own},{plain(first.high)},{high}),1)",
    }


def _shown(form: Form, policy: Policy, here: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    read, low, high = here["reads"], here["low"], here["high"]
    number = f'IF({read}="=","＝",{read})&{low}&IF({high}>{low},"—"&{high},"")&{here["unit"]}'
    counted = f'IF(ISNUMBER({here["actual"]}),{here["actual"]}&{here["unit"]},"文字")'
    judged = f'OR({here["verdict"]}="达成",{here["verdict"]}="未达成")'
    points = native.points(read, low, high, here["actual"], shown["weight"], policy)
    claimed = f"ISNUMBER({shown['due']}),ISNUMBER({shown['claimed']})"
    return {
        "row": f"ROW({_of_form(form, 'name', here['at'])})",
        "name": f'{_of_form(form, "name", here["at"])}&""',
        "aim": f'IF({here["t_is"]}="空","没有填写",IF({read}="",IF({here["kind"]}="日期","日期","文字"),{number}))',
        "done": f'IF({here["a_flat"]}="","没有填写",{counted})',
        "verdict": _verdict(here, shown),
        "weight": _or_blank(_of_form(form, "weight", here["at"])),
        "due": f'IF(AND({judged},ISNUMBER({shown["weight"]})),{points},"")',
        "claimed": _or_blank(_of_form(form, "score", here["at"])),
        "apart": f'IF(AND({claimed}),ROUND({shown["claimed"]}-{shown["due"]},2),"")',
    }


def _bound(here: Mapping[str, str], shown: Mapping[str, str], which: str) -> str:
    return native.half_up(f"{shown['weight']}*{here[which]}")


def _verdict(here: Mapping[str, str], shown: Mapping[str, str]) -> str:
    between = f'"定性指标,应在 "&{_bound(here, shown, "lowest")}&" 至 "&{_bound(here, shown, "highest")}&" 分"'
    whole = f"AND({here['lowest']}=0,{here['highest']}=1)"
    words = f'IF(OR({whole},NOT(ISNUMBER({shown["weight"]}))),"{NO_BAND}",{between})'
    return f'IF({here["kind"]}="日期","{BY_DATE}",IF({here["kind"]}="定性",{words},{here["verdict"]}))'


def _counted(here: Mapping[str, str], shown: Mapping[str, str]) -> str:
    """What a row adds to the total: points due, else the claimed ones within their band, else a word."""
    weight, claimed = shown["weight"], shown["claimed"]
    low, high = (_bound(here, shown, which) for which in ("lowest", "highest"))
    within = f"IF(ISNUMBER({weight}),AND({claimed}>={low},{claimed}<={high}),{claimed}>=0)"
    accepted = f'IF(ISNUMBER({claimed}),IF({within},{claimed},"不能"),"不能")'
    return f'IF({here["place"]}="",0,IF(ISNUMBER({shown["due"]}),{shown["due"]},{accepted}))'


def _execution(form: Form, policy: Policy) -> dict[str, str]:
    budget, executed, weight, score = (
        _at_form(form, f"funds.{role}") for role in ("budget", "executed", "weight", "score")
    )
    small, large = f"MIN({budget},{executed})", f"MAX({budget},{executed})"
    low, high = plain(policy.amount_ratio_low), plain(policy.amount_ratio_high)
    mixed = f"IF({small}>0,AND({large}>={low}*{small},{large}<={high}*{small}),FALSE)"
    rate = f'IF({mixed},"{MIXED}","执行率 "&TEXT({executed}/{budget},"0.00%"))'
    words = f'IF({small}<0,"{NEGATIVE}",IF({budget}=0,"{native.NO_BUDGET}",{rate}))'
    due, claimed = f"G{EXECUTION}", f"H{EXECUTION}"
    points = native.execution_points(executed, budget, weight)
    within = f"AND(ISNUMBER({claimed}),N({claimed})>=0,N({claimed})<=N({weight}))"
    return {
        f"A{EXECUTION}": f"ROW({budget})",
        f"C{EXECUTION}": f'IF(ISNUMBER({budget}),"预算 "&{budget},"")',
        f"D{EXECUTION}": f'IF(ISNUMBER({executed}),"执行 "&{executed},"")',
        f"E{EXECUTION}": f'IF(COUNT({budget},{executed},{weight})<3,"{NOT_NUMBERS}",{words})',
        f"F{EXECUTION}": _or_blank(weight),
        due: f'IF(LEFT(E{EXECUTION},3)="执行率",{points},"")',
        claimed: _or_blank(score),
        f"I{EXECUTION}": f'IF(AND(ISNUMBER({due}),ISNUMBER({claimed})),ROUND({claimed}-{due},2),"")',
        f"{_step_column('counted')}{EXECUTION}": f'IF(ISNUMBER({due}),{due},IF({within},{claimed},"不能"))',
    }


def _summary(form: Form, policy: Policy) -> dict[str, str]:
    at = summary_places()
    counted, count = _step_column("counted"), _step_column("count")
    area = f"{counted}{EXECUTION}:{counted}{LAST}"
    most = f"{count}{FIRST + FORM_ROWS - 1}"
    total = f"ROUND(SUM({area}),2)"
    if policy.execution_caps_on:
        budget, executed = (_at_form(form, f"funds.{role}") for role in ("budget", "executed"))
        total = f"MIN({total},{native.cap(f'IF(N({budget})>0,N({executed})/N({budget})*100,100)', policy)})"
    unsettled = f"OR(COUNT({area})<ROWS({area}),{most}>{SHOWN})"
    apart, limit = f"$I${EXECUTION}:$I${LAST}", plain(policy.tolerance)
    lines = f'(COUNTIF({apart},">{limit}")+COUNTIF({apart},"<-{limit}"))'
    remark = f'IF({lines}=0,"能计算的各行与填报得分一致","有 "&{lines}&" 行与填报得分不一致,见「差」一栏")'
    too_many = f'IF({most}>{SHOWN},"指标多于 {SHOWN} 行,只试算前 {SHOWN} 行",{remark})'
    return {
        at["due"]: f'IF({most}=0,"",IF({unsettled},"{PARTLY}",{total}))',
        at["grade"]: f'IF(ISNUMBER({at["due"]}),{native.grade(at["due"], policy)},"")',
        at["claimed"]: _or_blank(_at_form(form, "total.score")),
        at["apart"]: f'IF(COUNT({at["due"]},{at["claimed"]})=2,ROUND({at["claimed"]}-{at["due"]},2),"")',
        at["claimed_grade"]: _or_blank(_at_form(form, "total.grade")),
        at["remark"]: f'IF({most}=0,"",{too_many})',
    }


def place_of(role: str, number: int) -> str:
    """Address of a shown value: role among COLUMNS, number of the shown indicator row from 0."""
    return address(FIRST + number, COLUMNS.index(role) + 1)
