"""Precision and recall of the judgement rules D402, D403 and D410: `python benchmarks/judgement.py [--write] [--list]`.

The library counts as clean (each class judged by a library without that class, so that nothing is known beforehand);
published forms are labelled by eye; faults are planted into good indicators by moving them, by taking their measure
away and by saying them twice in other words. `--list` shows every false alarm and every miss, `--write` renews the
table in docs/manual/判断类规则.md.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from jixiao.library.built_in import built_in
from jixiao.library.model import Library, LibraryIndicator
from jixiao.policy.load import load_profile
from jixiao.records.aim import read_aim, read_done
from jixiao.records.book import Book
from jixiao.records.indicator_form import Indicator
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.value import Value
from jixiao.rules import d402_wrong_dimension, d403_vague_target, d410_repeated_indicator
from jixiao.rules.rule import Context

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(__file__).parent / "judgement_data"
PAGE = ROOT / "docs" / "manual" / "判断类规则.md"
RULES = {rule.code: rule for rule in (d402_wrong_dimension.RULE, d403_vague_target.RULE, d410_repeated_indicator.RULE)}
UNSURE = "存疑"
YEAR = 2023


@dataclass(frozen=True)
class Row:
    """One indicator as printed, and what is wrong with it (a rule's code, 存疑, or nothing)."""

    level1: str
    level2: str
    name: str
    sign: str
    target: str
    unit: str
    label: str = ""


@dataclass
class Count:
    """How often a rule spoke rightly, wrongly, and kept silent wrongly, over how many indicators."""

    rows: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Share of alarms that are right, None without alarms."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of faults that are found, None without faults."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published() -> dict[str, list[Row]]:
    """The labelled rows of published forms by source."""
    forms: dict[str, list[Row]] = {}
    for line in _read("公开表标注.csv"):
        row = Row(
            *(line[name] for name in ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "标注"))
        )
        forms.setdefault(line["来源"], []).append(row)
    return forms


def from_library(item: LibraryIndicator) -> Row:
    """A library indicator as a row of a form."""
    unit = "" if item.unit == "日期" else item.unit
    return Row(item.level1, item.level2, item.name, "", f"{item.sign}{item.value}{unit}", "")


def indicator(row: Row, number: int) -> Indicator:
    """The row as reading would give it."""
    digits = re.fullmatch(r"\d+(?:\.\d+)?", row.target)
    target = Value(f"F{number}", "指标值", row.target, Decimal(row.target) if digits else row.target)
    sign = Value(f"E{number}", "指标性质", row.sign, row.sign) if row.sign else None
    unit = Value(f"G{number}", "度量单位", row.unit, row.unit) if row.unit else None
    aim = read_aim(target, sign, unit, name=row.name, level=row.level1 + row.level2, year=YEAR)
    return Indicator(
        row=number,
        level1=row.level1,
        level2=row.level2,
        level1_cell=f"B{number}",
        name=Value(f"D{number}", "三级指标", row.name, row.name),
        target=target,
        actual=None,
        sign=sign,
        unit=unit,
        aim=aim,
        done=read_done(None, aim, year=YEAR),
        points=Decimal(10),
    )


def alarms(rows: Iterable[Row], library: Library) -> set[tuple[str, int]]:
    """(rule, place of the row) for every finding on a form with these rows."""
    listed = tuple(indicator(row, 14 + place) for place, row in enumerate(rows))
    form = SelfEvaluation(
        sheet="自评表",
        title=Value("A2", text="项目支出绩效自评表"),
        year=YEAR,
        header_cell="A13",
        columns=dict.fromkeys(("level1", "level2", "name", "target"), "B13"),
        indicators=listed,
    )
    context = Context(load_profile(), Book("表.xlsx", library=library))
    return {
        (code, int(re.sub(r"\D", "", str(found.cell))) - 14)
        for code, rule in RULES.items()
        for found in rule.check(form, context)
    }


def tell(count: Count, *, spoke: bool, fault: bool, what: str) -> None:
    """Enter one indicator into a count."""
    count.rows += 1
    count.right += spoke and fault
    count.wrong += spoke and not fault
    count.missed += fault and not spoke
    if spoke != fault:
        count.said.append(f"{'误报' if spoke else '漏报'} {what}")


def on_published(sources: Iterable[str]) -> dict[str, Count]:
    """The rules against the labels on published forms; rows that one may see either way are left out."""
    counts = {code: Count() for code in RULES}
    forms = published()
    for source in sources:
        found = alarms(forms[source], built_in())
        for place, row in enumerate(forms[source]):
            for code, count in counts.items():
                if row.label != UNSURE:
                    what = f"{source} {row.level2} {row.name} {row.target}"
                    tell(count, spoke=(code, place) in found, fault=row.label == code, what=what)
    return counts


