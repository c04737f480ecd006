"""B202 模板说明或占位符未删除: a template's stock text or placeholder still stands where content is due."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jixiao.policy.model import Policy
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

# All on squeezed half-width text, where 「……」 has become six dots.
_DOTS = r"(?:[.·。、]{2,}|…+)"
_WHOLE = regex(
    rf"[★☆*]*(?:\d+[.、)]?)?(?:(?:三级|二级|一级)?指标\d*[:：.、]?)?{_DOTS}|"
    r"[★☆*]*(?:三级|二级|一级)?指标\d*[:：.、]?|"
    rf"(?:年度)?(?:总体)?(?:目标\d*[:.、]*{_DOTS}?[;,。]?)+|"
    r"(?:指标\d*:)?(?:[xX×]{1,4}|\*)"
)
_TELLING = regex(r"字|[xX×]|目标|[*_…]|\.\.|填写")
_PARTS = regex(
    r"(?<!每篇)(?<!每条)(?<!每期)\((?:不超过|限|控制在)?\d+字(?:以内|左右|以下|之内|内)?\)|"
    r"(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z0-9])|"
    r"×{2,}|(?:^|[≥≤><=,。;、(《\"“])×(?=[县市区镇乡村省局年月日个人户元万%])|"
    r"目标\d+(?:[:、]?(?:\.{3,}|…+)|[:、](?=$|[;,。]?目标\d))|"
    r"[≥≤><=]\*|_{2,}|"
    r"对照年度(?:总体)?(?:绩效)?目标填写|(?:简要)?填写(?:目标|年度)?(?:实际)?完成情况(?:\(|$)"
)
_STARS = regex(r"(?<!^)\*{2,}|^\*{2,}(?=$|[%县市区镇乡村项个人户元年月])")
_LONG = 30
"""Longer texts may mask a name with stars; in a short one stars stand for something not filled in."""


def leftover(value: Value, policy: Policy) -> bool:
    """Whether a cell holds a template's stock text; numbers, blanks, strokes and broken cells never do."""
    if not isinstance(value.content, str) or value.empty or value.broken:
        return False
    return _is_stock(value.flat, policy.placeholder_words)


@lru_cache(maxsize=16384)
def _is_stock(flat: str, words: tuple[str, ...]) -> bool:
    if _WHOLE.fullmatch(flat) or (_TELLING.search(flat) and _PARTS.search(flat)):
        return True
    if "*" in flat and len(flat) <= _LONG and _STARS.search(flat):
        return True
    return any(_stock(flat, word) for word in words)


def _stock(flat: str, word: str) -> bool:
    """The policy's stock texts: longer ones where a text begins with them, short ones only by themselves."""
    if word not in flat:
        return False
    if flat.strip("()[]:.") == word or f"({word})" in flat:
        return True
    return len(word) > 2 and flat.lstrip("(").startswith(word)


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Leftovers in input cells and indicator rows; a left-over row gives one finding, notes and cover pages none."""
    rows = form.indicators if isinstance(form, IndicatorForm) else ()
    left_over = [row for row in rows if row.placeholder or leftover(row.name, context.policy)]
    row_of = {value.cell: row.row for row in left_over for value in row.inputs()}
    done: set[int | str] = set()
    for value in form.inputs():
        place = row_of.get(value.cell, value.cell)
        if place not in done and leftover(value, context.policy):
            done.add(place)
            yield hit(value, expected="实际内容")


RULE = Rule(
    code="B202",
    name="模板说明或占位符未删除",
    severity=Severity.MUST_FIX,
    basis="",
    message="「{seen}」是模板里的提示或占位文字,没有改成实际内容。",
    fix="填实;用不着的,删除这些文字或整行。",
    check=check,
    forms=(FilledForm,),
)
