"""The F01 template's sheet 「指标库」: what to choose from, drop-downs in the form, and what the library says of a row.

Formulas and drop-downs use only what Excel 2010, WPS and LibreOffice have. The sheet's words are chosen so that no
reader takes it for a form of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jixiao.forms.declaration import Form
from jixiao.forms.template_book import FORMULA_FILL, LABEL_FILL, Scalar, lay, page
from jixiao.forms.template_target import Plan, plan
from jixiao.library.built_in import built_in
from jixiao.library.model import LibraryIndicator
from jixiao.policy.model import Policy
from jixiao.records.text import squeezed
from jixiao.workbook.grid import address, column_letters

LIBRARY_SHEET = "指标库"
HEADINGS = (("级次", 19), ("可选指标", 30), ("性质", 7), ("示例", 10), ("单位", 13), ("类别", 24), ("来源", 18))
LOOKED_UP = (("级次", 19), ("本表已填", 30), ("性质", 7), ("示例", 10), ("单位", 13), ("来源", 18), ("与库对照", 22))
_TOP, _GAP = 4, 9
ROWS = 600
"""Down to this row the drop-downs and formulas look, so that a county may add lines of its own (sorted by 级次)."""
SAME, ELSEWHERE, UNKNOWN = "库里有", "库里放在别的级次", "库里没有,自拟"


_ORDER = (
    *("数量指标", "质量指标", "时效指标", "成本指标"),
    *("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "服务对象满意度指标"),
)


@cache
def offered() -> tuple[LibraryIndicator, ...]:
    """The indicators offered, those of a level 2 together, each name once per level 2."""
    found: dict[tuple[str, str], LibraryIndicator] = {}
    for item in sorted(built_in().active(), key=lambda item: _ORDER.index(_level(item))):
        found.setdefault((_level(item), item.name), item)
    return tuple(found.values())


def _level(item: LibraryIndicator) -> str:
    return "成本指标" if item.level1 == "成本指标" else item.level2


def _cells(item: LibraryIndicator) -> tuple[str, ...]:
    return _level(item), item.name, item.sign, item.value, item.unit, item.kind, item.source


def _column(place: int, *, own: bool) -> str:
    letter = column_letters(place if own else _GAP + place - 1)
    return f"${letter}${_TOP}:${letter}${ROWS}"


def offer_names(sheet: Any, at: Plan, title: str, hint: str) -> None:
    """A drop-down of the library's indicators on every name cell of the form, by its level 2; other text passes."""
    from openpyxl.worksheet.datavalidation import DataValidation

    levels = f"{LIBRARY_SHEET}!{_column(1, own=True)}"
    name, level = column_letters(at.column("name")), column_letters(at.column("level2"))
    for _, _, first, last in at.groups:
        label = f"${level}${first}"
        area = f"OFFSET({LIBRARY_SHEET}!$B${_TOP - 1},MATCH({label},{levels},0),0,COUNTIF({levels},{label}),1)"
        rule = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)
        rule.showInputMessage, rule.promptTitle = True, title[:32]
        rule.prompt = f"{hint}下拉可选指标库里的写法,也可以自己写。"[:255]
        rule.add(f"{name}{first}:{name}{last}")
        sheet.add_data_validation(rule)


