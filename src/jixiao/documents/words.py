"""Words of the documents: text from forms made safe to print, dates, numerals, names of rules and clauses."""

from __future__ import annotations

import re
from datetime import date

from jixiao.records.finding import Finding
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.rules.registry import find_rule

_UNPRINTABLE = regex(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SPACE = regex(r"\s+")
_HAN = "零一二三四五六七八九"
_CJK = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef「」〔〕“”×·"
_QUOTED = regex(r"(「[^「」]*」|《[^《》]*》|“[^“”]*”)")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_MARK = regex(rf"(?<=[{_CJK}])([,;:?!])|([,;:?!])(?=[{_CJK}])")
_GAP = regex(rf"(?<=[{_CJK}]) (?=\S)|(?<=\S) (?=[{_CJK}])")
_BRACKETS = regex(r"\(([^()]*)\)")

STATUS_WORDS = {"passed": "通过", "returned": "退回", "unreadable": "无法读取"}
"""A file's status as people read it."""

FAMILIES = {
    "A": "文件与模板",
    "B": "完整性",
    "C": "资金",
    "D": "指标",
    "E": "计分",
    "F": "监控",
    "G": "勾稽",
    "H": "文书",
}
"""Families of rules by the first letter of their codes: the category of a problem."""

CLAUSES = {
    "财预〔2020〕10号": "《项目支出绩效评价管理办法》",
    "财预〔2015〕88号": "《中央部门预算绩效目标管理办法》",
    "财预〔2019〕136号": "《中央部门预算绩效运行监控管理暂行办法》",
    "财预〔2021〕101号": "《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》",
    "GB/T 9704-2012": "《党政机关公文格式》",
}
"""Titles of the documents that rules rest on, by their numbers."""


def printable(text: str | None) -> str:
    """Text on one line without characters that cannot be printed; full-width marks and all letters stay as written."""
    return _SPACE.sub(" ", _UNPRINTABLE.sub("", text or "")).strip()


def shown(value: Value | None) -> str:
    """What a cell shows, fit to print; an error code where it shows an error; "" where there is nothing."""
    if value is None or (value.empty and value.error is None):
        return ""
    return printable(value.text or value.error or "")


def formal(text: str) -> str:
    """A program's sentence in the punctuation of official documents: full-width marks, “” for 「」, no gaps.

    What stands in quotation marks is somebody's own words and stays as it is.
    """
    parts = _QUOTED.split(printable(text))
    return "".join(_requoted(part) if index % 2 else _formal_marks(part) for index, part in enumerate(parts))


def _requoted(part: str) -> str:
    return f"“{part[1:-1]}”" if part[0] == "「" else part


def _formal_marks(part: str) -> str:
    def brackets(match: re.Match[str]) -> str:
        before = part[: match.start()][-1:]
        around = before + match[1]
        return f"（{match[1]}）" if re.search(f"[{_CJK}]", around) else match[0]

    part = _BRACKETS.sub(brackets, part)
    part = _MARK.sub(lambda match: _FULL[match[1] or match[2]], part)
    return _GAP.sub("", part)


def ended(sentence: str) -> str:
    """A sentence with a full stop at its end."""
    return sentence if not sentence or sentence[-1] in "。！？!?…”" else sentence.rstrip("；;，,.") + "。"


def in_quotes(name: str) -> str:
    """A name in quotation marks; those within it become single ones: “‘创文创卫’项目”."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def unended(sentence: str) -> str:
    """A sentence without a full stop at its end."""
    return sentence.rstrip("。；;．. ")


def han_numeral(number: int) -> str:
    """1 to 99 in Chinese numerals: 12 → 十二; larger numbers stay Arabic."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones or not tens else "")


def day_text(day: date) -> str:
    """A date as official documents write it, without padding zeros: 2023年4月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def rule_name(code: str) -> str:
    """The rule's name for people; its family where the code is unknown."""
    rule = find_rule(code)
    return rule.name if rule else FAMILIES.get(code[:1], "其他") + "问题"


def family_name(code: str) -> str:
    """The category of problems that a rule belongs to."""
    return FAMILIES.get(code[:1], "其他")


def clause_text(basis: str) -> str:
    """The basis of a finding as official documents cite it: 《…》（财预〔2020〕10号）, several side by side."""
    cited = []
    for part in re.split("[;；、]", basis):
        number = part.strip()
        if number:
            cited.append(f"{CLAUSES[number]}（{number}）" if number in CLAUSES else number)
    return "、".join(cited)


def cells_by_sheet(findings: tuple[Finding, ...]) -> dict[str, str]:
    """Cells of findings by sheet: 自评表 → H14、H15; "" for the sheet or the cells where there are none."""
    places: dict[str, list[str]] = {}
    for finding in findings:
        cells = places.setdefault(printable(finding.sheet), [])
        if finding.cell and finding.cell not in cells:
            cells.append(finding.cell)
    return {sheet: "、".join(cells) for sheet, cells in places.items()}


def paragraphs_text(findings: tuple[Finding, ...]) -> str:
    """The paragraphs of findings in a document: 「第3、7段」; "" where there are none."""
    numbers = dict.fromkeys(finding.paragraph for finding in findings if finding.paragraph is not None)
    return f"第{'、'.join(map(str, numbers))}段" if numbers else ""


def place_text(findings: tuple[Finding, ...]) -> str:
    """Where equal findings are: 「自评表!H14、H15」, 「第3、7段」 of a document, 「整个文件」 for no place."""
    if paragraphs := paragraphs_text(findings):
        return paragraphs
    places = cells_by_sheet(findings).items()
    return ";".join(f"{sheet}!{cells}" if sheet and cells else sheet or cells or "整个文件" for sheet, cells in places)
