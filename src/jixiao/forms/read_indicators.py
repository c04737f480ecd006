"""Reading the indicator table of a self-evaluation: rows, total row, notes below."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.forms.layout import Headings, flat_at, texts
from jixiao.forms.self_evaluation import TOTAL_LABEL
from jixiao.forms.values import cell_text, value_at
from jixiao.records.aim import Done, read_aim, read_done
from jixiao.records.numbers import read_points, to_decimal
from jixiao.records.self_evaluation import Funds, Indicator, Total
from jixiao.records.text import halfwidth, means_not_applicable, shortened, squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet, address

_TOTAL = re.compile(TOTAL_LABEL)
_TOTAL_SCORE = re.compile(r"[:：]?(\d+(?:\.\d+)?)分?$")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表|填报|审核|单位负责人|单位主要|项目负责人|联系|评价结论|自评结论|存在(?:的)?(?:主要)?问题|改进措施|下一步|偏差(?:大|或)|"
    r"其他(?:需要)?说明|其它(?:需要)?说明|附件|主管部门(?:审核|意见)|财政(?:部门|局|股)|部门负责人|经办|制表|相关建议|绩效自评结论|签字|盖章|负责人)"
)
_GRADE = re.compile(r"(?:等级[:：]?)?[\"“「]?(优秀?|良好?|中等?|较差|差|合格|不合格)[\"”」]?(?:等级?)?")
PLACEHOLDER = re.compile(
    r"(?:★*(?:三级)?指标\d*[:：]?)?(?:[.·…。、]{2,}|…)|★*(?:三级)?指标\d*[:：]?|(?:指标\d*[:：])?(?:[xX×*]{2,}|\*)|目标\d*[:：]?(?:\.{2,})?"
)
_PREFIX = re.compile(r"^(?:[★☆*]+|(?:三级)?指标\s*\d+\s*[:：.、]\s*|[(（]?\d+[)）]?[.、．:：]\s*(?=\D)|[①-⑳]\s*)+")
_POINTS_IN_NAME = re.compile(r"[(（](\d+(?:\.\d+)?)\s*分[)）]\s*$")
_EXECUTION = re.compile(r"(?:预算|资金|项目资金|预算资金)?(?:执行率|执行情况|执行进度)(?:\(\d+分?\))?|预算执行(?:\(\d+分?\))?")
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
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)


def read_indicators(sheet: Sheet, headings: Headings, bottom: int, year: int | None, funds: Funds | None) -> IndicatorTable:
    """Indicator rows under their headings down to `bottom`, the total row, and the notes below."""
    columns = _settled(headings.columns)
    levels = _Levels()
    rows: list[Indicator] = []
    total: Total | None = None
    notes: list[Value] = []
    last = headings.bottom
    over = False
    for row in range(headings.bottom + 1, bottom + 1):
        own = texts(sheet, row)
        if not own:
            continue
        first_cell, first = own[0]
        if total is None and _is_total(first, first_cell, sheet, row, columns):
            total = _read_total(sheet, row, first_cell, columns)
            last, over = row, True
            continue
        if over or _is_note(sheet, row, own, columns):
            over = True
            notes += [value_at(sheet, row, cell.column, "表下说明") for cell, _ in own]
            continue
        _carry_levels(sheet, row, columns, levels)
        indicator = _read_row(sheet, row, columns, levels, year)
        if indicator is not None:
            rows.append(indicator)
            last = row
    execution = next((row for row in rows if _is_execution(row)), None)
    if execution is not None and (funds is None or funds.weight is None):
        rows.remove(execution)
    else:
        execution = None
    return IndicatorTable(tuple(rows), execution, total, tuple(notes), max(last, headings.bottom))


def _settled(found: dict[str, int]) -> dict[str, int]:
    """Layouts with converted scores and weight shares: those are the points that count."""
    columns = dict(found)
    if "score_final" in columns:
        columns["score"] = columns.pop("score_final")
    if "weight_share" in columns:
        columns["weight"] = columns.pop("weight_share")
    return columns


def _is_total(first: str, cell: Cell, sheet: Sheet, row: int, columns: dict[str, int]) -> bool:
    if not _TOTAL.fullmatch(first):
        return False
    name = columns.get("name")
    return name is None or cell.column <= name or sheet.area(row, cell.column)[3] >= name


def _is_note(sheet: Sheet, row: int, own: list[tuple[Cell, str]], columns: dict[str, int]) -> bool:
    first_cell, first = own[0]
    filled = [role for role in ("target", "actual", "score", "weight") if role in columns and flat_at(sheet, row, columns[role])]
    area = sheet.area(row, first_cell.column)
    wide = area[3] - area[1] + 1 >= max(4, (max(columns.values()) - min(columns.values())) * 2 // 3)
    if wide and area[0] == row:
        return True
    return bool(_NOTE.match(first)) and (not filled or len(own) <= 2)


def _read_total(sheet: Sheet, row: int, label: Cell, columns: dict[str, int]) -> Total:
    weight = _total_value(sheet, row, "weight", columns, label)
    score = _total_value(sheet, row, "score", columns, label)
    flat = squeezed(cell_text(label))
    inline = _TOTAL_SCORE.search(re.sub(r"\(\d+分?\)", "", flat))
    if inline and (score is None or score.blank):
        score = Value(label.address, "总分 · 得分", text=inline[1], content=inline[1])
    others = [
        cell
        for cell, text in texts(sheet, row)
        if cell.column > sheet.area(row, label.column)[3] and (weight is None or cell.address != weight.cell)
    ]
    grade = next((cell for cell in others if _GRADE.fullmatch(squeezed(cell_text(cell)))), None)
    if score is not None and score.blank and columns.get("score"):
        number = next((cell for cell in others if _is_number(sheet, cell) and cell.column not in columns.values()), None)
        if number is not None:
            score = value_at(sheet, row, number.column, "总分 · 得分")
    return Total(
        row=row,
        label=re.sub(r"[:：].*", "", halfwidth(cell_text(label))),
        label_cell=label.address,
        weight=weight,
        score=score,
        grade=value_at(sheet, row, grade.column, "等级") if grade is not None else None,
    )


def _is_number(sheet: Sheet, cell: Cell) -> bool:
    return read_points(value_at(sheet, cell.row, cell.column)) is not None


def _total_value(sheet: Sheet, row: int, role: str, columns: dict[str, int], label: Cell) -> Value | None:
    column = columns.get(role)
    if column is None or sheet.anchor(row, column) == (label.row, label.column):
        return None
    return value_at(sheet, row, column, f"总分 · {_NAMES[role]}")


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
    name_column = columns.get("name") or columns.get("level2") or columns.get("level1") or 1
    raw_name = value_at(sheet, row, name_column, _NAMES["name"])
    title = clean_name(raw_name.text) or "指标"
    brief = shortened(title, 24)

    def at(role: str) -> Value | None:
        column = columns.get(role)
        return value_at(sheet, row, column, f"{brief} · {_NAMES[role]}") if column is not None else None

    target, actual, weight, score = at("target"), at("actual"), at("weight"), at("score")
    adjusted = columns.get("target_adjusted")
    if adjusted is not None and not (moved := value_at(sheet, row, adjusted, f"{brief} · 指标值")).empty:
        target = moved
    if target is None:
        target = Value(raw_name.cell, f"{brief} · 指标值")
    filled = [value for value in (target, actual, score) if value is not None and not value.blank and value.cell != raw_name.cell]
    if raw_name.blank and not filled:
        return None
    if not raw_name.blank and sheet.anchor(row, name_column)[0] < row and all(_above(value, row) for value in filled):
        return None  # the lower part of a row merged downwards
    bare = not filled and (weight is None or weight.empty)
    if bare and columns.get("name") is None:
        return None
    level = f"{squeezed(levels.level1)}{squeezed(levels.level2)}"
    sign, unit = at("sign"), at("unit")
    aim = read_aim(target, sign, unit, name=title, level=level, year=year)
    done = read_done(actual, aim, year=year) if actual is not None else Done("blank")
    points = read_points(weight) if weight is not None else _points_in_name(raw_name)
    return Indicator(
        row=row,
        level1=levels.level1,
        level2=levels.level2,
        level1_cell=levels.cell,
        name=Value(raw_name.cell, f"{brief} · 三级指标", raw_name.text, raw_name.content, error=raw_name.error, uncached=raw_name.uncached),
        target=target,
        actual=actual,
        sign=sign,
        unit=unit,
        weight=weight,
        score=score,
        reason=at("reason"),
        aim=aim,
        done=done,
        points=points,
        placeholder=_is_placeholder(raw_name, target, actual),
        subitem=_is_subitem(raw_name, weight, score),
        not_applicable=_is_struck(raw_name, target, actual),
    )


def _above(value: Value, row: int) -> bool:
    return int(re.sub(r"\D", "", value.cell)) < row


def clean_name(text: str) -> str:
    """An indicator name without 「指标1：」, ★ and numbering in front."""
    return _PREFIX.sub("", halfwidth(text)).strip()


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
    level1 = re.sub(r"指标(?=$|\()", "", squeezed(row.level1))
    name = squeezed(clean_name(row.name.text))
    return bool(_EXECUTION.fullmatch(level1)) or (not level1 and bool(_EXECUTION.fullmatch(name)))
