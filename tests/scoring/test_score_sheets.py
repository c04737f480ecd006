"""Points of score sheets: stepwise deductions, bands, two raters averaged, outcomes, rounds of review."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.forms.read import read_forms
from jixiao.policy.load import load_profile
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.standard import Standard, read_ratio, read_standard
from jixiao.records.value import Value
from jixiao.scoring.outcomes import named_conclusion, named_outcome
from jixiao.scoring.review_rounds import Rounds, review_rounds
from jixiao.scoring.score_sheets import average, score_sheet, third_party_results
from tests.forms.score_sheet_layouts import PARTY_ONE_RATER, REVIEW_88, REVIEW_88_MERGES, Row, book_of, sheet_of

POLICY = load_profile()
CONTROL = "≤100%得满分；每超1个百分点扣0.5分，扣完为止"
CHANGE = "变动率≤0得满分；每超1个百分点扣0.8分"
DONE = "100%满分；每低5%扣2分"
ADDED = "0得5分；0-10%得4分；10-20%得3分；20-30%得2分；>30%得0分"
# 财预〔2013〕53号 indicators with the deductions of Hunan's counties
VECTORS = [
    (CONTROL, "103", "5", "3.5"),
    (CONTROL, "92", "5", "5"),
    (CONTROL, "115", "5", "0"),
    (CHANGE, "5", "8", "4"),
    (CHANGE, "-3", "8", "8"),
    (ADDED, "0", "5", "5"),
    (ADDED, "10", "5", "4"),
    (ADDED, "10.01", "5", "3"),
    (ADDED, "20", "5", "3"),
    (ADDED, "30", "5", "2"),
    (ADDED, "31", "5", "0"),
    (DONE, "95", "5", "3"),
    (DONE, "100", "5", "5"),
    (DONE, "87.4", "5", "1"),
    (DONE, "70", "5", "0"),
    ("100%得满分；每偏1个百分点扣0.2分", "97", "6", "5.4"),
    ("100%得满分；每偏1个百分点扣0.2分", "103", "6", "5.4"),
    ("按完成率计分", "86.2", "8", "6.9"),
    ("按完成率计分", "120", "8", "8"),
]


@pytest.mark.parametrize(("text", "rate", "weight", "due"), VECTORS)
def test_points_by_a_stated_standard(text: str, rate: str, weight: str, due: str) -> None:
    standard = read_standard(text)
    assert standard is not None
    assert standard.points(Decimal(rate), Decimal(weight), "whole") == Decimal(due)


@pytest.mark.parametrize(("partial", "due"), [("whole", "4"), ("share", "3.75"), ("up", "3.5")])
def test_a_started_step_costs_what_the_policy_says(partial: str, due: str) -> None:
    standard = read_standard(CONTROL)
    assert standard is not None
    assert standard.points(Decimal("102.5"), Decimal(5), partial) == Decimal(due)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "制度健全得2分，不健全得0分",
        "每发现1处不合规扣1分",
        "符合1项得1分",
        "酌情打分",
        "",
        "每超1个百分点扣0.5分,每低1个百分点扣0.3分",
    ],
)
def test_a_standard_that_a_person_must_judge(text: str) -> None:
    assert read_standard(text) is None


def test_every_standard_of_the_default_policy_can_be_computed() -> None:
    kinds = {
        name: standard.kind for name, text in POLICY.scoring_standards.items() if (standard := read_standard(text))
    }
    assert kinds.keys() == POLICY.scoring_standards.keys()
    assert set(kinds.values()) == {"steps", "bands", "share"}
    county = load_profile("大祥区2024")
    assert read_standard(county.scoring_standards["“三公经费”变动率"]) == Standard(
        "steps", "over", Decimal(0), Decimal(1), Decimal("0.8")
    )


@pytest.mark.parametrize(
    ("content", "percent", "bound", "rate"),
    [
        ("1.03", True, "100", "103"),
        ("103", False, "100", "103"),
        ("1.03", False, "100", "103"),
        ("0.05", False, "0", "5"),
        ("5", False, "0", "5"),
        ("-0.03", False, "0", "-3"),
        ("0", False, "0", "0"),
    ],
)
def test_a_rate_is_read_as_it_was_meant(content: str, percent: bool, bound: str, rate: str) -> None:
    number = Decimal(content)
    assert read_ratio(Value("A1", text=content, content=number, percent=percent), Decimal(bound)) == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "rate"), [("103%", "103"), ("-3.2%", "-3.2"), ("5个百分点", "5"), ("无", None), ("/", None)]
)
def test_a_rate_in_words(text: str, rate: str | None) -> None:
    assert read_ratio(Value("A1", text=text, content=text)) == (None if rate is None else Decimal(rate))


# -- two raters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "mean"),
    [
        (("90", "80"), "85"),
        (("89.99", "90"), "90.00"),
        (("92.5", "90"), "91.25"),
        (("79.98", "79.99"), "79.99"),
        (("59.99", "60"), "60.00"),
        (("100", "0"), "50"),
        (("88.88",), "88.88"),
    ],
)
def test_the_mean_of_raters_is_rounded_half_up(parts: tuple[str, ...], mean: str) -> None:
    assert average(Decimal(part) for part in parts) == Decimal(mean)


def scored(rows: list[Row], merges: tuple[str, ...] = ()) -> list[ScoreSheet]:
    return [form for form in read_forms(book_of(sheet_of(rows, merges))) if isinstance(form, ScoreSheet)]


def with_points(*points: float) -> list[Row]:
    rows = [[*line] for line in PARTY_ONE_RATER]
    for line, given in zip(rows[3:6], points, strict=True):
        line[3] = given
    rows[6][3] = sum(points)
    return rows


def test_two_sheets_of_one_party_are_averaged_and_a_single_one_gives_nothing() -> None:
    forms = scored(with_points(18, 44, 29)) + scored(with_points(17.5, 40, 28))
    key = ("青禾县某会计师事务所", "老旧小区改造")
    assert third_party_results(forms) == {key: Decimal("88.25")}
    assert third_party_results(forms[:1]) == {}


def test_a_row_that_one_rater_left_open_leaves_the_total_open() -> None:
    rows: list[Row] = [
        ["第三方机构考评表"],
        ["第三方机构", "某机构"],
        ["考评内容", "分值", "被评价单位评分", "财政部门评分"],
        ["报告质量", 60, 55, 50],
        ["成果时效", 40, 38, None],
        ["总分", 100, 93, 50],
    ]
    (form,) = scored(rows)
    score = score_sheet(form, POLICY)
    assert score is not None
    assert score.due is None
    assert [line.how for line in score.lines] == ["2 份评分平均:(55+50)÷2=52.5", "2 份评分只填了 1 份"]


# -- what follows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("通过", "通过"),
        ("同意", "通过"),
        ("修改后通过", "修改"),
        ("完善后重报", "修改"),
        ("退回", "退回"),
        ("不予通过", "退回"),
        ("☑通过 □修改 □退回", "通过"),
        ("□通过 ☑修改 □退回", "修改"),
        ("□通过 □修改 □退回", None),
        ("", None),
    ],
)
def test_outcomes_as_people_write_them(text: str, outcome: str | None) -> None:
    assert named_outcome(Value("A1", text=text, content=text)) == outcome


@pytest.mark.parametrize(
    ("text", "conclusion"),
    [
        ("予以支持", "予以支持"),
        ("建议支持", "予以支持"),
        ("调整完善后予以支持", "调整完善后支持"),
        ("部分支持", "调整完善后支持"),
        ("不支持", "不予支持"),
        ("不予支持", "不予支持"),
        ("□予以支持 □调整完善后支持 ■不予支持", "不予支持"),
        ("□予以支持 □调整完善后支持 □不予支持", None),
        ("待定", None),
    ],
)
def test_conclusions_as_people_write_them(text: str, conclusion: str | None) -> None:
    names = [band.name for band in POLICY.appraisal_outcomes]
    assert named_conclusion(Value("A1", text=text, content=text), names) == conclusion


def test_rounds_of_review_are_counted_per_unit() -> None:
    forms = []
    for outcome in ("退回", "修改", "通过"):
        rows = [[*line] for line in REVIEW_88]
        rows[16][4] = outcome
        forms += scored(rows, REVIEW_88_MERGES)
    other = [[*line] for line in REVIEW_88]
    other[1][1], other[16][4] = "公厕改造", "退回"
    unit = "青禾县住房和城乡建设局"
    assert review_rounds([*forms, *scored(other, REVIEW_88_MERGES)]) == (
        Rounds(unit, "乡镇垃圾转运站建设", 3, 2, True),
        Rounds(unit, "公厕改造", 1, 1, False),
    )
