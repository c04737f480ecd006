"""The use cases of the bridge to the integrated system: the mapping workbook, lists in, results out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jixiao.bridge.exporting import Exported, export_csv, export_workbook, results_of
from jixiao.bridge.fields import RESULTS
from jixiao.bridge.importing import read_lists
from jixiao.bridge.listed import Listed
from jixiao.bridge.mapping import FILE, mapping_of, standard_mapping
from jixiao.bridge.mapping import Mapping as ColumnMapping
from jixiao.bridge.mapping_book import mapping_workbook
from jixiao.bridge.prefill import prefilled
from jixiao.bridge.problem import Problem
from jixiao.bridge.roster_book import codes_of, roster_workbook
from jixiao.bridge.source import read_source
from jixiao.bridge.tables_out import problem_sheet
from jixiao.forms.declaration import Form
from jixiao.intake import write_new
from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.refusal import Refusal

ROSTER_FILE, RESULT_FILE, REPORT_FILE = "名册与项目库.xlsx", "一体化回写", "回写报告.xlsx"
PREFILLED_FOLDER = "预填表"


class BridgeError(ValueError):
    """A file that cannot serve as mapping or roster; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class Imported:
    """What an import wrote: the roster workbook, and how many pre-filled workbooks."""

    roster: Path
    written: int


@dataclass(frozen=True)
class Returned:
    """What an export came to: the results, the files written, the report where anything did not map."""

    exported: Exported
    files: tuple[Path, ...]
    report: Path | None


def write_mapping(folder: Path, at: datetime) -> Path:
    """Write the standard mapping workbook into a folder, never over another file."""
    return write_new(folder / FILE, mapping_workbook(), at)


def read_mapping(path: Path | None) -> ColumnMapping:
    """The mapping of a workbook, the standard one without; its faults are in it. BridgeError when unreadable."""
    if path is None:
        return standard_mapping()
    read = read_source(path)
    if isinstance(read, Refusal):
        raise BridgeError(f"对照表「{path.name}」读不了:{read.detail}。")
    return mapping_of(read)


def listed_in(files: Sequence[Path], mapping: ColumnMapping) -> Listed:
    """What the exported lists say, by the mapping, with everything that did not map."""
    return read_lists(((path.name, read_source(path)) for path in files), mapping)


def write_listed(
    listed: Listed,
    forms: Sequence[Form],
    policy: Policy,
    folder: Path,
    at: datetime,
    step: Callable[[str], None] = lambda name: None,
) -> Imported:
    """Write the roster workbook and every project's pre-filled forms into a folder, never over another file."""
    roster = write_new(folder / ROSTER_FILE, roster_workbook(listed), at)
    written = 0
    for one in prefilled(listed, forms, policy, step) if forms else ():
        write_new(folder / PREFILLED_FOLDER / one.folder / one.name, one.data, at)
        written += 1
    return Imported(roster, written)


def read_codes(path: Path | None) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Codes by unit and project out of a roster workbook; BridgeError when it is none."""
    if path is None:
        return {}
    read = read_source(path)
    if isinstance(read, Refusal):
        raise BridgeError(f"名册「{path.name}」读不了:{read.detail}。")
    codes = codes_of(read)
    if not codes:
        raise BridgeError(f"名册「{path.name}」里没有找到「单位编码」「单位名称」「项目编码」「项目名称」。")
    return codes


def export_results(
    judged: Iterable[tuple[str, Outcome]],
    mapping: ColumnMapping,
    codes: Mapping[tuple[str, str], tuple[str, str]],
    folder: Path,
    at: datetime,
    *,
    as_csv: bool = False,
) -> Returned:
    """Write checked forms' results in the other system's column order, and a report of what did not map."""
    exported = results_of(judged, mapping, codes)
    if as_csv:
        files = tuple(
            write_new(folder / f"{RESULT_FILE}{'' if sheet == RESULTS else f'_{sheet}'}.csv", data, at)
            for sheet, data in ((sheet, export_csv(exported, sheet)) for sheet in exported.sheets)
        )
    else:
        files = (write_new(folder / f"{RESULT_FILE}.xlsx", export_workbook(exported), at),)
    report = None
    if exported.problems:
        plan = problem_sheet(_ordered(exported.problems), "回写报告")
        report = write_new(folder / REPORT_FILE, new_workbook([plan], title="回写报告"), at)
    return Returned(exported, files, report)


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))
