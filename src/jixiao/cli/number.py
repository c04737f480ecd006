"""The register of document numbers by hand: next, reserve, void, list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import PolicyName, WrongUse, policy_at

if TYPE_CHECKING:
    from jixiao.documents.numbers import Series

RegisterDir = Annotated[
    Path | None,
    typer.Option(
        "--register",
        help="「文号登记.csv」所在的文件夹。不给就在报送件、活动文件夹和上级文件夹里找,找不到用本人的。",
        metavar="文件夹",
        show_default=False,
    ),
]
Serials = Annotated[str, typer.Argument(help="序号,例如 12、20-25 或 3,7-9。", metavar="序号", show_default=False)]
number_app = typer.Typer(
    name="number",
    help="发文字号:看下一个号、预留、作废、列出登记。",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Prefix = Annotated[str | None, typer.Option("--prefix", help="机关代字;不给就按口径。", metavar="代字")]
Year = Annotated[int | None, typer.Option("--year", help="年份;不给就是今年。", min=1949, max=2099, metavar="年")]
Note = Annotated[str, typer.Option("--note", help="备注:为什么。", metavar="备注")]


@number_app.command("next")
def number_next(
    register: RegisterDir = None, prefix: Prefix = None, year: Year = None, policy: PolicyName = None
) -> None:
    """下一个可用的号(只看,不占号)。"""
    from jixiao.documents.numbers import NumberError, next_serials
    from jixiao.documents.numbers_file import FILE, read_register

    place = _place(register)
    try:
        series = _series(prefix, year, policy)
        (serial,) = next_serials(read_register(place / FILE), series)
    except NumberError as error:
        raise WrongUse(str(error)) from None
    print(series.number(serial))


@number_app.command("reserve")
def number_reserve(
    serials: Serials,
    register: RegisterDir = None,
    prefix: Prefix = None,
    year: Year = None,
    note: Note = "",
    policy: PolicyName = None,
) -> None:
    """预留:自动排号时跳过这些号;以后可以指定使用。"""
    from jixiao.documents.numbers import RESERVED

    _note(serials, RESERVED, register, prefix, year, note, policy)


@number_app.command("void")
def number_void(
    serials: Serials,
    register: RegisterDir = None,
    prefix: Prefix = None,
    year: Year = None,
    note: Note = "",
    policy: PolicyName = None,
) -> None:
    """作废:这些号永远不再使用。"""
    from jixiao.documents.numbers import VOID

    _note(serials, VOID, register, prefix, year, note, policy)


@number_app.command("list")
def number_list(register: RegisterDir = None, year: Year = None) -> None:
    """列出登记过的号和它们的状态。"""
    from jixiao.documents.numbers import NumberError, latest
    from jixiao.documents.numbers_file import FILE, read_register

    place = _place(register)
    try:
        known = latest(read_register(place / FILE))
    except NumberError as error:
        raise WrongUse(str(error)) from None
    found = [entry for (series, _), entry in known.items() if year is None or series.year == year]
    for entry in sorted(found, key=lambda entry: (entry.series.prefix, entry.series.year, entry.serial)):
        told = (entry.number, entry.state, entry.day, entry.kind, entry.title, entry.to, entry.who, entry.note)
        print("　".join(text for text in told if text))
    print(f"共 {len(found)} 个号。登记簿:{place / FILE}")


def _note(
    serials: str,
    state: str,
    register: Path | None,
    prefix: str | None,
    year: int | None,
    note: str,
    policy: str | None,
) -> None:
    from jixiao.documents.numbers import Entry, NumberError, latest, read_serials
    from jixiao.documents.numbers_file import opened

    try:
        series = _series(prefix, year, policy)
        wanted = read_serials(serials)
        with opened(_place(register)) as held:
            known = latest(held.entries)
            told = [known.get((series, serial), Entry(series, serial, state)) for serial in wanted]
            new = [
                Entry(series, old.serial, state, old.day, old.kind, old.title, old.to, note=note or old.note)
                for old in told
            ]
            held.add(new)
    except NumberError as error:
        raise WrongUse(str(error)) from None
    for entry in new:
        print(f"{entry.number}　{state}")


def _series(prefix: str | None, year: int | None, policy: str | None) -> Series:
    from jixiao.documents.numbers import Series, checked_prefix

    series = Series(prefix or policy_at(Path(), policy).notice.number_prefix, year or date.today().year)
    checked_prefix(series)
    return series


def _place(register: Path | None) -> Path:
    from jixiao.journal import log_path
    from jixiao.tasks.letters import register_folder

    return register or register_folder([Path()], log_path().parent)
