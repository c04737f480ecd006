"""219 workbooks of nine sheets and some 3,900 filled cells, a self-evaluation form among them."""

from __future__ import annotations

import random
from pathlib import Path

import xlsxwriter

COUNT = 219
INDICATORS = (
    ("产出指标", "数量指标", ("维修养护水库座数", "≥{n}座"), ("培训人次", "≥{n}人次")),
    ("产出指标", "数量指标", ("巡查次数", "≥{n}次"), ("发放宣传册数量", "≥{n}册")),
    ("产出指标", "质量指标", ("工程验收合格率", "＝100%"), ("设备完好率", "≥95%")),
    ("产出指标", "时效指标", ("任务按期完成率", "＝100%"), ("完工时间", "2023年12月底前")),
    ("产出指标", "成本指标", ("项目总成本", "≤{n}万元"), ("单位养护成本", "≤{n}元/米")),
    ("效益指标", "社会效益指标", ("受益人口数", "≥{n}人"), ("安全事故起数", "＝0起")),
    ("效益指标", "生态效益指标", ("水质达标率", "≥90%"),),
    ("满意度指标", "服务对象满意度指标", ("受益群众满意度", "≥90%"),),
)  # fmt: skip


def build(folder: Path, count: int = COUNT) -> list[Path]:
    """Write the workbooks into `folder` (kept when they are there already); their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"〔{index:04d}〕预算单位{index}_自评_2023.xlsx" for index in range(count)]
    for index, path in enumerate(paths):
        if not path.exists():
            _write(path, random.Random(index))
    return paths


def _write(path: Path, rng: random.Random) -> None:
    book = xlsxwriter.Workbook(str(path))
    box = book.add_format({"border": 1, "text_wrap": True, "font_name": "宋体"})
    money = book.add_format({"border": 1, "num_format": "#,##0.00"})
    percent = book.add_format({"border": 1, "num_format": "0.00%"})
    _form(book.add_worksheet("自评表"), rng, box, money, percent)
    for name in ("收支总表", "收入表", "支出表", "三公经费", "政府采购", "项目库", "人员情况", "资产情况"):
        _other(book.add_worksheet(name), rng, box, money)
    book.close()


def _form(
    sheet: xlsxwriter.worksheet.Worksheet, rng: random.Random, box: object, money: object, percent: object
) -> None:
    sheet.merge_range("A2:I2", "项目支出绩效自评表", box)
    sheet.merge_range("A3:I3", "（2023年度）", box)
    sheet.write("A4", "项目名称", box)
    sheet.merge_range("B4:I4", f"小型水库维修养护{rng.randint(1, 999)}", box)
    sheet.write("A5", "主管部门", box)
    sheet.merge_range("B5:D5", "某某县水务局", box)
    sheet.write("E5", "实施单位", box)
    sheet.merge_range("F5:I5", f"某某县第{rng.randint(1, 99)}供水站", box)
    for column, text in zip(
        "ACDEFGH", ("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), strict=True
    ):
        sheet.write(f"{column}6", text, box)
    budget = round(rng.uniform(20, 900), 2)
    executed = round(budget * rng.uniform(0.7, 1), 2)
    sheet.write("B7", "年度资金总额", box)
    sheet.write("C7", budget, money)
    sheet.write("D7", budget, money)
    sheet.write("E7", executed, money)
    sheet.write("F7", 10, box)
    sheet.write_formula("G7", "=E7/D7", percent, executed / budget)
    points = round(executed / budget * 10, 2)
    sheet.write_formula("H7", "=ROUND(G7*F7,2)", box, points)
    for row, label in enumerate(("其中：当年财政拨款", "上年结转资金", "其他资金"), 8):
        sheet.write(f"B{row}", label, box)
        for column in "CDE":
            sheet.write_blank(f"{column}{row}", None, money)
    sheet.write("C8", budget, money)
    sheet.write("D8", budget, money)
    sheet.write("E8", executed, money)
    sheet.merge_range("A11:A12", "年度总体目标", box)
    sheet.merge_range("B11:E11", "预期目标", box)
    sheet.merge_range("F11:I11", "实际完成情况", box)
    sheet.merge_range("B12:E12", "完成全部小型水库维修养护,保障安全度汛和灌溉供水。", box)
    sheet.merge_range("F12:I12", "水库全部维修养护到位,安全度汛,灌溉供水正常。", box)
    headings = (
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    for column, text in enumerate(headings):
        sheet.write(12, column, text, box)
    _rows(sheet, rng, box, points)


def _rows(sheet: xlsxwriter.worksheet.Worksheet, rng: random.Random, box: object, execution: float) -> None:
    flat = [(level1, level2, name, aim) for level1, level2, *items in INDICATORS for name, aim in items]
    flat = [item for item in flat for _ in range(2)]
    weight = 90 / len(flat)
    total = execution
    row = 13
    for number, (level1, level2, name, aim) in enumerate(flat):
        goal = rng.randint(5, 400)
        met = rng.random() < 0.8
        if "%" in aim:
            actual: object = f"{rng.randint(95, 100) if met else rng.randint(70, 89)}%"
        elif "月" in aim:
            actual = "2023年11月"
        else:
            actual = 0 if "0起" in aim else (goal if met else round(goal * 0.9))
        sheet.write(row, 1, level1, box)
        sheet.write(row, 2, level2, box)
        sheet.write(row, 3, f"{name}（{number + 1}）", box)
        sheet.write(row, 4, aim.format(n=goal), box)
        sheet.write(row, 5, actual, box)
        sheet.write(row, 6, weight, box)
        sheet.write(row, 7, weight, box)
        sheet.write(row, 8, "" if met else "征地推迟,次年补齐", box)
        total += weight
        row += 1
    sheet.write(row, 0, "总分", box)
    sheet.write_formula(row, 6, f"=F7+SUM(G14:G{row})", box, 100)
    sheet.write_formula(row, 7, f"=H7+SUM(H14:H{row})", box, round(total, 2))


def _other(sheet: xlsxwriter.worksheet.Worksheet, rng: random.Random, box: object, money: object) -> None:
    """A budget table of some 440 filled cells with sums, and blank styled cells around them."""
    for column in range(10):
        sheet.write(0, column, f"科目{column + 1}", box)
    for row in range(1, 41):
        sheet.write(row, 0, f"支出功能分类{rng.randint(2010000, 2299999)}", box)
        sheet.write(row, 1, rng.choice(("基本支出", "项目支出", "上级专款")), box)
        for column in range(2, 10):
            sheet.write(row, column, round(rng.uniform(0, 5000), 2), money)
        sheet.write_formula(row, 10, f"=SUM(C{row + 1}:J{row + 1})", money, round(rng.uniform(0, 5000), 2))
        for column in range(11, 16):
            sheet.write_blank(row, column, None, money)
    for column in range(2, 10):
        sheet.write_formula(41, column, f"=SUM({chr(65 + column)}2:{chr(65 + column)}41)", money, 0)
