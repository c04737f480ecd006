"""Entered data of three published annual reports, and workbooks made of it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from jixiao.publication.annual_data import BASICS, COLUMNS, GRADES, ITEMS, KINDS, PARTS, WORK

S0_ITEMS = (
    ("区教育局", "教育购买服务(校车车载服务)", "专项资金项目", 1, 15.90),
    ("区社保服务中心", "社保基金(城乡居民养老保险)", "专项资金项目", 1, 72.00),
    ("区教育局", "茶元头公办幼儿园建设项目2023年事前评估", "事前评估项目", 1, 2624.74),
    ("区商务局", "财政政策《推进保税改革试点若干措施》", "财政政策评价项目", 1, 82.49),
    ("区教育局", "教育系统整体支出", "部门整体支出项目", 1, 13588.65),
    ("区疾控中心", "政府采购(疾控中心新冠肺炎病毒提取仪采购)", "政府采购项目", 1, 40.00),
    ("区住建局", "重点投资项目状元洲街道办事处机关老旧小区改造配套基础设施建设项目", "专项资金项目", 1, 89.42),
    ("各乡政府、市园艺场、区交通局", "扶贫专项资金", "专项资金项目", 102, 2031.84),
    ("各乡政府", "一事一议项目", "专项资金项目", 98, 1120.50),
    ("区住建局", "政府债务项目 微循环道路建设", "政府债项目", 1, 1129.00),
)
S0_PARTS = (
    ("教育系统整体支出", "基本支出", None, 9797.29),
    ("教育系统整体支出", "项目支出", None, 3791.36),
    ("扶贫专项资金", "陈家桥街道办事处", 48, 863.72),
    ("扶贫专项资金", "茶元头街道办事处", 32, 679.78),
    ("扶贫专项资金", "田江街道办事处", 19, 348.46),
    ("扶贫专项资金", "市园艺场", 1, 11.88),
    ("扶贫专项资金", "区交通局", 2, 128.00),
    ("一事一议项目", "陈家桥街道办事处", 47, 525.50),
    ("一事一议项目", "茶元头街道办事处", 25, 368),
    ("一事一议项目", "田江街道办事处", 21, 195),
    ("一事一议项目", "新滩镇街道办事处", 4, 25),
    ("一事一议项目", "状元洲街道办事处", 1, 7),
)
S0 = {
    BASICS: [("年度", "2022"), ("单位", "邵阳市北塔区财政局")],
    ITEMS: [*((*row, None, None) for row in S0_ITEMS), ("合计", None, None, 208, 20794.54, None, None)],
    PARTS: list(S0_PARTS),
}
S2 = {
    BASICS: [("年度", "2024"), ("单位", "邵阳市大祥区财政局")],
    WORK: [
        ("单位自评", "单位数", 126, "个", None, "自评工作通知"),
        ("单位自评", "金额", 81648.29, "万元", None, None),
        ("重点评价", "个数", 11, "个", None, None),
        ("重点评价", "金额", 44369.7, "万元", None, None),
        ("重点评价", "专项资金", 6, "个", "个数", None),
        ("重点评价", "部门整体支出", 5, "个", "个数", None),
        ("重点评价", "专项债券项目", 4, "个", "专项资金", None),
        ("重点评价", "城乡居民基本养老保险基金项目", 1, "个", "专项资金", None),
        ("重点评价", "政府购买服务项目", 1, "个", "专项资金", None),
    ],
    GRADES: [("优", 1), ("良", 10)],
    KINDS: [("部门整体支出", 5, 88.37), ("专项资金", 6, 86.47)],
}
S3 = {
    BASICS: [("年度", "2023"), ("单位", "黄石开发区·铁山区财政局")],
    WORK: [("重点评价", "个数", 8, "个", None, None), ("培训", "专题培训", 1, "次", None, None)],
    GRADES: [("优", 1), ("良", 4), ("中", 3)],
}


def entered(folder: Path, sheets: dict[str, list[tuple[object, ...]]], name: str = "年度数据.xlsx") -> Path:
    """An entry workbook with these lines under the headings of the blank one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet, rows in sheets.items():
        page = book.create_sheet(sheet)
        page.append(COLUMNS[sheet])
        for row in rows:
            page.append(row)
    path = folder / name
    book.save(path)
    return path
