"""What a run of collecting prints: the receipts (收件回执), and the reminder of what is missing (催报名单)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, takewhile

from jixiao.campaign.collect_standing import Settled
from jixiao.campaign.collect_versions import shown_name
from jixiao.campaign.listing import Row, table_sheet
from jixiao.campaign.results import Submission
from jixiao.campaign.round import Round
from jixiao.documents.words import STATUS_WORDS, printable
from jixiao.records.finding import Severity
from jixiao.records.received import Enrolled
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.long_table import LongTable, long_tables

RECEIPTS, REMINDER = "收件回执.xlsx", "催报名单.xlsx"
NO_SUPERIOR = "未填主管部门"
_SHEET_NAME = 31


def receipts(
    found: Round, settled: Settled, paths: Container[str], skipped: Sequence[tuple[str, str]], at: str
) -> bytes:
    """收件回执: every file of `paths` with unit, round, result and remark; what was passed over beside it."""
    came = [_receipt(item) for item in settled.standing.submissions if item.path in paths]
    root = common_root(chain((row[0] for row in came), (path for path, _ in skipped)))
    states = Counter(row[4] for row in came)
    columns = (
        ("序号", 6.0),
        ("文件", 44.0),
        ("单位编码", 12.0),
        ("单位", 26.0),
        ("第几次", 8.0),
        ("结果", 10.0),
        ("必须改", 8.0),
        ("请核实", 8.0),
        ("备注", 44.0),
    )
    rows = ((number, printable(row[0].removeprefix(root)), *row[1:]) for number, row in enumerate(came, 1))
    told = "、".join(f"{word} {states[word]}" for word in STATUS_WORDS.values())
    note = f"{found.name}　{found.form.title}({found.year}年度)　{at}　共 {len(came)} 份,{told}"
    sheets = [LongTable("收件回执", "收件回执", note, columns, rows)]
    if skipped:
        sheets.append(_passed_over(skipped, root))
    return long_tables("收件回执", sheets)


def _receipt(item: Submission) -> tuple[str, str, str, int, str, int, int, str]:
    """The path, and the row behind it: no more of a file is held."""
    must, verify = item.count(Severity.MUST_FIX), item.count(Severity.VERIFY)
    words = ("" if item.remark.startswith("不作数") else _counts(item), _unread(item), item.remark)
    remark = printable(";".join(word for word in words if word))
    status = STATUS_WORDS[item.status]
    return item.path, item.unit_code, printable(item.unit_name), item.round, status, must, verify, remark


def _counts(item: Submission) -> str:
    """Whether the file counts for its unit; nothing to say of one that cannot be read or that has no unit."""
    if not item.chosen:
        return "不作数"
    return "作数" if item.unit_code and item.status != "unreadable" else ""


def _unread(item: Submission) -> str:
    """Why a file was not read, unless the remark says so already."""
    why = item.findings[0].seen if item.status == "unreadable" and item.findings else ""
    return "" if why in item.remark else why


def _passed_over(skipped: Sequence[tuple[str, str]], root: str) -> LongTable:
    columns = (("序号", 6.0), ("文件", 70.0), ("为什么没有收", 40.0))
    rows = [(number, printable(path.removeprefix(root)), why) for number, (path, why) in enumerate(skipped, 1)]
    return LongTable("没有收的文件", "没有收的文件", f"共 {len(rows)} 个", columns, rows)


def common_root(paths: Iterable[str]) -> str:
    """The folder that all paths share, with the stroke behind it; "" when they share none."""
    shared: list[str] | None = None
    for path in paths:
        parts = path.replace("\\", "/").split("/")[:-1]
        same = takewhile(lambda pair: pair[0] == pair[1], zip(shared or parts, parts, strict=False))
        shared = parts if shared is None else [part for part, _ in same]
    return "/".join(shared) + "/" if shared is not None and len(shared) > 1 else ""


def reminder(found: Round, settled: Settled, at: str) -> bytes:
    """催报名单: what each superior department's units still owe, on one sheet; a page per department follows."""
    by_superior: dict[str, list[Row]] = {}
    sent = _attempts(settled)
    for unit, projects in settled.turnout.missing():
        superior = unit.superior or NO_SUPERIOR
        by_superior.setdefault(superior, []).extend(_owed(found, unit, projects, sent))
    columns = (
        ("主管部门", 24.0),
        ("单位编码", 12.0),
        ("单位名称", 28.0),
        ("未报的表", 40.0),
        ("情况", 30.0),
        ("催报记录", 18.0),
    )
    rows = [(superior, *row) for superior, owed in by_superior.items() for row in owed]
    units = len({str(row[1]) for row in rows})
    note = f"{found.name}　{found.form.title}({found.year}年度)　截至 {at}　{units} 个单位、{len(rows)} 项未报"
    sheets = [table_sheet("催报名单", "催报名单", note, columns, rows)]
    names: set[str] = {"催报名单"}
    for superior, owed in by_superior.items():
        title = f"{superior}应报未报清单"
        sheets.append(table_sheet(_tab(superior, names), title, f"截至 {at}　{len(owed)} 项未报", columns[1:], owed))
    return new_workbook(tuple(sheets), title="催报名单")


def _owed(found: Round, unit: Enrolled, projects: Sequence[str], sent: Mapping[str, str]) -> list[Row]:
    title = found.form.title
    why = sent.get(unit.code, "没有收到")
    if not projects:
        return [(unit.code, unit.name, title, why, "")]
    return [(unit.code, unit.name, f"{title}:{name}", "报来的文件里没有这个项目", "") for name in projects]


def _attempts(settled: Settled) -> dict[str, str]:
    """What came of units that owe everything though something came in."""
    told: dict[str, str] = {}
    for item in settled.standing.submissions:
        if item.unit_code and item.path not in settled.copies:
            why = "" if item.status == "unreadable" else item.remark or "不能用"
            told[item.unit_code] = f"收到「{shown_name(item.path)}」,{why or f'读不了:{_unread(item)}'}"
    return {code: printable(words) for code, words in told.items()}


def _tab(name: str, taken: set[str]) -> str:
    """A sheet name that Excel takes and that is not taken yet."""
    from jixiao.campaign.distribute import _safe

    base = _safe(name).replace("[", "(").replace("]", ")").strip("'")[:_SHEET_NAME] or NO_SUPERIOR
    found, number = base, 2
    while found.casefold() in taken:
        found = f"{base[: _SHEET_NAME - 4]}({number})"
        number += 1
    taken.add(found.casefold())
    return found
