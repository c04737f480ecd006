"""The commands `jixiao ledger …`: from a notice that went out to an item that is closed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import OutDir, PolicyName, WrongUse, day_of, files_of, policy_at, usable_folder
from jixiao.cli.number import RegisterDir

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jixiao.ledger.entries import Item, NoticeEntry
    from jixiao.ledger.opening import Ledger
    from jixiao.ledger.recheck import Proposal
    from jixiao.ledger.recording import Doing
    from jixiao.ledger.reply_checks import Checked
    from jixiao.policy.model import Policy
    from jixiao.rules.run import Outcome

ledger_app = typer.Typer(
    name="ledger", help="整改台账:登记、回复、销号、催办、导出、备份。", no_args_is_help=True, rich_markup_mode=None
)
Place = Annotated[
    str, typer.Argument(help="活动文件夹(台账.db 在里面)、台账文件或数据库地址。", metavar="台账", show_default=False)
]
Files = Annotated[
    list[Path], typer.Argument(help="工作簿或文件夹,可以给多个。", metavar="文件或文件夹…", show_default=False)
]
Day = Annotated[str | None, typer.Option("--date", help="算到哪一天;不给就用今天。", metavar="日期")]
Number = Annotated[str | None, typer.Option("--number", help="整改通知的文号。", metavar="文号")]
Codes = Annotated[list[str] | None, typer.Option("--code", help="问题编号,可以给多个;不给就是全部。", metavar="编号")]
Unit = Annotated[str | None, typer.Option("--unit", help="只看这个责任单位。", metavar="单位")]
Who = Annotated[str | None, typer.Option("--who", help="经办人;不给就用本机登录名。", metavar="姓名")]
Why = Annotated[str, typer.Option("--why", help="理由,记进变更记录。", metavar="理由")]
Yes = Annotated[bool, typer.Option("--yes", help="预览无误,写进台账;不给就只预览。")]


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the ledger refuses is wrong use, said as it is."""
    from jixiao.documents.numbers import NumberError
    from jixiao.ledger.errors import LedgerError
    from jixiao.ledger.states import Refused

    try:
        yield
    except (LedgerError, NumberError, Refused) as error:
        raise WrongUse(str(error)) from None


def _ledger(place: str) -> Ledger:
    from jixiao.ledger.opening import ledger_at

    with _told():
        return ledger_at(place)


def _doing(who: str | None, why: str) -> Doing:
    from jixiao.ledger.lock import whoami
    from jixiao.ledger.recording import Doing

    return Doing(who or whoami(), datetime.now(), why)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


@contextlib.contextmanager
def _writing(ledger: Ledger) -> Iterator[Connection]:
    """The ledger to write to, today's copy of one on a server made first, as the file makes its own."""
    from jixiao.ledger.errors import LedgerError
    from jixiao.ledger.moving import daily_backup_of_server
    from jixiao.ledger.opening import writing

    try:
        daily_backup_of_server(ledger, datetime.now())
    except (LedgerError, OSError) as error:
        why = str(error) if isinstance(error, LedgerError) else f"请检查「{ledger.folder}」能不能写。"
        _say(f"今天的备份没有做成,台账照常登记。{why}")
    with writing(ledger, say=_say) as connection:
        yield connection


def _policy(ledger: Ledger, named: str | None) -> Policy:
    return policy_at(ledger.folder or Path(), named)


def _judged(paths: list[Path], policy: Policy) -> Iterator[tuple[Path, Outcome]]:
    from jixiao.tasks.check import check_file

    for file, _ in files_of(paths, own=True).files:
        yield file, check_file(file, policy)


