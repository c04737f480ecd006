"""F17 评价结果清单: evaluated projects with score, grade and problems, and the headings under which lists circulate."""

from __future__ import annotations

from jixiao.forms.declaration import Column, Form
from jixiao.forms.list_kind import ListKind, Part

_MONEY = r"(?:\((?:万元|元|亿元)\))?"

PROJECT_COLUMNS = (
    Column("number", "序号", r"序号|编号|项目序号", "text", 6, hint="一个项目一个序号。"),
    Column(
        "department",
        "项目主管单位",
        r"(?:项目|市级|县级|区级|业务|一级)?主管(?:单位|部门)(?:名称)?|一级预算单位|预算部门|责任部门",
        "text",
        18,
        hint="填一级预算单位全称。",
    ),
    Column(
        "unit",
        "项目单位",
        r"(?:项目|资金)?(?:实施|使用|执行|承担|建设)?单位(?:名称)?|被评价单位|评价对象单位|预算单位(?:名称)?|责任单位|业主单位",
        "text",
        18,
        hint="填具体实施项目的单位全称。",
    ),
    Column(
        "project",
        "项目名称",
        r"(?:被评价|评价|债券|重点评价|专项债券|绩效评价)?(?:项目|专项|政策)(?:\(政策\)|\(资金\))?名称|评价对象|被评价项目|评价项目",
        "text",
        24,
        required=True,
        hint="与项目库的名称一致。",
    ),
    Column(
        "kind",
        "评价类型",
        r"评价(?:类型|类别|方式|性质)",
        "choice",
        12,
        hint="从下拉列表选。",
        choices=("财政重点评价", "部门评价", "单位自评", "成本绩效评价"),
    ),
    Column(
        "amount",
        "评价金额",
        rf"(?:评价|项目|涉及|预算|发行|债券|资金|评价资金)(?:资金)?(?:金额|总额|规模|资金|额){_MONEY}|金额{_MONEY}"
        rf"|.*(?:发行|债券)(?:规模|金额|额){_MONEY}|评价(?:涉及)?资金{_MONEY}",
        "money",
        13,
        hint="评价覆盖的金额,单位万元,最多六位小数。",
    ),
    Column(
        "score",
        "得分",
        r"(?:财政|重点|绩效)?(?:评价|综合|评审|最终)?(?:得分|分数|分值|总分|评分)(?:\(分\)|\(100分\))?",
        "points",
        8,
        hint="百分制,保留两位小数;来源没有给出的留空。",
    ),
    Column(
        "self_score", "自评得分", r"(?:单位|项目)?自评(?:得分|分数|分|总分)(?:\(分\))?", "points", 8, in_template=False
    ),
    Column(
        "grade",
        "等级",
        r"(?:财政|重点|绩效)?(?:评价|综合|评定)?(?:等级|等次|级别|档次)|(?:绩效)?评价结(?:果|论)(?:等级|等次)?|评级",
        "grade",
        8,
        hint="优、良、中、差;来源没有给出的留空。",
    ),
    Column("self_grade", "自评等级", r"(?:单位|项目)?自评(?:等级|等次|结果|结论)", "grade", 8, in_template=False),
    Column("problem_number", "问题序号", r"问题(?:序号|编号)", "text", 8, hint="同一项目从 1 编起。"),
    Column(
        "problem",
        "问题描述",
        r"(?:存在|发现|主要|评价发现)?(?:的)?(?:主要)?问题(?:描述|内容|及表现|清单|情况)?|问题和不足",
        "long_text",
        34,
        hint="一行写一个问题。",
    ),
    Column("category", "问题类别", r"问题(?:类别|类型|分类|性质)", "text", 12, hint="例如 绩效目标、财务管理。"),
    Column("basis", "依据", r"(?:问题|政策|评价|制度|认定)?依据", "long_text", 18, hint="写明文件名称、文号和条款。"),
    Column(
        "requirement",
        "整改要求",
        r"整改(?:要求|建议|意见|措施|内容)|(?:有关|相关|评价|工作)?建议",
        "long_text",
        24,
        hint="写明要做到什么。",
    ),
    Column(
        "evidence", "佐证材料", r"(?:整改)?佐证(?:材料|资料)?|证明材料", "long_text", 16, hint="整改完成后要交的材料。"
    ),
    Column(
        "days",
        "整改期限(天)",
        r"(?:整改)?(?:期限|时限|完成时限)(?:\((?:天|日|个?工作日)\))?|整改天数",
        "text",
        9,
        hint="从通知印发之日起的天数。",
    ),
    Column("note", "备注", r"备注|说明|其他", "long_text", 18, hint="需要说明的情况。"),
)

FORM = Form(
    code="F17",
    title="评价结果清单",
    version="2026.1",
    basis="由各地公开的评价结果表归纳",
    title_pattern=r"评价.{0,20}(?:清单|情况表|结果表|一览表|汇总表|评价表|台账)|绩效评价(?:结果|表)|问题清单",
    sheet_name="评价结果清单",
    fields=(),
    tables={"projects": PROJECT_COLUMNS},
    notes=(
        "注:1.一个项目可占多行,一行写一个问题;同一项目的其余各行,项目名称可以合并或留空。",
        "2.得分、等级来源没有给出的留空,不要推算。",
        "3.金额单位为万元。",
    ),
)

TOTAL_LABEL = r"合计|总计|共计|合计数"
SUBTOTAL_LABEL = r"小计"

DRAWN = ListKind(
    form=FORM,
    record=FORM.title,
    item="project",
    needs=frozenset(),
    telling=frozenset(),
    least=(),
    sums=("amount",),
    paper=8,  # fifteen columns are not legible on A4
    rows=34,
    head_height=34,
    freeze=5,
    as_text=frozenset({"number"}),
    parts=(Part("title", height=34), Part("year", height=20), Part("table")),
)
"""How the list is drawn; it is read by a reader of its own, as a project takes several rows."""
