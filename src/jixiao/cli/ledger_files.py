"""Further commands of `jixiao ledger`: looking, workbooks out and back in, and the care of the database file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import MustOutDir, OutDir, PolicyName, WrongUse, day_of, usable_folder
from jixiao.cli.ledger import (
    Day,
    Number,
    Place,
    Unit,
    Who,
    Why,
    Yes,
    _doing,
    _judged,
    _ledger,
    _policy,
    _say,
    _told,
    _writing,
    ledger_app,
)

__all__ = ["ledger_app"]

if TYPE_CHECKING:
    from jixiao.ledger.book_in import Preview
    from jixiao.ledger.entries import Item


@ledger_app.command("in")
def read_back(
    place: Place,
    file: Annotated[Path, typer.Argument(help="改过的整改台账工作簿。", metavar="工作簿", show_default=False)],
    yes: Yes = False,
    output: OutDir = None,
    who: Who = None,
    why: Why = "在台账工作簿里修改",
    policy: PolicyName = None,
) -> None:
    """读回在 Excel 里改过的台账:先列出会改什么、与别人有没有冲突,--yes 才写;给了 -o 时出冲突清单。"""
    from jixiao.ledger.book_in import apply, preview
    from jixiao.ledger.lists import conflicts_workbook
    from jixiao.ledger.opening import reading

    ledger = _ledger(place)
    ((_, outcome),) = _judged([file], _policy(ledger, policy))
    with _told(), _writing(ledger) if yes else reading(ledger) as connection:
        told = preview(connection, outcome.book.grid, outcome.book.forms)
        count = apply(connection, told, _doing(who, f"{why}({file.name})")) if yes else 0
    _show_preview(told)
    if told.conflicts and output is not None:
        from jixiao.intake import write_new

        path = usable_folder(output) / f"{file.stem}_冲突清单.xlsx"
        print(f"冲突清单:{write_new(path, conflicts_workbook(told.conflicts), datetime.now())}")
    if yes:
        print(f"已写进台账:改了 {count} 条。")
    elif not told.empty:
        print("以上还没有写。核对无误以后加 --yes 再来一次。")
    raise typer.Exit(1 if told.conflicts or told.refused else 0)


def _show_preview(told: Preview) -> None:
    from jixiao.ledger.entries import FIELD_NAMES
    from jixiao.ledger.states import action_name

    print(
        f"读到 {told.rows} 条:改 {len(told.edits)} 处,销号或退回 {len(told.steps)} 条,冲突 {len(told.conflicts)} 处。"
    )
    for edit in told.edits:
        print(f"  改 {edit.cell} {edit.item.named} {FIELD_NAMES[edit.field]}:“{edit.old}”→“{edit.new}”")
    for step in told.steps:
        print(f"  {action_name(step.action)} {step.cell} {step.item.named}")
    for one in told.conflicts:
        name = FIELD_NAMES[one.field]
        told_by = f"{one.who} {one.at} 已改成“{one.theirs}”"
        print(f"  冲突 {one.cell} {one.item.named} {name}:{told_by},这里的“{one.mine}”没有记")
    for cell, why in told.refused:
        print(f"  没有记 {cell}:{why}")


@ledger_app.command("show")
def show(
    place: Place,
    unit: Unit = None,
    number: Number = None,
    state: Annotated[
        str | None, typer.Option("--state", help="只看:已下发、已回复、已销号、退回、逾期。", metavar="状态")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="列出每一条的变更经过。")] = False,
    on: Day = None,
) -> None:
    """看台账:各状态多少条、销号率,逐条列出。"""
    from jixiao.ledger.opening import reading
    from jixiao.ledger.queries import changes, items
    from jixiao.ledger.states import OVERDUE, STATES

    day = day_of(on)
    if state is not None and state not in (*STATES, OVERDUE):
        raise WrongUse(f"没有「{state}」这个状态。可以用:{'、'.join((*STATES, OVERDUE))}。")
    with _told(), reading(_ledger(place)) as connection:
        found = items(connection, unit=unit, number=number, state=state, on=day)
        past = {item.id: changes(connection, item=item.id) for item in found} if history else {}
    _show_counts(found, day)
    for item in found:
        _show_item(item, day)
        for one in past.get(item.id, ()):
            _show_change(one.at, one.who, one.field, one.old, one.new, one.why)


def _show_counts(found: tuple[Item, ...], day: date) -> None:
    from jixiao.ledger.queries import counts
    from jixiao.ledger.states import CLOSED
    from jixiao.records.list_arithmetic import rectified_rate

    told = counts(found, day)
    rate = rectified_rate(told[CLOSED], len(found))
    print(f"共 {len(found)} 条:" + "、".join(f"{name} {count}" for name, count in told.items()) + "。")
    if rate is not None:
        print(f"销号率 {rate}%(截至 {day})。")


def _show_item(item: Item, day: date) -> None:
    from jixiao.ledger.states import state_on
    from jixiao.records.text import shortened

    shown = state_on(item.state, item.status, item.deadline, day)
    remark = f" ※{item.remark}" if item.remark else ""
    due = f"{item.deadline} 前" if item.deadline else "没有期限"
    print(f"{shown} {item.named} {item.unit} {due}:{shortened(item.problem, 40)}{remark}")


def _show_change(at: datetime, who: str, field: str, old: str, new: str, why: str) -> None:
    from jixiao.ledger.entries import FIELD_NAMES

    print(f"    {at:%Y-%m-%d %H:%M} {who} {FIELD_NAMES.get(field, field)}:“{old}”→“{new}”({why})")


@ledger_app.command("out")
def out(
    place: Place,
    output: MustOutDir,
    unit: Unit = None,
    number: Number = None,
    state: Annotated[
        str | None, typer.Option("--state", help="只要:已下发、已回复、已销号、退回、逾期。", metavar="状态")
    ] = None,
    audit: Annotated[bool, typer.Option("--audit", help="另出全部变更记录、通知和回复的登记,供审计。")] = False,
    reports: Annotated[bool, typer.Option("--report", help="另出还没有销号的问题的整改情况报告。")] = False,
    on: Day = None,
    policy: PolicyName = None,
) -> None:
    """导出整改台账工作簿:可以打印,也可以在 Excel/WPS 里改了再用 in 读回。"""
    from jixiao.intake import write_new
    from jixiao.ledger.book import ledger_workbook
    from jixiao.ledger.lists import audit_workbook
    from jixiao.ledger.opening import reading
    from jixiao.ledger.queries import changes, items, notices, received

    ledger, day, folder = _ledger(place), day_of(on), usable_folder(output)
    chosen = _policy(ledger, policy)
    with _told(), reading(ledger) as connection:
        found = items(connection, unit=unit, number=number, state=state, on=day)
        heads = notices(connection)
        past = (changes(connection), day, heads, received(connection)) if audit else None
    books = [("整改台账.xlsx", ledger_workbook(found, day, chosen.notice.agency))]
    books += [("整改台账变更记录.xlsx", audit_workbook(*past))] if past is not None else []
    if reports:
        from jixiao.ledger.report_out import reports_of

        books += reports_of(found, heads, chosen)
    for name, data in books:
        print(f"已生成 {write_new(folder / name, data, datetime.now())}")


@ledger_app.command("overdue")
def overdue(
    place: Place,
    output: OutDir = None,
    on: Day = None,
    days: Annotated[int, typer.Option("--days", help="另列几天之内到期的。", min=0, max=365, metavar="天数")] = 7,
) -> None:
    """催办:到某一天逾期的、快到期的,按单位列出;给了 -o 时出可打印的催办单。"""
    from jixiao.ledger.lists import by_unit, overdue_workbook
    from jixiao.ledger.opening import reading
    from jixiao.ledger.queries import due_until
    from jixiao.ledger.queries import overdue as late_by

    day = day_of(on)
    until = day + timedelta(days=days)
    with _told(), reading(_ledger(place)) as connection:
        late, soon = late_by(connection, day), due_until(connection, day, until)
    print(f"截至 {day} 逾期 {len(late)} 条;{until} 以前到期 {len(soon)} 条。")
    for unit, count in by_unit(late):
        print(f"  {unit}:逾期 {count} 条")
    if output is not None:
        from jixiao.intake import write_new

        path = usable_folder(output) / "整改催办单.xlsx"
        print(f"已生成 {write_new(path, overdue_workbook(late, soon, day, until), datetime.now())}")


@ledger_app.command("check")
def check(place: Place) -> None:
    """检查台账有没有损坏、有没有被绕过程序改过,列出备份。"""
    from jixiao.ledger.soundness import faults_at

    ledger = _ledger(place)
    faults = faults_at(ledger)
    for fault in faults:
        print(f"必须改 {fault}")
    if not faults:
        print(f"台账「{ledger.shown}」完好。")
    if ledger.file is not None:
        _show_backups(ledger.file, damaged=bool(faults))
    raise typer.Exit(1 if faults else 0)


def _show_backups(file: Path, *, damaged: bool) -> None:
    from jixiao.ledger.backup import backups_of
    from jixiao.ledger.lock import holder_of
    from jixiao.ledger.share import ADVICE, on_network_share

    copies = backups_of(file)
    if holder := holder_of(file):
        print(f"正由 {holder.who} 在写({holder.at} 开始,进程 {holder.pid})。")
    print(f"备份 {len(copies)} 份" + (f",最近一份:{copies[-1]}" if copies else "。"))
    if on_network_share(file):
        print(f"台账在网络共享上,同一时刻只能一个人写。{ADVICE}")
    if damaged and copies:
        print("恢复:jixiao ledger restore 台账 备份文件。现在的文件会另存,不会丢。")
    elif damaged and file.exists():
        print("没有备份。请把这个文件改名另存,再用 add、reply 把发出的通知和收到的报告重新登记。")


@ledger_app.command("backup")
def backup(
    place: Place,
    target: Annotated[Path | None, typer.Option("-o", "--output", help="备份到这个文件。", metavar="文件")] = None,
) -> None:
    """现在就备份一份台账;不给 -o 就放进「台账备份」。每天第一次写以前也会自动备份。"""
    from jixiao.ledger.backup import backup as copy_of
    from jixiao.ledger.moving import backup_of_server

    ledger, at = _ledger(place), datetime.now()
    with _told():
        made = backup_of_server(ledger, at, target) if ledger.file is None else copy_of(ledger.file, at, target)
    print(f"已备份到 {made}")


@ledger_app.command("move")
def move(
    place: Place,
    target: Annotated[
        str, typer.Argument(help="数据库地址,空的库;或者空的文件夹。", metavar="目的地", show_default=False)
    ],
) -> None:
    """把台账整个搬到 PostgreSQL(或者搬回文件),逐表核对一条不少;原来的不删。"""
    from jixiao.ledger.moving import copied, leave_address, same_place

    source, there = _ledger(place), _ledger(target)
    if same_place(source, there):
        raise WrongUse(f"台账已经在「{there.shown}」,不用搬。")
    with _told():
        sums = copied(source, there, leave=True)
        left = leave_address(source, there)
    for one in sums:
        print(f"  {one.name} {one.rows} 条,两边一致(校验码 {one.mark[:12]})")
    print(f"已搬到「{there.shown}」。原来的「{source.shown}」没有动。")
    if left is not None:
        print(f"以后照旧用文件夹:地址写在「{left}」里(不含密码),原来的不再写。")
    elif source.file is None:
        print("原来的库从现在起只能看,再写会被拒绝。请告诉大家改用新的地方。")


@ledger_app.command("restore")
def restore(
    place: Place,
    copy: Annotated[Path, typer.Argument(help="备份文件。", metavar="备份", show_default=False)],
) -> None:
    """用备份恢复台账;现在的文件另存,不删除。"""
    from jixiao.ledger.backup import restore as put_back
    from jixiao.ledger.lock import held

    ledger = _ledger(place)
    if (file := ledger.file) is None:
        raise WrongUse("台账在数据库服务器上:请管理员建一个空库,再用 jixiao ledger move 备份文件 新库的地址。")
    with _told(), held(file, say=_say):
        kept = put_back(file, copy, datetime.now())
    print(f"已用 {copy} 恢复 {file}。备份以后登记的内容要重新登记。")
    if kept is not None:
        print(f"原来的文件另存为 {kept}")
