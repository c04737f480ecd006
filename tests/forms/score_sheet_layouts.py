"""Score sheets as counties lay them out: literal rows, with what must be read of them."""

from __future__ import annotations

from decimal import Decimal

from jixiao.workbook.grid import Cell, Grid, Sheet, position

Row = list[str | int | float | None]


def sheet_of(
    rows: list[Row], merges: tuple[str, ...] = (), *, name: str = "表", down: int = 0, right: int = 0
) -> Sheet:
    """Rows of plain cells as a sheet, moved down and to the right; numbers as Decimal, blanks left out."""
    cells = {}
    for row, line in enumerate(rows, 1 + down):
        for column, value in enumerate(line, 1 + right):
            if value is not None and value != "":
                content = value if isinstance(value, str) else Decimal(str(value))
                cells[row, column] = Cell(row, column, content)
    areas = []
    for area in merges:
        (top, left), (bottom, last) = (position(corner) for corner in area.split(":"))
        areas.append((top + down, left + right, bottom + down, last + right))
    return Sheet(name, cells, tuple(areas))


def book_of(*sheets: Sheet) -> Grid:
    """A workbook of these sheets."""
    return Grid("表.xlsx", sheets)


# 财预〔2015〕88号's own layout: sections with their points in the label, key points in a column, no column of weights.
REVIEW_88: list[Row] = [
    ["项目支出绩效目标审核表"],
    ["项目名称", "乡镇垃圾转运站建设", None, "主管部门", "青禾县住房和城乡建设局"],
    ["审核内容", "审核要点", None, "审核意见", "得分"],
    ["一、完整性审核（20分）"],
    ["规范完整性（10分）", "绩效目标填报格式是否规范，内容是否完整。", None, "符合", 10],
    ["明确清晰性（10分）", "绩效目标是否明确、清晰。", None, "符合", 9],
    ["二、相关性审核（30分）"],
    ["目标相关性（15分）", "总体目标是否符合规划和职责。", None, "符合", 14],
    ["指标科学性（15分）", "绩效指标是否全面、充分。", None, "基本符合", 11],
    ["三、适当性审核（30分）"],
    ["绩效合理性（15分）", "预期绩效是否显著。", None, "符合", 13],
    ["资金匹配性（15分）", "绩效目标与资金是否匹配。", None, "符合", 14],
    ["四、可行性审核（20分）"],
    ["实现可能性（10分）", "是否经过论证。", None, "符合", 9],
    ["条件充分性（10分）", "组织和制度保障是否到位。", None, "符合", 9],
    ["总分", None, None, None, 89],
    ["综合评定等级", "良", None, "审核意见", "修改后通过"],
    ["审核人", "", None, "审核日期", "2025年3月2日"],
]
REVIEW_88_MERGES = ("A1:E1", "A4:E4", "A7:E7", "A10:E10", "A13:E13", "B17:C17", "B3:C3", "A16:D16")

ASSESSMENT_TICKED: list[Row] = [
    ["青禾县财政支出项目事前绩效评估评分表"],
    ["（2026年度）"],
    ["项目名称", "县城供水管网改造", "申请资金（万元）", 1200],
    ["申请单位：青禾县水务局", None, "主管部门：青禾县水务局"],
    ["评估维度", "评估要点", "分值", "得分"],
    ["立项必要性", "政策相关性", 10, 9],
    [None, "职能相关性", 10, 9],
    ["投入经济性", "投入合理性", 10, 8],
    [None, "成本控制措施", 10, 7],
    ["绩效目标合理性", "目标明确性", 10, 8],
    [None, "目标合理性", 10, 7],
    ["实施方案可行性", "实施内容明确性", 10, 6],
    [None, "过程控制有效性", 10, 6],
    ["筹资合规性", "筹资合规", 10, 7],
    [None, "财政投入可行性", 10, 7],
    ["合计", None, 100, 74],
    ["评估结论", "□予以支持　☑调整完善后支持　□不予支持"],
    ["建议安排金额（万元）", 1050],
]
ASSESSMENT_MERGES = ("A1:D1", "A6:A7", "A8:A9", "A10:A11", "A12:A13", "A14:A15", "B17:D17")

BOND: list[Row] = [
    ["附件2"],
    ["2024年度专项债券项目资金绩效评价指标体系及评分表"],
    ["项目名称：县人民医院门诊综合楼　　主管部门：青禾县卫生健康局"],
    ["一级\n指标", "二级\n指标", "三级指标", "标准分", "评价要点", "评分标准", "实际得分", "扣分原因"],
    ["决策\n（20分）", "项目立项", "立项依据充分性", 10, "依据充分", "符合得满分", 10, None],
    [None, None, "立项程序规范性", 10, "程序规范", "符合得满分", 8, "可研批复晚于开工"],
    ["过程\n（30分）", "资金管理", "预算执行率", 15, "执行率", "按执行率计分", 13.5, "尾款未付"],
    [None, None, "资金使用合规性", 15, "合规", "发现1处扣2分", 15, None],
    ["产出\n（30分）", "数量", "建设面积", 30, "完成率", "按完成率计分", 30, None],
    ["效益\n（20分）", "社会效益", "就诊能力提升", 20, "提升程度", "达到得满分", 18, "投用较晚"],
    ["总 分", None, None, 100, None, None, 94.5, "优"],
    ["评价机构：青禾县某咨询公司", None, None, None, "评价日期：2025年6月3日"],
]
BOND_MERGES = ("A2:H2", "A3:H3", "A5:A6", "B5:B6", "A7:A8", "B7:B8", "A11:C11")

DEPARTMENT_HUNAN: list[Row] = [
    ["2023年度部门整体支出绩效评价评分表"],
    ["部门名称", "青禾县司法局"],
    ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "实际值", "得分"],
    [
        "投入",
        "预算配置",
        "在职人员控制率",
        5,
        "以100%为标准。控制率≤100%，计5分；每超过一个百分点扣0.5分，扣完为止。",
        "103%",
        3.5,
    ],
    ["投入", "预算配置", "“三公经费”变动率", 8, "变动率≤0,计8分；每超过一个百分点扣0.8分，扣完为止。", "5%", 4],
    ["过程", "预算执行", "预算完成率", 5, "100%计满分，每低于5%扣2分，扣完为止。", 0.95, 3],
    [
        "过程",
        "预算执行",
        "预算控制率",
        5,
        "预算控制率=0，计5分；0-10%（含），计4分；10-20%（含），计3分；20-30%（含），计2分；大于30%不得分。",
        "10%",
        4,
    ],
    [
        "过程",
        "预算执行",
        "新建楼堂馆所面积控制率",
        5,
        "100%以下（含）计5分，每超出5%扣2分，扣完为止。没有项目的计5分。",
        "无",
        5,
    ],
    ["过程", "预算管理", "公用经费控制率", 12, "100%以下（含）计满分，每超出1%扣1分，扣完为止。", "98%", 12],
    ["产出", "职责履行", "重点工作实际完成率", 30, "根据完成率计分", "100%", 30],
    ["效果", "履职效益", "社会效益", 30, "酌情打分", None, 27],
    ["总分", None, None, 100, None, None, 88.5],
]

PARTY_ONE_RATER: list[Row] = [
    ["第三方机构考评表（财政部门填写）"],
    ["第三方机构名称", "青禾县某会计师事务所", "评价项目", "老旧小区改造"],
    ["考评内容", "考评标准", "分值", "得分"],
    ["机构与人员投入", "人员到位", 20, 18],
    ["报告质量", "数据准确", 50, 44],
    ["沟通与保密", "遵守规定", 30, 29],
    ["合计", None, 100, 91],
]
