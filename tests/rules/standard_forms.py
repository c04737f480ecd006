"""A well-filled standard 自评表 and 评价结果清单 as in-memory sheets, parts of which a page or a test replaces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from jixiao.workbook.grid import address, column_letters
from tests.rules.cells import Draft

Row = Mapping[str, str]

FUND_COLUMNS = ("资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", "原因")
STANDARD_FUNDS: tuple[Row, ...] = (
    dict(zip(FUND_COLUMNS[:7], ("年度资金总额", "100", "100", "100", "10", "100%", "10"), strict=True)),
    dict(zip(FUND_COLUMNS[:7], ("其中：当年财政拨款", "100", "100", "100", "—", "—", "—"), strict=True)),
    dict(zip(FUND_COLUMNS[:7], ("上年结转资金", "", "", "", "—", "—", "—"), strict=True)),
    dict(zip(FUND_COLUMNS[:7], ("其他资金", "", "", "", "—", "—", "—"), strict=True)),
)
SAME_HEADING = (
    (re.compile(r"一级指标"), "一级指标"),
    (re.compile(r"二级指标"), "二级指标"),
    (re.compile(r"三级指标"), "三级指标"),
    (re.compile(r"指标性质|符号"), "指标性质"),
    (re.compile(r".*单位.*"), "度量单位"),
    (re.compile(r".*(完成值|实际值).*"), "实际完成值"),
    (re.compile(r".*(指标值|目标值).*"), "年度指标值"),
    (re.compile(r"分值|.*权重.*"), "分值"),
    (re.compile(r".*得分.*|自评分"), "得分"),
    (re.compile(r".*原因.*"), "偏差原因分析及改进措施"),
)
INDICATOR_COLUMNS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "年度指标值",
    "度量单位",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
OPTIONAL = ("指标性质", "度量单位")
STANDARD_INDICATORS: tuple[tuple[str, ...], ...] = (
    ("产出指标", "数量指标", "新建蓄水池", "≥12座", "12", "20", "20", ""),
    ("", "质量指标", "工程验收合格率", "≥98%", "100%", "15", "15", ""),
    ("", "时效指标", "工程完工时间", "2023年12月底前", "2023年11月", "15", "15", ""),
    ("效益指标", "社会效益指标", "受益人口", "≥800人", "860", "20", "20", ""),
    ("", "可持续影响指标", "工程使用年限", "≥10年", "10", "10", "10", ""),
    ("满意度指标", "服务对象满意度指标", "受益群众满意度", "≥95%", "96%", "10", "10", ""),
)
_FITTING = {"三级指标": "完成数量", "年度指标值": "≥100个", "实际完成值": "100", "分值": "10", "得分": "10"}
_SPLIT = {"指标性质": "≥", "年度指标值": "100", "度量单位": "个"}

LIST_COLUMNS = (
    "序号",
    "项目主管单位",
    "项目名称",
    "评价类型",
    "评价金额(万元)",
    "得分",
    "等级",
    "问题序号",
    "问题描述",
    "问题类别",
    "依据",
    "整改要求",
    "佐证材料",
    "整改期限(天)",
    "备注",
)
STANDARD_LIST: tuple[Row, ...] = (
    {
        **dict(
            zip(LIST_COLUMNS[:7], ("1", "农业农村局", "高标准农田建设", "财政评价", "560", "91.5", "优"), strict=True)
        ),
        **dict(zip(LIST_COLUMNS[7:10], ("1", "个别管护协议未签订", "档案管理"), strict=True)),
        **dict(zip(LIST_COLUMNS[11:14], ("补签管护协议", "协议复印件", "30"), strict=True)),
    },
    dict(zip(LIST_COLUMNS[:7], ("2", "教育局", "校舍维修", "部门评价", "120", "84", "良"), strict=True)),
)


def standard_name(heading: str) -> str:
    """The standard heading that a page's indicator heading stands for; AssertionError when it is none."""
    for pattern, name in SAME_HEADING:
        if pattern.fullmatch(heading):
            return name
    raise AssertionError(f"no indicator column: {heading}")


