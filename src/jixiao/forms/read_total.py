"""Reading the total of a form: its row under the indicators, or where it stands in the head."""

from __future__ import annotations

import re

from jixiao.forms.layout import flat_at, texts
from jixiao.forms.self_evaluation import TOTAL_LABEL
from jixiao.forms.values import cell_text, value_at
from jixiao.records.indicator_form import Total
from jixiao.records.numbers import read_points
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet

_TOTAL = regex(TOTAL_LABEL)
_OUT_OF = regex(r"\((?:满分)?\d+分?\)")
_INLINE_SCORE = regex(r"[:：](\d+(?:\.\d+)?)分?|(\d+(?:\.\d+)?)分?$")
_GRADE_WORD = r"优秀?|良好?|中等?|较差|差|合格|不合格"
_GRADE = regex(rf"(?:(?:自评|评价|评定|绩效)?(?:等级|结果)[:：]?)?[\"“「]?({_GRADE_WORD})[\"”」]?(?:等级?)?")
_GRADE_LABEL = regex(r"(?:自评|评价|评定|绩效)*等级")
_INLINE_GRADE = regex(rf"等级[:：]?[\"“「]?({_GRADE_WORD})")
_HEAD_TOTAL = regex(r"(?:项目|自评)?(?:总得分|自评得分|自评总分|总分)(?:\(\d+分?\))?(?:为|:)?(\d+(?:\.\d+)?)?分?")
_LABELS = {"weight": "总分 · 分值", "score": "总分 · 得分"}


def total_label(sheet: Sheet, row: int, columns: dict[str, int]) -> Cell | None:
    """The cell that says 总分 (合计, 自评得分 …) in a row: under 一级…三级指标 or left of them; None when none does."""
    line = texts(sheet, row)
    if not any("分" in flat or "计" in flat for _, flat in line):  # every such label has one of the two
        return None
    names = [columns[role] for role in ("level1", "level2", "name") if role in columns]
    for cell, flat in line:
        if (cell is not line[0][0] and cell.column not in names) or not _TOTAL.fullmatch(flat):
            continue
        wide = bool(names) and sheet.area(row, cell.column)[3] >= max(names)
        if cell is line[0][0] and (not names or cell.column <= max(names) or wide):
            return cell
        if cell.column in names and not all(
            role in columns and flat_at(sheet, row, columns[role]) for role in ("target", "actual")
        ):
            return cell
    return None


def read_total(sheet: Sheet, row: int, label: Cell, columns: dict[str, int]) -> Total:
    """The total row: points under their headings, else in the label itself or the first number right of it."""
    weight, score = (_under(sheet, row, role, columns, label) for role in ("weight", "score"))
    flat = _OUT_OF.sub("", flat_at(sheet, row, label.column))
    inline = _INLINE_SCORE.search(flat)
    if inline and (score is None or score.blank):
        score = _part_of(label, "总分 · 得分", inline[1] or inline[2])
    after = sheet.area(row, label.column)[3]
    others = [
        cell for cell, _ in texts(sheet, row) if cell.column > after and (weight is None or cell.address != weight.cell)
    ]
    if score is not None and score.blank and "score" in columns:
        loose = (cell for cell in others if cell.column not in columns.values())
        number = next((cell for cell in loose if read_points(value_at(sheet, row, cell.column)) is not None), None)
        score = value_at(sheet, row, number.column, "总分 · 得分") if number is not None else score
    name = re.sub(r"[:：].*", "", halfwidth(cell_text(label)))
    grade = _grade_in(label) or next((grade for cell in others if (grade := _grade_of(sheet, cell))), None)
    return Total(row=row, label=name, label_cell=label.address, weight=weight, score=score, grade=grade)


def head_total(sheet: Sheet, rows: list[int]) -> Total | None:
    """A total that stands in the head of the form: 「项目总得分99分」, or 自评总分 with the number beside it."""
    for row in rows:
        for cell, flat in texts(sheet, row):
            match = _HEAD_TOTAL.search(flat) if len(flat) <= 60 else None
            if match and match[1] and f"({match[0]})" not in flat:  # 「（总分100分）」 says what can be had
                score = _part_of(cell, "总分 · 得分", match[1])
            elif match and match[0] == flat.rstrip(":"):
                score = value_at(sheet, row, sheet.area(row, cell.column)[3] + 1, "总分 · 得分")
            else:
                continue
            if read_points(score) is not None:
                return Total(
                    row=row, label="总分", label_cell=cell.address, score=score, grade=_grade_beside(sheet, cell)
                )
    return None


def grade_below(sheet: Sheet, total: Total) -> Total:
    """The total with the grade of one of the three rows below it (「自评等级 | 优」), where its own row has none."""
    for row in range(total.row + 1, total.row + 4) if total.grade is None else ():
        for cell, flat in texts(sheet, row):
            grade = _grade_in(cell) if len(flat) <= 12 else None
            if _GRADE_LABEL.fullmatch(flat.rstrip(":")):
                grade = value_at(sheet, row, sheet.area(row, cell.column)[3] + 1, "等级")
            if grade is not None and _GRADE.fullmatch(grade.flat):
                return total.model_copy(update={"grade": grade})
    return total


def _under(sheet: Sheet, row: int, role: str, columns: dict[str, int], label: Cell) -> Value | None:
    column = columns.get(role)
    if column is None or sheet.anchor(row, column) == (label.row, label.column):
        return None
    return value_at(sheet, row, column, _LABELS[role])


def _part_of(cell: Cell, label: str, text: str) -> Value:
    return Value(cell.address, label, text=text, content=text)


def _grade_of(sheet: Sheet, cell: Cell) -> Value | None:
    """A grade in a cell by itself (优, 「评定等级：优」)."""
    value = value_at(sheet, cell.row, cell.column, "等级")
    match = _GRADE.fullmatch(value.flat)
    if match is None:
        return None
    return value if match.start(1) <= 1 else _part_of(cell, "等级", match[1])


def _grade_in(label: Cell) -> Value | None:
    """A grade in the same cell as the total: 「总分：95分　等级：优」."""
    match = _INLINE_GRADE.search(halfwidth(cell_text(label)).replace(" ", ""))
    return _part_of(label, "等级", match[1]) if match else None


def _grade_beside(sheet: Sheet, label: Cell) -> Value | None:
    """A grade right of its own label 等级, in the row of a total in the head."""
    if (inside := _grade_in(label)) is not None:
        return inside
    for cell, flat in texts(sheet, label.row):
        if cell.column > label.column and _GRADE_LABEL.fullmatch(flat.rstrip(":")):
            return value_at(sheet, cell.row, sheet.area(cell.row, cell.column)[3] + 1, "等级")
    return None
