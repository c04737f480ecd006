"""F12 结果运用意见书 in its four kinds: results of assessment, target review, monitoring and evaluation put to use."""

from __future__ import annotations

from decimal import Decimal

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, ListKind, Part, Row, RowFormula, Scalar, number_of
from jixiao.records.list_arithmetic import cut
from jixiao.records.numbers import rounded

TITLES = (
    "绩效评估结果运用意见书",
    "预算绩效目标审核结果运用意见书",
    "预算项目支出绩效运行监控结果运用意见书",
    "预算绩效评价结果运用意见书",
)
_MONEY = r"(?:\((?:万元|元|亿元)\))?"
_FIELDS = (
    Field("number", "编号", r"(?:意见书)?编号|文号", hint="意见书的编号,可以不填。"),
    Field(
        "to", "送达股室", r"送达?(?:股室|科室|单位|部门)|主送(?:机关|单位)?", required=True, hint="如 预算股、农业股。"
    ),
    Field(
        "from",
        "提出股室",
        r"(?:提出|出具|填写|送出)(?:意见)?(?:的)?(?:股室|科室|单位|部门)",
        required=True,
        hint="如 绩效管理股。",
    ),
    Field("overall", "总体意见", r"(?:总体|综合)(?:运用)?意见", "long_text", hint="对全部项目的总体运用意见。"),
    Field("signature", "提出股室负责人意见", r"提出股室(?:负责人)?(?:意见|签字)", hint="负责人签署的意见。"),
    Field("date", "提出日期", r"(?:提出|出具|填写|送达)?日期", "date", required=True, hint="如 2026-10-12。"),
)
_PROJECT = Column(
    "project", "项目", r"(?:预算|被?评价|评估)?项目(?:名称)?", "text", 24, required=True, hint="与项目库的名称一致。"
)
_DUTY = Column(
    "duty", "单位", r"(?:项目|预算|主管|实施)?(?:单位|部门)(?:名称)?", "text", 16, required=True, hint="单位全称。"
)
_AMOUNT = Column(
    "amount",
    "金额(万元)",
    rf"(?:预算|申请|申报|项目|评价|涉及|安排)?(?:资金|金额|数)(?:总额|额)?{_MONEY}",
    "money",
    11,
    required=True,
    hint="单位万元。",
)
_CUT = Column(
    "cut",
    "核减额(万元)",
    rf"核减(?:额|金额|数|资金)?{_MONEY}",
    "money",
    10,
    hint="申请金额减建议金额,自动计算。",
    calculated=True,
)
_OFFICES = (
    Column(
        "budget_office", "预算股意见", r"预算(?:管理)?(?:股|科|处)(?:审核)?意见", "long_text", 13, hint="预算股填。"
    ),
    Column(
        "business_office",
        "业务股意见",
        r"(?:资金管理)?(?:业务|业务管理|资金管理)(?:股|科|处)(?:室)?(?:审核)?意见",
        "long_text",
        13,
        hint="业务股填。",
    ),
    Column("signed_on", "签字日期", r"(?:签字|签署|签收)(?:日期|时间)", "date", 15, hint="如 2026-10-15。"),
)


def _use(*choices: str) -> Column:
    return Column(
        "use",
        "运用意见",
        r"(?:结果)?(?:运用|应用)(?:意见|建议|方式)?|结果(?:运用|应用)(?:意见|建议)?",
        "choice",
        15,
        required=True,
        hint="从列表选,也可以另写。",
        choices=choices,
    )


