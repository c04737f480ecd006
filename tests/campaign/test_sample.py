"""The sample: enough of everything, the same for everybody with the seed, forced ones with their reason."""

from __future__ import annotations

import hashlib
import io
import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.campaign.results import FormResult, Submission
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.campaign.sample import Case, Share, allocate, draw, forced_reasons, lot
from jixiao.campaign.sample_book import how_drawn, review_book, sample_book
from jixiao.campaign.sample_cases import project_cases, red_projects, unit_cases, without_strangers
from jixiao.campaign.sample_parts import BY_DEPARTMENT, BY_UNIT, TOGETHER, write_parts
from jixiao.campaign.sample_review import BEYOND, NOT_YET, TWICE, UNANSWERED, WITHIN, deviations, figures
from jixiao.demo.examples import EXAMPLES
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_policy
from jixiao.records.list_form import ListForm
from jixiao.tasks.check import check_data
from jixiao.workbook.read_file import read_grid
from tests.cli.command import jixiao

POLICY = load_policy()
SEEDED = [(93, 19), (1156, 232), (56, 12), (1206, 242), (1, 1), (5, 1), (6, 2)]


def cases(count: int, departments: int = 7, amount: Decimal | None = None) -> list[Case]:
    return [
        Case(
            key=f"{number % 11:03}|P{number:04}",
            superior=f"第{number % departments}局",
            unit=f"第{number % 11}单位",
            project=f"项目{number}",
            amount=Decimal((number * 7919) % 500 + 1) if amount is None else amount,
            score=Decimal(92),
            rate=Decimal(95),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "least"), SEEDED)
def test_a_fifth_is_drawn_rounded_up(count: int, least: int) -> None:
    sample = draw(cases(count), "20260105", POLICY.sample_percent, POLICY)
    assert (sample.least, len(sample.drawn)) == (least, least)


def test_the_seed_alone_decides_whatever_the_order() -> None:
    every = cases(300)
    shuffled = random.Random(4).sample(every, len(every))
    one, other = (draw(listed, "7", Decimal(20), POLICY).drawn for listed in (every, shuffled))
    assert one == other
    assert one != draw(every, "8", Decimal(20), POLICY).drawn


def test_lots_are_plain_sha256_and_the_smallest_of_a_layer_are_drawn() -> None:
    assert lot("7", "001|P1") == hashlib.sha256(b"7|001|P1").hexdigest()
    sample = draw(cases(300), "7", Decimal(20), POLICY)
    for layer in sample.layers:
        own = [item for item in sample.every if item.layer == (layer.department, layer.tier)]
        drawn = [item.lot for item in own if item.why]
        assert drawn == sorted(item.lot for item in own)[: layer.places]


def test_every_department_is_drawn_from_and_money_weighs() -> None:
    rich = [Case(f"a|{n}", "甲局", "甲", f"{n}", amount=Decimal(1000)) for n in range(50)]
    poor = [Case(f"b|{n}", "乙局", "乙", f"{n}", amount=Decimal(1)) for n in range(50)]
    by_money = draw([*rich, *poor], "1", Decimal(20), POLICY)
    assert {layer.department: 0 for layer in by_money.layers} == {"甲局": 0, "乙局": 0}
    assert sum(item.case.superior == "乙局" for item in by_money.drawn) == 1
    flat = POLICY.model_copy(update={"sample_by_amount": False})
    by_count = draw([*rich, *poor], "1", Decimal(20), flat)
    assert sum(item.case.superior == "乙局" for item in by_count.drawn) == 10


@given(
    places=st.integers(0, 60),
    sizes=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 1000)), min_size=1, max_size=12),
    least=st.integers(0, 1),
)
@settings(max_examples=200, deadline=None)
def test_places_are_all_given_and_nobody_gets_more_than_it_has(
    places: int, sizes: list[tuple[int, int]], least: int
) -> None:
    from fractions import Fraction

    shares = [Share(str(name), size, Fraction(weight)) for name, (size, weight) in enumerate(sizes)]
    places = min(places, sum(size for size, _ in sizes))
    given_ = allocate(places, shares, lambda name: name, least)
    assert sum(given_.values()) == places
    assert all(given_[share.name] <= share.size for share in shares)
    if places >= least * len(shares):
        assert min(given_.values()) >= least


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"score": Decimal(100)}, "自评满分(100 分)"),
        ({"rate": Decimal("59.99"), "score": Decimal(90)}, "执行率 59.99% 而自评 90 分"),
        ({"rate": Decimal(60), "score": Decimal(90)}, ""),
        ({"rate": Decimal(10), "score": Decimal("89.99")}, ""),
        ({"red": ("资金:…", "指标:…")}, "红灯项目(2 处红灯)"),
        ({"last": "差"}, "上年等级为「差」"),
        ({"last": "中"}, ""),
    ],
)
def test_forced_ones_say_why(change: dict[str, object], words: str) -> None:
    from dataclasses import replace

    case = replace(cases(1)[0], **change)  # type: ignore[arg-type]
    assert ";".join(forced_reasons(case, POLICY)) == words
    sample = draw([case, *cases(30)[1:]], "3", Decimal(20), POLICY)
    drawn = next(item for item in sample.every if item.case.key == case.key)
    assert drawn.forced == bool(words)
    assert (drawn.why == f"必抽:{words}") == bool(words)
    none = POLICY.model_copy(update={"sample_forced": ()})
    assert forced_reasons(case, none) == []


