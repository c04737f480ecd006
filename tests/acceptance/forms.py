"""A well-filled form as a real .xlsx in a chosen layout, in which single cells can be changed by what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.cli.command import Said, jixiao
from tests.forms.layouts import LAYOUTS, Content, Drawn

COLUMNS: dict[str, dict[str, int]] = {
    "A1": {"name": 4, "target": 5, "actual": 6, "weight": 7, "score": 8, "reason": 9},
    "A2": {"name": 4, "weight": 5, "target": 6, "actual": 7, "score": 8, "reason": 9},
    "A3": {"name": 4, "sign": 5, "target": 6, "unit": 7, "actual": 8, "weight": 9, "score": 10, "reason": 11},
    "A4": {"name": 4, "sign": 5, "target": 6, "unit": 7, "actual": 8, "weight": 9, "score": 10, "reason": 11},
    "A5": {"name": 4, "target": 5, "actual": 6, "score": 7},
    "A6": {"name": 4, "target": 5, "actual": 6, "reason": 7},
    "A6b": {"name": 4, "target": 5, "actual": 6, "weight": 7, "score": 8, "reason": 9},
    "A7": {"name": 4, "sign": 6, "target": 7, "unit": 8, "actual": 9, "weight": 12, "score": 13},
    "A8": {"name": 4, "target": 5, "actual": 6, "reason": 7},
    "A11": {"name": 1, "unit": 2, "sign": 3, "target": 4, "actual": 6, "weight": 8, "score": 9},
    "A12": {"name": 4, "weight": 5, "target": 6, "actual": 7, "score": 9, "reason": 10},
}
FUNDS: dict[str, dict[str, int]] = {
    **{name: {"initial": 3, "budget": 4, "executed": 5, "weight": 6, "rate": 7, "points": 8} for name in COLUMNS},
    "A2": {"budget": 3, "executed": 4, "weight": 5, "rate": 6, "points": 7},
    "A4": {"initial": 3, "budget": 4, "executed": 5, "rate": 6, "weight": 7, "points": 8},
    "A5": {"budget": 3, "executed": 4, "rate": 5, "points": 6},
    "A6": {"budget": 3, "executed": 4, "rate": 5},
    "A7": {"rate": 9, "weight": 12, "points": 13},  # a row among the indicators
    "A8": {},  # amounts under their labels, without a row of the total
    "A11": {"initial": 3, "budget": 4, "executed": 5, "rate": 6, "weight": 7, "points": 8},
}
TOTAL_LABELS = ("年度资金总额", "总额", "年度财政资金总额", "预算执行率")
SUM_LABELS = ("总分", "分总", "合计")

Role = tuple[str, int] | str
"""(role, indicator number from 0), or a role of the head, funds and total."""
Change = Mapping[Role, Any]
"""Role → the new value (None empties the cell; a text with = in front is a formula without result).

`aim` takes (sign, value, unit), written as the layout writes targets; `part.budget` is the first source's cell.
"""


@dataclass
class Filled:
    layout: str
    drawn: Drawn
    names: list[int]  # sheet rows of the indicators
    texts: dict[str, tuple[int, int]]  # where the goal and what became of it stand

    def place(self, role: Role) -> tuple[int, int]:
        """Row and column of what a role means in this layout."""
        if not isinstance(role, str):
            return self.names[role[1]], COLUMNS[self.layout][role[0]]
        if role in ("sum.weight", "sum.score", "sum.grade"):
            columns = COLUMNS[self.layout]
            offset = {"sum.weight": columns.get("weight", 0), "sum.score": columns["score"]}
            return self.find(*SUM_LABELS), offset.get(role, columns["score"] + 1)
        if role in HEAD:
            return HEAD[role]
        if role in self.texts:
            return self.texts[role]
        first = self.find(*TOTAL_LABELS)
        return first + ("part." in role), FUNDS[self.layout][role.removeprefix("part.")]

    def find(self, *labels: str) -> int:
        """The last row that starts with one of the labels."""
        return max(row for (row, column), value in self.drawn.cells.items() if value in labels and column <= 2)

    def put(self, role: Role, value: Any) -> None:
        if not isinstance(role, str) and role[0] == "aim":
            self._aim(role[1], *value)
            return
        place = self.place(role)
        self.drawn.cells.pop(place, None)
        if value is not None:
            self.drawn.cells[place] = value

    def _aim(self, index: int, sign: str, value: Any, unit: str) -> None:
        if "sign" in COLUMNS[self.layout]:
            for role, part in (("sign", sign), ("target", value), ("unit", unit)):
                self.put((role, index), part if part != "" else None)
        else:
            glued = f"{'' if sign == '定性' else sign}{value}{unit}"
            self.put(("target", index), value if glued == str(value) else glued)

    def address(self, role: Role) -> str:
        """A1 address; `aim` stands for the target's cell."""
        if not isinstance(role, str) and role[0] == "aim":
            role = ("target", role[1])
        row, column = self.place(role)
        return f"{get_column_letter(column)}{row}"

    def add_up(self) -> None:
        """Bring the claimed total in line with the claimed points."""
        if "score" not in COLUMNS[self.layout]:
            return
        places = [self.place(("score", index)) for index in range(len(self.names))] + [self.place("points")]
        values = [_points(self.drawn.cells.get(place)) for place in places]
        self.put("sum.score", float(sum(values, Decimal(0))))


