"""The mapping workbook that a bureau edits: one sheet per list, drop-downs, instructions. The same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao.bridge.fields import EXPORTED, FIELDS, IMPORTED, INDICATORS, PROJECTS, RESULTS, YUAN, BridgeField
from jixiao.bridge.mapping import AS_TEXT, DEFAULT, MONEY, NEEDED, OURS, THEIRS, Line, Mapping, standard_mapping
from jixiao.documents.result_sheet import CELL, HEAD
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.patch import Print, Put, SheetPlan, Style

GUIDE = "使用说明"
_TITLE = Style(font="黑体", size=16, horizontal="left")
_NOTE = Style(size=10.5, horizontal="left", color="595959")
_OPEN = replace(CELL, number_format="@", locked=False, vertical="center")
_FIXED = replace(CELL, number_format="@", fill="F2F2F2", vertical="center")
_ROWS = 24
_IN = (OURS, THEIRS, MONEY, AS_TEXT, NEEDED, DEFAULT, "说明")
_OUT = (THEIRS, OURS, MONEY, AS_TEXT, DEFAULT, "说明")
_WIDTHS = {OURS: 18.0, THEIRS: 46.0, MONEY: 11.0, AS_TEXT: 9.0, NEEDED: 8.0, DEFAULT: 16.0, "说明": 38.0}
_ABOUT = {
    PROJECTS: "一行是本系统的一个栏目。在「对方栏目名」里写一体化系统导出清单上的叫法,几种叫法用顿号隔开,不分先后。",
    INDICATORS: "一行是本系统的一个栏目。指标靠项目编码挂到项目上;项目和指标在同一张清单里的,两张表都写。",
    RESULTS: "一行是导入模板的一栏,行的次序就是回写文件里栏目的次序。一张表一行。",
    "指标回写": "一行是导入模板的一栏,行的次序就是栏目的次序。一条指标一行;用不着就把这张工作表删掉。",
}
_GUIDE = (
    "1.本工作簿说明一体化系统导出的清单和本系统的栏目怎么对应。各县、各版本的叫法不同,改成自己的叫法再用。",
    "2.预设的叫法取自公开的表格和栏目说明,只是例子,以本地系统实际导出的为准。",
    "3.金额单位写对方那一栏的单位(元、百元、千元、万元、亿元),逐栏写。表头写明的单位和这里不一致时,那一栏不导入,并在报告里说明。",
    "4.编码一律按文本读写,前面的 0 和 18 位以上的位数都保留。按数字存过的长编码后几位已经丢失,只能重新导出。",
    "5.「必有」写是的栏目,清单里没有这一栏就不读;「空着时填」写这一栏空着时当作什么。",
    "6.结果回写、指标回写里没有本系统栏目的,写「空着时填」作为固定内容;写「-」表示这一栏留空。",
    "7.栏目名比较时不分全角半角、空格、换行、横线和「(元)」「*」之类的标注。",
    "8.命令:jixiao bridge mapping 检查本工作簿;jixiao bridge import 导入清单;jixiao bridge export 写回结果。",
)


def mapping_workbook(mapping: Mapping | None = None) -> bytes:
    """The workbook of a mapping (the standard one without), as .xlsx bytes."""
    chosen = mapping or standard_mapping()
    return new_workbook([*(_sheet(name, chosen.of(name)) for name in FIELDS), _guide()], title="一体化对照表")


def _sheet(name: str, lines: tuple[Line, ...]) -> SheetPlan:
    columns = _IN if name in IMPORTED else _OUT
    puts = [Put(1, 1, name, _TITLE), Put(2, 1, _ABOUT[name], _NOTE)]
    puts += [Put(3, column, heading, HEAD) for column, heading in enumerate(columns, 1)]
    heights = {1: 26.0, 2: 20.0, 3: 22.0}
    for row in range(4, 4 + _ROWS):
        texts = _texts(name, lines[row - 4]) if row - 4 < len(lines) else {}
        for column, heading in enumerate(columns, 1):
            fixed = heading == "说明"
            puts.append(Put(row, column, texts.get(heading) or None, _FIXED if fixed else _OPEN))
        longest = max((len(text) * 2 / _WIDTHS[heading] for heading, text in texts.items()), default=0)
        heights[row] = 32.0 if longest > 1.2 else 19.0
    last = 3 + _ROWS
    return SheetPlan(
        name=name,
        puts=tuple(puts),
        widths={column: _WIDTHS[heading] for column, heading in enumerate(columns, 1)},
        heights=heights,
        merges=((1, 1, 1, len(columns)), (2, 1, 2, len(columns))),
        freeze=(4, 1),
        lists=tuple(_lists(name, columns, last)),
        page=Print(landscape=True, left=1, right=1, top=1.5, bottom=1.5, repeat=(3, 3), footer="&C第 &P 页 共 &N 页"),
        tab="2E75B6" if name in IMPORTED else "70AD47",
    )


def _lists(
    name: str, columns: tuple[str, ...], last: int
) -> Iterator[tuple[tuple[int, int, int, int], tuple[str, ...]]]:
    """Drop-downs: units of money, 是/否, and our fields where a row may take any of them."""
    for column, heading in enumerate(columns, 1):
        area = (4, column, last, column)
        if heading == MONEY:
            yield area, tuple(YUAN)
        elif heading in (AS_TEXT, NEEDED):
            yield area, ("是", "否")
        elif heading == OURS:
            yield area, tuple(one.label for one in FIELDS[name])


def _texts(name: str, line: Line) -> dict[str, str]:
    ours: BridgeField | None = line.field
    between = "" if name in EXPORTED else "、"
    return {
        OURS: ours.label if ours else "",
        THEIRS: between.join(line.headings),
        MONEY: line.unit,
        AS_TEXT: "是" if line.as_text else "",
        NEEDED: "是" if line.required else "",
        DEFAULT: line.default,
        "说明": ours.hint if ours else "",
    }


def _guide() -> SheetPlan:
    style = Style(size=11, horizontal="left", vertical="top")
    puts = [Put(1, 1, GUIDE, _TITLE)]
    puts += [Put(row, 1, line, style) for row, line in enumerate(_GUIDE, 2)]
    heights = {1: 28.0} | dict.fromkeys(range(2, 2 + len(_GUIDE)), 24.0)
    return SheetPlan(
        name=GUIDE, puts=tuple(puts), widths={1: 100.0}, heights=heights, show_gridlines=False,
        page=Print(landscape=True, left=1.5, right=1.5),
    )  # fmt: skip
