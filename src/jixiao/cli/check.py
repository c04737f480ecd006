"""`jixiao check`, `score` and `clear`: judging files, writing marked copies, and taking the marks off again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jixiao.cli.arguments import (
    AsJson,
    Jobs,
    MustOutDir,
    OutDir,
    Password,
    Paths,
    PolicyName,
    files_of,
    policies_of,
    usable_folder,
)

if TYPE_CHECKING:
    from jixiao.intake import Found
    from jixiao.policy.model import Policy
    from jixiao.rules.run import Outcome


def judged_files(
    found: Found, policies: Mapping[Path, Policy], password: str | None, jobs: int, *, quiet: bool
) -> Iterator[tuple[Path, Path, Outcome]]:
    """(file, root, outcome) in the order of `found`, each as soon as it and all before it are judged."""
    from jixiao.cli.terminal import progress
    from jixiao.tasks.check import check_files

    waiting: dict[int, Outcome] = {}
    done = 0
    files = [file for file, _ in found.files]
    with progress("校验", len(files), quiet=quiet) as step:
        for index, outcome in check_files(files, policies, password=password, jobs=jobs):
            waiting[index] = outcome
            step(files[index].name)
            while done in waiting:
                yield (*found.files[done], waiting.pop(done))
                done += 1


def exit_status(judged: list[tuple[Path, Path, Outcome]]) -> int:
    """0 when nothing must be changed in any file, else 1."""
    return 1 if any(outcome.status != "passed" for _, _, outcome in judged) else 0


def check(
    paths: Paths,
    output: OutDir = None,
    as_json: AsJson = False,
    policy: PolicyName = None,
    password: Password = None,
    jobs: Jobs = 1,
) -> None:
    """校验并计分。给了 -o 时,写出带标记的副本(校验结果、计分明细)和校验汇总。"""
    _check(paths, output, as_json, policy, password, jobs, score_only=False)


def score(
    paths: Paths,
    output: OutDir = None,
    as_json: AsJson = False,
    policy: PolicyName = None,
    password: Password = None,
    jobs: Jobs = 1,
) -> None:
    """逐行计算应得分、总分和等级,并写明怎么算出来的。"""
    _check(paths, output, as_json, policy, password, jobs, score_only=True)


def _check(
    paths: list[Path],
    output: Path | None,
    as_json: bool,
    named: str | None,
    password: str | None,
    jobs: int,
    *,
    score_only: bool,
) -> None:
    from jixiao.cli.told_later import JsonLater, TextLater

    found = files_of(paths, output)
    policies = policies_of(found, paths, named)
    folder = usable_folder(output) if output is not None else None
    later = JsonLater(named) if as_json else TextLater(scores=score_only)
    judged = later.noting(judged_files(found, policies, password, jobs, quiet=as_json))
    if folder is None or not found.files:
        lines = []
        for _ in judged:
            pass  # noted as it goes by
    else:
        lines = _write_copies(judged, folder, password, score_only=score_only)
    later.tell()
    for line in lines if not as_json else ():
        print(line)
    raise typer.Exit(0 if later.totals.statuses["passed"] == later.totals.workbooks else 1)


def _write_copies(
    judged: Iterator[tuple[Path, Path, Outcome]], folder: Path, password: str | None, *, score_only: bool
) -> list[str]:
    """Write copies while files are being judged; what to tell the user about what was written."""
    from jixiao.tasks.checked_copies import write_checked, write_summary_file

    at = datetime.now()
    copies = 0

    def counted() -> Iterator[tuple[Path, Path | None, Outcome]]:
        nonlocal copies
        for item in write_checked(judged, folder, at, password=password, score_only=score_only, warn=warn):
            copies += item[1] is not None
            yield item

    if score_only:
        for _ in counted():
            pass
        return [f"已写出 {copies} 份计分副本到 {folder}"]
    summed = write_summary_file(counted(), folder, at)
    return [f"已写出 {copies} 份带标记的副本到 {folder}", f"汇总:{summed}"]


def warn(text: str) -> None:
    """Tell the user beside the results."""
    print(text, file=sys.stderr)


def clear(paths: Paths, output: MustOutDir) -> None:
    """去掉校验副本里的标记和结果表,另存一份和校验以前一样的副本。"""
    from jixiao.clearing import write_cleared

    found = files_of(paths, output, own=True)
    results = write_cleared(found.files, usable_folder(output), datetime.now())
    for item in results:
        print(f"{item.source.name}:{item.words}")
    raise typer.Exit(1 if any(item.failed for item in results) else 0)
