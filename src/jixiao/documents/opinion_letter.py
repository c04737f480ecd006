"""结果运用意见书 as letters: one to 预算股 with every project, one to each business office with those of its units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from jixiao.documents.letter import Filling, Letter, drafted
from jixiao.documents.notice_parts import Block
from jixiao.documents.opinion import TITLE_OF, Advised
from jixiao.documents.table_sheet import table_sheet
from jixiao.documents.words import day_text, han_numeral, in_quotes, printable
from jixiao.forms.list_kind import TABLE
from jixiao.forms.list_kinds import kind_of
from jixiao.forms.result_use_opinion import FORMS
from jixiao.forms.template_guide import Handed
from jixiao.policy.model import Policy
from jixiao.records.list_arithmetic import cut, serial
from jixiao.records.numbers import plain, rounded

PROJECTS, NO_USE = "项目清单", "意见待定"
_FOR_OFFICES = ("budget_office", "business_office", "signed_on")
_MOST_NAMED = 10
"""Projects that one use names; more are counted, the list has them all."""


def opinion_letters(
    kind: str, items: Sequence[Advised], policy: Policy, on: date, office_of: Callable[[str, str], str]
) -> list[Letter]:
    """Letters of one kind dated `on`, their numbers blank; `office_of` (unit, department) is the business office or "".

    Offices of policy.notice.opinion_to get every project.
    """
    offices: dict[str, list[Advised]] = {name: list(items) for name in policy.notice.opinion_to if items}
    for item in items:
        name = printable(office_of(item.unit, item.department))
        if name and name not in policy.notice.opinion_to:
            offices.setdefault(name, []).append(item)
    return [_letter(kind, name, own, policy, on) for name, own in offices.items()]


def numbered(letter: Letter, number: str) -> Letter:
    """The opinion with its number, on the form too."""
    if letter.filling is None:
        return replace(letter, number=number)
    values = {**letter.filling.values, ("field.number", 0): number}
    return replace(letter, number=number, filling=replace(letter.filling, values=values))


def _letter(kind: str, office: str, own: Sequence[Advised], policy: Policy, on: date) -> Letter:
    form = next(form for form in FORMS if form.title == TITLE_OF[kind])
    years = {item.year for item in own}
    year = own[0].year if len(years) == 1 else None
    stated = f"{year}年度" if year else ""
    body = tuple(_body(kind, own))
    filling = Filling(form.title, year, len(own), _values(form.code, own, office, policy, on))
    attached = (_list(kind, own, stated, on),)
    title = (stated, *_in_pieces(form.title))
    letter = drafted(kind, office, title, body, attached, policy.notice, on, filling)
    return replace(letter, signature=policy.notice.opinion_from, cc="")


def _in_pieces(title: str) -> tuple[str, ...]:
    head, _, tail = title.partition("结果运用")
    return (head, f"结果运用{tail}")


def _body(kind: str, own: Sequence[Advised]) -> Iterator[Block]:
    form = next(form for form in FORMS if form.title == TITLE_OF[kind])
    opening = next(part.text for part in kind_of(form).parts if part.kind == "text")
    yield Block("text", opening.strip("　 "))
    yield Block("level1", "一、总体情况")
    yield Block("text", overall(own))
    yield Block("level1", "二、运用意见")
    for place, (use, items) in enumerate(_by_use(own).items(), 1):
        yield Block("level2", f"（{han_numeral(place)}）{use}")
        yield Block("text", _named(items))


def _by_use(own: Sequence[Advised]) -> dict[str, list[Advised]]:
    uses: dict[str, list[Advised]] = {}
    for item in own:
        uses.setdefault(item.use or NO_USE, []).append(item)
    return uses


def overall(own: Sequence[Advised]) -> str:
    """How many projects and how much money, and how many by use; amounts that nobody states are said to be missing."""
    text = f"共{len(own)}个项目，{_sum(own)}。"
    uses = [f"{use}{len(items)}个" for use, items in _by_use(own).items()]
    return f"{text}其中：{'，'.join(uses)}。"


def _sum(items: Sequence[Advised]) -> str:
    known = [item.amount for item in items if item.amount is not None]
    if not known:
        return "金额均未载明"
    missing = len(items) - len(known)
    text = f"金额{plain(sum(known, Decimal(0)))}万元" + (f"（{missing}个未载明金额）" if missing else "")
    stated = [value for item in items if isinstance(value := item.told.get("suggested"), Decimal)]
    return text + (f"，建议金额{plain(sum(stated, Decimal(0)))}万元" if stated else "")


def _named(items: Sequence[Advised]) -> str:
    names = "、".join(in_quotes(item.project or "（未填项目名称）") for item in items[:_MOST_NAMED])
    return f"{names}{'等' if len(items) > _MOST_NAMED else ''}{len(items)}个项目，{_sum(items)}。"


def _values(code: str, own: Sequence[Advised], office: str, policy: Policy, on: date) -> dict[tuple[str, int], Any]:
    """The cells of the form; what nobody states stays blank, and so do the places for the offices' own opinions."""
    found: dict[tuple[str, int], Any] = {
        ("field.to", 0): office,
        ("field.from", 0): policy.notice.opinion_from,
        ("field.overall", 0): overall(own),
        ("field.date", 0): serial(on),
    }
    for row, item in enumerate(own):
        told = {"number": str(row + 1), "project": item.project, "duty": item.unit, "amount": item.amount}
        for role, value in {**told, **item.told, "use": item.use}.items():
            if value is not None and value != "":
                found[role, row] = value
    return found


