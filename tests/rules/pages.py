"""Rule pages as tests: the example tables of src/jixiao/rules/<CODE>.md become workbooks in memory.

A section 「## 不通过:…」 must give exactly the findings on its `> CELL:message` lines, a section 「## 通过:…」 none.
Every table of a section replaces part of a well-filled standard form (see standard_forms.py for the layout):
`资金 | …` fund rows from row 7; `… 三级指标 …` indicator rows from row 14; `栏目 | 内容` labelled fields, 表注, 删列;
`格 | 内容` cells after all else; `工作簿 | 内容` 读取, 宏, 格式, 外部链接, 标识, 名称, 隐藏行, 隐藏列, 隐藏表 and 另表
(`表名: A1=值; B2=值`), 空表, 合并; `口径 | 值` policy fields; a table with 问题描述 makes it a 评价结果清单 instead.
A block fenced as 文稿 is a document instead, a paragraph a line (`⇥` a tab), with findings `> 第3段:message`.
`名册 | 单位 | 项目` (code, name, projects), `收件 | 内容` (发给, 签名, 文件名, 同时收到): for rules of the round.
`整表 名称 | A | B …` is a whole sheet of that name as it stands, row numbers in its first column.
Cells: `#DIV/0!` error, `=SUM(C8:C10) 无结果` formula without result, `=C8 90` formula with result, `0.95 [0%]` number
with format, `2023-12-31 [yyyy-mm-dd]` date, `(空)` deleted, `"219001"` text, else a number if it looks like one, else
text; `␣` blank, `⏎` line break, `␠` U+200B, `\\|` a stroke.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.manuscript import Manuscript
from jixiao.workbook.grid import Grid
from jixiao.workbook.text_lines import laid_out
from tests.rules.cells import Draft
from tests.rules.standard_forms import write_form, write_list

RULES_FOLDER = Path(__file__).resolve().parents[2] / "src" / "jixiao" / "rules"
_TITLE = re.compile(r"# ([A-Z]\d{3}) (\S.*)")
_SECTION = re.compile(r"## (不通过|通过)[:：](.+)")
_EXPECTED = re.compile(r"> (?:([^!:：]+)!)?([A-Z]{1,3}\d+|—|第\d+段)[:：](.+)")
_DOCUMENT = re.compile(r"^```文稿\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPLIT = re.compile(r"(?<!\\)\|")

Table = tuple[list[str], list[list[str]]]
Expected = tuple[str | None, str | None, str]
"""Sheet (None: the form's own or none), cell (None: no cell) or 「第3段」, message."""


@dataclass(frozen=True)
class Section:
    """One example of a page: what the workbook holds and which findings it must give."""

    code: str
    title: str
    passes: bool
    tables: tuple[Table, ...]
    expected: tuple[Expected, ...]
    document: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Page:
    """One rule page."""

    path: Path
    code: str
    name: str
    severity: str
    intro: str
    sections: tuple[Section, ...]


@dataclass
class _Parts:
    """What the tables of a section say, sorted by the part of the workbook that they replace."""

    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    funds: list[dict[str, str]] | None = None
    indicators: list[dict[str, str]] | None = None
    projects: list[dict[str, str]] | None = None
    whole: list[Draft] = field(default_factory=list)
    overrides: list[tuple[str, str]] = field(default_factory=list)
    book: list[tuple[str, str]] = field(default_factory=list)
    policy: dict[str, str] = field(default_factory=dict)
    roster: list[list[str]] = field(default_factory=list)
    intake: dict[str, str] = field(default_factory=dict)


def read_page(path: Path) -> Page:
    """Parse a rule page; AssertionError says what is not in the form that all pages have."""
    intro, *parts = re.split(r"^(?=## )", path.read_text("utf-8"), flags=re.MULTILINE)
    title = _TITLE.match(intro)
    assert title, f"{path.name}: first line must be 「# CODE 中文名」"
    severity = re.search(r"^级别[:：](\S+?)　适用[:：]\S.*　依据[:：]", intro, re.MULTILINE)
    assert severity, f"{path.name}: no line 「级别:…　适用:…　依据:…」"
    assert re.search(r"^为什么[:：]\S", intro, re.MULTILINE), f"{path.name}: no paragraph 「为什么:…」"
    sections = tuple(_read_section(title[1], part) for part in parts)
    return Page(path, title[1], title[2], severity[1], intro, sections)


def _read_section(code: str, text: str) -> Section:
    heading, _, body = text.partition("\n")
    match = _SECTION.fullmatch(heading.strip())
    assert match, f"{code}: {heading}"
    expected = []
    written = _DOCUMENT.search(body)
    document = tuple(written[1].replace("⇥", "\t").splitlines()) if written else None
    body = _DOCUMENT.sub("", body)
    for line in body.splitlines():
        if line.startswith(">"):
            found = _EXPECTED.fullmatch(line.rstrip())
            assert found, f"{code}: {line}"
            expected.append((found[1], None if found[2] == "—" else found[2], found[3]))
    passes = match[1] == "通过"
    assert passes != bool(expected), f"{code}: {heading}"
    return Section(code, match[2], passes, tuple(_read_tables(body)), tuple(expected), document)


def _read_tables(body: str) -> list[Table]:
    tables = []
    for block in re.findall(r"(?:^\|.*\|[ ]*\n?)+", body, re.MULTILINE):
        rows = [_cells(line) for line in block.splitlines()]
        assert all(set(mark) <= set("-:") for mark in rows[1]), rows[1]
        assert all(len(row) == len(rows[0]) for row in rows), f"uneven table: {rows[0]}"
        tables.append((rows[0], rows[2:]))
    return tables


def _cells(line: str) -> list[str]:
    return [part.strip().replace("\\|", "|") for part in _SPLIT.split(line.strip())[1:-1]]


def _sorted_parts(section: Section) -> _Parts:
    parts = _Parts()
    for header, rows in section.tables:
        records = [dict(zip(header, row, strict=True)) for row in rows]
        if header[0] == "资金":
            parts.funds = records
        elif header[0].startswith("整表"):
            parts.whole.append(_whole_sheet(header, rows))
        elif any("三级指标" in name for name in header):
            parts.indicators = records
        elif "问题描述" in header or ("项目名称" in header and any(name.startswith("评价金额") for name in header)):
            parts.projects = records
        elif header == ["栏目", "内容"]:
            _sort_fields(parts, rows)
        elif header == ["格", "内容"]:
            parts.overrides += [(row[0], row[1]) for row in rows]
        elif header == ["工作簿", "内容"]:
            parts.book += [(row[0], row[1]) for row in rows]
        elif header == ["口径", "值"]:
            parts.policy |= {row[0]: row[1] for row in rows}
        elif header == ["名册", "单位", "项目"]:
            parts.roster += rows
        elif header == ["收件", "内容"]:
            parts.intake |= {row[0]: row[1] for row in rows}
        else:
            raise AssertionError(f"{section.code} {section.title}: no such table: {header}")
    return parts


def _whole_sheet(header: list[str], rows: list[list[str]]) -> Draft:
    draft = Draft(header[0].removeprefix("整表").strip() or "表")
    for row in rows:
        for column, text in zip(header[1:], row[1:], strict=True):
            draft.put(f"{column}{row[0]}", text)
    return draft


_FIELDS = {"标题", "年度", "项目名称", "主管部门", "实施单位", "预期目标", "实际完成情况", "填报日期"}
_FIELDS |= {"总分行名", "总分分值", "总分得分", "等级"}


def _sort_fields(parts: _Parts, rows: list[list[str]]) -> None:
    for name, text in rows:
        if name == "表注":
            parts.notes.append(text)
        elif name == "删列":
            parts.removed.append(text)
        else:
            assert name in _FIELDS or name.endswith(("编码", "代码")), f"no such field: {name}"
            parts.fields[name] = text


def policy_with(changes: dict[str, str]) -> Policy:
    """The default policy with fields changed: 是/否, a number or word, words joined by 「、」, or TOML in [] or {}."""
    values = load_profile().model_dump()
    for name, text in changes.items():
        assert name in values, f"no such policy field: {name}"
        if text[:1] in "[{":
            values[name] = tomllib.loads(f"value = {text}", parse_float=str)["value"]
        elif text in ("是", "否"):
            values[name] = text == "是"
        else:
            values[name] = tuple(text.split("、")) if isinstance(values[name], tuple) else text
    return Policy.model_validate(values)


def round_parts(section: Section) -> tuple[list[list[str]], dict[str, str]]:
    """The roster's lines (code, unit, projects) and what is said of the file that came in."""
    parts = _sorted_parts(section)
    return parts.roster, parts.intake


def section_book(section: Section) -> tuple[Book, Policy]:
    """The workbook that a section describes, read as any other, and the policy to judge it by."""
    from jixiao.forms.read import read_forms

    parts = _sorted_parts(section)
    policy = policy_with(parts.policy)
    name = dict(parts.book).get("文件名", "送审表.xlsx")
    if section.document is not None:
        legacy = dict(parts.book).get("格式")
        return Book("送审稿.txt", manuscript=Manuscript("文本文件", *laid_out(section.document), legacy)), policy
    refusal = dict(parts.book).get("读取")
    if refusal is not None:
        reason, _, detail = refusal.partition(":")
        return Book(name, refusal=reason.strip(), detail=detail.strip()), policy
    grid = _grid(parts)
    return Book(grid.name, grid=grid, forms=read_forms(grid)), policy


def _grid(parts: _Parts) -> Grid:
    if parts.whole:
        main = parts.whole[0]
    elif parts.projects is not None:
        main = write_list(parts.projects, parts.fields)
    else:
        main = write_form(parts.fields, parts.funds, parts.indicators, parts.removed, parts.notes)
    sheets, settings = [*(parts.whole or [main])], {}
    names: dict[str, str] = {}
    identity: dict[str, str] = {}
    links: list[str] = []
    for what, text in parts.book:
        key, _, rest = text.partition("=")
        if what in ("隐藏表", "另表"):
            sheets.append(_further_sheet(text, "hidden" if what == "隐藏表" else "visible"))
        elif what == "合并":
            main.merge(text)
        elif what in ("隐藏行", "隐藏列"):
            main.hide(text)
        elif what == "空表":
            sheets[0] = Draft(text)
            sheets[0].text("A1", text)
        elif what == "标识":
            identity[key] = rest
        elif what == "名称":
            names[key] = rest
        elif what == "外部链接":
            links.append(text)
        else:
            assert what in ("宏", "格式"), f"no such workbook line: {what}"
            settings[what] = text
    _override(sheets, parts.overrides)
    return Grid(
        name="送审表.xlsx",
        sheets=tuple(draft.sheet() for draft in sheets),
        names=names,
        identity=identity,
        has_macros=settings.get("宏") == "有",
        external_links=tuple(links),
        legacy=settings.get("格式"),
    )


def _further_sheet(text: str, state: str) -> Draft:
    """「表名: A1=值; B2=值」, or 「表名:」 for a sheet without content."""
    name, _, content = text.partition(":")
    draft = Draft(name.strip(), state=state)
    for item in filter(None, (part.strip() for part in content.split(";"))):
        a1, _, value = item.partition("=")
        draft.put(a1, value)
    return draft


def _override(sheets: list[Draft], overrides: list[tuple[str, str]]) -> None:
    for place, text in overrides:
        name, _, a1 = place.rpartition("!")
        draft = next(sheet for sheet in sheets if not name or sheet.name == name)
        draft.put(a1, text)


def standard_form_grid(**changes: object) -> Grid:
    """A workbook with one well-filled 自评表 that no rule finds fault with; `changes` as in write_form."""
    return Grid("自评表.xlsx", (write_form(**changes).sheet(),))  # type: ignore[arg-type]


def standard_list_grid(**changes: object) -> Grid:
    """A workbook with one 评价结果清单 that no rule finds fault with; `changes` as in write_list."""
    return Grid("评价结果清单.xlsx", (write_list(**changes).sheet(),))  # type: ignore[arg-type]
