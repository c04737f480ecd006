"""F07 事前绩效评估表: five dimensions of a project that asks for money, the conclusion, and the amount suggested."""

from __future__ import annotations

from jixiao.forms.declaration import Criterion, Field, Form
from jixiao.forms.score_sheet_columns import (
    AGENCY,
    DATE,
    DEPARTMENT,
    EVALUATOR,
    PROJECT,
    REVIEWER,
    amount_field,
    shown,
)

COLUMNS = (
    shown("level1", "评估维度", 13),
    shown("name", "评估要点", 24),
    shown("weight", "分值", 7, required=True, hint="五个维度合计 100 分。"),
    shown("standard", "评分标准", 34),
    shown("score", "得分", 8, required=True, hint="0 到本行分值之间的数。"),
    shown("note", "评分说明", 26, hint="扣分的写明理由。"),
)

FIELDS = (
    PROJECT,
    DEPARTMENT,
    AGENCY,
    EVALUATOR,
    amount_field(
        "applied",
        "申请金额",
        r"(?:项目)?(?:申请|申报|送审)(?:财政)?(?:资金|预算)?(?:金额|总额|数|规模)?",
        required=True,
        hint="申请的财政资金,单位万元。",
    ),
    amount_field(
        "suggested",
        "建议金额",
        r"(?:建议|核定|审定|评估)(?:安排)?(?:支持)?(?:财政)?(?:资金|预算)?(?:金额|总额|数|额度?)|评估核定(?:金额|额)",
        hint="评估后建议安排的金额,单位万元;预算安排不得超过这个数。",
    ),
    amount_field(
        "cut",
        "核减额",
        r"核减(?:资金|预算)?(?:金额|额|数)|审减(?:金额|额)",
        calculated=True,
        hint="申请金额减建议金额。",
    ),
    Field("advice", "按得分应为", r"按得分(?:应为|结论)|得分对应结论", calculated=True, hint="按总分自动得出。"),
    Field(
        "conclusion",
        "评估结论",
        r"(?:事前)?(?:绩效)?(?:评估|综合)?(?:结论|结果|意见)(?:\(.{0,30}\))?|综合评估(?:结论|意见)",
        "choice",
        required=True,
        hint="从下拉列表选。",
    ),
    Field(
        "opinion",
        "专家意见",
        r"(?:专家|评估组?|具体)(?:组)?(?:意见|建议)(?:及建议)?|(?:主要)?问题及建议|存在(?:的)?问题",
        "long_text",
        hint="需要调整完善的,写明内容和期限。",
    ),
    REVIEWER,
    DATE,
)

_BY_GRADE = "充分、可靠的得满分;基本符合的得 60%—80%;不符合或没有材料的不得分。"

FORM = Form(
    code="F07",
    title="事前绩效评估表",
    version="2026.1",
    basis="中发〔2018〕34号;各地事前绩效评估办法",
    title_pattern=(
        r"事前.{0,4}评估.{0,10}表|绩效评估.{0,6}(?:评分|审核|评审|打分).{0,2}表|事前评估.{0,4}(?:评分|审核)"
    ),
    sheet_name="事前绩效评估表",
    fields=FIELDS,
    tables={"criteria": COLUMNS},
    notes=(
        "注:1.总分、核减额和按得分对应的结论自动得出;任一维度得 0 分的,不予支持(口径可改)。",
        "2.预算安排不得超过建议金额。",
    ),
    criteria=tuple(
        Criterion((dimension,), name, standard=_BY_GRADE)
        for dimension, names in (
            (
                "立项必要性",
                (
                    "目的明确、内容具体",
                    "符合规划、决策和部门职责",
                    "具有唯一性,不与其他项目重复",
                    "经过可研、论证或集体决策",
                ),
            ),
            ("投入经济性", ("投入与工作内容匹配", "预算明细清晰", "厉行节约、量力而行", "测算依据充分,符合定额标准")),
            ("绩效目标合理性", ("填报规范完整", "目标明确", "指标细化量化", "目标与预算匹配")),
            ("实施方案可行性", ("方案具体、可操作", "组织保障到位", "进度安排合理", "有风险应对措施")),
            ("筹资合规性", ("资金来源合规", "筹资渠道与期限匹配", "在财政承受能力之内", "配套资金落实")),
        )
        for name in names
    ),
    points_setting="appraisal_points",
    scale="appraisal_outcomes",
)
