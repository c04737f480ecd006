"""F13 抽查复核表: self-evaluations drawn for review, self-score against review score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, FieldFormula, ListKind, Part, Row, RowFormula, Scalar, number_of
from jixiao.records.list_arithmetic import difference, difference_rate
from jixiao.records.list_form import SPOT_CHECK
from jixiao.records.numbers import rounded

_JUDGED = ("属实", "基本属实", "不属实"), ("全面", "基本全面", "不全面"), ("合理", "基本合理", "不合理")

FORM = Form(
    code="F13",
    title=SPOT_CHECK,
    version="2026.1",
    basis="财预〔2020〕10号;当地抽查复核工作方案",
    title_pattern=r"(?:抽查|复核|抽审).{0,14}(?:表|清单|汇总|情况)$|抽查复核",
    sheet_name="抽查复核表",
    fields=(
        Field("unit", "复核单位", r"(?:组织)?复核(?:单位|部门)", required=True, hint="财政局或受托机构全称。"),
        Field(
            "total",
            "自评项目总数",
            r"(?:应?抽查范围|自评)(?:的)?项目(?:总)?(?:数|个数)(?:\(个\))?",
            required=True,
            hint="从多少个自评项目里抽。",
        ),
        Field("sampled", "抽查项目数", r"(?:实际)?抽查(?:的)?项目(?:个)?数(?:\(个\))?", calculated=True),
        Field("ratio", "抽查比例", r"抽查(?:比例|率)(?:\(%\))?", "percent", calculated=True),
        Field("date", "复核日期", r"复核(?:日期|时间)", "date", hint="如 2026-8-20。"),
        Field("opinion", "复核总体意见", r"(?:复核)?总体意见", "long_text", hint="总体评价和主要问题。"),
    ),
    tables={
        TABLE: (
            Column("number", "序号", r"序号|编号", "text", 5, hint="从 1 编起。"),
            Column(
                "project",
                "项目",
                r"(?:被?抽查|复核|自评)?项目(?:名称)?|抽查对象",
                "text",
                24,
                required=True,
                hint="与自评表一致。",
            ),
            Column(
                "duty",
                "单位",
                r"(?:被?抽查|项目|预算|实施|主管)?(?:单位|部门)(?:名称)?",
                "text",
                18,
                hint="被抽查的单位全称。",
            ),
            Column(
                "self_score",
                "自评得分",
                r"(?:单位|项目)?自评(?:得分|分数?|总分)(?:\(分\))?",
                "points",
                9,
                required=True,
                hint="自评表的总分。",
            ),
            Column(
                "score",
                "复核得分",
                r"(?:财政|抽查)?(?:复核|抽查|审核)(?:得分|分数?|评分|总分)(?:\(分\))?",
                "points",
                9,
                required=True,
                hint="复核给出的总分。",
            ),
            Column(
                "difference",
                "差异",
                r"(?:得分|分数)?(?:差异|差额|差值|分差)(?:\(分\))?",
                "points",
                8,
                hint="复核得分减自评得分。",
                calculated=True,
            ),
            Column("rate", "差异率", r"差异率(?:\(%\))?", "percent", 9, hint="差异除以自评得分。", calculated=True),
            Column(
                "truthful", "真实性", r"(?:自评)?(?:结果)?真实性", "choice", 9, hint="从列表选。", choices=_JUDGED[0]
            ),
            Column(
                "complete", "全面性", r"(?:自评)?(?:内容)?全面性", "choice", 9, hint="从列表选。", choices=_JUDGED[1]
            ),
            Column("reasonable", "合理性", r"(?:评分)?合理性", "choice", 9, hint="从列表选。", choices=_JUDGED[2]),
            Column(
                "problem",
                "问题",
                r"(?:存在|发现|复核发现)?(?:的)?(?:主要)?问题(?:描述|情况)?",
                "long_text",
                28,
                hint="复核发现的问题,一项一句。",
            ),
            Column(
                "grade",
                "等级(复核)",
                r"(?:复核)?(?:等级|等次)(?:\(复核\))?",
                "grade",
                9,
                required=True,
                hint="按复核得分。",
            ),
            Column(
                "handling",
                "处理",
                r"处理(?:意见|结果|方式|情况)?|(?:整改|处理)要求",
                "long_text",
                20,
                hint="差异较大的写明书面反馈的文号和整改要求。",
            ),
        )
    },
    notes=("注：差异＝复核得分－自评得分；差异率＝差异÷自评得分。差异较大的须书面反馈并整改。",),
)


def _of_scores(row: Row, compute: object) -> Scalar:
    assert callable(compute)
    value = compute(number_of(row.get("self_score")), number_of(row.get("score")))
    return "" if value is None else value


def _rate(row: Row) -> Scalar:
    rate = difference_rate(number_of(row.get("self_score")), number_of(row.get("score")))
    return "" if rate is None else rate / Decimal(100)


def _sampled(rows: Sequence[Row]) -> int:
    return sum(row.get("project") not in (None, "") for row in rows)


def _ratio(rows: Sequence[Row], fields: Row) -> Scalar:
    total = number_of(fields.get("total"))
    return rounded(_sampled(rows) / total, 4) if total else ""


KIND = ListKind(
    form=FORM,
    record=SPOT_CHECK,
    item="project",
    needs=frozenset({"score", "difference", "rate", "truthful"}),
    telling=frozenset({"project", "self_score", "score"}),
    least=("project", "self_score", "score"),
    row_formulas=(
        RowFormula(
            "difference",
            '=IF(COUNT({self_score},{score})<2,"",ROUND({score}-{self_score},2))',
            lambda row: _of_scores(row, difference),
        ),
        RowFormula(
            "rate",
            '=IF(COUNT({self_score},{score})<2,"",IF({self_score}=0,"",ROUND(({score}-{self_score})/{self_score},4)))',
            _rate,
        ),
    ),
    field_formulas=(
        FieldFormula("sampled", "=COUNTA({project})", lambda rows, _: _sampled(rows)),
        FieldFormula("ratio", '=IF(N({field.total})=0,"",ROUND(COUNTA({project})/{field.total},4))', _ratio),
    ),
    rows=20,
    parts=(
        Part("title", height=36),
        Part("year", height=20),
        Part("pair", ("unit", "date"), height=26),
        Part("pair", ("total", "sampled", "ratio"), height=26),
        Part("table"),
        Part("long", ("opinion",), height=52),
    ),
)
