"""F11 整改台账: the bureau's list of all problems of a round, with answers, review and days overdue."""

from __future__ import annotations

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, ListKind, Part, Row, RowFormula, Scalar
from jixiao.forms.rectification import (
    COUNT_FIELDS,
    COUNT_FORMULAS,
    DONE_ON,
    EVIDENCE,
    MEASURES,
    PROBLEM,
    STATUS,
)
from jixiao.records.list_arithmetic import day_of, overdue_days
from jixiao.records.list_form import RECTIFICATION_LEDGER

FORM = Form(
    code="F11",
    title=RECTIFICATION_LEDGER,
    version="2026.1",
    basis="财预〔2020〕10号;当地结果应用办法",
    title_pattern=r"整改.{0,8}(?:台账|清单|情况表|一览表|汇总表|统计表)|问题清单及整改",
    sheet_name="整改台账",
    fields=(
        Field("unit", "编制单位", r"(?:编制|填报|编报)?单位(?:名称)?", hint="财政局或主管部门。"),
        Field(
            "as_of",
            "统计日期",
            r"统计(?:日期|截止日期?|时间)|截至日期",
            "date",
            required=True,
            hint="逾期天数算到这一天,如 2026-11-10。",
        ),
        *COUNT_FIELDS,
    ),
    tables={
        TABLE: (
            Column("number", "序号", r"序号", "text", 5, hint="从 1 编起。"),
            Column(
                "project",
                "项目",
                r"(?:被?评价|整改)?项目(?:名称)?",
                "text",
                18,
                required=True,
                hint="与项目库的名称一致。",
            ),
            Column("grade", "等级", r"(?:评价)?(?:等级|等次|结果)", "grade", 6, hint="评价等级。"),
            Column("problem_number", "问题编号", r"问题(?:序号|编号)|编号", "text", 8, hint="与整改通知一致。"),
            Column(
                "category",
                "问题类别",
                r"问题(?:类别|类型|分类|性质)|类别",
                "text",
                10,
                hint="例如 绩效目标、财务管理。",
            ),
            PROBLEM,
            Column(
                "amount",
                "金额(万元)",
                r"(?:涉及|问题)?(?:资金|金额)(?:\((?:万元|元|亿元)\))?",
                "money",
                10,
                hint="问题涉及的金额,没有的留空。",
            ),
            Column(
                "duty",
                "责任单位",
                r"(?:整改)?责任(?:单位|部门|主体)|整改单位|(?:项目)?(?:主管)?单位(?:名称)?",
                "text",
                14,
                required=True,
                hint="落实整改的单位全称。",
            ),
            Column("requirement", "整改要求", r"整改(?:要求|建议|意见|内容)", "long_text", 20, hint="写明要做到什么。"),
            Column(
                "deadline",
                "整改期限",
                r"整改(?:期限|时限|截止日期)(?:\(.*\))?|完成时限|期限",
                "date",
                15,
                required=True,
                hint="如 2026-11-5。",
            ),
            MEASURES,
            STATUS,
            DONE_ON,
            EVIDENCE,
            Column("opinion", "审核意见", r"(?:财政(?:部门|局)?|股室)?审核意见", "long_text", 14, hint="财政部门填。"),
            Column(
                "verdict",
                "审核结论",
                r"(?:财政(?:部门|局)?)?审核(?:结论|结果)",
                "choice",
                8,
                hint="从列表选。",
                choices=("通过", "退回"),
            ),
            Column(
                "overdue", "逾期天数", r"(?:已)?逾期(?:天数)?(?:\(天\))?", "text", 8, hint="自动计算。", calculated=True
            ),
        )
    },
    notes=(
        "注：1.一行一个问题；已完成的须填完成日期和佐证材料。",
        "2.逾期天数：已完成的算到完成日期，未完成的算到统计日期；按期的为 0。",
    ),
)


def _overdue(row: Row) -> Scalar:
    days = [day_of(value) if isinstance(value := row.get(role), int) else None for role in _DAYS]
    late = overdue_days(days[0], str(row.get("status") or ""), days[1], days[2])
    return "" if late is None else late


_DAYS = ("deadline", "done_on", "field.as_of")
_FORMULA = (
    '=IF(NOT(ISNUMBER({deadline})),"",IF({status}="已完成",IF(ISNUMBER({done_on}),MAX(0,{done_on}-{deadline}),""),'
    'IF(ISNUMBER({field.as_of}),MAX(0,{field.as_of}-{deadline}),"")))'
)

KIND = ListKind(
    form=FORM,
    record=RECTIFICATION_LEDGER,
    item="problem",
    needs=frozenset({"status", "done_on", "overdue"}),
    telling=frozenset({"problem", "status", "deadline"}),
    least=("project", "problem", "deadline", "measures", "status", "done_on", "evidence"),
    carried=frozenset({"number", "project", "grade", "duty"}),
    sums=("amount",),
    row_formulas=(RowFormula("overdue", _FORMULA, _overdue),),
    field_formulas=COUNT_FORMULAS,
    paper=8,
    rows=24,
    parts=(
        Part("title", height=36),
        Part("year", height=20),
        Part("pair", ("unit", "as_of", "total", "done"), height=24),
        Part("pair", ("doing", "not_begun", "rate"), height=24),
        Part("table"),
    ),
)
