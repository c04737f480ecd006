"""Where lists and letters with a table are on a sheet: by title and column headings, top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jixiao.forms.declaration import heading_role
from jixiao.forms.layout import MAX_HEADING, Headings, read_headings, texts
from jixiao.forms.list_kind import ListKind
from jixiao.forms.list_kinds import LIST_KINDS
from jixiao.forms.page import Page
from jixiao.forms.values import cell_text
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.workbook.grid import Cell

_LONGEST_TITLE = 160  # of a notice, which names the project; other titles are shorter
_NO_TITLE = regex(r"^(?:注|备注|说明|填表|填报|附件?[:：]|\d+[.、])|[。;:]|^[(（]?[一二三四五六七八九十]+[、)）]")
NUMBER = regex(r"[^\d\s。,;]{1,14}?[〔\[(【](?:19|20)\d{2}[〕\])】]第?\d*号")
_NUMBER_LEFT_OPEN = regex(r"[^\s。,;]{1,14}?[〔\[(【][\d×xX*_]{1,4}[〕\])】]第?[\d×xX*_]*号")


@dataclass(frozen=True)
class ListBlock:
    """One list or letter: its first and last row, title cell (None without one), table (None for a plain letter)."""

    kind: ListKind
    top: int
    bottom: int
    title: Cell | None
    table: Headings | None

    @property
    def head(self) -> range:
        """The rows above the table, or all rows of a plain letter."""
        return range(self.top, self.table.top if self.table else self.bottom + 1)


def find_lists(page: Page) -> list[ListBlock]:
    """Every list and letter of a known kind; the last row of each is the one before the next begins."""
    blocks: list[ListBlock] = []
    titles = list(_titles(page))
    lowest = 0
    for row, line in page.lines.items():
        if row <= lowest or len(line) < 3:
            continue
        above = [mark for mark in titles if lowest < mark[0] < row]
        found = _table(page, row, lowest, above[-1] if above else None)
        if found is not None:
            kind, title, headings = found
            blocks += _plain_letters(page, above[:-1] if title else above)
            blocks.append(_block(page, kind, title, headings, headings.top))
            lowest = headings.bottom
    blocks += _plain_letters(page, [mark for mark in titles if mark[0] > lowest])
    last = max(page.rows, default=0)
    ends = [*(block.top - 1 for block in blocks[1:]), last][: len(blocks)]
    return [replace(block, bottom=end) for block, end in zip(blocks, ends, strict=True)]


def is_number(flat: str) -> bool:
    """Whether a squeezed text is a document number, or the place of one that was not filled in (青财绩〔2026〕×号)."""
    bare = flat.replace("发文字号:", "")
    return NUMBER.fullmatch(bare) is not None or _NUMBER_LEFT_OPEN.fullmatch(bare) is not None


def broken_alone(page: Page, row: int) -> Cell | None:
    """The cell of a row that holds nothing but an error value or a formula without result."""
    cells = [cell for cell in page.rows.get(row, ()) if cell.error or cell.uncached or squeezed(cell_text(cell))]
    return cells[0] if len(cells) == 1 and (cells[0].error or cells[0].uncached) else None


def is_title(kind: ListKind, flat: str) -> bool:
    """Whether a squeezed text can be a title of the kind: no sentence, no numbered heading, not too long."""
    longest = _LONGEST_TITLE if kind.form.code == "F09" else 60
    return len(flat) <= longest and kind.title.search(flat) is not None and not _NO_TITLE.search(flat)


def _titles(page: Page) -> Iterator[tuple[int, Cell, ListKind]]:
    """Rows of few texts that hold a title, with the first kind that it fits."""
    for row, line in page.lines.items():
        if len(line) > 3:
            continue
        for cell, flat in line:
            kind = next((kind for kind in LIST_KINDS if is_title(kind, flat)), None)
            if kind is not None:
                yield row, cell, kind
                break


def _table(
    page: Page, row: int, lowest: int, mark: tuple[int, Cell, ListKind] | None
) -> tuple[ListKind, Cell | None, Headings] | None:
    flats = [flat.rstrip(":") for _, flat in page.lines[row] if len(flat) <= MAX_HEADING]
    for kind in (mark[2],) if mark else ():
        known = {heading_role(kind.columns, flat) for flat in flats} - {None}
        if len(known) >= 3:
            headings = read_headings(page, row, kind.columns, mark[0] if mark else lowest)
            roles = headings.columns.keys()
            lost = kind.item not in roles and len(roles) >= 5  # a table that lost its main column is still one
            known_by = roles & kind.needs or (lost and kind.item in kind.needs)
            if known_by and (lost or (kind.item in roles and len(roles) >= 3)):
                return kind, mark[1] if mark else None, headings
    for kind in LIST_KINDS:
        known = {heading_role(kind.columns, flat) for flat in flats}
        if kind.telling and kind.telling <= known:
            return kind, None, read_headings(page, row, kind.columns, mark[0] if mark else lowest)
    return None


def _plain_letters(page: Page, marks: list[tuple[int, Cell, ListKind]]) -> list[ListBlock]:
    """Titles of letters that no table follows, where the rows around show that it is a letter."""
    return [_block(page, kind, cell, None, row) for row, cell, kind in marks if _is_letter(page, kind, row)]


def _is_letter(page: Page, kind: ListKind, row: int) -> bool:
    if kind.form.code not in ("F09", "F10"):
        return False
    near = [flat for near in range(row - 3, row + 4) if near != row for _, flat in texts(page, near)]
    return any(NUMBER.fullmatch(flat) or (flat.endswith(":") and len(flat) <= 40) for flat in near)


def _block(page: Page, kind: ListKind, title: Cell | None, headings: Headings | None, row: int) -> ListBlock:
    """A block from its title on, or from the letter's number just above the title."""
    top = title.row if title is not None else row
    for above in range(top - 1, max(0, top - 4), -1):
        line = texts(page, above)
        broken = kind.letter and above == top - 1 and broken_alone(page, above) is not None
        if line and not broken and (len(line) > 2 or not any(is_number(flat) for _, flat in line)):
            break
        top = above if line or broken else top
    return ListBlock(kind, top, top, title, headings)
