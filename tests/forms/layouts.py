"""One well-filled self-evaluation in the layouts that counties really use (heading texts after published forms).

Every builder takes the same content and returns rows of (row, column, value) plus merges, so that tests can move, tear
apart, stack and translate them before they become a workbook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from jixiao.workbook.grid import Cell, Grid, Sheet


@dataclass(frozen=True)
class Row:
    level1: str
    level2: str
    name: str
    sign: str
    target: Any
    unit: str
    actual: Any
    weight: Any
    score: Any
    reason: str = ""

    @property
    def glued(self) -> str:
        return f"{'' if self.sign == '定性' else self.sign}{self.target}{self.unit}"


@dataclass(frozen=True)
class Content:
    unit: str = "某某县水务局"
    department: str = "某某县农业农村局"
    project: str = "小型水库维修养护"
    year: int = 2023
    initial: Any = 120
    budget: Any = 100
    executed: Any = 95.5
    execution_score: Any = 9.55
    weight: Any = 10
    goal: str = "完成六座小型水库维修养护,保障安全度汛。"
    done: str = "六座小型水库全部维修养护到位,安全度汛。"
    rows: tuple[Row, ...] = (
        Row("产出指标", "数量指标", "维修养护水库座数", "≥", 6, "座", 6, 15, 15),
        Row("产出指标", "数量指标", "清理溢洪道长度", "≥", 800, "米", 760, 10, 9.5, "一段因征地推迟,次年三月补齐"),
        Row("产出指标", "质量指标", "工程验收合格率", "＝", 100, "%", 100, 10, 10),
        Row("产出指标", "时效指标", "完工时间", "≤", "2023年11月30日前", "", "2023年11月20日", 5, 5),
        Row("产出指标", "成本指标", "维修养护总成本", "≤", 100, "万元", 95.5, 10, 10),
        Row("效益指标", "社会效益指标", "受益农田面积", "≥", 3200, "亩", 3300, 15, 15),
        Row("效益指标", "生态效益指标", "下游断流次数", "≤", 2, "次", 1, 15, 15),
        Row("满意度指标", "服务对象满意度指标", "受益群众满意度", "≥", 90, "%", 94, 10, 10),
    )

    @property
    def total(self) -> Decimal:
        scores = sum((Decimal(str(row.score)) for row in self.rows), Decimal(0))
        return scores + Decimal(str(self.execution_score))


@dataclass
class Drawn:
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    next_row: int = 1

    def put(self, row: int, column: int, *values: Any) -> None:
        for offset, value in enumerate(values):
            if value is not None and value != "":
                self.cells[row, column + offset] = value

    def merge(self, *area: int) -> None:
        self.merges.append(area)  # type: ignore[arg-type]


def head(
    drawn: Drawn, content: Content, width: int, title: str = "项目支出绩效自评表", agency: str = "实施单位"
) -> int:
    drawn.put(1, 1, title)
    drawn.merge(1, 1, 1, width)
    drawn.put(2, 1, f"（{content.year}年度）")
    drawn.merge(2, 1, 2, width)
    drawn.put(3, 1, "项目名称", content.project)
    drawn.merge(3, 2, 3, width)
    drawn.put(4, 1, "主管部门", content.department)
    drawn.merge(4, 2, 4, 4)
    drawn.put(4, 5, agency, content.unit)
    drawn.merge(4, 6, 4, width)
    return 5


def funds(
    drawn: Drawn, content: Content, row: int, headings: list[str], values: list[Any], label_column: int = 2
) -> int:
    drawn.put(row, 1, "项目资金（万元）")
    drawn.merge(row, 1, row + 3, 1)
    drawn.put(row, label_column + 1, *headings)
    drawn.put(row + 1, label_column, "年度资金总额", *values)
    money = [
        value
        for value, heading in zip(values, headings, strict=True)
        if any(w in heading for w in "预算执行") and "率" not in heading
    ]
    drawn.put(row + 2, label_column, "其中：当年财政拨款", *money)
    drawn.put(row + 3, label_column, "其他资金")
    return row + 4


def goals(drawn: Drawn, content: Content, row: int, width: int) -> int:
    half = width // 2
    drawn.put(row, 1, "年度总体目标", "预期目标")
    drawn.merge(row, 1, row + 1, 1)
    drawn.merge(row, 2, row, half)
    drawn.put(row, half + 1, "实际完成情况")
    drawn.merge(row, half + 1, row, width)
    drawn.put(row + 1, 2, content.goal)
    drawn.merge(row + 1, 2, row + 1, half)
    drawn.put(row + 1, half + 1, content.done)
    drawn.merge(row + 1, half + 1, row + 1, width)
    return row + 2


def levels(drawn: Drawn, content: Content, row: int, column: int, *, points: bool = False) -> None:
    """Level-1 and level-2 labels merged over their rows."""
    for offset, attribute in enumerate(("level1", "level2")):
        start = 0
        for index in range(1, len(content.rows) + 1):
            same = index < len(content.rows) and getattr(content.rows[index], attribute) == getattr(
                content.rows[start], attribute
            )
            if same:
                continue
            label = getattr(content.rows[start], attribute)
            if points and attribute == "level1":
                label += f"（{sum(r.weight for r in content.rows[start:index])}分）"
            drawn.put(row + start, column + offset, label)
            if index - start > 1:
                drawn.merge(row + start, column + offset, row + index - 1, column + offset)
            start = index


FULL = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]


def full_funds(content: Content) -> list[Any]:
    rate = f"{Decimal(str(content.executed)) / Decimal(str(content.budget)) * 100:.2f}%"
    return [content.initial, content.budget, content.executed, content.weight, rate, content.execution_score]


def table(
    drawn: Drawn,
    content: Content,
    row: int,
    headings: list[str],
    pick: Callable[[Row], list[Any]],
    *,
    total: list[Any] | None,
    total_label: str = "总分",
    points: bool = False,
    split: bool = False,
) -> int:
    """Headings from column B, rows below, total row."""
    start = row + (2 if split else 1)
    drawn.put(row, 1, "绩效指标")
    for offset, heading in enumerate(headings):
        upper, _, lower = heading.partition("/") if split else (heading, "", "")
        drawn.put(row, 2 + offset, upper)
        if lower:
            drawn.put(row + 1, 2 + offset, lower)
        elif split:
            drawn.merge(row, 2 + offset, row + 1, 2 + offset)
    levels(drawn, content, start, 2, points=points)
    for index, item in enumerate(content.rows):
        drawn.put(start + index, 4, item.name, *pick(item))
    last = start + len(content.rows)
    if total is not None:
        drawn.put(last, 1, total_label)
        drawn.merge(last, 1, last, 4)
        for column, value in total:
            drawn.put(last, column, value)
        last += 1
    drawn.put(last, 1, "填表人：财务科　　联系电话：　　填报日期：2024年1月15日")
    drawn.merge(last, 1, last, 1 + len(headings))
    drawn.put(last + 1, 1, "注：1.定量指标完成值达到指标值记满分。")
    drawn.next_row = last + 3
    return last


def a1(content: Content) -> Drawn:
    """国家通行:分值在值之后,年度/指标值、实际/完成值 拆两行。"""
    drawn = Drawn()
    row = goals(drawn, content, funds(drawn, content, head(drawn, content, 9), FULL, full_funds(content)), 9)
    headings = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度/指标值",
        "实际/完成值",
        "分值",
        "得分",
        "偏差原因分析/及改进措施",
    ]
    table(
        drawn, content, row, headings, lambda r: [r.glued, r.actual, r.weight, r.score, r.reason],
        total=[(7, 100), (8, float(content.total))], split=True,
    )  # fmt: skip
    return drawn


def a2(content: Content) -> Drawn:
    """扶贫/衔接:分值在值之前,资金无年初,★前缀。"""
    drawn = Drawn()
    row = head(drawn, content, 9)
    values = full_funds(content)
    row = funds(
        drawn, content, row, ["全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"], values[1:]
    )
    row = goals(drawn, content, row, 9)
    starred = replace(
        content, rows=tuple(replace(r, name=f"★★★指标{i}：{r.name}") for i, r in enumerate(content.rows, 1))
    )
    headings = [
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值",
        "全年实际值",
        "得分",
        "未完成原因及拟采取的改进措施",
    ]
    table(
        drawn, starred, row, headings, lambda r: [r.weight, r.glued, r.actual, r.score, r.reason],
        total=[(5, 100), (8, float(content.total))],
    )  # fmt: skip
    return drawn


def a3(content: Content) -> Drawn:
    """云南双层:性质、指标值、度量单位独立成列,总分行带等级。"""
    drawn = Drawn()
    row = goals(drawn, content, funds(drawn, content, head(drawn, content, 11), FULL, full_funds(content)), 11)
    drawn.put(row, 1, "绩效指标")
    drawn.put(row, 2, "绩效指标")
    drawn.merge(row, 2, row, 4)
    drawn.put(row, 5, "年度指标值")
    drawn.merge(row, 5, row, 7)
    for column, heading in ((8, "实际完成值"), (9, "分值"), (10, "得分"), (11, "偏差原因分析及改进措施")):
        drawn.put(row, column, heading)
        drawn.merge(row, column, row + 1, column)
    drawn.put(row + 1, 2, "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    levels(drawn, content, row + 2, 2)
    signs = {"≥": "≧", "＝": "﹦", "≤": "≤"}
    for index, item in enumerate(content.rows):
        drawn.put(
            row + 2 + index,
            4,
            item.name,
            signs.get(item.sign, item.sign),
            item.target,
            item.unit,
            item.actual,
            item.weight,
            item.score,
            item.reason,
        )
    last = row + 2 + len(content.rows)
    drawn.put(last, 1, "总分")
    drawn.merge(last, 1, last, 8)
    drawn.put(last, 9, 100, float(content.total), "优")
    drawn.next_row = last + 2
    return drawn


def a4(content: Content) -> Drawn:
    """四川一体化:分值叫权重,末行叫合计,定性行,表尾评价结论。"""
    drawn = Drawn()
    row = head(drawn, content, 11)
    drawn.put(
        row, 1, "年度预算数（万元）", "", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因"
    )
    values = full_funds(content)
    drawn.put(row + 1, 1, "总额", "", values[0], values[1], values[2], values[4], values[3], values[5])
    drawn.put(row + 2, 1, "其中：财政资金", "", values[0], values[1], values[2])
    row = goals(drawn, content, row + 3, 11)
    drawn.put(
        row,
        1,
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    )
    levels(drawn, content, row + 1, 2)
    for index, item in enumerate(content.rows):
        drawn.put(
            row + 1 + index,
            4,
            item.name,
            item.sign,
            item.target,
            item.unit,
            item.actual,
            item.weight,
            item.score,
            item.reason,
        )
    last = row + 1 + len(content.rows)
    drawn.put(last, 1, "合计")
    drawn.put(last, 9, 100, float(content.total))
    drawn.put(last + 1, 1, "评价结论", "项目按计划完成,效益较好。")
    drawn.put(last + 2, 1, "存在问题", "部分溢洪道清理推迟。")
    drawn.put(last + 3, 1, "改进措施", "提前办理用地手续。")
    drawn.next_row = last + 5
    return drawn


def a5(content: Content) -> Drawn:
    """湖北 20+80:无分值列,分值写在标题里,总分带「分」字。"""
    doubled = replace(content, weight=20, execution_score=19.1)
    drawn = Drawn()
    row = head(drawn, doubled, 7, title=f"{content.year}年度{content.project}项目自评表", agency="项目实施单位")
    drawn.put(
        row, 1, "预算执行情况（万元）（20分）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）"
    )
    drawn.merge(row, 1, row + 1, 1)
    drawn.put(row + 1, 2, "年度财政资金总额", content.budget, content.executed, "95.50%", 19.1)
    drawn.put(row + 2, 1, "年度总体目标", content.goal)
    drawn.merge(row + 2, 2, row + 2, 4)
    drawn.put(row + 2, 5, content.done)
    drawn.merge(row + 2, 5, row + 2, 7)
    row += 3
    drawn.put(
        row,
        1,
        "年度绩效目标1（80分）",
        "一级指标",
        "二级指标",
        "三级指标",
        "年初目标值（A）",
        "实际完成值（B）",
        "得分",
    )
    levels(drawn, content, row + 1, 2)
    for index, item in enumerate(content.rows):
        drawn.put(
            row + 1 + index, 4, item.name, item.glued, item.actual, 10 if item.weight != 10 or item.score == 10 else 9.5
        )
    last = row + 1 + len(content.rows)
    drawn.put(last, 1, "总分")
    drawn.merge(last, 1, last, 3)
    drawn.put(last, 7, "98.6分")
    drawn.put(last + 1, 1, "偏差大或目标未完成原因分析：征地推迟")
    drawn.next_row = last + 3
    return drawn


def a6(content: Content) -> Drawn:
    """转移支付:无分值、得分、总分。"""
    drawn = Drawn()
    row = head(drawn, content, 7, title="中央对地方专项转移支付绩效目标自评表", agency="资金使用单位")
    drawn.cells[3, 1] = "转移支付（项目）名称"
    row = funds(
        drawn,
        content,
        row,
        ["全年预算数(A)", "全年执行数(B)", "预算执行率(B/A)"],
        [content.budget, content.executed, "95.5%"],
    )
    drawn.put(row, 1, "年度总体目标", "总体目标")
    drawn.merge(row, 1, row + 1, 1)
    drawn.merge(row, 2, row, 4)
    drawn.put(row, 5, "全年实际完成情况")
    drawn.merge(row, 5, row, 7)
    drawn.put(row + 1, 2, content.goal)
    drawn.merge(row + 1, 2, row + 1, 4)
    drawn.put(row + 1, 5, content.done)
    drawn.merge(row + 1, 5, row + 1, 7)
    headings = ["一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"]
    table(drawn, content, row + 2, headings, lambda r: [r.glued, r.actual, r.reason], total=None)
    return drawn


def a6b(content: Content) -> Drawn:
    """转移支付带分:末行叫分总。"""
    drawn = Drawn()
    row = goals(drawn, content, funds(drawn, content, head(drawn, content, 9), FULL, full_funds(content)), 9)
    headings = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "全年实际完成值",
        "分值",
        "得分",
        "未完成原因和改进措施",
    ]
    table(
        drawn, content, row, headings, lambda r: [r.glued, r.actual, r.weight, r.score, r.reason],
        total=[(7, 100), (8, float(content.total))], total_label="分总",
    )  # fmt: skip
    return drawn


def a7(content: Content) -> Drawn:
    """河北旧系统:三层列,预算执行率是一行一级指标,折算得分。"""
    drawn = Drawn()
    row = head(drawn, content, 13)
    drawn.put(
        row, 1, "预算执行情况（万元）", "", "预算安排情况(调整后)", "资金到位情况", "资金执行情况", "预算执行进度(%)"
    )
    drawn.put(
        row + 1,
        1,
        "",
        "合计",
        f"预算数 {content.budget}",
        f"到位数 {content.budget}",
        f"执行数 {content.executed}",
        95.5,
    )
    row = goals(drawn, content, row + 2, 13)
    drawn.put(row, 1, "绩效指标", "一级指标", "二级指标", "三级指标", "指标分值")
    drawn.put(row, 6, "预期指标值")
    drawn.merge(row, 6, row, 8)
    drawn.put(row, 9, "单项指标实际完成值", "单项指标完成情况", "自评得分")
    drawn.merge(row, 11, row, 13)
    for column in (2, 3, 4, 5, 9, 10):
        drawn.merge(row, column, row + 1, column)
    drawn.put(row + 1, 6, "符号", "值", "单位(文字描述)")
    drawn.put(row + 1, 11, "单项指标得分", "权重占比(%)", "单项指标折算得分")
    levels(drawn, content, row + 2, 2)
    for index, item in enumerate(content.rows):
        drawn.put(
            row + 2 + index,
            4,
            item.name,
            f"反映{item.name}",
            item.sign,
            item.target,
            item.unit,
            item.actual,
            "完成",
            100,
            item.weight,
            item.score,
        )
    last = row + 2 + len(content.rows)
    drawn.put(
        last, 2, "预算执行率", "预算执行率", "预算执行率", "反映预算执行", "≥", 100, "%", 95.5, "完成", 95.5, 10, 9.55
    )
    drawn.put(last + 1, 1, "合计")
    drawn.put(last + 1, 12, 100, float(content.total))
    drawn.next_row = last + 3
    return drawn


def a8(content: Content) -> Drawn:
    """南岳式:无分、无执行率。"""
    drawn = Drawn()
    row = head(drawn, content, 7)
    drawn.put(row, 1, "项目资金（万元）", "年初预算资金总额", "", "实际投入资金额", "", "产生差异的原因")
    drawn.put(row + 1, 2, content.budget, "", content.executed, "", "结余")
    drawn.put(row + 2, 1, "年度总体目标", content.goal)
    drawn.merge(row + 2, 2, row + 2, 4)
    drawn.put(row + 2, 5, content.done)
    drawn.merge(row + 2, 5, row + 2, 7)
    headings = ["一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "产生差异的原因及改进措施"]
    table(drawn, content, row + 3, headings, lambda r: [r.glued, r.actual, r.reason], total=None)
    return drawn


def a11(content: Content) -> Drawn:
    """重庆部门:无一二级列,得分系数、指标权重、指标得分、核心指标。"""
    drawn = Drawn()
    row = head(drawn, content, 11)
    headings = ["年初预算数", "全年(调整)预算数", "全年执行数", "执行率(%)", "执行率权重", "执行率得分(分)"]
    values = full_funds(content)
    row = funds(drawn, content, row, headings, [values[0], values[1], values[2], 95.5, 10, values[5]])
    row = goals(drawn, content, row, 11)
    drawn.put(
        row,
        1,
        "指标名称",
        "计量单位",
        "指标性质",
        "年初指标值",
        "调整指标值",
        "全年完成值",
        "得分系数(%)",
        "指标权重(分)",
        "指标得分(分)",
        "是否核心指标",
        "说明",
    )
    for index, item in enumerate(content.rows, 1):
        drawn.put(
            row + index,
            1,
            item.name,
            item.unit,
            item.sign,
            1 if item.unit == "座" else item.target,
            item.target if item.unit == "座" else None,
            item.actual,
            100,
            item.weight,
            item.score,
            "否",
        )
    last = row + 1 + len(content.rows)
    drawn.put(last, 1, "合计")
    drawn.put(last, 8, 100, float(content.total))
    drawn.next_row = last + 2
    return drawn


def a12(content: Content) -> Drawn:
    """银川/海淀:分值在前,(A)(B) 后缀,得分计算方法列。"""
    drawn = Drawn()
    row = goals(drawn, content, funds(drawn, content, head(drawn, content, 10), FULL, full_funds(content)), 10)
    headings = [
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值(A)",
        "全年实际值(B)",
        "得分计算方法",
        "得分",
        "未完成原因分析",
    ]
    how = "完成值达到指标值得满分"
    table(
        drawn, content, row, headings, lambda r: [r.weight, r.glued, r.actual, how, r.score, r.reason],
        total=[(5, 100), (9, float(content.total))],
    )  # fmt: skip
    return drawn


LAYOUTS: dict[str, Callable[[Content], Drawn]] = {
    "A1": a1, "A2": a2, "A3": a3, "A4": a4, "A5": a5, "A6": a6, "A6b": a6b, "A7": a7, "A8": a8, "A11": a11, "A12": a12,
}  # fmt: skip
WITHOUT_POINTS = {"A6", "A8"}
WITHOUT_LEVELS = {"A11"}


def moved(drawn: Drawn, down: int, right: int) -> Drawn:
    """The same form elsewhere on the sheet."""
    return Drawn(
        {(row + down, column + right): value for (row, column), value in drawn.cells.items()},
        [(a + down, b + right, c + down, d + right) for a, b, c, d in drawn.merges],
        {(row + down, column + right): value for (row, column), value in drawn.formats.items()},
        drawn.next_row + down,
    )


def torn(drawn: Drawn) -> Drawn:
    """All merges gone, as after pasting values; merged labels stand in their first cell only."""
    return Drawn(dict(drawn.cells), [], dict(drawn.formats), drawn.next_row)


def stacked(*forms: Drawn) -> Drawn:
    """Several forms one under another."""
    result = Drawn()
    for form in forms:
        lower = moved(form, result.next_row - 1, 0)
        result.cells.update(lower.cells)
        result.merges += lower.merges
        result.formats.update(lower.formats)
        result.next_row = lower.next_row + 1
    return result


def to_sheet(drawn: Drawn, name: str = "自评表") -> Sheet:
    cells = {}
    for (row, column), value in drawn.cells.items():
        content = Decimal(f"{value:.15g}") if isinstance(value, int | float) else value
        cells[row, column] = Cell(row, column, content, drawn.formats.get((row, column), "General"))
    return Sheet(name, cells, tuple(drawn.merges))


def to_grid(*sheets: Drawn) -> Grid:
    return Grid("某单位.xlsx", tuple(to_sheet(drawn, f"自评表{index}") for index, drawn in enumerate(sheets, 1)))
