"""A letter of the bureau as a frozen value, whatever its kind, and the sheets on which it prints as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jixiao.documents.layout import balanced
from jixiao.documents.notice_parts import NO_UNIT, Block, document_number
from jixiao.documents.notice_sheets import TITLE_WIDTH, letter_sheet
from jixiao.documents.words import day_text, printable
from jixiao.policy.model import NoticeSettings
from jixiao.records.text import shortened
from jixiao.workbook.patch import SheetPlan

RECTIFY, RETURN, RED = "整改通知", "退回修改", "红灯预警"
MONITORING, APPRAISAL = "监控反馈", "评估反馈"
APPRAISAL_OPINION, TARGET_OPINION = "评估意见书", "目标审核意见书"
MONITORING_OPINION, EVALUATION_OPINION = "监控意见书", "评价意见书"
OPINIONS = (APPRAISAL_OPINION, TARGET_OPINION, MONITORING_OPINION, EVALUATION_OPINION)
KINDS = (RECTIFY, RETURN, RED, MONITORING, APPRAISAL, *OPINIONS)
"""Kinds of letters, as people name them on the command line and as their templates are called."""

_LEVELS = {"level1": "一级", "level2": "二级", "text": "正文"}
_LONGEST_ADDRESSEE = 120


@dataclass(frozen=True)
class Filling:
    """Cells of a standard form (F12) by role and row, with which the letter's sheet is that form filled in."""

    title: str
    year: int | None
    rows: int
    values: dict[tuple[str, int], Any]


@dataclass(frozen=True)
class Letter:
    """One letter; every text is ready to print. `name` is what files are called by: the unit or the office.

    `number` is the whole 发文字号, its serial left blank when not yet given. `attachments` are tables that print.
    """

    kind: str
    name: str
    number: str
    title: tuple[str, ...]  # in pieces between which it may be broken over lines
    to: str
    body: tuple[Block, ...]
    attachments: tuple[SheetPlan, ...]
    signature: str
    date: str
    cc: str = ""
    filling: Filling | None = None

    @property
    def whole_title(self) -> str:
        """The title in one piece."""
        return "".join(self.title)

    @property
    def breaks(self) -> tuple[int, ...]:
        """Where the title may be broken: after so many characters."""
        return tuple(sum(map(len, self.title[:place])) for place in range(1, len(self.title)))


def drafted(
    kind: str,
    to: str,
    title: Sequence[str],
    body: Sequence[Block],
    attachments: Sequence[SheetPlan],
    settings: NoticeSettings,
    on: date,
    filling: Filling | None = None,
) -> Letter:
    """A letter of the bureau dated `on`, its number still blank; the addressee is 有关单位 where nobody is named."""
    named = shortened(printable(to), _LONGEST_ADDRESSEE) or NO_UNIT
    return Letter(
        kind=kind,
        name=named,
        number=document_number(settings, on, None),
        title=tuple(title),
        to=named,
        body=tuple(body),
        attachments=tuple(attachments),
        signature=settings.agency,
        date=day_text(on),
        cc="、".join(settings.cc),
        filling=filling,
    )


def letter_of(
    kind: str, parts: Sequence[Block], title: Sequence[str], attachments: Sequence[SheetPlan], name: str
) -> Letter:
    """A letter that another part of the program has written paragraph by paragraph, from title (or number) to date."""
    said = {block.kind: block.text for block in parts}
    kinds = [block.kind for block in parts]
    body = parts[kinds.index("to") + 1 : kinds.index("attachment")]
    return Letter(
        kind=kind,
        name=shortened(name, _LONGEST_ADDRESSEE) or NO_UNIT,
        number=said.get("number", ""),
        title=tuple(title),
        to=said["to"].rstrip("："),
        body=tuple(body),
        attachments=tuple(attachments),
        signature=said["signature"],
        date=said["date"],
        cc=said.get("cc", "").removeprefix("抄送：").rstrip("。"),
    )


def letter_blocks(letter: Letter) -> Iterator[Block]:
    """The letter from top to bottom, paragraph by paragraph, after GB/T 9704."""
    if letter.number:
        yield Block("number", letter.number)
    yield Block("title", letter.whole_title)
    yield Block("to", f"{letter.to}：")
    yield from letter.body
    for place, line in enumerate(attachment_lines(letter)):
        # Only the first is a paragraph of its own with a blank line before it; the others stand below its name.
        yield Block("text" if place else "attachment", line)
    yield Block("signature", letter.signature)
    yield Block("date", letter.date)
    if letter.cc:
        yield Block("cc", f"抄送：{letter.cc}。")


def attachment_lines(letter: Letter) -> list[str]:
    """附件：… in one line, or 附件：1．… and the others numbered below; none without attachments."""
    names = [plan.name for plan in letter.attachments]
    if len(names) < 2:
        return [f"附件：{name}" for name in names]
    return [f"{'　　　' if place > 1 else '附件：'}{place}．{name}" for place, name in enumerate(names, 1)]


def letter_text(letter: Letter) -> str:
    """The whole letter as plain text, one paragraph a line."""
    return "\n".join(block.text for block in letter_blocks(letter))


def letter_sheets(letter: Letter) -> tuple[SheetPlan, ...]:
    """The letter and its attachments as sheets that print as they are."""
    return (letter_sheet(letter.kind, tuple(letter_blocks(letter)), letter.breaks), *letter.attachments)


def letter_words(letter: Letter) -> dict[str, Any]:
    """What a letter template's placeholders stand for, under their Chinese names."""
    return {
        "文种": letter.kind,
        "发文字号": letter.number,
        "标题": "\n".join(balanced(letter.whole_title, TITLE_WIDTH, letter.breaks)),
        "主送机关": letter.to,
        "正文": [{"级别": _LEVELS[block.kind], "文字": block.text} for block in letter.body],
        "附件": "、".join(plan.name for plan in letter.attachments),
        "附件行": attachment_lines(letter),
        "附件表": [_table(plan) for plan in letter.attachments],
        "署名": letter.signature,
        "成文日期": letter.date,
        "抄送": letter.cc,
        "问题清单": [],
    }


def _table(plan: SheetPlan) -> dict[str, Any]:
    """A table on paper as a Word template takes it: title, note, headings, rows; long rows are in one piece again."""
    texts: dict[int, dict[int, str]] = {}
    for put in plan.puts:
        texts.setdefault(put.row, {})[put.column] = "" if put.value is None else str(put.value)
    heads = texts.get(3, {})
    rows: list[list[str]] = []
    foot: list[str] = []
    for row in sorted(row for row in texts if row > 3):
        own = [texts[row].get(column, "") for column in heads]
        if len(texts[row]) < len(heads):
            foot.append("".join(texts[row].values()))
        elif own[0] or not rows:
            rows.append(own)
        else:
            rows[-1] = [f"{before}{more}" for before, more in zip(rows[-1], own, strict=True)]
    named = {"名称": texts.get(1, {}).get(1, plan.name), "说明": texts.get(2, {}).get(1, "")}
    return {**named, "表头": list(heads.values()), "宽": [plan.widths[at] for at in heads], "行": rows, "表尾": foot}
