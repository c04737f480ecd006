"""What was done to a copy, kept in the copy: a comment behind the workbook part with the patch and the way back.

Excel drops the comment when it saves; then our sheets and marks are known again by their own signs.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from jixiao.records.regex import regex
from jixiao.workbook.patch import Mark, Patch, Print, Put, SheetPlan, Style
from jixiao.workbook.xml_splice import Edit

_COMMENT = regex(r"<!--jixiao:([A-Za-z0-9+/=]*)-->\Z")
_LIMIT = 64 * 1024 * 1024
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Record:
    """The patch a copy carries, the edits that undo it per part, and the parts it added."""

    patch: Patch
    undo: Mapping[str, tuple[Edit, ...]]
    added: tuple[str, ...]


def with_record(text: str, record: Record) -> str:
    """The workbook part with the record behind it."""
    content = {
        "v": _VERSION,
        "patch": _patch_values(record.patch),
        "undo": {name: [[e.start, e.end, e.text] for e in edits] for name, edits in record.undo.items()},
        "added": record.added,
    }
    packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 6)
    return f"{text}<!--jixiao:{base64.b64encode(packed).decode()}-->"


def split_record(text: str) -> tuple[str, Record | None]:
    """The workbook part without its record, and the record; None when there is none or it cannot be read."""
    match = _COMMENT.search(text, max(text.rfind("<!--jixiao:"), 0))
    if not match:
        return text, None
    bare = text[: match.start()]
    try:
        content = json.loads(zlib.decompressobj().decompress(base64.b64decode(match[1]), _LIMIT))
        if content["v"] != _VERSION:
            return bare, None
        undo = {str(name): tuple(Edit(*edit) for edit in edits) for name, edits in content["undo"].items()}
        return bare, Record(_patch_of(content["patch"]), undo, tuple(content["added"]))
    # The comment comes from a file that anyone may have altered: whatever is wrong with it, it is then no record.
    except (ValueError, KeyError, TypeError, IndexError, ArithmeticError, zlib.error, RecursionError):
        return bare, None


def _patch_values(patch: Patch) -> dict[str, Any]:
    styles: dict[Style, int] = {}
    sheets = [_sheet_values(plan, styles) for plan in patch.sheets]
    return {
        "marks": [[mark.sheet, mark.cell, mark.severity] for mark in patch.marks],
        "styles": [[getattr(style, item.name) for item in fields(Style)] for style in styles],
        "sheets": sheets,
    }


def _sheet_values(plan: SheetPlan, styles: dict[Style, int]) -> dict[str, Any]:
    values = {item.name: getattr(plan, item.name) for item in fields(SheetPlan)}
    values["page"] = [getattr(plan.page, item.name) for item in fields(Print)]
    values["widths"], values["heights"] = list(plan.widths.items()), list(plan.heights.items())
    values["puts"] = [
        [put.row, put.column, _plain(put.value), styles.setdefault(put.style, len(styles)), put.link]
        for put in plan.puts
    ]
    return values


def _plain(value: str | Decimal | int | None) -> Any:
    return {"d": str(value)} if isinstance(value, Decimal) else value


def _patch_of(values: Mapping[str, Any]) -> Patch:
    styles = [Style(*row) for row in values["styles"]]
    marks = tuple(Mark(*row) for row in values["marks"])
    return Patch(marks, tuple(_sheet_of(row, styles) for row in values["sheets"]))


def _sheet_of(values: Mapping[str, Any], styles: Sequence[Style]) -> SheetPlan:
    row = {name: _tuples(value) for name, value in values.items()}
    row["widths"], row["heights"] = dict(row["widths"]), dict(row["heights"])
    row["page"] = Print(*row["page"])
    row["puts"] = tuple(
        Put(line, column, Decimal(value["d"]) if isinstance(value, dict) else value, styles[style], _tuples(link))
        for line, column, value, style, link in values["puts"]
    )
    return SheetPlan(**row)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
