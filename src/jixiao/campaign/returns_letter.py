"""退回修改通知: one page to the unit with what it must change, and the list of all its problems behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from jixiao.campaign.compare import FIXED, NEW, OPEN
from jixiao.campaign.listing import table_sheet
from jixiao.campaign.results import FindingRow, Submission
from jixiao.campaign.returns import Return, as_finding
from jixiao.campaign.round import Round
from jixiao.documents.notice_parts import Block
from jixiao.documents.notice_sheets import letter_sheet
from jixiao.documents.result_sheet import Entry, merged
from jixiao.documents.words import day_text, ended, formal, place_text, printable, rule_name, unended
from jixiao.policy.model import NoticeSettings
from jixiao.records.finding import Severity
from jixiao.records.text import shortened
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import SheetPlan

NOTICE, LIST = "退回修改通知", "问题清单"
NO_UNIT = "有关单位"
_TOP, _BOTTOM = 2.6, 2.5  # margins in centimetres; a letter of one page needs the room more than a wide rim
_PAGE = 690.0  # points between them on A4, a hair less so that no printer begins a second page
_LONGEST_PLACE = 60


@dataclass(frozen=True)
class Item:
    """One numbered line: equal findings of one file, and how it stands with the return before ("" for the first)."""

    number: int
    submission: Submission
    entry: Entry
    change: str


def items_of(one: Return) -> tuple[Item, ...]:
    """The lines of a return, what must be changed first; equal findings of a file are one line."""
    still = {id(row) for row in one.compared.open} if one.compared is not None else set()
    found: list[tuple[Submission, Entry, str]] = []
    for item in one.submissions:
        found += _entries(item, still, compared=one.compared is not None)
    found.sort(key=lambda told: told[1].first.severity is not Severity.MUST_FIX)
    return tuple(Item(number, *told) for number, told in enumerate(found, 1))


def _entries(item: Submission, still: set[int], *, compared: bool) -> Iterator[tuple[Submission, Entry, str]]:
    """The file's findings as lines; those that were pointed out before apart from new ones."""
    groups: dict[str, list[FindingRow]] = {OPEN: [], NEW: []}
    for row in item.findings:
        groups[OPEN if id(row) in still else NEW].append(row)
    for change, rows in groups.items():
        for entry in merged([as_finding(row) for row in rows]):
            yield item, entry, change if compared else ""


# -- the letter --------------------------------------------------------------------------------------------------------


def due_day(settings: NoticeSettings, on: date) -> date:
    """The day until which the unit sends the file anew."""
    return settings.due(on, settings.return_days)


def letter_parts(one: Return, found: Round, settings: NoticeSettings) -> tuple[Block, ...]:
    """The letter from top to bottom, short enough for one page: each problem, else each rule, else the first ones."""
    items = [item for item in items_of(one) if item.entry.first.severity is Severity.MUST_FIX]
    several = len(one.submissions) > 1
    parts: tuple[Block, ...] = ()
    full = [_line(item, several=several) for item in items]
    ways = [full, _by_rule(items)]
    for lines in ways:
        parts = _parts(one, found, settings, lines)
        if _fits(parts):
            return parts
    lines = ways[-1]
    for count in range(len(lines) - 1, -1, -1):
        parts = _parts(one, found, settings, [*lines[:count], f"其余{len(lines) - count}类问题见附件。"])
        if _fits(parts):
            break
    return parts


def _fits(parts: Sequence[Block]) -> bool:
    return sum(letter_sheet(NOTICE, parts).heights.values()) <= _PAGE


def _line(item: Item, *, several: bool) -> str:
    first = item.entry.first
    place = shortened(place_text(item.entry.findings), _LONGEST_PLACE)
    file = f"《{_file_name(item.submission)}》" if several else ""
    label = f"“{printable(first.label)}”" if first.label else ""
    before = "（上次已指出）" if item.change == OPEN else ""
    said = f"{ended(formal(item.entry.message))}{ended(formal(item.entry.fix))}"
    return f"{item.number}．{file}{place}{label}{before}：{said}"


