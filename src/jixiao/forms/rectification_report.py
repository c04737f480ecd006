"""F10 整改情况报告: what a unit answers to a rectification notice, problem by problem."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, ListKind, Part
from jixiao.forms.rectification import (
    COUNT_FIELDS,
    COUNT_FORMULAS,
    DONE_ON,
    EVIDENCE,
    MEASURES,
    PROBLEM,
    PROBLEM_NUMBER,
    STATUS,
)
from jixiao.records.list_form import RECTIFICATION_REPORT

FORM = Form(
    code="F10",
    title=RECTIFICATION_REPORT,
    version="2026.1",
    basis="GB/T 9704-2012;当地整改通知的报送要求",
    title_pattern=r"整改(?:落实|完成|工作)?(?:情况|结果)(?:的)?(?:报告|汇报|报告表|回复|反馈表)$|整改报告$",
    sheet_name="整改情况报告",
    fields=(
        Field("number", "发文字号", r"发文字号|文号", hint="本单位的发文字号,如 某农发〔2026〕28号。"),
        Field("to", "主送机关", r"主送(?:机关|单位)?|致", required=True, hint="财政局全称,后面加冒号。"),
        Field("project", "项目名称", r"(?:被?评价|整改)?项目名称", required=True, hint="与整改通知一致。"),
        Field(
            "notice",
            "整改通知文号",
            r"(?:对应的?)?(?:整改)?通知(?:书)?(?:的)?(?:发文字号|文号)",
            required=True,
            hint="财政局整改通知的文号。",
        ),
        Field(
            "deadline",
            "报送期限",
            r"(?:报送|整改)(?:期限|截止日期?)",
            "date",
            hint="整改通知要求的截止日,如 2026-11-5。",
        ),
        *COUNT_FIELDS,
        Field(
            "reasons",
            "未完成原因及计划",
            r"未完成(?:的)?原因(?:及|和)?(?:下一步)?(?:工作)?计划",
            "long_text",
            hint="没有完成的逐项写原因、措施和完成时间;全部完成的写“无”。",
        ),
        Field(
            "mechanism",
            "长效机制",
            r"(?:建立)?长效机制(?:建设)?",
            "long_text",
            required=True,
            hint="建立或修订了哪些制度,怎样防止再次发生。",
        ),
        Field("signature", "署名单位", r"署名(?:单位)?|报告单位", required=True, hint="单位全称,加盖公章。"),
        Field("date", "成文日期", r"成文日期|报告日期|报送日期|日期", "date", required=True, hint="如 2026-10-28。"),
    ),
    tables={
        TABLE: (
            Column("number", "序号", r"序号", "text", 5, in_template=False),
            replace(PROBLEM_NUMBER, width=9.5),
            replace(PROBLEM, width=19),
            replace(MEASURES, width=19),
            STATUS,
            DONE_ON,
            replace(EVIDENCE, width=14),
            Column("duty", "责任人", r"(?:整改)?责任(?:人|领导|人员)", "text", 9, hint="写职务或姓名,不写电话。"),
        )
    },
    notes=("（报送份数和股室见整改通知；佐证材料附后。）",),
)

KIND = ListKind(
    form=FORM,
    record=RECTIFICATION_REPORT,
    item="problem",
    needs=frozenset({"measures", "status"}),
    telling=frozenset(),
    least=("problem", "measures", "status", "done_on", "evidence"),
    unlabelled=frozenset({"number", "to", "signature", "date"}),
    field_formulas=COUNT_FORMULAS,
    letter=True,
    landscape=False,
    rows=10,
    parts=(
        Part("centre", ("number",), height=26),
        Part("title", height=72),
        Part("left", ("to",), height=28),
        Part("text", text="　　按照整改通知要求，我单位对反馈的问题逐项进行了整改，现将整改情况报告如下。", height=28),
        Part("heading", text="一、整改总体情况"),
        Part("pair", ("project", "notice"), height=30),
        Part("pair", ("deadline", "total"), height=26),
        Part("pair", ("done", "doing"), height=26),
        Part("pair", ("not_begun", "rate"), height=26),
        Part("heading", text="二、逐项整改情况"),
        Part("table"),
        Part("heading", text="三、未完成事项和长效机制"),
        Part("long", ("reasons",), height=56),
        Part("long", ("mechanism",), height=56),
        Part("right", ("signature",), height=34),
        Part("right", ("date",), height=26),
    ),
)
