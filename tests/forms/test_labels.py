"""Every heading seen on published self-evaluations means one thing; what units write under it means none."""

from __future__ import annotations

import re

import pytest

from jixiao.forms.declaration import heading_role
from jixiao.forms.read_goals import GOAL_LABEL
from jixiao.forms.read_self_evaluation import KIND
from jixiao.forms.self_evaluation import FIELDS, FUND_COLUMNS, FUND_TOTAL_LABEL, INDICATOR_COLUMNS, TOTAL_LABEL
from jixiao.records.text import squeezed

INDICATORS = {
    "level1": "一级指标 评价内容",
    "level2": "二级指标 二级指标(年度)",
    "name": "三级指标 指标内容 指标名称（三级指标） 指标名称 具体指标 三级指标(年度)",
    "target": "年度指标值 指标值 年初目标值（A） 年初指标值 预期指标值 目标值 指标目标值 当年预期实现值"
    " 指标值（年度） 本年度指标值"
    " 年度指标值（A） 年度指标值（按批复填写） 指标值（包含数字及文字描述） 值 指标值内容 年度目标值",
    "target_adjusted": "调整指标值 调整后指标值",
    "actual": "实际完成值 实际完成值（B） 全年实际完成值 全年实际值 全年实际值(B) 全年完成值 完成值 年终完成值"
    " 单项指标实际完成值 实施进度"
    " 半年度指标执行情况 年度实际完成值 实际完成情况 完成情况",
    "sign": "指标性质 符号 性质",
    "unit": "度量单位 计量单位 单位（文字描述） 单位",
    "weight": "分值 权重 指标权重（分） 价值 指标分值 权重（%） 标准分 分值（90分） 分值（分）",
    "weight_share": "权重占比(%)",
    "score": "得分 自评得分 自评分 单项指标得分 指标得分（分） 得分（分） 自评分数 得分（90分）"
    " 得分（保留两位小数） 实际得分",
    "score_final": "单项指标折算得分",
    "coefficient": "得分系数(%) 得分系数",
    "review": "复核分 复核得分",
    "reason": "偏差原因分析及改进措施 未完成原因分析 未完成原因分析及改进措施 未完成原因和改进措施"
    " 未完成原因及改进措施 未完成原因及拟采取的改进措施"
    " 产生差异的原因及改进措施 偏差大或目标未完成原因分析 偏差或不能完成目标原因分析 原因 偏差原因分析",
    "other": "备注 得分计算方法 评价标准及依据 评价标准 指标解释 单项指标完成情况 是否核心指标",
}
FUNDS = {
    "initial": "年初预算数 年初预算 年初预算资金总额 年初预算数（万元） 年初批复预算",
    "budget": "全年预算数 全年预算数（A） 调整后预算数 全年（调整）预算数 预算数（A） 预算安排情况（调整后）"
    " 合计 预算数 调整预算数 全年预算数(万元)",
    "executed": "全年执行数 全年执行数（B） 预算执行数 执行数（B） 执行数 资金执行情况 实际投入资金额 实际支出数"
    " 全年支出数",
    "weight": "分值 权重 执行率权重 分值（10分）",
    "rate": "执行率 执行率（B/A） 预算执行率（B/A） 执行率（全年执行数/全年预算数） 预算执行率 预算执行进度（%）"
    " 执行率(%) 执行率（B/A）%",
    "score": "得分 自评得分 执行率得分（分） 得分（20分*执行率） 得分（10分）",
    "reason": "原因 产生差异的原因 偏差原因",
}
FIELD_LABELS = {
    "project": "项目名称 专项名称 转移支付（项目）名称 专项（项目）名称 项目（政策）名称 资金名称 专项资金名称"
    " 转移支付项目名称 项目名称及编码",
    "department": "主管部门 主管部门及代码 主管单位 市级主管部门 主管部门（公章） 县级主管部门 主管部门（盖章）"
    " 预算主管部门 主管部门（单位） 部门（单位）名称",
    "agency": "实施单位 项目实施单位 资金使用单位 项目执行单位 实施（主管）单位 项目单位 填报单位"
    " 填报单位（盖章） 实施单位（公章） 单位名称 项目实施单位名称 项目责任单位",
    "code": "项目编码 项目代码 单位编码 预算单位编码",
    "date": "填报日期 填表日期 填报时间",
}
TOTALS = (
    "总分 分总 合计 自评总分 项目总得分 自评得分 综合得分 得分合计 总得分 总计 总分（100分） 合计（100）"
    " 最终得分 自评总得分 总分：95分"
)
FUND_TOTALS = (
    "年度资金总额 年度资金总额： 年度财政资金总额 总额 合计 资金总额 年度资金总额（万元） 项目资金总额"
    " 年度预算总额 小计 年度总金额"
)
GOALS = (
    "预期目标 实际完成情况 年初设定目标 年度总体目标完成情况综述 总体目标 全年实际完成情况 年度预期目标"
    " 具体完成情况 年度总体目标 年度绩效目标"
    " 年度总体绩效目标 目标完成情况 年度目标 绩效目标 年度总体目标及完成情况"
)
DATA = (
    "产出指标 效益指标 满意度指标 成本指标 数量指标 质量指标 时效指标 社会效益指标 可持续影响指标"
    " 服务对象满意度指标 产出指标（50分） 项目完成指标 项目产出"
    " ≥95% 完成 已完成 100% 95.5 10 优 2023年12月底前 达成预期指标 按期完成 不适用 无 / — 元 万元 人 三级指标1"
    " 指标1：培训人次 验收合格率 培训完成率"
    " 项目完成及时率 资金到位率 预算执行率达到95%以上 三级指标应细化量化 按指标值完成情况打分"
    " 年度指标任务全部完成 受益群众满意度 工程进度 经济效益明显"
    " 完成10个 全部完成 基本完成 实际完成12场 达到100% 达到"
)
FUND_DATA = (
    "其中：当年财政拨款 上年结转资金 其他资金 100 95.5 95.50% 地方资金 中央补助 财政拨款 市级资金 结转资金"
    " 单位资金 财政专户管理资金 — /"
)


