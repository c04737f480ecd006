"""Reading the goal texts of a form: what was aimed at, what was done."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.layout import MAX_HEADING, flat_at, texts
from jixiao.forms.values import cell_text, value_at
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet

_EXPECTED = regex(
    r"(?:年度|年初|全年|项目)?(?:预期|设定|绩效|总体|年初设定)(?:总体|绩效)?目标(?:\(.*\))?|年初设定目标|年度预期目标|预期绩效目标|年初目标|目标内容"
)
_DONE = regex(
    r"(?:全年|年度|目标|总体|项目)?(?:总体)?(?:目标)?(?:实际|具体)?完成(?:总体)?(?:情况|结果)(?:综述)?(?:\(.*\))?|"
    r"(?:年度)?(?:总体|绩效)?目标(?:实际)?完成情况(?:综述)?|实际完成情况|全年实际完成情况|自评完成情况"
)
_OUTER = regex(
    r"(?:年度|项目|全年|预期|年初)?(?:总体|绩效|总体绩效|绩效总体)?目标(?:及完成情况|完成情况|及实际完成情况)?(?:\(.*\))?|年度总体\n?目标"
)
GOAL_LABEL = regex(f"(?:{_EXPECTED.pattern})|(?:{_DONE.pattern})|(?:{_OUTER.pattern})")

_NUMBERED = regex(r"目标\d|[(]?\d+[).、:]|[一二三四五六七八九十]+、|第[一二三四五]")


def is_goal_label(flat: str) -> bool:
    """Whether a squeezed text is a label of the goal texts (预期目标, 实际完成情况 …)."""
    return (
        len(flat) <= MAX_HEADING and ("目标" in flat or "完成" in flat) and bool(GOAL_LABEL.fullmatch(flat.rstrip(":")))
    )


def read_goals(sheet: Sheet, first: int, end: int) -> tuple[Value | None, Value | None]:
    """Expected and achieved goal texts between rows `first` and `end` (exclusive); None where the form has no place."""
    labels: list[tuple[Cell, str]] = []
    for row in range(first, end):
        labels += [(cell, flat.rstrip(":")) for cell, flat in texts(sheet, row) if len(flat) <= 30]
    done = next((cell for cell, flat in labels if _DONE.fullmatch(flat)), None)
    expected = _expected_label(labels, done)
    if expected is None:
        return None, None
    if done is None:
        return _two_texts(sheet, expected)
    if done.row == expected.row and sheet.area(expected.row, expected.column)[3] + 1 >= done.column:
        return _texts_below(sheet, expected, done, end)
    if done.row == expected.row and not _text_between(sheet, expected, done):
        return _texts_below(sheet, expected, done, end)
    return _right(sheet, expected, "预期目标"), _right(sheet, done, "实际完成情况")


def _expected_label(labels: list[tuple[Cell, str]], done: Cell | None) -> Cell | None:
    """The most specific label: beside the 实际完成情况 label if there, else any goal label."""
    if done is not None:
        same_row = [cell for cell, flat in labels if cell.row == done.row and cell.column < done.column]
        named = [
            cell for cell, flat in labels if cell in same_row and (_EXPECTED.fullmatch(flat) or _OUTER.fullmatch(flat))
        ]
        if named:
            return named[-1]
    found = [cell for cell, flat in labels if _EXPECTED.fullmatch(flat) or _OUTER.fullmatch(flat)]
    inner = [cell for cell in found if any(other.column < cell.column and other.row <= cell.row for other in found)]
    return next(iter(inner or found), None)


def _texts_below(sheet: Sheet, expected: Cell, done: Cell, end: int) -> tuple[Value, Value]:
    """The texts under both labels; goals numbered in rows of their own are one text, to be clicked at the first."""
    first = sheet.area(expected.row, expected.column)[2] + 1
    row = sheet.area(first, expected.column)[2] + 1
    more = []
    while row < end and _NUMBERED.match(flat_at(sheet, row, expected.column)):
        more.append(row)
        row = sheet.area(row, expected.column)[2] + 1
    below = sheet.area(done.row, done.column)[2] + 1
    return (
        _joined(sheet, value_at(sheet, first, expected.column, "预期目标"), more, expected.column),
        _joined(sheet, value_at(sheet, below, done.column, "实际完成情况"), more, done.column),
    )


def _joined(sheet: Sheet, value: Value, more: list[int], column: int) -> Value:
    own = [row for row in more if sheet.anchor(row, column)[0] == row]
    lines = [text for row in own if (text := cell_text(sheet.cell(row, column)))]
    text = "\n".join([value.text, *lines])
    return replace(value, text=text, content=text) if lines else value


def _right(sheet: Sheet, label: Cell, name: str) -> Value:
    return value_at(sheet, label.row, sheet.area(label.row, label.column)[3] + 1, name)


def _text_between(sheet: Sheet, left: Cell, right: Cell) -> bool:
    return any(left.column < cell.column < right.column for cell, _ in texts(sheet, left.row))


def _two_texts(sheet: Sheet, label: Cell) -> tuple[Value, Value | None]:
    """Without a second label the first text is the goal, the next one what was done."""
    after = sheet.area(label.row, label.column)[3] + 1
    goal = value_at(sheet, label.row, after, "预期目标")
    beyond = sheet.area(label.row, after)[3] + 1
    areas = [area for area in sheet.merged if area[0] == label.row and area[1] >= beyond]
    filled = [cell for cell, _ in texts(sheet, label.row) if cell.column >= beyond]
    if not areas and not filled:
        return goal, None
    column = min([area[1] for area in areas] + [cell.column for cell in filled])
    return goal, value_at(sheet, label.row, column, "实际完成情况")
