"""F08 第三方机构考评表: the evaluated unit and the finance bureau each give points, their average counts."""

from __future__ import annotations

from jixiao.forms.declaration import Criterion, Field, Form
from jixiao.forms.score_sheet_columns import DATE, PROJECT, REVIEWER, shown

COLUMNS = (
    shown("name", "考评内容", 22),
    shown("standard", "考评标准", 42),
    shown("weight", "分值", 8, required=True, hint="合计 100 分。"),
    shown("unit_score", "被评价单位评分", 14.5, required=True, hint="由被评价单位填,0 到本行分值之间的数。"),
    shown("finance_score", "财政部门评分", 13, required=True, hint="由绩效管理股填,0 到本行分值之间的数。"),
    shown("note", "备注", 22, hint="扣分较多的写明理由。"),
)

FIELDS = (
    Field(
        "institution",
        "第三方机构",
        r"(?:被考评|被考核|受托|评价)?(?:第三方|中介|专业|评价|服务)?(?:评价|服务)?机构(?:名称)?(?:\(.{0,6}\))?",
        required=True,
        hint="填机构全称。",
    ),
    PROJECT,
    Field("agency", "被评价单位", r"(?:被评价|委托|项目|实施|主管)(?:单位|部门|方)(?:名称)?", hint="填单位全称。"),
    Field(
        "rater",
        "考评主体",
        r"(?:考评|考核|评分|打分)(?:主体|单位|人|方)(?:名称)?",
        hint="两家各填一份的,写明是哪一家。",
    ),
    Field(
        "final",
        "最终得分",
        r"(?:最终|综合|平均|汇总)(?:平均)?(?:得分|分数?)",
        "points",
        calculated=True,
        hint="两份评分的平均数,自动得出。",
    ),
    Field(
        "grade",
        "考评等级",
        r"(?:考评|考核|评定|综合)?(?:等级|等次|结果|级别)",
        "grade",
        calculated=True,
        hint="按最终得分自动得出。",
    ),
    Field(
        "opinion",
        "考评意见",
        r"(?:综合)?(?:考评|考核|评价|选聘|使用)(?:意见|建议)",
        "long_text",
        hint="写明主要优点、不足和以后选聘的建议。",
    ),
    REVIEWER,
    DATE,
)

FORM = Form(
    code="F08",
    title="第三方机构考评表",
    version="2026.1",
    basis="财预〔2021〕6号;各地委托第三方机构参与预算绩效管理办法",
    title_pattern=r"(?:第三方|中介|受托|评价).{0,3}机构.{0,14}(?:考评|考核|履职评价|质量评价|评分|打分).{0,4}表",
    sheet_name="第三方机构考评表",
    fields=FIELDS,
    tables={"criteria": COLUMNS},
    notes=(
        "注:1.被评价单位和财政部门各自评分,取平均数为最终得分;只有一方评分的不出最终得分。",
        "2.考评结果作为以后选聘的依据。",
    ),
    criteria=(
        Criterion((), "机构与人员投入", standard="按约定投入有资质的人员,主评人在岗,人员稳定。"),
        Criterion((), "工作方案与指标体系", standard="方案完整可行;指标体系符合项目特点,标准明确。"),
        Criterion((), "现场调研与资料核实", standard="现场核查覆盖面达到约定;资料、数据经过核实。"),
        Criterion((), "报告质量", standard="数据准确,问题真实,结论有据,建议可行。"),
        Criterion((), "成果时效", standard="按约定时间提交初稿和定稿。"),
        Criterion((), "沟通配合与廉洁保密", standard="沟通及时,遵守廉洁和保密规定,没有有效投诉。"),
    ),
    points_setting="third_party_points",
    scale="third_party_grades",
)