def test_more_forced_than_places_are_all_drawn() -> None:
    from dataclasses import replace

    every = [replace(case, score=Decimal(100)) if n < 50 else case for n, case in enumerate(cases(100))]
    sample = draw(every, "3", Decimal(20), POLICY)
    assert sum(item.forced for item in sample.drawn) == 50
    assert len(sample.drawn) >= 50
    assert all(layer.drawn >= layer.places for layer in sample.layers)


# -- from submissions --------------------------------------------------------------------------------------------------

ROSTER = Roster(
    (Unit("001", "养护中心", "交通局"), Unit("002", "小学", "教育局")),
    (
        Project("P1", "公路养护", "001", amount=Decimal(300), last_score=Decimal(55)),
        Project("P2", "校舍维修", "002", amount=Decimal(60), last_grade="优"),
    ),
)


def sent(path: str, *forms: FormResult) -> Submission:
    return Submission(path, "0", 1, "2026-01-05", forms=forms)


def own(unit: str, project: str, claimed: int, form: str = "项目支出绩效自评表") -> FormResult:
    return FormResult(form, "表", unit, project, claimed=Decimal(claimed), rate=Decimal(90), budget=Decimal(50))


def test_cases_know_the_roster_and_the_lights() -> None:
    files = [sent("b.xlsx", own("小学", "校舍维修", 91)), sent("a.xlsx", own("养护中心", "公路养护", 95))]
    watched = FormResult("项目支出绩效目标执行监控表", "表", "养护中心", "公路养护", red_items=("资金:慢",))
    red = red_projects([sent("m.xlsx", watched)], ROSTER)
    found = {case.key: case for case in project_cases(files, ROSTER, red, POLICY)}
    assert found.keys() == {"001|P1", "002|P2"}
    assert (found["001|P1"].superior, found["001|P1"].last, found["001|P1"].red) == ("交通局", "差", ("资金:慢",))
    assert found["002|P2"].last == "优"
    units = {case.key: case for case in unit_cases(files, ROSTER, red, POLICY)}
    assert (units["001|"].last, units["001|"].score, units["002|"].red) == ("差", Decimal(95), ())


def test_units_that_are_not_on_the_roster_are_not_drawn_and_named() -> None:
    files = [sent("a.xlsx", own("小学", "校舍维修", 91), own("外县小学", "校舍维修", 100)), sent("b.xlsx")]
    kept, names = without_strangers(files, ROSTER)
    assert names == ("外县小学",)
    assert [case.key for case in project_cases(kept, ROSTER, {}, POLICY)] == ["002|P2"]
    assert without_strangers(files, None) == (files, ())
    other = [sent("a.xlsx", own("外县小学", "校舍维修", 100))]  # nobody on it: the roster is another county's
    assert without_strangers(other, ROSTER) == (other, ())


def test_two_files_of_one_project_are_one_case() -> None:
    files = [sent("a.xlsx", own("小学", "校舍维修", 91)), sent("b.xlsx", own("小学", "校舍 维修", 88))]
    sample = draw(project_cases(files, None, {}, POLICY), "1", Decimal(20), POLICY)
    assert [item.case.score for item in sample.every] == [Decimal(88)]


# -- on paper and back -------------------------------------------------------------------------------------------------


def read_lists(data: bytes) -> list[ListForm]:
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    return [form for form in read_forms(grid) if isinstance(form, ListForm)]  # type: ignore[arg-type]


