"""The blank entry workbook 「年度数据」: sheets, headings, an example line each, and how to fill them in."""

from __future__ import annotations

from dataclasses import replace

from jixiao.documents.result_sheet import CELL, HEAD
from jixiao.publication.annual_data import BASICS, COLUMNS, GRADES, ITEMS, KINDS, PARTS, PROSE, WORK
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

NAME = "年度数据"
_ROWS = 60
_WIDTHS = {
    BASICS: (18.0, 70.0),
    WORK: (14.0, 24.0, 16.0, 8.0, 20.0, 44.0),
    ITEMS: (22.0, 44.0, 18.0, 11.0, 16.0, 9.0, 9.0),
    PARTS: (44.0, 32.0, 11.0, 16.0),
    GRADES: (12.0, 10.0),
    KINDS: (24.0, 10.0, 12.0),
    PROSE: (24.0, 100.0),
}
_EXAMPLES: dict[str, tuple[str, ...]] = {
    WORK: ("例:单位自评", "单位数", "126", "个", "", "自评工作通知;可以空着"),
    ITEMS: ("例:区教育局", "教育系统整体支出", "部门整体支出", "1", "13588.65", "88.50", "良"),
    PARTS: ("例:扶贫专项资金", "甲街道办事处", "48", "863.72"),
    GRADES: ("例:优", "1"),
    KINDS: ("例:部门整体支出", "5", "88.37"),
    PROSE: ("例:存在的问题", "一段文字。换一段另起一行。"),
}
_GUIDE = {
    BASICS: "单位写财政局全称;标题不写就用“单位+年度+年预算绩效管理工作开展情况”。",
    WORK: "环节:目标管理、事前评估、运行监控、单位自评、重点评价、整改,或自己的。「属于」填同一环节的上级事项,"
    "分项相加必须等于上级。整改填通知份数、问题数、已销号三项,整改率自动算;给了台账的不用填,填了要与台账一致。",
    ITEMS: "一行一个评价对象。一个对象含许多具体项目的(如一事一议),「项目个数」填具体个数。"
    "可以加一行“合计”,必须等于各行相加。",
    PARTS: "评价对象的分项,按所属项目相加,必须等于重点评价项目表里的个数和金额。",
    GRADES: "没有逐项等级时,填各等级的个数,相加必须等于重点评价个数。",
    KINDS: "按类别的个数和平均得分;总平均分按个数加权算出。",
    PROSE: "章节写环节名,就接在那一节后面;写“导语”代替开头;别的章节自成一节,带“问题、不足、计划、下一步”的排在后面。",
}
_BASIC_NAMES = ("年度", "单位", "标题")
_NOTE = Style(size=10, horizontal="left", vertical="top")


def entry_workbook() -> bytes:
    """The blank workbook, equal bytes every time."""
    return new_workbook([_sheet(name) for name in COLUMNS], title=NAME)


def _sheet(name: str) -> SheetPlan:
    heads, widths = COLUMNS[name], _WIDTHS[name]
    puts = [Put(1, 1, _GUIDE[name], _NOTE)]
    puts += [Put(2, column, head, HEAD) for column, head in enumerate(heads, 1)]
    open_cell = replace(CELL, locked=False)
    example = replace(CELL, color="7F7F7F")
    first = 3
    if name in _EXAMPLES:
        puts += [Put(3, column, text, example) for column, text in enumerate(_EXAMPLES[name], 1) if text]
        first = 4
    for row in range(first, first + _ROWS):
        for column in range(1, len(heads) + 1):
            value = _BASIC_NAMES[row - first] if name == BASICS and column == 1 and row - first < 3 else None
            puts.append(Put(row, column, value, open_cell))
    lines = 2 if sum(widths) < 100 else 1
    return SheetPlan(
        name=name,
        puts=tuple(puts),
        widths=dict(enumerate(widths, 1)),
        heights={1: 18.0 * (lines + 1), 2: 24.0},
        merges=((1, 1, 1, len(heads)),),
        freeze=(3, 1),
        page=Print(landscape=sum(widths) > 95, repeat=(2, 2), left=1.5, right=1.5),
    )
