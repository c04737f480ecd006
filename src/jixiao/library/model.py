"""The indicator library as one frozen value: indicators, classes, and what was changed when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache

from jixiao.records.regex import regex
from jixiao.records.text import squeezed

SCOPES = ("共性", "行业", "单位")
IN_USE, RETIRED = "在用", "停用"
STATUSES = (IN_USE, RETIRED)
DIRECTIONS = ("正向", "负向")
SIGNS = ("≥", "≤", "＝", "＞", "＜", "定性")
LEVELS: dict[str, tuple[str, ...]] = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
"""Level 1 → its levels 2, as 财预〔2020〕10号 and 财预〔2021〕101号 name them."""
_LEVEL1 = (
    ("满意", "满意度指标"),
    ("成本", "成本指标"),
    ("产出", "产出指标"),
    ("完成", "产出指标"),
    ("效益", "效益指标"),
    ("效果", "效益指标"),
)
_LEVEL2 = (
    ("满意", "服务对象满意度指标"),
    ("服务对象", "服务对象满意度指标"),
    ("数量", "数量指标"),
    ("质量", "质量指标"),
    ("时效", "时效指标"),
    ("社会成本", "社会成本指标"),
    ("生态环境成本", "生态环境成本指标"),
    ("经济成本", "经济成本指标"),
    ("成本", "成本指标"),
    ("可持续", "可持续影响指标"),
    ("经济", "经济效益指标"),
    ("社会", "社会效益指标"),
    ("生态", "生态效益指标"),
    ("环境", "生态效益指标"),
)
_BRACKETS = regex(r"\([^()]*\)")
_MARKS = regex(r"[★☆*、,,。.;;::()\[\]【】“”\"'·—\-]")


def standard_level1(label: str) -> str:
    """The standard level-1 name for a label as written (产出, 项目产出指标(50分) → 产出指标); "" when it is none."""
    flat = squeezed(label)
    return next((name for word, name in _LEVEL1 if word in flat), "")


def standard_level2(label: str) -> str:
    """The standard level-2 name for a label as written (数量 → 数量指标); "" when it is none."""
    flat = squeezed(label)
    return next((name for word, name in _LEVEL2 if word in flat), "")


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """An indicator's name for comparing: one width, without blanks and marks."""
    return _MARKS.sub("", squeezed(name))


@lru_cache(maxsize=4096)
def place_of(label1: str, label2: str) -> str:
    """数量, 质量, 时效, 成本, 效益 or 满意度 by both labels; 产出 where level 2 is blank; "" for others."""
    level1, level2 = standard_level1(label1), standard_level2(label2)
    if level2 == "服务对象满意度指标" or level1 == "满意度指标":
        return "满意度"
    if level1 == "效益指标":
        return "效益"
    if level1 == "成本指标" or level2.endswith("成本指标"):
        return "成本"
    return level2.removesuffix("指标") or level1.removesuffix("指标")


@lru_cache(maxsize=8192)
def bare_key(name: str) -> str:
    """An indicator's name for looking it up: brackets with what they hold left out, unless that is all."""
    flat = squeezed(name)
    return name_key(_BRACKETS.sub("", flat)) or name_key(flat)


@dataclass(frozen=True, slots=True)
class LibraryIndicator:
    """One indicator that a unit may take over.

    `scope` 共性, 行业 or 单位; `kind` its class (会议类 …); `owner` the industry or the unit it belongs to, blank for
    the common ones. `value` is an example, never a standard; `basis` says where it was seen (A1, B, C, a 文号).
    """

    code: str
    scope: str
    kind: str
    level1: str
    level2: str
    name: str
    sign: str = ""
    value: str = ""
    unit: str = ""
    direction: str = ""
    source: str = ""
    basis: str = ""
    note: str = ""
    version: str = ""
    status: str = IN_USE
    owner: str = ""

    @property
    def in_use(self) -> bool:
        """Whether it is offered to units."""
        return self.status != RETIRED

    @property
    def shown(self) -> str:
        """Name, sign and unit in one line, the example value left out: 「受益人口/户数」(≥,户)."""
        parts = ",".join(part for part in (self.sign, self.unit) if part)
        return f"“{self.name}”({parts})" if parts else f"“{self.name}”"

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What makes it the same indicator in another library: place and name, not code or value."""
        return self.scope, name_key(self.owner), name_key(self.kind), self.level1, self.level2, name_key(self.name)


CONTENT = tuple(item.name for item in fields(LibraryIndicator) if item.name not in ("code", "version", "status"))
"""Fields in which two versions of one indicator may differ."""


@dataclass(frozen=True, slots=True)
class IndicatorClass:
    """One class of indicators; `words` are words in a project's texts that speak for it. A class may be empty."""

    scope: str
    name: str
    words: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """One line of the update history: the day (as the caller gives it), what was done, from where, with what result."""

    day: str
    action: str
    origin: str
    added: int = 0
    changed: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Library:
    """All indicators with their classes and history.

    `origin` says in words where the library was found, `fault` why another one that lay nearer could not be used.
    """

    indicators: tuple[LibraryIndicator, ...] = ()
    classes: tuple[IndicatorClass, ...] = ()
    updates: tuple[Update, ...] = ()
    origin: str = field(default="", compare=False)
    fault: str = field(default="", compare=False)

    def active(self) -> tuple[LibraryIndicator, ...]:
        """The indicators in use."""
        return tuple(item for item in self.indicators if item.in_use)

    @cached_property
    def homes(self) -> dict[str, frozenset[str]]:
        """The places (数量 …) at which indicators in use stand, by their names without brackets."""
        found: dict[str, set[str]] = {}
        for item in self.active():
            found.setdefault(bare_key(item.name), set()).add(place_of(item.level1, item.level2))
        return {key: frozenset(places) for key, places in found.items()}

    def kinds(self) -> tuple[str, ...]:
        """Names of the classes, those listed first, then others that indicators name."""
        return tuple(dict.fromkeys([*(item.name for item in self.classes), *(item.kind for item in self.indicators)]))


def next_code(taken: Iterable[str], letter: str) -> str:
    """The next free code of a letter: I001 … for common ones, H for industries, D for units; codes are never reused."""
    numbers = [int(code[1:]) for code in taken if re.fullmatch(rf"{letter}\d+", code)]
    return f"{letter}{max(numbers, default=0) + 1:03}"


CODE_LETTERS = {"共性": "I", "行业": "H", "单位": "D"}
