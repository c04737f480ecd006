"""Documentation is a tested promise: generated pages are fresh, commands and buttons named in the manual exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def load(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_fresh() -> None:
    assert load(ROOT / "docs" / "build.py").stale() == [], "run `make docs`"


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "manual" in str(page) or page.name == "README.md"], ids=lambda page: page.name
)
def test_commands_in_the_manual_exist(page: Path) -> None:
    from jixiao.reference import _COMMANDS

    known = {command.split()[0] for command in _COMMANDS if command}
    for command in re.findall(r"^(?:\$ )?jixiao ([a-z-]+)", page.read_text("utf-8"), flags=re.MULTILINE):
        assert command in known, f"{page.name}: jixiao {command}"


def test_build_folder_is_never_ignored() -> None:
    ignored = [line.strip() for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
    assert not {"build", "build/", "/build", "/build/"} & set(ignored)
