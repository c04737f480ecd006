"""G711 整改已完成缺凭据: a problem is said to be put right without a day or without evidence."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.finding import Severity
from jixiao.records.list_arithmetic import DONE, state_of
from jixiao.records.list_form import ListForm
from jixiao.rules.rule import Context, Hit, Rule, hit

_DUE = (("done_on", "完成日期", "实际完成的日期"), ("evidence", "佐证材料", "材料名称和文号"))


def check(form: ListForm, _: Context) -> Iterator[Hit]:
    """One hit per row that is 已完成, at the first of day and evidence that says nothing."""
    for row in form.rows:
        if state_of(row.at("status")) != DONE:
            continue
        lacking = [each for each in _DUE if (value := row.at(each[0])) is not None and value.empty and not value.broken]
        if lacking:
            role, _name, expected = lacking[0]
            names = "和".join(name for _role, name, _what in lacking)
            yield hit(row.at(role), expected=expected, names=names)


RULE = Rule(
    code="G711",
    name="整改已完成缺凭据",
    severity=Severity.MUST_FIX,
    basis="",
    message="完成情况填“已完成”,没有填{names}。",
    fix="补填{names};还没有完成的,改填“正在整改”。",
    check=check,
    forms=(ListForm,),
    applies=lambda form, context: form.has("status") and (form.has("done_on") or form.has("evidence")),
)
