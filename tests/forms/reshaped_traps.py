"""The plain form with rows and texts that look like something else; builders return drawing and truth."""

from __future__ import annotations

from dataclasses import replace

from .layouts import Content, Drawn
from .reshaped import FIRST_ROW, FUNDS_ROW, GOALS_ROW, TABLE_ROW, TOTAL_ROW, Builder, erase, opened, plain_form, widened
from .truths import Truth, truth_of


def form_words_in_texts(content: Content) -> tuple[Drawn, Truth]:
    """目标、项目名称里写着「自评表」「万元」,表头写的是元。"""
    content = replace(
        content,
        project="500万元以上项目绩效自评表编制",
        goal="按时完成项目支出绩效自评表报送",
        done="项目支出绩效自评表已报送",
        initial=1_200_000,
        budget=1_000_000,
        executed=955_000,
    )
    drawn = plain_form(content)
    drawn.cells[FUNDS_ROW, 1] = "项目资金\n（元）"
    return drawn, truth_of(content, funds_unit="元")


def year_of_the_project(content: Content) -> tuple[Drawn, Truth]:
    """项目名称里的年份不是表的年度。"""
    content = replace(content, project="2021年水库维修")
    drawn = plain_form(content)
    erase(drawn, 2)
    return drawn, truth_of(content, year=None)


def year_in_a_field(content: Content) -> tuple[Drawn, Truth]:
    """年度写成字段「自评年度：2023年度」。"""
    drawn = plain_form(content)
    erase(drawn, 2)
    drawn.put(2, 1, "自评年度", f"{content.year}年度", None, None, "金额单位", "万元")
    return drawn, truth_of(content)


def banners(content: Content) -> tuple[Drawn, Truth]:
    """一级指标是横贯全表的标题行,没有一级指标列。"""
    drawn = plain_form(content)
    erase(drawn, TABLE_ROW, TOTAL_ROW + 3)
    drawn.put(TABLE_ROW, 1, "序号", None, "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因")
    row, level1, lines = TABLE_ROW + 1, "", []
    for number, (item, line) in enumerate(zip(content.rows, truth_of(content).lines, strict=True), 1):
        if item.level1 != level1:
            level1 = item.level1
            banner = f"{'一二三'[('产出指标', '效益指标', '满意度指标').index(level1)]}、{level1}（30分）"
            drawn.put(row, 1, banner)
            drawn.merge(row, 1, row, 9)
            row += 1
        drawn.put(row, 1, number, None, item.level2, item.name, item.glued, item.actual, item.weight, item.score)
        lines.append(replace(line, level1=banner.replace("（", "(").replace("）", ")")))
        row += 1
    drawn.put(row, 1, "总分", *[None] * 5, 100, float(content.total))
    return drawn, truth_of(content, lines=tuple(lines))


def subtotals(content: Content) -> tuple[Drawn, Truth]:
    """每个一级指标后有小计行。"""
    drawn = opened(opened(plain_form(content), FIRST_ROW + 7), FIRST_ROW + 5)
    drawn.put(FIRST_ROW + 5, 2, "小计", *[None] * 4, 50, 49.5)
    drawn.put(FIRST_ROW + 8, 2, "效益指标小计", *[None] * 4, 30, 30)
    return drawn, truth_of(content)


def helper_columns(content: Content) -> tuple[Drawn, Truth]:
    """表右边有单位自己加的辅助列(核对、公式、备注)。"""
    drawn = plain_form(content)
    for index in range(len(content.rows)):
        drawn.put(FIRST_ROW + index, 11, index + 1, "已核", "=得分<=分值")
    drawn.put(TABLE_ROW, 11, "序号", "核对", "校验")
    drawn.put(TOTAL_ROW, 11, 36, "已核")
    return drawn, truth_of(content)


def names_like_labels(content: Content) -> tuple[Drawn, Truth]:
    """三级指标的名字以「审核」「备注」「联系」「总计」这类字开头。"""
    names = [
        "审核项目数量",
        "联系群众次数",
        "总分配资金到位率",
        "说明会按期召开",
        "主管部门满意率",
        "填报数据覆盖面",
        "财政局通报次数",
        "单位负责人满意度",
    ]
    content = replace(
        content, rows=tuple(replace(row, name=name) for row, name in zip(content.rows, names, strict=True))
    )
    return plain_form(content), truth_of(content)


def values_like_labels(content: Content) -> tuple[Drawn, Truth]:
    """完成值写「完成」「已完成」「实际完成」,指标值写「完成」。"""
    rows = list(content.rows)
    rows[0] = replace(rows[0], sign="定性", target="完成", unit="", actual="完成")
    rows[1] = replace(rows[1], sign="定性", target="按期完成", unit="", actual="实际完成")
    content = replace(content, rows=tuple(rows))
    return plain_form(content), truth_of(content)


def total_missing(content: Content) -> tuple[Drawn, Truth]:
    """没有总分行,指标后直接是说明。"""
    drawn = plain_form(content)
    erase(drawn, TOTAL_ROW)
    return drawn, truth_of(content, total=("", "", ""))


def goal_beside_label(content: Content) -> tuple[Drawn, Truth]:
    """目标写在标签右边:年初设定目标 | 文字,下一行 年度总体目标完成情况综述 | 文字。"""
    drawn = plain_form(content)
    erase(drawn, GOALS_ROW, GOALS_ROW + 1)
    drawn.put(GOALS_ROW, 1, "年初设定目标", content.goal)
    drawn.put(GOALS_ROW + 1, 1, "年度总体目标完成情况综述", content.done)
    for row in (GOALS_ROW, GOALS_ROW + 1):
        drawn.merge(row, 2, row, 9)
    return drawn, truth_of(content)


