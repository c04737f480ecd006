"""The plain form with its indicator table, total and footer reshaped; builders return drawing and truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .layouts import Content, Drawn, funds, goals, head, levels, table
from .reshaped import FIRST_ROW, FUNDS_ROW, HEADINGS, TABLE_ROW, TOTAL_ROW, Builder, erase, opened, plain_form
from .truths import Line, Truth, truth_of, without


def a9(content: Content) -> tuple[Drawn, Truth]:
    """四川叙述内嵌:一级写项目决策、项目完成、项目效益,列只有指标值与实施进度。"""
    renamed = {"产出指标": "项目完成", "效益指标": "项目效益", "满意度指标": "项目效益"}
    content = replace(content, rows=tuple(replace(row, level1=renamed[row.level1]) for row in content.rows))
    drawn = Drawn()
    row = head(drawn, content, 6, title=f"{content.year}年项目支出绩效自评表")
    row = funds(drawn, content, row, ["全年预算数", "全年执行数", "执行率"], [content.budget, content.executed, 0.955])
    row = goals(drawn, content, row, 6)
    table(
        drawn,
        content,
        row,
        ["一级指标", "二级指标", "三级指标", "指标值", "实施进度"],
        lambda r: [r.glued, r.actual],
        total=None,
    )
    truth = truth_of(content, execution_weight="", total=("", "", ""))
    return drawn, without(truth, "funds.initial", "funds.weight", "funds.score", "weight", "score")


def a10(content: Content) -> tuple[Drawn, Truth]:
    """广水:上半张按评价内容打分(决策、管理),下半张是绩效指标,自评分与复核分并列。"""
    drawn = plain_form(content)
    erase(drawn, TABLE_ROW, TOTAL_ROW + 3)
    drawn.put(TABLE_ROW, 1, "评价内容", None, None, "分值", "自评分", "复核分", "评价标准及依据")
    drawn.put(TABLE_ROW + 1, 1, "项目决策", None, None, 2, 2, 2, "立项程序完整")
    drawn.put(TABLE_ROW + 2, 1, "项目管理", None, None, 13, 13, 12, "制度健全,执行到位")
    top = TABLE_ROW + 3
    drawn.put(
        top,
        1,
        "一级指标",
        "二级指标",
        "指标名称（三级指标）",
        "年初指标值",
        "年终完成值",
        "自评分",
        "复核分",
        "评价标准",
    )
    levels(drawn, content, top + 1, 1)
    for index, row in enumerate(content.rows):
        drawn.put(top + 1 + index, 3, row.name, row.glued, row.actual, row.score, row.score, "达到得满分")
    last = top + 1 + len(content.rows)
    drawn.put(last, 1, "合计")
    drawn.put(last, 6, 97, 96)
    drawn.next_row = last + 2
    return drawn, without(truth_of(content, total=("", "97", "")), "weight")


def subitems(content: Content) -> tuple[Drawn, Truth]:
    """「其中」子行:一行无分值得分,一行有。"""
    drawn = opened(plain_form(content), FIRST_ROW + 1, 2)
    drawn.merges = [area for area in drawn.merges if area[0] != FIRST_ROW]
    drawn.merge(FIRST_ROW, 2, FIRST_ROW + 6, 2)
    drawn.merge(FIRST_ROW, 3, FIRST_ROW + 3, 3)
    drawn.put(FIRST_ROW + 1, 4, "其中：小（1）型水库座数", "≥2座", 2)
    drawn.put(FIRST_ROW + 2, 4, "其中：小（2）型水库座数", "≥4座", 4, 5, 5)
    lines = list(truth_of(content).lines)
    lines[1:1] = [
        Line("产出指标", "数量指标", "其中:小(1)型水库座数", "≥2座", "2", subitem=True),
        Line("产出指标", "数量指标", "其中:小(2)型水库座数", "≥4座", "4", "5", "5"),
    ]
    return drawn, truth_of(content, lines=tuple(lines))


def level_rows(content: Content) -> tuple[Drawn, Truth]:
    """一级、二级指标独占一行,三级指标在下面。"""
    drawn = plain_form(content)
    erase(drawn, FIRST_ROW, TOTAL_ROW + 3)
    row, seen = FIRST_ROW, ("", "")
    for item in content.rows:
        if item.level1 != seen[0]:
            drawn.put(row, 2, item.level1 + "（40分）")
            row += 1
        if item.level2 != seen[1]:
            drawn.put(row, 3, item.level2)
            row += 1
        seen = (item.level1, item.level2)
        drawn.put(row, 4, item.name, item.glued, item.actual, item.weight, item.score)
        row += 1
    drawn.put(row, 1, "总分", *[None] * 5, 100, float(content.total))
    lines = tuple(replace(line, level1=line.level1 + "(40分)") for line in truth_of(content).lines)
    return drawn, truth_of(content, lines=lines)


def two_rows_each(content: Content) -> tuple[Drawn, Truth]:
    """每个指标占两行,各列都合并两行。"""
    drawn = plain_form(content)
    erase(drawn, FIRST_ROW, TOTAL_ROW + 3)
    for index, item in enumerate(content.rows):
        row = FIRST_ROW + 2 * index
        drawn.put(row, 2, item.level1, item.level2, item.name, item.glued, item.actual, item.weight, item.score)
        for column in range(2, 10):
            drawn.merge(row, column, row + 1, column)
    last = FIRST_ROW + 2 * len(content.rows)
    drawn.put(last, 1, "总分", *[None] * 5, 100, float(content.total))
    return drawn, truth_of(content)


def levels_on_each_row(content: Content) -> tuple[Drawn, Truth]:
    """一级、二级指标逐行重复,一级带空格和换行的分值。"""
    drawn = plain_form(content)
    drawn.merges = [area for area in drawn.merges if not (FIRST_ROW <= area[0] < TOTAL_ROW)]
    spaced = {
        "产出指标": "产 出 指 标\n（50分）",
        "效益指标": "效 益 指 标\n（30分）",
        "满意度指标": "满意度指标\n（10分）",
    }
    for index, item in enumerate(content.rows):
        drawn.put(FIRST_ROW + index, 2, spaced[item.level1], item.level2)
    lines = tuple(
        replace(line, level1="".join(spaced[row.level1].split()).replace("（", "(").replace("）", ")"))
        for line, row in zip(truth_of(content).lines, content.rows, strict=True)
    )
    return drawn, truth_of(content, lines=lines)


def numbered_names(content: Content) -> tuple[Drawn, Truth]:
    """三级指标前有编号:1. （2） ③ 指标4： ★。"""
    drawn = plain_form(content)
    marks = ["1.", "（2）", "③", "指标4：", "★", "6、", "（7）、", "三级指标8:"]
    for index, mark in enumerate(marks):
        drawn.cells[FIRST_ROW + index, 4] = f"{mark}{content.rows[index].name}"
    return drawn, truth_of(content)


def names_last(content: Content) -> tuple[Drawn, Truth]:
    """指标值、完成值、得分在指标名称之前。"""
    drawn = plain_form(content)
    erase(drawn, TABLE_ROW, TOTAL_ROW + 3)
    drawn.put(TABLE_ROW, 1, "年度指标值", "实际完成值", "得分", "分值", "三级指标", "二级指标", "一级指标")
    for index, item in enumerate(content.rows):
        drawn.put(
            FIRST_ROW + index, 1, item.glued, item.actual, item.score, item.weight, item.name, item.level2, item.level1
        )
    drawn.put(TOTAL_ROW, 3, float(content.total), 100, "总分")
    return drawn, truth_of(content)


def total_on_top(content: Content) -> tuple[Drawn, Truth]:
    """总分行在表头下面第一行。"""
    drawn = plain_form(content)
    erase(drawn, TOTAL_ROW)
    drawn = opened(drawn, FIRST_ROW)
    drawn.put(FIRST_ROW, 1, "总分", *[None] * 5, 100, float(content.total))
    drawn.merge(FIRST_ROW, 1, FIRST_ROW, 4)
    return drawn, truth_of(content)


def total_in_the_head(content: Content) -> tuple[Drawn, Truth]:
    """自评总分写在表头上方的字段里。"""
    drawn = plain_form(content)
    erase(drawn, TOTAL_ROW)
    drawn = opened(drawn, FUNDS_ROW)
    drawn.put(FUNDS_ROW, 1, "自评总分", float(content.total), None, None, "自评等级", "优")
    return drawn, truth_of(content, total=("", str(content.total), "优"))


def total_with_grade(content: Content) -> tuple[Drawn, Truth]:
    """总分与等级写在一格。"""
    drawn = plain_form(content)
    erase(drawn, TOTAL_ROW)
    drawn.put(TOTAL_ROW, 1, f"总分：{content.total}分　　　等级：优")
    drawn.merge(TOTAL_ROW, 1, TOTAL_ROW, 9)
    return drawn, truth_of(content, total=("", str(content.total), "优"))


def total_label_wide(content: Content) -> tuple[Drawn, Truth]:
    """总分标签合并到得分列左边为止,原因列写等级。"""
    drawn = plain_form(content)
    erase(drawn, TOTAL_ROW)
    drawn.put(TOTAL_ROW, 1, "自 评 总 分（100分）")
    drawn.merge(TOTAL_ROW, 1, TOTAL_ROW, 7)
    drawn.put(TOTAL_ROW, 8, float(content.total), "评定等级：优")
    return drawn, truth_of(content, total=("", str(content.total), "优"))


def _total_called(label: str) -> Builder:
    def build(content: Content) -> tuple[Drawn, Truth]:
        drawn = plain_form(content)
        drawn.cells[TOTAL_ROW, 1] = label
        return drawn, truth_of(content)

    return build


def notes_with_form_words(content: Content) -> tuple[Drawn, Truth]:
    """表上表下的说明里有「自评表」「三级指标」等字样。"""
    drawn = opened(plain_form(content), 3)
    drawn.put(3, 1, "说明：请按批复的绩效目标填写自评表。")
    last = TOTAL_ROW + 4
    drawn.put(last, 1, "注：本自评表一式三份，三级指标、年度指标值按绩效目标申报表填写。")
    drawn.put(last + 1, 1, "2.得分一档最高不能超过该指标分值上限。", "实际完成值", "据实填写")
    drawn.put(last + 2, 1, "填表说明", "三级指标要细化", "实际完成值要量化")
    return drawn, truth_of(content)


def continued_page(content: Content) -> tuple[Drawn, Truth]:
    """打印换页处表头重复一遍,一级指标不重复。"""
    drawn = opened(plain_form(content), FIRST_ROW + 4, 2)
    drawn.put(FIRST_ROW + 5, 1, "绩效指标", *HEADINGS)
    drawn.merges = [area for area in drawn.merges if not (FIRST_ROW <= area[0] < FIRST_ROW + 4)]
    return drawn, truth_of(content)


def continued_title(content: Content) -> tuple[Drawn, Truth]:
    """换页处写「项目支出绩效自评表（续）」再重复表头。"""
    drawn = opened(plain_form(content), FIRST_ROW + 4, 3)
    drawn.put(FIRST_ROW + 5, 1, "项目支出绩效自评表（续）")
    drawn.put(FIRST_ROW + 6, 1, "绩效指标", *HEADINGS)
    drawn.merges = [area for area in drawn.merges if not (FIRST_ROW <= area[0] < FIRST_ROW + 4)]
    return drawn, truth_of(content)


def blank_and_template_rows(content: Content) -> tuple[Drawn, Truth]:
    """表中有空行,表尾留着「指标2：」「……」模板行。"""
    drawn = opened(opened(plain_form(content), FIRST_ROW + 6), FIRST_ROW + 3)
    drawn = opened(drawn, TOTAL_ROW + 2, 3)
    drawn.put(TOTAL_ROW + 2, 4, "指标2：")
    drawn.put(TOTAL_ROW + 3, 4, "……")
    drawn.put(TOTAL_ROW + 4, 2, "……", "……", "……")
    return drawn, truth_of(content)


def formatted_numbers(content: Content) -> tuple[Drawn, Truth]:
    """数字带格式:百分比、0\"人\"、0.0\"分\"。"""
    drawn = plain_form(content)
    shown: dict[int, tuple[Any, str, str]] = {
        0: (6, '0"座"', "6座"),
        2: (1, "0%", "100%"),
        7: (0.94, "0.00%", "94.00%"),
    }
    lines = list(truth_of(content).lines)
    for index, (value, number_format, text) in shown.items():
        drawn.cells[FIRST_ROW + index, 6] = value
        drawn.formats[FIRST_ROW + index, 6] = number_format
        lines[index] = replace(lines[index], actual=text)
    for index in range(8):
        drawn.formats[FIRST_ROW + index, 7] = '0"分"'
    drawn.formats[TOTAL_ROW, 8] = '0.00"分"'
    drawn.cells[FUNDS_ROW + 1, 7] = 0.955
    drawn.formats[FUNDS_ROW + 1, 7] = "0.00%"
    return drawn, truth_of(content, lines=tuple(lines))