HEAD = {"project": (3, 2), "department": (4, 2), "agency": (4, 6), "title": (1, 1), "year": (2, 1)}


def _points(value: Any) -> Decimal:
    text = str(value).removesuffix("分")
    return Decimal(text) if text.replace(".", "").replace("-", "").isdigit() else Decimal(0)


def has(layout: str, role: Role) -> bool:
    """Whether a layout has a place for a role."""
    if not isinstance(role, str):
        return role[0] == "aim" or role[0] in COLUMNS[layout]
    if role.startswith("sum."):
        return "score" in COLUMNS[layout] and (role != "sum.weight" or "weight" in COLUMNS[layout])
    if role.startswith("part."):
        return layout not in ("A5", "A7") and role.removeprefix("part.") in FUNDS[layout]
    return role in HEAD or role in ("goal", "done") or role in FUNDS[layout]


def fill(layout: str, change: Change | None = None, content: Content | None = None) -> Filled:
    """The clean form of a layout with the changes laid on; the total follows unless it is itself changed.

    Changes that the layout has no place for are left out (Hubei's form has no 分值 and no 原因 column).
    """
    drawn = LAYOUTS[layout](content or Content())
    column = COLUMNS[layout]["name"]
    wanted = [row.name for row in (content or Content()).rows]
    names = [
        next(r for (r, c), value in drawn.cells.items() if c == column and str(value).endswith(name)) for name in wanted
    ]
    texts = {"goal": Content.goal, "done": Content.done}
    found = {role: next(p for p, value in drawn.cells.items() if value == text) for role, text in texts.items()}
    filled = Filled(layout, drawn, names, found)
    for role, value in (change or {}).items():
        if has(layout, role):
            filled.put(role, value)
    if change and "sum.score" not in change:
        filled.add_up()
    return filled


def write(path: Path, *drawn: Drawn, formats: Mapping[str, str] | None = None) -> Path:
    """One sheet per form as an .xlsx file; formats by address go to every sheet."""
    book = Workbook()
    book.remove(book.active)
    for index, form in enumerate(drawn, 1):
        sheet = book.create_sheet("自评表" if len(drawn) == 1 else f"自评表{index}")
        for (row, column), value in form.cells.items():
            sheet.cell(row, column).value = value
        for top, left, bottom, right in form.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for place, code in (formats or {}).items():
            sheet[place].number_format = code
    book.save(path)
    return path


def judged(path: Path, *options: object) -> dict[str, Any]:
    """The one workbook of the JSON document."""
    said: Said = jixiao("check", path, "--json", *options)
    assert said.err == "", said.err
    (book,) = said.document["workbooks"]
    return book


def judge(folder: Path, filled: Filled, *options: object, formats: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Write and check one form."""
    return judged(write(folder / "表.xlsx", filled.drawn, formats=formats), *options)


def places(book: dict[str, Any], severity: str | None = None) -> set[tuple[str, str | None]]:
    """(rule, cell) of every finding of that severity."""
    return {
        (finding["rule"], finding["cell"]) for finding in book["findings"] if severity in (None, finding["severity"])
    }


def score(book: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return book["forms"][index]["score"]


def due(book: dict[str, Any], cell: str) -> str | None:
    """Points due on the line at a cell."""
    return next(line["due"] for line in score(book)["lines"] if line["cell"] == cell)
