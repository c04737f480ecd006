"""Returns: who gets one, its number, what became of earlier problems, one page, nothing written over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from jixiao.campaign.results import FindingRow, Standing, Submission
from jixiao.campaign.returns import Return, plan_returns, settled
from jixiao.campaign.returns_letter import due_day, items_of, letter_parts, return_sheets, return_workbook
from jixiao.campaign.returns_record import RECORD, Returned, add_return, counts_of, returns_of
from jixiao.campaign.roster import Roster
from jixiao.campaign.round import Round, RoundError, start_round
from jixiao.policy.load import load_policy
from jixiao.tasks.summary import write_returns
from tests.campaign.rosters import write_roster
from tests.campaign.standings import finding, roster, submission
from tests.cli.command import CASES, jixiao

AT = datetime(2026, 3, 2, 9, 0)
LATER = datetime(2026, 3, 12, 9, 0)
POLICY = load_policy()
UNITS = roster(3)
UNIT = UNITS.units[0]


@pytest.fixture
def found(tmp_path: Path) -> Round:
    return start_round(tmp_path / "活动", date(2026, 1, 5), year=2025, form="F04")


def note(found: Round, one: Return) -> None:
    digests = tuple(sorted(item.digest for item in one.submissions))
    add_return(found, Returned(one.key, one.number, digests, one.state, one.at))


def plan(found: Round, *sent: Submission, at: datetime = AT, known: Roster = UNITS) -> list[Return]:
    return plan_returns(Standing(sent), known, returns_of(found), at)


def test_only_units_that_must_change_something_get_one(found: Round) -> None:
    fine = submission(UNITS.units[1], (finding("D404"),))
    broken = replace(submission(UNITS.units[2]), status="unreadable", forms=())
    planned = plan(found, broken, fine, submission(UNIT, (finding(),)))
    assert [one.key for one in planned] == [UNIT.code, UNITS.units[2].code]


def test_the_letter_tells_the_unit_what_is_wrong_and_not_how_it_was_known(found: Round) -> None:
    known = "按表里的单位名称认出单位"
    for remark, words in ((f"身份标识或预填的内容被改过;{known}", "身份标识或预填的内容被改过。"), (known, "")):
        (one,) = plan(found, replace(submission(UNIT, (finding(),)), genuine=False, remark=remark))
        text = "".join(block.text for block in letter_parts(one, found, POLICY.notice))
        assert "认出" not in text
        assert ("报来的文件" in text, words in text) == (bool(words), True)


def test_the_number_counts_versions_not_runs(found: Round) -> None:
    first = submission(UNIT, (finding(), finding("B201")))
    (one,) = plan(found, first)
    assert (one.number, one.compared, one.again) == (1, None, False)
    note(found, one)
    (same,) = plan(found, first, at=LATER)
    assert (same.number, same.at, same.again) == (1, one.at, True)
    second = submission(UNIT, (finding(), finding("C301")), text="改")
    (two,) = plan(found, replace(first, chosen=False), second, at=LATER)
    assert (two.number, two.again) == (2, False)
    assert two.compared is not None
    assert [[row.rule for row in rows] for rows in (two.compared.fixed, two.compared.open, two.compared.new)] == [
        ["B201"],
        ["E503"],
        ["C301"],
    ]
    note(found, two)
    assert counts_of(found) == {UNIT.code: 2}
    good = submission(UNIT, text="好")
    assert settled(Standing((good,)), returns_of(found)) == [UNIT.code]


def test_new_findings_in_the_same_file_are_the_same_return_written_anew(found: Round) -> None:
    sent = submission(UNIT, (finding(),))
    note(found, plan(found, sent)[0])
    (again,) = plan(found, replace(sent, findings=(finding(), finding("A113", "B4"))), at=LATER)
    assert (again.number, again.again, again.at) == (1, False, "2026-03-12T09:00")


def test_a_torn_line_is_cut_off_and_a_damaged_one_is_told(found: Round) -> None:
    note(found, plan(found, submission(UNIT, (finding(),)))[0])
    path = found.folder / RECORD
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"unit": "00')
    assert counts_of(found) == {UNIT.code: 1}
    note(found, plan(found, submission(UNIT, (finding("B201"),), text="二"))[0])
    assert counts_of(found) == {UNIT.code: 2}
    path.write_bytes(b"x\n" + whole)
    with pytest.raises(RoundError, match="第 1 行坏了"):
        returns_of(found)


def many(count: int) -> tuple[FindingRow, ...]:
    return tuple(
        finding(rule, f"H{number}", message=f"第{number}处不对。", sheet=f"自评表{number % 9}")
        for number in range(count)
        for rule in ("E503", "D401", "B201", "C301", "E504", "E501", "D405", "E506", "C302", "C306", "E509", "A108")
    )


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_the_letter_fits_on_one_page_however_many_there_are(found: Round, count: int) -> None:
    rows = (finding(), *many(count))
    earlier = submission(UNIT, rows[:3], text="旧")
    note(found, plan(found, earlier)[0])
    (one,) = plan(found, replace(earlier, chosen=False), submission(UNIT, rows), at=LATER)
    letter, listed = return_sheets(one, found, POLICY.notice)
    assert letter.page.top is not None
    assert sum(letter.heights.values()) <= (29.7 - letter.page.top - letter.page.bottom) / 2.54 * 72
    text = "".join(str(put.value) for put in letter.puts if put.value)
    assert "第2次退回" in text.replace("\n", "")
    assert "附件：问题清单" in text
    assert f"仍有{len(rows[:3])}处" in text
    numbers = [put.value for put in listed.puts if put.column == 1 and isinstance(put.value, int)]
    assert numbers == list(range(1, len(items_of(one)) + 1))


def test_the_letter_names_place_fault_remedy_and_day(found: Round) -> None:
    sent = submission(UNIT, (finding(), finding("D404", "D9")))
    (one,) = plan(found, sent)
    text = "\n".join(block.text for block in letter_parts(one, found, POLICY.notice))
    assert "1．自评表1!H7“年度资金总额 · H7”：执行率得分与计算结果不符" in text
    assert "改为 8.62。" in text or "改为8.62。" in text
    assert "有1处必须修改，另有1处请一并核实" in text
    assert due_day(POLICY.notice, date(2026, 3, 2)) == date(2026, 3, 7)
    assert "2026年3月7日前" in text


def test_the_day_follows_the_policy(found: Round) -> None:
    settings = POLICY.notice.model_copy(update={"return_days": 5, "workday_due": True})
    assert due_day(settings, date(2026, 3, 2)) == date(2026, 3, 9)  # 7 March 2026 is a Saturday


def test_text_of_forms_stays_text_in_the_notice(found: Round, tmp_path: Path) -> None:
    sent = submission(UNIT, (finding(message="=1+1", fix="=2", label="=3"),))
    (one,) = plan(found, sent)
    path = tmp_path / "通知.xlsx"
    path.write_bytes(return_workbook(one, found, POLICY.notice))
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


# -- files -------------------------------------------------------------------------------------------------------------


def received(tmp_path: Path, *, rows: tuple[FindingRow, ...] = ()) -> Submission:
    """A real form as it came in, with what its check found."""
    from jixiao.campaign.facts import facts_of, finding_rows
    from jixiao.tasks.check import check_file

    source = next(path for path in sorted(CASES.glob("SE0*.xlsx")) if check_file(path, POLICY).status == "returned")
    path = tmp_path / "收" / "自评表.xlsx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(source.read_bytes())
    outcome = check_file(path, POLICY)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    facts, own = facts_of(outcome), finding_rows(outcome.findings)
    return replace(submission(UNIT, (*own, *rows)), path=str(path), digest=digest, forms=facts)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_rerun_leaves_everything_as_it_is_and_the_submission_is_untouched(found: Round, tmp_path: Path) -> None:
    round_only = finding("A113", "B4", sheet="", label="实施单位", message="单位和名册不符。")
    sent = received(tmp_path, rows=(round_only,))
    before = Path(sent.path).read_bytes()
    made = write_returns(found, Standing((sent,)), UNITS, POLICY, tmp_path / "退回", AT)
    files = everything(tmp_path / "退回")
    assert len(files) == 3
    assert not made.trouble
    copy = next(tmp_path.rglob("*_第1次_校验.xlsx"))
    told = [row[7] for row in openpyxl.load_workbook(copy)["校验结果"].iter_rows(values_only=True)]
    assert "A113" in told
    write_returns(found, Standing((sent,)), UNITS, POLICY, tmp_path / "退回", LATER)
    assert everything(tmp_path / "退回") == files
    assert Path(sent.path).read_bytes() == before
    assert len(returns_of(found)[UNIT.code]) == 1


def test_a_notice_that_somebody_changed_stays(found: Round, tmp_path: Path) -> None:
    sent = received(tmp_path)
    ((_, notice),) = write_returns(found, Standing((sent,)), UNITS, POLICY, tmp_path / "退回", AT).returned
    notice.write_bytes(b"signed by hand")
    write_returns(found, Standing((sent,)), UNITS, POLICY, tmp_path / "退回", LATER)
    assert notice.read_bytes() == b"signed by hand"


def test_a_file_that_changed_after_collecting_gets_no_copy(found: Round, tmp_path: Path) -> None:
    sent = received(tmp_path)
    Path(sent.path).write_bytes(b"another")
    made = write_returns(found, Standing((sent,)), UNITS, POLICY, tmp_path / "退回", AT)
    assert "请再收一次件" in made.trouble[0]
    assert not list(tmp_path.rglob("*_校验.xlsx"))
    assert made.returned[0][1].exists()


def fill(source: Path, target: Path, content: object) -> None:
    """Fill in every white cell of a distributed workbook."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        for row in sheet.iter_rows() if sheet.title.startswith("自评表") else ():
            for cell in row:
                if not cell.protection.locked and cell.value in (None, "") and not isinstance(cell, MergedCell):
                    cell.value = content  # type: ignore[assignment]
    book.save(target)


