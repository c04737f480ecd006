"""How each setting is written: the table behind the policy workbook and `policy show`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jixiao.policy.model import Policy
from jixiao.policy.spelling import (
    Spelling,
    SpellingError,
    bands_of,
    choice_of,
    day,
    named_values,
    number,
    number_list,
    or_empty,
    pairs_of,
    read_digits,
    read_whole,
    short,
    text_line,
    weight_schemes,
    whole,
    word_list,
)

SEVERITIES = ("必须改", "请核实", "提示", "关闭")


def _severity(text: str) -> str:
    if text not in SEVERITIES:
        raise SpellingError(f"级别「{short(text)}」不是{'、'.join(SEVERITIES)}之一")
    return text


_SWITCH = choice_of({True: "是", False: "否"})

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
    "adjustment_words": word_list("追加；调减"),
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
    "appraisal_above": number("500"),
    "result_use": named_values("等级=处理,用分号隔开", "优=优先保障；差=取消安排", str, str.strip),
    "severities": named_values(
        "规则号=级别(必须改、请核实、提示、关闭),用分号隔开", "E510=提示；D403=关闭", str, _severity
    ),
    "notice.agency": text_line("××县财政局"),
    "notice.number_prefix": text_line("×财绩"),
    "notice.rectify_days": whole("30"),
    "notice.rectify_deadline": or_empty(day("11月5日"), ""),
    "notice.copies": whole("2"),
    "notice.offices": word_list("资金管理股；绩效管理股"),
    "notice.form": text_line("正式文件"),
    "notice.consequence": text_line("逾期未报送的,按规定调减或暂缓安排相关预算。"),
    "notice.cc": word_list("预算股"),
    "notice.contact": or_empty(text_line("绩效管理股"), ""),
}

NOTICE_LABELS = {
    "notice.agency": "整改通知 · 署名机关",
    "notice.number_prefix": "整改通知 · 机关代字",
    "notice.rectify_days": "整改通知 · 整改期限(天)",
    "notice.rectify_deadline": "整改通知 · 固定截止日(写了就不按天数算)",
    "notice.copies": "整改通知 · 报送份数",
    "notice.offices": "整改通知 · 报送股室",
    "notice.form": "整改通知 · 报送形式",
    "notice.consequence": "整改通知 · 逾期后果",
    "notice.cc": "整改通知 · 抄送",
    "notice.contact": "整改通知 · 联系方式",
}


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