def draw(sheet: Any, form: Form, policy: Policy) -> None:
    """Draw the library left and the look-up of the form's rows right."""
    beyond = len(HEADINGS)
    right = _GAP + len(LOOKED_UP) - 1
    lay(
        sheet,
        (1, 1, 1, beyond),
        "指标库:照着选,数按本单位任务定",
        font="黑体",
        size=15,
        border=False,
        horizontal="left",
    )
    lay(sheet, (1, _GAP, 1, right), "本表已填的与库对照(自动)", font="黑体", size=15, border=False, horizontal="left")
    note = "示例只示意写法,不是标准。按级次、类别筛选;在申报表里点下拉箭头也能选。"
    lay(sheet, (2, 1, 2, beyond), note, border=False, horizontal="left", size=9.5)
    for row, height in enumerate((28, 18, 20), 1):
        sheet.row_dimensions[row].height = height
    for first, heads in ((1, HEADINGS), (_GAP, LOOKED_UP)):
        for place, (heading, width) in enumerate(heads, first):
            lay(sheet, (3, place, 3, place), heading, fill=LABEL_FILL, bold=True)
            sheet.column_dimensions[column_letters(place)].width = width
    for row, item in enumerate(offered(), _TOP):
        for place, text in enumerate(_cells(item), 1):
            side = "left" if place in (2, 6, 7) else "center"
            lay(sheet, (row, place, row, place), text, horizontal=side, size=10, format="@")
        sheet.row_dimensions[row].height = 17
    for cell, formula in formulas(form).items():
        sheet[cell] = f"={formula}"
    for row in range(_TOP, _TOP + len(plan(form).rows)):
        for place in range(_GAP, right + 1):
            value = sheet.cell(row, place).value
            lay(sheet, (row, place, row, place), value, fill=FORMULA_FILL, size=10)
    _finish(sheet)


def _finish(sheet: Any) -> None:
    last = _TOP + len(offered()) - 1
    sheet.column_dimensions[column_letters(len(HEADINGS) + 1)].width = 2
    sheet.auto_filter.ref = f"A3:{column_letters(len(HEADINGS))}{last}"
    sheet.freeze_panes = "C4"
    sheet.protection.sheet = True
    for freedom in ("formatRows", "formatColumns", "insertRows", "sort", "autoFilter"):
        setattr(sheet.protection, freedom, False)  # False means: not forbidden
    page(sheet, landscape=False, repeat=3, last=(1, 1, last, len(HEADINGS)))  # the look-up is for the screen
    sheet.sheet_view.showGridLines = False


def formulas(form: Form) -> dict[str, str]:
    """Address → formula (without =) of the look-up: for every indicator row of the form what the library says."""
    at = plan(form)
    names, levels = _column(2, own=True), _column(1, own=True)
    found = {}
    for row, (level_row, line) in enumerate(_lines(at), _TOP):
        level, name, sign, value, unit, source, word = (address(row, _GAP + place) for place in range(len(LOOKED_UP)))
        cell = f"{form.sheet_name}!{address(line, at.column('name'))}"
        found[level] = f'IF({name}="","",{form.sheet_name}!{address(level_row, at.column("level2"))})'
        found[name] = f'IF({cell}="","",{cell})'
        for shown, column in ((sign, 3), (value, 4), (unit, 5), (source, 7)):
            looked = f"INDEX({_column(column, own=True)},MATCH({name},{names},0))"
            found[shown] = f'IF({name}="","",IFERROR({looked},""))'
        both = f"COUNTIFS({levels},{level},{names},{name})"
        known = f'IF({both}>0,"{SAME}",IF(COUNTIF({names},{name})>0,"{ELSEWHERE}","{UNKNOWN}"))'
        found[word] = f'IF({name}="","",{known})'
    return found


def _lines(at: Plan) -> list[tuple[int, int]]:
    """(row of the level-2 label, row) for every indicator row of the form."""
    return [(first, row) for _, _, first, last in at.groups for row in range(first, last + 1)]


def results(form: Form, policy: Policy, known: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """What the look-up shows for the form's cells (address → value)."""
    at = plan(form)
    labels = {first: level2 for _, level2, first, _ in at.groups}
    found: dict[str, Scalar] = {}
    for row, (level_row, line) in enumerate(_lines(at), _TOP):
        name = known.get(address(line, at.column("name"))) or ""
        level = known.get(address(level_row, at.column("level2"))) or labels[level_row]
        shown: tuple[Scalar, ...] = ("",) * len(LOOKED_UP)
        if name != "":
            shown = _looked_up(str(level), str(name))
        found |= {address(row, _GAP + place): value for place, value in enumerate(shown)}
    return found


def _looked_up(level: str, name: str) -> tuple[str, ...]:
    same = [item for item in offered() if item.name == name]
    if not same:
        return level, name, "", "", "", "", UNKNOWN
    item = same[0]
    word = SAME if any(squeezed(_level(each)) == squeezed(level) for each in same) else ELSEWHERE
    return level, name, item.sign, item.value, item.unit, item.source, word
