"""红灯预警通知: a letter to each unit with red projects, the projects in detail, and a reply slip (回执)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from jixiao.campaign.listing import table_sheet
from jixiao.campaign.picks import RedProject
from jixiao.documents.notice_parts import Block
from jixiao.documents.notice_sheets import letter_sheet
from jixiao.documents.words import day_text, formal, han_numeral, in_quotes, printable
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, rounded
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import Put, SheetPlan, Style

LETTER, DETAIL, REPLY = "红灯预警通知", "红灯项目明细", "回执"
MEASURES = ("加快支出进度", "据实修改绩效目标并报批", "申请调剂", "同意收回资金")
_MOST_NAMED = 8
"""Projects that the letter names one by one; more are only counted there and stand in the detail."""
_DETAIL = (("序号", 6.0), ("项目", 34.0), ("预算数(万元)", 13.0), ("执行数(万元)", 13.0), ("红灯事项及原因", 60.0))
_REPLY = (
    ("序号", 6.0),
    ("项目", 28.0),
    ("红灯原因", 30.0),
    ("处理措施(从列表选)", 20.0),
    ("具体做法", 30.0),
    ("完成时限", 12.0),
    ("责任人", 10.0),
)
_FOOT = Style(font="仿宋_GB2312", size=12, horizontal="left")


def red_notices(
    projects: Iterable[RedProject], policy: Policy, on: date, numbers: Sequence[str]
) -> Iterator[tuple[RedProject, bytes]]:
    """(a project that tells the unit, its notice as a workbook) per unit, in the order of departments and units.

    `numbers` are the 发文字号, one for each unit, as the register gave them or with a blank to fill in.
    """
    for own, stated in zip(by_unit(projects), numbers, strict=True):
        letter = letter_sheet(LETTER, letter_parts(own, policy, on, stated), _breaks(own[0], policy))
        yield own[0], new_workbook((letter, *enclosures(own, policy)), title=LETTER)


def by_unit(projects: Iterable[RedProject]) -> list[list[RedProject]]:
    """The red projects unit by unit, in the order of departments and units."""
    ordered = sorted(projects, key=lambda item: (item.department, item.unit, item.unit_key))
    return [list(group) for _, group in groupby(ordered, key=lambda item: item.unit_key)]


def letter_parts(own: Sequence[RedProject], policy: Policy, on: date, number: str) -> tuple[Block, ...]:
    """The letter to one unit from top to bottom."""
    return tuple(_letter(own, policy, on, number))


def title_pieces(own: Sequence[RedProject], policy: Policy) -> tuple[str, ...]:
    """The title in pieces between which it may be broken over lines."""
    return _title(own[0], policy)


def enclosures(own: Sequence[RedProject], policy: Policy) -> tuple[SheetPlan, SheetPlan]:
    """What goes with the letter: the red projects in detail, and the slip that the unit sends back."""
    return _detail(own), _reply(own, policy)


def _title(first: RedProject, policy: Policy) -> tuple[str, ...]:
    year = f"{first.year}年度" if first.year else ""
    return (policy.notice.agency, "关于", year, "绩效运行监控", "红灯预警", "的通知")


def _breaks(first: RedProject, policy: Policy) -> tuple[int, ...]:
    parts = _title(first, policy)
    return tuple(sum(map(len, parts[:place])) for place in range(1, len(parts)))


def _letter(own: Sequence[RedProject], policy: Policy, on: date, number: str) -> Iterator[Block]:
    first, settings = own[0], policy.notice
    year = f"{first.year}年度" if first.year else ""
    due = day_text(settings.due(on, policy.red_reply_days))
    yield Block("number", number)
    yield Block("title", "".join(_title(first, policy)))
    yield Block("to", f"{printable(first.unit) or '有关单位'}：")
    yield Block(
        "text",
        f"根据预算绩效管理有关规定，我局对你单位报送的{year}绩效运行监控表进行了审核，"
        f"有{len(own)}个项目出现红灯预警。现将有关事项通知如下。",
    )
    yield Block("level1", "一、红灯预警项目")
    for place, item in enumerate(own[:_MOST_NAMED], 1):
        yield Block("text", f"（{han_numeral(place)}）{_named(item)}")
    if len(own) > _MOST_NAMED:
        yield Block("text", f"其余{len(own) - _MOST_NAMED}个项目见附件1。")
    yield Block("level1", "二、处理要求")
    yield Block("text", "请逐个项目查明原因，加快支出进度，督促项目按计划实施，确保年底完成绩效目标。")
    yield Block("text", "绩效目标确需调整的，按程序报批后据实修改；当年确实不能执行的，提出调剂或收回资金的意见。")
    yield Block("level1", "三、报送要求")
    offices = "、".join(settings.offices)
    yield Block("text", f"请于{due}前填写回执（附件2），加盖公章报送我局{offices}。")
    if settings.contact:
        yield Block("text", f"联系方式：{settings.contact}。")
    yield Block("attachment", f"附件：1．{DETAIL}")
    yield Block("text", f"　　　2．{REPLY}")
    yield Block("signature", settings.agency)
    yield Block("date", day_text(on))
    if settings.cc:
        yield Block("cc", f"抄送：{'、'.join(settings.cc)}。")


def _named(item: RedProject) -> str:
    parts = [f"{in_quotes(printable(item.project) or '（未填项目名称）')}"]
    if item.budget is not None and item.executed is not None:
        parts.append(f"：预算{plain(item.budget)}万元，已执行{plain(item.executed)}万元")
        parts.append(f"，执行率{plain(rounded(item.rate))}%" if item.rate is not None else "")
    return "".join(parts) + f"，红灯{len(item.items)}处。"


def _detail(own: Sequence[RedProject]) -> SheetPlan:
    rows = [
        (
            number,
            printable(item.project),
            "" if item.budget is None else item.budget,
            "" if item.executed is None else item.executed,
            formal(";".join(f"{place}.{words}" for place, words in enumerate(item.items, 1))),
        )
        for number, item in enumerate(own, 1)
    ]
    note = f"{printable(own[0].unit)}　红灯项目 {len(own)} 个"
    return table_sheet(DETAIL, f"附件1　{DETAIL}", note, _DETAIL, rows)


def _reply(own: Sequence[RedProject], policy: Policy) -> SheetPlan:
    """The slip that the unit sends back: per project the cause, what it does, until when and who."""
    rows = [(number, printable(item.project), "", "", "", "", "") for number, item in enumerate(own, 1)]
    note = f"{printable(policy.notice.agency)}:你局红灯预警通知收悉,现将我单位处理情况报送如下。"
    plan = table_sheet(REPLY, f"附件2　红灯预警{REPLY}", note, _REPLY, rows)
    last = max(put.row for put in plan.puts)
    foot = (
        f"单位(盖章):{printable(own[0].unit)}　　　　负责人(签字):　　　　　　填表人:　　　　　　"
        "联系电话:　　　　　　日期:　　年　　月　　日"
    )
    heights = {row: max(height, 44.0) if row > 3 else height for row, height in plan.heights.items()}
    return replace(
        plan,
        puts=(*plan.puts, Put(last + 2, 1, foot, _FOOT)),
        heights={**heights, last + 2: 30.0},
        merges=(*plan.merges, (last + 2, 1, last + 2, len(_REPLY))),
        lists=(((4, 4, last, 4), MEASURES),),
        filter=None,
    )
