"""Picked lists: what departments evaluate, what was not assessed, what is red and who is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from jixiao.campaign.picks import DONE, NONE, Budgeted, assessed_of, for_evaluation, red_list
from jixiao.campaign.picks_book import appraisal_book, evaluation_book, red_book
from jixiao.campaign.picks_notice import MEASURES, red_notices
from jixiao.campaign.results import FormResult, Submission
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.demo.examples import EXAMPLES
from jixiao.forms.catalogue import FORMS
from jixiao.forms.read import is_form_text, read_forms
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.load import load_policy
from jixiao.records.filled_form import FilledForm
from jixiao.workbook.read_file import read_grid
from tests.campaign.rosters import write_roster
from tests.cli.command import jixiao

POLICY = load_policy()


def project(name: str, amount: str | None, department: str = "交通局", unit: str = "养护中心") -> Budgeted:
    return Budgeted(department, unit, name, "", None if amount is None else Decimal(amount))


# -- 部门评价 ----------------------------------------------------------------------------------------------------------


def test_the_largest_projects_up_to_the_share_are_picked() -> None:
    items = [project("小", "10"), project("大", "60"), project("中", "30"), project("不详", None)]
    (pick,) = for_evaluation(items, Decimal(70))
    assert [each.item.project for each in pick.picked] == ["大", "中"]
    assert (pick.total, pick.goal, pick.unknown, pick.projects) == (Decimal(100), Decimal(70), 1, 4)
    assert [each.reached for each in pick.picked] == [Fraction(60), Fraction(90)]
    (exact,) = for_evaluation(items, Decimal(60))
    assert [each.item.project for each in exact.picked] == ["大"]


def test_each_department_by_itself_or_the_county_as_one() -> None:
    items = [project("甲", "100"), project("乙", "1", "教育局", "小学"), project("丙", "9", "教育局", "中学")]
    assert [(pick.department, len(pick.picked)) for pick in for_evaluation(items, Decimal(20))] == [
        ("交通局", 1),
        ("教育局", 1),
    ]
    (county,) = for_evaluation(items, Decimal(20), whole=True)
    assert [each.item.project for each in county.picked] == ["甲"]


def test_by_lot_the_share_is_reached_and_the_seed_decides() -> None:
    items = [project(f"项目{number}", "10") for number in range(50)]
    (one,) = for_evaluation(items, Decimal(20), seed="7")
    (again,) = for_evaluation(reversed(items), Decimal(20), seed="7")
    (other,) = for_evaluation(items, Decimal(20), seed="8")
    assert (
        [each.item for each in one.picked]
        == [each.item for each in again.picked]
        != [each.item for each in other.picked]
    )
    assert one.amount == one.goal == Decimal(100)


def test_a_department_without_any_amount_picks_nothing(tmp_path: Path) -> None:
    picks = for_evaluation([project("不详", None)], Decimal(20))
    assert picks[0].picked == ()
    path = tmp_path / "清单.xlsx"
    path.write_bytes(evaluation_book(picks, Decimal(20), None, "名册", "2026-01-05"))
    assert openpyxl.load_workbook(path)["按部门"]["I4"].value == 1


# -- 应评未评 ----------------------------------------------------------------------------------------------------------

S4 = (
    ("城市道路清扫保洁专项资金", "1556.59"),
    ("土地整治(提质改造)项目", "3445.49"),
    ("城乡居民基本养老保险基金支出", "9326"),
    ("城市路灯电费及维护费、城市绿化专项资金", "1556.59"),
    ("农村公路养护专项资金", "523.48"),
)


def filled(code: str, values: dict[tuple[str, int], object]) -> tuple[FilledForm, ...]:
    form = next(form for form in FORMS if form.code == code)
    example = next(item for item in EXAMPLES if item.form.code == code and item.good)
    data = fill_template(build_template(form, POLICY, year=2025), form, POLICY, {**example.values(), **values})  # type: ignore[dict-item]
    grid = read_grid(data, "表.xlsx", is_form_text=is_form_text)
    return read_forms(grid)  # type: ignore[arg-type]


def declared(name: str, amount: str) -> tuple[FilledForm, ...]:
    return filled("F01", {("project", 0): name, ("funds.budget", 1): Decimal(amount), ("funds.budget", 2): None})


def test_the_five_projects_above_the_limit_are_found_and_the_one_without_assessment_named() -> None:
    read = [(f"{number}.xlsx", declared(*each)) for number, each in enumerate(S4)]
    read.append(("小.xlsx", declared("设备购置", "500")))
    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good).values()
    units = {key: example[key] for key in (("department", 0), ("agency", 0))}
    for name, amount in S4[:4]:
        told = {**units, ("project", 0): name, ("applied", 0): Decimal(amount), ("conclusion", 0): "予以支持"}
        read.append((f"评估{name}.xlsx", filled("F07", told)))
    found = assessed_of(read, None, Decimal(500), POLICY)
    assert sum(item.amount for item in found) == Decimal("16408.15")
    assert [(item.project, item.state) for item in found if item.state != DONE] == [("农村公路养护专项资金", NONE)]
    assert {item.conclusion for item in found if item.state == DONE} == {"予以支持"}


def test_another_units_assessment_does_not_count(tmp_path: Path) -> None:
    read = [
        ("a.xlsx", filled("F01", {("project", 0): "设备购置", ("funds.budget", 1): Decimal(800)})),
        (
            "b.xlsx",
            filled("F07", {("project", 0): "设备购置", ("department", 0): "别的局", ("agency", 0): "别的单位"}),
        ),
    ]
    found = assessed_of(read, None, Decimal(600), POLICY)
    assert [item.state for item in found if item.unit != "别的单位"] == [NONE]
    path = tmp_path / "应评.xlsx"
    path.write_bytes(appraisal_book(found, Decimal(600), "2026-01-05"))
    assert openpyxl.load_workbook(path)["应评未评"]["C4"].value == "设备购置"


def test_the_roster_counts_too() -> None:
    roster = Roster((Unit("1", "养护中心", "交通局"),), (Project("", "大桥", "1", amount=Decimal("500.01")),))
    assert [item.project for item in assessed_of([], roster, Decimal(500), POLICY)] == ["大桥"]


# -- 红灯 ------------------------------------------------------------------------------------------------------------


def monitored(unit: str, name: str, red: tuple[str, ...] = ()) -> Submission:
    form = FormResult("项目支出绩效目标执行监控表", "监控表", unit, name, "", 2022, Decimal(100), Decimal(30))
    from dataclasses import replace

    form = replace(form, rate=Decimal(30), red_items=red, department=f"{unit}的主管局")
    return Submission(f"{unit}/{name}.xlsx", "0", 1, "2022-09-01", forms=(form,))


def test_the_share_of_red_projects_is_that_of_the_published_report() -> None:
    files = [monitored(f"单位{n % 78}", f"项目{n}", ("资金:慢",) if n < 149 else ()) for n in range(1128)]
    found = red_list(files, None)
    assert (len(found.projects), found.monitored, found.share) == (149, 1128, Decimal("13.21"))
    assert sum(red for red, _ in found.by_department.values()) == 149
    assert sum(every for _, every in found.by_department.values()) == 1128


def test_list_and_notices(tmp_path: Path) -> None:
    files = [monitored("养护中心", f"项目{n}", ("资金:执行慢", "指标:=1+1")) for n in range(12)]
    files += [monitored("小学", "校舍", ("资金:执行慢",)), monitored("小学", "书本")]
    found = red_list(files, None)
    path = tmp_path / "红灯.xlsx"
    path.write_bytes(red_book(found, "监控", "2022-09-01"))
    book = openpyxl.load_workbook(path)
    assert book["红灯清单"].max_row == 3 + 13
    assert [cell.value for cell in book["按部门"][6]] == [None, "合计", 14, 13, 92.86]
    made = list(red_notices(found.projects, POLICY, date(2022, 9, 30), ["青财绩〔2022〕10号", "青财绩〔2022〕11号"]))
    assert sorted(first.unit for first, _ in made) == ["养护中心", "小学"]
    for first, data in made:
        path.write_bytes(data)
        book = openpyxl.load_workbook(path)
        text = "\n".join(str(row[0].value or "") for row in book["红灯预警通知"])
        assert book.sheetnames == ["红灯预警通知", "红灯项目明细", "回执"]
        assert f"{first.unit}：" in text
        assert "2022年10月10日前" in text
        assert ("其余4个项目见附件1" in text) == (first.unit == "养护中心")
        (choice,) = book["回执"].data_validations.dataValidation
        assert MEASURES[0] in choice.formula1
    numbers = ["〔2022〕10号", "〔2022〕11号"]
    for (_, data), number in zip(made, numbers, strict=True):
        path.write_bytes(data)
        cells = [str(row[0].value) for row in openpyxl.load_workbook(path)["红灯预警通知"]]
        assert any(number in cell for cell in cells)


# -- the commands ------------------------------------------------------------------------------------------------------


def test_pick_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "own" / "jixiao.log"))
    roster = write_roster(tmp_path / "名册.xlsx")
    said = jixiao("pick", "evaluation", roster, "-o", tmp_path / "评价.xlsx")
    assert said.status == 0, said.err
    assert "2 个部门、3 个项目,应评 2 个" in said.out
    folder = tmp_path / "监控"
    folder.mkdir()
    example = next(item for item in EXAMPLES if item.name == "填得不好的监控表")
    (folder / "表.xlsx").write_bytes(example.build(POLICY))
    said = jixiao("pick", "red", folder, "-o", tmp_path / "不给", "--number", "3")
    assert said.status == 2
    assert "机关代字「×财绩」不能用作发文字号" in said.err
    assert not list((tmp_path / "不给").rglob("*.xlsx"))
    own = ("--policy", "师宗县2023", "--date", "2026-10-12")
    said = jixiao("pick", "red", folder, "-o", tmp_path / "红灯", "--number", "3", *own)
    assert said.status == 0, said.err
    assert "师财绩〔2026〕3号,已用" in (tmp_path / "own" / "文号登记.csv").read_text("utf-8")
    assert jixiao("pick", "red", folder, "-o", tmp_path / "又给", "--number", "3", *own).status == 2
    assert "监控项目 1 个,红灯 1 个,占 100%" in said.out
    assert len(list((tmp_path / "红灯" / "红灯预警通知").rglob("*.xlsx"))) == 1
    said = jixiao("pick", "appraisal", folder, "--roster", roster, "--limit", "100", "-o", tmp_path / "应评.xlsx")
    assert said.status == 1
    assert "超过 100 万元的项目 2 个,应评未评 2 个" in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pick", "appraisal", "{}", "-o", "{}/a.xlsx"), "没有事前绩效评估限额"),
        (("pick", "red", "{}", "-o", "{}/out"), "没有项目监控表"),
        (("pick", "evaluation", "{}", "-o", "{}/a.xlsx"), "没有项目库"),
        (("pick", "evaluation", "{}/没有.xlsx", "-o", "{}/a.xlsx"), "找不到"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    said = jixiao(*(each.format(tmp_path) for each in arguments))
    assert said.status == 2
    assert words in said.err
