"""B206 含全角数字或不可见字符: full-width digits, outer blanks, line breaks or invisible characters in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth, shortened
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

_WIDE = regex("[０-９％Ａ-Ｚａ-ｚ]+")
_INVISIBLE = regex("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f]")
_ODD = regex(f"{_WIDE.pattern}|{_INVISIBLE.pattern}|^\\s|\\s$|[\\n\\r]")
_BLANKS = " \t\u00a0\u3000\n\r"
_SHORT = 30
"""A longer text is broken into lines on purpose."""


def _indented(form: FilledForm) -> set[str]:
    """Names of sub-rows, which are set in by blanks."""
    return {row.name.cell for row in form.indicators if row.subitem} if isinstance(form, IndicatorForm) else set()


def _facts(value: Value, prose: bool, indented: bool) -> list[str]:
    text = value.content if isinstance(value.content, str) else ""
    if not _ODD.search(text):
        return []
    bare = _INVISIBLE.sub("", text)
    facts = [f"全角字符「{shortened(wide[0], 12)}」"] if (wide := _WIDE.search(text)) else []
    if bare != text:
        facts.append("看不见的字符")
    if prose:
        return facts
    inner = bare.strip(_BLANKS)
    if inner and bare != (bare.rstrip(_BLANKS) if indented else inner):
        facts.append("首尾空格")
    if re.search(r"[\n\r]", inner) and len(value.flat) <= _SHORT:
        facts.append("换行")
    return facts


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """One finding per input cell; full-width punctuation and signs (＝ ≧) are all right everywhere."""
    prose, indented = {value.cell for value in form.prose()}, _indented(form)
    done: set[str] = set()
    for value in form.inputs():
        if value.cell in done or value.broken:
            continue
        done.add(value.cell)
        prosaic = value.cell in prose
        if facts := _facts(value, prosaic, value.cell in indented):
            wide = _WIDE.search(value.text) if prosaic else None
            yield hit(value, expected=shortened(halfwidth(wide[0]) if wide else value.clean), fact="、".join(facts))


RULE = Rule(
    code="B206",
    name="含全角数字或不可见字符",
    severity=Severity.HINT,
    basis="",
    message="「{label}」里有{fact},已按「{expected}」理解。",
    fix="改为「{expected}」。",
    check=check,
    forms=(FilledForm,),
)
