"""The command line: one file for each command, put together in program.py."""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """The program `jixiao`; only asking for it loads the commands."""
    from jixiao.cli.program import main as run_program

    run_program()
