"""Columns and fields that all score sheets share (F06, F07, F08, F15, F16), under every heading they circulate with."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.declaration import Column, Field

_BRACKETS = r"(?:\([^()]{0,24}\))?"
_MONEY = r"(?:\((?:万元|元|亿元)\))?"
_WHO = r"(?:项目|指标|单项|实际|绩效)?"

READING: tuple[Column, ...] = (
    Column("number", "序号", r"序号|编号"),
    Column(
        "level1",
        "一级指标",
        r"一级(?:评价|审核|评估)?(?:指标)?|(?:评估|评价|审核|考评|考核|评审)(?:维度|方面|类别)|(?:评估|评价|审核|评审)内容|维度|指标类别|类别",
    ),
    Column("level2", "二级指标", r"二级(?:评价|审核|评估)?(?:指标)?"),
    Column(
        "name",
        "三级指标",
        r"三级(?:评价|审核|评估)?(?:指标)?|指标名称|具体指标|指标内容|(?:审核|评估|评审|评价|考评|考核|评分)(?:指标|事项|要素|项目)"
        r"|评估要点|(?:考评|考核|评分)内容",
    ),
    Column("meaning", "指标解释", r"指标(?:解释|说明|内涵|含义|释义)"),
    Column("points", "评价要点", r"(?:评价|审核|考核|评审|考评|审查)?要点"),
    Column(
        "standard",
        "评分标准",
        r"(?:评分|评价|计分|打分|评审|考评|考核|审核|赋分|扣分|指标)?(?:标准|细则)(?:及说明|及依据|及要点)?"
        r"|(?:评分|计分|打分|计算)(?:办法|方法|规则|依据|公式)",
    ),
    Column(
        "weight",
        "分值",
        rf"(?:指标|评价|标准|考评|考核)?(?:分值|权重|满分|标准分|权重分|权数){_BRACKETS}\d{{0,3}}",
        "points",
    ),
    Column("target", "目标值", r"(?:年度|年初|全年)?(?:预期)?(?:指标值|目标值|计划值|绩效目标)"),
    Column(
        "actual",
        "实际值",
        r"(?:全年|年度)?实际(?:值|完成值|完成情况|完成|数值|情况|完成率)|(?:指标)?完成(?:值|情况|率)|指标实际值",
    ),
    Column("self_score", "自评得分", r"(?:单位|部门|项目)?自评(?:得分|分数?|打分|评分)" + _BRACKETS, "points"),
    Column(
        "unit_score",
        "被评价单位评分",
        r"(?:被评价|项目|预算|委托|主管|业务|实施)(?:单位|部门|股室|科室|方)(?:\(.{1,10}\))?(?:评分|打分|得分|考评得?分?|评价得?分)"
        + _BRACKETS,
        "points",
    ),
    Column(
        "finance_score",
        "财政部门评分",
        r"(?:县|区|市)?(?:财政(?:部门|局)?|绩效(?:管理)?(?:股|科|处|中心))(?:\(.{1,10}\))?(?:评分|打分|得分|考评得?分?|评价得?分)"
        + _BRACKETS,
        "points",
    ),
    *(
        Column(
            f"expert{number}",
            f"专家{number}",
            rf"(?:评审|评委)?(?:专家|评委)(?:评分|打分)?(?:{number}|{word})(?:评分|打分|得分)?",
        )
        for number, word in enumerate("一二三四五六七", 1)
    ),
    Column("average", "平均得分", r"平均(?:得)?分?(?:数|值)?|(?:综合|最终|加权|汇总)得分" + _BRACKETS, "points"),
    Column("review_score", "复核得分", r"(?:财政)?复核(?:得)?分|抽查得分", "points"),
    Column(
        "reason",
        "扣分原因及依据",
        r".*(?:扣分|减分|失分|扣减|未得分|丢分)(?:的)?(?:原因|理由|说明|依据|情况|事项).*|扣分项?",
        "long_text",
    ),
    Column(
        "score",
        "得分",
        rf"(?:{_WHO}(?:评价|评审|审核|评估|考评|考核|审查|专家|评分)?(?:得分|评分|打分)|实得分|分数|得分值|评定分){_BRACKETS}",
        "points",
    ),
    Column("rating", "审核结果", r"(?:审核|评审|评估)(?:意见|结果|评级|等级|等次|结论|情况)|是否符合"),
    Column(
        "note",
        "备注",
        r"备注|(?:评分|得分|打分|审核|评估|评价|考评)?(?:说明|理由)|评价(?:情况|结果)|(?:佐证|数据|资料|证据)(?:材料|资料|来源)|得分依据",
        "long_text",
    ),
)
"""In the order in which a heading is tried."""

RATERS = ("unit_score", "finance_score", *(f"expert{number}" for number in range(1, 8)))
"""Roles of the columns in which several people give points for the same row."""
SINGLE = ("score", "review_score", "average", "self_score")
"""Roles of the column that counts where one hand gives the points, the most telling first."""

_BY_ROLE = {column.role: column for column in READING}


def shown(role: str, label: str, width: float, **changes: object) -> Column:
    """A column as a template prints it; headings it is read by are those that all score sheets share."""
    return replace(_BY_ROLE[role], label=label, width=width, **changes)  # type: ignore[arg-type]


PROJECT = Field(
    "project",
    "项目名称",
    r"(?:(?:被)?(?:评价|评估|考评|审核|申报|债券|专项)?(?:项目|专项|资金|政策|基金)(?:\(.{1,8}\))?名称)|评价(?:项目|对象)|评估(?:项目|对象)|服务项目",
    required=True,
    hint="与项目库的名称一致。",
)
DEPARTMENT = Field(
    "department",
    "主管部门",
    r"(?:项目|县级|市级|区级|省级|预算|业务|一级)?主管(?:部门|单位)(?:及代码|及编码|名称)?|一级预算单位|预算部门",
    hint="填一级预算单位全称。",
)
AGENCY = Field(
    "agency",
    "实施单位",
    r"(?:项目|资金)?(?:实施|使用|执行|承担|申报|申请|责任|用款)单位(?:名称)?|(?:项目|预算|被评价|填报|单位)(?:单位)?(?:名称)|项目单位|被评价单位",
    hint="填具体实施项目的单位全称。",
)
EVALUATOR = Field(
    "evaluator",
    "评价机构",
    r"(?:评价|评估|实施评价|受托)(?:机构|组织|主体|单位|工作组)(?:名称)?|(?:评价|评估)(?:小组|组)",
    hint="填出具结论的机构或工作组。",
)
DATE = Field(
    "date",
    "日期",
    r"(?:评价|评估|审核|考评|考核|填表|填报|打分|评分)?(?:日期|时间)",
    "date",
    hint="例如 2026年3月5日。",
)
REVIEWER = Field(
    "reviewer",
    "审核人",
    r"(?:审核|评审|评估|评价|考评|打分|评分)(?:人员?|专家|组长)(?:\(签[字名章]\))?|专家组(?:组长)?(?:\(签[字名]\))?|填表人",
    hint="由本人签字。",
)


def amount_field(role: str, label: str, words: str, **changes: object) -> Field:
    """A field for an amount of money in 万元 unless its label says 元."""
    return Field(role, label, rf"(?:{words}){_MONEY}", "money", **changes)  # type: ignore[arg-type]


NEIGHBOUR = (
    r"(?:项目|单位|财务|部门)?(?:负责人|联系人|经办人|填报人|制表人)(?:及?(?:联系)?电话|\(签[字章]\))?|(?:联系|办公|手机)?电话(?:号码)?"
    r"|(?:项目|资金|单位|预算)(?:属性|类别|类型|性质|级次|期限|周期|来源|编码|代码)|(?:项目)?(?:起止|实施|建设)(?:时间|期限|年限|周期)"
    r"|(?:评价|预算|考评|项目)?年度|金额单位|(?:单位)?(?:盖章|公章)|备注"
)
"""Labels that stand beside the fields of a score sheet without being one of them."""
