"""目标调整记录: read, applied in the order of approval, contradictions told; what is rolled forward and compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.campaign.adjustments import Record, adjusted
from jixiao.campaign.adjustments_book import RecordError, blank_record, read_record
from jixiao.campaign.prefill import approved_of, target_text
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.demo.examples import EXAMPLES
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_policy
from jixiao.records.finding import Severity
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.workbook.read_file import read_grid
from tests.cli.command import jixiao

POLICY = load_policy()


def declaration() -> TargetDeclaration:
    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good)
    grid = read_grid(example.build(POLICY), "表.xlsx", is_form_text=is_form_text)
    return next(form for form in read_forms(grid) if isinstance(form, TargetDeclaration))  # type: ignore[arg-type]


FORM = declaration()
UNIT, PROJECT = FORM.unit_name or "", FORM.project_name or ""
ROSTER = Roster((Unit("001", UNIT, "局"),), (Project("P1", PROJECT, "001"),))
APPROVED = approved_of([FORM], ROSTER)
FIRST = next(row for row in FORM.judged if row.aim.quantitative and row.aim.unit)
NAME = FIRST.name.clean
DAY = date(2025, 6, 1)
GOOD = (UNIT, PROJECT, NAME, "指标值", target_text(FIRST), "≥70公里", "资金压减", "青财绩〔2025〕12号", DAY)


def record(folder: Path, *rows: tuple[object, ...]) -> Record:
    path = folder / "调整.xlsx"
    path.write_bytes(blank_record())
    book = openpyxl.load_workbook(path)
    sheet = book["目标调整记录"]
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 2):
            sheet.cell(number, column).value = value  # type: ignore[assignment]
    book.save(path)
    return read_record(path)


def changed(**changes: object) -> tuple[object, ...]:
    names = ("unit", "project", "indicator", "kind", "old", "new", "reason", "approval", "day")
    return tuple({**dict(zip(names, GOOD, strict=True)), **changes}[name] for name in names)


def row_of(form: TargetDeclaration, name: str = NAME) -> object:
    return next(row for row in form.judged if row.name.clean == name)


def test_a_blank_record_has_no_lines_and_the_forms_stay(tmp_path: Path) -> None:
    found, faults = adjusted(APPROVED, record(tmp_path), ROSTER)
    assert (found, faults) == (APPROVED, ())


def test_targets_are_changed_in_the_order_of_approval(tmp_path: Path) -> None:
    later = changed(old="≥70公里", new="≥65公里", day=date(2025, 9, 1), approval="青财绩〔2025〕20号")
    found, faults = adjusted(APPROVED, record(tmp_path, later, GOOD), ROSTER)
    assert faults == ()
    row = row_of(found["001", "P1"])
    assert target_text(row) == "≥65公里"  # type: ignore[arg-type]
    assert row.aim.low == Decimal(65)  # type: ignore[attr-defined]
    assert target_text(row_of(APPROVED["001", "P1"])) == target_text(FIRST)  # type: ignore[arg-type]


def test_weights_names_and_dropped_indicators(tmp_path: Path) -> None:
    points = FIRST.points or Decimal(0)
    lines = (
        changed(kind="分值", old=str(points), new=str(points - 2)),
        changed(kind="指标名称", old=NAME, new="养护里程(调整)"),
    )
    found, faults = adjusted(APPROVED, record(tmp_path, *lines), ROSTER)
    assert [fault.severity for fault in faults] == [Severity.VERIFY]
    assert "分值合计" in faults[0].message
    assert row_of(found["001", "P1"], "养护里程(调整)").points == points - 2  # type: ignore[attr-defined]
    found, _ = adjusted(APPROVED, record(tmp_path, changed(kind="取消指标", new=None)), ROSTER)
    assert len(found["001", "P1"].judged) == len(FORM.judged) - 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": None}, {"H4": "没有填调整原因"}),
        ({"approval": None, "day": None}, {"I4": "没有填批复文号", "J4": "没有填批复日期"}),
        ({"new": None}, {"G4": "没有填现值"}),
        ({"unit": None}, {"B4": "没有填单位"}),
        ({"kind": "目标"}, {"E4": "调整什么写的是「目标」"}),
        ({"day": "六月"}, {"J4": "批复日期「六月」不是日期"}),
        ({"indicator": "没有的指标"}, {"D4": "没有叫「没有的指标」的指标"}),
        ({"project": "没有的项目"}, {"C4": "名册里没有"}),
        ({"unit": "没有的单位"}, {"B4": "名册里没有单位「没有的单位」"}),
        ({"old": "≥1公里"}, {"F4": "原值写的是「≥1公里」"}),
        ({"kind": "分值", "old": None, "new": "很多"}, {"G4": "现值「很多」不是数"}),
    ],
)
def test_what_is_wrong_is_told_at_its_column_and_changes_nothing(
    changes: dict[str, object], told: dict[str, str], tmp_path: Path
) -> None:
    found, faults = adjusted(APPROVED, record(tmp_path, changed(**changes)), ROSTER)
    assert {fault.severity for fault in faults} == {Severity.MUST_FIX}
    assert [fault.cell for fault in faults] == [f"目标调整记录!{cell}" for cell in told]
    assert all(words in fault.message for fault, words in zip(faults, told.values(), strict=True))
    assert found == APPROVED


def test_a_badly_written_number_is_to_be_verified(tmp_path: Path) -> None:
    found, faults = adjusted(APPROVED, record(tmp_path, changed(approval="青财绩[2025]12号")), ROSTER)
    assert [fault.severity for fault in faults] == [Severity.VERIFY]
    assert found != APPROVED


def test_contradictions_are_findings(tmp_path: Path) -> None:
    _, faults = adjusted(APPROVED, record(tmp_path, GOOD, changed(new="≥60公里")), ROSTER)
    assert any("同一天有两个现值" in fault.message for fault in faults)
    _, faults = adjusted(APPROVED, record(tmp_path, GOOD, GOOD), ROSTER)
    assert any("和第 4 行重复" in fault.message for fault in faults)
    # told in the wrong order of days: the later one's old value is not what the earlier left
    _, faults = adjusted(APPROVED, record(tmp_path, GOOD, changed(day=date(2025, 7, 1), new="≥60公里")), ROSTER)
    assert ["上一次调整后是「≥70公里」" in fault.message for fault in faults] == [True]


def test_another_workbook_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(RecordError, match="没有找到目标调整记录"):
        read_record(path)


def test_what_was_adjusted_is_rolled_forward_and_d407_knows_it(tmp_path: Path) -> None:
    from jixiao.rules.d407_changed_target import changed_targets
    from tests.campaign.rosters import write_roster

    (tmp_path / "批复").mkdir()
    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good)
    (tmp_path / "批复" / "申报.xlsx").write_bytes(example.build(POLICY))
    units, projects = [("001", UNIT, "局", "股")], [("P1", PROJECT, "001", "", 100, None)]
    roster = write_roster(tmp_path / "名册.xlsx", units, projects)
    record(tmp_path, GOOD)
    common = (tmp_path / "2025年自评", roster, "-o", tmp_path / "下发", "--year", "2025", "--form", "自评")
    said = jixiao("distribute", *common, "--approved", tmp_path / "批复", "--adjustments", tmp_path / "调整.xlsx")
    assert said.status == 0, said.err
    (path,) = (tmp_path / "下发").rglob("〔*.xlsx")
    (form,) = read_forms(read_grid(path.read_bytes(), path.name, is_form_text=is_form_text))  # type: ignore[arg-type]
    assert row_of(form).target.clean == "≥70公里"  # type: ignore[arg-type, attr-defined]
    after, _ = adjusted(APPROVED, read_record(tmp_path / "调整.xlsx"), ROSTER)
    similar = POLICY.similar_name
    assert list(changed_targets([*after.values(), form], similar)) == []
    assert len(list(changed_targets([FORM, form], similar))) == 1


def test_nothing_goes_out_by_a_record_that_is_wrong(tmp_path: Path) -> None:
    from tests.campaign.rosters import write_roster

    (tmp_path / "批复").mkdir()
    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good)
    (tmp_path / "批复" / "申报.xlsx").write_bytes(example.build(POLICY))
    roster = write_roster(tmp_path / "名册.xlsx", [("001", UNIT, "局", "股")], [("P1", PROJECT, "001", "", 100, None)])
    record(tmp_path, changed(old="≥1公里"))
    path = tmp_path / "调整.xlsx"
    said = jixiao("adjust", "check", path, "--approved", tmp_path / "批复", "--roster", roster)
    assert said.status == 1
    assert "原值写的是" in said.err
    common = (tmp_path / "2025年自评", roster, "-o", tmp_path / "下发", "--approved", tmp_path / "批复")
    said = jixiao("distribute", *common, "--adjustments", path)
    assert said.status == 1
    assert not list((tmp_path / "下发").rglob("*.xlsx"))
    said = jixiao("distribute", *common[:4], "--adjustments", path)
    assert said.status == 2
    assert "和 --approved 一起用" in said.err


def test_what_is_wrong_stands_in_a_checked_copy_of_the_record(tmp_path: Path) -> None:
    from tests.campaign.rosters import write_roster

    (tmp_path / "批复").mkdir()
    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good)
    (tmp_path / "批复" / "申报.xlsx").write_bytes(example.build(POLICY))
    roster = write_roster(tmp_path / "名册.xlsx", [("001", UNIT, "局", "股")], [("P1", PROJECT, "001", "", 100, None)])
    record(tmp_path, changed(old="≥1公里"), changed(kind="分值", old=None, new="9"))
    path = tmp_path / "调整.xlsx"
    before = path.read_bytes()
    common = ("distribute", tmp_path / "2025年自评", roster, "-o", tmp_path / "下发", "--approved", tmp_path / "批复")
    said = jixiao(*common, "--adjustments", path)
    copy = tmp_path / "2025年自评" / "调整_校验.xlsx"
    assert (said.status, str(copy) in said.err) == (1, True)
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[:1] == ["目标调整记录"]
    (first, second) = book["核对结果"].iter_rows(min_row=4, values_only=True)
    assert first[1:3] == ("必须改", "目标调整记录!F4")
    assert "原值写的是「≥1公里」" in str(first[3])
    assert (second[1:3], "分值合计" in str(second[3])) == (("请核实", "目标调整记录!G5"), True)
    assert book["核对结果"]["C4"].hyperlink.location == "'目标调整记录'!F4"
    told = [row[9] for row in book["逐条情况"].iter_rows(min_row=4, values_only=True)]
    assert told == ["不能照改,见核对结果", "可以照改,有疑问请核实"]
    jixiao(*common, "--adjustments", path)  # nothing new: nothing written
    assert [each.name for each in copy.parent.glob("*校验*")] == [copy.name]
    assert path.read_bytes() == before
    book["目标调整记录"]["F4"] = target_text(FIRST)  # the clerk corrects the copy and hands that in
    book.save(tmp_path / "改好.xlsx")
    target = tmp_path / "再核对.xlsx"
    common = ("--approved", tmp_path / "批复", "--roster", roster, "-o", target)
    assert jixiao("adjust", "check", tmp_path / "改好.xlsx", *common).status == 0
    again = openpyxl.load_workbook(target)
    assert again.sheetnames.count("核对结果") == 1
    assert [row[1] for row in again["核对结果"].iter_rows(min_row=4, values_only=True)] == ["请核实"]
