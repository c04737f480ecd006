"""Cold start of the one-folder program to its main, against an empty program frozen in the same way.

`python benchmarks/start_up.py [rounds]`: builds both (the program's build is cached by its sources), starts them in
turns with an empty environment, takes the medians of wall time, and fails when the ratio is above LIMIT.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.build.frozen import PROGRAM, built

LIMIT = 3.0


def empty_program(folder: Path) -> Path:
    """A program that does nothing, built with the same settings."""
    source = folder / "empty.py"
    source.write_text("pass\n", "utf-8")
    command = ["--onedir", "--console", "--noupx", "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", folder, "--workpath", folder / "scratch", "--specpath", folder, source]
    subprocess.run([sys.executable, "-m", "PyInstaller", *command, *map(str, places)], check=True, capture_output=True)
    return folder / "empty" / PROGRAM.replace("jixiao", "empty")


def seconds(command: list[str]) -> float:
    """Wall time of one start."""
    before = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={"PATH": "/nonexistent"})
    return time.perf_counter() - before


def measure(rounds: int) -> tuple[float, float]:
    """Median seconds of the empty program and of ours, which goes to main and shows its version."""
    program = str(built() / PROGRAM)
    with tempfile.TemporaryDirectory() as folder:
        empty = str(empty_program(Path(folder)))
        pairs = [(seconds([empty]), seconds([program, "--version"])) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


if __name__ == "__main__":
    empty, ours = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    print(
        f"empty {empty * 1000:.0f} ms, jixiao --version {ours * 1000:.0f} ms, ratio {ours / empty:.2f} (limit {LIMIT})"
    )
    sys.exit(ours / empty > LIMIT)
