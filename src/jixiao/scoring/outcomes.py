"""What a score sheet ends with, in the words that forms use: 通过/修改/退回 and 予以支持/调整完善后支持/不予支持."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jixiao.records.regex import regex
from jixiao.records.value import Value

OUTCOMES = ("通过", "修改", "退回")
_TICKED = regex(r"[☑■✓✔√●◉☒][^☑■✓✔√●◉☒□☐○]*|[^☑■✓✔√□☐\s]*\((?:√|✓|✔)\)")
_OPEN = regex(r"[□☐○]")
_OUTCOME_WORDS: tuple[tuple[str, str], ...] = (
    (r"不予?通过|未通过|退回|不得进入|不同意|驳回", "退回"),
    (r"修改|完善|补充|调整", "修改"),
    (r"通过|同意|直接进入", "通过"),
)
_CONCLUSION_WORDS: tuple[tuple[str, str], ...] = (
    (r"不予?以?支持|不同意|不支持|不建议", "不予支持"),
    (r"(?:调整|修改)?完善后|调整后|部分支持|有条件", "调整完善后支持"),
    (r"(?:予以|同意|建议|优先|给予|应予)?支持", "予以支持"),
)


def chosen(value: Value | None) -> str | None:
    """The words that a cell chooses: all of it, or what is ticked (「☑通过 □修改 □退回」); None when nothing is."""
    if value is None or value.empty or value.broken:
        return None
    ticked = [found[0].strip("☑■✓✔√●◉☒()") for found in _TICKED.finditer(value.flat)]
    if len(ticked) == 1:
        return ticked[0]
    return None if ticked or _OPEN.search(value.flat) or "/" in value.flat else value.flat


def named_outcome(value: Value | None) -> str | None:
    """通过, 修改 or 退回 that a cell's words mean; None when blank, undecided or none of them."""
    return _first(chosen(value), _OUTCOME_WORDS)


def named_conclusion(value: Value | None, names: Iterable[str]) -> str | None:
    """The conclusion of the policy (`names`) that a cell's words mean; None when blank, undecided or none of them."""
    words = chosen(value)
    every = tuple(names)
    if words is None:
        return None
    exact = [name for name in every if words == name or words.startswith((f"{name},", f"{name}。", f"{name}("))]
    if exact:
        return exact[0]
    usual = _first(words, _CONCLUSION_WORDS)
    return usual if usual in every else None


def _first(words: str | None, table: tuple[tuple[str, str], ...]) -> str | None:
    if words is None or len(words) > 30:
        return None
    return next((name for pattern, name in table if re.search(pattern, words)), None)
