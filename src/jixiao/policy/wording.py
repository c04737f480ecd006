"""How each setting is written: the table behind the policy workbook and `policy show`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from jixiao.policy.model import CutRange, Policy
from jixiao.policy.spelling import (
    Spelling,
    SpellingError,
    bands_of,
    choice_of,
    day,
    named_lines,
    named_values,
    number,
    number_list,
    or_empty,
    pairs_of,
    plain_number,
    read_digits,
    read_number,
    read_whole,
    short,
    text_line,
    weight_schemes,
    whole,
    word_list,
)

SEVERITIES = ("必须改", "请核实", "提示", "关闭", "试行")
_UNTIL = re.compile(r"(\d{4})(?:年度?)?|(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _severity(text: str) -> str:
    if text not in SEVERITIES:
        raise SpellingError(f"级别「{short(text)}」不是{'、'.join(SEVERITIES)}之一")
    return text


def read_day(text: str) -> str:
    """A day of the calendar in any usual way of writing, as an ISO date; SpellingError when it is none."""
    match = _UNTIL.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    try:
        return date(int(match[2]), int(match[3]), int(match[4])).isoformat() if match else _no_day(text)
    except (TypeError, ValueError):
        return _no_day(text)


def _no_day(text: str) -> str:
    raise SpellingError(f"「{short(text)}」不是日期")


def _until(text: str) -> str:
    """The end of a trial: a day, or the year of the last forms on trial (「2026年度」)."""
    match = _UNTIL.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return match[1] if match and match[1] else read_day(text)


def _until_text(until: str) -> str:
    return f"{until}年度" if len(until) == 4 else until


_SWITCH = choice_of({True: "是", False: "否"})


def _criteria_points(example: str) -> Spelling:
    rule = "上级指标/指标名称=分值,用分号隔开,合计 100 分;指标行以表为准,不用的指标写 0"
    return named_values(rule, example, plain_number, read_number)


def _outcome_bands(example: str) -> Spelling:
    return pairs_of("名称=下限(含),从高到低,用分号隔开,最后一档为 0", example, ("name", "lower"), str)


def _days(example: str) -> Spelling:
    """A list of days of the calendar."""

    def read(text: str) -> tuple[str, ...]:
        return tuple(read_day(part) for part in re.split("[;；、,，\n]", text) if part.strip())

    return or_empty(Spelling("；".join, read, "年月日,每天之间用分号「；」", example), ())


def _cut_text(cut: CutRange) -> str:
    low, high = plain_number(cut.low), plain_number(cut.high)
    return low if low == high else f"{low}～{high}"


def _cut(text: str) -> dict[str, Any]:
    low, *high = re.split("[~～〜至—–-]+", text)
    if len(high) > 1:
        raise SpellingError(f"「{short(text)}」不是一个幅度")
    return {"low": read_number(low), "high": read_number(high[0] if high else low)}


SPELLINGS: dict[str, Spelling] = {
    "grades": pairs_of(
        "等级名称=下限(含),从高到低,用分号隔开,最后一档为 0", "优=90；良=80；中=60；差=0", ("name", "lower"), str
    ),
    "weight_schemes": weight_schemes(
        "一行一个方案,方案名称后加冒号,各一级指标=分值,用分号隔开;格内换行按 Alt+Enter",
        "不设成本：执行率=10；产出=50；效益=30；满意度=10",
    ),
    "weight_totals": number_list("100"),
    "weight_totals_without_execution": number_list("100；90"),
    "strict_weights": _SWITCH,
    "execution_weight": number("10"),
    "required_dimensions": word_list("产出；效益；满意度"),
    "department_dimensions": named_values(
        "体系名称=必备的一级指标,用顿号隔开,各体系之间用分号",
        "产出效益类=产出、效益、满意度；投入过程类=投入、过程、产出、效果",
        "、".join,
        lambda text: tuple(part.strip() for part in text.split("、") if part.strip()),
    ),
    "tolerance": number("0.05"),
    "reverse": choice_of({"ratio": "比例", "linear": "线性"}),
    "qualitative": bands_of(
        "三行,从高到低,每行:名称=下限～上限(%)：表示这一档的用语,用分号隔开;格内换行按 Alt+Enter",
        "达成=80～100：达成；完成\n部分达成=60～80：部分；基本\n未达成=0～60：未完成；较差",
    ),
    "qualitative_own_words": _SWITCH,
    "over_percent": number("30"),
    "over_least": number("1"),
    "execution_caps_on": _SWITCH,
    "execution_caps": or_empty(
        pairs_of("执行率低于(%)=总分上限,从低到高,用分号隔开", "50=59；60=69；70=79；80=89", ("below", "cap")), ()
    ),
    "execution_reason_on": _SWITCH,
    "execution_reason_below": number("90"),
    "rate_tolerance": number("0.5"),
    "amount_limit": number("1000000"),
    "amount_ratio_low": number("8000"),
    "amount_ratio_high": number("12500"),
    "adjustment_percent": number("20"),
    "weight_limit": number("30"),
    "previous_percent": number("30"),
    "code_lengths": named_values(
        "编码名称=位数,有几种位数的用顿号隔开,各项之间用分号",
        "单位编码=6；项目编码=18、21",
        lambda digits: "、".join(str(each) for each in digits),
        read_digits,
    ),
    "template_versions": word_list("2026.1"),
    "no_reason_words": word_list("无；暂无；同上", ("空",)),  # here 无 is itself a word of the list
    "vague_words": word_list("有效提升；效果明显"),
    "placeholder_words": word_list("请填写；示例"),
    "input_words": word_list("资金总额；投入资金"),
    "quality_words": word_list("合格率；达标率"),
    "quality_benefit_words": word_list("生态；环境"),
    "quality_rate_words": word_list("正常率；成功率"),
    "quality_count_words": word_list("宽度；获奖"),
    "standard_money_words": word_list("标准；补助"),
    "satisfaction_words": word_list("满意度；满意率"),
    "timely_words": word_list("及时率；按期"),
    "cost_words": word_list("成本；造价"),
    "count_words": word_list("人次；面积"),
    "count_units": word_list("人；台"),
    "work_words": word_list("培训；购置"),
    "benefit_words": word_list("受益；带动"),
    "degree_words": word_list("有效；明显"),
    "change_words": word_list("提升；改善"),
    "wish_words": word_list("有利于；促进"),
    "standard_words": word_list("办法；标准"),
    "filler_words": word_list("项目；工作"),
    "same_words": word_list("完工=竣工；及时=按时"),
    "adjustment_words": word_list("追加；调减"),
    "review_gap": number("10"),
    "sample_percent": number("20"),
    "sample_by_amount": _SWITCH,
    "sample_large_percent": number("50"),
    "sample_forced": word_list("自评满分；红灯项目"),
    "sample_full_score": number("100"),
    "sample_rate_below": number("60"),
    "sample_score_from": number("90"),
    "sample_bad_grades": word_list("差；较差"),
    "red_reply_days": whole("10"),
    "publish_left_out": word_list("联系人；联系电话；银行账号"),
    "publish_secret_words": word_list("涉密；机密"),
    "publish_only_passed": _SWITCH,
    "publish_place": text_line("政府门户网站“预决算公开”专栏"),
    "evaluation_percent": number("20"),
    "feedback_words": word_list("书面；反馈函"),
    "name_fillers": word_list("项目；工程；有限公司"),
    "name_marks": word_list("东；西；第；期；号"),
    "name_common": whole("8"),
    "light_red_below": number("60"),
    "light_green_from": number("80"),
    "light_blue_from": number("120"),
    "month_floors": or_empty(
        pairs_of(
            "月份=截至该月最低执行率(%),用分号隔开",
            "4月=25；6月=40；8月=60；10月=80",
            ("month", "percent"),
            read_whole,
            "月",
        ),
        (),
    ),
    "monitoring_month": whole("7"),
    "similar_name": number("70"),
    "appraisal_above": number("500"),
    "target_review_points": _criteria_points("完整性/规范完整性=50；可行性/实现可能性=50"),
    "target_review_grades": _outcome_bands("优=90；良=80；中=60；差=0"),
    "target_review_actions": named_values(
        "等级=处理,用分号隔开", "优=直接进入下一步；差=不得进入下一步", str, str.strip
    ),
    "target_review_outcomes": named_values(
        "等级=与它相符的审核意见,几种都可以的用顿号隔开,各项之间用分号",
        "优=通过；良=通过、修改；中=修改、退回；差=退回",
        "、".join,
        lambda text: tuple(part.strip() for part in text.split("、") if part.strip()),
    ),
    "appraisal_points": _criteria_points("立项必要性/目标明确=50；筹资合规性/来源合规=50"),
    "appraisal_outcomes": _outcome_bands("予以支持=80；调整完善后支持=60；不予支持=0"),
    "appraisal_veto": _SWITCH,
    "third_party_points": _criteria_points("报告质量=60；成果时效=40"),
    "third_party_grades": _outcome_bands("优秀=90；良好=80；合格=60；不合格=0"),
    "project_scoring_points": _criteria_points("决策/项目立项/立项依据充分性=40；产出/产出数量/实际完成率=60"),
    "department_scoring_points": _criteria_points("投入/目标设定/绩效目标合理性=40；产出/职责履行/实际完成率=60"),
    "scoring_standards": named_lines(
        "一行一个指标:指标名称、冒号、评分标准;写得出算法的得分自动算出;格内换行按 Alt+Enter",
        "在职人员控制率：≤100%得满分；每超1个百分点扣0.5分，扣完为止\n质量达标率：按达标率计分",
    ),
    "partial_step": choice_of({"whole": "不足一档不扣", "share": "按比例扣", "up": "不足一档按一档扣"}),
    "result_order": word_list("财政评价；部门评价；单位自评"),
    "result_cuts": named_values(
        "等级=核减的百分比,有幅度的写从几到几,各等级之间用分号", "优=0；中=10～20；差=50～100", _cut_text, _cut
    ),
    "result_open_upper": _SWITCH,
    "result_open_use": text_line("整改到位后再安排"),
    "third_party_forbidden": named_values(
        "事项=委托事项里的用语,用顿号隔开,各事项之间用分号",
        "绩效运行监控=运行监控、绩效监控；绩效自评=自评",
        "、".join,
        lambda text: tuple(part.strip() for part in text.split("、") if part.strip()),
    ),
    "third_party_review_words": word_list("审核；复核"),
    "third_party_evaluation_words": word_list("评价；评估"),
    "third_party_preparing_words": word_list("编制；设计"),
    "third_party_bar_years": whole("2"),
    "opinion_use": named_values(
        "结论、审核意见或灯色=运用意见,用分号隔开", "不予支持=不予安排；红=限期整改", str, str.strip
    ),
    "result_use": named_values("等级=处理,用分号隔开", "优=优先保障；差=取消安排", str, str.strip),
    "severities": named_values(
        "规则号=级别(必须改、请核实、提示、关闭、试行),用分号隔开", "E510=提示；D403=关闭", str, _severity
    ),
    "trial_until": named_values(
        "规则号=试行到哪一天或哪个年度,用分号隔开", "D403=2026-12-31；C308=2026年度", _until_text, _until
    ),
    "notice.agency": text_line("××县财政局"),
    "notice.number_prefix": text_line("×财绩"),
    "notice.rectify_days": whole("30"),
    "notice.rectify_deadline": or_empty(day("11月5日"), ""),
    "notice.return_days": whole("5"),
    "notice.copies": whole("2"),
    "notice.offices": word_list("资金管理股；绩效管理股"),
    "notice.form": text_line("正式文件"),
    "notice.consequence": text_line("逾期未报送的,按规定调减或暂缓安排相关预算。"),
    "notice.cc": word_list("预算股"),
    "notice.contact": or_empty(text_line("绩效管理股"), ""),
    "notice.workday_due": _SWITCH,
    "notice.holidays": _days("2026-01-01；2026-10-01"),
    "notice.extra_workdays": _days("2026-01-04"),
    "notice.days_counted": choice_of({"natural": "自然日", "working": "工作日"}),
    "notice.opinion_to": word_list("预算股"),
    "notice.opinion_from": text_line("绩效管理股"),
}

NOTICE_LABELS = {
    "notice.agency": "整改通知 · 署名机关",
    "notice.number_prefix": "整改通知 · 机关代字",
    "notice.rectify_days": "整改通知 · 整改期限(天)",
    "notice.rectify_deadline": "整改通知 · 固定截止日(写了就不按天数算)",
    "notice.return_days": "退回修改 · 重新报送期限(天)",
    "notice.copies": "整改通知 · 报送份数",
    "notice.offices": "整改通知 · 报送股室",
    "notice.form": "整改通知 · 报送形式",
    "notice.consequence": "整改通知 · 逾期后果",
    "notice.cc": "整改通知 · 抄送",
    "notice.contact": "整改通知 · 联系方式",
    "notice.workday_due": "截止日遇休息日顺延到下一个工作日",
    "notice.holidays": "放假的日子(周末不用写)",
    "notice.extra_workdays": "调休上班的周末",
    "notice.days_counted": "期限的天数按自然日还是工作日数",
    "notice.opinion_to": "结果运用意见书 · 都要送的股室(业务股看名册)",
    "notice.opinion_from": "结果运用意见书 · 提出股室",
}


_PARTS = {
    "severities": Spelling(str, _severity, f"写{'或'.join(SEVERITIES)}", "提示", SEVERITIES),
    "trial_until": Spelling(_until_text, _until, "写日期或年度,到期后按级别执行", "2026-12-31"),
}


def spelling_of(line: str) -> Spelling:
    """How a line is written: a setting, a part of the notice, or one rule (severities.E510); KeyError when unknown."""
    key, _, part = line.partition(".")
    return _PARTS[key] if part and key in _PARTS else SPELLINGS[line]


def lines_of(settings: Iterable[str]) -> list[tuple[str, str]]:
    """Key and own label (or "") of every line in which settings are shown, the notice spread over several."""
    lines: list[tuple[str, str]] = []
    for key in settings:
        lines += NOTICE_LABELS.items() if key == "notice" else [(key, "")]
    return lines


def spell(key: str, policy: Policy) -> str:
    """The value of one line of a policy (「notice.copies」 is a part of the notice) as a clerk writes it."""
    value: Any = policy
    for name in key.split("."):
        value = getattr(value, name)
    return SPELLINGS[key].write(value)
