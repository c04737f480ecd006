"""Published target forms drawn as sheets, each in the layout it was printed in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jixiao.workbook.grid import Grid, column_letters
from tests.rules.cells import Draft

CASES = Path(__file__).parents[1] / "cases" / "targets.yaml"
Case = dict[str, Any]
PROJECTS = {
    "TG01": "市级专项扶贫资金基础设施(人大代表扶贫基地)",
    "TG04": "大青山乡沙湾子养殖场基础设施建设项目",
    "TG05": "国家基本公共卫生服务项目",
    "TG07": "教育系统基础设施建设和设备购置",
    "TG13": "特困家庭再扶助(独生子女死亡再扶助)",
}
"""In the titles project and name of the form stand together; on the forms the project has a field of its own."""


@cache
def published() -> tuple[Case, ...]:
    """The published forms with at least one indicator, as transcribed."""
    return tuple(yaml.safe_load(CASES.read_text("utf-8"))["cases"])


def case(code: str) -> Case:
    """The published form of that number."""
    return next(each for each in published() if each["id"] == code)


def text(draft: Draft, row: int, *cells: str | None, start: int = 1) -> None:
    """Write the cells of a row as plain text; None and "" stay blank."""
    for column, content in enumerate(cells, start):
        if content:
            draft.text(f"{column_letters(column)}{row}", content)


def draw(code: str) -> Grid:
    """A published form as a workbook of one sheet."""
    found = case(code)
    draft = Draft("Sheet1")
    title = str(found["title"]).rpartition(" ")[2]
    width = max(4, len(found["columns"]))
    text(draft, 1, f"{title}（{found['year']}年度）")
    draft.merge(f"A1:{column_letters(width)}1")
    row = _HEADS.get(code, _plain_head)(draft, found)
    _table(draft, found, row)
    return Grid("申报表.xlsx", (draft.sheet(),))


def _plain_head(draft: Draft, found: Case) -> int:
    """项目名称 and units, the amounts one under another, the goal, as most counties print them."""
    text(draft, 2, "项目名称", PROJECTS[found["id"]])
    text(draft, 3, "主管部门", "", "实施单位", found["unit"])
    funds = [(name.removesuffix("_text"), value) for name, value in found["funds"].items() if name != "header"]
    row = 4
    text(draft, row, str(found["funds"].get("header", "项目资金（万元）")))
    for name, value in funds:
        if name == "来源":
            name, _, value = "其中:" + str(value)[:-2], None, str(value)[-2:]
        label = f"{name}：" if name == "年度资金总额" else f"  {name}"
        text(draft, row, label, "" if value is None else str(value), start=2)
        row += 1
    draft.merge(f"A4:A{row - 1}")
    text(draft, row, "总体目标", "按批复的建设内容完成年度任务,受益群众满意。")
    draft.merge(f"B{row}:D{row}")
    return row + 1


def _wuhan_head(draft: Draft, found: Case) -> int:
    """长期 left and 年度 right: amounts, goals and indicators in two halves."""
    text(draft, 2, "项目名称", PROJECTS[found["id"]])
    text(draft, 3, "主管部门及编码", f"[015001]{found['unit']}", "", "实施单位", found["unit"])
    text(draft, 4, "项目属性", "新增项目", "", "项目起止时间", "2020年1月-2020年12月")
    funds = found["funds"]
    pairs = (("资金总额", "当年资金总额"), ("财政拨款", "当年财政拨款"), ("其他资金", "其他资金"))
    for row, (left, right) in enumerate(pairs, 5):
        first, second = (funds.get(f"{name}_text", funds.get(name)) for name in (left, right))
        text(draft, row, "项目资金" if row == 5 else "", left, first, "", right, second)
    text(draft, 8, "总体目标", "中期目标", "", "", "年度目标")
    text(draft, 9, "", "改善办学条件,完成两处重点建设工程。", "", "", "完成两处重点建设工程并通过验收。")
    for merge in ("A5:A7", "A8:A9", "B8:D8", "E8:G8", "B9:D9", "E9:G9"):
        draft.merge(merge)
    return 10


_HEADS = {"TG07": _wuhan_head}


def _table(draft: Draft, found: Case, row: int) -> None:
    """Headings as printed, then one row an indicator; levels merged down as on paper."""
    columns = [str(name) for name in found["columns"]]
    twice = sum("三级" in name for name in columns) > 1
    text(draft, row, *columns)
    level1 = level2 = None
    for line in found["indicators"]:
        row += 1
        shown = line["l1"] if line["l1"] != level1 else ""
        below = line["l2"] if shown or line["l2"] != level2 else ""
        level1, level2 = line["l1"], line["l2"]
        own = (below, line["l3"], line["target_text"])
        text(draft, row, shown, *own, *(own if twice else ()))
    if "表尾" in str(found.get("layout")):
        text(
            draft,
            row + 1,
            "财政部门支出股室初审意见(盖章)",
            "",
            "财政部门绩效评价股审核意见(盖章)",
            "区扶贫办审核意见(盖章)",
        )


def draw_plainly(code: str) -> Grid:
    """The same content without merges: the whole title as printed, every field and amount a label with its value."""
    found = case(code)
    draft = Draft(str(found["unit"])[:20])
    text(draft, 1, str(found["title"]))
    text(draft, 2, f"（{found['year']}年度）")
    funds = {name.removesuffix("_text"): value for name, value in found["funds"].items() if name != "header"}
    lines = [("项目名称", PROJECTS[code]), ("主管部门", None), ("实施单位", found["unit"])]
    lines += [(str(found["funds"].get("header", "")), None), *funds.items()]
    for row, (label, value) in enumerate(lines, 3):
        text(draft, row, label, None if value is None else str(value))
    _table(draft, found, len(lines) + 3)
    return Grid("申报表.xlsx", (draft.sheet(),))


# -- the families of layouts, each drawn from the same content ---------------------------------------------------------

Line = tuple[str, str, str, str]
LINES: tuple[Line, ...] = (
    ("产出指标", "数量指标", "改造供水管网长度", "≥12公里"),
    ("产出指标", "数量指标", "更换智能水表", "≥800只"),
    ("产出指标", "质量指标", "工程验收合格率", "＝100%"),
    ("产出指标", "时效指标", "工程完工时间", "2025年10月底前"),
    ("产出指标", "成本指标", "每公里改造成本", "≤26万元"),
    ("效益指标", "社会效益指标", "受益居民户数", "≥800户"),
    ("效益指标", "生态效益指标", "管网漏损率", "≤9%"),
    ("满意度指标", "服务对象满意度指标", "居民满意度", "≥92%"),
)
LAYOUTS: dict[str, Any] = {}
"""Name → function that draws LINES in that layout; every one must be read as LINES and give no finding."""


def _layout(name: str) -> Any:
    def register(function: Any) -> Any:
        LAYOUTS[name] = function
        return function

    return register


def head(draft: Draft, width: int, title: str = "项目支出绩效目标申报表", row: int = 1) -> int:
    """Title, fields, funds and goal in the plainest way; the row below them."""
    text(draft, row, f"{title}（2025年度）")
    draft.merge(f"A{row}:{column_letters(width)}{row}")
    text(draft, row + 1, "项目名称", "老城区供水管网改造")
    text(draft, row + 2, "主管部门及代码", "[302]青禾县住建局", "实施单位", "青禾县供水服务中心")
    text(draft, row + 3, "项目属性", "新增项目", "项目期", "2025年1月-2025年12月")
    for offset, (label, amount) in enumerate(
        (("年度资金总额：", "330"), ("其中：财政拨款", "300"), ("其他资金", "30")), 4
    ):
        text(draft, row + offset, "项目资金（万元）" if offset == 4 else "", label, amount)
    draft.merge(f"A{row + 4}:A{row + 6}")
    text(draft, row + 7, "年度目标", "完成老城区供水管网改造,漏损率降到 9% 以下。")
    draft.merge(f"B{row + 7}:{column_letters(width)}{row + 7}")
    return row + 8


def body(draft: Draft, row: int, columns: tuple[str, ...], cells: Any, start: int = 1) -> int:
    """Headings, then a row per line as `cells(line)` says, levels only where they change; the row below."""
    text(draft, row, *columns, start=start)
    above: Line | None = None
    for line in LINES:
        row += 1
        level1 = "" if above and above[0] == line[0] else line[0]
        level2 = "" if above and above[:2] == line[:2] else line[1]
        text(draft, row, *cells((level1, level2, line[2], line[3])), start=start)
        above = line
    return row + 1


@_layout("T1 一级二级三级指标值备注")
def _t1(draft: Draft) -> None:
    body(draft, head(draft, 5), ("一级指标", "二级指标", "三级指标", "指标值", "备注"), lambda line: line)


@_layout("T2 县式,左边有竖写的栏名,表头两层")
def _t2(draft: Draft) -> None:
    row = head(draft, 6)
    text(draft, row, "绩效指标", "一级指标", "二级指标", "三级指标", "年度")
    draft.merge(f"A{row}:A{row + 9}")
    for column in "BCD":
        draft.merge(f"{column}{row}:{column}{row + 1}")
    body(draft, row + 1, ("", "", "", "指标值"), lambda line: line, start=2)


@_layout("T3 指标类型指标名称")
def _t3(draft: Draft) -> None:
    columns = ("指标类型", "指标名称", "指标值", "指标描述")
    body(draft, head(draft, 4), columns, lambda line: (line[1], line[2], line[3], "按年度计划完成"))


@_layout("T4 长期年度并排,表头写明")
def _t4(draft: Draft) -> None:
    columns = (
        "一级指标",
        "二级指标(长期)",
        "三级指标(长期)",
        "指标值(长期)",
        "二级指标(年度)",
        "三级指标(年度)",
        "指标值(年度)",
    )
    body(draft, head(draft, 7), columns, lambda line: (*line, *line[1:]))


@_layout("T4 中期年度并排,只有上层表头写明")
def _t4_grouped(draft: Draft) -> None:
    row = head(draft, 8)
    text(draft, row, "一级指标", "中期目标", "", "", "年度目标")
    for merge in (f"A{row}:A{row + 1}", f"B{row}:D{row}", f"E{row}:G{row}"):
        draft.merge(merge)
    columns = ("", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    body(draft, row + 1, columns, lambda line: (*line, *line[1:]))


@_layout("T4 并排,表头没有写明")
def _t4_plain(draft: Draft) -> None:
    columns = ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    body(draft, head(draft, 7), columns, lambda line: (*line, *line[1:]))


@_layout("T5 一级二级指标内容")
def _t5(draft: Draft) -> None:
    body(draft, head(draft, 4), ("一级指标", "二级指标", "指标内容", "指标值"), lambda line: line)


@_layout("T7 当年预期实现值,下面有成本构成表")
def _t7(draft: Draft) -> None:
    columns = ("一级指标", "二级指标", "三级指标", "绩效标准", "当年预期实现值")
    row = body(draft, head(draft, 5), columns, lambda line: (*line[:3], "计划标准", line[3]))
    text(draft, row, "成本构成表")
    text(draft, row + 1, "成本项目", "数量", "单价", "金额(万元)", "依据")
    text(draft, row + 2, "管材", "12", "20", "240", "造价信息")
    text(draft, row + 3, "人工", "12", "7.5", "90", "定额")


@_layout("T8 指标值包含数字及文字描述")
def _t8(draft: Draft) -> None:
    body(draft, head(draft, 4), ("一级指标", "二级指标", "三级指标", "指标值（包含数字及文字描述）"), lambda line: line)


@_layout("T9 指标目标值")
def _t9(draft: Draft) -> None:
    body(draft, head(draft, 4), ("一级指标", "二级指标", "三级指标", "指标目标值"), lambda line: line)


@_layout("T11 目标值分值")
def _t11(draft: Draft) -> None:
    points = {
        line[2]: value for line, value in zip(LINES, ("10", "10", "10", "10", "10", "20", "10", "10"), strict=True)
    }
    columns = ("一级指标", "二级指标", "三级指标", "目标值", "分值")
    body(draft, head(draft, 5), columns, lambda line: (*line, points[line[2]]))


@_layout("T11 优良中差")
def _t11_bands(draft: Draft) -> None:
    row = head(draft, 8)
    text(draft, row, "一级指标", "二级指标", "三级指标", "绩效指标描述", "评价标准")
    for column in "ABCD":
        draft.merge(f"{column}{row}:{column}{row + 1}")
    draft.merge(f"E{row}:H{row}")
    columns = ("", "", "", "", "优", "良", "中", "差")
    body(draft, row + 1, columns, lambda line: (*line[:3], "按计划完成", line[3], "略低", "较低", "很低"))


@_layout("T12 周期指标值本年度指标值")
def _t12(draft: Draft) -> None:
    columns = ("一级指标", "二级指标", "三级指标", "周期指标值", "本年度指标值")
    body(draft, head(draft, 5), columns, lambda line: (*line[:3], line[3], line[3]))


@_layout("插了空行空列,题目在中间,栏名带空格和换行")
def _moved(draft: Draft) -> None:
    inner = Draft(draft.name)
    columns = ("一 级\n指 标", "二级\n指标", "三级指标", "指标值")
    body(inner, head(inner, 4), columns, lambda line: (line[0], line[1], f"指标1：{line[2]}", line[3]))
    for (row, column), cell in inner.cells.items():
        line, place = row + 3 + (row > 9), column + 2 + (column > 1)
        draft.text(f"{column_letters(place)}{line}", str(cell.value))


def drawn(name: str) -> Grid:
    """LINES in one of LAYOUTS as a workbook of one sheet."""
    draft = Draft("Sheet1")
    LAYOUTS[name](draft)
    return Grid("申报表.xlsx", (draft.sheet(),))


# -- layouts that hold more than one list of targets -------------------------------------------------------------------


def villages() -> Grid:
    """T6: 指标解释, then one column of targets per village; one village has no target in one row."""
    draft = Draft("Sheet1")
    columns = ("一级指标", "二级指标", "三级指标", "指标解释", "上河村", "下河村", "青石社区")
    targets = {"改造供水管网长度": ("≥3公里", "≥5公里", "≥4公里"), "更换智能水表": ("≥200只", "", "≥600只")}
    body(
        draft,
        head(draft, 7),
        columns,
        lambda line: (*line[:3], "按实际完成计", *targets.get(line[2], (line[3], line[3], line[3]))),
    )
    return Grid("申报表.xlsx", (draft.sheet(),))


def across() -> Grid:
    """T6 transposed: levels as rows, one column an indicator, one row of targets per village."""
    draft = Draft("Sheet1")
    row = head(draft, 9)
    for offset, (label, index) in enumerate((("一级指标", 0), ("二级指标", 1), ("三级指标", 2))):
        text(draft, row + offset, label, *(line[index] for line in LINES))
    for offset, village in enumerate(("上河村", "下河村"), 3):
        text(draft, row + offset, village, *(line[3] for line in LINES))
    text(draft, row + 5, "填报人:", "", "填报日期:2024年11月3日")
    return Grid("申报表.xlsx", (draft.sheet(),))


def wide() -> Grid:
    """T10: thirteen columns, projects one under another with their funds and goal, units and kinds apart."""
    draft = Draft("Sheet1")
    columns = ("编码", "单位名称", "项目名称", "资金总额", "年度绩效目标", "一级指标", "二级指标", "三级指标")
    columns += ("指标值内容", "指标值", "评（扣）分标准", "度量单位", "指标值类型")
    text(draft, 1, "项目支出绩效目标表（2025年度）")
    text(draft, 2, "单位：万元")
    text(draft, 3, *columns)
    rows = (
        ("301001", "青禾县供水服务中心", "老城区供水管网改造", "330", "完成老城区供水管网改造。"),
        ("", "", "", "", ""),
        ("", "", "", "", ""),
        ("301002", "青禾县市政维护中心", "路灯节能改造", "86.5", "更换节能路灯并降低电费。"),
        ("", "", "", "", ""),
        ("", "", "", "", ""),
    )
    lines = (
        ("产出指标", "数量指标", "改造供水管网长度", "完成主管网改造", "12", "每少 1 公里扣 1 分", "公里", "≥"),
        ("效益指标", "社会效益指标", "受益居民户数", "沿线居民", "800", "按比例扣分", "户", "≥"),
        ("满意度指标", "服务对象满意度指标", "居民满意度", "问卷调查", "92", "按比例扣分", "%", "≥"),
        ("产出指标", "数量指标", "更换节能路灯", "主次干道", "640", "每少 10 盏扣 1 分", "盏", "≥"),
        ("效益指标", "经济效益指标", "路灯电费下降率", "与上年比", "30", "按比例扣分", "%", "≥"),
        ("满意度指标", "服务对象满意度指标", "市民满意度", "问卷调查", "90", "按比例扣分", "%", "≥"),
    )
    for row, (project, line) in enumerate(zip(rows, lines, strict=True), 4):
        text(draft, row, *project, *line)
    for column in "ABCDE":
        draft.merge(f"{column}4:{column}6")
        draft.merge(f"{column}7:{column}9")
    return Grid("申报表.xlsx", (draft.sheet(),))


def department() -> Grid:
    """F02 as in 财预〔2015〕88号: tasks with two-row headings and a total, numbered goals, indicators."""
    draft = Draft("Sheet1")
    text(draft, 1, "部门（单位）整体支出绩效目标申报表")
    text(draft, 2, "（2025年度）")
    text(draft, 3, "部门（单位）名称", "", "青禾县住房和城乡建设局")
    text(draft, 4, "年度主要任务", "任务名称", "主要内容", "预算金额（万元）")
    text(draft, 5, "", "", "", "总额", "财政拨款", "其他资金")
    for row, task in enumerate(
        (("供水改造", "管网 12 公里", "330", "300", "30"), ("路灯改造", "640 盏", "86.5", "86.5", "")), 6
    ):
        text(draft, row, "", *task)
    text(draft, 8, "", "金额合计", "", "416.5", "386.5", "30")
    text(draft, 9, "年度总体目标", "目标1：完成供水管网改造。")
    text(draft, 10, "", "目标2：更换节能路灯 640 盏。")
    for merge in ("A4:A8", "B4:B5", "C4:C5", "D4:F4", "A9:A10", "B9:F9", "B10:F10", "A1:F1", "A2:F2"):
        draft.merge(merge)
    text(draft, 11, "年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值")
    draft.merge("A11:A19")
    body(draft, 11, ("一级指标", "二级指标", "三级指标", "指标值"), lambda line: line, start=2)
    return Grid("申报表.xlsx", (draft.sheet(),))
