"""The policy workbook as a clerk sees it: guide, settings by sections, rules, later changes; equal bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jixiao.policy.drawing_looks import HEAD_COLOUR, band, choices_in, finish, heading, put_row
from jixiao.policy.reading import HISTORY_SHEET, RULE_SHEET, SHEET
from jixiao.policy.wording import SEVERITIES

GUIDE_SHEET = "填写说明"
COLUMNS = (("代号", 11), ("名称", 28), ("值", 46), ("怎么写", 40), ("来源", 34), ("确定性", 8), ("施行日期", 13))
RULE_COLUMNS = (
    ("规则号", 8),
    ("规则名称", 26),
    ("级别", 9),
    ("试行到", 13),
    ("原定级别", 9),
    ("来源", 44),
    ("确定性", 8),
    ("施行日期", 13),
)
HISTORY_COLUMNS = (("代号", 11), ("名称", 36), ("值", 46), ("施行日期", 13), ("来源", 44), ("确定性", 8))
_GUIDE_COLUMNS = (("规则号", 14), ("说明", 100))
HISTORY_ROWS = 40
CERTAINTIES = ("A", "B", "C")
GUIDE = (
    ("这是什么", "本县的等级、分值、算法、预警、阈值、词表、规则级别和通知写法。校验、计分、通知都按这里的值办。"),
    ("改哪里", "只改浅黄色的格。白色的格是说明,已锁定,防止误改(审阅 → 撤消工作表保护,没有密码)。"),
    ("不改的", "留着原样即可;「值」留空表示沿用基础口径。"),
    ("从哪年起", "改了「值」又改「施行日期」:从那一天起按新值,以前年度的表仍按原值。"),
    ("不分年度", "只改「值」、不改「施行日期」:各年度的表都按新值。"),
    ("以后再改", "在「历年改动」表添一行:名称、值、从哪一天起施行。以前的行留着,旧年度的表就仍按旧值算。"),
    ("按哪天算", "某年度的表,用当年 12 月 31 日已经施行的值;通知的写法用印发当天的值。"),
    ("规则级别", "每条规则一行,从下拉列表里选。关闭:不查;试行:只作提示,写明是试行。"),
    ("试行", "「试行到」写一个日期或「2026年度」,到期以后按「级别」执行;级别选「试行」的,到期后按原定级别。"),
    ("确定性", "A 原文或公开表亲见;B 公开规定,未核到原文;C 建议值。B、C 两类请对照本地文件后再用。"),
    ("放在哪里", "取名「口径参数.xlsx」,放在报送文件的同一文件夹或上级文件夹,校验时自动使用;离文件最近的算数。"),
    ("改好以后", "保存、关闭,再校验。写错了不会带着错往下算:会说明是哪一格、为什么、该怎么写。"),
)
_FIXED_TIME = datetime(2026, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True)
class Line:
    """One line to write: a setting or a head entry such as the name; `choices` becomes a drop-down list."""

    key: str
    label: str
    value: str
    how: str
    source: str = ""
    cert: str = ""
    effective: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleLine:
    """One rule with its severity in this policy and in the catalogue; `family` is the heading it stands under."""

    family: str
    code: str
    name: str
    level: str
    until: str
    usual: str
    source: str
    cert: str
    effective: str


@dataclass(frozen=True)
class PolicyBook:
    """What the workbook shows: settings by section, rules in order of their codes, later changes."""

    title: str
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    rules: tuple[RuleLine, ...]
    history: tuple[Line, ...]


def draw(content: PolicyBook) -> bytes:
    """The workbook's bytes, equal for equal content."""
    from openpyxl import Workbook

    book = Workbook()
    guide: Any = book.active
    guide.title = GUIDE_SHEET
    places = _draw_settings(book.create_sheet(SHEET), content)
    _draw_rules(book.create_sheet(RULE_SHEET), content)
    _draw_history(book.create_sheet(HISTORY_SHEET), content)
    _draw_guide(guide, content, places)
    book.active = 1
    guide.sheet_view.tabSelected = False
    book.properties.created = book.properties.modified = _FIXED_TIME
    book.properties.creator, book.properties.title = "", "口径参数"
    return _packed(book)


def _packed(book: Any) -> bytes:
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "docProps/core.xml":  # the library writes the clock into it whatever it is told
                data = _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, data, compresslevel=6)
    return out.getvalue()


# -- the sheets --------------------------------------------------------------------------------------------------------


def _draw_settings(sheet: Any, content: PolicyBook) -> dict[str, int]:
    """Settings under their headings; the row of each heading."""
    heading(sheet, f"口径参数:{content.title}", COLUMNS)
    places = {}
    for section, lines in content.sections:
        places[section] = row = sheet.max_row + 1
        band(sheet, row, section, len(COLUMNS))
        for line in lines:
            row = sheet.max_row + 1
            texts = (line.key, line.label, line.value, line.how, line.source, line.cert, line.effective)
            put_row(sheet, row, texts, COLUMNS)
            choices_in(sheet, f"C{row}", line.choices)
            choices_in(sheet, f"F{row}", CERTAINTIES if line.cert in CERTAINTIES else ())
    sheet.column_dimensions["A"].hidden = True  # the names within the program are for the reader, not for the clerk
    finish(sheet, COLUMNS, "D3", sheet.max_row)
    return places


