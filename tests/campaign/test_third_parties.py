"""Third parties: points averaged over sheets and files, ranks, who is barred, and what engagement lists give away."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.campaign.third_parties import ThirdParties, conflicts, forbidden, third_parties_of
from jixiao.campaign.third_parties_book import shortlist, third_party_book
from jixiao.campaign.third_parties_engagements import Engagement, read_engagements
from jixiao.cli.program import run
from jixiao.forms.template import build_template, fill_template
from jixiao.forms.third_party import FORM
from jixiao.policy.load import load_profile
from jixiao.records.score_sheet import ScoreSheet
from jixiao.tasks.check import check_data

POLICY = load_profile()
WEIGHTS = (10, 15, 20, 35, 10, 10)
Line = tuple[str | int | None, ...]
HEAD: Line = ("序号", "第三方机构", "委托事项", "项目名称", "委托单位", "年度")
LIST: tuple[Line, ...] = (
    ("青禾县2026年第三方委托情况",),
    HEAD,
    (1, "甲事务所", "绩效目标编制", "管网改造", "县水利局", 2026),
    (2, None, "《管网改造》绩效评价", "《管网改造》", "县财政局", 2026),
    (3, "甲事务所", "可行性研究报告编制", "2025年管网改造", "县水利局", 2026),
    (4, "乙咨询公司", "自评结果抽查复核", "校舍维修", "县财政局", 2026),
    (5, "乙咨询公司", "部门绩效自评", "校舍维修", "县教育局", 2026),
    (6, "丙评估公司", "绩效评价报告编制", "公厕改造", "县财政局", 2026),
    ("合计", None, 6),
)


def appraisal(name: str, project: str, *totals: Iterable[int], day: str = "2025年11月20日") -> bytes:
    values: dict[tuple[str, int], object] = {("institution", 0): name, ("project", 0): project, ("date", 0): day}
    for role, points in zip(("unit_score", "finance_score"), totals, strict=False):
        values |= {(f"criteria.{role}", row): point for row, point in enumerate(points)}
    return fill_template(build_template(FORM, POLICY), FORM, POLICY, values)  # type: ignore[arg-type]


def less(points: int) -> list[int]:
    """Full marks less so many points, taken from the report's 35 and the field work's 20."""
    first = min(points, 35)
    return [10, 15, 20 - (points - first), 35 - first, 10, 10]


def workbook(lines: Iterable[Line], name: str = "委托") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(name)
    book.remove(book.worksheets[0])
    for line in lines:
        sheet.append(line)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def found_of(*files: bytes, engagements: tuple[Engagement, ...] = (), year: int = 2026) -> ThirdParties:
    sheets = [
        (f"{number}.xlsx", item.form)
        for number, data in enumerate(files, 1)
        for item in check_data(data, "a.xlsx", POLICY).forms
        if isinstance(item.form, ScoreSheet)
    ]
    return third_parties_of(sheets, engagements, POLICY, year)


def test_points_of_both_sides_are_averaged_and_institutions_ranked() -> None:
    found = found_of(
        appraisal("甲事务所", "管网改造", less(10), less(15)),
        appraisal("甲事务所", "校舍维修", less(4), less(5)),
        appraisal("乙咨询公司", "公厕改造", less(9), less(9)),
        appraisal("丙评估公司", "公厕改造", less(9)),
        appraisal("丁公司", "桥梁", less(8), less(10)),
    )
    assert [each.score for each in found.appraisals] == [Decimal("87.50"), Decimal("95.50"), 91, None, 91]
    told = [(each.institution, each.score, each.rank) for each in found.standings]
    assert told == [
        ("甲事务所", Decimal("91.50"), 1),
        ("丁公司", 91, 2),
        ("乙咨询公司", 91, 2),
        ("丙评估公司", None, None),
    ]
    assert "只有一方评分" in found.standings[-1].why
    assert [each.institution for each in shortlist(found)] == ["甲事务所", "丁公司", "乙咨询公司"]


def test_two_sheets_of_one_rater_each_make_one_result() -> None:
    one, other = appraisal("甲事务所", "管网改造", less(0)), appraisal("甲事务所", "管网改造", less(11))
    (only,) = found_of(one, other).appraisals
    assert (only.totals, only.score) == ((100, 89), Decimal("94.50"))
    assert len(only.places) == 2


@pytest.mark.parametrize(("day", "chosen"), [("2025年5月6日", False), ("2024年5月6日", False), ("2023年5月6日", True)])
def test_who_failed_is_not_chosen_for_two_years(day: str, chosen: bool) -> None:
    found = found_of(
        appraisal("甲事务所", "管网改造", less(42), less(41), day=day), appraisal("甲事务所", "桥梁", less(1), less(1))
    )
    (only,) = found.standings
    assert found.appraisals[0].grade == "不合格"
    assert (only.barred_until is None) == chosen == bool(shortlist(found))
    longer = POLICY.model_copy(update={"third_party_bar_years": 3})
    sheets = [(place, item) for place, item in _sheets(found_files(day))]
    assert third_parties_of(sheets, (), longer, 2026).standings[0].barred_until == int(day[:4]) + 3


def found_files(day: str) -> bytes:
    return appraisal("甲事务所", "管网改造", less(42), less(41), day=day)


def _sheets(data: bytes) -> list[tuple[str, ScoreSheet]]:
    forms = (item.form for item in check_data(data, "a.xlsx", POLICY).forms)
    return [("a.xlsx", form) for form in forms if isinstance(form, ScoreSheet)]


def listed(tmp_path: Path, lines: Iterable[Line] = LIST) -> tuple[Engagement, ...]:
    path = tmp_path / "委托情况.xlsx"
    path.write_bytes(workbook(lines))
    return read_engagements(path)


def test_engagement_lists_are_read_by_their_headings(tmp_path: Path) -> None:
    read = listed(tmp_path)
    assert [each.institution for each in read] == [*["甲事务所"] * 3, *["乙咨询公司"] * 2, "丙评估公司"]
    assert (read[1].task, read[1].cell, read[1].year) == ("《管网改造》绩效评价", "C4", 2026)
    other = [("委托方", "服务内容", "中标单位", "评价项目"), ("县财政局", "绩效评价", "甲事务所", "桥梁")]
    (only,) = listed(tmp_path, other)
    assert (only.institution, only.client, only.project) == ("甲事务所", "县财政局", "桥梁")
    assert listed(tmp_path, [("单位", "项目"), ("县水利局", "管网")]) == ()


def test_what_may_not_be_entrusted_and_who_judges_its_own_work(tmp_path: Path) -> None:
    read = listed(tmp_path)
    assert [(fault.engagement.cell, fault.message) for fault in forbidden(read, POLICY)] == [
        ("C3", "「甲事务所」受托「绩效目标编制」,属于绩效目标设定,原则上不得委托第三方机构。"),
        ("C7", "「乙咨询公司」受托「部门绩效自评」,属于绩效自评,原则上不得委托第三方机构。"),
    ]
    (conflict,) = conflicts(read, POLICY)
    assert conflict.engagement.cell == "C4"
    assert "「绩效目标编制」也是它做的(委托情况.xlsx「委托」C3)" in conflict.message
    free = POLICY.model_copy(update={"third_party_forbidden": {}, "third_party_preparing_words": ()})
    assert (forbidden(read, free), conflicts(read, free)) == ((), ())


def test_an_institution_engaged_while_it_is_barred_is_told(tmp_path: Path) -> None:
    found = found_of(appraisal("丙评估公司", "桥梁", less(42), less(41)), engagements=listed(tmp_path))
    (fault,) = [fault for fault in found.faults if fault.name == "考评不合格仍然选聘"]
    assert (fault.engagement.cell, fault.engagement.institution) == ("C8", "丙评估公司")
    assert "2025 年考评不合格,2 年内不选,2026 年又受托" in fault.message


def test_the_workbook_holds_what_was_found(tmp_path: Path) -> None:
    found = found_of(appraisal("甲事务所", "管网改造", less(10), less(15)), engagements=listed(tmp_path))
    book = openpyxl.load_workbook(io.BytesIO(third_party_book(found, POLICY, 2027, "2026-12-01")))
    assert book.sheetnames == ["机构排名", "选聘名单", "考评明细", "委托核查", "委托情况", "怎么得出的"]
    assert [cell.value for cell in book["机构排名"][4]] == [1, "甲事务所", 1, 87.5, "良好", "可以选聘"]
    assert [cell.value for cell in book["选聘名单"][4]] == [1, "甲事务所", 87.5, "良好", 1, 2]
    assert book["委托核查"].max_row == 3 + 3
    assert book["委托情况"].max_row == 3 + 6


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "考评"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(appraisal("甲事务所", "管网改造", less(10), less(15)))
    (folder / "委托.xlsx").write_bytes(workbook(LIST))
    target = tmp_path / "名单.xlsx"
    assert run(["third-party", str(folder), "-o", str(target), "--date", "2026-12-01"]) == 0
    out = capsys.readouterr().out
    assert "考评 1 项,机构 1 家,2027 年可以选聘的 1 家" in out
    assert "请核实 委托.xlsx「委托」C3:" in out
    assert target.exists()
    (folder / "上次的名单.xlsx").write_bytes(target.read_bytes())  # its 委托情况 would be read once more
    assert run(["third-party", str(folder), "-o", str(tmp_path / "再来.xlsx"), "--date", "2026-12-01"]) == 0
    assert "委托事项 6 项" in capsys.readouterr().out
    (tmp_path / "空").mkdir()
    assert run(["third-party", str(tmp_path / "空"), "-o", str(tmp_path / "b.xlsx")]) == 2
    assert "没有找到第三方机构考评表" in capsys.readouterr().err
