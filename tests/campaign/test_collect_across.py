"""Rules that compare forms, between the separate files of a round: where they are told, and when they are not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.campaign.collect import Collected, standing_of
from jixiao.campaign.collect_standing import read_register
from jixiao.campaign.executors import workers_for
from jixiao.campaign.register import REGISTER
from jixiao.campaign.register_read import entries_of
from jixiao.campaign.round import RoundError, open_round
from jixiao.records.book import Book
from jixiao.rules.across_files import Beside, Told, gathered, other_numbers
from jixiao.rules.rule import Context
from jixiao.rules.same_fact import Fact
from tests.campaign.incoming import BUS, POLICY, begin, put, take_in
from tests.campaign.side_by_side import evaluation, monitoring, results, workbook
from tests.cli.command import jixiao

UNIT, OTHER, PUPILS = "青禾县农村公路养护中心", "青禾县运输服务中心", "青禾县第一小学"
ROADS, BRIDGE, HOUSES = "农村公路日常养护", "危桥改造(二期)", "校舍维修&改造"
SCHOOLS = "青禾县教育局"
Found = tuple[str, str, str, str, str]


def between(done: Collected, *rules: str) -> list[Found]:
    """(file, rule, cell, seen, expected) of what the rules between files have found."""
    return [
        (Path(item.path).name, row.rule, row.cell, row.seen, row.expected)
        for item in done.settled.standing.submissions
        for row in item.findings
        if row.rule in (rules or ("G701", "G704", "F608"))
    ]


def test_a_list_that_says_otherwise_than_the_units_own_form(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
    put(tmp_path, "清单.xlsx", workbook(清单=results((UNIT, ROADS, 97), (PUPILS, HOUSES, 88))))
    done = take_in(tmp_path)
    assert between(done) == [("清单.xlsx", "G701", "D3", "97 分", "95 分")]
    (told,) = [row for item in done.settled.standing.submissions for row in item.findings if row.rule == "G701"]
    assert told.message == "“农村公路日常养护”的自评得分这里是 97 分,「自评.xlsx」的自评!G11 是 95 分。"
    assert (told.severity, told.sheet) == ("必须改", "清单")


def test_equals_are_both_told_and_a_later_version_clears_both(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "甲.xlsx", workbook(自评=evaluation(BRIDGE, UNIT, 99.2), 结果=results((UNIT, ROADS, 97))))
    put(tmp_path, "乙.xlsx", workbook(自评=evaluation("客运站改造", OTHER, 99.2), 结果=results((UNIT, ROADS, 95))))
    assert between(take_in(tmp_path), "G701") == [
        ("乙.xlsx", "G701", "D3", "95 分", "97 分"),
        ("甲.xlsx", "G701", "D3", "97 分", "95 分"),
    ]
    put(tmp_path, "甲改.xlsx", workbook(自评=evaluation(BRIDGE, UNIT, 99.2), 结果=results((UNIT, ROADS, 95))), day=9)
    done = take_in(tmp_path)
    assert done.judged == 1
    assert between(done, "G701") == []
    assert {Path(item.path).name: item.chosen for item in done.settled.standing.submissions} == {
        "甲.xlsx": False,
        "乙.xlsx": True,
        "甲改.xlsx": True,
    }


def test_of_two_lists_of_one_unit_only_the_later_is_told() -> None:
    def told(place: int, number: str, unit: str = "001") -> Told:
        fact = Fact(
            "评价得分", "某项目", "某项目", Decimal(number), f"{number} 分", "D3", "得分", "清单", unit="甲", listed=2
        )
        return Told(f"{place}.xlsx", unit, place, (fact,))

    def cells(*files: Told) -> list[tuple[int, str]]:
        others = gathered(files, {}, frozenset())
        context = Context(POLICY, Book(""))
        return [(file.place, hit.expected) for file in files for hit in other_numbers(Beside(file, others), context)]

    assert cells(told(1, "97"), told(2, "95"), told(3, "97.0")) == [(2, "97 分")]
    assert cells(told(1, "97"), told(2, "95", "002")) == [(1, "95 分"), (2, "97 分")]


def test_a_claim_after_the_red_light_of_another_file(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "监控.xlsx", workbook(监控=monitoring(ROADS, UNIT)))
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    done = take_in(tmp_path)
    assert between(done) == [("自评.xlsx", "F608", "E9", "12座", "核对")]
    (told,) = [row for item in done.settled.standing.submissions for row in item.findings if row.rule == "F608"]
    assert "在1—8月监控表(「监控.xlsx」)上为红灯" in told.message


@pytest.mark.parametrize(
    ("watched", "claimed"),
    [
        ({"done": "9座"}, {}),
        ({}, {"reason": "9月材料款到位后增加施工队"}),
        ({}, {"done": "8座"}),
        ({"year": 2024}, {}),
    ],
)
def test_no_red_light_a_reason_or_no_claim_is_no_finding(
    watched: dict[str, object], claimed: dict[str, object], tmp_path: Path
) -> None:
    begin(tmp_path)
    put(tmp_path, "监控.xlsx", workbook(监控=monitoring(ROADS, UNIT, **watched)))  # type: ignore[arg-type]
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2, **claimed)))  # type: ignore[arg-type]
    assert between(take_in(tmp_path)) == []


def test_the_last_monitoring_counts_whatever_file_it_came_in(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "七月.xlsx", workbook(监控=monitoring(ROADS, UNIT, month=7)))
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    assert between(take_in(tmp_path)) == [("自评.xlsx", "F608", "E9", "12座", "核对")]
    put(
        tmp_path,
        "七月九月.xlsx",
        workbook(一=monitoring(ROADS, UNIT, month=7), 二=monitoring(ROADS, UNIT, "9座", 9)),
        9,
    )
    assert between(take_in(tmp_path)) == []


def test_projects_of_one_name_in_two_units_are_two(tmp_path: Path) -> None:
    begin(tmp_path)
    for unit, score in ((UNIT, 95), (OTHER, 97)):
        put(tmp_path, f"{unit}.xlsx", workbook(自评=evaluation("公用经费", unit, score)))
    put(tmp_path, "监控.xlsx", workbook(监控=monitoring("公用经费", OTHER)))
    put(tmp_path, "清单.xlsx", workbook(清单=results(("", "公用经费", 88))))  # whose it is, nobody can tell
    assert between(take_in(tmp_path)) == [(f"{OTHER}.xlsx", "F608", "E9", "12座", "核对")]


def test_a_list_without_units_is_compared_where_only_one_unit_has_the_project(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
    put(tmp_path, "清单.xlsx", workbook(清单=results(("", ROADS, 97), ("青禾县交通运输局", BRIDGE, 88))))
    assert between(take_in(tmp_path)) == [("清单.xlsx", "G701", "D3", "97 分", "95 分")]


def test_other_years_and_other_kinds_of_evaluation_are_other_facts(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
    put(tmp_path, "去年.xlsx", workbook(清单=results((UNIT, ROADS, 97), year=2024)))
    put(tmp_path, "评价.xlsx", workbook(清单=results((UNIT, ROADS, 81), kind="财政评价")))
    assert between(take_in(tmp_path)) == []


def test_names_that_come_near_to_those_of_the_roster_or_of_more_files(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "甲.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    put(tmp_path, "乙.xlsx", workbook(自评=evaluation("客运站改造", OTHER, 99.2, department="青禾县交通管运输局")))
    put(tmp_path, "丙.xlsx", workbook(清单=results((UNIT, "农村公路的日常养护", 90), (PUPILS, HOUSES, 88))))
    assert between(take_in(tmp_path)) == [
        ("丙.xlsx", "G704", "B3", "农村公路的日常养护", ROADS),
        ("乙.xlsx", "G704", "B4", "青禾县交通管运输局", "青禾县交通运输局"),
    ]


def test_projects_of_two_units_are_two_however_alike_their_names(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "甲.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    put(tmp_path, "乙.xlsx", workbook(自评=evaluation("农村公路的日常养护", OTHER, 99.2)))
    assert between(take_in(tmp_path)) == []


def test_the_same_with_one_and_two_workers_again_and_after_an_interruption(tmp_path: Path) -> None:
    told = []
    for name in ("一", "二", "断"):
        folder = tmp_path / name
        folder.mkdir()
        begin(folder)
        put(folder, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
        put(folder, "小学.xlsx", workbook(自评=evaluation(HOUSES, PUPILS, 88, department=SCHOOLS)))
        put(folder, "监控.xlsx", workbook(监控=monitoring(ROADS, UNIT)))
        put(folder, "清单.xlsx", workbook(清单=results((UNIT, ROADS, 97), (PUPILS, HOUSES, 80))))
        if name == "二":
            with workers_for(2, None) as workers:
                take_in(folder, workers=workers)
        if name == "断":
            take_in(folder)
            register = folder / "活动" / REGISTER
            lines = register.read_bytes().splitlines(keepends=True)
            register.write_bytes(b"".join(lines[:2]) + lines[2][:-40])
        done = take_in(folder)
        told.append(between(done))
        again = take_in(folder)
        assert (again.judged, again.unchanged) == (0, 4)
        assert between(again) == told[-1]
        found = open_round(folder / "活动")
        assert read_register(found) == standing_of(found).submissions == again.settled.standing.submissions
    assert told[0] == told[1] == told[2]
    assert sorted(told[0]) == [
        ("清单.xlsx", "G701", "D3", "97 分", "95 分"),
        ("清单.xlsx", "G701", "D4", "80 分", "88 分"),
        ("自评.xlsx", "F608", "E9", "12座", "核对"),
    ]


def test_a_file_that_passed_by_itself_is_returned_and_a_policy_may_say_otherwise(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
    put(tmp_path, "清单.xlsx", workbook(清单=results((UNIT, ROADS, 97))))
    off = POLICY.model_copy(update={"severities": {**POLICY.severities, "G701": "关闭"}})
    states = [
        {Path(item.path).name: item.status for item in take_in(tmp_path, policy=each).settled.standing.submissions}
        for each in (POLICY, off)
    ]
    assert [each["清单.xlsx"] for each in states] == ["returned", "passed"]


def test_summary_and_returns_show_what_is_found_between_files(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
    put(tmp_path, "乙.xlsx", workbook(自评=evaluation("客运站改造", OTHER, 99.2), 结果=results((UNIT, ROADS, 97))))
    done = jixiao("collect", tmp_path / "活动", tmp_path / "收", "--json")
    assert [
        row["message"] for item in done.document["submissions"] for row in item["findings"] if row["rule"] == "G701"
    ] == ["“农村公路日常养护”的自评得分这里是 97 分,「自评.xlsx」的自评!G11 是 95 分。"]
    jixiao("summary", tmp_path / "活动", "-o", tmp_path / "汇总.xlsx")
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("「自评.xlsx」的自评!G11 是 95 分" in cell for cell in cells)
    jixiao("returns", tmp_path / "活动", "-o", tmp_path / "退回")
    (copy,) = [path for path in (tmp_path / "退回").rglob("*.xlsx") if path.name.startswith("乙")]
    marks = openpyxl.load_workbook(copy)["校验结果"]
    assert any("「自评.xlsx」" in str(cell) for row in marks.iter_rows(values_only=True) for cell in row)
    (notice,) = [
        path for path in (tmp_path / "退回").rglob("*退回修改通知.xlsx") if BUS in str(path) or OTHER in str(path)
    ]
    words = [
        str(cell)
        for sheet in openpyxl.load_workbook(notice)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert any("「自评.xlsx」" in word for word in words)


def test_what_is_kept_is_small_and_stays_on_the_disk(tmp_path: Path) -> None:
    found = begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 95)))
    take_in(tmp_path)
    path = found.folder / REGISTER
    line = path.read_text("utf-8").splitlines()[0]
    own, mark, told = line.partition(',"told":')
    assert (mark != "", len(told) < 1000) == (True, True)
    assert [entry.told for entry in entries_of(found)] == [None]
    for broken in (told[:40] + told[44:], '"AAAA"}'):
        path.write_text(f"{own}{mark}{broken}\n", "utf-8")
        with pytest.raises(RoundError, match="坏了。请从备份恢复"):
            standing_of(found)


def watched_round(folder: Path, month: int = 8, year: int = 2025) -> Path:
    """A monitoring round of the same units, collected: the roads are red by a month."""
    begin(folder, "F03")
    put(folder, "监控.xlsx", workbook(监控=monitoring(ROADS, UNIT, month=month, year=year)))
    take_in(folder)
    return folder / "活动"


def test_red_lights_of_an_earlier_round_are_taken_along_and_remembered(tmp_path: Path) -> None:
    (tmp_path / "前").mkdir()
    earlier = watched_round(tmp_path / "前")
    begin(tmp_path)
    own = put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    assert between(take_in(tmp_path)) == []
    said = jixiao("collect", tmp_path / "活动", tmp_path / "收", "--earlier", earlier, "--jobs", "1")
    assert "带进监控表 1 张,有红灯的 1 张" in said.out
    (tmp_path / "前").rename(tmp_path / "存档")
    said = jixiao("collect", tmp_path / "活动", tmp_path / "收", "--jobs", "1")  # without the option and the folder
    assert "新校验 0 份" in said.out
    done = take_in(tmp_path)
    assert between(done) == [("自评.xlsx", "F608", "E9", "12座", "核对")]
    (told,) = [row for row in done.settled.standing.submissions[0].findings if row.rule == "F608"]
    assert "在1—8月监控表(「活动/监控.xlsx」)上为红灯" in told.message
    put(tmp_path, "自评改.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2, reason="9月材料款到位后增加施工队")), 9)
    assert between(take_in(tmp_path)) == []
    assert own.exists()


def test_a_later_monitoring_of_the_round_itself_goes_before_the_earlier_rounds(tmp_path: Path) -> None:
    (tmp_path / "前").mkdir()
    earlier = watched_round(tmp_path / "前", month=7)
    begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    put(tmp_path, "监控.xlsx", workbook(监控=monitoring(ROADS, UNIT, "9座", 9)))
    jixiao("collect", tmp_path / "活动", tmp_path / "收", "--earlier", earlier, "--jobs", "1")
    assert between(take_in(tmp_path)) == []


def test_an_earlier_round_that_cannot_serve_is_refused_and_nothing_kept(tmp_path: Path) -> None:
    for name in ("前", "空"):
        (tmp_path / name).mkdir()
    begin(tmp_path / "空", "F03")
    begin(tmp_path)
    common = ("collect", tmp_path / "活动", tmp_path / "收", "--jobs", "1", "--earlier")
    for folder, words in (
        (tmp_path / "空" / "活动", "还没有收到监控表"),
        (tmp_path / "活动", "不是这一轮自己的"),
        (tmp_path / "前", "还没有下发过"),
    ):
        said = jixiao(*common, folder)
        assert (said.status, words in said.err) == (2, True)
    about = tmp_path / "空" / "活动" / "活动.json"
    about.write_text(about.read_text("utf-8").replace("2025", "2024"), "utf-8")
    said = jixiao(*common, about.parent)
    assert (said.status, "是 2024 年的" in said.err) == (2, True)
    assert not (tmp_path / "活动" / "监控红灯.jsonl").exists()


def test_damaged_red_lights_are_a_message_with_a_way_out(tmp_path: Path) -> None:
    found = begin(tmp_path)
    put(tmp_path, "自评.xlsx", workbook(自评=evaluation(ROADS, UNIT, 99.2)))
    (found.folder / "监控红灯.jsonl").write_text('{"file": "监控/甲.xlsx", "watched": [{}]}\n', "utf-8")
    with pytest.raises(RoundError, match="第 1 行坏了。请用 --earlier 再收一次"):
        take_in(tmp_path)