def _draw_rules(sheet: Any, content: PolicyBook) -> None:
    heading(sheet, f"规则级别:{content.title}", RULE_COLUMNS)
    first, family = 3, ""
    for rule in content.rules:
        if rule.family != family:
            family = rule.family
            band(sheet, sheet.max_row + 1, family, len(RULE_COLUMNS))
        texts = (rule.code, rule.name, rule.level, rule.until, rule.usual, rule.source, rule.cert, rule.effective)
        put_row(sheet, sheet.max_row + 1, texts, RULE_COLUMNS)
    choices_in(sheet, f"C{first}:C{max(sheet.max_row, first)}", SEVERITIES)
    _off_in_grey(sheet, f"A{first}:H{max(sheet.max_row, first)}", first)
    finish(sheet, RULE_COLUMNS, "C3", sheet.max_row)


def _off_in_grey(sheet: Any, area: str, first: int) -> None:
    """What differs from the catalogue is seen at a glance: off in grey, anything else in bold blue."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font

    off, other = Font(color="A6A6A6", strike=True), Font(color="1F4E79", bold=True)
    rules = sheet.conditional_formatting
    rules.add(area, FormulaRule(formula=[f'$C{first}="关闭"'], font=off, stopIfTrue=True))
    changed = f'AND($A{first}<>"",$E{first}<>"",OR($C{first}<>$E{first},$D{first}<>""))'
    rules.add(area, FormulaRule(formula=[changed], font=other))


def _draw_history(sheet: Any, content: PolicyBook) -> None:
    heading(sheet, "历年改动:从某一天起改用新值的项,旧年度的表仍按旧值", HISTORY_COLUMNS)
    for line in content.history:
        texts = (line.key, line.label, line.value, line.effective, line.source, line.cert)
        put_row(sheet, sheet.max_row + 1, texts, HISTORY_COLUMNS, {"名称"})
    start = sheet.max_row + 1
    for row in range(start, start + HISTORY_ROWS):
        put_row(sheet, row, ("",) * len(HISTORY_COLUMNS), HISTORY_COLUMNS, {"名称"})
    last = sheet.max_row
    names = [line.label for section, lines in content.sections[1:] for line in lines]
    _name_list(sheet, names + [f"{rule.code} {rule.name}" for rule in content.rules], f"B3:B{last}")
    choices_in(sheet, f"F3:F{last}", CERTAINTIES)
    sheet.column_dimensions["A"].hidden = True
    finish(sheet, HISTORY_COLUMNS, "C3", last)


def _name_list(sheet: Any, names: Sequence[str], area: str) -> None:
    """A drop-down of names from a hidden column beyond the print area: they are too many for a list in quotes."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for row, name in enumerate(names, 3):
        sheet.cell(row, 12).value = name
    sheet.column_dimensions["L"].hidden = True
    rule = DataValidation(type="list", formula1=f"$L$3:$L${len(names) + 2}", allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "历年改动", "请从下拉列表里选设置项或规则。"
    rule.add(area)
    sheet.add_data_validation(rule)


def _draw_guide(sheet: Any, content: PolicyBook, places: dict[str, int]) -> None:
    from openpyxl.styles import Alignment, Font

    columns = (("", 14), ("", 100))
    heading(sheet, f"口径参数 · 填写说明({content.title})", columns)
    sheet.delete_rows(2)
    for title, words in GUIDE:
        put_row(sheet, sheet.max_row + 1, (title, words), _GUIDE_COLUMNS)
        sheet.cell(sheet.max_row, 1).font = Font(name="宋体", bold=True, color=HEAD_COLOUR)
    band(sheet, sheet.max_row + 2, "跳到", 2)
    found = [(section, f"{SHEET}!B{row}", _named(content, section)) for section, row in places.items()]
    found += [
        (RULE_SHEET, f"{RULE_SHEET}!A1", f"{len(content.rules)} 条规则,一条一行"),
        (HISTORY_SHEET, f"{HISTORY_SHEET}!A1", "从某一天起改用新值的项"),
    ]
    for section, place, words in found:
        row = sheet.max_row + 1
        put_row(sheet, row, (section, words), _GUIDE_COLUMNS)
        cell = sheet.cell(row, 1)
        cell.hyperlink = f"#{place}"
        cell.font = Font(name="宋体", color="0563C1", underline="single")
        cell.alignment = Alignment(vertical="top")
    finish(sheet, columns, None, sheet.max_row)
    sheet.page_setup.orientation = "portrait"


def _named(content: PolicyBook, section: str) -> str:
    names = [line.label for line in dict(content.sections)[section]]
    return "、".join(names[:6]) + (f" 等 {len(names)} 项" if len(names) > 6 else "")
