"""The program built from build/jixiao.spec, once for the same sources, and started as Excel's caller starts it."""

from __future__ import annotations

import contextlib
import importlib.util
import locale
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
STORE = ROOT / ".work" / "frozen"
WINDOWS = sys.platform == "win32"
PROGRAM = "jixiao.exe" if WINDOWS else "jixiao"


def quoted(word: object) -> str:
    """One argument for the shell of this system."""
    return f'"{word}"' if WINDOWS else shlex.quote(str(word))


def module(name: str) -> ModuleType:
    """A module of the recipes in build/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"build_{name}", ROOT / "build" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One builder at a time among parallel test processes."""
    STORE.mkdir(parents=True, exist_ok=True)
    with (STORE / "lock").open("w") as lock:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def built() -> Path:
    """The program's folder; built when the sources changed since the last time."""
    with alone():
        home = STORE / module("recipe").source_hash()
        if not home.exists():
            for old in STORE.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            part = home.with_suffix(".part")
            command = ["--noconfirm", "--log-level", "WARN", "--workpath", part / "scratch", "--distpath", part]
            done = subprocess.run(
                [sys.executable, "-m", "PyInstaller", *map(str, command), str(ROOT / "build" / "jixiao.spec")],
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr[-3000:]
            shutil.rmtree(part / "scratch")
            part.rename(home)
        return home / "jixiao"


@dataclass(frozen=True)
class Seen:
    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    folder: Path
    home: Path

    def start(self, *arguments: object) -> Seen:
        """A plain start with nothing in the environment: no Python, no tools, no locale."""
        return self._seen([str(self.folder / PROGRAM), *map(str, arguments)])

    def start_from_excel(self, *arguments: object, book: str) -> Seen:
        """RunFrozenPython's command line, by a shell: quoted program, four more arguments, errors to a file."""
        log = self.home / "xlwings-0D2F.log"
        words = " ".join((quoted(self.folder / PROGRAM), *map(quoted, arguments)))
        caller = f'--wb={quoted(book)} --from_xl=1 --app={quoted("/Microsoft Office/Microsoft Excel")} --hwnd="263974"'
        line = f"{words}  {caller} 2> {quoted(log)} "
        # both start where Excel's own folder is, not in the program's
        seen = self._seen(f'cmd.exe /C C: & cd "" & {line}' if WINDOWS else ["/bin/sh", "-c", line])
        assert seen.err == ""
        return Seen(seen.status, seen.out, log.read_text(locale.getencoding() if WINDOWS else "utf-8"))

    def _seen(self, command: str | list[str]) -> Seen:
        environment = {"PATH": "/nonexistent", "JIXIAO_LOG": str(self.home / "记录.log")}
        if WINDOWS:
            environment |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "LOCALAPPDATA", "APPDATA")}
        done = subprocess.run(
            command, capture_output=True, env=environment, cwd=self.home, stdin=subprocess.DEVNULL, timeout=60
        )
        return Seen(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    @property
    def log(self) -> str:
        """What the fault log says."""
        file = self.home / "记录.log"
        return file.read_text("utf-8") if file.exists() else ""
