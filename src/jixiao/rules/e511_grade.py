"""E511 等级与总分不符: the grade that stands beside a total is not the one that the policy gives for it."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.policy.model import Policy
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain, read_points, rounded
from jixiao.records.regex import regex
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit

# How forms also call the four grades; a name that the policy itself uses (较差) goes before.
_SAME = {
    "优秀": "优",
    "优": "优",
    "良好": "良",
    "良": "良",
    "中等": "中",
    "中": "中",
    "一般": "中",
    "合格": "中",
    "不合格": "差",
    "较差": "差",
    "差": "差",
}
_TITLE = regex(r"^(?:自评|评价|绩效)?(?:等级|结果|结论)?[:为]?[\"“「]?")


def check(form: FilledForm, context: Context) -> Iterator[Hit]:
    """Grade against points, where both are given and legible; the points are rounded to two places first."""
    for score, grade in form.graded():
        points = read_points(score)
        given = read_grade(grade, context.policy, form.scale)
        if points is None or given is None:
            continue
        expected = context.policy.band(form.scale, rounded(points))
        if given != expected:
            yield hit(grade, expected=expected, points=plain(rounded(points)))


def read_grade(value: Value | None, policy: Policy, scale: str = "grades") -> str | None:
    """The grade that a cell's leading word names; None when blank, unknown, or a choice not made (优/良/中/差)."""
    if value is None or value.empty or value.broken:
        return None
    known = _known(tuple(band.name for band in policy.scale(scale)))
    text = _TITLE.sub("", value.flat)
    words = sorted((word for word in known if text.startswith(word)), key=len)
    if not words:
        return None
    rest = text[len(words[-1]) :].lstrip("、/,;□() ")
    return None if rest.startswith(tuple(known)) else known[words[-1]]


def _known(names: tuple[str, ...]) -> dict[str, str]:
    """Word → grade: the policy's own names, and the usual words for the one of them that means the same."""
    of_same = {_SAME[name]: name for name in reversed(names) if name in _SAME} | {name: name for name in names}
    return {word: of_same.get(usual, usual) for word, usual in _SAME.items()} | {name: name for name in names}


RULE = Rule(
    code="E511",
    name="等级与总分不符",
    severity=Severity.MUST_FIX,
    basis="财预〔2020〕10号",
    message="得分 {points} 分,等级填「{seen}」,应为「{expected}」。",
    fix="把等级改为「{expected}」;得分有误的,先更正得分。",
    check=check,
    forms=(FilledForm,),
    applies=lambda form, context: bool(form.graded()),
)
