"""F01 项目支出绩效目标申报表 (财预〔2015〕88号): its fields, columns and the headings under which units send them."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.declaration import Column, Field, Form
from jixiao.forms.self_evaluation import FIELDS as EVALUATION_FIELDS
from jixiao.forms.self_evaluation import FORM as EVALUATION

_MEDIUM = (
    r"(?:中期|长期|中长期|周期|项目(?:实施)?周期|实施(?:期|周期)|项目(?:实施)?期|规划期|总体|整体|[三五]年)(?:绩效)?"
)
MEDIUM_WORDS = r"中期|长期|周期|实施期|项目期|规划期|20\d\d年?[-—–~至到]+20\d\d"
YEAR_WORDS = r"年度|当年|本年|全年"
BANDS = ("优", "良", "中", "差")
_OF_EVALUATION = {column.role: column for column in EVALUATION.tables["indicators"]}
NATURES = ("≥", "≤", "＝", "＞", "＜", "定性")
SOURCES = ("计划标准", "行业标准", "历史标准", "其他标准")

_SIGN = Column(
    "sign",
    "指标性质",
    rf"{_OF_EVALUATION['sign'].aliases}|指标值?类型(?:\(.*\))?|指标值性质|绩效指标(?:性质|方向)|指标(?:方向|正反向)性?|计算符号",
    "choice",
    7.5,
    hint="定量指标选 ≥、≤、＝;定性指标选「定性」,时间选 ≤ 或留空。",
    choices=NATURES,
)
_TARGET = Column(
    "target",
    "年度指标值",
    rf"{_OF_EVALUATION['target'].aliases}|(?:指标|目标)值(?:年度|当年|本年)",
    "text",
    12.5,
    required=True,
    hint="定量指标只填数,符号和单位填在两边;时间写「2026年11月底前」;定性指标写清评判标准。",
)
_UNIT = Column(
    "unit",
    "度量单位",
    _OF_EVALUATION["unit"].aliases + r"|(?:指标|绩效)(?:度量|计量)?单位",
    "text",
    7.5,
    hint="例如 人、%、万元、平方米。",
)
_PREVIOUS = Column(
    "previous",
    "上年实际值",
    r"(?:上年度?|上一年度?|前一年度?|去年)(?:实际)?(?:完成|执行|达到|实现)?(?:指标)?(?:值|数|情况)|历史(?:实际)?值",
    "text",
    9,
    hint="延续项目填上年实际完成的数,单位与本年一致;新增项目不填。",
)
_WEIGHT = Column(
    "weight",
    "分值",
    _OF_EVALUATION["weight"].aliases,
    "points",
    6.5,
    hint="可以不填;要填就每条都填,合计 100 分或 90 分(执行率另占 10 分)。",
)

INDICATOR_COLUMNS = (
    Column(
        "medium_level2", "中期二级指标", rf"二级指标\({_MEDIUM}(?:指标|目标)?\)|{_MEDIUM}二级指标", in_template=False
    ),
    Column("medium_name", "中期三级指标", rf"三级指标\({_MEDIUM}(?:指标|目标)?\)|{_MEDIUM}三级指标", in_template=False),
    Column("level1", "一级指标", r"一级指标(?:\(.*\))?|一级|评价内容", "choice", 9),
    Column("level2", "二级指标", r"二级指标(?:\((?:年度|当年|本年度?)(?:指标|目标)?\))?|二级", "choice", 11.5),
    Column("kind", "指标类型", r"指标(?:类型|类别|分类)", in_template=False),
    Column(
        "name",
        "三级指标",
        rf"{_OF_EVALUATION['name'].aliases}|三级指标\((?:年度|当年|本年度?)(?:指标|目标)?\)|绩效指标名称|明细指标|细化指标",
        "text",
        22,
        required=True,
        hint="写清楚考核什么,例如「培训人次」;不要把指标值写在名称里。",
    ),
    _SIGN,
    Column(
        "medium_target",
        "中期指标值",
        rf"(?:绩效)?(?:目标|指标)值\({_MEDIUM}(?:指标|目标)?\)|{_MEDIUM}(?:预期)?(?:指标|目标)值(?:\(.*\))?|(?:指标|目标)值(?:中期|长期)|(?:中期|长期|实施期)(?:指标|目标)",
        "text",
        10,
        hint="跨年度项目填整个项目期要达到的值;一年完成的不填。",
    ),
    Column("content", "指标值内容", r"(?:绩效)?指标值内容|指标值描述", in_template=False),
    _TARGET,
    _UNIT,
    _PREVIOUS,
    _WEIGHT,
    Column(
        "source",
        "指标值来源",
        r"(?:指标值?|取值|目标值)(?:来源|依据|设定依据|确定依据|测算依据)",
        "choice",
        9.5,
        hint="这个值是按什么定的。",
        choices=SOURCES,
    ),
    Column(
        "note",
        "备注",
        r"备注|说明|指标(?:解释|说明|描述|内涵)|绩效指标(?:描述|解释)|与上年相差.*",
        "long_text",
        15,
        hint="与上年相差较大的,写明原因;需要解释口径的写在这里。",
    ),
    *(
        Column(
            f"band{number}", band, rf"(?:指标值|评价标准|绩效标准|目标值|等级)?{band}(?:秀|好|等)?", in_template=False
        )
        for number, band in enumerate(BANDS, 1)
    ),
    replace(_OF_EVALUATION["actual"], in_template=False, required=False),
    Column("possible", "完成目标可能性", r"完成(?:目标)?(?:的)?可能性.*|全年预计.*", in_template=False),
    replace(_OF_EVALUATION["score"], in_template=False, required=False),
    Column("place", "村", r".{1,9}(?:村|社区|乡|镇|街道|小学|中学|学校|标段|办事处)", in_template=False),
    Column(
        "other",
        "其他",
        r"评价标准(?:及依据)?|评\(?扣\)?分标准|评\(扣分标准\)|评分标准|评价要点|佐证(?:材料|资料)|序号|绩效标准|审核意见|是否核心指标",
        in_template=False,
    ),
)

_EVALUATION_FIELDS = {field.role: field for field in EVALUATION_FIELDS}
PROJECT = Field(
    "project",
    "项目名称",
    rf"{_EVALUATION_FIELDS['project'].aliases}|(?:单位\(专项\)|单位\(项目\)|子项目|二级项目|项目\(活动\))名称",
    required=True,
    hint="与项目库的项目名称一致。",
)
DEPARTMENT = Field(
    "department",
    "主管部门及代码",
    _EVALUATION_FIELDS["department"].aliases + r"|主管部门及(?:其)?(?:预算)?(?:代码|编码|编号)",
    required=True,
    hint="填一级预算单位全称和部门代码,例如「[301]××局」。",
)
FIELDS = (
    PROJECT,
    DEPARTMENT,
    Field(
        "agency",
        "实施单位",
        _EVALUATION_FIELDS["agency"].aliases,
        required=True,
        hint="填具体实施项目的单位全称。",
    ),
    Field(
        "nature",
        "项目属性",
        r"项目(?:属性|性质|类别|类型|状态)",
        "choice",
        hint="从下拉列表选:新增项目或延续项目。",
    ),
    Field(
        "period",
        "项目期",
        r"项目(?:期|期限|周期|起止(?:时间|年限|日期|年月)?|实施(?:期|期限|周期|时间)|年限|存续期)|(?:起止|实施|建设)(?:时间|期限|年限|周期|日期)|实施期",
        hint="写起止年月,例如「2026年1月-2026年12月」;长期项目写「长期」。",
    ),
    _EVALUATION_FIELDS["code"],
    _EVALUATION_FIELDS["date"],
)
NATURE_CHOICES = ("新增项目", "延续项目")

OTHER_FORM = (
    r"自评|自我评价|监控|审核|评分|评审|考评|复核|汇总|统计|清单|台账|一览|完成情况|评估|评价表|评价报告|指标库|通知|"
    r"意见书|目录"
)
"""Words in the title of a form of another kind that may have the same columns."""
WHOLE_UNIT = r"(?:部门|单位|\))整体|整体(?:支出|绩效|预算)"
_PAPER = r"(?:申报|批复|下达|编报|填报|公开|设定|调整|计划|备案|申请|批准|编制|核定|简|明细|登记|预算|公示)*"
_TARGETS = (
    rf"(?:目标|绩效目标)(?:及(?:绩效)?指标|与指标|、指标|指标)?(?:\([^()]*\))?{_PAPER}(?:\([^()]*\))?[表书]"
    r"(?:\(.*\))?(?:[-—_]?.{0,16})?$"
)

FORM = Form(
    code="F01",
    title="项目支出绩效目标申报表",
    version="2026.1",
    basis="财预〔2015〕88号",
    title_pattern=rf"^(?!.*绩效目标.*(?:{OTHER_FORM})|.*(?:{WHOLE_UNIT}))(?=.*绩效).*{_TARGETS}",
    sheet_name="绩效目标申报表",
    fields=FIELDS,
    tables={
        "funds": (
            Column(
                "medium", "中期资金总额", r"中期资金总额", "money", 14, hint="跨年度项目填整个项目期的资金,单位万元。"
            ),
            Column(
                "budget", "年度资金总额", r"年度资金总额", "money", 14, required=True, hint="本年申请的资金,单位万元。"
            ),
        ),
        "indicators": INDICATOR_COLUMNS,
    },
    fund_rows=("资金总额", "其中：财政拨款", "其他资金"),
    level1=EVALUATION.level1,
    notes=(
        "注:1.一年完成的项目不填中期的栏目;跨年度项目中期、年度都要填。",
        "2.指标要细化、量化、可考核;不能量化的写清评判标准。",
        "3.指标值与上年实际值相差较大的,在备注写明原因。",
    ),
)

REQUIRED_COLUMNS = ("name", "target")
"""The least that a target declaration must have (A106)."""
