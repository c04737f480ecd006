"""The mapping between our fields and another system's columns, and reading it from the workbook a bureau edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from jixiao.bridge.fields import (
    EXPORTED,
    FIELDS,
    IMPORTED,
    INDICATOR_RESULTS,
    INDICATORS,
    INDISPENSABLE,
    PROJECTS,
    RESULTS,
    YUAN,
    BridgeField,
)
from jixiao.bridge.problem import Problem
from jixiao.forms.values import cell_text
from jixiao.records.finding import Severity
from jixiao.records.text import halfwidth, shortened, squeezed
from jixiao.workbook.grid import Grid, Sheet, address

FILE = "一体化对照表.xlsx"
OURS, THEIRS, MONEY, AS_TEXT, NEEDED, DEFAULT = "本系统栏目", "对方栏目名", "金额单位", "按文本", "必有", "空着时填"
COLUMNS = (OURS, THEIRS, MONEY, AS_TEXT, NEEDED, DEFAULT)
_BETWEEN = re.compile(r"[、;；|\n]")
_PLAIN = re.compile(r"[\s*★:：_\-—/·.\\]+")
_REMARK = re.compile(r"\((?:[^()]*(?:元|必填|选填|文本|格式|单位)[^()]*|%)\)")


@dataclass(frozen=True)
class Line:
    """One of our fields with the headings under which the other system has it (several spellings of one column).

    `unit` is that column's unit of money; `as_text`: digits are written and read as text; `required`: rows without it
    are not used; `default` is what a blank cell means, or what a column always holds where it has no field of ours.
    """

    field: BridgeField | None
    headings: tuple[str, ...]
    unit: str = ""
    as_text: bool = False
    required: bool = False
    default: str = ""
    cell: str = ""

    @property
    def role(self) -> str:
        """The role of our field; "" for a column that always holds the same."""
        return self.field.role if self.field is not None else ""


@dataclass(frozen=True)
class Mapping:
    """All lines by sheet, in their order. `faults` are why it cannot be used."""

    name: str
    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()

    def of(self, sheet: str) -> tuple[Line, ...]:
        """The lines of a sheet, none where the workbook does not have it."""
        return self.lines.get(sheet, ())


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """A heading as it is compared: half-width, without blanks, marks, strokes and remarks such as 「(元)」."""
    return _PLAIN.sub("", _REMARK.sub("", squeezed(text))).lower()


def standard_mapping() -> Mapping:
    """The mapping that ships with the product: headings seen in public lists, amounts in 元."""
    lines = {}
    for sheet, fields in FIELDS.items():
        exported = sheet in EXPORTED
        lines[sheet] = tuple(
            Line(
                field=one,
                headings=one.headings,
                unit="元" if one.kind == "money" else "",
                as_text=one.kind == "code",
                required=one.required and not exported,
            )
            for one in fields
            if one.headings or not exported
        )
    return Mapping("随程序的对照表", lines)


def mapping_of(grid: Grid) -> Mapping:
    """The mapping in a workbook, with every fault of it at its cell."""
    lines: dict[str, tuple[Line, ...]] = {}
    faults: list[Problem] = []
    for name in FIELDS:
        sheet = grid.sheet(name)
        if sheet is None:
            if name != INDICATOR_RESULTS:
                message = f"没有「{name}」这张工作表。"
                faults.append(Problem(Severity.MUST_FIX, grid.name, name, "", message, "从随程序的对照表复制这张表。"))
            continue
        heads = _heads(sheet)
        if heads is None:
            message = f"没有找到栏目名「{OURS}」「{THEIRS}」。"
            faults.append(Problem(Severity.MUST_FIX, grid.name, name, "", message, "不要改动这张表的栏目名。"))
            continue
        found = tuple(_lines(sheet, name, heads, grid.name, faults))
        faults += _whole_sheet(found, name, grid.name)
        lines[name] = found
    return Mapping(grid.name, lines, tuple(faults))


def _heads(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row in sorted(sheet.rows)[:20]:
        found = {squeezed(cell_text(cell)): cell.column for cell in reversed(sheet.rows[row])}
        if OURS in found and THEIRS in found:
            return row, {name: found[name] for name in COLUMNS if name in found}
    return None


def _lines(
    sheet: Sheet, name: str, heads: tuple[int, dict[str, int]], file: str, faults: list[Problem]
) -> Iterator[Line]:
    top, columns = heads
    known = {squeezed(one.label): one for one in FIELDS[name]}
    for row in sorted(sheet.rows):
        cells = {column: sheet.cell(row, place) for column, place in columns.items()}
        texts = {column: halfwidth(cell_text(cell)) for column, cell in cells.items()}
        if row <= top or not any(texts.values()):
            continue

        def fault(column: str, message: str, fix: str, row: int = row) -> None:
            place = address(row, columns.get(column, 1))
            faults.append(Problem(Severity.MUST_FIX, file, name, place, message, fix))

        broken = [column for column, cell in cells.items() if cell is not None and (cell.error or cell.uncached)]
        for column in broken:
            fault(column, "单元格是错误值或者没有结果的公式。", "改成文字。")
        ours = texts.get(OURS, "")
        if ours and squeezed(ours) not in known:
            fault(
                OURS,
                f"「{shortened(ours)}」不是本系统的栏目。",
                f"从这些里选:{'、'.join(one.label for one in FIELDS[name])}。",
            )
            continue
        line = _line(name, known.get(squeezed(ours)), texts, next((c.address for c in cells.values() if c), ""))
        for column, message, fix in _wrong(name, line, texts):
            fault(column, message, fix)
        yield line


def _line(sheet: str, ours: BridgeField | None, texts: dict[str, str], cell: str) -> Line:
    headings = texts.get(THEIRS, "")
    named = (headings,) if sheet in EXPORTED else tuple(_BETWEEN.split(headings))
    return Line(
        field=ours,
        headings=tuple(dict.fromkeys(one.strip() for one in named if one.strip())),
        unit=texts.get(MONEY, ""),
        as_text=texts.get(AS_TEXT, "") == "是" or (ours is not None and ours.kind == "code"),
        required=texts.get(NEEDED, "") == "是",
        default=texts.get(DEFAULT, ""),
        cell=cell,
    )


def _wrong(sheet: str, line: Line, texts: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong in one line: the column, what it is, what to do."""
    money = line.field is not None and line.field.kind == "money"
    if money and line.headings and line.unit not in YUAN:
        seen = f"「{shortened(line.unit)}」" if line.unit else "空着"
        yield MONEY, f"金额单位{seen}。", f"写明对方这一栏的单位:{'、'.join(YUAN)}。"
    elif line.unit and not money:
        yield MONEY, "这一栏不是金额,不用写金额单位。", "清空这一格。"
    for column in (AS_TEXT, NEEDED):
        if texts.get(column, "") not in ("", "是", "否"):
            yield column, f"「{shortened(texts[column])}」看不懂。", "写「是」或者「否」,或者空着。"
    if line.field is None and sheet in IMPORTED:
        yield OURS, "没有写本系统栏目。", "选一个本系统栏目,或者删掉这一行。"
    if sheet in EXPORTED and not line.headings and (line.default or line.field is not None):
        yield THEIRS, "没有写对方栏目名。", "写对方导入模板里的栏目名,或者删掉这一行。"
    elif line.field is None and not line.default and sheet in EXPORTED:
        yield (
            OURS,
            "这一栏既没有本系统栏目,也没有固定内容。",
            "选本系统栏目,或者在「空着时填」里写固定内容,写「-」表示留空。",
        )
    if line.required and not line.headings and not line.default:
        yield THEIRS, "必有的栏目没有写对方栏目名。", "写对方的栏目名,或者在「空着时填」里写固定内容。"