@ledger_app.command("add")
def add(
    place: Place,
    paths: Files,
    output: OutDir = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number",
            help="给的是自评表、清单时,第一份通知的顺序号或文号,记进文号登记;auto 为按登记簿接着排。",
            metavar="序号",
        ),
    ] = None,
    register: RegisterDir = None,
    on: Day = None,
    who: Who = None,
    why: Why = "登记整改通知",
    policy: PolicyName = None,
) -> None:
    """登记整改通知:通知工作簿(F09 或本程序出的),或者自评表、评价结果清单;给了 -o 时另出整改情况报告。"""
    from jixiao.journal import log_path
    from jixiao.ledger.errors import LedgerError
    from jixiao.ledger.recording import add_notice
    from jixiao.tasks.letters import register_folder
    from jixiao.tasks.rectification import entries_of, noticed_in

    ledger, day = _ledger(place), day_of(on)
    chosen = _policy(ledger, policy)
    folder = usable_folder(output) if output is not None else None
    found = list(noticed_in(_judged(paths, chosen), day, _say))
    kept = register or register_folder([ledger.folder or Path(), *paths], log_path().parent)
    lines, added, refused = [], [], 0
    with _told(), _writing(ledger) as connection:
        for entry in entries_of(found, number, chosen, day, kept):
            try:
                fresh = add_notice(connection, entry, _doing(who, why))
            except LedgerError as error:
                refused += 1
                lines.append(str(error))
                continue
            added += [entry] if fresh else []
            word = "已登记" if fresh else "早已登记过,没有再记"
            lines.append(f"{entry.number} {entry.unit}:{len(entry.items)} 条,{word}。")
    for line in lines or ["没有读到整改通知,没有登记。"]:
        print(line)
    if folder is not None:
        _write_reports(added, folder, chosen)
    raise typer.Exit(1 if refused or not found else 0)


def _write_reports(entries: list[NoticeEntry], folder: Path, policy: Policy) -> None:
    from jixiao.intake import write_new
    from jixiao.ledger.report_out import report_name, report_workbook

    for entry in entries:
        path = write_new(folder / report_name(entry), report_workbook(entry, policy), datetime.now())
        print(f"已生成 {path}")


@ledger_app.command("reply")
def reply(
    place: Place,
    paths: Files,
    look: Annotated[bool, typer.Option("--look", help="只看,不记进台账。")] = False,
    on: Day = None,
    who: Who = None,
    why: Why = "单位报送整改情况",
    policy: PolicyName = None,
) -> None:
    """登记回复:读整改情况报告(或填好的问题清单及整改台账),对应到问题,核对以后记为已回复。"""
    from jixiao.ledger.opening import reading
    from jixiao.ledger.reply_checks import must_change

    ledger, day = _ledger(place), day_of(on)
    judged = list(_judged(paths, _policy(ledger, policy)))
    with _told(), reading(ledger) if look else _writing(ledger) as connection:
        checked = list(_take_in(connection, judged, day, None if look else _doing(who, why)))
    for name, result in checked:
        _show_reply(name, result, look=look)
    bad = not checked or any(result is None or must_change(result) for _, result in checked)
    raise typer.Exit(1 if bad else 0)


def _take_in(
    connection: Connection, judged: list[tuple[Path, Outcome]], on: date, doing: Doing | None
) -> Iterator[tuple[str, Checked | None]]:
    """Check and, with `doing`, record the replies of every file; None for a file without one."""
    from hashlib import sha256

    from jixiao.ledger.replies import replies_of
    from jixiao.ledger.reply_checks import check_reply, record_reply

    for file, outcome in judged:
        found = replies_of(outcome)
        if not found:
            yield file.name, None
        digest = sha256(file.read_bytes()).hexdigest()
        for one in found:
            result = check_reply(connection, one, outcome, digest, on)
            if doing is not None:
                record_reply(connection, result, file.name, digest, doing)
            yield file.name, result


def _show_reply(name: str, result: Checked | None, *, look: bool) -> None:
    if result is None:
        print(f"{name}:没有读到整改情况报告,也没有填好的问题清单及整改台账。")
        return
    if not result.blocked and result.notice is not None:
        count = len(result.matching.matches)
        print(f"{name}:{result.notice.number} 回复 {count} 条{'(只看,没有记)' if look else ',已记进台账'}。")
    for fault in result.faults:
        rule = f"({fault.rule})" if fault.rule else ""
        print(f"  {fault.severity} {fault.where}:{fault.message}{fault.fix}{rule}")


