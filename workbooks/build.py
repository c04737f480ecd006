"""Writes the committed workbooks and Word templates; `--check` names stale ones and exits 1."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from annual_report_template import build_annual_report
from letter_templates import build_general, build_letter

from jixiao.bridge.mapping import FILE as MAPPING_FILE
from jixiao.bridge.mapping_book import mapping_workbook
from jixiao.campaign import roster_template
from jixiao.demo import evaluated_projects
from jixiao.demo.examples import EXAMPLES
from jixiao.forms.catalogue import FORMS
from jixiao.forms.template import build_template
from jixiao.library.built_in import built_in
from jixiao.library.drawing import draw as draw_library
from jixiao.library.names import FILE as LIBRARY_FILE
from jixiao.policy.export import policy_workbook
from jixiao.policy.load import load_policy
from jixiao.policy.profile_files import DEFAULT
from jixiao.tasks.policies import rule_entries

ROOT = Path(__file__).resolve().parent.parent


def workbooks() -> dict[str, bytes]:
    """Path below the project's root → content of every generated workbook and Word template."""
    policy = load_policy()
    built = {f"workbooks/模板/{form.title}.xlsx": build_template(form, policy) for form in FORMS}
    built[f"workbooks/模板/{roster_template.NAME}.xlsx"] = roster_template.build_roster_template(policy)
    built |= {f"workbooks/示例/{example.name}.xlsx": example.build(policy) for example in EXAMPLES}
    built[f"workbooks/{MAPPING_FILE}"] = mapping_workbook()
    built[f"src/jixiao/demo/{evaluated_projects.FILE}"] = evaluated_projects.build_list(policy)
    built["workbooks/口径参数.xlsx"] = policy_workbook(DEFAULT, rule_entries())
    built[f"workbooks/{LIBRARY_FILE}"] = draw_library(built_in())
    letters = {"整改通知": build_letter, "公文": build_general, "年度报告": build_annual_report}
    return built | {f"src/jixiao/documents/letters/{name}.docx": saved(make()) for name, make in letters.items()}


def saved(document: Any) -> bytes:
    """A python-docx document as bytes."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def parts(data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of a package's parts: compressed bytes may differ between builds of zlib, these may not."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(entry.filename, package.read(entry)) for entry in package.infolist()]


def stale() -> list[str]:
    """Paths of the files that are missing or not what would be built now."""
    old = []
    for path, data in workbooks().items():
        file = ROOT / path
        if not file.is_file() or parts(file.read_bytes()) != parts(data):
            old.append(path)
    return old


def main() -> int:
    """Write what is stale, or only name it."""
    outdated = stale()
    for path in outdated:
        print(path)
    if "--check" in sys.argv[1:]:
        return 1 if outdated else 0
    built = workbooks() if outdated else {}
    for path in outdated:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(built[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
