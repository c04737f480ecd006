"""Every rule page holds: its examples give the findings that it states, and it agrees with the catalogue."""

from __future__ import annotations

import csv
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from jixiao.records.finding import Finding
from jixiao.rules.registry import RULES
from jixiao.rules.rule import Rule
from jixiao.rules.run import judge
from tests.rules.pages import RULES_FOLDER, Page, Section, read_page, section_book
from tests.rules.rounds import round_findings

DOMAIN = Path(__file__).resolve().parents[1] / "domain"
CATALOGUES = (DOMAIN / "rule_catalogue.csv", DOMAIN / "rule_catalogue_own.csv")
PAGES = sorted(RULES_FOLDER.glob("[A-Z][0-9]*.md"))
MODULES = sorted(path for path in RULES_FOLDER.glob("*.py") if re.match(r"[a-z]\d{3}_", path.name))
WORDS = {"xlsx", "docx", "xls", "et", "ods", "csv", "Excel", "Word", "WPS", "XX", "A", "B"}
"""Latin words that a message may hold by itself: file types, program names and the marks that forms use."""


@cache
def pages() -> dict[str, Page]:
    return {path.stem: read_page(path) for path in PAGES}


@cache
def rule_of(code: str) -> Rule:
    files = [path for path in MODULES if path.name.startswith(code.lower() + "_")]
    assert len(files) == 1, f"{code}: {files}"
    rule = importlib.import_module(f"jixiao.rules.{files[0].stem}").RULE
    assert isinstance(rule, Rule)
    return rule


def sections() -> list[object]:
    return [
        pytest.param(section, id=f"{path.stem}-{'通过' if section.passes else '不通过'}-{section.title}")
        for path in PAGES
        for section in read_page(path).sections
    ]


def findings_of(section: Section) -> tuple[Finding, ...]:
    if rule_of(section.code).on == "round":
        return round_findings(section)
    book, policy = section_book(section)
    return judge(book, policy, rules=(rule_of(section.code),)).findings


def _place(finding: Finding) -> str | None:
    return finding.cell if finding.paragraph is None else f"第{finding.paragraph}段"


def main_sheet(section: Section) -> str:
    """The sheet that expected lines mean when they name none."""
    for head, _ in section.tables:
        if head[0].startswith("整表"):
            return head[0].removeprefix("整表").strip() or "表"
    return "评价结果清单" if any("问题描述" in head or "项目名称" in head for head, _ in section.tables) else "自评表"


@pytest.mark.parametrize("section", sections())
def test_example_gives_exactly_the_stated_findings(section: Section) -> None:
    found = findings_of(section)
    main = main_sheet(section)
    seen = [(None if item.sheet in (None, main) else item.sheet, _place(item), item.message) for item in found]
    assert sorted(seen, key=str) == sorted(section.expected, key=str)
    for item in found:
        assert not re.search(r"[{}]", item.message + item.fix), "a placeholder was left unfilled"
        assert item.fix


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_agrees_with_rule_and_catalogue(path: Path) -> None:
    page, rule = pages()[path.stem], rule_of(path.stem)
    rows = [row for file in CATALOGUES for row in csv.DictReader(file.read_text("utf-8").splitlines())]
    (row,) = [row for row in rows if row["code"] == path.stem]
    assert (page.code, page.name, page.severity) == (row["code"], row["name"], row["severity"])
    assert (rule.code, rule.name, rule.severity.value) == (row["code"], row["name"], row["severity"])
    assert any(section.passes for section in page.sections)
    assert not all(section.passes for section in page.sections)
    titles = [section.title for section in page.sections]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_says_what_it_is(path: Path) -> None:
    rule = rule_of(path.stem[:4].upper())
    doc = importlib.import_module(f"jixiao.rules.{path.stem}").__doc__
    assert doc
    assert doc.startswith(f"{rule.code} {rule.name}: ")
    assert rule.check.__doc__
    latin = set(re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", rule.message + rule.fix)))
    assert latin <= WORDS


def test_registry_has_every_rule_once_in_order_and_each_has_a_page() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert {path.stem[:4].upper() for path in MODULES} == set(codes)
    assert set(codes) <= set(pages())