def test_from_distribution_to_a_second_return(tmp_path: Path) -> None:
    campaign, sent, back = tmp_path / "2025年绩效自评", tmp_path / "收", tmp_path / "退回"
    sent.mkdir()
    jixiao("distribute", campaign, write_roster(tmp_path / "名册.xlsx"), "-o", tmp_path / "下发")
    source = next((tmp_path / "下发").rglob("〔001001〕*.xlsx"))
    fill(source, sent / source.name, "待填")
    assert "没有收到文件" in jixiao("returns", campaign, "-o", back).out
    jixiao("collect", campaign, sent, "-o", tmp_path / "收件", "--jobs", 1)
    assert jixiao("summary", campaign, "-o", tmp_path / "汇总.xlsx").status == 1
    first = jixiao("returns", campaign, "-o", back)
    assert (first.status, "第 1 次退回" in first.out) == (1, True), first.err
    fill(source, sent / source.name, 7)
    jixiao("collect", campaign, sent, "-o", tmp_path / "收件", "--jobs", 1)
    second = jixiao("returns", campaign, "-o", back)
    assert "第 2 次退回,上次的问题已改" in second.out, second.err
    jixiao("summary", campaign, "-o", tmp_path / "汇总二.xlsx")
    book = openpyxl.load_workbook(tmp_path / "汇总二.xlsx", data_only=True)
    heads, *rows = book["按单位"].iter_rows(values_only=True)
    row = dict(zip(heads, rows[0], strict=True))
    assert (row["退回次数"], row["状态"], row["校验副本"]) == (2, "退回", "打开")
    link = book["按单位"].cell(2, heads.index("校验副本") + 1).hyperlink.target
    assert (tmp_path / link.replace("\\", "/")).exists()
    assert book["与上次相比"].max_row > 2
