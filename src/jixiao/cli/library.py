"""The commands `jixiao library …`: search, import, export and check the indicator library."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jixiao.cli.arguments import AsJson, MustOutDir, WrongUse, day_of, policy_at, usable_folder

if TYPE_CHECKING:
    from jixiao.library.reading import LibraryReading
    from jixiao.tasks.library import Taken

library_app = typer.Typer(
    name="library", help="指标库:查找、导入、导出、检查。", no_args_is_help=True, rich_markup_mode=None
)
Named = Annotated[
    Path | None,
    typer.Option(
        "--library",
        help="用这一个指标库(.xlsx)。不给就找当前文件夹和上级文件夹里的「绩效指标库.xlsx」,再找本人的,都没有就用随程序的。",
        metavar="文件",
        show_default=False,
    ),
]
Kind = Annotated[
    str, typer.Option("--class", help="只看这一类,可以只写几个字,例如 基建。", metavar="类别", show_default=False)
]
Level = Annotated[
    str, typer.Option("--level", help="只看这一级,例如 产出、质量、社会效益。", metavar="指标级次", show_default=False)
]


@library_app.command("search")
def library_search(
    words: Annotated[list[str] | None, typer.Argument(help="要找的词,可以几个;不给就全列。", metavar="词…")] = None,
    kind: Kind = "",
    level: Level = "",
    owner: Annotated[
        str, typer.Option("--unit", help="只看这个行业或单位的。", metavar="行业或单位", show_default=False)
    ] = "",
    retired: Annotated[bool, typer.Option("--retired", help="停用的也列出来。")] = False,
    limit: Annotated[int, typer.Option("--limit", help="最多列几条。", min=1, max=10000, metavar="条数")] = 20,
    library: Named = None,
    as_json: AsJson = False,
) -> None:
    """按词、类别、级次查找写得好的指标,最贴近的排在前面。"""
    from jixiao.tasks import library as tasks

    found = _chosen(library)
    policy = policy_at(Path.cwd(), None)
    matches = tasks.found_in(
        found.library,
        " ".join(words or ()),
        kind=kind,
        level=level,
        owner=owner,
        retired=retired,
        limit=limit,
        policy=policy,
    )
    if as_json:
        _print_json({"指标库": found.library.origin, "指标": [tasks.as_json(match.indicator) for match in matches]})
    elif not matches:
        print("没有找到。换一个词,或少写几个字再找。")
    else:
        _show_table([tasks.as_json(match.indicator) for match in matches], found.library.origin)
    raise typer.Exit(0 if matches else 1)


@library_app.command("import")
def library_import(
    source: Annotated[
        Path,
        typer.Argument(help="另一个指标库(.xlsx),或者放着上年批复目标表、自评表的文件夹或工作簿。", metavar="来件"),
    ],
    output: MustOutDir,
    library: Named = None,
    prefer: Annotated[bool, typer.Option("--theirs", help="两边不一致的,按来件改;不给就保留本库。")] = False,
    near: Annotated[bool, typer.Option("--near", help="疑似重复的也收进来;不给就只列在合并报告里。")] = False,
    on: Annotated[
        str | None, typer.Option("--date", help="更新记录写哪一天,例如 2026-03-01;不给就用今天。", metavar="日期")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """并入另一个指标库或往年目标表,写出新的指标库和合并报告;原来的文件不动。"""
    from jixiao.library.reading import LibraryError
    from jixiao.tasks import library as tasks

    if not source.exists():
        raise WrongUse(f"找不到「{source}」。请核对路径和文件名。")
    ours, day, folder = _chosen(library).library, day_of(on), usable_folder(output)
    policy = policy_at(folder, None)
    try:
        taken = tasks.take_in(ours, source, on=day, policy=policy, prefer_theirs=prefer, with_near=near)
    except LibraryError as error:
        raise WrongUse(str(error)) from None
    taken = tasks.write_taken(taken, folder, datetime.now())
    if as_json:
        _print_json(tasks.taken_json(taken))
    else:
        _show_taken(taken)
    raise typer.Exit(1 if taken.problems or taken.merge.count("不一致") or taken.merge.count("疑似重复") else 0)


@library_app.command("export")
def library_export(
    output: MustOutDir,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--class", help="只导出这一类,一类一个文件,可以给几次。", metavar="类别", show_default=False),
    ] = None,
    library: Named = None,
) -> None:
    """把指标库导出成可以在 Excel/WPS 里修改的工作簿。"""
    from jixiao.tasks import library as tasks

    chosen = _chosen(library)
    folder = usable_folder(output)
    try:
        paths = tasks.write_library(chosen.library, folder, datetime.now(), kinds=kinds or ())
    except KeyError as error:
        raise WrongUse(f"没有叫「{error.args[0]}」的类别,或者不止一个。可用的类别:{error.args[1]}。") from None
    for path in paths:
        print(f"已生成 {path}")


@library_app.command("check")
def library_check(
    file: Annotated[Path, typer.Argument(help="指标库工作簿(.xlsx)。", metavar="指标库")], as_json: AsJson = False
) -> None:
    """检查指标库工作簿,逐格说明哪里写得不对。"""
    from jixiao.library.reading import LibraryError
    from jixiao.tasks import library as tasks

    if not file.exists():
        raise WrongUse(f"找不到「{file}」。请核对路径和文件名。")
    try:
        found, problems = tasks.check_library(file)
    except LibraryError as error:
        raise WrongUse(str(error)) from None
    if as_json:
        told = [
            {"表": item.sheet, "单元格": item.cell, "问题": item.words, "已收进": not item.left_out}
            for item in problems
        ]
        _print_json({"指标": len(found.indicators), "问题": told})
    else:
        for problem in problems:
            print(problem)
        used = len(found.active())
        print(f"指标库「{file.name}」{len(found.indicators)} 条指标,在用 {used} 条,{_result(len(problems))}。")
    raise typer.Exit(1 if problems else 0)


def _result(problems: int) -> str:
    return f"{problems} 处要改" if problems else "可以使用"


def _chosen(named: Path | None) -> LibraryReading:
    from jixiao.library.reading import LibraryError
    from jixiao.tasks.library import chosen_library

    try:
        found = chosen_library(named, Path.cwd() / "新建.xlsx")
    except LibraryError as error:
        raise WrongUse(str(error)) from None
    if found.problems:
        print(f"指标库里有 {len(found.problems)} 处要改,用 jixiao library check 查看。", file=sys.stderr)
    return found


def _print_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _show_table(rows: list[dict[str, str]], origin: str) -> None:
    from jixiao.cli import terminal

    headings = ("编号", "类别", "二级指标", "三级指标", "性质", "示例值", "计量单位", "依据")
    remark = f"{len(rows)} 条,出自{origin}。示例值只示意写法,指标值按本单位任务定。"
    terminal.show_indicators([[row[heading] for heading in headings] for row in rows], headings, remark)


def _show_taken(taken: Taken) -> None:
    from jixiao.library.merging import OUTCOMES

    merge = taken.merge
    if taken.forms:
        print(f"读到 {taken.forms} 张表。")
    print(",".join(f"{outcome} {merge.count(outcome)} 条" for outcome in OUTCOMES) + "。")
    for line in merge.lines:
        if line.outcome in ("不一致", "疑似重复"):
            print(f"{line.outcome}:{line.theirs.owner or line.theirs.kind}“{line.theirs.name}”,{line.words}")
    for problem in taken.problems:
        print(problem)
    for path in taken.written:
        print(f"已生成 {path}")
