"""The published forms against their truths, through `jixiao check --json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .command import CASES, jixiao

FORMS = sorted(CASES.glob("*.xlsx"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_published_form(path: Path) -> None:
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    said = jixiao("check", "--json", path)
    (book,) = said.document["workbooks"]
    (form,) = book["forms"]
    assert {key: form[key] for key in ("form", "sheet", "unit", "project", "year")} == {
        key: truth[key] for key in ("form", "sheet", "unit", "project", "year")
    }
    found = {(finding["rule"], finding["cell"]) for finding in book["findings"]}
    for must in truth["must"]:
        assert any(rule == must["rule"] and must["cell"] in (None, cell) for rule, cell in found), must
    allowed = {must["rule"] for must in truth["must"]} | set(truth["may"])
    assert {rule for rule, _ in found} - allowed == set()
    assert not {rule for rule, _ in found} & set(truth["forbid"])
    due = {line["cell"]: line["due"] for line in form["score"]["lines"]}
    assert {cell: due.get(cell) for cell in truth["due"]} == truth["due"]
    assert said.status == (0 if book["status"] == "passed" else 1)
    if truth["clean"]:
        assert book["status"] == "passed"


def test_all_forms_in_one_call() -> None:
    said = jixiao("check", "--json", CASES)
    document = said.document
    assert list(document) == ["version", "policy", "workbooks", "totals"]
    assert document["policy"] == "全国2020"
    totals = document["totals"]
    assert totals["workbooks"] == len(FORMS) == sum(totals[status] for status in ("passed", "returned", "unreadable"))
    for severity in ("必须改", "请核实", "提示"):
        assert totals[severity] == sum(
            finding["severity"] == severity for book in document["workbooks"] for finding in book["findings"]
        )
    assert "targets.yaml" in said.err
