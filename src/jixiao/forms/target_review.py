"""F06 绩效目标审核表: completeness, relevance, appropriateness, feasibility of targets, and what follows."""

from __future__ import annotations

from jixiao.forms.declaration import Criterion, Field, Form
from jixiao.forms.score_sheet_columns import (
    AGENCY,
    DATE,
    DEPARTMENT,
    PROJECT,
    REVIEWER,
    amount_field,
    shown,
)

OUTCOMES = ("通过", "修改", "退回")
"""What a review ends with; 修改 and 退回 mean another round."""

COLUMNS = (
    shown("level1", "审核内容", 10),
    shown("name", "审核指标", 13),
    shown("points", "审核要点", 46),
    shown("weight", "分值", 7, required=True, hint="四项审核内容合计 100 分。"),
    shown("score", "得分", 8, required=True, hint="0 到本行分值之间的数。"),
    shown("note", "审核说明", 26, hint="扣分的写明哪里不符合要求。"),
)

FIELDS = (
    PROJECT,
    DEPARTMENT,
    AGENCY,
    amount_field(
        "amount",
        "申报金额",
        r"(?:项目)?(?:申报|申请|预算)(?:资金|预算)?(?:金额|总额|数)",
        hint="申报的年度资金总额,单位万元。",
    ),
    Field("round", "审核轮次", r"(?:第几次审核|审核(?:轮次|次数)|第几轮)", hint="第几次审核,填 1、2、3。"),
    Field(
        "grade",
        "综合评定等级",
        r"(?:综合)?(?:评定|审核|评审)?(?:等级|等次|级别)|综合评定",
        "grade",
        calculated=True,
        hint="按总分自动得出。",
    ),
    Field("action", "处理方式", r"处理(?:方式|意见|结果)|后续处理", calculated=True, hint="按等级自动得出。"),
    Field(
        "outcome",
        "审核意见",
        r"(?:审核|评审)(?:意见|结论|结果)|是否通过",
        "choice",
        required=True,
        hint="通过、修改或者退回,从下拉列表选。",
        choices=OUTCOMES,
    ),
    Field(
        "returned", "退回次数", r"(?:累计)?(?:退回|修改)次数|退回修改次数", hint="到本次为止退回修改的次数,没有的填 0。"
    ),
    Field(
        "opinion",
        "修改要求",
        r"(?:具体)?(?:修改|完善)(?:要求|意见|建议)|具体意见",
        "long_text",
        hint="要修改的写清改哪一条、改成什么样。",
    ),
    REVIEWER,
    DATE,
)

FORM = Form(
    code="F06",
    title="绩效目标审核表",
    version="2026.1",
    basis="财预〔2015〕88号",
    title_pattern=r"(?:绩效)?目标.{0,8}(?:审核|审查|评审)(?:评分|打分|意见|结果|情况|计分)?表",
    sheet_name="绩效目标审核表",
    fields=FIELDS,
    tables={"criteria": COLUMNS},
    notes=(
        "注:1.逐项打分,总分和等级自动得出;审核意见由审核人按等级和实际情况选定。",
        "2.退回修改后重新报审的,另填一张审核表,审核轮次加 1。",
    ),
    criteria=(
        Criterion(("完整性",), "规范完整性", "填报内容完整,格式规范,没有缺项、漏项和错别字。"),
        Criterion(("完整性",), "明确清晰性", "目标明确、内容具体,能反映项目的主要情况和预期效果。"),
        Criterion(("相关性",), "目标相关性", "与国民经济和社会发展规划、部门职责、立项依据一致。"),
        Criterion(("相关性",), "指标科学性", "指标全面、充分、细化、量化;难以量化的,定性描述可以衡量。"),
        Criterion(("适当性",), "绩效合理性", "预期绩效显著,符合行业正常水平或者历史水平。"),
        Criterion(("适当性",), "资金匹配性", "目标与申请的资金规模匹配,支出标准合规。"),
        Criterion(("可行性",), "实现可能性", "经过调查研究和论证,目标可以实现。"),
        Criterion(("可行性",), "条件充分性", "组织、制度、进度安排和保障条件到位。"),
    ),
    points_setting="target_review_points",
    scale="target_review_grades",
)
