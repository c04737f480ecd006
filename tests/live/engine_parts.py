"""Parts of the double: names, conditional formats, and what Excel makes of a value that is typed in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from types import SimpleNamespace
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes


def write_value(cell: Any, value: Any) -> None:
    """Excel's own reading: an apostrophe keeps text text, 「=」 starts a formula, number texts become numbers."""
    if isinstance(value, str) and value.startswith("'"):
        cell.value, cell.data_type = value[1:], "s"
    elif isinstance(value, str) and re.fullmatch(r"-?[0-9.]+", value):
        cell.value = float(value)
    else:
        cell.value = value


def copy_sheet(source: Any, wb: Any, after: Any) -> None:
    """A sheet copied into a workbook as Excel does it: under its own name or with a number, and shown."""
    taken, name, number = {sheet.title for sheet in wb.worksheets}, source.title, 1
    while name in taken:
        number += 1
        name = f"{source.title} ({number})"
    target = wb.create_sheet(name, wb.index(after) + 1)
    for row in source.iter_rows():
        for cell in row:
            twin = target.cell(cell.row, cell.column)
            twin.value = cell.value
            for look in ("font", "fill", "border", "alignment", "number_format", "protection", "hyperlink"):
                setattr(twin, look, copy(getattr(cell, look)))
    for area in source.merged_cells.ranges:
        target.merge_cells(area.coord)
    wb.active = target


class NativeApp(SimpleNamespace):
    """What is asked of Excel itself, past xlwings."""

    def __init__(self, books: Any) -> None:
        super().__init__(Ready=True, Version="16.0", ProtectedViewWindows=SimpleNamespace(Count=0), books=books)
        self.in_protected_view = False

    @property
    def ActiveWorkbook(self) -> Any:  # noqa: N802 - Excel's word
        return None if self.in_protected_view else self.books.active


class Names(base_classes.Names):
    def __init__(self, wb: Any, ws: Any) -> None:
        self.wb, self.ws = wb, ws

    def _all(self) -> dict[str, Name]:
        own = {} if self.ws else {key: Name(self.wb.defined_names, key, key) for key in self.wb.defined_names}
        for sheet in [self.ws] if self.ws else self.wb.worksheets:
            for key in sheet.defined_names:
                full = f"'{sheet.title}'!{key}"
                own[full] = Name(sheet.defined_names, key, full)
        return own

    def snapshot(self) -> list[tuple[str, Name]]:
        return list(self._all().items())

    def contains(self, name: str) -> bool:
        return name in self._all()

    def __call__(self, name: str) -> Name:
        return self._all()[name]

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        holder = (self.ws or self.wb).defined_names
        holder[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return Name(holder, name, name)


class Name(base_classes.Name):
    name: Any = None

    def __init__(self, holder: Any, key: str, full: str) -> None:
        self.holder, self.key, self.name = holder, key, full

    @property
    def refers_to(self) -> str:
        return "=" + self.holder[self.key].attr_text

    @property
    def api(self) -> Any:
        defined = self.holder[self.key]

        class Native(SimpleNamespace):
            def __setattr__(self, name: str, value: Any) -> None:
                assert name == "Visible"
                defined.hidden = not value

        return Native()

    def delete(self) -> None:
        del self.holder[self.key]


class ConditionalFormats(base_classes.ConditionalFormats):
    def __init__(self, ws: Any, area: tuple[int, int, int, int], calls: Counter[str]) -> None:
        self.ws, self.area, self.calls = ws, area, calls

    def _rules(self) -> list[tuple[Any, Any]]:
        found = [(block, rule) for block in self.ws.conditional_formatting for rule in block.rules]
        return sorted(found, key=lambda one: one[1].priority)

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return (ConditionalFormat(self.ws, block, rule) for block, rule in self._rules())

    def __len__(self) -> int:
        return len(self._rules())

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        self.calls["add format"] += 1
        assert not self.ws.protection.sheet, "Excel would refuse"
        for _, rule in self._rules():
            rule.priority += 1
        style = DifferentialStyle(font=Font(bold=spec.get("font_bold")), fill=PatternFill(bgColor="FFC7CE"))
        rule = Rule(type="expression", formula=[spec["formula"].removeprefix("=")], dxf=style, priority=1)
        top, left, bottom, right = self.area
        area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        self.ws.conditional_formatting.add(area, rule)
        return ConditionalFormat(self.ws, None, rule)


class ConditionalFormat(base_classes.ConditionalFormat):
    def __init__(self, ws: Any, block: Any, rule: Any) -> None:
        self.ws, self.block, self.rule = ws, block, rule

    @property
    def formula(self) -> str | None:
        return "=" + self.rule.formula[0] if self.rule.type == "expression" else None

    def delete(self) -> None:
        assert not self.ws.protection.sheet, "Excel would refuse"
        held = self.ws.conditional_formatting._cf_rules
        left = [rule for rule in held[self.block] if rule is not self.rule]
        if left:
            held[self.block] = left
        else:
            del held[self.block]
        for _, rule in ConditionalFormats(self.ws, (1, 1, 1, 1), Counter())._rules():
            rule.priority -= rule.priority > self.rule.priority
