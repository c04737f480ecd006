"""After the review (抽查复核): self-score against review score, how far apart, and what that says on the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jixiao.campaign.listing import table_sheet
from jixiao.documents.words import printable
from jixiao.policy.model import Policy
from jixiao.records.list_arithmetic import difference, difference_rate
from jixiao.records.list_form import SPOT_CHECK, ListForm, ListRow
from jixiao.records.numbers import plain, read_points, rounded
from jixiao.rules.near_names import bare_name
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import SheetPlan

_DEVIATIONS = (
    ("序号", 6.0),
    ("单位", 22.0),
    ("项目", 28.0),
    ("自评得分", 9.0),
    ("自评等级", 8.0),
    ("复核得分", 9.0),
    ("复核等级", 8.0),
    ("差异(分)", 9.0),
    ("差异率(%)", 9.0),
    ("结论", 16.0),
    ("问题", 32.0),
    ("处理", 24.0),
    ("出处", 24.0),
)
_FIGURES = (("项目", 44.0), ("数", 14.0), ("说明", 60.0))
_UNITS = (
    ("单位", 34.0),
    ("抽查个数", 10.0),
    ("已复核", 10.0),
    ("平均差异(分)", 14.0),
    ("最大差异(分)", 14.0),
    ("超过界限", 10.0),
    ("等级下降", 10.0),
)
NOT_YET, WITHIN, BEYOND, UNANSWERED = "还没有复核", "差异不大", "差异较大", "差异较大,未写书面反馈"
TWICE = "有两份不同的复核,请核实"


@dataclass(frozen=True)
class Deviation:
    """One reviewed self-evaluation: points as stated (None where no number stands), grades by the policy.

    `apart` is review less self-score, two places; `rate` the same in percent of the self-score.
    """

    unit: str
    project: str
    own: Decimal | None
    review: Decimal | None
    own_grade: str
    review_grade: str
    apart: Decimal | None
    rate: Decimal | None
    word: str
    problem: str
    handling: str
    place: str  # file · sheet · row

    @property
    def beyond(self) -> bool:
        """Whether the two are further apart than the policy's limit."""
        return self.word.partition(";")[0] in (BEYOND, UNANSWERED)


def deviations(read: Iterable[tuple[str, ListForm]], policy: Policy) -> list[Deviation]:
    """Every row of the 抽查复核表 that names a project, of (file name, form) pairs; other lists are passed by.

    What stands in several files, in a unit's and in the one with everything, counts once: reviewed before not yet
    reviewed. Two reviews that differ both stay, and say so.
    """
    forms = sorted(((name, form) for name, form in read if form.form == SPOT_CHECK), key=lambda pair: pair[0])
    same: dict[tuple[str, str, object], list[Deviation]] = {}
    for name, form in forms:
        times: Counter[tuple[str, str]] = Counter()
        for row in (_row(row, name, form, policy) for row in form.rows if row.holds("project")):
            key = bare_name(row.unit), bare_name(row.project)
            times[key] += 1  # twice in one file are two projects of one name
            same.setdefault((*key, times[key] if row.unit else row.place), []).append(row)
    return [row for group in same.values() for row in _settled(group)]


def _settled(rows: list[Deviation]) -> list[Deviation]:
    """The rows of one project: those that are reviewed, equal ones once; else the first."""
    reviewed: dict[Decimal, Deviation] = {}
    for row in rows:
        if row.review is not None:
            reviewed.setdefault(row.review, row)
    if len(reviewed) < 2:
        return list(reviewed.values()) or rows[:1]
    return [replace(row, word=f"{row.word};{TWICE}") for row in reviewed.values()]


def _row(row: ListRow, name: str, form: ListForm, policy: Policy) -> Deviation:
    own, review = read_points(row.at("self_score")), read_points(row.at("score"))
    apart = difference(own, review)
    return Deviation(
        unit=_text(row, "duty"),
        project=_text(row, "project"),
        own=own,
        review=review,
        own_grade=_grade(own, policy),
        review_grade=_grade(review, policy),
        apart=apart,
        rate=difference_rate(own, review),
        word=_word(apart, _text(row, "handling"), policy),
        problem=_text(row, "problem"),
        handling=_text(row, "handling"),
        place=f"{name} · {form.sheet} · 第 {row.row} 行",
    )


def _text(row: ListRow, role: str) -> str:
    value = row.at(role)
    return printable(value.clean) if value is not None and not value.empty else ""


def _grade(points: Decimal | None, policy: Policy) -> str:
    return policy.grade(rounded(points)) if points is not None and 0 <= points <= 100 else ""


def _word(apart: Decimal | None, handling: str, policy: Policy) -> str:
    """By G710's limit and words: further apart than the limit needs written feedback."""
    if apart is None:
        return NOT_YET
    if abs(apart) <= policy.review_gap:
        return WITHIN
    return BEYOND if any(word in handling for word in policy.feedback_words) else UNANSWERED