def _by_rule(items: Sequence[Item]) -> list[str]:
    """One line per rule with the numbers under which the list has its problems."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.entry.first.rule].append(item)
    lines = []
    for number, (code, own) in enumerate(groups.items(), 1):
        places = sum(len(item.entry.findings) for item in own)
        rows = _ranges([item.number for item in own])
        still = sum(len(item.entry.findings) for item in own if item.change == OPEN)
        before = f"，{'均' if still == places else f'其中{still}处'}为上次已指出" if still else ""
        lines.append(f"{number}．{rule_name(code)}：{places}处{before}（附件第{rows}条）。")
    return lines


def _ranges(numbers: Sequence[int]) -> str:
    """1、2、3、7 → 1—3、7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)


def _parts(one: Return, found: Round, settings: NoticeSettings, lines: Sequence[str]) -> tuple[Block, ...]:
    on = date.fromisoformat(one.at[:10])
    form = f"{found.year}年度{found.form.title}"
    return (
        Block("title", "".join(_title(one, found, settings))),
        Block("to", f"{printable(one.unit.name) or NO_UNIT}："),
        Block("text", _opening(one, form)),
        *(Block("text", line) for line in lines),
        Block("text", _resend(one, settings, on)),
        Block("attachment", f"附件：{LIST}"),
        Block("signature", settings.agency),
        Block("date", day_text(on)),
    )


def _title(one: Return, found: Round, settings: NoticeSettings) -> tuple[str, ...]:
    """The title in the pieces between which it may be broken over lines."""
    return settings.agency, f"关于第{one.number}次退回", f"修改{found.year}年度", found.form.title, "的通知"


def _letter(one: Return, found: Round, settings: NoticeSettings, parts: Sequence[Block]) -> SheetPlan:
    breaks = tuple(accumulate(len(piece) for piece in _title(one, found, settings)))[:-2]
    plan = letter_sheet(NOTICE, parts, breaks)
    return replace(plan, page=replace(plan.page, top=_TOP, bottom=_BOTTOM))


def _opening(one: Return, form: str) -> str:
    rows = one.findings
    must = sum(row.severity == Severity.MUST_FIX.value for row in rows)
    verify = sum(row.severity == Severity.VERIFY.value for row in rows)
    also = f"，另有{verify}处请一并核实（见附件）" if verify else ""
    text = f"你单位报送的{form}有{must}处必须修改{also}，现予退回。"
    if one.compared is not None:
        told = one.compared
        counts = f"已改{len(told.fixed)}处，仍有{len(told.open)}处，本次新增{len(told.new)}处"
        text += f"上次退回指出{told.before}处，{counts}。"
    remarks = dict.fromkeys(_for_the_unit(item.remark) for item in one.submissions if not item.genuine)
    said = [remark for remark in remarks if remark][:1]
    return text + "".join(ended(formal(f"报来的文件{unended(remark)}")) for remark in said)


def _for_the_unit(remark: str) -> str:
    """A file's remark without how the bureau knew whose it is."""
    return printable(
        ";".join(word for word in remark.split(";") if not word.endswith(("认出单位", "认不出是哪个单位")))
    )


def _resend(one: Return, settings: NoticeSettings, on: date) -> str:
    office = settings.offices[-1] if settings.offices else ""
    contact = f"联系方式：{settings.contact}。" if settings.contact else ""
    return (
        f"请在原工作簿的白色格里修改（不要在校验副本上填报），于{day_text(due_day(settings, on))}前"
        f"重新报送{settings.agency}{office}。{contact}"
    )


def _file_name(item: Submission) -> str:
    return printable(item.path.replace("\\", "/").rpartition("/")[2].rpartition("!")[2])


