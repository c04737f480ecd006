"""One signed workbook per unit: what is in it, that a rerun changes nothing, that nobody's work is overwritten."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from jixiao.campaign.distribute import Distribution, distribute
from jixiao.campaign.identity import verify
from jixiao.campaign.kept import approved_digest, approved_forms
from jixiao.campaign.read_roster import read_roster
from jixiao.campaign.round import Round, RoundError, keys_of, open_round, signing_key, start_round
from jixiao.forms.read import is_form_text, read_forms
from jixiao.policy.load import load_policy
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.tasks.check import check_file
from jixiao.workbook.grid import Grid
from jixiao.workbook.read_file import read_path
from tests.campaign.rosters import PROJECTS, UNITS, write_roster
from tests.cli.command import jixiao

AT = datetime(2026, 1, 5, 9, 0)
POLICY = load_policy()


def send(
    folder: Path, form: str, *, units: object = UNITS, projects: object = PROJECTS, approved: object = None
) -> tuple[Round, Distribution]:
    roster = read_roster(write_roster(folder / "名册.xlsx", units, projects))  # type: ignore[arg-type]
    found = start_round(folder / "活动", date(2026, 1, 5), year=2025, form=form)
    return found, distribute(found, roster, POLICY, folder / "下发", AT, approved=approved)  # type: ignore[arg-type]


def grid_of(path: Path) -> Grid:
    read = read_path(path, is_form_text=is_form_text)
    assert isinstance(read, Grid)
    return read


def digests(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.xlsx")}


@pytest.mark.parametrize(("form", "sheets"), [("F01", 2), ("F02", 1), ("F03", 2), ("F04", 2), ("F05", 1)])
def test_a_unit_gets_its_projects_in_one_workbook(form: str, sheets: int, tmp_path: Path) -> None:
    found, result = send(tmp_path, form)
    assert [item.state for item in result.sent] == ["新下发"] * 3
    first = result.sent[0]
    assert first.path == f"青禾县交通运输局/〔001001〕青禾县农村公路养护中心_{found.form.sheet_name}_2025.xlsx"
    grid = grid_of(tmp_path / "下发" / first.path)
    forms = [form for form in read_forms(grid) if isinstance(form, IndicatorForm)]
    assert len(forms) == sheets
    assert {form.form for form in forms} == {found.form.title}
    assert forms[0].year == 2025
    if sheets == 2:
        assert [form.project_name for form in forms] == ["农村公路日常养护", "危桥改造(二期)"]
        assert {form.unit_name for form in forms} == {"青禾县农村公路养护中心"}
    assert verify(grid, keys_of(found)).genuine


@pytest.mark.parametrize("form", ["F01", "F03", "F04"])
def test_what_goes_out_for_several_projects_hides_nothing(form: str, tmp_path: Path) -> None:
    """Sheets of our own beside the forms are numbered then, and still ours (A112)."""
    _, result = send(tmp_path, form)
    outcome = check_file(tmp_path / "下发" / result.sent[0].path, POLICY)
    assert len(outcome.forms) == 2
    assert "A112" not in {finding.rule for finding in outcome.findings}


def test_the_workbook_opens_with_locked_and_protected_cells(tmp_path: Path) -> None:
    _, result = send(tmp_path, "F04")
    book = openpyxl.load_workbook(tmp_path / "下发" / result.sent[0].path)
    assert book.security.lockStructure
    sheet = book[book.sheetnames[0]]
    assert sheet.protection.sheet
    assert sheet["B4"].value == "农村公路日常养护"
    assert sheet["B4"].protection.locked
    assert not sheet["D15"].protection.locked


def test_a_rerun_changes_nothing_and_a_roster_change_touches_only_its_unit(tmp_path: Path) -> None:
    send(tmp_path, "F04")
    before = digests(tmp_path / "下发")
    _, again = send(tmp_path, "F04")
    assert {item.state for item in again.sent} == {"未变"}
    assert digests(tmp_path / "下发") == before
    changed = [*PROJECTS[:2], ("P0003", "校舍维修&改造", "002001", "延续项目", 75, 88.5)]
    _, later = send(tmp_path, "F04", projects=changed)
    assert [item.state for item in later.sent] == ["未变", "未变", "已更新"]


def test_a_file_that_somebody_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    _, result = send(tmp_path, "F04")
    target = tmp_path / "下发" / result.sent[2].path
    target.write_bytes(b"filled in by somebody")
    _, later = send(tmp_path, "F04", projects=[*PROJECTS[:2], ("P0003", "校舍维修", "002001", "", 1, None)])
    assert later.sent[2].state == "另存"
    assert target.read_bytes() == b"filled in by somebody"
    assert (tmp_path / "下发" / later.sent[2].path).exists()
    before = digests(tmp_path / "下发")
    _, again = send(tmp_path, "F04", projects=[*PROJECTS[:2], ("P0003", "校舍维修", "002001", "", 1, None)])
    assert [(item.state, item.path) for item in again.sent] == [("未变", item.path) for item in later.sent]
    assert digests(tmp_path / "下发") == before
    assert again.gone == later.gone == ()


def test_a_unit_that_left_the_roster_is_named_and_its_file_stays(tmp_path: Path) -> None:
    _, result = send(tmp_path, "F04")
    _, later = send(tmp_path, "F04", units=UNITS[:2], projects=PROJECTS[:2])
    assert later.gone == (result.sent[2].path,)
    assert (tmp_path / "下发" / result.sent[2].path).exists()


@pytest.mark.parametrize("part", ["B4", "F5", "unit"])
def test_a_changed_cell_or_identity_breaks_the_signature(part: str, tmp_path: Path) -> None:
    found, result = send(tmp_path, "F04")
    path = tmp_path / "下发" / result.sent[0].path
    book = openpyxl.load_workbook(path)
    if part == "unit":
        sheet = book["_jixiao"]
        row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "unit")
        sheet.cell(row, 2).value = "002001"
    else:
        book[book.sheetnames[0]][part] = "别的"
    book.save(path)
    assert not verify(grid_of(path), keys_of(found)).genuine


def test_a_harmless_save_and_inserted_rows_keep_the_signature(tmp_path: Path) -> None:
    found, result = send(tmp_path, "F04")
    path = tmp_path / "下发" / result.sent[0].path
    book = openpyxl.load_workbook(path)
    book[book.sheetnames[0]]["D15"] = "养护里程"
    book.save(path)
    assert verify(grid_of(path), keys_of(found)).genuine


def test_keys_are_renewed_and_old_files_still_verify(tmp_path: Path) -> None:
    found, result = send(tmp_path, "F04")
    assert signing_key(found)[0] == "1"
    assert signing_key(found, renew=True)[0] == "2"
    assert verify(grid_of(tmp_path / "下发" / result.sent[0].path), keys_of(found)).genuine
    (found.folder / "密钥.json").write_text("{坏", "utf-8")
    with pytest.raises(RoundError, match="备份"):
        keys_of(found)


def test_list_notice_and_zips(tmp_path: Path) -> None:
    _, result = send(tmp_path, "F04")
    sheet = openpyxl.load_workbook(result.listed).worksheets[0]
    assert [sheet.cell(row, 3).value for row in (4, 5, 6)] == [unit[1] for unit in UNITS]
    assert sheet["G4"].value == result.sent[0].digest
    notice = openpyxl.load_workbook(result.notice).worksheets[0]
    assert notice["A1"].value == "关于报送2025年度项目支出绩效自评表的通知"
    names = {path.name: zipfile.ZipFile(path).namelist() for path in result.zips}
    assert names == {
        "青禾县交通运输局.zip": [item.path.split("/")[1] for item in result.sent[:2]],
        "青禾县教育局.zip": [result.sent[2].path.split("/")[1]],
    }


def declaration() -> TargetDeclaration:
    """The good example of F01: 90 points."""
    from jixiao.demo.examples import EXAMPLES
    from jixiao.workbook.read_file import read_grid

    example = next(item for item in EXAMPLES if item.form.code == "F01" and item.good)
    grid = read_grid(example.build(POLICY), "申报.xlsx", is_form_text=is_form_text)
    assert isinstance(grid, Grid)
    (declared,) = [form for form in read_forms(grid) if isinstance(form, TargetDeclaration)]
    return declared


def test_approved_targets_are_rolled_forward(tmp_path: Path) -> None:
    from jixiao.campaign.prefill import approved_of

    declared = declaration()
    units = [("001", declared.unit_name, "某局", "")]
    projects = [("P1", declared.project_name, "001", "", 10, None)]
    roster = read_roster(write_roster(tmp_path / "名册.xlsx", units, projects))
    approved = approved_of([declared], roster)
    assert set(approved) == {("001", "P1")}
    for code in ("F03", "F04"):
        folder = tmp_path / code
        folder.mkdir()
        _, result = send(folder, code, units=units, projects=projects, approved=approved)
        (form,) = [
            form
            for form in read_forms(grid_of(folder / "下发" / result.sent[0].path))
            if isinstance(form, IndicatorForm)
        ]
        assert not [row.target.text for row in form.judged if row.target.text.startswith("=")]
        wanted = [(row.name.clean, row.aim.reads_as, row.aim.low, row.aim.unit) for row in declared.judged]
        assert [(row.name.clean, row.aim.reads_as, row.aim.low, row.aim.unit) for row in form.judged] == wanted
        assert form.goal is not None
        assert declared.goal is not None
        assert form.goal.clean == declared.goal.clean
        assert result.loose == ()
        if code == "F04":
            assert [row.points for row in form.judged] == [row.points for row in declared.judged]


def test_a_unit_renamed_and_named_back_is_not_said_to_have_changed_its_file(tmp_path: Path) -> None:
    renamed = [("001001", "青禾县公路养护站", *UNITS[0][2:]), *UNITS[1:]]
    _, first = send(tmp_path, "F04")
    _, other = send(tmp_path, "F04", units=renamed)
    assert (other.sent[0].state, other.gone) == ("新下发", (first.sent[0].path,))
    _, back = send(tmp_path, "F04")
    assert [item.state for item in back.sent] == ["未变"] * 3
    assert back.gone == (other.sent[0].path,)
    (tmp_path / "下发" / other.sent[0].path).unlink()
    assert send(tmp_path, "F04")[1].gone == ()


def test_targets_find_a_renamed_unit_by_the_projects_code(tmp_path: Path) -> None:
    from jixiao.campaign.prefill import approved_of

    declared = declaration()
    code = next(cell.clean for cell in declared.codes if cell.clean.startswith("5119"))
    rows = [(code, "改过名的项目", "001", "", 10, None), ("P2", "别的项目", "001", "", 10, None)]
    roster = read_roster(write_roster(tmp_path / "名册.xlsx", [("001", "改名以后的中心", "某局", "")], rows))
    assert set(approved_of([declared], roster)) == {("001", code)}


def test_weights_that_cannot_tie_in_the_form_are_left_to_the_unit(tmp_path: Path) -> None:
    """100 points and 10 for the execution rate would be 110, in cells that the unit cannot change."""
    declared = declaration()
    first = declared.indicators[0]
    more = first.model_copy(update={"points": (first.points or 0) + 10})
    full = declared.model_copy(update={"indicators": (more, *declared.indicators[1:])})
    approved = {("001", "P1"): full}
    for code, loose in (("F03", ()), ("F04", (full,))):
        (tmp_path / code).mkdir()
        units, projects = [("001", "某中心", "某局", "")], [("P1", "某项目", "001", "", 10, None)]
        found, result = send(tmp_path / code, code, units=units, projects=projects, approved=approved)
        assert result.loose == loose
        (form,) = [
            form
            for form in read_forms(grid_of(tmp_path / code / "下发" / result.sent[0].path))
            if isinstance(form, IndicatorForm)
        ]
        assert [row.name.clean for row in form.judged] == [row.name.clean for row in full.judged]
        assert all(row.points is None for row in form.judged)
        (kept,) = approved_forms(found.folder, approved_digest(found), [full.project_name or ""])
        assert [row.points for row in kept.indicators] == [row.points for row in full.indicators]


def test_the_round_tells_itself_from_its_folder(tmp_path: Path) -> None:
    made = start_round(tmp_path / "2026年绩效运行监控", date(2026, 8, 1))
    assert (made.year, made.form_code) == (2026, "F03")
    assert open_round(made.folder) == made
    with pytest.raises(RoundError, match="另建一个文件夹"):
        start_round(made.folder, date(2026, 8, 1), form="自评")
    with pytest.raises(RoundError, match="--year"):
        start_round(tmp_path / "试试", date(2026, 8, 1))
    with pytest.raises(RoundError, match="还没有下发过"):
        open_round(tmp_path / "没有")


def test_the_command_line(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "名册.xlsx")
    done = jixiao("distribute", tmp_path / "2025年自评", roster, "-o", tmp_path / "下发")
    assert done.status == 0, done.err
    assert "3 个单位,新下发 3" in done.out
    bad = write_roster(tmp_path / "坏.xlsx", [*UNITS, UNITS[0]])
    refused = jixiao("distribute", tmp_path / "2025年自评", bad, "-o", tmp_path / "另一处")
    assert refused.status == 1
    assert "单位编码「001001」和第 2 行重复" in refused.err
    assert not (tmp_path / "另一处").exists()
    assert jixiao("distribute", tmp_path / "2025年自评", tmp_path / "没有.xlsx", "-o", tmp_path / "下发").status == 2
