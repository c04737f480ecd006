"""The columns of the library workbook: our headings, and those under which other libraries come."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.library.model import DIRECTIONS, LEVELS, SCOPES, SIGNS, STATUSES

COMMON_SHEET, INDUSTRY_SHEET, UNIT_SHEET = "共性指标", "行业指标", "单位指标"
CLASS_SHEET, HISTORY_SHEET, GUIDE_SHEET = "类别目录", "更新记录", "使用说明"
MOST_UNIT_SHEETS = 40
"""More units than this share one sheet: nobody finds a tab among hundreds."""


@dataclass(frozen=True)
class LibraryColumn:
    """One column: the field that it fills, its heading, other headings (in full, without blanks), width, drop-down."""

    field: str
    heading: str
    aliases: str
    width: float
    choices: tuple[str, ...] = ()


COLUMNS = (
    LibraryColumn("code", "编号", r"编号|编码|代码|指标(?:编号|编码|代码)", 8),
    LibraryColumn("scope", "层次", r"层次|层级|指标层次|库别", 7, SCOPES),
    LibraryColumn("kind", "类别", r"类别|分类|(?:指标|项目|支出)(?:类别|分类|类型)|共性项目|class", 24),
    LibraryColumn(
        "owner", "行业/单位", r"行业/单位|行业|行业领域|(?:适用)?(?:单位|部门)(?:名称)?|所属(?:单位|部门|行业)", 18
    ),
    LibraryColumn("level1", "一级指标", r"一级指标|一级|l1", 12, tuple(LEVELS)),
    LibraryColumn(
        "level2",
        "二级指标",
        r"二级指标|二级|l2",
        20,
        tuple(dict.fromkeys(name for own in LEVELS.values() for name in own)),
    ),
    LibraryColumn("name", "三级指标", r"三级指标|三级|指标名称|(?:三级指标)?名称|绩效指标|具体指标|l3", 28),
    LibraryColumn("sign", "性质", r"性质|(?:指标)?(?:性质|符号)|指标值类型|计算符号", 7, SIGNS),
    LibraryColumn("value", "示例值", r"示例值|参考值|指标值|目标值|标准值|(?:指标|参考)(?:目标)?值", 10),
    LibraryColumn("unit", "计量单位", r"计量单位|度量单位|单位|指标单位", 13),
    LibraryColumn("direction", "方向", r"方向|指标方向|正负向|指标属性", 7, DIRECTIONS),
    LibraryColumn("source", "取值来源", r"取值来源|(?:指标)?值来源|(?:指标值?)?(?:来源|取值依据)|数据来源", 18),
    LibraryColumn("basis", "依据", r"依据|依据标记|设定依据|政策依据|制定依据", 22),
    LibraryColumn("note", "解释", r"解释|(?:指标)?(?:解释|说明|描述|内涵)|备注|评(?:扣|分).*标准", 28),
    LibraryColumn("version", "版本", r"版本|版本号|年度|适用年度", 8),
    LibraryColumn("status", "状态", r"状态|是否启用|启用状态|使用状态", 7, STATUSES),
)
CLASS_COLUMNS = (
    ("scope", "层次", 8),
    ("name", "类别", 26),
    ("count", "在用指标数", 12),
    ("words", "识别用词", 50),
    ("note", "说明", 58),
)
HISTORY_COLUMNS = (
    ("day", "日期", 13),
    ("action", "做了什么", 14),
    ("origin", "来源", 36),
    ("added", "新增", 8),
    ("changed", "修改", 8),
    ("detail", "结果", 46),
)


def column_of(heading: str, taken: set[str]) -> LibraryColumn | None:
    """The column that a squeezed heading means; 「单位」 is the owner's where 计量单位 stands elsewhere (`taken`)."""
    if heading == "单位":
        return _named("owner" if "unit" in taken else "unit")
    own = next((column for column in COLUMNS if column.heading == heading), None)
    return own or next((column for column in COLUMNS if re.fullmatch(column.aliases, heading)), None)


def _named(field: str) -> LibraryColumn:
    return next(column for column in COLUMNS if column.field == field)
