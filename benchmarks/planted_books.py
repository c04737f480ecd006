"""Faults of whole files, between the forms of one workbook, of documents, and in old formats."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.planted_faults import HEADER, NOWHERE, declared, f, h, i
from benchmarks.planted_filled import HEADING, Broken, Change, Drawn, Uncached, blank, drawn, filled, places, with_cell
from benchmarks.planted_layouts import header_of, laid, moved, written
from benchmarks.planted_sheets import OF_FORM, faults

from jixiao.forms.template import Key
from jixiao.workbook.grid import Cell, address, position

Bytes = Callable[[bytes], bytes]


@dataclass(frozen=True)
class BookTrial:
    """A workbook or document as bytes with the (rule, sheet, cell) that must be found."""

    why: str
    form: str
    data: bytes
    due: frozenset[tuple[str, str | None, str | None]]
    name: str = "表.xlsx"
    policy: Mapping[str, Any] = field(default_factory=dict)
    layout: str = ""


# -- whole files -------------------------------------------------------------------------------------------------------


def of_files(form_title: str) -> Iterator[BookTrial]:
    """What can be wrong with the file of a form, whatever is filled in."""
    example, _ = blank(form_title)
    data, sheet = filled(form_title, {}), example.form.sheet_name
    key = next(key for key, what in declared(form_title) if what.kind in ("text", "long_text"))
    cell, text = places(form_title)[key], example.values()[key]

    def one(rule: str, changed: bytes, at: str | None = None, name: str = "表.xlsx", **policy: Any) -> BookTrial:
        return BookTrial(
            rule, form_title, changed, frozenset({(rule, sheet if at else None, at)}), name, policy, "整个文件"
        )

    yield one("A101", data[: len(data) // 2])
    yield one("A102", _encrypted(data))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    yield one("A104", in_sheet(data, lambda xml: xml.replace(b"</sheetData>", far)))
    yield one("A105", data, template_versions=("2099-1",))
    yield one("A116", data, broken=("等级!C4 填了“九十”,要填数。",), origin="本县口径.xlsx")
    yield one("A110", _with_part(data, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), name="表.xlsm")
    row = position(cell)[0]
    shown = drawn(form_title, {}).cells
    first = min(at for at, one in shown.items() if at[0] == row and one.value not in (None, ""))
    hidden = f'<row r="{row}" hidden="1"'.encode()
    yield one("A112", in_sheet(data, lambda xml: xml.replace(f'<row r="{row}"'.encode(), hidden)), address(*first))
    outside = f"<f>'[预算.xlsx]表'!A1</f><v>{text}</v></c>".encode()
    yield one("A111", in_sheet(data, lambda xml: with_cell(xml, cell, b' t="str">' + outside)), cell)


def in_sheet(data: bytes, change: Bytes) -> bytes:
    """The package with its first sheet changed."""
    return _packed({name: change(part) if name == "xl/worksheets/sheet1.xml" else part for name, part in _parts(data)})


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    return _packed({**dict(_parts(data)), name: content})


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return [(name, source.read(name)) for name in source.namelist()]


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def _encrypted(data: bytes) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("芝麻开门", out)
    return out.getvalue()


# -- between forms -----------------------------------------------------------------------------------------------------

TARGETS, WATCH, OWN = "项目支出绩效目标申报表", "项目支出绩效目标执行监控表", "项目支出绩效自评表"
REVIEW, ASSESSMENT, NOTICE, REPORT = "绩效目标审核表", "事前绩效评估表", "评价结果反馈及整改通知", "整改情况报告"
EVALUATED, PUBLIC, OPINION = "评价结果清单", "公开清单", "预算绩效评价结果运用意见书"
FIRST: tuple[str, Change] = (REVIEW, {("round", 0): 1, ("returned", 0): 0})
PARKING: Change = {("project", 0): "青禾县城市智慧停车场建设", f("budget", 1): 2600}
RED: Change = {
    i("actual", 0): "10公里",
    i("cause_other", 0): "√",
    i("reason", 0): "雨季长,施工推迟",
    i("note", 0): "9月起增加两个施工班组。",
}


@dataclass(frozen=True)
class Between:
    """A fault that two forms of one workbook show together: what is changed in each, and where it must be found."""

    rule: str
    forms: tuple[tuple[str, Change], tuple[str, Change]]
    at: tuple[int, Key]
    policy: Mapping[str, Any] = field(default_factory=dict)


BETWEEN: tuple[Between, ...] = (
    Between("C309", ((TARGETS, {}), (OWN, {f("initial", 1): 350})), (1, f("initial", 0))),
    Between("C309", ((TARGETS, {}), (WATCH, {f("initial", 1): 350})), (1, f("initial", 0))),
    Between("D407", ((TARGETS, {}), (WATCH, {i("target", 0): "≥80公里"})), (1, i("target", 0))),
    Between("D407", ((TARGETS, {}), (OWN, {i("target", 0): "≥80公里"})), (1, i("target", 0))),
    Between("D407", ((WATCH, {}), (OWN, {i("target", 0): "≥80公里"})), (1, i("target", 0))),
    Between("F604", ((WATCH, {i("actual", 0): "90公里", i("forecast", 0): "92公里"}), (OWN, {})), (1, i("actual", 0))),
    Between("F608", ((WATCH, RED), (OWN, {})), (1, i("actual", 0))),
    Between("G701", ((EVALUATED, {}), (PUBLIC, {("amount", 0): 2000})), (1, ("amount", 0))),
    Between("G703", ((NOTICE, {}), (NOTICE, {h("project"): "青石路沿线绿化提档升级工程"})), (1, h("number"))),
    Between("G704", ((OPINION, {}), (PUBLIC, {("project", 1): "柳林片区排水管网改造工程项目"})), (1, ("project", 1))),
    Between("G707", ((TARGETS, {}), (REVIEW, {})), (0, f("budget", 0)), {"appraisal_above": Decimal(380)}),
    Between("G708", ((ASSESSMENT, {}), (TARGETS, PARKING)), (1, f("budget", 0))),
    Between("G717", ((NOTICE, {}), (REPORT, {(role, 2): None for role in
        ("problem_number", "problem", "measures", "status", "done_on", "evidence", "duty")})), (1, HEADER)),
    Between("G718", (FIRST, FIRST), (1, ("round", 0))),
)  # fmt: skip


def of_books() -> Iterator[BookTrial]:
    """Two forms on two sheets, and one under the other: clean, and with what they show only together."""
    for one in BETWEEN:
        clean: tuple[tuple[str, Change], ...] = tuple((title, {}) for title, _ in one.forms)
        for stacked in (False, True):
            if one.rule not in ("G707", "G718", "G703"):
                yield _together(one, clean, stacked, planted=False)
            yield _together(one, one.forms, stacked, planted=True)


def _together(one: Between, forms: tuple[tuple[str, Change], ...], stacked: bool, *, planted: bool) -> BookTrial:
    drawn_forms = [drawn(title, change) for title, change in forms]
    sheets: dict[str, Drawn] = {"甲": drawn_forms[0], "乙": drawn_forms[1]}
    names = ["甲", "乙"]
    if stacked:
        below = moved(drawn_forms[1], max(row for row, _ in drawn_forms[0].cells) + 2, 0)
        sheets = {"甲": Drawn(drawn_forms[0].cells | below.cells, drawn_forms[0].merges + below.merges)}
        drawn_forms[1], names = below, ["甲", "甲"]
    data = written(sheets)
    which, key = one.at
    title = forms[which][0]
    cell = header_of(data, names[which], title) if key == HEADER else _now(drawn_forms[which], title, key)
    due = frozenset({(one.rule, names[which], cell)} if planted else ())
    why = f"{one.rule} {'上下叠放' if stacked else '两张表'}{'' if planted else ' 无错'}"
    return BookTrial(why, title, data, due, policy=one.policy, layout="上下叠放" if stacked else "两张表")


def _now(form: Drawn, title: str, key: Key) -> str:
    return address(*form.now(position(places(title)[key])))


# -- places that the template has not ----------------------------------------------------------------------------------


def of_remedies() -> Iterator[BookTrial]:
    """整改要求 below a monitoring table and as a column: blank though one light is red, written, none red."""
    tries: tuple[tuple[str, Change, str | None], ...] = (
        ("红灯没写", {}, None),
        ("红灯写了无", {}, "无"),
        ("红灯写了", {}, "10月底前增加两个施工班组,逐旬报进度。"),
        ("没有红灯", {i("actual", 1): "7950平方米"}, None),
    )
    for why, change, text in tries:
        for layout, add in (("整改要求在表下", _remedy_below), ("整改要求一列", _remedy_beside)):
            form = drawn(WATCH, change)
            cell = add(form, text)
            due = {("F607", "表", cell)} if not change and text in (None, "无") else set()
            yield BookTrial(f"F607 {layout} {why}", WATCH, written({"表": form}), frozenset(due), layout=layout)


def _remedy_below(form: Drawn, text: str | None) -> str:
    row = max(row for row, _ in form.cells) + 1
    form.cells |= {(row, 1): Cell(row, 1, "整改要求"), (row, 2): Cell(row, 2, text)}
    return address(row, 2)


def _remedy_beside(form: Drawn, text: str | None) -> str:
    heading, row = (position(places(WATCH)[key])[0] for key in ((f"{HEADING}indicators.name", 0), i("actual", 1)))
    column = max(column for _, column in form.cells) + 1
    form.cells |= {(heading, column): Cell(heading, column, "整改要求"), (row, column): Cell(row, column, text)}
    return address(row, column)


# -- documents ---------------------------------------------------------------------------------------------------------


def of_documents_data() -> Iterator[tuple[str, str, bytes, tuple[str | None, ...], Any]]:
    """The documents of the rule pages as files: rule, file name, bytes, where it must be found, policy."""
    from tests.manuscripts.documents import docx, paragraph
    from tests.rules.pages import section_book
    from tests.rules.test_pages import PAGES, pages

    for path in PAGES:
        for section in pages()[path.stem].sections:
            if section.document is not None and path.stem != "A103":  # which is told of .doc
                at = tuple(cell for _, cell, _ in section.expected)
                text = "\n".join(section.document)
                policy = section_book(section)[1]
                word = docx("".join(paragraph(line) for line in section.document))
                yield section.code, f"{section.title}.txt", text.encode(), at, policy
                if "\t" not in text:  # tables of Word are no lines with tabs
                    yield section.code, f"{section.title}.docx", word, at, policy


# -- old formats -------------------------------------------------------------------------------------------------------


def of_office(folder: Path) -> Iterator[BookTrial]:
    """Three faults of every form, moved on the sheet, saved as .xls and .ods by LibreOffice."""
    trials = []
    for title in OF_FORM:
        for number, fault in enumerate(list(faults(title))[:: max(1, len(faults(title)) // 3)]):
            values = not any(isinstance(value, Broken | Uncached) for value in fault.change.values())
            if values and fault.at not in (None, HEADER, NOWHERE) and not fault.alone:
                form = laid(title, "移位", fault.change)
                name = f"{title}{number}"
                (folder / f"{name}.xlsx").write_bytes(form.data)
                trials.append((name, title, fault, form))
    for kind in ("xls", "ods"):
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        files = [str(folder / f"{name}.xlsx") for name, *_ in trials]
        subprocess.run([*command, "--outdir", str(folder / kind), *files], check=True, capture_output=True, timeout=600)
        for name, title, fault, laid_form in trials:
            form = replace(laid_form, torn=kind == "ods")  # of .ods only values are read, no merges
            assert fault.at is not None
            due = {(fault.rule, form.sheet, form.where(title, fault.at, fault.change))}
            due |= {(rule, form.sheet, form.where(title, key, fault.change)) for rule, key in fault.also}
            data = (folder / kind / f"{name}.{kind}").read_bytes()
            old = {("A103", None, None)}
            yield BookTrial(
                f"{kind} {fault.rule} {fault.why}", title, data, frozenset(due | old), f"表.{kind}", fault.policy, kind
            )