@dataclass(frozen=True)
class Figures:
    """What the review comes to: counts, and mean and largest difference in points (None without reviewed ones)."""

    drawn: int
    reviewed: int
    lower: int
    higher: int
    equal: int
    beyond: int
    unanswered: int
    worse_grade: int
    mean: Decimal | None
    mean_apart: Decimal | None
    largest: Decimal | None


def figures(rows: Sequence[Deviation], policy: Policy) -> Figures:
    """The figures over all rows; means are rounded half up to two places."""
    apart = [row.apart for row in rows if row.apart is not None]
    order = [band.name for band in policy.grades]
    graded = [row for row in rows if row.own_grade and row.review_grade]
    return Figures(
        drawn=len(rows),
        reviewed=len(apart),
        lower=sum(each < 0 for each in apart),
        higher=sum(each > 0 for each in apart),
        equal=sum(each == 0 for each in apart),
        beyond=sum(row.beyond for row in rows),
        unanswered=sum(row.word.partition(";")[0] == UNANSWERED for row in rows),
        worse_grade=sum(order.index(row.review_grade) > order.index(row.own_grade) for row in graded),
        mean=rounded(sum(apart, Decimal(0)) / len(apart)) if apart else None,
        mean_apart=rounded(sum(map(abs, apart), Decimal(0)) / len(apart)) if apart else None,
        largest=max(apart, key=abs, default=None),
    )


def deviation_book(rows: Sequence[Deviation], policy: Policy, day: str) -> bytes:
    """The workbook 差异表, 统计, 按单位; rows furthest apart first, those not yet reviewed last."""
    told = figures(rows, policy)
    limit = plain(policy.review_gap)
    note = f"{day}　抽查 {told.drawn} 个,已复核 {told.reviewed} 个,相差超过 {limit} 分的 {told.beyond} 个"
    order = sorted(rows, key=_furthest_first)
    listed = [_listed(number, row) for number, row in enumerate(order, 1)]
    sheets = (
        table_sheet("差异表", "自评与复核差异表", note, _DEVIATIONS, listed),
        _figures_sheet(rows, told, policy, note),
        table_sheet("按单位", "各单位差异情况", note, _UNITS, _by_unit(rows, policy)),
    )
    return new_workbook(sheets, title="自评与复核差异表")


def _furthest_first(row: Deviation) -> tuple[bool, Decimal, str, str]:
    return row.apart is None, -abs(row.apart or Decimal(0)), row.unit, row.project


def _listed(number: int, row: Deviation) -> tuple[str | int | Decimal, ...]:
    numbers = ("" if each is None else each for each in (row.own, row.review, row.apart, row.rate))
    own, review, apart, rate = numbers
    grades = (own, row.own_grade, review, row.review_grade, apart, rate)
    return (number, row.unit, row.project, *grades, row.word, row.problem, row.handling, row.place)


def _figures_sheet(rows: Sequence[Deviation], told: Figures, policy: Policy, note: str) -> SheetPlan:
    def shown(value: Decimal | None) -> str | Decimal:
        return "" if value is None else value

    limit = plain(policy.review_gap)
    lines: list[tuple[str, str | int | Decimal, str]] = [
        ("抽查个数", told.drawn, "复核表上列出的项目。"),
        ("已复核个数", told.reviewed, "自评得分和复核得分都是数的。"),
        ("复核得分低于自评", told.lower, "自评打高了。"),
        ("复核得分高于自评", told.higher, "自评打低了。"),
        ("两个得分相同", told.equal, ""),
        ("平均差异(分)", shown(told.mean), "复核得分减自评得分,负数是自评偏高。"),
        ("平均差异的大小(分)", shown(told.mean_apart), "不计正负。"),
        ("最大差异(分)", shown(told.largest), ""),
        (f"相差超过 {limit} 分", told.beyond, "口径参数里可以改界限。"),
        ("其中处理栏没有写书面反馈", told.unanswered, "须书面反馈并限期整改。"),
        ("复核后等级下降", told.worse_grade, "等级按得分和口径算。"),
    ]
    moves = Counter((row.own_grade, row.review_grade) for row in rows if row.own_grade and row.review_grade)
    order = [band.name for band in policy.grades]
    for own, review in sorted(moves, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        lines.append((f"自评{own}、复核{review}", moves[own, review], "等级没有变。" if own == review else ""))
    return table_sheet("统计", "复核结果统计", note, _FIGURES, lines, landscape=False)


def _by_unit(rows: Sequence[Deviation], policy: Policy) -> list[tuple[str | int | Decimal, ...]]:
    found: list[tuple[str | int | Decimal, ...]] = []
    for unit in dict.fromkeys(row.unit for row in rows):
        own = figures([row for row in rows if row.unit == unit], policy)
        means = ("" if own.mean is None else own.mean, "" if own.largest is None else own.largest)
        found.append((unit or "(未填单位)", own.drawn, own.reviewed, *means, own.beyond, own.worse_grade))
    return found