# -- the sheets --------------------------------------------------------------------------------------------------------


def return_sheets(one: Return, found: Round, settings: NoticeSettings) -> tuple[SheetPlan, SheetPlan]:
    """The notice on one page, and the list of every problem with how it stands with the return before."""
    return _letter(one, found, settings, letter_parts(one, found, settings)), _list_sheet(one)


def return_workbook(one: Return, found: Round, settings: NoticeSettings) -> bytes:
    """The notice and its list as .xlsx bytes, equal for equal arguments."""
    return new_workbook(return_sheets(one, found, settings), title=NOTICE)


def _list_sheet(one: Return) -> SheetPlan:
    several = len(one.submissions) > 1
    rows = [_list_row(item.number, item.entry, item.change, item.submission) for item in items_of(one)]
    told = one.compared
    if told is not None:
        gone = merged([as_finding(row) for row in told.fixed])
        rows += [_list_row(number, entry, FIXED, None) for number, entry in enumerate(gone, len(rows) + 1)]
    columns = [
        ("序号", 6.0), ("级别", 8.0), ("文件", 18.0), ("位置", 24.0), ("问题", 38.0), ("应为", 14.0),
        ("怎么改", 32.0), ("依据", 15.0), ("规则号", 8.0), ("与上次比", 9.0),
    ]  # fmt: skip
    kept = [place for place, (name, _) in enumerate(columns) if several or name != "文件"]
    kept = [place for place in kept if told is not None or columns[place][0] != "与上次比"]
    note = f"{printable(one.unit.name) or NO_UNIT}　第 {one.number} 次退回　{one.at[:10]}"
    if told is not None:
        note += f"　上次 {told.before} 处:已改 {len(told.fixed)},仍有 {len(told.open)},新增 {len(told.new)}"
    shown = [[row[place] for place in kept] for row in rows]
    plan = table_sheet(LIST, "需要修改和核实的问题", note, [columns[place] for place in kept], shown)
    return replace(plan, tab="C00000")


def _list_row(number: int, entry: Entry, change: str, item: Submission | None) -> tuple[str | int, ...]:
    """A line of the list; one that was fixed has no file any more."""
    first = entry.first
    file = _file_name(item) if item is not None else "上次的文件"
    fix = entry.fix if item is not None else "已改好,不用再改。"
    texts = (entry.message, printable(first.expected), fix, printable(first.basis), first.rule)
    return (number, str(first.severity), file, place_text(entry.findings), *texts, change)


def overview_workbook(returned: Sequence[Return], settings: NoticeSettings) -> bytes:
    """退回清单: who gets something back, for the how-manieth time, what changed, until when."""
    rows: list[tuple[str | int, ...]] = []
    for number, one in enumerate(returned, 1):
        told = one.compared
        states = (len(told.fixed), len(told.open), len(told.new)) if told is not None else ("", "", "")
        must = sum(row.severity == Severity.MUST_FIX.value for row in one.findings)
        texts = (printable(one.unit.superior), one.unit.code, printable(one.unit.name) or NO_UNIT)
        due = day_text(due_day(settings, date.fromisoformat(one.at[:10])))
        rows.append((number, *texts, one.number, must, len(one.findings), *states, due, "", ""))
    columns = (
        ("序号", 6.0), ("主管部门", 22.0), ("单位编码", 12.0), ("单位名称", 28.0), ("第几次", 8.0), ("必须改", 8.0),
        ("问题合计", 9.0), (FIXED, 7.0), (OPEN, 7.0), (NEW, 7.0), ("重新报送期限", 16.0), ("签收人", 10.0),
        ("签收日期", 11.0),
    )  # fmt: skip
    note = f"共 {len(returned)} 个单位,其中第 2 次及以上退回 {sum(one.number > 1 for one in returned)} 个"
    return new_workbook((table_sheet("退回清单", "退回修改清单", note, columns, rows),), title="退回清单")
