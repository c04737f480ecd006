"""F05 部门整体支出绩效自评表: a department's whole spending by kind, its goals and its indicators."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.self_evaluation import FIELDS as PROJECT_FIELDS
from jixiao.forms.self_evaluation import FORM as PROJECT_FORM
from jixiao.forms.self_evaluation import FUND_COLUMNS, INDICATOR_COLUMNS
from jixiao.records.regex import regex

_SEAL = r"(?:\((?:公章|盖章|签章|章)\))?"
_CODED = r"(?:(?:及|和|\(|/)?(?:代码|编码)\)?)?"
_RANK = r"(?:中央|省级|市级|县级|区级|州级|一级|二级|本级|基层)?"
NAME = rf"{_RANK}(?:预算|主管)?(?:部门|单位)(?:\((?:单位|部门)\))?(?:名称|全称){_CODED}{_SEAL}"
"""Labels of the department's name with which a form may begin: 部门名称, 省级预算部门名称, 部门(单位)名称."""

_DEPARTMENT = Field(
    "department",
    "部门名称",
    rf"{_RANK}(?:预算)?部门(?:\(单位\))?(?:名称|全称){_CODED}{_SEAL}|{_RANK}主管(?:部门|单位)(?:\(单位\))?(?:名称)?{_CODED}{_SEAL}|"
    rf"(?:一级)?预算(?:部门|单位){_CODED}{_SEAL}|(?:自评|填报|评价|被评价)部门(?:\(单位\))?(?:名称)?{_SEAL}",
    required=True,
    hint="填部门(单位)全称,与部门预算批复一致。",
)
_UNIT = Field(
    "agency",
    "单位名称",
    rf"{_RANK}(?:预算)?单位(?:\(部门\))?(?:名称|全称){_CODED}{_SEAL}|(?:自评|填报|填表|申报|评价|被评价|编制)单位(?:\(部门\))?(?:名称)?{_SEAL}",
    required=True,
)
_FOOT = {field.role: field for field in PROJECT_FIELDS}
FIELDS = (
    _DEPARTMENT,
    replace(_FOOT["code"], label="部门编码", hint="按文本填写,保留前面的 0。"),
    _FOOT["date"],
)
"""What the template asks for."""
READ_FIELDS = (_DEPARTMENT, _UNIT, *FIELDS[1:])
"""What reading knows besides: the unit itself, where a form names it beside the department above it."""

SCHEMES: dict[str, tuple[str, ...]] = {
    "产出、效益、满意度": tuple(level1 for level1, _ in PROJECT_FORM.level1),
    "投入、过程、产出、效果": ("投入", "过程", "产出", "效果"),
    "履职效能类": ("履职效能", "管理效率", "社会效应", "可持续发展能力"),
}
"""Level-1 indicators by where they come from: like a project's, 财预〔2013〕53号, provinces since 2021."""


def _with_choices(column: Column) -> Column:
    if column.role != "level1":
        return column
    named = dict.fromkeys(level1 for scheme in SCHEMES.values() for level1 in scheme)
    return replace(column, choices=tuple(named))


WHOLE = regex(r"(?:部门|单位).{0,8}整体|整体(?:支出|绩效|预算)")
"""What a title says that speaks of a whole department."""
KINDS_OF_SPENDING = regex(r"(?:其中[:：]?)?(?:基本支出|项目支出)[:：]?")
WHOLE_FUNDS = regex(r"(?:部门|单位)?(?:\((?:单位|部门)\))?整体(?:支出|预算|绩效).*")
"""What the funds of a form without a title say when it is a department's."""

FORM = Form(
    code="F05",
    title="部门整体支出绩效自评表",
    version="2026.1",
    basis="财预〔2020〕10号",
    title_pattern=rf"(?=.*(?:{WHOLE.pattern})).*(?:{PROJECT_FORM.title_pattern})",
    sheet_name="部门整体自评表",
    fields=FIELDS,
    tables={"funds": FUND_COLUMNS, "indicators": tuple(_with_choices(column) for column in INDICATOR_COLUMNS)},
    fund_rows=("部门整体支出总额", "其中：基本支出", "项目支出", "其他"),
    level1=PROJECT_FORM.level1,
    notes=(
        "注:1.一级指标可以按产出、效益、满意度填,也可以按投入、过程、产出、效果或者履职效能、管理效率等填。",
        "2.定量指标按完成情况计分:达到目标得满分,未达到的按完成比例计分;反向指标(≤)超出目标的按口径扣分。",
        "3.定性指标按达成(100%-80%)、部分达成(80%-60%)、未达成(60%-0)三档计分。",
        "4.得分低于分值的,须写明偏差原因和改进措施。",
    ),
)