def merged_two_ways(content: Content) -> tuple[Drawn, Truth]:
    """无二级指标的一级标签横向合并两列,三级名称合并两列。"""
    rows = tuple(replace(row, level2=row.level1) if row.level1 == "满意度指标" else row for row in content.rows)
    content = replace(content, rows=rows)
    drawn = plain_form(content)
    drawn.cells.pop((FIRST_ROW + 7, 3))
    drawn.merge(FIRST_ROW + 7, 2, FIRST_ROW + 7, 3)
    return drawn, truth_of(content)


def signed_between(content: Content) -> tuple[Drawn, Truth]:
    """表下签字行很多,夹着「总分」字样。"""
    drawn = plain_form(content)
    last = TOTAL_ROW + 3
    drawn.put(last, 1, "单位负责人（签字）：", None, None, "财务负责人（签字）：", None, None, "经办人：")
    drawn.put(last + 1, 1, "主管部门意见：", "总分复核无误", None, None, "（盖章）　　2024年1月20日")
    drawn.put(last + 2, 1, "绩效自评结论", "总体达到预期目标。")
    drawn.next_row = last + 4
    return drawn, truth_of(content)


TABLES: dict[str, Builder] = {
    "A9": a9,
    "A10": a10,
    "其中子行": subitems,
    "级别独行": level_rows,
    "两行一条": two_rows_each,
    "逐行级别": levels_on_each_row,
    "编号": numbered_names,
    "名称在后": names_last,
    "总分在上": total_on_top,
    "总分在表头": total_in_the_head,
    "总分带等级": total_with_grade,
    "总分标签宽": total_label_wide,
    "说明": notes_with_form_words,
    "换页表头": continued_page,
    "换页标题": continued_title,
    "空行模板行": blank_and_template_rows,
    "数字格式": formatted_numbers,
    "横向合并": merged_two_ways,
    "签字行": signed_between,
    **{
        f"合计叫{label}": _total_called(label)
        for label in ("自评得分", "综合得分", "得分合计", "合 计", "自评总分", "项目总得分", "分总：")
    },
}