_RESULTS: tuple[tuple[Column, ...], ...] = (
    (
        Column(
            "conclusion",
            "评估结论",
            r"评估(?:结论|结果|意见)|结果",
            "choice",
            13,
            required=True,
            hint="从列表选。",
            choices=("予以支持", "调整完善后支持", "不予支持"),
        ),
        Column(
            "suggested",
            "建议金额(万元)",
            rf"(?:建议|核定|评估|审定)(?:安排)?(?:资金|金额|额度|数){_MONEY}",
            "money",
            11,
            required=True,
            hint="评估核定的金额,是预算安排的上限。",
        ),
        _CUT,
        _use("按申请金额安排", "按建议金额安排", "修改完善后安排", "退回", "不予安排"),
    ),
    (
        Column(
            "grade_of_review",
            "审核等级",
            r"(?:目标)?审核(?:等级|等次)|等级",
            "grade",
            8,
            required=True,
            hint="优、良、中、差。",
        ),
        Column(
            "conclusion",
            "审核结论",
            r"(?:目标)?审核(?:结论|结果|意见)|结果",
            "choice",
            9,
            required=True,
            hint="从列表选。",
            choices=("通过", "修改", "退回"),
        ),
        Column("rounds", "退回次数", r"退回(?:次数)?(?:\(次\))?", "text", 8, hint="没有退回写 0。"),
        _use("纳入预算安排", "修改完善后安排", "退回重报", "不予安排"),
    ),
    (
        Column(
            "executed",
            "执行数(万元)",
            rf"(?:累计|实际)?(?:执行|支出)(?:数|金额){_MONEY}",
            "money",
            11,
            required=True,
            hint="截至监控时点的执行数。",
        ),
        Column(
            "rate",
            "执行率",
            r"(?:预算)?执行率(?:\(%\))?|支出进度",
            "percent",
            8,
            hint="执行数除以金额。",
            calculated=True,
        ),
        Column(
            "light",
            "灯色",
            r"(?:预警)?灯(?:色)?|预警(?:灯|等级|结果)|结果",
            "choice",
            7,
            required=True,
            hint="从列表选。",
            choices=("蓝", "绿", "黄", "红"),
        ),
        _use("继续执行", "限期整改", "调整目标", "调减预算", "暂停拨款", "收回资金"),
    ),
    (
        Column(
            "score",
            "得分",
            r"(?:评价|综合)?(?:得分|分数|总分)(?:\(分\))?",
            "points",
            8,
            required=True,
            hint="百分制,两位小数。",
        ),
        Column("grade", "等级", r"(?:评价|综合)?(?:等级|等次)|评价结果", "grade", 6, required=True, hint="按得分。"),
        Column(
            "problem",
            "主要问题",
            r"(?:存在|发现)?(?:的)?(?:主要)?问题(?:描述|情况)?",
            "long_text",
            22,
            hint="一句一事。",
        ),
        _use("优先保障", "继续安排", "改进后安排", "核减预算", "暂停安排", "取消安排"),
    ),
)
_PATTERNS = (
    r"评估结果(?:运用|应用)意见书",
    r"目标审核结果(?:运用|应用)意见书",
    r"监控结果(?:运用|应用)意见书",
    r"评价结果(?:运用|应用)意见书",
)
_OPENINGS = (
    "　　根据事前绩效评估情况，现就下列项目的评估结果提出运用意见，请在安排预算时一并考虑。",
    "　　根据绩效目标审核情况，现就下列项目的审核结果提出运用意见，请在编制和批复预算时一并考虑。",
    "　　根据绩效运行监控情况，现就下列项目的监控结果提出运用意见，请在调整预算和拨付资金时一并考虑。",
    "　　根据绩效评价情况，现就下列项目的评价结果提出运用意见，请在安排下年度预算时一并考虑。",
)


def _cut(row: Row) -> Scalar:
    value = cut(number_of(row.get("amount")), number_of(row.get("suggested")))
    return "" if value is None else value


def _rate(row: Row) -> Scalar:
    amount, executed = number_of(row.get("amount")), number_of(row.get("executed"))
    return "" if executed is None or not amount else rounded(Decimal(executed) / amount, 4)


_FORMULAS: tuple[tuple[RowFormula, ...], ...] = (
    (RowFormula("cut", '=IF(COUNT({amount},{suggested})<2,"",ROUND({amount}-{suggested},6))', _cut),),
    (),
    (RowFormula("rate", '=IF(COUNT({amount},{executed})<2,"",IF({amount}=0,"",ROUND({executed}/{amount},4)))', _rate),),
    (),
)
_SUMS = (("amount", "suggested", "cut"), ("amount",), ("amount", "executed"), ("amount",))
_LEAST = (("conclusion",), ("conclusion",), ("light",), ("score", "grade"))


def _form(kind: int) -> Form:
    return Form(
        code="F12",
        title=TITLES[kind],
        version="2026.1",
        basis="财预〔2020〕10号;当地结果运用办法",
        title_pattern=_PATTERNS[kind],
        sheet_name="运用意见书",
        fields=_FIELDS,
        tables={
            TABLE: (
                Column("number", "序号", r"序号|编号", "text", 5, hint="从 1 编起。"),
                _PROJECT,
                _DUTY,
                _AMOUNT,
                *_RESULTS[kind],
                *_OFFICES,
            )
        },
        notes=("（本意见书一式三份，预算股、业务股、绩效管理股各存一份。）",),
    )


def _kind(kind: int) -> ListKind:
    return ListKind(
        form=_form(kind),
        record=TITLES[kind],
        item="project",
        needs=frozenset({"use", "budget_office", "business_office"}),
        telling=frozenset(),
        least=("project", "duty", "amount", *_LEAST[kind], "use"),
        unlabelled=frozenset({"number"}),
        sums=_SUMS[kind],
        row_formulas=_FORMULAS[kind],
        letter=True,
        rows=10,
        parts=(
            Part("title", height=44),
            Part("year", height=20),
            Part("pair", ("to", "from", "number"), height=28),
            Part("text", text=_OPENINGS[kind], height=30),
            Part("table"),
            Part("long", ("overall",), height=52),
            Part("pair", ("signature", "date"), height=40),
        ),
    )


KINDS = tuple(_kind(number) for number in range(4))
FORMS = tuple(kind.form for kind in KINDS)
