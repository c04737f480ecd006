"""Imports point one way (docs/decisions/0001), and heavy libraries stay out of the check path."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "jixiao"
FACES = {
    "__init__",
    "addin",
    "addin_desk",
    "clearing",
    "cli",
    "demo",
    "doctor",
    "doctor_windows",
    "functions",
    "installation",
    "intake",
    "journal",
    "policy_choice",
    "reference",
    "windows_registry",
}
MAY = {
    "policy": {"policy", "workbook.grid", "workbook.read_file"},  # a policy workbook is read like any other
    "records": {"records", "workbook.grid"},
    "library": {"library", "policy", "records", "workbook.grid", "workbook.read_file"},
    # a template comes with the lights that its formulas give: plain arithmetic that knows no form
    "forms": {"forms", "library", "policy", "records", "scoring.lights", "workbook.grid"},
    "scoring": {"scoring", "policy", "records"},
    "rules": {"rules", "library", "scoring", "policy", "records", "forms", "workbook.grid"},
    "documents": {"documents", "rules", "scoring", "policy", "records", "forms", "workbook.grid", "workbook.patch"},
    "bridge": {"bridge", "documents", "rules", "scoring", "policy", "records", "forms", "workbook"},
    "campaign": {
        "campaign",
        "documents",
        "rules",
        "scoring",
        "policy",
        "records",
        "forms",
        "workbook",
        "intake",  # where results go, without overwriting
    },
    "publication": {
        "publication",
        "campaign",
        "documents",
        "rules",
        "scoring",
        "policy",
        "records",
        "forms",
        "workbook",
        "intake",
    },
    "ledger": {"ledger", "documents", "rules", "policy", "records", "forms", "workbook", "intake"},
    "workbook": {"workbook", "documents", "rules", "records", "policy"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jixiao."):
            found.add(node.module.removeprefix("jixiao."))
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("jixiao.") for alias in node.names if alias.name.startswith("jixiao.")}
    return found


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if package in FACES or package == "tasks":
        return
    for name in imports(path):
        assert any(name == allowed or name.startswith(allowed + ".") for allowed in MAY[package]), (
            f"{package} may not import {name}"
        )


def test_checking_loads_no_heavy_library() -> None:
    case = next((Path(__file__).parent / "cases").glob("SE01*局.xlsx"))
    code = (
        "import sys\nfrom jixiao.cli.program import run\n"
        f"run(['check', '--json', {str(case)!r}])\n"
        "heavy = 'pandas openpyxl xlsxwriter xlwings numpy docx python_calamine rich'.split()\n"
        "print('\\n' + ' '.join(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] in ("", "}"), done.stdout[-200:]
