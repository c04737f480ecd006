"""Reading the indicator table of a self-evaluation: rows, total row, notes below."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.forms.layout import Headings, flat_at, texts
from jixiao.forms.read_total import grade_below, read_total, total_label
from jixiao.forms.values import cell_text, value_at
from jixiao.records.aim import Done, read_aim, read_done
from jixiao.records.indicator_form import Funds, Indicator, Total
from jixiao.records.numbers import read_points, to_decimal
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth, means_not_applicable, shortened, squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet, address, position

_BANNER = regex(
    r"(?:[(]?[一二三四五六\d]+[)、.])?(?:项目|社会公众或|服务对象)*(?:决策|过程|管理|产出|效益|效果|满意度|成本|绩效)(?:指标)?(?:\(\d+(?:\.\d+)?(?:分|%)\))?"
)
_SUBTOTAL = regex(r"(?:一级|二级|产出|效益|满意度|成本|指标)*(?:得分)?小计[:]?")
_NOTE = regex(
    r"^(?:注|备注|说明|填表|填报|审核|单位负责人|单位主要|项目负责人|联系|评价结论|自评结论|存在(?:的)?(?:主要)?问题|改进措施|下一步|偏差(?:大|或)|"
    r"其他(?:需要)?说明|其它(?:需要)?说明|附件|主管部门(?:审核|意见)|财政(?:部门|局|股)|部门负责人|经办|制表|相关建议|绩效自评结论|签字|盖章|负责人)"
)
PLACEHOLDER = regex(
    r"(?:★*(?:三级)?指标\d*[:：]?)?(?:[.·…。、]{2,}|…)|★*(?:三级)?指标\d*[:：]?|(?:指标\d*[:：])?(?:[xX×*]{2,}|\*)|目标\d*[:：]?(?:\.{2,})?"
)
_CIRCLED = regex(r"^[\s★☆*]*[①-⑳][、.．\s]*")
_PREFIX = regex(r"^(?:[★☆*]+\s*|(?:三级)?指标\s*\d+\s*[:.、]\s*|\(\d+\)[.、:]?\s*|\d+[)、.:]+\s*(?=\D))+")
_POINTS_IN_NAME = regex(r"[(（](\d+(?:\.\d+)?)\s*分[)）]\s*$")
_EXECUTION = regex(
    r"(?:预算|资金|项目资金|预算资金)?(?:执行率|执行情况|执行进度)(?:\(\d+分?\))?|预算执行(?:\(\d+分?\))?"
)
_SIGNS = {"≥", "≤", "=", ">", "<", "≧", "≦", ">=", "<="}
_NAMES = {
    "name": "三级指标",
    "target": "指标值",
    "actual": "完成值",
    "sign": "指标性质",
    "unit": "度量单位",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
}


@dataclass(frozen=True)
class IndicatorTable:
    """What the indicator part of a form holds."""

    indicators: tuple[Indicator, ...] = ()
    execution_row: Indicator | None = None
    total: Total | None = None
    notes: tuple[Value, ...] = ()
    last_row: int = 0


@dataclass
class _Levels:
    """The level-1 and level-2 labels in force while rows are read downwards."""

    level1: str = ""
    level2: str = ""
    cell: str | None = None


@dataclass
class _Draft:
    """What has been read so far, over all the tables of a form."""

    levels: _Levels = field(default_factory=_Levels)
    rows: list[Indicator] = field(default_factory=list)
    total: Total | None = None
    notes: list[Value] = field(default_factory=list)
    last: int = 0


def read_indicators(
    sheet: Sheet, tables: tuple[Headings, ...], bottom: int, year: int | None, funds: Funds | None
) -> IndicatorTable:
    """Indicator rows under their headings down to row `bottom`, the total row, and the notes below.

    More than one table is one form whose headings were repeated: levels go on from one to the next.
    """
    draft = _Draft()
    for index, headings in enumerate(tables):
        end = tables[index + 1].top - 1 if index + 1 < len(tables) else bottom
        _read_table(sheet, headings, end, year, draft)
    execution = next((row for row in draft.rows if _is_execution(row)), None)
    if execution is not None and (funds is None or funds.weight is None):
        draft.rows.remove(execution)
    else:
        execution = None
    total = grade_below(sheet, draft.total) if draft.total is not None else None
    return IndicatorTable(tuple(draft.rows), execution, total, tuple(draft.notes), draft.last)


def _read_table(sheet: Sheet, headings: Headings, end: int, year: int | None, draft: _Draft) -> None:
    columns = _settled(sheet, headings, end)
    draft.last = headings.bottom
    over = False
    for row in range(headings.bottom + 1, end + 1):
        own = texts(sheet, row)
        if not own or _is_banner(sheet, row, own, columns, draft.levels) or _is_subtotal(own):
            continue
        again = over and draft.total is not None and row == draft.last + 1  # 合计 and then 总分: the last one counts
        label = total_label(sheet, row, columns) if draft.total is None or again else None
        if label is not None:
            total = read_total(sheet, row, label, columns)
            draft.total = total if draft.total is None or read_points(total.score) is not None else draft.total
            draft.last, over = row, bool(draft.rows)  # above the first indicator it does not end the table
        elif over or _is_note(sheet, row, own, columns):
            over = True
            draft.notes += [value_at(sheet, row, cell.column, "表下说明") for cell, _ in own]
        else:
            _carry_levels(sheet, row, columns, draft.levels)
            indicator = _read_row(sheet, row, columns, draft.levels, year)
            if indicator is not None:
                draft.rows.append(indicator)
                draft.last = row


def _is_banner(sheet: Sheet, row: int, own: list[tuple[Cell, str]], columns: dict[str, int], levels: _Levels) -> bool:
    """A level-1 label in a row of its own, across the table or outside its column; it is in force from here on."""
    cell, flat = own[0]
    if len(own) > 1 or not _BANNER.fullmatch(flat):
        return False
    places = [columns[role] for role in ("level1", "level2", "name") if role in columns]
    if cell.column in places and sheet.area(row, cell.column)[3] < max(places):
        return False
    levels.level1, levels.level2, levels.cell = halfwidth(cell_text(cell)), "", cell.address
    return True


def _is_subtotal(own: list[tuple[Cell, str]]) -> bool:
    """小计 of a level: the points are those of the rows above it."""
    return any("小计" in flat and _SUBTOTAL.fullmatch(flat) for _, flat in own[:3])


def _settled(sheet: Sheet, headings: Headings, end: int) -> dict[str, int]:
    """The columns that count: converted scores and weight shares before raw ones, a sign beside its number apart."""
    columns = dict(headings.columns)
    if "score_final" in columns:
        columns["score"] = columns.pop("score_final")
    if "weight_share" in columns:
        columns["weight"] = columns.pop("weight_share")
    if "target" in columns and "sign" not in columns:
        area = sheet.area(*position(headings.cells["target"]))
        free = [column for column in range(area[1], area[3] + 1) if column not in columns.values()]
        signs = {flat_at(sheet, row, area[1]) for row in range(headings.bottom + 1, end + 1)}
        if free and area[1] == columns["target"] and signs & _SIGNS:
            columns["sign"], columns["target"] = area[1], free[0]
            columns |= {"unit": free[1]} if len(free) > 1 and "unit" not in columns else {}
    return columns


def _is_note(sheet: Sheet, row: int, own: list[tuple[Cell, str]], columns: dict[str, int]) -> bool:
    """Whether the table has ended: a cell right across it, or a row that begins like a note or a signature."""
    first_cell, first = own[0]
    area = sheet.area(row, first_cell.column)
    if area[3] > area[1] and area[0] == row:
        across = (max(columns.values()) - min(columns.values())) * 2 // 3
        if area[3] - area[1] + 1 >= max(4, across):
            return True
    if not _NOTE.match(first):
        return False
    filled = any(
        role in columns and flat_at(sheet, row, columns[role]) for role in ("target", "actual", "score", "weight")
    )
    return not filled or len(own) <= 2


def _carry_levels(sheet: Sheet, row: int, columns: dict[str, int], levels: _Levels) -> None:
    for role in ("level1", "level2"):
        column = columns.get(role)
        if column is None:
            continue
        text = halfwidth(cell_text(sheet.cell(row, column)))
        if not text or means_not_applicable(text):
            continue
        place = sheet.anchor(row, column)
        if role == "level1" and (text != levels.level1 or not levels.cell):
            levels.level1, levels.level2, levels.cell = text, "", address(*place)
        elif role == "level2":
            levels.level2 = text


def _read_row(sheet: Sheet, row: int, columns: dict[str, int], levels: _Levels, year: int | None) -> Indicator | None:
    """The indicator of a row; None where the row holds none (only level labels, the lower half of a merged row)."""
    place = columns.get("name") or columns.get("level2") or columns.get("level1") or 1
    name = value_at(sheet, row, place)
    title = clean_name(name.text) or "指标"
    brief = shortened(title, 24)
    cells = {
        role: value_at(sheet, row, columns[role], f"{brief} · {label}")
        for role, label in _NAMES.items()
        if role in columns and role != "name"
    }
    if "target_adjusted" in columns:
        moved = value_at(sheet, row, columns["target_adjusted"], f"{brief} · 指标值")
        cells["target"] = cells.get("target", moved) if moved.empty else moved
    cells.setdefault("target", Value(name.cell, f"{brief} · 指标值"))
    own = sheet.anchor(row, place)[0] == row
    if not _holds_indicator(row, name, cells, own=own, named="name" in columns):
        return None
    return _indicator(row, _relabelled(name, f"{brief} · 三级指标"), title, cells, levels, year)


def _holds_indicator(row: int, name: Value, cells: dict[str, Value], *, own: bool, named: bool) -> bool:
    """Whether a row is an indicator. `own`: its name begins in this row; `named`: there is a 三级指标 column."""
    filled = [
        cells[role]
        for role in ("target", "actual", "score")
        if role in cells and not cells[role].blank and cells[role].cell != name.cell
    ]
    if name.blank and not filled:
        return False
    if not name.blank and not own and all(_above(value, row) for value in filled):
        return False  # the lower part of a row merged downwards
    weight = cells.get("weight")
    return named or bool(filled) or (weight is not None and not weight.empty)


def _indicator(
    row: int, name: Value, title: str, cells: dict[str, Value], levels: _Levels, year: int | None
) -> Indicator:
    target, actual, weight, score = cells["target"], cells.get("actual"), cells.get("weight"), cells.get("score")
    level = f"{squeezed(levels.level1)}{squeezed(levels.level2)}"
    aim = read_aim(target, cells.get("sign"), cells.get("unit"), name=title, level=level, year=year)
    return Indicator(
        row=row,
        level1=levels.level1,
        level2=levels.level2,
        level1_cell=levels.cell,
        name=name,
        target=target,
        actual=actual,
        sign=cells.get("sign"),
        unit=cells.get("unit"),
        weight=weight,
        score=score,
        reason=cells.get("reason"),
        aim=aim,
        done=read_done(actual, aim, year=year) if actual is not None else Done("blank"),
        points=read_points(weight) if weight is not None else _points_in_name(name),
        placeholder=_is_placeholder(name, target, actual),
        subitem=_is_subitem(name, weight, score),
        not_applicable=_is_struck(name, target, actual),
    )


def _relabelled(value: Value, label: str) -> Value:
    return Value(
        value.cell, label, value.text, value.content, value.percent, value.formula, value.error, value.uncached
    )


def _above(value: Value, row: int) -> bool:
    return position(value.cell)[0] < row


def clean_name(text: str) -> str:
    """An indicator name without 「指标1：」, ★ and numbering in front."""
    return _PREFIX.sub("", halfwidth(_CIRCLED.sub("", text))).strip()  # half-width text would turn ③ into 3


def _points_in_name(name: Value) -> Decimal | None:
    match = _POINTS_IN_NAME.search(halfwidth(name.text))
    return to_decimal(match[1]) if match else None


def _is_placeholder(name: Value, target: Value, actual: Value | None) -> bool:
    """A left-over template row: its name is a stock text and nothing real is filled in beside it."""
    if not PLACEHOLDER.fullmatch(name.flat):
        return False
    beside = [value for value in (target, actual) if value is not None]
    return all(value.empty or PLACEHOLDER.fullmatch(value.flat) for value in beside)


def _is_subitem(name: Value, weight: Value | None, score: Value | None) -> bool:
    """A 「其中」 row: shown under another, without points of its own."""
    pointless = (weight is None or weight.empty) and (score is None or score.empty)
    indented = bool(re.match(r"[\s\u3000]{2,}", name.text))
    return pointless and weight is not None and (name.flat.startswith("其中") or indented)


def _is_struck(name: Value, target: Value, actual: Value | None) -> bool:
    return name.not_applicable or (target.not_applicable and (actual is None or actual.empty))


def _is_execution(row: Indicator) -> bool:
    if "执行" not in row.level1 and "执行" not in row.name.text:
        return False
    level1 = re.sub(r"指标(?=$|\()", "", squeezed(row.level1))
    name = squeezed(clean_name(row.name.text))
    return bool(_EXECUTION.fullmatch(level1)) or (not level1 and bool(_EXECUTION.fullmatch(name)))
