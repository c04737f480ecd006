"""Bar charts as inline SVG: no script, no font and no picture is fetched; figures stand beside the bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from jixiao.documents.layout import measure
from jixiao.documents.words import printable
from jixiao.records.text import shortened

_WIDE, _LINE, _BAR = 640, 30, 18
_LABEL, _FIGURE = 200, 150
_COLOUR = "#1f5f8b"
_LETTERS = 14


def bars(title: str, rows: Sequence[tuple[str, Decimal, str]]) -> str:
    """A horizontal bar for each (label, amount ≥ 0, figure as it is told), the longest as wide as there is room."""
    most = max((amount for _, amount, _ in rows), default=Decimal(0))
    room = _WIDE - _LABEL - _FIGURE
    high = _LINE * len(rows) + 8
    parts = []
    for place, (label, amount, figure) in enumerate(rows):
        top = 4 + place * _LINE
        wide = int(amount * room / most) if most > 0 else 0
        name = printable(label)
        middle = top + _BAR // 2 + 5
        parts.append(
            f"<g><title>{escape(name)} {escape(figure)}</title>"
            f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end" font-size="{_size(name)}">'
            f"{escape(shortened(name, _LETTERS))}</text>"
            f'<rect x="{_LABEL}" y="{top}" width="{max(wide, 1 if amount else 0)}" height="{_BAR}" fill="{_COLOUR}"/>'
            f'<text x="{_LABEL + wide + 8}" y="{middle}" font-size="13">{escape(figure)}</text></g>'
        )
    named = escape(printable(title), quote=True)
    return f'<svg viewBox="0 0 {_WIDE} {high}" role="img" aria-label="{named}">{"".join(parts)}</svg>'


def _size(name: str) -> int:
    return 13 if measure(name) <= _LETTERS else 12