def test_the_book_shows_seed_reasons_and_lots(tmp_path: Path) -> None:
    sample = draw(cases(40), "种子甲", Decimal(20), POLICY)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(sample_book(sample, "项目", "2025年自评", "2026-01-05"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["抽查名单", "分层情况", "抽签底册", "怎么抽的"]
    assert "种子 种子甲" in str(book["抽查名单"]["A2"].value)
    assert book["抽签底册"].max_row == 3 + 40
    assert [cell.value for cell in book["抽查名单"]["J"][3:]] == [item.lot[:16] for item in sample.drawn]
    assert str(book["分层情况"].cell(book["分层情况"].max_row, 6).value) == "8"
    assert "种子甲" in how_drawn(sample, "项目")[0]


def test_text_from_files_stays_text(tmp_path: Path) -> None:
    evil = Case("u|=1+1", "=HYPERLINK(1)", "=cmd", "=1+1", amount=Decimal(1), score=Decimal(90))
    path = tmp_path / "名单.xlsx"
    path.write_bytes(sample_book(draw([evil], "1", Decimal(20), POLICY), "项目", "x", "2026-01-05"))
    sheet = openpyxl.load_workbook(path)["抽查名单"]
    assert [sheet.cell(4, column).data_type for column in (2, 3, 4)] == ["s", "s", "s"]


def test_the_review_form_comes_filled_in_and_reads_back() -> None:
    sample = draw(cases(40), "1", Decimal(20), POLICY)
    (form,) = read_lists(review_book(sample, POLICY, 2025))
    rows = [row for row in form.rows if row.holds("project")]
    assert [row.at("project").clean for row in rows] == [item.case.project for item in sample.drawn]  # type: ignore[union-attr]
    assert form.fields["total"].clean == "40"
    found = deviations([("复核.xlsx", form)], POLICY)
    assert {row.word for row in found} == {NOT_YET}
    assert figures(found, POLICY).reviewed == 0


def test_differences_and_figures() -> None:
    example = next(item for item in EXAMPLES if item.name == "填得好的抽查复核表")
    found = deviations([("复核.xlsx", form) for form in read_lists(example.build(POLICY))], POLICY)
    by_name = {row.project: row for row in found}
    assert by_name["农村饮水安全巩固提升项目"].apart == Decimal("-3.30")
    assert by_name["农村饮水安全巩固提升项目"].word == WITHIN
    assert (by_name["校舍维修改造项目"].apart, by_name["校舍维修改造项目"].word) == (Decimal("-13.40"), BEYOND)
    assert (by_name["校舍维修改造项目"].own_grade, by_name["校舍维修改造项目"].review_grade) == ("优", "良")
    told = figures(found, POLICY)
    apart = [row.apart for row in found if row.apart is not None]
    assert told.mean == round(sum(apart) / len(apart), 2)
    assert (told.drawn, told.beyond, told.unanswered) == (len(found), 1, 0)
    bad = next(item for item in EXAMPLES if item.name == "填得不好的抽查复核表")
    words = {row.project: row.word for row in deviations([("x", f) for f in read_lists(bad.build(POLICY))], POLICY)}
    assert words["校舍维修改造项目"] == UNANSWERED


def reviewed(data: bytes, scores: dict[str, int]) -> bytes:
    """A review form with the reviewers' points by project."""
    (form,) = read_lists(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[form.sheet]
    for row in form.rows:
        if (name := row.at("project")) is not None and name.clean in scores:
            sheet[row.at("score").cell] = scores[name.clean]  # type: ignore[union-attr]
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_every_drawn_unit_has_its_own_review_form_and_all_are_read_back(tmp_path: Path) -> None:
    sample = draw(cases(40), "1", Decimal(20), POLICY)
    folder = write_parts(sample, BY_UNIT, tmp_path / "复核表", POLICY, 2025, datetime(2026, 3, 1))
    assert folder == tmp_path / "复核表"
    books = sorted(folder.rglob("*.xlsx"))
    units = {(item.layer[0], item.case.key[:3], item.case.unit) for item in sample.drawn}
    assert {str(path.relative_to(folder)) for path in books} == {
        f"{department}/〔{code}〕{unit}_抽查复核表.xlsx" for department, code, unit in units
    }
    told = []
    for path in books:
        (form,) = read_lists(path.read_bytes())
        assert form.fields["total"].clean == "40(全部)"
        assert not [one for one in judge_data(path.read_bytes()) if one in ("G715", "C307")]
        rows = [row for row in form.rows if row.holds("project")]
        assert len({row.at("duty").clean for row in rows}) == 1  # type: ignore[union-attr]
        told += [(path.name, form)]
    names = sorted(row.project for row in deviations(told, POLICY))
    assert names == sorted(item.case.project for item in sample.drawn)
    # the one with everything beside them: nothing counts twice, what is reviewed counts before what is not
    (whole,) = read_lists(review_book(sample, POLICY, 2025))
    first = sample.drawn[0].case.project
    path = next(path for path in books if first in str([row.project for row in deviations(_read(path), POLICY)]))
    (own,) = read_lists(reviewed(path.read_bytes(), {first: 80}))
    found = deviations(
        [("全部.xlsx", whole), *[pair for pair in told if pair[0] != path.name], (path.name, own)], POLICY
    )
    assert len(found) == len(sample.drawn)
    assert {row.project: row.apart for row in found if row.apart is not None} == {first: Decimal(-12)}
    (other,) = read_lists(reviewed(review_book(sample, POLICY, 2025), {first: 85}))
    found = deviations([("全部.xlsx", other), (path.name, own)], POLICY)
    assert [row.review for row in found if TWICE in row.word] == [80, 85]
    assert [row.beyond for row in found if TWICE in row.word] == [True, False]


def _read(path: Path) -> list[tuple[str, ListForm]]:
    return [(path.name, form) for form in read_lists(path.read_bytes())]


def judge_data(data: bytes) -> list[str]:
    return [item.rule for item in check_data(data, "表.xlsx", POLICY).findings]


def test_review_forms_by_department_or_only_the_one_with_everything(tmp_path: Path) -> None:
    sample = draw(cases(40), "1", Decimal(20), POLICY)
    at = datetime(2026, 3, 1)
    folder = write_parts(sample, BY_DEPARTMENT, tmp_path / "复核表", POLICY, 2025, at)
    assert folder is not None
    departments = sorted({item.layer[0] for item in sample.drawn})
    assert sorted(path.name for path in folder.rglob("*.xlsx")) == [f"{each}_抽查复核表.xlsx" for each in departments]
    again = write_parts(sample, BY_DEPARTMENT, tmp_path / "复核表", POLICY, 2025, at)
    assert again == tmp_path / "复核表_20260301-000000"
    assert write_parts(sample, TOGETHER, tmp_path / "合并", POLICY, 2025, at) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["复核表", "复核表_20260301-000000"]


def test_names_of_units_are_no_paths(tmp_path: Path) -> None:
    evil = [
        Case(f"../x{number}|p", "../../局", '../甲:*?"' if number else '../甲:*?"/', f"项目{number}", score=Decimal(90))
        for number in range(2)
    ]
    sample = draw(evil, "1", Decimal(100), POLICY)
    folder = write_parts(sample, BY_UNIT, tmp_path / "复核表", POLICY, 2025, datetime(2026, 3, 1))
    assert folder is not None
    assert len(list(folder.rglob("*.xlsx"))) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["复核表"]


# -- the commands ------------------------------------------------------------------------------------------------------


def test_sample_and_review_commands(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in ("填得好的自评表", "填得不好的自评表"):
        example = next(item for item in EXAMPLES if item.name == name)
        (folder / f"{name}.xlsx").write_bytes(example.build(POLICY))
    said = jixiao("sample", folder, "--ratio", "0.2", "--seed", "7", "-o", tmp_path / "名单.xlsx")
    assert said.status == 0, said.err
    assert "种子:7" in said.out
    assert (tmp_path / "名单.xlsx").exists()
    assert (tmp_path / "名单_抽查复核表.xlsx").exists()
    assert len(list((tmp_path / "名单_抽查复核表").rglob("*.xlsx"))) == 1
    assert f"抽查复核表(一个单位一本):{tmp_path / '名单_抽查复核表'}" in said.out
    assert jixiao("review", tmp_path, "-o", tmp_path / "差异0.xlsx").out.startswith("抽查 1 个,已复核 0 个")
    filled = tmp_path / "复核"
    filled.mkdir()
    example = next(item for item in EXAMPLES if item.name == "填得好的抽查复核表")
    (filled / "复核.xlsx").write_bytes(example.build(POLICY))
    said = jixiao("review", filled, "-o", tmp_path / "差异.xlsx")
    assert said.status == 0, said.err
    assert "相差超过 10 分的 1 个" in said.out
    assert openpyxl.load_workbook(tmp_path / "差异.xlsx").sheetnames == ["差异表", "统计", "按单位"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ratio", "很多"], "比例「很多」看不懂"),
        (["--ratio", "0"], "比例「0」看不懂"),
        (["--by", "村"], "--by 只能写"),
        (["--books", "村"], "--books 只能写"),
        ([], "没有可以抽查的自评表"),
    ],
)
def test_wrong_use_of_sample_is_told(arguments: list[str], words: str, tmp_path: Path) -> None:
    folder = tmp_path / "空"
    folder.mkdir()
    said = jixiao("sample", folder, "-o", tmp_path / "名单.xlsx", *arguments)
    assert said.status == 2
    assert words in said.err
    assert not (tmp_path / "名单.xlsx").exists()