def spellings(text: str) -> list[str]:
    """The text as typed, with blanks, with line breaks, with full-width brackets, with a trailing colon."""
    wide = text.translate(str.maketrans("()%:", "（）％："))
    return [text, wide, " ".join(text), f"{text[:2]}\n{text[2:]}", f"　{text} ", f"{text}："]


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(role, text) for role, labels in table.items() for text in labels.split()]


@pytest.mark.parametrize(("role", "text"), cases(INDICATORS))
def test_indicator_heading(role: str, text: str) -> None:
    for spelling in spellings(text):
        assert heading_role(INDICATOR_COLUMNS, squeezed(spelling).rstrip(":")) == role, spelling


@pytest.mark.parametrize(("role", "text"), cases(FUNDS))
def test_funds_heading(role: str, text: str) -> None:
    for spelling in spellings(text):
        assert heading_role(FUND_COLUMNS, squeezed(spelling).rstrip(":")) == role, spelling


@pytest.mark.parametrize(("role", "text"), cases(FIELD_LABELS))
def test_field_label(role: str, text: str) -> None:
    for spelling in spellings(text):
        flat = squeezed(spelling).rstrip(":")
        assert next((field.role for field in FIELDS if field.pattern.fullmatch(flat)), None) == role, spelling


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        *((TOTAL_LABEL, text) for text in TOTALS.split()),
        *((FUND_TOTAL_LABEL, text) for text in FUND_TOTALS.split()),
        *((GOAL_LABEL.pattern, text) for text in GOALS.split()),
    ],
)
def test_total_and_goal_labels(pattern: str, text: str) -> None:
    for spelling in spellings(text)[:5]:
        assert re.fullmatch(pattern, squeezed(spelling)), spelling


@pytest.mark.parametrize("text", DATA.split())
def test_what_is_written_in_rows_is_no_heading(text: str) -> None:
    flat = squeezed(text).rstrip(":")
    assert heading_role(INDICATOR_COLUMNS, flat) is None
    assert heading_role(FUND_COLUMNS, flat) is None
    assert not any(field.pattern.fullmatch(flat) for field in FIELDS)
    assert not re.fullmatch(TOTAL_LABEL, flat)
    assert not GOAL_LABEL.fullmatch(flat)


@pytest.mark.parametrize("text", FUND_DATA.split())
def test_what_is_written_in_funds_rows_is_no_heading(text: str) -> None:
    flat = squeezed(text).rstrip(":")
    assert heading_role(FUND_COLUMNS, flat) is None
    assert not re.fullmatch(FUND_TOTAL_LABEL, flat)


TITLES = (
    "项目支出绩效自评表 2022年度项目支出绩效自评表 项目支出绩效自评情况表 中央对地方专项转移支付绩效目标自评表"
    " 项目绩效自评价表 项目支出绩效自我评价表"
    " 项目支出绩效自评打分表 财政支出项目绩效自评表（2023年度） 项目支出绩效目标自评得分表"
    " 预算项目支出绩效自评指标计分表"
)
NO_TITLES = (
    "项目支出绩效目标申报表 绩效目标执行监控表 项目支出绩效自评报告 注：自评表一式三份 评价结果清单"
    " 填写自评表说明： 绩效评价指标体系"
)


@pytest.mark.parametrize("text", TITLES.split())
def test_title(text: str) -> None:
    assert KIND.is_title(squeezed(text))


@pytest.mark.parametrize("text", NO_TITLES.split())
def test_no_title(text: str) -> None:
    assert not KIND.is_title(squeezed(text))
