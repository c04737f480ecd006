"""A PostgreSQL server of the tests' own: made in a temporary folder, reached by a socket there, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

_NUMBERS = count(1)


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs, None on a machine without it."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return installed[-1].parent if installed else None


def _as_nobody() -> Mapping[str, object]:
    """PostgreSQL refuses to run as root."""
    return {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}


@dataclass(frozen=True)
class Server:
    """A server below a folder; everybody on its socket is let in, but the role 要密码 must say its password."""

    programs: Path
    folder: Path

    def start(self) -> None:
        told = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        told += " -c fsync=off"  # the tests kill programs, not the machine
        self._run("pg_ctl", "-w", "-t", "120", "-l", self.folder / "log", "-o", told, "start")

    def stop(self, how: str = "fast") -> None:
        """`immediate` kills everything as a power cut does."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def _run(self, program: str, *words: object) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *map(str, words)]
        done = subprocess.run(  # the server must not hold our pipes
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
            **_as_nobody(),  # type: ignore[call-overload]
        )
        log = self.folder / "log"
        assert done.returncode == 0, log.read_text("utf-8", "replace") if log.exists() else program

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new_schema(self) -> str:
        """The address of a fresh, empty part of the common database: much quicker to make."""
        name = f"ledger_{next(_NUMBERS)}"
        self.sql(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def new_database(self, more: str = "") -> str:
        """The address of a fresh, empty database."""
        name = f"ledger_{next(_NUMBERS)}"
        self.sql(f"CREATE DATABASE {name} {more}")
        return self.url(name)


def made(found: Path) -> Server:
    """A server that runs; as root it belongs to nobody, who cannot enter the folders of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = Server(found, folder)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    server._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
    access = folder / "data" / "pg_hba.conf"
    access.write_text(f"local all strict scram-sha-256\n{access.read_text('utf-8')}", "utf-8")
    server.start()
    server.sql("CREATE ROLE strict LOGIN PASSWORD 'right' SUPERUSER")
    return server
