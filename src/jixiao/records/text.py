"""Text as people type it, brought to one form: full-width to half-width, invisible characters dropped."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from jixiao.records.regex import regex

_INVISIBLE = regex("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f]")
_SPACE = regex(r"\s+")
_BLANKS = {"", "-", "--", "—", "——", "－", "―", "–", "/", "／", "\\", "|"}


@lru_cache(maxsize=4096)
def halfwidth(text: str) -> str:
    """Half-width text without invisible characters, outer blanks cut, inner runs of blanks one blank."""
    if text.isascii():
        return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Half-width text without any blanks: how labels and expressions are compared."""
    return halfwidth(text).replace(" ", "")


def means_not_applicable(text: str) -> bool:
    """Whether a cell says 「不适用」 by a stroke (/ — -); an empty text does not."""
    flat = squeezed(text)
    return bool(flat) and flat in _BLANKS


def means_nothing(text: str) -> bool:
    """Whether a cell is empty or only a stroke."""
    return squeezed(text) in _BLANKS


def shortened(text: str, limit: int = 60) -> str:
    """Text cut for a message; line breaks become blanks."""
    flat = _SPACE.sub(" ", text).strip()
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
