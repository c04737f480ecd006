"""「问题清单及整改台账」: the notice's problems as rows, with the columns that the unit answers in."""

from __future__ import annotations

import json
from dataclasses import replace

from jixiao.documents.layout import table_rows
from jixiao.documents.notice_parts import NOT_STATED, Notice, Problem
from jixiao.documents.result_sheet import CELL, HEAD
from jixiao.records.text import shortened
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

NAME = "问题清单及整改台账"
STATED = ("序号", "项目", "问题编号", "问题类别", "问题描述", "依据", "整改要求", "佐证材料", "整改期限")
REPLY = ("整改措施", "完成情况", "完成日期", "责任人", "佐证附件名")
REVIEW = ("财政部门审核意见",)
FIELDS = ("序号", "项目", "编号", "类别", "描述", "依据", "要求", "佐证", "期限")
"""Short names of the stated columns, as the Word letter's placeholders call them."""
STATES = ("已完成", "正在整改", "未启动")
WIDTHS = (4.5, 10, 8.5, 7.5, 26, 13, 18, 12, 9.5, 16, 8.5, 9, 7, 9, 11)
_SIZE = 10.0
_TITLE_ROW, _NOTE_ROW, _GROUP_ROW, _HEAD_ROW = 1, 2, 3, 4
_LAST_COLUMN = len(STATED) + len(REPLY) + len(REVIEW)
FOUND_BY_COLUMN = _LAST_COLUMN + 1
"""A hidden column with the findings behind a problem (JSON), so that a corrected form can be held against it."""
_MERGES = (
    (_TITLE_ROW, 1, _TITLE_ROW, _LAST_COLUMN),
    (_NOTE_ROW, 1, _NOTE_ROW, _LAST_COLUMN),
    (_GROUP_ROW, 1, _GROUP_ROW, len(STATED)),
    (_GROUP_ROW, len(STATED) + 1, _GROUP_ROW, _LAST_COLUMN - 1),
)
_PAGE = Print(
    landscape=True,
    left=1.0,
    right=1.0,
    top=2.0,
    bottom=1.6,
    repeat=(_TITLE_ROW, _HEAD_ROW),
    footer="&C第 &P 页",  # no total: in a workbook of several notices it would count them all
    center=True,
    first_page=1,
)
_TITLE = Style(font="方正小标宋简体", size=18, horizontal="center")
_NOTE = Style(font="仿宋_GB2312", size=11, horizontal="left")
_GROUP = replace(HEAD, fill="D9E2F3")
_CENTRED = replace(CELL, horizontal="center")
_ANSWER = replace(CELL, fill="FFFFF0", locked=False)


def ledger_sheet(notice: Notice, *, serial: int = 1) -> SheetPlan:
    """The ledger of one notice, A4 landscape: what is asked, what the unit answers (unlocked), what the bureau says."""
    headings = (*STATED, *REPLY, *REVIEW)
    puts = [
        Put(_TITLE_ROW, 1, NAME, _TITLE),
        Put(
            _NOTE_ROW, 1, f"单位：{shortened(notice.to)}　　通知文号：{notice.number}　　下发日期：{notice.date}", _NOTE
        ),
        *_group_heads(),
        *(Put(_HEAD_ROW, column, heading, HEAD) for column, heading in enumerate(headings, 1)),
    ]
    heights = {_TITLE_ROW: 32.0, _NOTE_ROW: 22.0, _GROUP_ROW: 20.0, _HEAD_ROW: 32.0}
    row = _HEAD_ROW + 1
    for number, problem in enumerate(notice.problems, 1):
        row = _put_problem(puts, heights, row, number, notice.project, problem)
    done = len(STATED) + 2
    return SheetPlan(
        name=NAME if serial == 1 else f"{NAME}({serial})",
        puts=tuple(puts),
        widths={**dict(enumerate(WIDTHS, 1)), FOUND_BY_COLUMN: 0},
        heights=heights,
        merges=_MERGES,
        freeze=(_HEAD_ROW + 1, 1),
        page=_PAGE,
        show_gridlines=False,
        lists=(((_HEAD_ROW + 1, done, max(row - 1, _HEAD_ROW + 1), done), STATES),),
        protect=True,
    )


def _group_heads() -> list[Put]:
    return [
        Put(_GROUP_ROW, 1, "财政部门提出", _GROUP),
        Put(_GROUP_ROW, len(STATED) + 1, "单位填写", _GROUP),
        Put(_GROUP_ROW, len(STATED) + len(REPLY) + 1, "财政部门审核", _GROUP),
    ]


def _put_problem(
    puts: list[Put], heights: dict[int, float], row: int, number: int, project: str, problem: Problem
) -> int:
    """Write one problem from `row` on; the row after it."""
    texts = stated_texts(number, project, problem)
    if problem.findings:
        puts.append(Put(row, FOUND_BY_COLUMN, json.dumps(problem.findings, ensure_ascii=False), CELL))
    for part in table_rows(texts, WIDTHS[: len(STATED)], _SIZE, most=300.0):
        puts.append(Put(row, 1, int(part.texts[0]) if part.first else None, _CENTRED))
        puts += [Put(row, column, text or None, CELL) for column, text in enumerate(part.texts[1:], 2)]
        first_answer = len(STATED) + 1
        puts += [Put(row, first_answer + place, None, _ANSWER) for place in range(len(REPLY))]
        puts.append(Put(row, first_answer + len(REPLY), None, _ANSWER))
        heights[row] = max(part.height, 34.0)
        row += 1
    return row


def stated_texts(number: int, project: str, problem: Problem) -> tuple[str, ...]:
    """The stated columns of one problem, in the order of STATED; what the source leaves out is said to be missing."""
    return (
        str(number),
        project,
        problem.code,
        problem.category,
        problem.fact,
        problem.basis or NOT_STATED,
        problem.requirement or NOT_STATED,
        problem.evidence or NOT_STATED,
        problem.deadline,
    )
