"""Results put to use: which result counts, what is suggested and why; nothing is lost, every sheet adds up."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.campaign.results import FormResult
from jixiao.campaign.sample_cases import owned
from jixiao.campaign.use_of_results import Use, uses_of
from jixiao.campaign.use_of_results_book import cut_of, use_book
from jixiao.campaign.use_of_results_facts import (
    Asking,
    Ceiling,
    Fact,
    Light,
    Named,
    OpenItem,
    Result,
    facts_of_outcome,
    facts_of_round,
)
from jixiao.cli.program import run
from jixiao.demo.examples import EXAMPLES
from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_data
from tests.campaign.incoming import ROAD, begin, filled, put, take_in
from tests.campaign.standings import roster, submission

POLICY = load_profile()
ON = date(2026, 12, 1)
FINANCE, DEPARTMENT, OWN = "财政评价", "部门评价", "单位自评"


def named(project: str = "管网改造", unit: str = "县水利局", year: int | None = 2025, **more: str) -> Named:
    return Named(project, unit, more.get("department", ""), more.get("code", ""), year, "表.xlsx#甲")


def result(kind: str, score: str, amount: str | None = "100", of: Named | None = None) -> Result:
    points = Decimal(score)
    return Result(of or named(), kind, points, POLICY.grade(points), Decimal(amount) if amount else None)


def item(late: int | None, of: Named | None = None) -> OpenItem:
    return OpenItem(of or named(year=None), "资金闲置", "正在整改", date(2026, 11, 1), late)


def only(*facts: Fact) -> Use:
    (row,) = uses_of(facts, POLICY).rows
    return row


@pytest.mark.parametrize("name", ["全国2020", "大祥区2024", "四川", "师宗县2023", "湖北", "银川", "平台默认"])
def test_every_profile_says_what_follows_from_each_of_its_grades(name: str) -> None:
    policy = load_profile(name)
    for band in policy.grades:
        assert policy.result_use[band.name]
        assert band.name in policy.result_cuts


@pytest.mark.parametrize(
    ("name", "grade", "advice", "cut"),
    [
        ("大祥区2024", "优", "重点支持", 0),
        ("大祥区2024", "较差", "减少资金或整合项目", 10),
        ("大祥区2024", "差", "取消安排", 100),
        ("四川", "差", "取消", 100),
        ("全国2020", "差", "完善政策、改进管理,并根据情况核减预算", 50),
    ],
)
def test_advice_and_cut_follow_the_countys_own_policy(name: str, grade: str, advice: str, cut: int) -> None:
    judged = Result(named(), FINANCE, None, grade, Decimal(200))
    (row,) = uses_of([judged], load_profile(name)).rows
    assert (row.advice, row.cut) == (advice, cut)
    assert row.suggested == Decimal(200) * (100 - cut) / 100


@pytest.mark.parametrize("facts", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_fiscal_evaluation_goes_before_a_departments_and_before_the_units_own(facts: tuple[int, ...]) -> None:
    results = (result(OWN, "95"), result(DEPARTMENT, "85"), result(FINANCE, "72.8"))
    row = only(*(results[place] for place in facts))
    assert (row.kind, row.score, row.grade) == (FINANCE, Decimal("72.8"), "中")
    why = ";".join(row.why)
    assert "以2025年财政评价(72.8 分,中)为准" in why
    assert "2025年单位自评(95 分,优)不采用(先后在后)" in why
    own_first = POLICY.model_copy(update={"result_order": (OWN, FINANCE)})
    assert uses_of(results, own_first).rows[0].grade == "优"


def test_the_latest_year_counts_and_of_two_alike_the_lower() -> None:
    old = result(FINANCE, "95", of=named(year=2023))
    assert only(old, result(OWN, "82")).grade == "良"
    row = only(result(FINANCE, "82"), result(FINANCE, "72"))
    assert row.score == 72
    assert any("请核实" in line for line in row.why)


def test_problems_not_put_right_in_time_lead_to_the_upper_end() -> None:
    assert only(result(FINANCE, "72.8")).suggested == Decimal("90.00")
    assert only(result(FINANCE, "72.8"), item(0)).suggested == Decimal("90.00")
    row = only(result(FINANCE, "72.8"), item(0), item(30))
    assert (row.cut, row.suggested, len(row.items), row.overdue) == (20, Decimal("80.00"), 2, 1)
    assert row.advice.endswith(";整改到位后再安排")
    good = only(result(FINANCE, "92"), item(30))
    assert (good.suggested, good.advice) == (100, "根据情况予以支持;整改到位后再安排")


def test_the_assessment_and_what_is_asked_for_are_ceilings_of_the_budget_to_come() -> None:
    judged = result(FINANCE, "92", "1120.5")
    top = Ceiling(named(year=2026), Decimal("1008.4"), "调整完善后支持")
    assert only(judged, top).suggested == Decimal("1008.4")
    assert only(judged, top, Asking(named(year=2026), Decimal(900))).suggested == 900
    last_years = Asking(named(year=2025), Decimal(10))  # the declaration of the year that was evaluated
    assert only(judged, last_years, Ceiling(named(year=2025), Decimal(9), "予以支持")).suggested == Decimal("1120.5")


def test_a_new_project_gets_what_its_assessment_leaves() -> None:
    row = only(Ceiling(named(), Decimal("2480"), "予以支持"))
    assert (row.kind, row.grade, row.last, row.suggested, row.advice) == ("", "", None, Decimal(2480), "予以支持")
    assert only(Ceiling(named(), Decimal(0), "不予支持")).suggested == 0


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        (result(FINANCE, "72", None), "没有上年预算数"),
        (Result(named(), FINANCE, None, "及格", Decimal(5)), "口径里没有等级「及格」的处理"),
        (Result(named(), OWN, Decimal(110), "", Decimal(5), "自评没有定级"), "自评没有定级"),
    ],
)
def test_where_nothing_can_be_suggested_the_reason_is_told(judged: Result, said: str) -> None:
    row = only(judged)
    assert row.suggested is None
    assert any(said in line for line in row.why)


def test_facts_find_their_project_by_name_code_and_unit() -> None:
    here = result(FINANCE, "92", of=named("2025年“管网”改造", "青禾县水利局"))
    light = Light(named("管网改造", "水利局"), 7, "红", ("资金:不足",))
    row = only(here, light, item(3, named("《管网改造》", "", None)))
    assert (row.light, row.overdue) == ("红", 1)
    other = result(FINANCE, "61", of=named("管网改造", "县教育局"))
    uses = uses_of([here, other, item(3, named("管网改造", "", None))], POLICY)
    assert len(uses.rows) == 2
    assert [type(fact) for fact in uses.strays] == [OpenItem]  # of which of the two projects nobody can tell
    coded = [result(FINANCE, "92", of=named(code="1")), result(FINANCE, "61", of=named(code="2"))]
    assert len(uses_of(coded, POLICY).rows) == 2


def test_schools_of_one_bureau_with_projects_of_one_name_are_kept_apart() -> None:
    first, second = (named("校舍维修", f"第{number}小学", department="县教育局") for number in "一二")
    bureau = named("校舍维修", "县教育局", None)
    uses = uses_of([item(3, bureau), result(OWN, "92", of=first), result(OWN, "61", of=second)], POLICY)
    assert [row.score for row in uses.rows] == [92, 61]
    assert len(uses.strays) == 1
    assert only(item(3, bureau), result(OWN, "92", of=first)).overdue == 1


def cells(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(min_row=4, values_only=True)) for sheet in book}


FACTS = st.lists(
    st.builds(
        lambda project, unit, kind, score, amount: result(
            kind, str(score), str(amount) if amount is not None else None, named(f"项目{project}", f"第{unit}局")
        ),
        st.integers(1, 6),
        st.integers(1, 3),
        st.sampled_from((FINANCE, DEPARTMENT, OWN)),
        st.decimals(0, 100, places=2),
        st.none() | st.decimals(0, 10**6, places=4),
    ),
    min_size=1,
    max_size=12,
)


def test_a_cut_of_a_few_yuan_is_no_rise() -> None:
    of = Named(project="标识牌", unit="县公路站", department="", code="", year=2025, place="表.xlsx#甲")
    judged = Result(of=of, kind=FINANCE, score=Decimal(60), grade="中", amount=Decimal("0.0056"), remark="")
    (row,) = uses_of([judged], POLICY).rows
    assert row.suggested == Decimal("0.0050")


@settings(max_examples=25, deadline=None)
@given(facts=FACTS)
def test_every_sheet_adds_up_to_the_same_totals(facts: list[Result]) -> None:
    uses = uses_of(facts, POLICY)
    read = cells(use_book(uses, POLICY, "一轮", "2026-12-01"))
    listed, total = read["结果运用清单"][:-1], read["结果运用清单"][-1]
    assert len(listed) == len(uses.rows) == len({(fact.of.project, fact.of.unit) for fact in facts})

    def added(column: int, rows: Iterable[tuple[object, ...]]) -> Decimal:
        return sum((Decimal(str(row[column])) for row in rows if row[column] is not None), Decimal(0))

    for column in (4, 13, 14):
        assert added(column, listed) == Decimal(str(total[column]))
    for name in ("按部门", "按等级"):
        groups, sums = read[name][:-1], read[name][-1]
        assert sums[1] == len(uses.rows) == sum(int(str(row[1])) for row in groups)
        assert [Decimal(str(sums[n])) for n in (2, 5, 6)] == [Decimal(str(total[n])) for n in (4, 13, 14)]
        assert all(added(n, groups) == Decimal(str(sums[n])) for n in range(1, 8))
    units, sums = read["按单位"][:-1], read["按单位"][-1]
    assert all(added(n, units) == Decimal(str(sums[n])) for n in range(5, 12))
    assert sums[5:] == read["按部门"][-1][1:]
    for row in uses.rows:
        assert row.suggested is None or row.last is None or 0 <= row.suggested <= row.last
        assert (cut_of(row) is None) == (row.suggested is None or row.last is None)


def test_text_from_a_form_stays_text() -> None:
    evil = result(FINANCE, "92", of=named("=HYPERLINK(1)", "+县水利局"))
    book = openpyxl.load_workbook(io.BytesIO(use_book(uses_of([evil], POLICY), POLICY, "甲", "2026-12-01")))
    cell = book["结果运用清单"]["D4"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


# -- from forms and rounds ---------------------------------------------------------------------------------------------


def facts_of_example(name: str) -> list[Fact]:
    example = next(example for example in EXAMPLES if example.name == name)
    outcome = check_data(example.build(POLICY), f"{name}.xlsx", POLICY)
    return list(facts_of_outcome(outcome, f"{name}.xlsx", ON))


def test_forms_of_every_kind_give_their_facts() -> None:
    (own,) = facts_of_example("填得好的自评表")
    assert isinstance(own, Result)
    assert (own.kind, own.grade, own.amount) == (OWN, "优", Decimal("386.5"))
    (evaluated,) = facts_of_example("填得好的项目绩效评价评分表")
    assert isinstance(evaluated, Result)
    assert (evaluated.kind, evaluated.of.department) == (FINANCE, "青禾县住房和城乡建设局")
    top, asking = facts_of_example("填得好的事前绩效评估表")
    assert isinstance(top, Ceiling)
    assert isinstance(asking, Asking)
    assert (top.wan, top.conclusion, asking.wan) == (Decimal(2480), "予以支持", Decimal("2640.5"))
    (light,) = facts_of_example("填得好的监控表")
    assert isinstance(light, Light)
    late = [fact.overdue for fact in facts_of_example("填得好的整改台账") if isinstance(fact, OpenItem)]
    assert len(late) == 3
    assert max(day or 0 for day in late) > 0


def test_a_round_gives_the_same_facts_with_the_rosters_names() -> None:
    known = roster(3, 2)
    sent = submission(known.units[0])
    faulty = {(sent.path, "自评表1"): 2}
    one, two = facts_of_round(owned([sent], known), faulty)
    assert isinstance(one, Result)
    assert isinstance(two, Result)
    assert (one.of.department, one.of.code, one.kind) == ("青禾县第1局", "P0000011", OWN)
    assert "2 处必须改" in one.remark
    assert two.remark == ""
    form = FormResult("项目支出绩效自评表", "甲", project="某项目", due=Decimal(110))
    (ungraded,) = facts_of_round(owned([replace(sent, forms=(form,))], known), {})
    assert isinstance(ungraded, Result)
    assert ungraded.grade == ""


# -- the command -------------------------------------------------------------------------------------------------------


def write_examples(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for example in EXAMPLES:
        if example.name in names:
            (folder / f"{example.name}.xlsx").write_bytes(example.build(POLICY))
    return folder


def test_the_command_writes_the_list_and_names_what_it_could_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_examples(tmp_path / "收", "填得好的自评表", "填得好的监控表", "填得好的事前绩效评估表")
    ledger = write_examples(tmp_path / "账", "填得好的整改台账") / "填得好的整改台账.xlsx"
    target = tmp_path / "清单.xlsx"
    assert run(["use", str(folder), "--ledger", str(ledger), "-o", str(target), "--date", "2026-12-01"]) == 0
    shown = capsys.readouterr()
    assert "项目 2 个,提了建议金额的 2 个" in shown.out
    assert "没有对上项目的内容 3 条" in shown.err
    assert len(cells(target.read_bytes())["没有对上的"]) == 3
    (folder / "上次的清单.xlsx").write_bytes(target.read_bytes())  # says nothing new
    assert run(["use", str(folder), "-o", str(tmp_path / "再来.xlsx"), "--date", "2026-12-01"]) == 0
    assert "项目 2 个,提了建议金额的 2 个" in capsys.readouterr().out
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    before = target.read_bytes()
    assert run(["use", str(folder), "-o", str(target)]) == 1  # and the first list is left as it is
    assert "读不了,没有算进去" in capsys.readouterr().err
    assert target.read_bytes() == before
    assert len(list(tmp_path.glob("清单_*.xlsx"))) == 1


def test_a_round_that_was_collected_is_read_from_its_register(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "路.xlsx", filled(tmp_path, ROAD))
    take_in(tmp_path)
    target = tmp_path / "清单.xlsx"
    assert run(["use", str(tmp_path / "活动"), "-o", str(target)]) == 0
    rows = cells(target.read_bytes())["结果运用清单"][:-1]
    assert rows
    assert {row[5] for row in rows} == {OWN}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["空", "-o", "清单.xlsx"], "没有找到评价结果"),
        (["空", "-o", "清单.docx"], "不是 .xlsx 文件名"),
        (["没有", "-o", "清单.xlsx"], "找不到"),
        (["空", "--ledger", "账.xlsx", "-o", "清单.xlsx"], "找不到整改台账"),
    ],
)
def test_wrong_use_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    (tmp_path / "空").mkdir()
    where = [str(tmp_path / word) if word[0] != "-" else word for word in arguments]
    assert run(["use", *where]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_unit_has_its_own_grade_and_its_projects() -> None:
    facts = [
        result(OWN, "95", of=named("整体支出", "青禾县水利局")),
        result(OWN, "85", of=named("灌区维修", "青禾县水利局")),
        result(OWN, "70", of=named("水库维护", "青禾县水利局")),
    ]
    rows = cells(use_book(uses_of(facts, POLICY), POLICY, "一轮", "2026-12-01"))["按单位"]
    assert len(rows) == 2
    assert (rows[0][0], rows[0][2], rows[0][4]) == ("青禾县水利局", "优", "良1个、中1个")
    assert rows[0][3] == POLICY.result_use["优"]