def write_form(
    fields: Row | None = None,
    funds: Sequence[Row] | None = None,
    indicators: Sequence[Row] | None = None,
    removed: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Draft:
    """A filled-in 自评表 on sheet 自评表. Rows given replace the standard ones; columns they omit keep the standard."""
    draft, fields = Draft("自评表"), dict(fields or {})
    rows = STANDARD_FUNDS if funds is None else funds
    last = _write_table(draft, indicators, removed)
    _write_head(draft, fields)
    _write_funds(draft, rows)
    draft.merged += _goal_merges()
    _write_total(draft, fields, last + 1, removed, indicators)
    line = last + 2
    for note in notes:
        draft.text(f"A{line}", note)
        draft.merge(f"A{line}:I{line}")
        line += 1
    if "填报日期" in fields:
        draft.text(f"A{line}", "填报日期")
        draft.put(f"B{line}", fields["填报日期"])
    return draft


def _write_head(draft: Draft, fields: dict[str, str]) -> None:
    year = fields.get("年度", "2023")
    draft.put("A2", fields.get("标题", "项目支出绩效自评表"))
    draft.put("A3", f"（{year}年度）" if year.isdigit() else year)
    for cell, label in (("A4", "项目名称"), ("A5", "主管部门"), ("E5", "实施单位"), ("A11", "年度总体目标")):
        draft.text(cell, label)
    draft.text("B11", "预期目标")
    draft.text("F11", "实际完成情况")
    draft.put("B4", fields.get("项目名称", "农村饮水安全巩固提升"))
    draft.put("B5", fields.get("主管部门", "某县水利局"))
    draft.put("F5", fields.get("实施单位", "某县农村供水站"))
    draft.put("B12", fields.get("预期目标", "新建蓄水池12座，解决800人饮水安全问题。"))
    draft.put("F12", fields.get("实际完成情况", "已建成蓄水池12座，860人受益。"))
    code = next((label for label in fields if label.endswith(("编码", "代码"))), None)
    if code:
        draft.text("E4", code)
        draft.put("F4", fields[code])
    for area in ("A2:I2", "A3:I3", "B4:D4" if code else "B4:I4", "B5:D5", "F5:I5"):
        draft.merge(area)


def _goal_merges() -> list[tuple[int, int, int, int]]:
    return [(11, 1, 12, 1), (11, 2, 11, 5), (11, 6, 11, 9), (12, 2, 12, 5), (12, 6, 12, 9)]


def _write_funds(draft: Draft, rows: Sequence[Row]) -> None:
    """Write header row 6 and the fund rows from row 7; rows after those given stay without amounts."""
    draft.text("A6", "项目资金\n（万元）")
    with_reason = any("原因" in row for row in rows)
    columns = [name for name in FUND_COLUMNS[1:] if name != "原因" or with_reason]
    for place, name in enumerate(columns):
        draft.text(f"{column_letters(3 + place)}6", name)
    for offset in range(max(4, len(rows))):
        standard = STANDARD_FUNDS[min(offset, 3)]
        row = rows[offset] if offset < len(rows) else dict.fromkeys(FUND_COLUMNS[1:4], "")
        draft.put(f"B{7 + offset}", row.get("资金", standard["资金"]))
        for place, name in enumerate(columns):
            draft.put(f"{column_letters(3 + place)}{7 + offset}", row.get(name, standard.get(name, "")))


def _columns(indicators: Sequence[Row] | None, removed: Sequence[str]) -> list[tuple[str, str]]:
    """Standard names of the form's indicator columns with the heading that each gets."""
    given = {standard_name(heading): heading for heading in (indicators[0] if indicators else ())}
    gone = {standard_name(heading) for heading in removed}
    return [
        (name, given.get(name, name))
        for name in INDICATOR_COLUMNS
        if name not in gone and (name not in OPTIONAL or name in given)
    ]


def _rows(indicators: Sequence[Row] | None) -> list[dict[str, str]]:
    """The indicator rows by standard name, omitted columns filled with fitting values."""
    if indicators is None:
        names = [name for name in INDICATOR_COLUMNS if name not in OPTIONAL]
        return [dict(zip(names, row, strict=True)) for row in STANDARD_INDICATORS]
    rows = []
    for index, given in enumerate(indicators):
        own = {standard_name(heading): text for heading, text in given.items()}
        first = {"一级指标": "产出指标", "二级指标": "数量指标"} if index == 0 else {}
        rows.append({**_FITTING, **(_SPLIT if "指标性质" in own else {}), **first, **own})
    return rows


def _write_table(draft: Draft, indicators: Sequence[Row] | None, removed: Sequence[str]) -> int:
    """Write header row 13 and the indicator rows; the last row's number."""
    columns, rows = _columns(indicators, removed), _rows(indicators)
    draft.text("A13", "绩效指标")
    for place, (_, heading) in enumerate(columns):
        draft.text(address(13, 2 + place), heading)
    for offset, row in enumerate(rows):
        for place, (name, _) in enumerate(columns):
            draft.put(address(14 + offset, 2 + place), row.get(name, ""))
    return 13 + len(rows)


def _write_total(
    draft: Draft, fields: dict[str, str], row: int, removed: Sequence[str], indicators: Sequence[Row] | None
) -> None:
    places = {name: 2 + place for place, (name, _) in enumerate(_columns(indicators, removed))}
    draft.text(f"A{row}", fields.get("总分行名", "总分"))
    first = min((places[name] for name in ("分值", "得分") if name in places), default=0)
    if first:
        draft.merged.append((row, 1, row, first - 1))
    if "分值" in places:
        draft.put(address(row, places["分值"]), fields.get("总分分值", "100"))
    if "得分" in places:
        draft.put(address(row, places["得分"]), fields.get("总分得分", _sum_of_scores(draft, places["得分"], row)))
        draft.put(address(row, places["得分"] + 1), fields.get("等级", ""))


def _sum_of_scores(draft: Draft, column: int, total_row: int) -> str:
    """What the 总分 cell says unless a page says otherwise: the claimed points added up."""
    cells = [draft.cells.get(place) for place in ((7, 8), *((row, column) for row in range(14, total_row)))]
    numbers = [cell.value for cell in cells if cell is not None and isinstance(cell.value, Decimal)]
    return format(sum(numbers, Decimal(0)), "f")


def write_list(rows: Sequence[Row] | None = None, fields: Row | None = None) -> Draft:
    """A 评价结果清单 on a sheet of that name: title A1, headings in row 3 (the standard ones, then others given)."""
    draft, fields, rows = Draft("评价结果清单"), dict(fields or {}), STANDARD_LIST if rows is None else rows
    given = dict.fromkeys(heading for row in rows for heading in row)
    headings = {name: name for name in LIST_COLUMNS}
    for heading in given:
        headings["评价金额(万元)" if heading.startswith("评价金额") else heading] = heading
    draft.text("A1", fields.get("标题", "评价结果清单"))
    draft.put("A2", fields.get("年度", "2023年度"))
    for place, heading in enumerate(headings.values()):
        draft.text(address(3, 1 + place), heading)
        for offset, row in enumerate(rows):
            draft.put(address(4 + offset, 1 + place), row.get(heading, ""))
    return draft
