"""Sample plans for writer tests: a result sheet as 「校验」 makes it."""

from __future__ import annotations

from decimal import Decimal

from jixiao.workbook.patch import Mark, Patch, Print, Put, SheetPlan, Style

HEADINGS = ("序号", "级别", "位置", "问题", "应为", "怎么改", "依据", "规则号")
BODY, LINK = Style(border=True), Style(border=True, underline=True, color="0563C1")


def result_plan(count: int = 3, sheet: str = "自评表", name: str = "校验结果") -> SheetPlan:
    """A result sheet of `count` findings with links to `sheet`."""
    head = Style(bold=True, fill="D9E1F2", border=True, horizontal="center")
    puts = [Put(1, 1, "校验结果", Style(font="方正小标宋简体", size=16, bold=True, horizontal="center", border=True))]
    puts += [Put(2, column, text, head) for column, text in enumerate(HEADINGS, 1)]
    for row in range(3, 3 + count):
        texts = (
            row - 2,
            "必须改",
            f"H{row}",
            '=HYPERLINK("x")',
            Decimal("8.62"),
            "请改为 8.62",
            "财预〔2020〕10号",
            "E503",
        )
        puts += [Put(row, column, value, BODY) for column, value in enumerate(texts, 1) if column != 3]
        puts.append(Put(row, 3, f"H{row}", LINK, (sheet, f"H{row}")))
    return SheetPlan(
        name,
        tuple(puts),
        widths={1: 6, 4: 40},
        heights={1: 30},
        merges=((1, 1, 1, 8),),
        freeze=(3, 2),
        filter=(2, 1, 2 + count, 8),
        page=Print(landscape=True, repeat=(1, 2), footer="&C第 &P 页 共 &N 页", breaks=(4,), area=(1, 1, 2 + count, 8)),
        tab="C00000",
    )


def sample_patch(sheet: str = "自评表") -> Patch:
    """Three marks, one of each severity, and two sheets."""
    marks = (Mark(sheet, "H14", "必须改"), Mark(sheet, "F5", "请核实"), Mark(sheet, "G6", "提示"))
    return Patch(marks, (result_plan(sheet=sheet), result_plan(1, sheet, "整改通知")))