def without(kind: str) -> Library:
    """The built-in library without one class."""
    whole = built_in()
    return replace(whole, indicators=tuple(item for item in whole.indicators if item.kind != kind))


def on_library() -> dict[str, Count]:
    """The rules on well-made indicators, a form per class, judged by a library that does not know the class."""
    counts = {code: Count() for code in RULES}
    for kind in built_in().kinds():
        rows = [from_library(item) for item in built_in().active() if item.kind == kind]
        found = alarms(rows, without(kind))
        for place, row in enumerate(rows):
            for code, count in counts.items():
                tell(count, spoke=(code, place) in found, fault=False, what=f"{kind} {row.level2} {row.name}")
    return counts


_MOVES = {
    "数量指标": ("质量指标", "时效指标"),
    "质量指标": ("数量指标", "社会效益指标"),
    "时效指标": ("质量指标", "数量指标"),
    "成本指标": ("数量指标", "质量指标"),
    "经济成本指标": ("数量指标", "质量指标"),
    "服务对象满意度指标": ("社会效益指标", "质量指标"),
}
DEFENSIBLE = {
    "质量指标": ("覆盖", "接种率", "管理率", "宽度", "射程", "标准", "补助"),
    "时效指标": ("天数", "覆盖"),
    "数量指标": ("覆盖", "标准", "质量", "补助"),
    "社会效益指标": ("覆盖", "标准", "保障率", "亮灯率", "成功率", "采用", "成活率", "运行", "质量", "资格"),
}
"""New place → words of indicators that may stand there as well: moving these plants no fault."""
_LEVEL1_OF = {"社会效益指标": "效益指标"}


def held_back() -> list[Row]:
    """Good indicators that were written down after the rules and their words had been settled."""
    names = ("一级指标", "二级指标", "三级指标")
    return [Row(*(line[name] for name in names), "", line["指标值"], "") for line in _read("留出指标.csv")]


def on_held_back() -> dict[str, Count]:
    """The rules on the indicators held back, a form per level 2."""
    counts = {code: Count() for code in RULES}
    rows = held_back()
    found = alarms(rows, built_in())
    for place, row in enumerate(rows):
        for code, count in counts.items():
            tell(count, spoke=(code, place) in found, fault=False, what=f"{row.level2} {row.name} {row.target}")
    return counts


def held_back_rows() -> Iterator[tuple[str, Row, Library]]:
    """The indicators held back with their origin and the library to judge them by."""
    yield from (("留出", row, built_in()) for row in held_back())


def good_rows() -> Iterator[tuple[str, Row, Library]]:
    """(origin, row, the library to judge it by) for every indicator without a fault: the library's, then published."""
    for item in built_in().active():
        yield f"指标库 {item.kind}", from_library(item), without(item.kind)
    for source, rows in published().items():
        yield from ((source, row, built_in()) for row in rows if not row.label)


def _tells(row: Row) -> bool:
    """Whether an indicator has a measure by which anybody can tell its kind: no sentence, bare number or ≤ count."""
    aim = indicator(row, 1).aim
    few = row.level2 == "数量指标" and aim.sign == "≤"
    return aim.kind in ("quantity", "range", "deadline") and not aim.bare and not few


def misplaced(rows: Iterable[tuple[str, Row, Library]]) -> dict[str, Count]:
    """D402 on good indicators moved under another level 2, by the move."""
    counts: dict[str, Count] = {}
    for origin, row, library in rows:
        home = row.level2 if row.level2 in _MOVES else "服务对象满意度指标" if row.level1.startswith("满意") else ""
        for place in _MOVES.get(home, ()):
            if any(word in row.name for word in DEFENSIBLE[place]) or not _tells(row):
                continue
            moved = replace(row, level1=_LEVEL1_OF.get(place, "产出指标"), level2=place)
            spoke = ("D402", 0) in alarms([moved], library)
            count = counts.setdefault(f"{home.removeprefix('经济')}→{place}", Count())
            tell(count, spoke=spoke, fault=True, what=f"{origin} {row.name} {row.target} → {place}")
    return counts


def money_for_work() -> Count:
    """D402 where 数量 is a sum of money: what projects of all classes call their money, with and without unit."""
    count = Count()
    for thing in ("工程", "设备购置", "培训", "宣传", "救助", "物业服务", "信息系统"):
        for name, target in (
            ("资金金额", "=43.2"),
            ("项目资金", "≥20万元"),
            ("补助经费", "72890元"),
            ("投入资金", "100万元"),
        ):
            row = Row("产出指标", "数量指标", f"{thing}{name}", "", target, "")
            tell(count, spoke=("D402", 0) in alarms([row], built_in()), fault=True, what=f"{row.name} {target}")
    return count


