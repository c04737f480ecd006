"""A double of Excel for tests: an engine for xlwings' own App, Book, Sheet and Range objects over openpyxl workbooks.

Only what this product may use is there; every other member raises NotImplementedError from xlwings' base classes.
Every call that would cross into Excel is counted by name in `CALLS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes

from tests.live.engine_parts import ConditionalFormats, Names, NativeApp, copy_sheet, write_value

CALLS: Counter[str] = Counter()


class Apps(base_classes.Apps):
    def __init__(self) -> None:
        self.all: list[App] = []

    def __iter__(self) -> Iterator[App]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


class App(base_classes.App):
    screen_updating = enable_events = display_alerts = True
    calculation = "automatic"
    status_bar: Any = False
    engine: Any = None
    selection = hwnd = pid = books = api = engine

    def __init__(self, hwnd: int) -> None:
        self.engine, self.hwnd, self.pid = ENGINE, hwnd, hwnd
        self.books = Books(self)
        self.alerts: list[str] = []
        self.api = NativeApp(self.books)

    def activate(self, steal_focus: bool = False) -> None:
        """There is no window."""

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"


class Books(base_classes.Books):
    active: Any = None

    def __init__(self, app: App) -> None:
        self.app, self.all = app, []

    def __iter__(self) -> Iterator[Book]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __call__(self, name: Any) -> Book:
        return self.all[name - 1] if isinstance(name, int) else {book.name: book for book in self.all}[name]

    def open(self, fullname: str, *_: Any) -> Book:
        CALLS["open"] += 1
        self.active = Book(self, Path(fullname))
        self.all.append(self.active)
        return self.active


class Book(base_classes.Book):
    app: Any = None
    name = fullname = api = app

    def __init__(self, books: Books, path: Path) -> None:
        self.books, self.app, self.fullname, self.name = books, books.app, str(path), path.name
        self.wb: Workbook = load_workbook(path)
        known = load_workbook(path, data_only=True)
        self.results = {id(sheet): known[sheet.title] for sheet in self.wb.worksheets}
        self.api = SimpleNamespace(
            ReadOnly=False,
            ProtectStructure=False,
            Path=str(path.parent),
            FullName=str(path),
            SaveCopyAs=self.save_copy_as,
        )

    def save_copy_as(self, path: str) -> None:
        CALLS["copy of the book"] += 1
        self.wb.save(path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self.wb, None)

    def activate(self) -> None:
        self.books.active = self

    def close(self) -> None:
        self.books.all.remove(self)
        self.books.active = self.books.all[-1]


class Sheets(base_classes.Sheets):
    book: Any = None

    def __init__(self, book: Book) -> None:
        self.book = book

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet) for sheet in self.book.wb.worksheets)

    def __len__(self) -> int:
        return len(self.book.wb.worksheets)

    def __call__(self, key: Any) -> Sheet:
        wb = self.book.wb
        return Sheet(self.book, wb.worksheets[key - 1] if isinstance(key, int) else wb[key])

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.wb.active)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        CALLS["add sheet"] += 1
        assert after.visible == -1, "Excel may refuse this place"
        sheet = self.book.wb.create_sheet(name, self.book.wb.index(after.ws) + 1)
        self.book.wb.active = sheet
        return Sheet(self.book, sheet)


class Sheet(base_classes.Sheet):
    book: Any = None
    api = book

    def __init__(self, book: Book, ws: Any) -> None:
        self.book, self.ws = book, ws
        self.api = SimpleNamespace(ProtectContents=ws.protection.sheet)

    @property
    def name(self) -> str:
        return self.ws.title

    @name.setter
    def name(self, value: str) -> None:
        self.ws.title = value
        assert self.ws.title == value, "Excel would refuse this name"

    @property
    def visible(self) -> int:
        return {"visible": -1, "hidden": 0, "veryHidden": 2}[self.ws.sheet_state]

    @visible.setter
    def visible(self, value: bool) -> None:
        self.ws.sheet_state = "visible" if value else "hidden"

    @property
    def index(self) -> int:
        return self.book.wb.index(self.ws) + 1

    @property
    def names(self) -> Names:
        return Names(self.book.wb, self.ws)

    @property
    def cells(self) -> Range:
        return Range(self, (1, 1, 1048576, 16384))

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first)
            return Range(self, (top, left, bottom, right))
        if isinstance(first, Range):
            first, last = (first.row, first.column), (last.row, last.column)
        return Range(self, (*first, *(last or first)))

    def activate(self) -> None:
        self.book.wb.active = self.ws

    def delete(self) -> None:
        CALLS["delete sheet"] += 1
        assert not self.book.app.display_alerts, "Excel would ask the user"
        assert not self.book.api.ProtectStructure, "Excel would refuse"
        self.book.wb.remove(self.ws)

    def copy(self, before: Any, after: Any) -> None:
        CALLS["copy sheet"] += 1
        assert after.visible == -1, "Excel may refuse this place"
        copy_sheet(self.ws, after.book.wb, after.ws)


class Range(base_classes.Range):
    max_cells_per_read = max_cells_per_write = None
    sheet: Any = None
    api = options = sheet

    def __init__(self, sheet: Sheet, area: tuple[int, int, int, int]) -> None:
        self.sheet, self.area, self.api = sheet, area, self
        self.options: dict[str, Any] = {}

    @property
    def coords(self) -> tuple[int, ...]:
        return (self.sheet.name, *self.area)

    @property
    def row(self) -> int:
        return self.area[0]

    @property
    def column(self) -> int:
        return self.area[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.area[2] - self.area[0] + 1, self.area[3] - self.area[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        top, left = self.area[0] + row - 1, self.area[1] + (column or 1) - 1
        return Range(self.sheet, (top, left, top, left))

    @property
    def raw_value(self) -> Any:
        CALLS["read block"] += 1
        top, left, bottom, right = self.area
        known = self.sheet.book.results.get(id(self.sheet.ws))
        rows = [
            [self._shown(known, row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)
        ]
        return rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]

    def _shown(self, known: Any, row: int, column: int) -> Any:
        own = self.sheet.ws.cell(row, column)
        value = own.value
        if (
            own.data_type == "f" and known is not None
        ):  # Excel has a result for every formula; openpyxl drops empty ones
            value = known.cell(row, column).value
            value = "" if value is None else value
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        CALLS["write block"] += 1
        own = [cell for row in self.sheet.ws.iter_rows(*self.area[::2], *self.area[1::2]) for cell in row]
        assert not self.sheet.ws.protection.sheet or not any(cell.protection.locked for cell in own), "locked cells"
        for row, values in enumerate(data, self.area[0]):
            for column, value in enumerate(values, self.area[1]):
                write_value(self.sheet.ws.cell(row, column), value)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self.sheet.ws, self.area, CALLS)

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.app.selection = self


class EngineImpl:
    name, type = "openpyxl", "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return value

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, errors: bool) -> Any:
        return data if isinstance(data, list) else [[data]]


ENGINE = EngineImpl()
HWND = 1001


def excel(*paths: Path, hwnd: int = HWND) -> Any:
    """One more running Excel (in place of the one with that window) with these workbooks open; its xlwings App."""
    if "openpyxl" not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=ENGINE))
    xlwings.engines["openpyxl"].activate()
    ENGINE.apps.all = [app for app in ENGINE.apps.all if app.hwnd != hwnd]
    app = App(hwnd)
    ENGINE.apps.all.append(app)
    for path in paths:
        app.books.open(str(path))
    CALLS.clear()
    return xlwings.App(impl=app)


def add_name(book: Any, name: str, text: str) -> None:
    book.impl.wb.defined_names[name] = DefinedName(name, attr_text=text)
