"""The committed add-in: what is inside, that it is up to date, and that it is put together as Excel expects."""

from __future__ import annotations

import re
import zipfile
from importlib import metadata, resources
from pathlib import Path

from lxml import etree
from oletools.olevba import VBA_Parser
from pyopenvba import ExcelFile, check_file

from .twin import ROOT, assemble

ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_committed_add_in_is_what_the_sources_give(tmp_path: Path) -> None:
    assert parts(assemble.assemble(tmp_path / "neu.xlam")) == parts(assemble.ADDIN)


def test_a_second_reader_finds_the_sources_byte_for_byte() -> None:
    parser = VBA_Parser(str(assemble.ADDIN))
    modules = {name.removesuffix(".bas"): code for _, _, name, code in parser.extract_macros() if name.endswith(".bas")}
    parser.close()
    assert modules == assemble.sources()
    assert all("\n" not in code.replace("\r\n", "") for code in modules.values())


def test_vba_is_ascii_and_each_module_carries_its_name() -> None:
    assert {path.stem for path in (ROOT / "addin" / "vba").iterdir()} == set(assemble.MODULES)
    for name, code in assemble.sources().items():
        assert code.isascii()
        assert code.startswith(f'Attribute VB_Name = "{name}"\r\n')


def test_the_project_is_sound() -> None:
    report = check_file(assemble.ADDIN)
    assert (report.ok, report.complete) == (True, True), report.issues
    with ExcelFile(assemble.ADDIN) as book:
        project = book.vba_project()
        assert project.name == assemble.PROJECT_NAME not in project.module_names()
        assert [reference.name for reference in project.references] == ["stdole", "Office"]
        assert project.protection is not None
        assert not project.protection.has_password
        assert project.validate() == []


def test_it_is_unsigned_and_needs_nothing_of_one_bitness_or_code_page() -> None:
    package = parts(assemble.ADDIN)
    assert not [name for name in package if "ignature" in name]  # a stale one would make Excel distrust it
    for code in assemble.sources().values():
        declared = [line for line in code.splitlines() if re.match(r"\s*(?:Public |Private )?Declare ", line)]
        assert not [line for line in declared if "PtrSafe" not in line]
        assert not re.search(r"\bLongPtr\b|\bVarPtr\b", code)
    with ExcelFile(assemble.ADDIN) as book:
        project = book.vba_project()
        assert all(code.encode(f"cp{project.code_page}").decode("ascii") for code in assemble.sources().values())


def test_content_type_and_ribbon_relationship_are_in_place() -> None:
    package = parts(assemble.ADDIN)
    types = etree.fromstring(package["[Content_Types].xml"])
    assert types.xpath("string(*[@PartName='/xl/workbook.xml']/@ContentType)") == ADDIN_TYPE
    assert types.xpath("string(*[@Extension='xml']/@ContentType)") == "application/xml"
    relations = etree.fromstring(package["_rels/.rels"])
    assert relations[-1].get("Type") == assemble.RIBBON_RELATION
    assert relations[-1].get("Target") == assemble.RIBBON_PART == list(package)[-1]
    assert package[assemble.RIBBON_PART] == (ROOT / "addin" / "ribbon" / "customUI14.xml").read_bytes()
    assert len({relation.get("Id") for relation in relations}) == len(relations)


def test_the_excerpt_from_xlwings_needs_nothing_that_was_left_out() -> None:
    upstream = (resources.files("xlwings") / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    names = set(re.findall(r"^(?:Public |Private )?(?:Function|Sub) (\w+)\(", upstream, re.MULTILINE))
    code = re.sub(r"'[^\r\n]*", "", assemble.xlwings_module())
    code = re.sub(r'"[^"\r\n]*"', "", code)
    windows = re.sub(r"#If Mac Then.*?(?:#Else|#End If)", "", code, flags=re.DOTALL)
    ours = set(re.findall(r"(?:Function|Sub) (\w+)\(", "".join(assemble.sources().values())))
    assert {name for name in names if re.search(rf"\b{name}\b", windows)} <= ours


def test_the_licences_of_what_is_inside_go_along() -> None:
    page = (ROOT / "addin" / "LICENSES.md").read_text(encoding="utf-8")
    terms = (metadata.distribution("xlwings").read_text("licenses/LICENSE.txt") or "").strip()
    assert "Redistribution and use in source and binary forms" in terms
    assert terms[terms.index("Copyright") :] in page
    assert "'Copyright (C) 2014-present, Zoomer Analytics LLC." in assemble.xlwings_module()