def vague(name: str) -> Count:
    """D403 on labelled wordings of a target, each in a form of its own."""
    count = Count()
    for line in _read(name):
        row = Row("效益指标", "社会效益指标", "项目实施效果", "", line["指标值"], "")
        tell(count, spoke=("D403", 0) in alarms([row], built_in()), fault=line["标注"] == "1", what=line["指标值"])
    return count


def stripped() -> Count:
    """D403 on good indicators whose measure was taken away: the target is one of the labelled phrases instead."""
    phrases = [line["指标值"] for line in _read("模糊用语标注.csv") if line["标注"] == "1"]
    count = Count()
    for place, (origin, row, library) in enumerate(good_rows()):
        bare = replace(row, sign="定性" if row.sign else "", target=phrases[place % len(phrases)], unit="")
        what = f"{origin} {row.name}:{bare.target}"
        tell(count, spoke=("D403", 0) in alarms([bare], library), fault=True, what=what)
    return count


def repeated(name: str) -> Count:
    """D410 on labelled pairs of names with one target."""
    count = Count()
    for line in _read(name):
        pair = [Row("产出指标", "数量指标", line[one], "", line["指标值"], "") for one in ("指标一", "指标二")]
        what = f"{line['指标一']} / {line['指标二']}"
        tell(count, spoke=("D410", 1) in alarms(pair, built_in()), fault=line["标注"] == "1", what=what)
    return count


def measured() -> list[tuple[str, str, Count]]:
    """(rule, set, count) for every measurement."""
    tuned = [source for source in published() if not source.startswith("N")]
    later = [source for source in published() if source.startswith("N")]
    lines = [(code, "指标库(该类不在库里)", count) for code, count in on_library().items()]
    lines += [(code, "公开表,调规则时看过的", count) for code, count in on_published(tuned).items()]
    lines += [(code, "公开表,规则写好后才收的", count) for code, count in on_published(later).items()]
    lines += [(code, "留出的好指标", count) for code, count in on_held_back().items()]
    lines += [("D402", f"移位:{move}", count) for move, count in misplaced(good_rows()).items()]
    lines += [("D402", f"留出移位:{move}", count) for move, count in misplaced(held_back_rows()).items()]
    lines += [("D402", "数量写成资金", money_for_work())]
    lines += [("D403", "指标值写法", vague("模糊用语标注.csv")), ("D403", "留出的指标值写法", vague("留出用语.csv"))]
    lines += [("D403", "好指标去掉衡量标准", stripped())]
    lines += [("D410", "成对名称", repeated("重复指标标注.csv")), ("D410", "留出的成对名称", repeated("留出成对.csv"))]
    return sorted(lines, key=lambda line: line[0])


def total(lines: Iterable[tuple[str, str, Count]], code: str) -> Count:
    """All measurements of a rule together."""
    own = [count for each, _, count in lines if each == code]
    return Count(*(sum(getattr(count, name) for count in own) for name in ("rows", "right", "wrong", "missed")))


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.1f}%"


def table(lines: list[tuple[str, str, Count]]) -> str:
    """The measurements as a Markdown table."""
    rows = [
        "| 规则 | 样本 | 条数 | 报对 | 误报 | 漏报 | 精确率 | 召回率 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for code in RULES:
        own = [(name, count) for each, name, count in lines if each == code]
        for name, count in [*own, ("合计", total(lines, code))]:
            shares = f"{_percent(count.precision)} | {_percent(count.recall)}"
            rows.append(
                f"| {code} | {name} | {count.rows} | {count.right} | {count.wrong} | {count.missed} | {shares} |"
            )
    return "\n".join(rows)


def page(lines: list[tuple[str, str, Count]]) -> str:
    """The manual page with its table renewed."""
    text = PAGE.read_text("utf-8")
    return re.sub(r"(?s)(<!-- 表 -->\n).*(\n<!-- 表完 -->)", lambda found: found[1] + table(lines) + found[2], text)


def main() -> None:
    """Print the table, or write it into the manual."""
    lines = measured()
    if "--write" in sys.argv:
        PAGE.write_text(page(lines), "utf-8")
    print(table(lines))
    if "--list" in sys.argv:
        for code, name, count in lines:
            for said in count.said:
                print(code, name, said)


if __name__ == "__main__":
    main()
