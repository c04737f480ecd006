"""G714 公开内容含个人信息: a list to be made public holds a telephone, identity or account number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.list_form import PUBLICATION_LIST, ListForm
from jixiao.records.regex import regex
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

_KINDS = (
    (
        "证件号码",
        regex(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"),
    ),
    ("手机号码", regex(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    ("银行账号", regex(r"(?:账号|帐号|卡号|开户)\D{0,8}\d{12,21}(?!\d)")),
    (
        "电话号码",
        regex(r"(?<!\d)0\d{2,3}[-—－ ]?\d{7,8}(?!\d)|(?:电话|联系方式|热线)\D{0,4}\d{3,4}[-—－ ]?\d{3,8}(?!\d)"),
    ),
)
_GAPS = regex(r"(?<=\d)[ \-—－](?=\d)")


def found_in(text: str) -> tuple[str, str] | None:
    """What kind of personal number a text holds, and its words with all but the first digits masked."""
    for kind, pattern in _KINDS:
        for flat in (squeezed(text), _GAPS.sub("", squeezed(text))):
            if match := pattern.search(flat):
                digits = re.sub(r"\D", "", match[0])
                return kind, digits[:3] + "*" * min(8, max(0, len(digits) - 3))
    return None


def check(form: ListForm, _: Context) -> Iterator[Hit]:
    """Cells and texts of the list; the number itself is not repeated in the finding."""
    told = {value.cell for value, _unit in form.money_cells()}
    for value in (*form.inputs(), *form.statements):
        if value.cell in told or not _written(value):
            continue
        if (found := found_in(value.text)) is not None:
            told.add(value.cell)
            yield hit(value, seen=found[1], expected="删去号码", kind=found[0])


def _written(value: Value) -> bool:
    """Text, or a number of eleven digits and more that stands in no amount's place."""
    return isinstance(value.content, str) or (value.content is not None and len(value.flat) == 11)


RULE = Rule(
    code="G714",
    name="公开内容含个人信息",
    severity=Severity.MUST_FIX,
    basis="《中华人民共和国政府信息公开条例》",
    message="拟公开的内容里有{kind}({seen})。",
    fix="删去{kind},必要时写单位的公开办公电话到网站指定位置。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: form.form == PUBLICATION_LIST,
)
