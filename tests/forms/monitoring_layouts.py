"""One monitored project in the layouts that counties use: the ministry's, a half-year one, with words, with lights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from jixiao.workbook.grid import Cell, Grid, Sheet, position

Area = tuple[int, int, int, int]
TICKS = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他")
ROWS: tuple[dict[str, Any], ...] = (
    {"l1": "产出指标", "l2": "数量指标", "name": "维修水库座数", "target": "≥6座", "actual": "4座", "forecast": "6座"},
    {"l2": "质量指标", "name": "工程验收合格率", "target": "＝100%", "actual": "100%", "forecast": "100%"},
    {"l2": "成本指标", "name": "维修总成本", "target": "≤100万元", "actual": "52万元", "forecast": "98万元"},
    {
        "l1": "效益指标",
        "l2": "社会效益指标",
        "name": "受益农田面积",
        "target": "≥3200亩",
        "actual": "900亩",
        "forecast": "2600亩",
        "causes": ("经费保障",),
        "reason": "下游两座水库尚未开工",
        "chance": "有可能",
        "note": "9月追加两个施工队",
        "light": "红",
    },
    {
        "l1": "满意度指标",
        "l2": "服务对象满意度指标",
        "name": "受益群众满意度",
        "target": "≥90%",
        "actual": "93%",
        "forecast": "93%",
        "light": "蓝",
    },
)
LIGHTS = ("绿", "绿", "绿", "红", "蓝")


class Draft:
    """Cells and merges of a sheet being written."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Any] = {}
        self.merged: list[Area] = []

    def line(self, row: int, values: Sequence[Any], first: int = 1) -> None:
        """Write values from a column on; None leaves a cell empty."""
        for column, value in enumerate(values, first):
            if value is not None and value != "":
                self.cells[row, column] = value

    def merge(self, *areas: str) -> None:
        """Merge areas such as A1:C1."""
        for area in areas:
            first, last = (position(corner) for corner in area.split(":"))
            self.merged.append((*first, *last))

    def moved(self, rows: int, columns: int) -> Draft:
        """The same sheet further down and to the right."""
        draft = Draft()
        draft.cells = {(row + rows, column + columns): value for (row, column), value in self.cells.items()}
        draft.merged = [(a + rows, b + columns, c + rows, d + columns) for a, b, c, d in self.merged]
        return draft

    def sheet(self, name: str = "监控") -> Sheet:
        """The finished sheet; numbers become Decimal."""
        cells = {}
        for (row, column), value in self.cells.items():
            content = Decimal(str(value)) if isinstance(value, int | float) else value
            cells[row, column] = Cell(row, column, content)
        return Sheet(name, cells, tuple(self.merged))


def grid(*sheets: Sheet) -> Grid:
    """A workbook of those sheets."""
    return Grid("监控表.xlsx", sheets)


def ministry(rows: Sequence[Mapping[str, Any]] = ROWS, span: str = "1—7月", *, light: bool = False) -> Draft:
    """The form of 财预〔2019〕136号: two heading rows, five causes, three likelihoods to tick."""
    draft = Draft()
    draft.line(1, ["项目支出绩效目标执行监控表"])
    draft.line(2, ["（2025年度）"])
    draft.line(3, ["项目名称", None, "小型水库维修养护"])
    draft.line(4, ["主管部门及代码", None, "某某县水务局 305001", None, "实施单位", "某某县水库管理站"])
    draft.line(5, ["项目资金\n（万元）", None, None, "年初预算数", f"{span}执行数", f"{span}执行率", "全年预计执行数"])
    draft.line(6, [None, "年度资金总额：", None, 100, 52, "52%", 98])
    draft.line(7, [None, "其中：本年一般公共预算拨款", None, 80, 42, "52.5%", 78])
    draft.line(8, [None, "其他资金", None, 20, 10, "50%", 20])
    draft.line(9, ["年度总体目标", "完成六座小型水库维修养护,保障安全度汛。"])
    heads = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", f"{span}执行情况", "全年预计完成情况"]
    draft.line(
        10, [*heads, "偏差原因分析", *[None] * 5, "完成目标可能性", None, None, "备注", "预警灯" if light else None]
    )
    draft.line(11, [*TICKS, "原因说明", "确定能", "有可能", "完全不可能"], 8)
    draft.merge("A10:A16", *(f"{letter}10:{letter}11" for letter in "BCDEFGQ"), "H10:M10", "N10:P10", "B9:Q9")
    for number, row in enumerate(rows):
        draft.line(12 + number, _ministry_row(row, LIGHTS[number % 5] if light else None), 2)
    return draft


