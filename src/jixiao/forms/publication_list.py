"""F14 公开清单: evaluation results made public, with where and when."""

from __future__ import annotations

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, ListKind, Part
from jixiao.records.list_form import PUBLICATION_LIST

FORM = Form(
    code="F14",
    title=PUBLICATION_LIST,
    version="2026.1",
    basis="财预〔2020〕10号;政府信息公开有关规定",
    title_pattern=r"公开.{0,8}(?:清单|情况表|目录|一览表|统计表|汇总表|台账|登记表)|拟公开",
    sheet_name="公开清单",
    fields=(
        Field("unit", "编制单位", r"(?:编制|填报|公开)单位(?:名称)?", required=True, hint="负责公开的单位全称。"),
        Field("date", "编制日期", r"编制(?:日期|时间)|填报日期", "date", hint="如 2026-9-25。"),
    ),
    tables={
        TABLE: (
            Column(
                "year",
                "年度",
                r"(?:预算|评价|项目|所属)?年度",
                "text",
                8,
                required=True,
                hint="项目资金所属年度,如 2025。",
            ),
            Column(
                "duty",
                "单位",
                r"(?:预算|主管|项目|实施)?(?:单位|部门)(?:名称)?",
                "text",
                20,
                required=True,
                hint="单位全称。",
            ),
            Column(
                "project",
                "项目",
                r"(?:被?评价|公开)?项目(?:名称)?",
                "text",
                26,
                required=True,
                hint="与项目库的名称一致。",
            ),
            Column(
                "amount",
                "金额(万元)",
                r"(?:评价|项目|预算|涉及)?(?:资金|金额)(?:总额|额)?(?:\((?:万元|元|亿元)\))?",
                "money",
                12,
                required=True,
                hint="单位万元。",
            ),
            Column(
                "kind",
                "评价类型",
                r"评价(?:类型|类别|方式)",
                "choice",
                13,
                required=True,
                hint="从列表选。",
                choices=("财政重点评价", "部门评价", "单位自评", "成本绩效评价"),
            ),
            Column(
                "score",
                "得分",
                r"(?:评价|综合|自评)?(?:得分|分数|总分)(?:\(分\))?",
                "points",
                8,
                required=True,
                hint="百分制,两位小数。",
            ),
            Column(
                "grade", "等级", r"(?:评价|综合)?(?:等级|等次)|评价结果", "grade", 7, required=True, hint="按得分。"
            ),
            Column(
                "problem",
                "主要问题",
                r"(?:存在|发现)?(?:的)?(?:主要)?问题(?:描述|情况)?",
                "long_text",
                28,
                hint="不写联系人、电话和证件号。",
            ),
            Column(
                "status",
                "整改情况",
                r"(?:问题)?整改(?:落实|完成)?(?:情况|结果|进展)",
                "long_text",
                18,
                hint="已完成、正在整改或写明进展。",
            ),
            Column(
                "place",
                "公开栏目",
                r"公开(?:栏目|位置|平台|网址|渠道|方式)",
                "text",
                18,
                required=True,
                hint="网站和栏目名称。",
            ),
            Column("published", "公开日期", r"公开(?:日期|时间)", "date", 15, required=True, hint="如 2026-9-25。"),
        )
    },
    notes=("注：公开内容不得含有联系人电话、证件号码和涉密信息；金额、得分与评价报告、向人大报告的数据一致。",),
)

KIND = ListKind(
    form=FORM,
    record=PUBLICATION_LIST,
    item="project",
    needs=frozenset({"place", "published"}),
    telling=frozenset({"project", "published"}),
    least=("duty", "project", "amount", "score", "grade", "place", "published"),
    sums=("amount",),
    rows=20,
    parts=(
        Part("title", height=36),
        Part("year", height=20),
        Part("pair", ("unit", "date"), height=26),
        Part("table"),
    ),
)
