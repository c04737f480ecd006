"""What a check tells when all files are judged, written down as each is: a batch of thousands is never held whole.

On standard output stands the whole result or, when the run was stopped, nothing.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from jixiao import __version__
from jixiao.documents.json_report import Totals, closing, opening, part

if TYPE_CHECKING:
    from jixiao.rules.run import Outcome

    Judged = tuple[Path, Path, Outcome]

_IN_MEMORY = 4 * 1024 * 1024
"""Bytes of text that are not worth a file on the disk."""


class _Held(io.TextIOWrapper):
    """Text for standard output, kept aside; it passes for a terminal where standard output is one."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__(SpooledTemporaryFile(_IN_MEMORY), "utf-8", "surrogatepass", newline="")  # noqa: SIM115
        self._terminal = sys.stdout.isatty()

    def isatty(self) -> bool:
        """As standard output."""
        return self._terminal

    def release(self) -> None:
        """Hand everything on to standard output."""
        self.seek(0)
        shutil.copyfileobj(self, sys.stdout)
        self.close()


class TextLater:
    """The result for people; `scores` with every line that carries points."""

    def __init__(self, *, scores: bool) -> None:
        """Nothing noted yet."""
        self.totals = Totals()
        self._scores, self._held = scores, _Held()

    def noting(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        """The same, each noted as it goes by."""
        from jixiao.cli.terminal import show_file

        for file, root, outcome in judged:
            self.totals.add(outcome)
            with redirect_stdout(self._held):
                show_file(file, outcome, scores=self._scores)
            yield file, root, outcome

    def tell(self) -> None:
        """Print what was noted, and the totals."""
        from jixiao.cli.terminal import show_totals

        self._held.release()
        show_totals(self.totals)


class JsonLater:
    """The one JSON document; `named` is the policy that the user named, if any."""

    def __init__(self, named: str | None) -> None:
        """Nothing noted yet."""
        self.totals = Totals()
        self._named, self._held = named, _Held()

    def noting(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        """The same, each noted as it goes by."""
        for file, root, outcome in judged:
            self._held.write(part(str(file), outcome, first=not self.totals.workbooks))
            self.totals.add(outcome)
            yield file, root, outcome

    def tell(self) -> None:
        """Print the document."""
        from jixiao.policy_choice import policy_for

        names = list(self.totals.names) or [policy_for(None, self._named).name]
        sys.stdout.write(opening(__version__, "、".join(names)))
        self._held.release()
        sys.stdout.write(closing(self.totals))
