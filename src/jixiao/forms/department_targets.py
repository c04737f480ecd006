"""F02 部门（单位）整体支出绩效目标申报表 (财预〔2015〕88号): main tasks with their budget, goals, indicators."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.self_evaluation import FIELDS as EVALUATION_FIELDS
from jixiao.forms.target_declaration import FORM as PROJECT_FORM
from jixiao.forms.target_declaration import INDICATOR_COLUMNS, OTHER_FORM, WHOLE_UNIT

_MONEY = r"(?:\((?:万元|元|亿元)\))?"

TASK_COLUMNS = (
    Column(
        "name",
        "任务名称",
        r"(?:年度|主要|重点|工作)*任务(?:名称)?|工作名称|(?:重点)?工作任务(?:名称)?",
        "text",
        20,
        required=True,
        hint="一行一项本年的主要任务,包括基本支出保障的日常工作。",
    ),
    Column(
        "content",
        "主要内容",
        r"(?:任务)?(?:主要|工作)?内容|任务描述",
        "long_text",
        30,
        hint="写明做什么、做到什么程度。",
    ),
    Column(
        "total",
        "总额",
        rf"(?:预算|资金|金额)?(?:总额|合计|小计|总计){_MONEY}|(?:预算|资金)(?:金额|数){_MONEY}|金额{_MONEY}",
        "money",
        11,
        calculated=True,
        hint="财政拨款与其他资金之和,自动计算,单位万元。",
    ),
    Column(
        "fiscal",
        "财政拨款",
        rf"(?:其中[:：]?)?(?:当年)?财政(?:性)?(?:拨款|资金){_MONEY}",
        "money",
        11,
        hint="单位万元。",
    ),
    Column("other", "其他资金", rf"(?:其中[:：]?)?其[他它](?:资金|收入)?{_MONEY}", "money", 11, hint="单位万元。"),
)
TASKS_TOTAL = r"(?:金额|预算|资金|支出)?(?:合计|总计)(?:金额|数)?(?:\((?:万元|元)\))?"
_HIDDEN = {"medium_target"}

FIELDS = (
    Field(
        "department",
        "部门（单位）名称",
        r"(?:预算)?(?:部门|单位)(?:\((?:单位|部门)\))?(?:名称|全称)(?:及代码)?|填报(?:单位|部门)(?:名称)?|预算(?:部门|单位)(?:名称)?|"
        r"一级预算单位|主管部门(?:及代码)?",
        required=True,
        hint="填部门(单位)全称。",
    ),
    *(replace(field, label="单位编码") for field in EVALUATION_FIELDS if field.role == "code"),
    *(field for field in EVALUATION_FIELDS if field.role == "date"),
)

FORM = Form(
    code="F02",
    title="部门整体支出绩效目标申报表",
    version="2026.1",
    basis="财预〔2015〕88号",
    title_pattern=rf"^(?!.*绩效目标.*(?:{OTHER_FORM}))(?=.*(?:{WHOLE_UNIT})).*绩效目标.{{0,12}}[表书](?:\(.*\))?$",
    sheet_name="整体绩效目标申报表",
    fields=FIELDS,
    tables={
        "tasks": TASK_COLUMNS,
        "indicators": tuple(column for column in INDICATOR_COLUMNS if column.role not in _HIDDEN),
    },
    level1=PROJECT_FORM.level1,
    notes=(
        "注:1.任务按部门职责和年度工作重点填,金额合计不超过部门预算。",
        "2.年度总体目标逐条写,与主要任务对应。",
        "3.指标要细化、量化、可考核;不能量化的写清评判标准。",
    ),
)
