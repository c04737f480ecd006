"""Workbooks to PDF through LibreOffice, or through Excel where that is what the machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

NO_OFFICE = "这台电脑没有 LibreOffice,也没有 Excel,出不了 PDF。请装上其中一个再运行一次,或打开写好的工作簿另存为 PDF。"
_SECONDS = 300
_USUAL = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


class NoPdf(Exception):
    """No PDF could be made; the message says why and what to do, in Chinese."""


def find_office() -> str | None:
    """Where LibreOffice is; None when it is not installed."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((path for path in _USUAL if Path(path).exists()), None)


def pdfs_of(books: Mapping[str, bytes]) -> dict[str, bytes]:
    """Workbooks by name (without suffix) to PDFs by the same name, all in one go; NoPdf when it cannot be done.

    Names need not be fit for a file: they are not used as one.
    """
    if not books:
        return {}
    with tempfile.TemporaryDirectory(prefix="jixiao-pdf-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        files = {name: folder / f"{number}.xlsx" for number, name in enumerate(books)}
        for name, path in files.items():
            path.write_bytes(books[name])
        office = find_office()
        if office is not None:
            _by_office(office, list(files.values()), folder)
        else:
            _by_excel(list(files.values()))
        try:
            return {name: path.with_suffix(".pdf").read_bytes() for name, path in files.items()}
        except FileNotFoundError:
            raise NoPdf("LibreOffice 或 Excel 没有写出 PDF。请打开工作簿,另存为 PDF。") from None


def _by_office(office: str, files: list[Path], folder: Path) -> None:
    """One start for all files, with a profile of its own: a LibreOffice that the user has open is left alone."""
    profile = (folder / "profile").as_uri()
    call = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    hidden = {"creationflags": 0x08000000} if sys.platform == "win32" else {}  # no console window flashes up
    try:
        subprocess.run(
            [*call, *map(str, files)],
            check=True,
            capture_output=True,
            timeout=_SECONDS + 5 * len(files),
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
            **hidden,  # type: ignore[call-overload]
        )
    except (OSError, subprocess.SubprocessError):
        raise NoPdf("LibreOffice 没能转出 PDF。请打开工作簿,另存为 PDF。") from None


def _by_excel(files: list[Path]) -> None:
    from jixiao.workbook.live_excel_pdf import export_pdfs

    if not export_pdfs(files):
        raise NoPdf(NO_OFFICE)