def instructions(filling: Filling, policy: Policy) -> Handed:
    """What the offices have to do with an opinion filled in; a column counts as filled when every row of it is."""
    rows: dict[str, int] = {}
    for role, _ in filling.values:
        rows[role] = rows.get(role, 0) + 1
    full = frozenset(
        role for role, count in rows.items() if count == (1 if role.startswith("field.") else filling.rows)
    )
    source = policy.notice.opinion_from
    lines = [
        f"本意见书由{source}提出,项目、单位、金额和结果已经填好,请不要改;有出入的告诉{source},由{source}改后重出。",
        "预算股、业务股逐个项目在自己的意见栏里写:同意的写“同意”,不同意的写明怎么安排、为什么;写上签字日期。",
        f"{source}负责人在“提出股室负责人意见”里签署;签完以后按表下的注分存,电子表格存一份备查。",
    ]
    if "use" not in full:
        lines.insert(1, f"“运用意见”空着的项目,材料里没有结论、等级或灯色,由{source}补填以后再送。")
    return Handed(full, tuple(lines))


def _list(kind: str, own: Sequence[Advised], stated: str, on: date) -> Any:
    """The projects as the attachment of the Word letter: the form's columns without those for the offices."""
    form = next(form for form in FORMS if form.title == TITLE_OF[kind])
    columns = [each for each in form.tables[TABLE] if each.role not in _FOR_OFFICES]
    heads = tuple((each.label, max(float(each.width), 7.0)) for each in columns)
    rows = [_row(number, item, [each.role for each in columns]) for number, item in enumerate(own, 1)]
    note = f"{stated}　{len(own)} 个项目　{day_text(on)}"
    return table_sheet(PROJECTS, f"{form.title}{PROJECTS}", note, heads, rows)


def _row(number: int, item: Advised, roles: Sequence[str]) -> tuple[str | int | Decimal, ...]:
    told: dict[str, Any] = {"number": number, "project": item.project, "duty": item.unit, "amount": item.amount}
    told |= {**item.told, "use": item.use or NO_USE}
    suggested, executed = told.get("suggested"), told.get("executed")
    told["cut"] = cut(item.amount, suggested) if suggested is not None else None
    if item.amount and isinstance(executed, Decimal):
        told["rate"] = f"{plain(rounded(executed * 100 / item.amount))}%"
    return tuple("" if (value := told.get(role)) is None else value for role in roles)
