"""A reply held against its notice: every item answered, evidence named, dates sane; then recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert

from jixiao.ledger.entries import Item, canonical
from jixiao.ledger.queries import NoticeRow, items, notices, reply_known
from jixiao.ledger.recording import Doing, change_item, decide
from jixiao.ledger.replies import Answer, Match, Matching, Reply, matched
from jixiao.ledger.schema import REPLIES
from jixiao.ledger.states import CLOSED
from jixiao.records.finding import Finding, Severity
from jixiao.records.list_arithmetic import DONE
from jixiao.records.text import shortened, squeezed
from jixiao.rules.near_names import bare_name
from jixiao.rules.run import Outcome

_OF_REPLIES = ("G711", "G712", "G716", "B201")
"""What the rules find about the reply itself; the rest of a workbook is none of the ledger's business."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a reply: where, what, what to do."""

    severity: str
    where: str
    message: str
    fix: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply with what the ledger makes of it; without `notice` it belongs to none and `faults` says why."""

    reply: Reply
    notice: NoticeRow | None
    matching: Matching
    faults: tuple[Fault, ...]
    known: bool = False

    @property
    def blocked(self) -> bool:
        """Whether nothing of it can be recorded."""
        return self.notice is None or self.known


def check_reply(connection: Connection, reply: Reply, outcome: Outcome, digest: str, on: date) -> Checked:
    """Match a reply to its notice and items on the day `on` and say everything that is wrong with it."""
    notice, fault = _notice_of(notices(connection), reply)
    if notice is None:
        return Checked(reply, None, Matching((), reply.answers, ()), (fault,) if fault else ())
    if reply_known(connection, notice.id, digest):
        told = Fault("提示", reply.sheet, f"这一份对 {notice.number} 的回复已经登记过,没有再记。", "")
        return Checked(reply, notice, Matching((), (), ()), (told,), known=True)
    matching = matched(reply.answers, items(connection, number=notice.number))
    faults = [
        *([fault] if fault else []),
        *_rule_faults(reply, outcome),
        *_unanswered(reply, matching),
        *(one for match in matching.matches for one in _match_faults(match, notice, on)),
        *_stranger_faults(matching),
        *_dated(reply, notice, on),
    ]
    return Checked(reply, notice, matching, tuple(faults))


def _notice_of(known: tuple[NoticeRow, ...], reply: Reply) -> tuple[NoticeRow | None, Fault | None]:
    """The notice by its number; without a number by unit and project, if there is just one, which people verify."""
    for notice in known:
        if reply.number and notice.number == canonical(reply.number):
            return notice, None
    if reply.number:
        told = f"回复写的通知文号“{reply.number}”台账里没有。"
        return None, Fault("必须改", reply.sheet, told, "核对通知文号;通知还没有登记的,先用 jixiao ledger add 登记。")
    unit, project = bare_name(squeezed(reply.unit)), bare_name(squeezed(reply.project))
    alike = [n for n in known if bare_name(squeezed(n.unit)) == unit and bare_name(squeezed(n.project)) == project]
    if len(alike) == 1 and unit:
        told = f"回复没有写通知文号,按单位和项目对应到 {alike[0].number}。"
        return alike[0], Fault("请核实", reply.sheet, told, "核对是不是这份通知的回复。")
    told = "回复没有写通知文号," + ("按单位和项目对应到几份通知。" if alike else "按单位和项目也对不上。")
    return None, Fault("必须改", reply.sheet, told, "请单位补上整改通知文号再报。")


def _rule_faults(reply: Reply, outcome: Outcome) -> Iterator[Fault]:
    for finding in outcome.findings:
        if finding.sheet == reply.sheet and finding.rule in _OF_REPLIES:
            yield _fault(finding)


def _fault(finding: Finding) -> Fault:
    where = f"{finding.sheet}!{finding.cell}" if finding.cell else str(finding.sheet)
    return Fault(finding.severity.value, where, finding.message, finding.fix, finding.rule)


def _unanswered(reply: Reply, matching: Matching) -> Iterator[Fault]:
    for item in matching.unanswered:
        if item.state == CLOSED:
            continue
        told = f"通知的问题 {item.code}“{shortened(item.problem, 30)}”没有回复。"
        yield Fault("必须改", reply.sheet, told, "在逐项整改情况里补一行,写明措施、完成情况和佐证。", "G717")


def _match_faults(match: Match, notice: NoticeRow, on: date) -> Iterator[Fault]:
    answer, item = match.answer, match.item
    where = f"{answer.sheet}!{answer.cell}"
    if match.doubt:
        told = f"{match.doubt}:对应到台账的 {item.code}“{shortened(item.problem, 30)}”。"
        yield Fault("请核实", where, told, "核对是不是同一个问题。")
    if item.state == CLOSED:
        yield Fault("提示", where, f"{item.code} 已经销号,这一行没有再记。", "确要重开的,先退回。")
    if answer.status and not answer.readable:
        yield Fault("必须改", where, f"完成情况“{answer.status}”看不懂。", "从列表里选:已完成、正在整改、未启动。")
    if not answer.status:
        yield Fault("必须改", where, f"{item.code} 没有填完成情况。", "从列表里选:已完成、正在整改、未启动。")
    if answer.done_on and notice.issued and answer.done_on < notice.issued:
        told = f"{item.code} 的完成日期 {answer.done_on} 早于通知下发日期 {notice.issued}。"
        yield Fault("请核实", where, told, "核对完成日期;通知下发前就已整改的,附当时的材料。", "G716")
    if answer.done_on and answer.done_on > on:
        told = f"{item.code} 的完成日期 {answer.done_on} 还没有到。"
        yield Fault("必须改", where, told, "还没有完成的,改填“正在整改”。", "G716")


def _stranger_faults(matching: Matching) -> Iterator[Fault]:
    for answer in matching.strangers:
        told = f"“{shortened(answer.code or answer.problem, 30)}”在通知里找不到,没有记。"
        yield Fault("请核实", f"{answer.sheet}!{answer.cell}", told, "核对问题编号,与整改通知一致。")


def _dated(reply: Reply, notice: NoticeRow, on: date) -> Iterator[Fault]:
    if reply.dated and notice.issued and reply.dated < notice.issued:
        told = f"报告日期 {reply.dated} 早于通知下发日期 {notice.issued}。"
        yield Fault("必须改", reply.sheet, told, "核对成文日期和通知文号:是不是把别的报告报来了。", "G716")
    if reply.dated and reply.dated > on:
        yield Fault("请核实", reply.sheet, f"报告日期 {reply.dated} 还没有到。", "核对成文日期。", "G716")
    if reply.dated and notice.report_by and reply.dated > notice.report_by:
        told = f"报告日期 {reply.dated} 晚于通知要求的 {notice.report_by}。"
        yield Fault("提示", reply.sheet, told, "逾期回复,按通知的规定处理。")


# -- recording ---------------------------------------------------------------------------------------------------------


def record_reply(connection: Connection, checked: Checked, file: str, digest: str, doing: Doing) -> tuple[Item, ...]:
    """Record a checked reply: the reply itself, and every answered item as 已回复; the items as they are then."""
    reply, notice = checked.reply, checked.notice
    if notice is None or checked.known:
        return ()
    connection.execute(
        insert(REPLIES).values(
            notice_id=notice.id,
            file=file,
            digest=digest,
            unit=reply.unit[:200],
            number=reply.own_number[:60],
            dated=reply.dated,
            reasons=reply.reasons,
            mechanism=reply.mechanism,
            faults="\n".join(f"{fault.severity} {fault.where}:{fault.message}" for fault in checked.faults),
            received=doing.at,
        )
    )
    done = []
    for match in checked.matching.matches:
        if match.item.state != CLOSED:
            done.append(_record(connection, match, doing))
    return tuple(done)


def _record(connection: Connection, match: Match, doing: Doing) -> Item:
    answer = match.answer
    replied = decide(connection, match.item, "reply", doing)
    return change_item(
        connection,
        replied,
        {
            "measures": answer.measures,
            "status": answer.status[:40],
            "done_on": answer.done_on,
            "evidence": answer.evidence,
            "person": answer.person[:100],
            "remark": ";".join((*lacks(answer), *([match.doubt] if match.doubt else []))),
        },
        doing,
    )


def lacks(answer: Answer) -> tuple[str, ...]:
    """What keeps an answer from being taken at its word: 「已完成」 without day or evidence, words nobody can read."""
    if answer.status and not answer.readable:
        return (f"完成情况“{shortened(answer.status, 20)}”看不懂",)
    if answer.status != DONE:
        return ()
    found = [name for name, value in (("完成日期", answer.done_on), ("佐证材料", answer.evidence)) if not value]
    return (f"填“已完成”,缺{'和'.join(found)}",) if found else ()


def must_change(checked: Checked) -> bool:
    """Whether the unit has to put the reply right."""
    return any(fault.severity == Severity.MUST_FIX.value for fault in checked.faults)
