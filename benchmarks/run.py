"""Side-by-side measurements: `python benchmarks/run.py [count]`; peers in the same process, same files, in turns."""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corpus

from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_profile
from jixiao.records.book import Book
from jixiao.rules.run import judge
from jixiao.tasks.check import check_file
from jixiao.tasks.checked_copies import marked_copy
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_path

ROUNDS = 3
EXAMPLE = "workbooks/示例/填得好的自评表.xlsx"


def cpu(work: Callable[[], object]) -> float:
    """User and system seconds of one call."""
    before = time.process_time()
    work()
    return time.process_time() - before


def calamine(paths: list[Path]) -> None:
    """Bare reading of every sheet by python-calamine."""
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def openpyxl_load(paths: list[Path]) -> None:
    """One full openpyxl load of each file."""
    import openpyxl

    for path in paths:
        openpyxl.load_workbook(path)


def check(paths: list[Path]) -> None:
    """Reading, all rules, scoring."""
    policy = load_profile()
    for path in paths:
        outcome = check_file(path, policy)
        assert outcome.forms, path


def rules_apart(paths: list[Path]) -> tuple[float, float]:
    """CPU seconds of reading (file to forms), and of all rules with scoring on what was read."""
    policy = load_profile()
    before = time.process_time()
    books = [_read(path) for path in paths]
    between = time.process_time()
    for book in books:
        judge(book, policy)
    return between - before, time.process_time() - between


def _read(path: Path) -> Book:
    grid = read_path(path, is_form_text=is_form_text)
    assert isinstance(grid, Grid), path
    return Book(path.name, grid, read_forms(grid))


def copies(paths: list[Path]) -> float:
    """CPU seconds of writing marked copies (the checks before are not counted)."""
    policy = load_profile()
    spent = 0.0
    for path in paths:
        data, outcome = path.read_bytes(), check_file(path, policy)
        before = time.process_time()
        assert marked_copy(data, outcome, datetime(2026, 1, 1)) is not None
        spent += time.process_time() - before
    return spent


def openpyxl_annotate(paths: list[Path]) -> None:
    """The naive way: load, fill the cells that have findings, add a result sheet, save."""
    import openpyxl
    from openpyxl.styles import PatternFill

    policy = load_profile()
    outcomes = [check_file(path, policy) for path in paths]
    fill = PatternFill("solid", fgColor="FFC7CE")
    before = time.process_time()
    for path, outcome in zip(paths, outcomes, strict=True):
        book = openpyxl.load_workbook(path)
        sheet = book.create_sheet("校验结果")
        for finding in outcome.findings:
            if finding.sheet and finding.cell:
                book[finding.sheet][finding.cell].fill = fill
            sheet.append(
                [finding.severity.value, finding.cell, finding.message, finding.expected, finding.fix, finding.basis]
            )
        book.save(io.BytesIO())
    openpyxl_annotate.spent = time.process_time() - before  # type: ignore[attr-defined]


def wall(command: list[str]) -> float:
    """Seconds of a process from start to end, the median of seven."""
    times = []
    for _ in range(7):
        before = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def peak_memory(paths: list[Path]) -> float:
    """Peak memory in MB of one process that checks all files."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from jixiao.policy.load import load_profile\n"
        "from jixiao.tasks import check_files\n"
        "files = [Path(line) for line in sys.stdin.read().splitlines()]\n"
        "assert sum(1 for _ in check_files(files, load_profile())) == len(files)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    """Run all measurements and print one table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else corpus.COUNT
    with tempfile.TemporaryDirectory() as folder:
        paths = corpus.build(Path(folder), count)
        few = paths[:: max(1, count // 20)]
        check(few), calamine(few), openpyxl_load(few[:2])  # warm-up
        rows: dict[str, list[float]] = {
            name: [] for name in ("check", "calamine", "copies", "annotate", "load", "check few", "read", "rules")
        }
        for _ in range(ROUNDS):
            rows["check"].append(cpu(lambda: check(paths)))
            rows["calamine"].append(cpu(lambda: calamine(paths)))
            rows["check few"].append(cpu(lambda: check(few)))
            for name, spent in zip(("read", "rules"), rules_apart(few), strict=True):
                rows[name].append(spent)
            rows["load"].append(cpu(lambda: openpyxl_load(few)))
            rows["copies"].append(copies(few))
            openpyxl_annotate(few)
            rows["annotate"].append(openpyxl_annotate.spent)  # type: ignore[attr-defined]
        median = {name: statistics.median(values) for name, values in rows.items()}
        report(count, len(few), median, peak_memory(paths))


def report(count: int, few: int, median: dict[str, float], memory: float) -> None:
    """Print one table of CPU ms per workbook and the ratios that count."""
    each = {name: value / (count if name in ("check", "calamine") else few) * 1000 for name, value in median.items()}
    jixiao = wall([sys.executable, "-m", "jixiao.cli", "--help"])
    one_file = wall([sys.executable, "-m", "jixiao.cli", "score", str(Path(__file__).parents[1] / EXAMPLE)])
    pydantic = wall([sys.executable, "-c", "import pydantic"])
    print(f"{count} workbooks, medians of {ROUNDS} rounds, CPU ms per workbook")
    print(f"  check              {each['check']:7.2f}")
    print(f"  bare calamine      {each['calamine']:7.2f}   check = {each['check'] / each['calamine']:.2f} x (limit 4)")
    print(f"  openpyxl load      {each['load']:7.2f}   check = 1/{each['load'] / each['check few']:.1f} (limit 1/6)")
    print(f"  reading            {each['read']:7.2f}")
    print(
        f"  rules              {each['rules']:7.2f}   rules = {each['rules'] / each['read']:.2f} x reading (limit 0.5)"
    )
    print(f"  marked copy        {each['copies']:7.2f}")
    print(
        f"  openpyxl annotate  {each['annotate']:7.2f}   copy = 1/{each['annotate'] / each['copies']:.1f} (limit 1/10)"
    )
    print(f"  first output {jixiao * 1000:.0f} ms = {jixiao / pydantic:.2f} x `import pydantic` (limit 4)")
    print(f"  one file scored {one_file * 1000:.0f} ms = {one_file / pydantic:.2f} x `import pydantic` (no limit set)")
    print(f"  peak memory of one process over {count} files: {memory:.0f} MB (limit 200)")


if __name__ == "__main__":
    main()
