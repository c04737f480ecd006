"""What a run of collecting prints: the receipts (收件回执), and the reminder of what is missing (催报名单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jixiao.campaign.collect_standing import Settled, shown_name
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
    found: Round, settled: Settled, paths: Sequence[str], skipped: Sequence[tuple[str, str]], at: str
) -> bytes:
    """收件回执: every file of `paths` with unit, round, result and remark; what was passed over beside it."""
    wanted = set(paths)
    came = [item for item in settled.standing.submissions if item.path in wanted]
    root = common_root([*paths, *(path for path, _ in skipped)])
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
    rows = (_receipt(number, item, root) for number, item in enumerate(came, 1))
    note = f"{found.name}　{found.form.title}({found.year}年度)　{at}　共 {len(came)} 份,{_counts(came)}"
    sheets = [LongTable("收件回执", "收件回执", note, columns, rows)]
    if skipped:
        sheets.append(_passed_over(skipped, root))
    return long_tables("收件回执", sheets)


def _receipt(number: int, item: Submission, root: str) -> Row:
    must, verify = item.count(Severity.MUST_FIX), item.count(Severity.VERIFY)
    name = printable(item.path.removeprefix(root))
    words = ("作数" if item.chosen else "不作数", item.remark)
    remark = printable(";".join(word for word in words if word and not item.remark.startswith("不作数")) or item.remark)
    unit = printable(item.unit_name)
    return number, name, item.unit_code, unit, item.round, STATUS_WORDS[item.status], must, verify, remark


def _counts(came: Sequence[Submission]) -> str:
    told = [(word, sum(item.status == status for item in came)) for status, word in STATUS_WORDS.items()]
    return "、".join(f"{word} {count}" for word, count in told)


def _passed_over(skipped: Sequence[tuple[str, str]], root: str) -> LongTable:
    columns = (("序号", 6.0), ("文件", 70.0), ("为什么没有收", 40.0))
    rows = [(number, printable(path.removeprefix(root)), why) for number, (path, why) in enumerate(skipped, 1)]
    return LongTable("没有收的文件", "没有收的文件", f"共 {len(rows)} 个", columns, rows)


def common_root(paths: Sequence[str]) -> str:
    """The folder that all paths share, with the stroke behind it; "" when they share none."""
    folders = [path.replace("\\", "/").rpartition("/")[0].split("/") for path in paths]
    if not folders:
        return ""
    shared = 0
    while all(len(parts) > shared and parts[shared] == folders[0][shared] for parts in folders):
        shared += 1
    return "/".join(folders[0][:shared]) + "/" if shared > 1 else ""


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
            why = "读不了" if item.status == "unreadable" else item.remark or "不能用"
            told[item.unit_code] = f"收到「{shown_name(item.path)}」,{why}"
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