def _ministry_row(row: Mapping[str, Any], light: str | None) -> list[Any]:
    chance = row.get("chance", "确定能")
    ticks = ["√" if name in row.get("causes", ()) else None for name in TICKS]
    chances = ["√" if chance == word else None for word in ("确定能", "有可能", "完全不可能")]
    head = [row.get("l1"), row.get("l2"), row["name"], row["target"], row["actual"], row.get("forecast")]
    return [*head, *ticks, row.get("reason"), *chances, row.get("note"), row.get("light", light) if light else None]


def half_year(rows: Sequence[Mapping[str, Any]] = ROWS) -> Draft:
    """Hubei 2019: half a year, one column of likelihood in words, no rate, causes below the table."""
    draft = Draft()
    draft.line(1, ["2025年上半年项目绩效运行监控表"])
    draft.line(2, ["项目名称", "小型水库维修养护"])
    draft.line(3, ["主管部门", "某某县水务局", None, "项目实施单位", "某某县水库管理站"])
    draft.line(4, ["预算执行情况（万元）", "年初预算数", "1-6月执行数", "全年预计执行数"])
    draft.line(5, ["年度财政资金总额", 100, 52, 98])
    draft.line(6, ["年度绩效目标", "完成六座小型水库维修养护,保障安全度汛。"])
    heads = [
        "一级指标",
        "指标名称",
        "指标值",
        "半年度指标\n执行情况",
        "完成目标可能性（确定能、有可能、不可能）",
        "备注",
    ]
    draft.line(7, heads)
    for number, row in enumerate(rows):
        values = [
            row.get("l1"),
            row["name"],
            row["target"],
            row["actual"],
            row.get("chance", "确定能"),
            row.get("note"),
        ]
        draft.line(8 + number, values)
    draft.line(8 + len(rows), ["偏差或不能完成目标原因分析：下游两座水库尚未开工"])
    draft.line(9 + len(rows), ["相关建议或举措：追加施工队"])
    draft.merge(f"A{8 + len(rows)}:F{8 + len(rows)}", f"A{9 + len(rows)}:F{9 + len(rows)}")
    return draft


def split_columns(rows: Sequence[Mapping[str, Any]] = ROWS) -> Draft:
    """An integrated system's export: sign, number and unit apart, one cause column, till the end of October."""
    draft = Draft()
    draft.line(1, ["绩效目标执行监控情况表（2025年度）"])
    draft.line(2, ["单位：万元"])
    draft.line(3, ["预算单位：某某县水库管理站", None, None, "项目名称：小型水库维修养护"])
    heads = ["预算数", "截至10月底执行数", "执行进度", "全年预计支出数"]
    draft.line(4, ["资金", *heads])
    draft.line(5, ["合计", 100, 85, "85%", 98])
    columns = ["序号", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "截至10月底完成值"]
    draft.line(6, [*columns, "预计全年完成值", "偏差原因", "完成可能性", "灯号"])
    for number, row in enumerate(rows):
        sign, text, unit = _split(row["target"])
        values = [number + 1, row.get("l1"), row.get("l2"), row["name"], sign, text, unit, row["actual"]]
        chance = row.get("chance", "确定能")
        words = " ".join(f"{'☑' if chance == word else '□'}{word}" for word in ("确定能", "有可能", "完全不可能"))
        draft.line(7 + number, [*values, row.get("forecast"), row.get("reason"), words])
    return draft


def _split(target: str) -> tuple[str, Any, str]:
    number = "".join(letter for letter in target if letter.isdigit() or letter == ".")
    return target[0], int(number), target.partition(number)[2]
