"""The lines of a policy workbook: which there are, how each is called and written."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jixiao.policy.profile_files import DEFAULT, described, load_profile
from jixiao.policy.spelling import Spelling, text_line, word_list
from jixiao.policy.wording import SPELLINGS, read_day, spelling_of

BASE = "extends"  # which profile stands where the workbook is blank
RULE_PARTS = {"severities": "级别", "trial_until": "试行到"}
HEAD_LABELS = {
    "name": "口径名称",
    "title": "标题",
    "source": "主要依据",
    "effective": "施行日期",
    "aliases": "别名",
    BASE: "基础口径",
}
HEAD_SPELLINGS: dict[str, Spelling] = {
    "name": text_line("本县2026"),
    "title": text_line("××县 2026"),
    "source": text_line("×财绩〔2026〕1号"),
    "effective": Spelling(str, read_day, "写年月日", "2026-01-01"),
    "aliases": word_list("本县；××县"),
    BASE: text_line(DEFAULT),
}


def way_of(line: str) -> Spelling:
    """How a line of the workbook is written, the head's included; KeyError when there is no such line."""
    return HEAD_SPELLINGS[line] if line in HEAD_SPELLINGS else spelling_of(line)


@cache
def rule_codes() -> frozenset[str]:
    """The codes of all rules, by their manual pages: a policy may speak of rules before any is loaded."""
    names = (file.name for file in resources.files("jixiao.rules").iterdir())
    return frozenset(name.removesuffix(".md") for name in names if name.endswith(".md"))


def is_line(key: str) -> bool:
    """Whether there is such a line: a setting, a part of the notice, an entry of the head, or a rule that exists."""
    setting, _, part = key.partition(".")
    return part in rule_codes() if setting in RULE_PARTS and part else key in HEAD_SPELLINGS or key in SPELLINGS


def rule_line(label: str) -> str:
    """The line that a rule's code alone means in the sheet of later changes: its severity."""
    return f"severities.{label.upper()[:4]}" if label.upper()[:4] in rule_codes() else ""


@cache
def labels() -> dict[str, str]:
    """The name of every line but the rules' own, by line."""
    settings = described(load_profile(DEFAULT), DEFAULT)
    return {**HEAD_LABELS, **{setting.key: setting.label for setting in settings}}


def label_of(key: str) -> str:
    """What a line is called in messages."""
    setting, _, part = key.partition(".")
    return f"规则 {part} 的{RULE_PARTS[setting]}" if setting in RULE_PARTS and part else labels()[key]
