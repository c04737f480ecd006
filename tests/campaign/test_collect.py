"""Whose file it is, which version counts, what is missing, what the rules of the round find."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from jixiao.campaign.collect import Collected, standing_of
from jixiao.campaign.collect_standing import read_register
from jixiao.campaign.results import Submission
from jixiao.forms.catalogue import find_form
from jixiao.forms.template import build_template
from tests.campaign.incoming import BUS, POLICY, ROAD, SCHOOL, begin, filled, put, sent, take_in, zipped
from tests.campaign.side_by_side import evaluation, results, workbook
from tests.cli.command import jixiao


def by_name(done: Collected) -> dict[str, Submission]:
    return {item.path.replace("!", "/").rpartition("/")[2]: item for item in done.settled.standing.submissions}


def rules_of(item: Submission, *codes: str) -> list[str]:
    return [row.rule for row in item.findings if row.rule in codes]


def test_renamed_nested_and_zipped_files_are_known_by_their_identity(tmp_path: Path) -> None:
    found = begin(tmp_path)
    put(tmp_path, "三月/交通局/新建表格.xlsx", filled(tmp_path, ROAD))
    put(tmp_path, "打包.zip", zipped({"报送/改过名字.xlsx": filled(tmp_path, SCHOOL)}, "gbk"))
    done = take_in(tmp_path)
    told = by_name(done)
    assert {name: (item.unit_code, item.genuine, item.chosen, item.round) for name, item in told.items()} == {
        "新建表格.xlsx": (ROAD, True, True, 1),
        "改过名字.xlsx": (SCHOOL, True, True, 1),
    }
    assert told["改过名字.xlsx"].path.endswith("打包.zip!报送/改过名字.xlsx")
    assert done.settled.standing.missing == (BUS,)
    assert [form.project for form in told["新建表格.xlsx"].forms] == ["农村公路日常养护", "危桥改造(二期)"]
    assert read_register(found) == standing_of(found).submissions == done.settled.standing.submissions


def test_nothing_that_came_in_is_touched(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "甲.xlsx", filled(tmp_path, ROAD))
    put(tmp_path, "乙.zip", zipped({"乙.xlsx": filled(tmp_path, BUS)}))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "收").rglob("*")}
    take_in(tmp_path)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "收").rglob("*")} == before


def test_equal_files_count_once_and_the_copy_is_named(tmp_path: Path) -> None:
    begin(tmp_path)
    data = filled(tmp_path, ROAD)
    put(tmp_path, "自评 - 副本.xlsx", data)
    put(tmp_path, "自评.xlsx", data)
    put(tmp_path, "另一处/自评(1).xlsx", data)
    told = by_name(take_in(tmp_path))
    assert [name for name, item in told.items() if item.chosen] == ["自评.xlsx"]
    assert told["自评(1).xlsx"].remark == "和「自评.xlsx」内容相同,不另算"
    assert rules_of(told["自评.xlsx"], "A114") == []


def test_a_workbook_under_a_documents_name_is_taken_for_what_it_is(tmp_path: Path) -> None:
    """The unit may send the same bytes again under the right name; what a name made of them must not stay."""
    begin(tmp_path)
    data = filled(tmp_path, ROAD)
    put(tmp_path, "自评.wps", data)
    (first,) = take_in(tmp_path).settled.standing.submissions
    assert (first.unit_code, first.status != "unreadable", bool(first.forms)) == (ROAD, True, True)
    put(tmp_path, "自评.xlsx", data, day=2)
    both = take_in(tmp_path).settled.standing.submissions
    assert [item.status for item in both] == [first.status, first.status]
    assert [item.chosen for item in both] == [True, False]


def test_receipts_and_reminders_say_why_a_file_was_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tmp_path)
    put(tmp_path, f"〔{ROAD}〕自评.xlsx", filled(tmp_path, ROAD)[:2000])
    put(tmp_path, "材料/空.xlsx", b"")
    put(tmp_path, "照片.jpg", b"x")
    monkeypatch.chdir(tmp_path)  # a folder named without its whole path
    assert jixiao("collect", "活动", "收", "-o", "结果", "--jobs", 1).status == 1
    book = openpyxl.load_workbook(tmp_path / "结果" / "收件回执.xlsx")
    rows = {row[1]: row for row in book["收件回执"].iter_rows(min_row=4, values_only=True)}
    assert rows.keys() == {f"〔{ROAD}〕自评.xlsx", "材料/空.xlsx"}
    assert str(rows[f"〔{ROAD}〕自评.xlsx"][8]).startswith("文件不完整")
    assert str(rows["材料/空.xlsx"][8]).startswith("不作数;空文件;")
    assert book["没有收的文件"]["B4"].value == "照片.jpg"
    reminder = openpyxl.load_workbook(tmp_path / "结果" / "催报名单.xlsx")["催报名单"]
    told = {row[1]: str(row[4]) for row in reminder.iter_rows(min_row=4, values_only=True)}
    assert told[ROAD].startswith(f"收到「〔{ROAD}〕自评.xlsx」,读不了:文件不完整")


def test_of_several_versions_the_genuine_then_the_latest_counts(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "第一稿.xlsx", filled(tmp_path, ROAD, {"D15": "第一稿"}), day=1)
    put(tmp_path, "第二稿.xlsx", filled(tmp_path, ROAD, {"D15": "第二稿"}), day=5)
    foreign = openpyxl.load_workbook(sent(tmp_path, ROAD))
    del foreign["_jixiao"]
    foreign.save(tmp_path / "收" / "没有标识.xlsx")
    put(tmp_path, "坏〔001001〕.xlsx", b"no workbook", day=20)
    told = by_name(take_in(tmp_path))
    assert [name for name, item in told.items() if item.chosen] == ["第二稿.xlsx"]
    assert rules_of(told["第二稿.xlsx"], "A114") == ["A114"]
    assert "共收到 4 份,以这一份为准" in told["第二稿.xlsx"].remark
    assert told["没有标识.xlsx"].unit_code == ROAD
    assert "不作数,以「第二稿.xlsx」为准" in told["没有标识.xlsx"].remark
    assert "按文件名里的单位编码认出单位" in told["坏〔001001〕.xlsx"].remark


def test_what_comes_again_later_is_the_next_round_and_no_doubt(tmp_path: Path) -> None:
    found = begin(tmp_path)
    put(tmp_path, "自评.xlsx", filled(tmp_path, ROAD, {"D15": "第一次"}), day=1)
    take_in(tmp_path)
    put(tmp_path, "第二次/自评.xlsx", filled(tmp_path, ROAD, {"D15": "第二次"}), day=9)
    done = take_in(tmp_path, at=datetime(2026, 3, 9))
    first, second = done.settled.standing.submissions
    assert (first.round, first.chosen, second.round, second.chosen) == (1, False, 2, True)
    assert rules_of(second, "A114") == []
    assert (done.run, done.judged, done.unchanged) == (2, 1, 1)
    assert standing_of(found).earlier[ROAD] == tuple(
        row for row in first.findings if row.rule not in ("A113", "A114", "G706")
    )


def test_two_halves_of_a_unit_count_both(tmp_path: Path) -> None:
    begin(tmp_path)
    for name, gone in (("甲.xlsx", 1), ("乙.xlsx", 0)):
        book = openpyxl.load_workbook(sent(tmp_path, ROAD))
        del book["_jixiao"]
        book.remove(book.worksheets[gone])
        book.save(tmp_path / "收" / name)
    done = take_in(tmp_path)
    assert [item.chosen for item in done.settled.standing.submissions] == [True, True]
    assert ROAD not in done.settled.standing.missing


def test_lists_of_other_years_or_titles_count_beside_each_other_and_drafts_of_one_do_not(tmp_path: Path) -> None:
    begin(tmp_path)
    unit, road, bridge = "青禾县农村公路养护中心", "农村公路日常养护", "危桥改造(二期)"
    last, this = (results((unit, road, 91), year=year) for year in (2024, 2025))
    whole, changed = ([[f"2025年度部门整体支出评价结果清单{more}"], *this[1:]] for more in ("", "（修改稿）"))
    put(tmp_path, "甲.xlsx", workbook(自评=evaluation(road, unit, 99.2), 清单=last), day=1)
    put(tmp_path, "乙.xlsx", workbook(自评=evaluation(bridge, unit, 99.2), 清单=this), day=2)
    put(tmp_path, "丙.xlsx", workbook(自评=evaluation("客运站改造", unit, 99.2), 清单=whole), day=3)
    told = by_name(take_in(tmp_path))
    assert {name: item.chosen for name, item in told.items()} == {"甲.xlsx": True, "乙.xlsx": True, "丙.xlsx": True}
    assert [rules_of(item, "A114") for item in told.values()] == [[], [], []]
    put(tmp_path, "改.xlsx", workbook(自评=evaluation("桥梁检测", unit, 99.2), 清单=changed), day=9)
    told = by_name(take_in(tmp_path))
    assert [name for name, item in sorted(told.items()) if item.chosen] == ["乙.xlsx", "改.xlsx", "甲.xlsx"]
    assert "不作数,以「改.xlsx」为准;只有这一份里有「客运站改造」,请核实" in told["丙.xlsx"].remark


def test_a_workbook_as_it_went_out_is_no_submission(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", sent(tmp_path, ROAD).read_bytes())
    done = take_in(tmp_path)
    (item,) = done.settled.standing.submissions
    assert (item.chosen, item.remark) == (False, "和下发时一样,没有填写")
    assert done.settled.standing.missing == (ROAD, BUS, SCHOOL)


def test_a_blank_form_is_told_from_a_file_without_any(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "空白表.xlsx", build_template(find_form("F04"), POLICY, year=2025))
    put(tmp_path, "附件.xlsx", workbook(花名册=[["姓名", "岗位"]]))
    told = by_name(take_in(tmp_path))
    assert {name: (item.chosen, item.remark) for name, item in told.items()} == {
        "空白表.xlsx": (False, "里面的表没有填写"),
        "附件.xlsx": (False, "里面没有认得的表,按附件收存"),
    }


def test_another_units_workbook_and_changed_cells_are_a113(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "冒用.xlsx", filled(tmp_path, ROAD, {"F5": "青禾县第一小学"}))
    put(tmp_path, "改数.xlsx", filled(tmp_path, BUS, {"F5": "青禾县 运输服务中心", "B4": "别的项目"}))
    told = by_name(take_in(tmp_path))
    (row,) = [row for row in told["冒用.xlsx"].findings if row.rule == "A113"]
    assert (row.cell, row.severity, row.expected) == ("F5", "必须改", "青禾县农村公路养护中心")
    assert told["冒用.xlsx"].unit_code == SCHOOL
    assert told["冒用.xlsx"].status == "returned"


def test_strangers_and_near_names_are_g706(tmp_path: Path) -> None:
    begin(tmp_path)
    for name, unit in (("生.xlsx", "白水县林业工作站"), ("近.xlsx", "青禾县农村公路养护管中心")):
        book = openpyxl.load_workbook(sent(tmp_path, ROAD))
        del book["_jixiao"]
        for sheet in book.worksheets[:2]:
            sheet["F5"] = unit
        book.save(tmp_path / "收" / name)
    done = take_in(tmp_path)
    told = by_name(done)
    assert [path.rpartition("/")[2] for path in done.settled.standing.strangers] == ["生.xlsx"]
    assert rules_of(told["生.xlsx"], "G706") == ["G706"]
    assert told["近.xlsx"].unit_code == ROAD
    assert "相近" in told["近.xlsx"].remark
    assert rules_of(told["近.xlsx"], "G706") == ["G706"]


def test_missing_units_and_projects(tmp_path: Path) -> None:
    begin(tmp_path)
    book = openpyxl.load_workbook(sent(tmp_path, ROAD))
    del book["_jixiao"]
    book.remove(book.worksheets[1])
    book.save(tmp_path / "收" / "一半.xlsx")
    done = take_in(tmp_path)
    assert [row.message for row in done.settled.missing] == [
        "「青禾县农村公路养护中心」(001001)的项目「危桥改造(二期)」没有报送「项目支出绩效自评表」。",
        "「青禾县运输服务中心」(001002)没有报送可以读取的「项目支出绩效自评表」。",
        "「青禾县第一小学」(002001)没有报送可以读取的「项目支出绩效自评表」。",
    ]


def test_a_policy_switches_rules_of_the_round_off(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "冒用.xlsx", filled(tmp_path, ROAD, {"F5": "青禾县第一小学"}))
    policy = POLICY.model_copy(update={"severities": {**POLICY.severities, "A113": "关闭"}})
    (item,) = take_in(tmp_path, policy=policy).settled.standing.submissions
    assert rules_of(item, "A113") == []


def test_targets_are_held_against_those_approved(tmp_path: Path) -> None:
    from datetime import date

    from jixiao.campaign.distribute import distribute
    from jixiao.campaign.prefill import approved_of
    from jixiao.campaign.read_roster import read_roster
    from jixiao.campaign.round import start_round
    from jixiao.demo.examples import EXAMPLES
    from jixiao.forms.read import is_form_text, read_forms
    from jixiao.records.target_declaration import TargetDeclaration
    from jixiao.workbook.grid import Grid
    from jixiao.workbook.read_file import read_grid
    from tests.campaign.rosters import write_roster

    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good)
    grid = read_grid(example.build(POLICY), "申报.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    (declared,) = [form for form in read_forms(grid) if isinstance(form, TargetDeclaration)]
    units, projects = [("001", declared.unit_name, "某局", "")], [("P1", declared.project_name, "001", "", 10, None)]
    roster = read_roster(write_roster(tmp_path / "名册.xlsx", units, projects))
    found = start_round(tmp_path / "活动", date(2026, 1, 5), year=declared.year, form="自评")
    approved = approved_of([declared], roster)
    distribute(found, roster, POLICY, tmp_path / "下发", datetime(2026, 1, 5), approved=approved)
    (tmp_path / "收").mkdir()
    put(tmp_path, "照填.xlsx", filled(tmp_path, "001", {"A1": "自评表"}))
    name, target = declared.judged[0].name.clean, "≥1"
    book = openpyxl.load_workbook(sent(tmp_path, "001"))
    sheet = book.worksheets[0]
    named = next(cell for cells in sheet.iter_rows() for cell in cells if str(cell.value).strip() == name)
    place = next(cell for cell in sheet[f"{named.row}:{named.row}"] if str(cell.value).startswith(("≥", "≤", "=")))
    place.value = target
    book.save(tmp_path / "收" / "改目标.xlsx")
    told = by_name(take_in(tmp_path))
    assert rules_of(told["照填.xlsx"], "D407", "C309") == []
    (row_,) = [row for row in told["改目标.xlsx"].findings if row.rule == "D407"]
    assert row_.cell == place.coordinate
    assert not told["改目标.xlsx"].genuine


def test_a_changed_policy_judges_anew_and_adds_no_arrival(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", filled(tmp_path, ROAD))
    take_in(tmp_path)
    policy = POLICY.model_copy(update={"severities": {**POLICY.severities, "B201": "关闭"}})
    done = take_in(tmp_path, policy=policy)
    (item,) = done.settled.standing.submissions
    assert done.judged == 1
    assert item.round == 1
    assert rules_of(item, "B201") == []


def test_a_folder_that_moved_holds_the_same_arrivals(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", filled(tmp_path, ROAD))
    take_in(tmp_path)
    (tmp_path / "收" / "自评.xlsx").rename(tmp_path / "收" / "归档.xlsx")
    done = take_in(tmp_path)
    (item,) = done.settled.standing.submissions
    assert (item.path, item.chosen, item.round) == (str(tmp_path / "收" / "归档.xlsx"), True, 1)
    assert item.forms


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_command_line(jobs: int, tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", filled(tmp_path, ROAD))
    put(tmp_path, "旧.rar", b"Rar!\x1a\x07\x00")
    put(tmp_path, "说明.pdf", b"%PDF")
    done = jixiao("collect", tmp_path / "活动", tmp_path / "收", "-o", tmp_path / "结果", "--jobs", jobs)
    assert done.status == 1, done.err
    assert "这次收到 2 份:新校验 2 份" in done.out
    assert "没有报的单位 2 个" in done.out
    receipts = openpyxl.load_workbook(tmp_path / "结果" / "收件回执.xlsx")
    rows = {row[1]: row for row in receipts["收件回执"].iter_rows(min_row=4, values_only=True)}
    assert rows["自评.xlsx"][2:5] == (ROAD, "青禾县农村公路养护中心", 1)
    assert "请解压后再放进来" in str(rows["旧.rar"][8])
    assert receipts["没有收的文件"]["B4"].value == "说明.pdf"
    reminder = openpyxl.load_workbook(tmp_path / "结果" / "催报名单.xlsx")
    assert reminder.sheetnames == ["催报名单", "青禾县交通运输局", "青禾县教育局"]
    again = jixiao("collect", tmp_path / "活动", tmp_path / "收", "-o", tmp_path / "结果", "--json")
    assert again.document["totals"]["judged"] == 0
    assert again.document["missing"] == [BUS, SCHOOL]


def test_wrong_use_is_told(tmp_path: Path) -> None:
    assert jixiao("collect", tmp_path / "没有", tmp_path).status == 2
    begin(tmp_path)
    gone = jixiao("collect", tmp_path / "活动", tmp_path / "没有")
    assert (gone.status, "找不到文件夹" in gone.err) == (2, True)
    (tmp_path / "活动" / "名册.json").write_text("{", "utf-8")
    bad = jixiao("collect", tmp_path / "活动", tmp_path / "收")
    assert (bad.status, "--roster" in bad.err) == (2, True)
    good = jixiao("collect", tmp_path / "活动", tmp_path / "收", "--roster", tmp_path / "名册.xlsx")
    assert good.status == 1
