"""A round measured: `python benchmarks/campaign.py [--units 219] [--projects 1156] [--many 5000] [--fast]`.

Peers run in the same process on the same files, in turns; medians of ROUNDS; only the temporary folder is written to.
pandera and frictionless are measured where they are installed.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import county
import yardsticks

from jixiao.campaign.collect import Collected, collect
from jixiao.campaign.distribute import compiled, distribute, plan_books
from jixiao.campaign.executors import Workers, local_workers
from jixiao.campaign.master import Master
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round
from jixiao.campaign.summary import grade_names, summarise
from jixiao.campaign.summary_book import tables_of, write_book
from jixiao.campaign.summary_tables import Extras
from jixiao.campaign.unpack import look_into
from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.tasks.check import check_data, check_file

ROUNDS = 3
AT = datetime(2026, 1, 5, 9, 0)
Row = tuple[str, float, str]


def wall(work: Callable[[], object]) -> float:
    """Seconds of one call by the clock."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def medians(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each, all of them in turns, so that a slow minute slows everybody."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            spent[name].append(wall(work))
    return {name: statistics.median(times) for name, times in spent.items()}


# -- distribute --------------------------------------------------------------------------------------------------------


def distribution(folder: Path, roster: Roster, policy: Policy) -> tuple[list[Row], Round]:
    """Distributing against openpyxl per file and against a plain copy of the same files, by the clock."""
    found = county.round_of(folder / "2025年绩效自评", roster)
    out, copied, books = folder / "下发", folder / "副本", folder / "只写"
    distribute(found, roster, policy, out, AT)
    files = [path for path in out.rglob("*.xlsx") if path.parent != out]
    every = [path for path in out.rglob("*") if path.is_file()]
    master = compiled(found, roster, policy, {})
    few = files[:: max(1, len(files) // 8)][:8]
    spent = medians(
        {
            "compile": lambda: compiled(found, roster, policy, {}),
            "books": lambda: _books(found, roster, master, books),
            "copy": lambda: _copy(files, out, copied),
            "all": lambda: _anew(found, roster, policy, out),
            "copy all": lambda: _copy(every, out, copied),
            "again": lambda: distribute(found, roster, policy, out, AT),
            "openpyxl": lambda: _openpyxl(few),
        }
    )
    each = {name: seconds / (len(few) if name == "openpyxl" else len(files)) for name, seconds in spent.items()}
    size = sum(path.stat().st_size for path in files) / len(files) / 1024
    rows = [
        ("distribute: workbooks only", each["books"], f"{len(files)} workbooks, {size:.0f} KB each"),
        ("  plain copy of them", each["copy"], f"distribute = {each['books'] / each['copy']:.1f} x (limit 3)"),
        ("  compiling the template, once a round", each["compile"], f"{spent['compile']:.2f} s in all"),
        ("distribute: with list, notice, zips", each["all"], f"{len(every)} files"),
        ("  plain copy of all that", each["copy all"], f"distribute = {each['all'] / each['copy all']:.1f} x"),
        ("distribute again, nothing changed", each["again"], ""),
        (
            "  openpyxl load, fill, save",
            each["openpyxl"],
            f"distribute = 1/{each['openpyxl'] / (each['books'] + each['compile']):.0f},"
            f" with zips 1/{each['openpyxl'] / each['all']:.0f} (limit 1/30)",
        ),
    ]
    return rows, found


def _books(found: Round, roster: Roster, master: Master, folder: Path) -> None:
    """Write the workbooks from the compiled template and nothing else, into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, (_, data) in enumerate(plan_books(found, roster, {}, master)):
        (folder / f"{number}.xlsx").write_bytes(data)


def _anew(found: Round, roster: Roster, policy: Policy, out: Path) -> None:
    shutil.rmtree(out)
    distribute(found, roster, policy, out, AT)


def _copy(files: list[Path], root: Path, copied: Path) -> None:
    shutil.rmtree(copied, ignore_errors=True)
    for path in files:
        target = copied / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _openpyxl(files: list[Path]) -> None:
    import openpyxl

    for path in files:
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            if sheet["A4"].value == "项目名称":
                for place in ("B4", "B5", "F4", "F5", "C8"):
                    sheet[place].value = "第1号养护工程"
        book.save(io.BytesIO())


# -- collect, check, summary -------------------------------------------------------------------------------------------


def collection(folder: Path, roster: Roster, policy: Policy, found: Round) -> tuple[list[Row], dict[Path, str]]:
    """Collecting, checking and summing up against bare reading and bare writing, and two processes against one."""
    truth = county.write_filled(folder / "报送", found, roster, policy)
    target = folder / "汇总.xlsx"
    _summary(_collected(found, roster, policy, folder / "报送"), roster, policy, target)
    sheets = _sheets_of(target)
    spent = medians(
        {
            "ours": lambda: _summary(_collected(found, roster, policy, folder / "报送"), roster, policy, target),
            "reading": lambda: _calamine(list(truth)),
            "writing": lambda: _xlsxwriter(sheets, folder / "裸写.xlsx"),
        }
    )
    with local_workers(1) as one, local_workers(2) as two:
        for workers in (one, two):  # processes start once, in a round of thousands that weighs nothing
            _collected(found, roster, policy, folder / "报送", workers)
        pools = medians(
            {
                "one": lambda: _collected(found, roster, policy, folder / "报送", one),
                "two": lambda: _collected(found, roster, policy, folder / "报送", two),
            }
        )
    count = len(truth)
    bare = spent["reading"] + spent["writing"]
    rows = [
        ("collect + check + summary", spent["ours"] / count, f"{count} workbooks, {spent['ours']:.2f} s"),
        ("  bare calamine reading", spent["reading"] / count, ""),
        ("  bare XlsxWriter writing", spent["writing"] / count, f"ours = {spent['ours'] / bare:.1f} x both (limit 5)"),
        ("collect + check, one process", pools["one"] / count, ""),
        (
            "collect + check, two processes",
            pools["two"] / count,
            f"{pools['one'] / pools['two']:.2f} x faster (aim 1.7)",
        ),
    ]
    return rows, truth


def _collected(found: Round, roster: Roster, policy: Policy, folder: Path, workers: Workers | None = None) -> Collected:
    """Collect as if for the first time."""
    for name in ("收件登记.jsonl", "收件口径.json"):
        (found.folder / name).unlink(missing_ok=True)
    done = collect(found, look_into(folder), policy, check_data, at=AT, roster=roster, workers=workers)
    assert done.judged == len(list(folder.iterdir()))
    return done


def _summary(done: Collected, roster: Roster, policy: Policy, target: Path) -> None:
    target.unlink(missing_ok=True)
    result = summarise(done.settled.standing, roster, grade_names(policy))
    write_book(result, tables_of(result, Extras()), target, AT, title="汇总", note="")


def _calamine(paths: list[Path]) -> None:
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def _sheets_of(path: Path) -> list[tuple[str, list[list[object]]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]


def _xlsxwriter(sheets: list[tuple[str, list[list[object]]]], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


# -- yardsticks --------------------------------------------------------------------------------------------------------


def compared(truth: dict[Path, str], policy: Policy) -> list[str]:
    """Errors found, false alarms and workbooks per second of every tool that is installed."""
    faulty = sum(bool(rule) for rule in truth.values())
    lines = [f"  {'':14}found of {faulty:4}  false alarms of {len(truth) - faulty:4}  workbooks per second"]
    for name, tool in {"jixiao": lambda path: _any_fault(path, policy), **yardsticks.YARDSTICKS}.items():
        try:
            tool(next(iter(truth)))
        except ImportError:
            lines.append(f"  {name:14}not installed")
            continue
        before = time.perf_counter()
        said = {path: tool(path) for path in truth}
        speed = len(truth) / (time.perf_counter() - before)
        found = sum(said[path] for path, rule in truth.items() if rule)
        false = sum(said[path] for path, rule in truth.items() if not rule)
        lines.append(f"  {name:14}{found:13}  {false:20}  {speed:20.0f}")
    return lines


def _any_fault(path: Path, policy: Policy) -> bool:
    return any(finding.severity.value != "提示" for finding in check_file(path, policy).findings)


# -- memory ------------------------------------------------------------------------------------------------------------

_MEASURED = """
import resource, sys
sys.path.insert(0, sys.argv[1])
import campaign, county
from pathlib import Path
if __name__ == "__main__":
    print(campaign.peak(Path(sys.argv[3]), int(sys.argv[4]), sys.argv[2]))
"""


def peak(folder: Path, units: int, what: str) -> float:
    """Peak memory in MB of this process after distributing to, or collecting from, that many units of one project."""
    import resource

    policy, roster = load_profile(), county.roster_of(units, units)
    if what == "distribute":
        distribute(county.round_of(folder / "2025年绩效自评", roster), roster, policy, folder / "下发", AT)
    else:
        from jixiao.campaign.round import open_round

        with local_workers(2) as workers:
            _collected(open_round(folder / "2025年绩效自评"), roster, policy, folder / "报送", workers)
    try:  # of this process alone: the other figure begins with what the one that started it held
        told = Path("/proc/self/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory(folder: Path, few: int, many: int) -> list[str]:
    """How the parent's peak grows from few to many workbooks, and how long many take."""
    script = folder / "memory.py"
    script.write_text(_MEASURED, "utf-8")
    lines = []
    for what in ("distribute", "collect"):
        peaks, spent = [], 0.0
        for units in (few, many):
            place = folder / f"{units}"
            if what == "collect":
                roster = county.roster_of(units, units)
                found = county.round_of(place / "2025年绩效自评", roster)
                county.write_filled(place / "报送", found, roster, load_profile())
            place.mkdir(exist_ok=True)
            command = [sys.executable, str(script), str(Path(__file__).parent), what, str(place), str(units)]
            before = time.perf_counter()
            peaks.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]))
            spent = time.perf_counter() - before
        lines.append(
            f"  {what:11} {few}: {peaks[0]:.0f} MB, {many}: {peaks[1]:.0f} MB = {peaks[1] / peaks[0]:.2f} x"
            f" (limit 1.3); {many} in {spent:.0f} s"
        )
    return lines


def main() -> None:
    """Run all measurements and print one table."""
    options = argparse.ArgumentParser()
    options.add_argument("--units", type=int, default=county.UNITS)
    options.add_argument("--projects", type=int, default=county.PROJECTS)
    options.add_argument("--many", type=int, default=5000)
    options.add_argument("--fast", action="store_true", help="without the run of many workbooks")
    chosen = options.parse_args()
    policy, roster = load_profile(), county.roster_of(chosen.units, chosen.projects)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows, found = distribution(folder, roster, policy)
        more, truth = collection(folder, roster, policy, found)
        print(f"{chosen.units} units, {chosen.projects} projects, {os.cpu_count()} cores, medians of {ROUNDS}; ms each")
        for name, seconds, remark in (*rows, *more):
            print(f"  {name:38}{seconds * 1000:8.2f}   {remark}")
        print("Errors found on the same workbooks")
        print("\n".join(compared(truth, policy)))
        if not chosen.fast:
            print("Peak memory of the parent")
            print("\n".join(memory(folder, chosen.units, chosen.many)))


if __name__ == "__main__":
    main()