def _whole_sheet(lines: tuple[Line, ...], sheet: str, file: str) -> Iterator[Problem]:
    """Faults between lines: one heading or one field twice, an indispensable field without a heading."""
    headings: dict[str, str] = {}
    roles: set[str] = set()
    for line in lines:
        for heading in line.headings:
            key = heading_key(heading)
            if key in headings:
                message = f"对方栏目名「{shortened(heading)}」写了两次(另一处在 {headings[key]})。"
                yield Problem(Severity.MUST_FIX, file, sheet, line.cell, message, "只留一处。")
            headings.setdefault(key, line.cell)
        if line.role and line.role in roles and sheet in IMPORTED:
            message = f"本系统栏目「{line.field.label if line.field else ''}」写了两行。"
            yield Problem(Severity.MUST_FIX, file, sheet, line.cell, message, "合成一行,几种栏目名用顿号隔开。")
        roles.add(line.role)
    for one in FIELDS[sheet] if sheet in IMPORTED else ():
        named = any(line.headings for line in lines if line.role == one.role)
        if one.role in INDISPENSABLE[sheet] and not named:
            message = f"「{one.label}」没有对应的对方栏目名,清单没法读。"
            yield Problem(Severity.MUST_FIX, file, sheet, "", message, "补上这一行。")
    if sheet == RESULTS and not lines:
        yield Problem(Severity.MUST_FIX, file, sheet, "", "一栏也没有,没法回写。", "按对方导入模板的次序逐栏写。")


__all__ = [
    "COLUMNS",
    "FILE",
    "INDICATORS",
    "PROJECTS",
    "Line",
    "Mapping",
    "heading_key",
    "mapping_of",
    "standard_mapping",
]
