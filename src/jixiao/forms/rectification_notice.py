"""F09 评价结果反馈及整改通知: the letter that tells a unit the result and what to put right."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.list_kind import TABLE, ListKind, Part
from jixiao.forms.rectification import EVIDENCE, PROBLEM, PROBLEM_NUMBER
from jixiao.records.list_form import RECTIFICATION_NOTICE

FORM = Form(
    code="F09",
    title=RECTIFICATION_NOTICE,
    version="2026.1",
    basis="GB/T 9704-2012;财预〔2020〕10号",
    title_pattern=r"(?:关于.*(?:整改|反馈|核实).*的?通知|评价结果反馈及.{0,4}整改的?通知|整改通知)书?$",
    sheet_name="反馈及整改通知",
    fields=(
        Field(
            "number", "发文字号", r"发文字号|文号", required=True, hint="如 某财绩〔2026〕10号,不加“第”,不写成 010 号。"
        ),
        Field(
            "to", "主送机关", r"主送(?:机关|单位)?|致", required=True, hint="填被评价项目的主管单位全称,后面加冒号。"
        ),
        Field("project", "项目名称", r"(?:被?评价)?项目名称", required=True, hint="与项目库的名称一致。"),
        Field("agency", "评价机构", r"评价(?:机构|单位|组织方?)", hint="第三方机构全称;自行组织的写财政局。"),
        Field("amount", "评价金额(万元)", r"评价(?:资金|金额)(?:\(万元\))?", "money", hint="单位万元。"),
        Field("period", "评价期间", r"评价(?:期间|时间|时段)", hint="如 2026年8月7日至9月7日。"),
        Field("score", "得分", r"(?:评价|综合)?得分", "points", hint="百分制,两位小数。"),
        Field("grade", "等级", r"(?:评价|综合)?(?:等级|结论)", "grade", hint="按得分从列表选。"),
        Field("requirement", "整改要求", r"整改要求", "long_text", hint="对全部问题的总要求。"),
        Field(
            "reporting",
            "报送要求",
            r"报送要求",
            "long_text",
            required=True,
            hint="截止日期、形式、份数、报送哪些股室。",
        ),
        Field("consequence", "逾期后果", r"逾期(?:后果|处理)", "long_text", hint="逾期或整改不到位怎么处理。"),
        Field("signature", "署名机关", r"署名(?:机关)?|发文机关", required=True, hint="发文机关全称。"),
        Field("date", "成文日期", r"成文日期|印发日期|(?:发文)?日期", "date", required=True, hint="如 2026-10-5。"),
        Field("cc", "抄送", r"抄送", hint="如 预算股、业务股。"),
    ),
    tables={
        TABLE: (
            Column("number", "序号", r"序号", "text", 5, in_template=False),
            replace(PROBLEM_NUMBER, width=9.5),
            replace(PROBLEM, width=19),
            Column(
                "basis", "依据", r"(?:问题|政策|评价|制度|认定)?依据", "long_text", 11, hint="文件名称、文号和条款。"
            ),
            Column("duty", "责任单位", r"责任(?:单位|部门|科室)", "text", 11, hint="落实整改的单位全称。"),
            Column(
                "requirement",
                "整改要求",
                r"整改(?:要求|建议|意见|内容)",
                "long_text",
                16,
                required=True,
                hint="写明要做到什么。",
            ),
            Column(
                "deadline",
                "整改期限",
                r"(?:整改)?(?:期限|时限|完成时限)(?:\(.*\))?",
                "date",
                15,
                required=True,
                hint="如 2026-11-5。",
            ),
            replace(EVIDENCE, width=13),
        )
    },
    notes=("附件：问题清单及整改台账",),
)

KIND = ListKind(
    form=FORM,
    record=RECTIFICATION_NOTICE,
    item="problem",
    needs=frozenset({"problem"}),
    telling=frozenset(),
    least=("problem", "requirement", "deadline"),
    unlabelled=frozenset({"number", "to", "signature", "date"}),
    letter=True,
    landscape=False,
    rows=10,
    parts=(
        Part("centre", ("number",), height=26),
        Part("title", height=72),
        Part("left", ("to",), height=28),
        Part(
            "text",
            text="　　现将绩效评价结果及存在的问题反馈给你单位，请认真组织整改，有关事项通知如下。",
            height=46,
        ),
        Part("heading", text="一、评价概况与结论"),
        Part("pair", ("project", "agency"), height=30),
        Part("pair", ("amount", "period"), height=30),
        Part("pair", ("score", "grade"), height=30),
        Part("heading", text="二、存在的主要问题"),
        Part("table"),
        Part("heading", text="三、整改和报送要求"),
        Part("long", ("requirement",), height=44),
        Part("long", ("reporting",), height=44),
        Part("long", ("consequence",), height=44),
        Part("right", ("signature",), height=34),
        Part("right", ("date",), height=26),
        Part("pair", ("cc",), height=26),
    ),
)