@ledger_app.command("close")
def close(
    place: Place,
    number: Number = None,
    codes: Codes = None,
    recheck: Annotated[
        list[Path] | None,
        typer.Option("--recheck", help="更正后的表或文件夹:规则不再报出的,提出销号。", metavar="文件"),
    ] = None,
    yes: Yes = False,
    who: Who = None,
    why: Why = "",
    policy: PolicyName = None,
) -> None:
    """销号:按文号和问题编号,要写理由;或者用更正后的表复核,规则不再报出的提出来,--yes 以后销号。"""
    if recheck:
        _close_by_recheck(_ledger(place), recheck, yes, who, policy)
    else:
        _decide(_ledger(place), "close", number, codes, who, why, "")


def _close_by_recheck(ledger: Ledger, paths: list[Path], yes: bool, who: str | None, named: str | None) -> None:
    from jixiao.ledger.opening import reading
    from jixiao.ledger.recheck import GONE, proposals
    from jixiao.ledger.recording import BY_RECHECK, decide

    judged = [(file.name, outcome) for file, outcome in _judged(paths, _policy(ledger, named))]
    with _told(), _writing(ledger) if yes else reading(ledger) as connection:
        found = proposals(connection, judged)
        for one in found if yes else ():
            if one.verdict == GONE:
                decide(connection, one.item, "close", _doing(who, one.reason), means=BY_RECHECK)
    _show_proposals(found, yes=yes)


def _show_proposals(found: tuple[Proposal, ...], *, yes: bool) -> None:
    from jixiao.ledger.recheck import GONE

    for one in found:
        print(f"{one.verdict} {one.item.named} {one.item.unit}:{one.reason}。")
    gone = sum(one.verdict == GONE for one in found)
    if not found:
        print("这些表里没有台账上能由规则复核的问题。")
    elif yes:
        print(f"已销号 {gone} 条,其余 {len(found) - gone} 条没有动。")
    else:
        print(f"可以销号 {gone} 条。核对无误以后加 --yes 再来一次。")


@ledger_app.command("return")
def send_back(
    place: Place,
    number: Number = None,
    codes: Codes = None,
    opinion: Annotated[str, typer.Option("--opinion", help="审核意见,写进台账。", metavar="意见")] = "",
    who: Who = None,
    why: Why = "",
) -> None:
    """退回:整改不到位的回复退回单位重报,要写理由;已经销号的也可以退回重开。"""
    _decide(_ledger(place), "return", number, codes, who, why, opinion)


def _decide(
    ledger: Ledger, action: str, number: str | None, codes: list[str] | None, who: str | None, why: str, opinion: str
) -> None:
    """Close or return the items of a notice; all of those named, or none when one may not be."""
    from jixiao.ledger.recording import decide

    if not number:
        raise WrongUse("请用 --number 写明是哪一份通知的文号,用 --code 写明问题编号。")
    if not why.strip():
        raise WrongUse("请用 --why 写明理由。")
    with _told(), _writing(ledger) as connection:
        chosen = _chosen(connection, number, codes)
        done = [decide(connection, one, action, _doing(who, why), opinion=opinion) for one in chosen]  # type: ignore[arg-type]
    for one in done:
        print(f"{one.named}:{one.state}。")


def _chosen(connection: Connection, number: str, codes: list[str] | None) -> list[Item]:
    from jixiao.ledger.queries import items
    from jixiao.records.text import squeezed

    found = {squeezed(item.code): item for item in items(connection, number=number)}
    if not found:
        raise WrongUse(f"台账里没有文号「{number}」的通知。用 jixiao ledger show 查看。")
    missing = [code for code in codes or () if squeezed(code) not in found]
    if missing:
        raise WrongUse(f"「{number}」没有编号 {'、'.join(missing)},有:{'、'.join(i.code for i in found.values())}。")
    return [found[squeezed(code)] for code in codes] if codes else list(found.values())