def funds_below_indicators_label(content: Content) -> tuple[Drawn, Truth]:
    """资金来源行名写全:中央补助、省级资金、市级资金、县级资金、单位资金。"""
    drawn = opened(plain_form(content), FUNDS_ROW + 3, 3)
    for offset, (label, *values) in enumerate(
        (("省级资金", 0, 0, 0), ("市级资金", 20, 20, 15.5), ("县级资金", 40, 30, 30))
    ):
        drawn.put(FUNDS_ROW + 3 + offset, 2, label, *values)
    drawn.put(FUNDS_ROW + 2, 2, "其中：中央补助", 60, 50, 50)
    sources = (("其中:中央补助", "50"), ("省级资金", "0"), ("市级资金", "15.5"), ("县级资金", "30"), ("其他资金", ""))
    return drawn, truth_of(content, sources=sources)


def section_label_like_a_heading(content: Content) -> tuple[Drawn, Truth]:
    """资金块左边的标签「预算执行情况（万元）」读着像表头,并向下合并。"""
    drawn = plain_form(content)
    drawn.cells[FUNDS_ROW, 1] = "预算执行情况（万元）"
    return drawn, truth_of(content)


def funds_heading_in_two_rows(content: Content) -> tuple[Drawn, Truth]:
    """资金表头向下合并两行。"""
    drawn = opened(plain_form(content), FUNDS_ROW + 1)
    for column in range(3, 9):
        drawn.merge(FUNDS_ROW, column, FUNDS_ROW + 1, column)
    return drawn, truth_of(content)


def sign_number_unit_under_one_heading(content: Content) -> tuple[Drawn, Truth]:
    """年度指标值表头合并三列,下面符号、数、单位各占一列,没有第二层表头。"""
    drawn = widened(plain_form(content), 6, 2)
    drawn.merge(TABLE_ROW, 5, TABLE_ROW, 7)
    for index, row in enumerate(content.rows):
        drawn.put(FIRST_ROW + index, 5, row.sign, row.target, row.unit)
    return drawn, truth_of(content)


def remarks_after_funds(content: Content) -> tuple[Drawn, Truth]:
    """资金块与目标之间夹着「项目概况」「资金管理办法」等长文字行。"""
    drawn = opened(plain_form(content), GOALS_ROW, 2)
    drawn.put(GOALS_ROW, 1, "项目概况", "全县六座小型水库年度维修养护。")
    drawn.merge(GOALS_ROW, 2, GOALS_ROW, 9)
    drawn.put(GOALS_ROW + 1, 1, "立项依据", "水库安全管理条例")
    return drawn, truth_of(content)


def funds_columns_turned(content: Content) -> tuple[Drawn, Truth]:
    """资金列次序不同:得分、执行率、分值在前,年初数在最后。"""
    drawn = plain_form(content)
    for row in range(FUNDS_ROW, FUNDS_ROW + 4):
        line = [drawn.cells.pop((row, column), None) for column in range(3, 9)]
        drawn.put(row, 3, *reversed(line))
    return drawn, truth_of(content)


def funds_label_last(content: Content) -> tuple[Drawn, Truth]:
    """资金行名夹在数字列中间。"""
    drawn = plain_form(content)
    for row in range(FUNDS_ROW, FUNDS_ROW + 4):
        label, initial = drawn.cells.pop((row, 2), None), drawn.cells.pop((row, 3), None)
        drawn.put(row, 2, initial, label)
    return drawn, truth_of(content)


def sum_then_total(content: Content) -> tuple[Drawn, Truth]:
    """先有「合计」(指标)再有「总分」(含执行率)。"""
    drawn = opened(plain_form(content), TOTAL_ROW)
    drawn.put(TOTAL_ROW, 1, "合计", *[None] * 5, 90, 89.5)
    return drawn, truth_of(content)


def library_below(content: Content) -> tuple[Drawn, Truth]:
    """表下附着指标库,列与自评表不同。"""
    drawn = plain_form(content)
    drawn.put(TOTAL_ROW + 5, 1, "指标库")
    drawn.put(TOTAL_ROW + 6, 1, "一级指标", "二级指标", "三级指标", "指标值")
    drawn.put(TOTAL_ROW + 7, 1, "产出指标", "数量指标", "培训人次", "≥1人次")
    return drawn, truth_of(content)


def spaced_labels(content: Content) -> tuple[Drawn, Truth]:
    """标签里有空格、换行和冒号,年份写汉字。"""
    drawn = plain_form(content)
    drawn.cells[1, 1] = "二〇二三年度项目支出绩效自评表"
    drawn.cells.pop((2, 1))
    drawn.cells[3, 1] = "项目\n名称："
    drawn.cells[4, 1] = "主 管　部 门："
    return drawn, truth_of(content)


TRAPS: dict[str, Builder] = {
    "文中有表名": form_words_in_texts,
    "项目里的年份": year_of_the_project,
    "年度是字段": year_in_a_field,
    "横贯的级别": banners,
    "小计": subtotals,
    "辅助列": helper_columns,
    "名字像标签": names_like_labels,
    "值像表头": values_like_labels,
    "没有总分": total_missing,
    "目标在右": goal_beside_label,
    "多级来源": funds_below_indicators_label,
    "左标签像表头": section_label_like_a_heading,
    "资金表头两行": funds_heading_in_two_rows,
    "资金后说明": remarks_after_funds,
    "资金列序": funds_columns_turned,
    "资金行名在中间": funds_label_last,
    "合计再总分": sum_then_total,
    "下附指标库": library_below,
    "标签带空": spaced_labels,
    "符号数单位": sign_number_unit_under_one_heading,
}
