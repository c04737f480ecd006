"""A corrected form judged again: items whose problem a rule no longer finds may be closed, and which ones not yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from jixiao.ledger.entries import Identity, Item
from jixiao.ledger.queries import findings_of, items
from jixiao.ledger.states import CLOSED
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import RuleStatus
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.near_names import bare_name
from jixiao.rules.run import FormOutcome, Outcome

GONE, STILL, UNSURE = "已改好", "仍有", "不能判定"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a corrected form says about an item: 已改好 (may be closed), 仍有, 不能判定; with the reason in words."""

    item: Item
    verdict: str
    reason: str


def proposals(connection: Connection, judged: Iterable[tuple[str, Outcome]]) -> tuple[Proposal, ...]:
    """By the (file name, outcome) of corrected forms, every open item that rests on findings of their project.

    Nothing is closed here: `recording.decide(…, means=复核)` does it once somebody agrees.
    """
    open_items = [item for item in items(connection) if item.state != CLOSED]
    known = findings_of(connection, (item.id for item in open_items))
    told: list[Proposal] = []
    for name, outcome in judged:
        for form in outcome.forms:
            own = [item for item in open_items if known.get(item.id) and _speaks_of(form.form, item)]
            told += [_judged(item, known[item.id], own, known, name, outcome, form) for item in own]
    return tuple({proposal.item.id: proposal for proposal in told}.values())  # the last form sent counts


def _speaks_of(form: FilledForm, item: Item) -> bool:
    """Whether a form is about the item's project and unit."""
    department = getattr(form, "department", None)
    names = {_bare(form.unit_name), _bare(department.clean if isinstance(department, Value) else None)} - {""}
    project = _bare(form.project_name)
    same_project = bool(project) and project == _bare(item.project)
    whole_unit = not project and _bare(item.project) in {f"{name}整体支出" for name in names}
    return (same_project or whole_unit) and (not names or bool(names & {_bare(item.unit), _bare(item.addressee)}))


def _bare(text: str | None) -> str:
    return bare_name(squeezed(text)) if text else ""


def _judged(
    item: Item,
    own: set[Identity],
    others: Sequence[Item],
    known: dict[int, set[Identity]],
    name: str,
    outcome: Outcome,
    form: FormOutcome,
) -> Proposal:
    found = {(one.rule, one.sheet or "", one.label or one.cell or "") for one in outcome.findings}
    still = sorted(own & found)
    if still:
        places = "、".join(label for _, _, label in still)
        return Proposal(item, STILL, f"「{name}」里规则 {still[0][0]} 仍然报出:{places}")
    rules = sorted({rule for rule, _, _ in own})
    dumb = [rule for rule in rules if form.statuses.get(rule) not in (RuleStatus.PASSED, RuleStatus.FOUND)]
    if dumb or form.form.sheet not in {sheet for _, sheet, _ in own}:
        what = f"规则 {'、'.join(dumb)} 没有运行" if dumb else f"没有工作表「{sorted(own)[0][1]}」"
        return Proposal(item, UNSURE, f"「{name}」里{what},请人工核对")
    before = {identity for other in others for identity in known[other.id]}
    fresh = sorted(identity for identity in found - before if identity[0] in rules)
    if fresh:  # a renamed indicator would look as if its fault were gone
        return Proposal(item, UNSURE, f"「{name}」里规则 {fresh[0][0]} 在别处报出({fresh[0][2]}),请人工核对")
    return Proposal(item, GONE, f"更正后的「{name}」重新校验,规则 {'、'.join(rules)} 不再报出这个问题")
