"""「整改通知」 as a sheet that prints as it is: A4 after GB/T 9704, one cell a paragraph, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from jixiao.documents.layout import balanced, measure, wrap
from jixiao.documents.ledger_sheet import ledger_sheet
from jixiao.documents.notice_parts import Block, Kind, Notice, blocks
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

NAME = "整改通知"
_DIGIT = 8 / 96 * 72  # points of one unit of column width where the workbook's own font is 宋体 11
_CORE = 73.0  # total column width: the 156 mm core, a hair less so that no printer shrinks the page
_PITCH = 28.8  # points from line to line: 22 lines on the 225 mm core
_LINE = 23.0  # of these the line itself; the rest is the air between paragraphs, a low row of its own
_PER_LINE = 26.3  # characters counted on one body line; 27.4 fit, and a full stop may hang over the count
_PER_SHORT_LINE = 26.0  # in paragraphs of one or two lines, which have no room to spare if a line runs over
TITLE_WIDTH = 19.0  # characters of 22 points on one title line
_TITLE_PITCH = 35.0
_MOST_LINES = 4  # a paragraph taller than this goes on in the next row, so that pages fill evenly
_UNIT = 16 / _DIGIT  # column width of one 16-point character

TITLE_FONT, BODY_FONT, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
INDENT = "　　"
_BODY = Style(font=BODY_FONT, size=16, horizontal="left", vertical="distributed")
_STYLES: dict[Kind, Style] = {
    "number": replace(_BODY, horizontal="center", vertical="center"),
    "title": Style(font=TITLE_FONT, size=22, horizontal="center", vertical="center"),
    "to": _BODY,
    "level1": replace(_BODY, font=HEI),
    "level2": replace(_BODY, font=KAI),
    "text": _BODY,
    "attachment": _BODY,
    "signature": replace(_BODY, horizontal="center", vertical="center", wrap=False),
    "date": replace(_BODY, horizontal="center", vertical="center", wrap=False),
    "cc": replace(_BODY, size=14, vertical="center"),
}
_INDENTED = {"level1", "level2", "text", "attachment"}
_BLANK_BEFORE = {"title": 1, "to": 1, "attachment": 1, "signature": 2, "cc": 2}
PAGE_FOOTER = ('&R&"宋体,Regular"&14— &P —　', '&L&"宋体,Regular"&14　— &P —')
"""Page number between dashes: odd pages on the right, even ones on the left, one character in."""
PAGE = Print(left=2.8, right=2.6, top=3.7, bottom=3.5, odd_even_footer=PAGE_FOOTER, first_page=1)


@dataclass
class _Page:
    """The sheet while it is being filled from top to bottom."""

    puts: list[Put] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    row: int = 1

    def space(self, height: float = _PITCH) -> None:
        self.heights[self.row] = height
        self.row += 1

    def line(self, value: str | None, style: Style, height: float, columns: tuple[int, int] = (1, 3)) -> None:
        self.puts.append(Put(self.row, columns[0], value, style))
        if columns[0] != columns[1]:
            self.merges.append((self.row, columns[0], self.row, columns[1]))
        self.heights[self.row] = height
        self.row += 1


def sheet_name(base: str, serial: int) -> str:
    """整改通知, 整改通知(2), 整改通知(3) …"""
    return base if serial == 1 else f"{base}({serial})"


def notice_sheets(notice: Notice, *, serial: int = 1) -> tuple[SheetPlan, SheetPlan]:
    """The notice and its ledger as two sheets; `serial` numbers the notices of one workbook from 1."""
    return _notice_sheet(notice, serial), ledger_sheet(notice, serial=serial)


def notice_workbook_sheets(notices: Sequence[Notice]) -> tuple[SheetPlan, ...]:
    """The sheets of all notices of one workbook, each notice followed by its ledger."""
    return tuple(sheet for serial, notice in enumerate(notices, 1) for sheet in notice_sheets(notice, serial=serial))


def letter_sheet(name: str, parts: Sequence[Block], breaks: Sequence[int] = ()) -> SheetPlan:
    """A letter that prints as it is, from its paragraphs; `breaks` are where its title may be broken over lines."""
    page = _Page()
    title_row = _put_blocks(page, parts, breaks)
    return SheetPlan(
        name=name,
        puts=tuple(page.puts),
        widths=_widths(parts),
        heights=page.heights,
        merges=tuple(page.merges),
        page=replace(PAGE, repeat=(title_row, title_row), area=(1, 1, page.row - 1, 3)),
        show_gridlines=False,
    )


def _notice_sheet(notice: Notice, serial: int) -> SheetPlan:
    return letter_sheet(sheet_name(NAME, serial), tuple(blocks(notice)), notice.title_breaks)


def _put_blocks(page: _Page, parts: Sequence[Block], breaks: Sequence[int]) -> int:
    """Write the whole letter; the row of its title."""
    title_row = 1
    for block in parts:
        for _ in range(_BLANK_BEFORE.get(block.kind, 0)):
            page.space()
        if block.kind == "title":
            title_row = page.row
            _put_title(page, balanced(block.text, TITLE_WIDTH, breaks))
        elif block.kind == "cc":
            _put_cc(page, block)
        elif block.kind in ("signature", "date"):
            page.line(block.text, _STYLES[block.kind], _PITCH, (2, 2))
        else:
            _put_paragraph(page, block)
    return title_row


def title_lines(notice: Notice) -> list[str]:
    """The title in lines of about equal length, broken between words where that is possible."""
    return balanced(notice.title, TITLE_WIDTH, notice.title_breaks)


def _put_title(page: _Page, lines: Sequence[str]) -> None:
    # A little air below the title, because it is repeated on every page right above the text.
    page.line("\n".join(lines), _STYLES["title"], min(_TITLE_PITCH * len(lines) + 12, 400))


def _put_paragraph(page: _Page, block: Block) -> None:
    text = (INDENT if block.kind in _INDENTED else "") + block.text
    for part in _pieces(text):
        page.line(part, _STYLES[block.kind], _paragraph_height(part))
        page.space(_PITCH - _LINE)


def _paragraph_height(text: str) -> float:
    lines = len(wrap(text, _PER_LINE))
    if lines <= 2:
        lines = len(wrap(text, _PER_SHORT_LINE))
    return (lines - 1) * _PITCH + _LINE


def _pieces(text: str) -> Iterator[str]:
    """A paragraph in pieces that a page can take, cut after a full stop or comma where one is near."""
    lines = wrap(text, _PER_LINE)
    while len(lines) > _MOST_LINES:
        piece = "".join(lines[:_MOST_LINES])
        floor = len(piece) * 2 // 3
        marks = [max(piece.rfind(mark) for mark in marks) for marks in ("。；！？", "，、：")]
        cut = next((mark + 1 for mark in marks if mark >= floor), len(piece))
        yield text[:cut]
        text = text[cut:]
        lines = wrap(text, _PER_LINE)
    yield text


def _put_cc(page: _Page, block: Block) -> None:
    """抄送 between two lines, drawn as very low black rows because a cell border would box it in."""
    rule = Style(size=1, fill="000000", wrap=False)
    text = f"　{block.text}"
    page.line(None, rule, 1.2)
    page.line(text, _STYLES["cc"], 26.0 * len(wrap(text, _PER_LINE * 16 / 14)))
    page.line(None, rule, 1.2)


def _widths(parts: Sequence[Block]) -> dict[int, float]:
    """Three columns: signature and date are centred in the second; the third keeps the date four characters in."""
    day = max((measure(block.text) for block in parts if block.kind == "date"), default=0.0)
    signature = max((measure(block.text) for block in parts if block.kind == "signature"), default=0.0)
    block = min(max(signature, day) + 1, 22)
    rest = max(4 - (block - day) / 2, 1)
    second, third = block * _UNIT, rest * _UNIT
    return {1: round(_CORE - second - third, 2), 2: round(second, 2), 3: round(third, 2)}
