"""Reading what a letter says without labels: number, addressee, signature, date, and its numbered problems."""

from __future__ import annotations

import re

from jixiao.forms.find_lists import ListBlock, broken_alone, is_number
from jixiao.forms.labelled import field_of
from jixiao.forms.layout import flat_at, texts
from jixiao.forms.page import Page
from jixiao.forms.values import cell_text, value_at
from jixiao.records.list_form import ListRow
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell

_DATE = regex(r"(?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2}[日号]?|[二〇零一三四五六七八九十]{4}年.{1,3}月.{1,3}日")
_CHAPTER = regex(r"([一二三四五六七八九十]+)、(.*)")
_SECTION = regex(r"\(([一二三四五六七八九十]+)\)(.*)")
_PARTS = (
    ("problem", regex(r"(?:事实:|^\d+[.、])(.+?)(?=整改要求:|核实要求:|$)")),
    ("requirement", regex(r"(?:整改|核实)要求:(.+)")),
    ("basis", regex(r"^依据:(.+)")),
    ("evidence", regex(r"佐证材料:(.+?)(?=整改期限:|$)")),
    ("deadline", regex(r"整改期限:(.+)")),
)
_FACTS = (
    ("project", regex(r"项目名称:([^;。]+)")),
    ("amount", regex(r"评价金额:([^;。]+)")),
    ("score", regex(r"(?:评价)?得分(?:为)?:?(\d+(?:\.\d+)?)分")),
    ("grade", regex(r"(?:评价)?等级(?:为|:)[“「\"]?([^”」\"。;,]{1,4})")),
)
_INDENT = 2
"""Blanks before the first word of a paragraph."""
_LABELS = {"project": "项目名称", "amount": "评价金额", "score": "得分", "grade": "等级"}


def letter_fields(page: Page, block: ListBlock, foot: range) -> dict[str, Value]:
    """Fields of a letter that stand without a label, by role; none on a sheet that is no letter."""
    if not block.kind.letter:
        return {}
    found = _opening(page, block)
    if "signature" in block.kind.unlabelled:
        rows = foot if block.table else block.head
        found |= _ending(page, rows, block.kind.field("signature").label)
    if block.table is None:
        for row in block.head:
            for cell, flat in texts(page, row):
                for role, pattern in _FACTS:
                    if role not in found and (match := pattern.search(flat)):
                        found[role] = Value(cell.address, _LABELS[role], text=match[1], content=match[1])
    return found


def _opening(page: Page, block: ListBlock) -> dict[str, Value]:
    """Number (above or below the title) and addressee (below it, with a colon and nothing after)."""
    found: dict[str, Value] = {}
    title = block.title.row if block.title else block.top
    for row in range(block.top, min(title + 6, block.head.stop)):
        for cell, flat in texts(page, row):
            if "number" not in found and is_number(flat):
                found["number"] = value_at(page, row, cell.column, "发文字号")
            bare = flat.rstrip(":")
            plain = flat.endswith(":") and len(bare) <= 40 and field_of(block.kind.form.fields, bare) is None
            if "to" not in found and "to" in block.kind.unlabelled and plain and row > title:
                found["to"] = value_at(page, row, cell.column, "主送机关")
    above, below = (broken_alone(page, row) for row in (title - 1, title + 1))
    if "number" not in found and above is not None and above.row >= block.top:
        found["number"] = value_at(page, above.row, above.column, "发文字号")
    if "to" not in found and "to" in block.kind.unlabelled and below is not None:
        found["to"] = value_at(page, below.row, below.column, "主送机关")
    return found


def _ending(page: Page, rows: range, label: str) -> dict[str, Value]:
    """The date that stands alone near the end, and the signature above it; a blank place beside the one that is there.

    Without a date the signature is the last short text that stands alone and to the right.
    """
    for row in reversed(rows):
        date = _alone(page, row)
        if date is None or not (_DATE.fullmatch(flat_at(page, row, date.column)) or broken_alone(page, row)):
            continue
        found = {"date": value_at(page, row, date.column, "成文日期")}
        above = next((up for up in range(row - 1, rows.start - 1, -1) if texts(page, up) or broken_alone(page, up)), 0)
        signed = _alone(page, above)
        if signed is not None and _may_sign(page, signed):
            found["signature"] = value_at(page, above, signed.column, label)
        elif above < row - 1 >= rows.start:
            found["signature"] = value_at(page, row - 1, date.column, label)
        return found
    lines = [cell for row in reversed(rows) if (cell := _alone(page, row)) is not None]
    signed = next((cell for cell in lines if _to_the_right(page, rows, cell) and _may_sign(page, cell)), None)
    if signed is None:
        return {}
    found = {"signature": value_at(page, signed.row, signed.column, label)}
    blank = value_at(page, signed.row + 1, signed.column, "成文日期")
    return found | ({"date": blank} if not texts(page, signed.row + 1) else {})


def _may_sign(page: Page, cell: Cell) -> bool:
    flat = flat_at(page, cell.row, cell.column)
    return len(flat) <= 40 and not flat.endswith((":", "。", ";"))


def _to_the_right(page: Page, rows: range, cell: Cell) -> bool:
    """Whether a line stands to the right of where lines begin, or is moved there by blanks before it."""
    left = min(first.column for row in rows for first, _ in texts(page, row)[:1])
    text = cell_text(cell)
    return cell.column > left or len(text) - len(text.lstrip()) > _INDENT


def _alone(page: Page, row: int) -> Cell | None:
    """The only cell of a row that says something, be it an error value."""
    line = texts(page, row)
    return line[0][0] if len(line) == 1 else broken_alone(page, row)


def letter_items(page: Page, block: ListBlock) -> tuple[ListRow, ...]:
    """The problems of a letter that is all paragraphs: 「（一）…」 below a chapter on problems or matters to verify."""
    items: list[dict[str, Value]] = []
    chapter, inside = "", False
    for cell, flat in (spot for row in block.head for spot in texts(page, row)):
        if match := _CHAPTER.fullmatch(flat):
            chapter, inside = match[1], bool(re.search("问题|核实的?事项", match[2]))
        elif inside and (match := _SECTION.fullmatch(flat)):
            number = f"{chapter}（{match[1]}）"
            items.append(
                {"problem_number": _part(cell, "问题编号", number), "problem": _part(cell, "问题描述", match[2])}
            )
        elif inside and items:
            for role, pattern in _PARTS:
                if (match := pattern.search(flat)) and (role not in items[-1] or role == "problem"):
                    items[-1][role] = _part(cell, role, match[1])
    return tuple(ListRow(row=_row_of(item["problem"]), cells=item) for item in items)


_ROLE_LABELS = {
    "problem": "问题描述",
    "requirement": "整改要求",
    "basis": "依据",
    "evidence": "佐证材料",
    "deadline": "整改期限",
}


def _part(cell: Cell, label: str, text: str) -> Value:
    return Value(cell.address, _ROLE_LABELS.get(label, label), text=text.strip(), content=text.strip())


def _row_of(value: Value) -> int:
    return int(re.sub(r"\D", "", value.cell))
