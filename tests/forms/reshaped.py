"""One plain form with its head, fields and funds reshaped. Each builder returns the drawing and its truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .layouts import FULL, Content, Drawn, full_funds, funds, goals, head, moved, table
from .truths import Truth, truth_of, without

Builder = Callable[[Content], tuple[Drawn, Truth]]
HEADINGS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
FUNDS_ROW, GOALS_ROW, TABLE_ROW, FIRST_ROW, TOTAL_ROW = 5, 9, 11, 12, 20


def plain_form(content: Content) -> Drawn:
    """Title 1, year 2, fields 3–4, funds 5–8, goals 9–10, headings 11, indicators 12–19, total 20, footer 21–22."""
    drawn = Drawn()
    row = goals(drawn, content, funds(drawn, content, head(drawn, content, 9), FULL, full_funds(content)), 9)
    table(
        drawn, content, row, HEADINGS, lambda r: [r.glued, r.actual, r.weight, r.score, r.reason],
        total=[(7, 100), (8, float(content.total))],
    )  # fmt: skip
    return drawn


def opened(drawn: Drawn, at: int, count: int = 1) -> Drawn:
    """The form with `count` empty rows put in above row `at`."""

    def shift(row: int) -> int:
        return row + count if row >= at else row

    return Drawn(
        {(shift(row), column): value for (row, column), value in drawn.cells.items()},
        [(shift(a), b, shift(c), d) for a, b, c, d in drawn.merges],
        {(shift(row), column): value for (row, column), value in drawn.formats.items()},
        drawn.next_row + count,
    )


def widened(drawn: Drawn, at: int, count: int = 1) -> Drawn:
    """The form with `count` empty columns put in left of column `at`."""

    def shift(column: int) -> int:
        return column + count if column >= at else column

    return Drawn(
        {(row, shift(column)): value for (row, column), value in drawn.cells.items()},
        [(a, shift(b), c, shift(d)) for a, b, c, d in drawn.merges],
        {(row, shift(column)): value for (row, column), value in drawn.formats.items()},
        drawn.next_row,
    )


def erase(drawn: Drawn, first: int, last: int | None = None) -> None:
    """Take out whole rows, merges too."""
    last = last or first
    drawn.cells = {place: value for place, value in drawn.cells.items() if not first <= place[0] <= last}
    drawn.merges = [area for area in drawn.merges if not first <= area[0] <= last]


def title_with_total(content: Content) -> tuple[Drawn, Truth]:
    """宁夏:标题下一行写「项目总得分99分」,执行率不占分,表下没有总分行。"""
    drawn = plain_form(content)
    drawn.cells[2, 1] = f"（{content.year}年度）　　项目总得分99分"
    erase(drawn, FUNDS_ROW, FUNDS_ROW + 3)
    funds(
        drawn,
        content,
        FUNDS_ROW,
        ["全年预算数（A）", "全年执行数（B）", "执行率（B/A）"],
        [content.budget, content.executed, "95.50%"],
    )
    drawn.cells[TABLE_ROW, 9] = "未完成原因及改进措施"
    erase(drawn, TOTAL_ROW)
    truth = without(
        truth_of(content, execution_weight="", total=("", "99", "")), "funds.initial", "funds.weight", "funds.score"
    )
    return drawn, truth


def county_special(content: Content) -> tuple[Drawn, Truth]:
    """湖南县级专项:指标无分值得分,列为 年度指标值·全年完成值·未完成原因和改进措施。"""
    drawn = Drawn()
    row = head(drawn, content, 7, title=f"{content.year}年度县级专项资金绩效自评表", agency="资金使用单位")
    row = funds(
        drawn, content, row, ["全年预算数", "全年执行数", "执行率（B/A）"], [content.budget, content.executed, 0.955]
    )
    row = goals(drawn, content, row, 7)
    headings = ["一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值", "未完成原因和改进措施"]
    table(drawn, content, row, headings, lambda r: [r.glued, r.actual, r.reason], total=None)
    truth = truth_of(content, execution_weight="", total=("", "", ""))
    return drawn, without(truth, "funds.initial", "funds.weight", "funds.score", "weight", "score")


def funds_by_nature(content: Content) -> tuple[Drawn, Truth]:
    """湖南:资金按收入性质、按支出性质各列一遍,得分列叫自评得分。"""
    drawn = opened(plain_form(content), FUNDS_ROW + 2, 3)
    drawn.cells[FUNDS_ROW, 1] = "年度预算申请（万元）"
    drawn.cells[FUNDS_ROW, 8] = "自评得分"
    drawn.merges = [area for area in drawn.merges if area[0] != FUNDS_ROW]
    erase(drawn, FUNDS_ROW + 2, FUNDS_ROW + 6)
    rows: list[list[Any]] = [
        ["按收入性质分："],
        ["其中：一般公共预算", 120, 100, 95.5],
        ["政府性基金拨款"],
        ["按支出性质分："],
        ["其中：项目支出", 120, 100, 95.5],
    ]
    for offset, values in enumerate(rows):
        drawn.put(FUNDS_ROW + 2 + offset, 2, *values)
    return drawn, truth_of(
        content, sources=(("其中:一般公共预算", "95.5"), ("政府性基金拨款", ""), ("其中:项目支出", "95.5"))
    )


def sources_as_columns(content: Content) -> tuple[Drawn, Truth]:
    """资金来源横排:中央·省·市·本级·其他·合计·执行数·执行率,只有一行数。"""
    drawn = plain_form(content)
    erase(drawn, FUNDS_ROW, FUNDS_ROW + 3)
    drawn.put(FUNDS_ROW, 1, "项目资金来源（万元）", "中央", "省", "市", "本级", "其他", "合计", "执行数", "执行率")
    drawn.merge(FUNDS_ROW, 1, FUNDS_ROW + 1, 1)
    drawn.put(FUNDS_ROW + 1, 2, 60, 20, 0, 20, 0, 100, 95.5, "95.50%")
    truth = truth_of(content, sources=(), execution_weight="")
    return drawn, without(truth, "funds.initial", "funds.weight", "funds.score")


def table_number_above(content: Content) -> tuple[Drawn, Truth]:
    """云南公开14表:表号在标题上,右边「单位：元」。"""
    content = replace(content, initial=1_200_000, budget=1_000_000, executed=955_000)
    drawn = plain_form(content)
    drawn.cells = {place: v.replace("（万元）", "") if isinstance(v, str) else v for place, v in drawn.cells.items()}
    drawn = moved(drawn, 1, 0)
    drawn.put(1, 1, "公开14表")
    drawn.put(3, 1, f"（{content.year}年度）")
    drawn.put(3, 8, "单位：元")
    drawn.merges = [area for area in drawn.merges if area[0] != 3]
    return drawn, truth_of(content, funds_unit="元")


def labels_merged_wide(content: Content) -> tuple[Drawn, Truth]:
    """字段标签合并两三列,值也合并。"""
    drawn = plain_form(content)
    erase(drawn, 3, 4)
    drawn.put(3, 1, "项 目 名 称")
    drawn.merge(3, 1, 3, 3)
    drawn.put(3, 4, content.project)
    drawn.merge(3, 4, 3, 9)
    drawn.put(4, 1, "主管部门\n（公章）")
    drawn.merge(4, 1, 4, 3)
    drawn.put(4, 4, content.department)
    drawn.merge(4, 4, 4, 5)
    drawn.put(4, 6, "项目实施单位：")
    drawn.merge(4, 6, 4, 7)
    drawn.put(4, 8, content.unit)
    drawn.merge(4, 8, 4, 9)
    return drawn, truth_of(content)


def code_beside_name(content: Content) -> tuple[Drawn, Truth]:
    """项目名称与项目编码同一行,主管部门与联系人、联系电话同一行,值离标签隔着空列。"""
    drawn = opened(plain_form(content), 5, 1)
    erase(drawn, 3, 4)
    drawn.put(3, 1, "项目名称", None, content.project, None, None, "项目编码", None, "34062123T000001")
    drawn.put(4, 1, "主管部门", None, content.department, None, None, "联系人", None, "财务科")
    drawn.put(5, 1, "实施单位", None, content.unit, None, None, "联系电话", None, "0561-0000000")
    return drawn, truth_of(content, codes=("34062123T000001",))


def contact_after_empty_field(content: Content) -> tuple[Drawn, Truth]:
    """主管部门没有填,右边是联系人标签:不能当成主管部门的值。"""
    drawn = plain_form(content)
    erase(drawn, 4)
    drawn.put(4, 1, "主管部门", None, None, "项目负责人", "甲", "联系电话", None)
    drawn.put(2, 1, f"（{content.year}年度）")
    drawn = opened(drawn, 5, 1)
    drawn.put(5, 1, "实施单位", content.unit, None, None, "项目属性", "☑延续项目　□新增项目")
    return drawn, truth_of(content, department="")


def two_fields_in_one_cell(content: Content) -> tuple[Drawn, Truth]:
    """两个字段写在一个格里,冒号后是值。"""
    drawn = plain_form(content)
    erase(drawn, 3, 4)
    drawn.put(3, 1, f"项目名称：{content.project}　　　主管部门：{content.department}")
    drawn.merge(3, 1, 3, 9)
    drawn.put(4, 1, f"实施单位（盖章）：{content.unit}　　填报日期：2024年1月15日")
    drawn.merge(4, 1, 4, 9)
    return drawn, truth_of(content)


def check_boxes(content: Content) -> tuple[Drawn, Truth]:
    """湖北:项目类别、属性、类型是勾选框。"""
    drawn = opened(plain_form(content), 5, 3)
    drawn.put(5, 1, "项目类别", "1、部门预算项目 ☑　2、区直专项 □　3、上级对下转移支付项目 □")
    drawn.put(6, 1, "项目属性", "1、持续性项目 ☑　2、新增性项目 □")
    drawn.put(7, 1, "项目类型", "1、常年性项目 ☑　2、延续性项目 □　3、一次性项目 □")
    for row in (5, 6, 7):
        drawn.merge(row, 2, row, 9)
    return drawn, truth_of(content)


def goals_in_rows(content: Content) -> tuple[Drawn, Truth]:
    """目标分几行写:目标1、目标2,各有完成情况。"""
    drawn = opened(plain_form(content), GOALS_ROW + 2, 1)
    drawn.merges = [area for area in drawn.merges if area[:2] != (GOALS_ROW, 1)]
    drawn.merge(GOALS_ROW, 1, GOALS_ROW + 2, 1)
    for row, number in ((GOALS_ROW + 1, 1), (GOALS_ROW + 2, 2)):
        drawn.put(row, 2, f"目标{number}：养护{number}座水库。")
        drawn.put(row, 5, f"完成{number}座。")
    drawn.merge(GOALS_ROW + 2, 2, GOALS_ROW + 2, 4)
    drawn.merge(GOALS_ROW + 2, 5, GOALS_ROW + 2, 9)
    return drawn, truth_of(content, goal="目标1:养护1座水库。 目标2:养护2座水库。", done="完成1座。 完成2座。")


def points_in_source_rows(content: Content) -> tuple[Drawn, Truth]:
    """「其中」行也填 10、100%、10,金额带「万元」字样,来源名称各异。"""
    drawn = plain_form(content)
    drawn.put(FUNDS_ROW + 2, 2, "其中：本年财政拨款", "120万元", "100万元", "95.5万元", 10, "95.5%", 9.55)
    return drawn, truth_of(content, sources=(("其中:本年财政拨款", "95.5"), ("其他资金", "")))


def empty_total_over_sources(content: Content) -> tuple[Drawn, Truth]:
    """年度资金总额行空着,数填在来源行。"""
    drawn = plain_form(content)
    for column in range(3, 9):
        drawn.cells.pop((FUNDS_ROW + 1, column), None)
    empty = {"initial": "", "budget": "", "executed": "", "weight": "", "score": ""}
    return drawn, truth_of(content, funds=empty, execution_weight="")


def values_beyond_a_gap(content: Content) -> tuple[Drawn, Truth]:
    """整表中间插了两列空列,表尾左边也空。"""
    return widened(widened(plain_form(content), 2, 2), 8, 1), truth_of(content)


HEADS: dict[str, Builder] = {
    "A2b": title_with_total,
    "A6c": county_special,
    "DS02": funds_by_nature,
    "SE13": sources_as_columns,
    "公开14表": table_number_above,
    "标签合并": labels_merged_wide,
    "编码同行": code_beside_name,
    "联系人": contact_after_empty_field,
    "一格两字段": two_fields_in_one_cell,
    "勾选框": check_boxes,
    "目标多行": goals_in_rows,
    "其中带分": points_in_source_rows,
    "总额空": empty_total_over_sources,
    "隔空列": values_beyond_a_gap,
}
