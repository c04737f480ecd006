"""Indicators out of filled-in forms: last year's approved targets become a unit's own part of the library."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from jixiao.library.model import LibraryIndicator, standard_level1, standard_level2
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.numbers import plain
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth

_CIRCLED = regex(r"^[\s★☆*]*[①-⑳][、.．\s]*")
_PREFIX = regex(r"^(?:[★☆*]+\s*|(?:三级)?指标\s*\d+\s*[:.、]\s*|[(]?\d+[)、.:]+\s*(?=\D))+")
_BLANK_LEFT = regex(r"[(]?\s*[≥≤><=]*\s*\*{1,}\s*[^()\s]{0,4}\s*[)]?")
_WIDE = {"=": "＝", ">": "＞", "<": "＜"}
_TIME = regex(r"\d+\s*年\s*(?=\d+\s*月)")


def indicators_of(form: IndicatorForm, without: Container[int] = ()) -> Iterator[LibraryIndicator]:
    """The well-made indicators of one form as a unit's own (without codes); what cannot serve as a model is left out.

    Left out are rows without name or target, 「其中」 rows, targets without a measure or a unit, rows at no known
    level, and the rows whose numbers are in `without`.
    """
    for row in form.judged:
        if row.row in without:
            continue
        level1, level2 = standard_level1(row.level1), standard_level2(row.level2)
        name = tidy_name(row.name.text)
        usable = bool(name) and not row.name.broken and not row.target.broken and not row.subitem
        if level1 == "产出指标" and level2.endswith("成本指标"):
            level2 = "成本指标"
        measured = row.aim.kind == "deadline" or (row.aim.quantitative and bool(row.aim.unit or row.aim.percent))
        if usable and level1 and level2 and measured:
            yield _indicator(row, name, level1, level2, form)


def tidy_name(text: str) -> str:
    """A 三级指标 without 「指标1：」, ★, and the stencil's blanks such as 「(≥**个)」."""
    plain = halfwidth(_CIRCLED.sub("", text))  # half-width text would turn ③ into 3
    return _BLANK_LEFT.sub("", _PREFIX.sub("", plain)).strip(" :：")


def _indicator(row: Indicator, name: str, level1: str, level2: str, form: IndicatorForm) -> LibraryIndicator:
    sign, value, unit = _target(row)
    return LibraryIndicator(
        code="",
        scope="单位",
        kind="",
        level1=level1,
        level2=level2,
        name=name,
        sign=sign,
        value=value,
        unit=unit,
        direction="负向" if sign in ("≤", "＜") else "正向",
        source="历史标准",
        basis=f"{form.year}年{form.project_name or form.form}" if form.year else (form.project_name or form.form),
        version=str(form.year or ""),
        owner=form.unit_name or "",
    )


def _target(row: Indicator) -> tuple[str, str, str]:
    """Sign, number and unit of a target; dates keep their day without the year, which belongs to the form."""
    aim = row.aim
    if aim.kind == "deadline":
        return "≤", _TIME.sub("", halfwidth(row.target.text)).removesuffix("底前").removesuffix("前"), "日期"
    sign = aim.sign or aim.reads_as or "="
    sign = sign if aim.kind == "quantity" else "="
    low, high = aim.low, aim.high
    assert low is not None
    assert high is not None
    value = plain(low) if low == high else f"{plain(low)}-{plain(high)}"
    return _WIDE.get(sign, sign), value, aim.unit or ("%" if aim.percent else "")


def gathered(forms: Iterable[tuple[IndicatorForm, Container[int]]]) -> list[LibraryIndicator]:
    """Indicators of many forms (each with its rows to leave out), each unit's equal ones once (the first counts)."""
    found: dict[tuple[str, ...], LibraryIndicator] = {}
    for form, without in forms:
        for item in indicators_of(form, without):
            found.setdefault(item.key, item)
    return list(found.values())
