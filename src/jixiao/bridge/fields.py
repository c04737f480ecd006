"""What our side of the bridge knows: the fields of projects, indicators and results, with headings seen elsewhere.

The headings are examples (public field lists of the integrated system and of county exports, certainty B/C); a bureau
writes those of its own system into the mapping workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "money", "number", "year"]
PROJECTS, INDICATORS, RESULTS, INDICATOR_RESULTS = "项目清单", "指标清单", "结果回写", "指标回写"
"""The sheets of the mapping workbook."""
IMPORTED, EXPORTED = (PROJECTS, INDICATORS), (RESULTS, INDICATOR_RESULTS)
YUAN = {"元": 1, "百元": 100, "千元": 1000, "万元": 10_000, "亿元": 10**8}
"""Units of money that a column may be in, in 元."""


@dataclass(frozen=True)
class BridgeField:
    """One field: its role in code, its Chinese name in the mapping workbook, its kind, and headings seen elsewhere.

    `required`: a row without it cannot be used. Money is 万元 on our side whatever the other column is in.
    """

    role: str
    label: str
    kind: Kind = "text"
    headings: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""


_UNIT = (
    BridgeField(
        "unit_code",
        "单位编码",
        "code",
        ("单位代码", "单位编码", "预算单位代码", "预算单位编码", "预算单位编号"),
        True,
        "按文本读,保留前面的 0。",
    ),
    BridgeField("unit", "单位名称", "text", ("单位名称", "预算单位", "预算单位名称", "单位"), True),
)
_PROJECT = (
    BridgeField(
        "project_code",
        "项目编码",
        "code",
        ("项目代码", "项目编码", "预算项目代码", "预算项目编码", "项目编号"),
        True,
        "按文本读,18 位以上也不丢位;回写靠它对上。",
    ),
    BridgeField("project", "项目名称", "text", ("项目名称", "预算项目名称", "预算项目"), True),
)

PROJECT_FIELDS: tuple[BridgeField, ...] = (
    BridgeField("year", "预算年度", "year", ("预算年度", "年度", "业务年度"), hint="没有这一栏的,写在「空着时填」里。"),
    *_UNIT,
    BridgeField("superior", "主管部门", "text", ("主管部门", "主管部门名称", "部门", "部门名称", "一级预算单位"),
                hint="空着时按单位名称。"),
    *_PROJECT,
    BridgeField("nature", "项目性质", "text", ("项目性质", "项目属性", "新增或延续"), hint="新增项目、延续项目。"),
    BridgeField("category", "项目类别", "text", ("项目类别", "项目类型", "项目分类")),
    BridgeField("amount", "全年预算数", "money", ("全年预算数", "预算金额", "预算数", "批复金额", "调整后预算数"), True,
                "写明对方这一栏是元还是万元。"),
    BridgeField("initial", "年初预算数", "money", ("年初预算数", "年初批复数", "年初预算")),
    BridgeField("fiscal", "其中:财政拨款", "money", ("财政拨款", "其中:财政拨款", "一般公共预算")),
    BridgeField("executed", "执行数", "money", ("执行数", "全年执行数", "已支付金额", "项目预算执行情况", "累计支出")),
    BridgeField("goal", "绩效目标", "text", ("绩效目标", "年度绩效目标", "总体目标", "年度总体目标")),
)  # fmt: skip

INDICATOR_FIELDS: tuple[BridgeField, ...] = (
    _PROJECT[0],
    BridgeField("level1", "一级指标", "text", ("一级指标", "一级指标名称", "一级绩效指标")),
    BridgeField("level2", "二级指标", "text", ("二级指标", "二级指标名称", "二级绩效指标")),
    BridgeField("name", "三级指标", "text", ("三级指标", "三级指标名称", "三级绩效指标", "指标名称"), True),
    BridgeField("sign", "指标性质", "text", ("指标性质", "计算符号", "比较符号", "符号"), hint="≥、≤、＝、定性。"),
    BridgeField("target", "指标值", "text", ("指标值", "绩效指标值", "年度指标值", "目标值"), True),
    BridgeField("unit_of", "度量单位", "text", ("度量单位", "计量单位", "指标单位")),
    BridgeField("weight", "分值", "number", ("分值", "权重", "指标权重", "指标分值")),
    BridgeField("previous", "上年实际值", "text", ("上年实际值", "上年完成值")),
    BridgeField("actual", "完成值", "text", ("完成值", "实际完成值", "绩效指标完成情况")),
    BridgeField("note", "指标解释", "text", ("指标解释", "指标说明", "备注")),
)

_WHOSE = (
    BridgeField("year", "预算年度", "year", ("预算年度",)),
    BridgeField("unit_code", "单位编码", "code", ("单位代码",), hint="表上没有的,按名册补。"),
    BridgeField("unit", "单位名称", "text", ("单位名称",)),
    BridgeField("project_code", "项目编码", "code", ("项目代码",), hint="表上没有的,按名册补。"),
    BridgeField("project", "项目名称", "text", ("项目名称",)),
)
RESULT_FIELDS: tuple[BridgeField, ...] = (
    *_WHOSE,
    BridgeField("form", "表名", "text", ("业务类型",), hint="例如 项目支出绩效自评表。"),
    BridgeField("budget", "全年预算数", "money", ("全年预算数",)),
    BridgeField("executed", "全年执行数", "money", ("全年执行数",)),
    BridgeField("rate", "执行率(%)", "number", ("预算执行率",)),
    BridgeField("claimed", "填报总分", "number", ("自评得分",)),
    BridgeField("due", "应得总分", "number", ("审核得分",), hint="按口径重新计算;算不出的空着。"),
    BridgeField("grade", "等级", "text", ("绩效等级",), hint="按应得总分;不定级的空着。"),
    BridgeField("must_fix", "必须改条数", "number", ("必改问题数",)),
    BridgeField("verify", "请核实条数", "number", ("核实问题数",)),
    BridgeField("hints", "提示条数", "number", ()),
    BridgeField("status", "校验结论", "text", ("审核结论",), hint="通过或者退回。"),
    BridgeField("goal", "绩效目标", "text", ()),
    BridgeField("goal_done", "目标完成情况", "text", ("绩效目标完成情况",)),
    BridgeField("file", "文件名", "text", ()),
)
INDICATOR_RESULT_FIELDS: tuple[BridgeField, ...] = (
    *_WHOSE,
    BridgeField("level1", "一级指标", "text", ("一级指标",)),
    BridgeField("level2", "二级指标", "text", ("二级指标",)),
    BridgeField("name", "三级指标", "text", ("三级指标",)),
    BridgeField("target", "指标值", "text", ("指标值",)),
    BridgeField("actual", "完成值", "text", ("绩效指标完成情况",)),
    BridgeField("weight", "分值", "number", ("分值",)),
    BridgeField("score", "填报得分", "number", ("自评得分",)),
    BridgeField("due", "应得分", "number", ("审核得分",)),
    BridgeField("reason", "偏差原因", "text", ("偏差原因分析",)),
)

FIELDS: dict[str, tuple[BridgeField, ...]] = {
    PROJECTS: PROJECT_FIELDS,
    INDICATORS: INDICATOR_FIELDS,
    RESULTS: RESULT_FIELDS,
    INDICATOR_RESULTS: INDICATOR_RESULT_FIELDS,
}
"""Fields by the sheet of the mapping workbook."""
INDISPENSABLE = {PROJECTS: ("project_code", "project"), INDICATORS: ("project_code", "name", "target")}
"""Without these columns a list cannot be read, whatever a mapping says."""


def field_of(sheet: str, role: str) -> BridgeField:
    """The field of that role on a sheet of the mapping; KeyError when there is none."""
    for field in FIELDS[sheet]:
        if field.role == role:
            return field
    raise KeyError(role)
