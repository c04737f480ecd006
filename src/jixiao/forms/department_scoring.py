"""F16 部门整体支出绩效评价评分表: input, process, output and effect of a whole department (财预〔2013〕53号)."""

from __future__ import annotations

from jixiao.forms.declaration import Criterion, Field, Form
from jixiao.forms.project_scoring import GRADE, OPINION
from jixiao.forms.score_sheet_columns import DATE, EVALUATOR, REVIEWER, amount_field, shown

COLUMNS = (
    shown("level1", "一级指标", 7),
    shown("level2", "二级指标", 10),
    shown("name", "三级指标", 17, required=True, hint="产出和效果的指标可按部门职责改写、增加。"),
    shown("weight", "分值", 7, required=True, hint="全部指标合计 100 分。"),
    shown("standard", "评分标准", 40, hint="写得出算法的(每超 1 个百分点扣 0.5 分),得分自动算出。"),
    shown("actual", "实际值", 12, hint="有算法的指标填比率,例如 103%;其他指标写完成情况。"),
    shown("score", "得分", 8, required=True, hint="0 到本行分值之间的数;有算法的自动算出。"),
    shown("reason", "扣分原因及依据", 30, hint="扣了分的写明原因和依据。"),
)

FIELDS = (
    Field(
        "department",
        "部门（单位）名称",
        r"(?:预算|被评价|主管|填报|评价)?(?:部门|单位)(?:\(单位\)|\(部门\))?(?:名称|全称)?|被评价(?:单位|部门)",
        required=True,
        hint="填部门全称。",
    ),
    EVALUATOR,
    Field("period", "评价期间", r"(?:评价)?(?:期间|基准日|时段)", hint="例如 2025年1月—12月。"),
    amount_field(
        "amount",
        "部门整体支出",
        r"(?:部门)?(?:整体)?(?:支出|预算|评价)(?:总额|金额|合计)?|评价资金",
        hint="全年支出总额,单位万元。",
    ),
    GRADE,
    OPINION,
    REVIEWER,
    DATE,
)

_JUDGED = "符合要求得满分;每发现一处不符合酌情扣分,扣完为止。"
_EFFECT = "按目标实现程度打分:达到目标得满分,部分达到得 60%—80%,没有达到不得分。"


def _row(levels: tuple[str, ...], name: str) -> Criterion:
    """A criterion; the policy's standard goes before the general one printed here."""
    return Criterion(levels, name, standard=_EFFECT if levels[0] in ("产出", "效果") else _JUDGED)


FORM = Form(
    code="F16",
    title="部门整体支出绩效评价评分表",
    version="2026.1",
    basis="财预〔2013〕53号",
    title_pattern=(
        r"(?:部门|单位)?整体(?:支出)?.{0,14}(?:评分|打分|计分|评价指标)(?:体系)?(?:明细|及评分|和评分)?(?:情况|结果)?表"
        r"|整体(?:支出)?.{0,8}评价指标体系"
    ),
    sheet_name="部门整体评价评分表",
    fields=FIELDS,
    tables={"criteria": COLUMNS},
    notes=(
        "注:1.指标框架为财预〔2013〕53号共性指标,分值和评分标准为参考,可按当地规定调整,合计 100 分。",
        "2.评分标准写得出算法的,填实际值后得分自动算出;其余由评价人员打分。扣了分的写明原因和依据。",
    ),
    criteria=(
        _row(("投入", "目标设定"), "绩效目标合理性"),
        _row(("投入", "目标设定"), "绩效指标明确性"),
        _row(("投入", "预算配置"), "在职人员控制率"),
        _row(("投入", "预算配置"), "“三公经费”变动率"),
        _row(("投入", "预算配置"), "重点支出安排率"),
        _row(("过程", "预算执行"), "预算完成率"),
        _row(("过程", "预算执行"), "预算调整率"),
        _row(("过程", "预算执行"), "支付进度率"),
        _row(("过程", "预算执行"), "结转结余率"),
        _row(("过程", "预算执行"), "结转结余变动率"),
        _row(("过程", "预算执行"), "公用经费控制率"),
        _row(("过程", "预算执行"), "“三公经费”控制率"),
        _row(("过程", "预算执行"), "政府采购执行率"),
        _row(("过程", "预算管理"), "管理制度健全性"),
        _row(("过程", "预算管理"), "资金使用合规性"),
        _row(("过程", "预算管理"), "预决算信息公开性"),
        _row(("过程", "预算管理"), "基础信息完善性"),
        _row(("过程", "资产管理"), "管理制度健全性"),
        _row(("过程", "资产管理"), "资产管理安全性"),
        _row(("过程", "资产管理"), "固定资产利用率"),
        _row(("产出", "职责履行"), "实际完成率"),
        _row(("产出", "职责履行"), "完成及时率"),
        _row(("产出", "职责履行"), "质量达标率"),
        _row(("产出", "职责履行"), "重点工作办结率"),
        _row(("效果", "履职效益"), "经济效益"),
        _row(("效果", "履职效益"), "社会效益"),
        _row(("效果", "履职效益"), "生态效益"),
        _row(("效果", "履职效益"), "社会公众或服务对象满意度"),
    ),
    points_setting="department_scoring_points",
)
