"""What the three forms of the rectification round share (F09–F11): headings, states, counts by formula."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jixiao.forms.declaration import Column, Field
from jixiao.forms.list_kind import FieldFormula, Row, Scalar
from jixiao.records.list_arithmetic import STATES, rectified_rate

PROBLEM_NUMBER = Column(
    "problem_number", "问题编号", r"问题(?:序号|编号)|编号|问题代码", "text", 9, hint="与整改通知一致,如 二（一）1。"
)
PROBLEM = Column(
    "problem",
    "问题描述",
    r"(?:存在|发现|主要|反馈|整改|评价发现)?(?:的)?(?:主要)?问题(?:描述|内容|及表现|清单|事实|情况)?|问题和不足|事实",
    "long_text",
    30,
    required=True,
    hint="一行写一个问题,与整改通知一致。",
)
MEASURES = Column(
    "measures",
    "整改措施",
    r"(?:拟)?(?:采取(?:的)?)?整改(?:工作)?措施(?:及进展)?|措施",
    "long_text",
    26,
    required=True,
    hint="写明做了什么、由谁做。",
)
STATUS = Column(
    "status",
    "完成情况",
    r"(?:整改|目前)?(?:完成|落实|进展)(?:情况|状态)(?:\(.*\))?|整改(?:情况|状态|进度|进展|结果)|是否(?:完成|整改到位)",
    "choice",
    10,
    required=True,
    hint="从下拉列表选:已完成、正在整改、未启动。",
    choices=STATES,
)
DONE_ON = Column(
    "done_on",
    "完成日期",
    r"(?:整改)?(?:实际)?(?:完成|办结)(?:日期|时间)",
    "date",
    15,
    hint="已完成的必填,如 2026-10-20。",
)
EVIDENCE = Column(
    "evidence",
    "佐证材料",
    r"(?:整改)?佐证(?:材料|资料|附件名?)?|证明材料|附件名",
    "long_text",
    18,
    hint="已完成的必填,写材料名称和文号。",
)
COUNT_FIELDS = (
    Field("total", "问题总数", r"(?:反馈)?问题(?:总数|个数|数)(?:\(个\))?|应整改(?:问题)?(?:数|个数)", calculated=True),
    Field("done", "已完成", r"已(?:完成|整改)(?:整改)?(?:数|个数|问题数)?(?:\(个\))?", calculated=True),
    Field("doing", "正在整改", r"正在整改(?:数|个数)?(?:\(个\))?|整改中", calculated=True),
    Field("not_begun", "未启动", r"未(?:启动|完成|整改)(?:整改)?(?:数|个数)?(?:\(个\))?", calculated=True),
    Field("rate", "整改率", r"整改(?:完成)?率(?:\(%\))?", "percent", calculated=True),
)


def _count(rows: Sequence[Row], state: str) -> int:
    return sum(row.get("status") == state for row in rows)


def _filled(rows: Sequence[Row]) -> int:
    return sum(row.get("problem") not in (None, "") for row in rows)


def _rate(rows: Sequence[Row], _: Row) -> Scalar:
    rate = rectified_rate(_count(rows, STATES[0]), _filled(rows))
    return "" if rate is None else rate / Decimal(100)


COUNT_FORMULAS = (
    FieldFormula("total", "=COUNTA({problem})", lambda rows, _: _filled(rows)),
    FieldFormula("done", '=COUNTIF({status},"已完成")', lambda rows, _: _count(rows, STATES[0])),
    FieldFormula("doing", '=COUNTIF({status},"正在整改")', lambda rows, _: _count(rows, STATES[1])),
    FieldFormula("not_begun", '=COUNTIF({status},"未启动")', lambda rows, _: _count(rows, STATES[2])),
    FieldFormula("rate", '=IF(COUNTA({problem})=0,"",ROUND(COUNTIF({status},"已完成")/COUNTA({problem}),4))', _rate),
)
