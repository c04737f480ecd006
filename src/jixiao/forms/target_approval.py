"""F18 绩效目标批复表: the targets that the bureau approved after its review, project by project and line by line."""

from __future__ import annotations

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, ListKind, Part
from jixiao.records.list_form import TARGET_APPROVAL

_MONEY = r"(?:\((?:万元|元|亿元)\))?"

FORM = Form(
    code="F18",
    title=TARGET_APPROVAL,
    version="2026.1",
    basis="财预〔2015〕88号",
    title_pattern=r"绩效目标.{0,6}批复.{0,8}(?:表|清单|一览|目录|台账)|批复.{0,8}绩效目标.{0,4}(?:表|清单)",
    sheet_name="绩效目标批复表",
    fields=(
        Field("unit", "批复单位", r"(?:批复|编制|填报)(?:单位|部门|机关)(?:名称)?", required=True, hint="财政局全称。"),
        Field("date", "编制日期", r"(?:编制|填报)(?:日期|时间)", "date", hint="如 2026-2-10。"),
    ),
    tables={
        TABLE: (
            Column("number", "序号", r"序号|编号", "text", 5, hint="一个项目一个序号,写在第一行。"),
            Column(
                "duty",
                "单位",
                r"(?:预算|项目|主管|实施|填报)?(?:单位|部门)(?:名称)?",
                "text",
                16,
                required=True,
                hint="预算单位全称。",
            ),
            Column(
                "project",
                "项目",
                r"(?:预算|批复)?项目(?:名称)?",
                "text",
                20,
                required=True,
                hint="与项目库的名称一致;一个项目占几行的,写在第一行。",
            ),
            Column("project_code", "项目编码", r"项目(?:编码|代码|编号)", "text", 20, hint="项目库的编码。"),
            Column(
                "amount",
                "批复金额(万元)",
                rf"(?:批复|核定|安排|下达)(?:的)?(?:预算|资金)?(?:金额|数|总额|额度?){_MONEY}|预算(?:金额|数){_MONEY}",
                "money",
                11,
                required=True,
                hint="单位万元,写在项目的第一行。",
            ),
            Column(
                "goal",
                "绩效总目标",
                r"(?:绩效|年度|项目)?(?:绩效)?(?:总体?目标|年度目标)(?:内容)?",
                "long_text",
                24,
                required=True,
                hint="批复的年度总体目标,写在项目的第一行。",
            ),
            Column(
                "indicator",
                "三级指标",
                r"(?:三级|绩效)?指标(?:名称|内容)?",
                "text",
                18,
                required=True,
                hint="一行一个。",
            ),
            Column(
                "target",
                "指标值",
                r"(?:年度|绩效)?(?:指标|目标)值",
                "text",
                12,
                required=True,
                hint="与批复的申报表一致,如 ≥95%。",
            ),
            Column("weight", "分值", r"分值|权重|指标分值", "points", 7, hint="0 到 100 之间的数。"),
            Column(
                "document",
                "批复文号",
                r"(?:目标|预算)?批复(?:文件)?(?:文号|编号|号)",
                "text",
                17,
                required=True,
                hint="如 ×财预〔2026〕3号。",
            ),
            Column("approved_on", "批复日期", r"批复(?:日期|时间)", "date", 14, required=True, hint="如 2026-2-6。"),
            Column("note", "备注", r"备注|说明", "long_text", 18, hint="审核后改过的写明改了什么。"),
        )
    },
    notes=(
        "注：1.一行写一个三级指标；同一项目的其余各行，单位、项目、金额、总目标、文号和日期可以留空或合并。",
        "2.批复的目标是监控、自评和评价的依据，执行中调整的按规定程序重新批复。",
    ),
)

KIND = ListKind(
    form=FORM,
    record=TARGET_APPROVAL,
    item="indicator",
    needs=frozenset({"document", "approved_on", "amount"}),
    telling=frozenset({"project", "indicator", "target", "document"}),
    least=("duty", "project", "amount", "goal", "indicator", "target"),
    carried=frozenset({"number", "duty", "project", "project_code", "amount", "goal", "document", "approved_on"}),
    sums=("amount",),
    as_text=frozenset({"number", "project_code"}),
    rows=20,
    freeze=4,
    parts=(
        Part("title", height=36),
        Part("year", height=20),
        Part("pair", ("unit", "date"), height=26),
        Part("table"),
    ),
)
