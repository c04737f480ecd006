"""The commands `jixiao bridge …`: the mapping workbook, lists in, results out (预算管理一体化)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import MustOutDir, Password, Paths, PolicyName, WrongUse, files_of, policies_of, usable_folder

if TYPE_CHECKING:
    from jixiao.bridge.mapping import Mapping
    from jixiao.bridge.problem import Problem
    from jixiao.forms.declaration import Form

bridge_app = typer.Typer(
    name="bridge", help="与一体化系统对接:对照表、导入清单、写回结果。", no_args_is_help=True, rich_markup_mode=None
)
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping", help="改好的对照表(.xlsx)。不给就用随程序的对照表。", metavar="对照表", show_default=False
    ),
]
_MOST_TOLD = 20


@bridge_app.command("mapping")
def bridge_mapping(
    file: Annotated[
        Path | None,
        typer.Argument(help="要检查的对照表;不给就生成一份。", metavar="[对照表]", show_default=False),
    ] = None,
    output: MustOutDir = Path(),
) -> None:
    """生成对照表;给了文件就检查它能不能用,不能用时逐格说明。"""
    from jixiao.tasks.bridge import write_mapping

    if file is None:
        print(f"已生成 {write_mapping(usable_folder(output), datetime.now())}")
        return
    _usable(file)
    print(f"对照表「{file.name}」可以使用。")


@bridge_app.command("import")
def bridge_import(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="一体化系统导出的项目清单、指标清单(.xlsx、.xls、.csv)。", metavar="清单…", show_default=False
        ),
    ],
    output: MustOutDir,
    mapping: MappingFile = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--form", help="要预填的表:申报、监控、自评,可以写几次;写「无」不预填。", metavar="表"),
    ] = None,
    policy: PolicyName = None,
) -> None:
    """导入清单:生成名册与项目库,按项目预填申报表、监控表、自评表,并报告没对上的。"""
    from jixiao.cli.arguments import policy_at
    from jixiao.cli.terminal import progress
    from jixiao.tasks.bridge import listed_in, write_listed

    for file in files:
        if not file.exists():
            raise WrongUse(f"找不到「{file}」。请核对路径和文件名。")
    chosen, forms = _usable(mapping), _forms(form)
    folder = usable_folder(output)
    listed, at = listed_in(files, chosen), datetime.now()
    with progress("预填", len(listed.projects)) as step:
        result = write_listed(listed, forms, policy_at(folder, policy), folder, at, step)
    indicators = sum(len(project.indicators) for project in listed.projects)
    print(f"导入单位 {len(listed.units())} 个、项目 {len(listed.projects)} 个、指标 {indicators} 条。")
    if left := listed.counts.get("totals"):
        print(f"合计行 {left} 行没有导入。")
    print(f"名册与项目库:{result.roster}")
    if result.written:
        print(f"预填表 {result.written} 份,在 {folder / '预填表'}")
    _tell(listed.problems, "导入报告")


@bridge_app.command("export")
def bridge_export(
    paths: Paths,
    output: MustOutDir,
    mapping: MappingFile = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster", help="导入时生成的名册与项目库;表上没写编码的靠它补。", metavar="名册", show_default=False
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="写成 GBK 编码的 CSV。")] = False,
    policy: PolicyName = None,
    password: Password = None,
) -> None:
    """写回结果:校验计分后,按对照表里的栏目次序生成回写文件,并报告没对上的。"""
    from jixiao.cli.terminal import progress
    from jixiao.tasks.bridge import BridgeError, export_results, read_codes
    from jixiao.tasks.check import check_files

    chosen = _usable(mapping)
    try:
        codes = read_codes(_existing(roster))
    except BridgeError as error:
        raise WrongUse(str(error)) from None
    found = files_of(paths, output)
    files = [file for file, _ in found.files]
    policies = policies_of(found, paths, policy)
    judged = []
    with progress("校验", len(files)) as step:
        for index, outcome in check_files(files, policies, password=password):
            judged.append((files[index].name, outcome))
            step(files[index].name)
    result = export_results(judged, chosen, codes, usable_folder(output), datetime.now(), as_csv=as_csv)
    for sheet, (_, rows) in result.exported.sheets.items():
        print(f"{sheet} {len(rows)} 行。")
    for file in result.files:
        print(f"回写文件:{file}")
    if result.report is not None:
        print(f"没对上的:{result.report}")
    _tell(result.exported.problems, "回写报告")


def _existing(path: Path | None) -> Path | None:
    if path is not None and not path.exists():
        raise WrongUse(f"找不到「{path}」。请核对路径和文件名。")
    return path


def _usable(path: Path | None) -> Mapping:
    """The mapping to use; what is wrong with it is said, and then nothing is done."""
    from jixiao.tasks.bridge import BridgeError, read_mapping

    try:
        mapping = read_mapping(_existing(path))
    except BridgeError as error:
        print(str(error), file=sys.stderr)
        raise typer.Exit(1) from None
    if mapping.faults:
        for fault in mapping.faults:
            print(f"{fault.place}:{fault.message}{fault.fix}", file=sys.stderr)
        print("对照表有问题,改好再用。", file=sys.stderr)
        raise typer.Exit(1)
    return mapping


def _forms(names: Sequence[str] | None) -> list[Form]:
    from jixiao.bridge.prefill import FORMS
    from jixiao.forms.catalogue import FORMS as ALL

    known = [form for code in FORMS for form in ALL if form.code == code]
    if not names:
        return known
    found = []
    for name in names:
        fitting = [form for form in known if name.upper() == form.code or (name and name in form.title)]
        if name != "无" and len(fitting) != 1:
            raise WrongUse(f"「{name}」不能预填。能预填的表:{'、'.join(form.title for form in known)}。")
        found += fitting if name != "无" else []
    return found


def _tell(problems: Sequence[Problem], where: str) -> None:
    """What did not map, gravest first; exit status 1 when anything was left out."""
    from jixiao.bridge.problem import must_change
    from jixiao.records.finding import Severity

    counted = Counter(problem.severity for problem in problems)
    for problem in [one for one in problems if one.severity is not Severity.HINT][:_MOST_TOLD]:
        print(f"{problem.severity} {problem.place}:{problem.message}{problem.fix}")
    if problems:
        told = "、".join(f"{severity} {counted[severity]} 条" for severity in Severity if counted[severity])
        print(f"没对上的:{told},全部在「{where}」。")
    if must_change(problems):
        raise typer.Exit(1)
