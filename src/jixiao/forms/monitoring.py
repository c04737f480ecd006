"""F03 项目支出绩效目标执行监控表 (财预〔2019〕136号): its fields, columns and the headings under which units send them.

The period of a form is part of its headings (1—7月执行数, 上半年执行情况): every month has columns of its own, such as
「executed7」, of which reading takes the latest as `executed` and the one before as `earlier`.
"""

from __future__ import annotations

from functools import lru_cache

from jixiao.forms import self_evaluation
from jixiao.forms.declaration import Column, Field, Form, type_name
from jixiao.records.regex import regex

PERIODS = (4, 6, 7, 8, 9, 10)
"""Last months of the periods in use: 7 by 财预〔2019〕136号, others by local rules (Sichuan 4, 6, 10)."""
PERIOD_WORDS = tuple(f"1—{month}月" for month in PERIODS)
CAUSES = (
    ("cause_funds", "经费保障", r"经费(?:保障)?(?:不足)?"),
    ("cause_rules", "制度保障", r"制度(?:保障)?"),
    ("cause_staff", "人员保障", r"人员(?:保障)?"),
    ("cause_hardware", "硬件条件保障", r"硬件(?:条件)?(?:保障)?"),
    ("cause_other", "其他", r"其[他它](?:原因|保障|因素)?"),
)
"""The causes of a deviation as role, name and heading pattern."""
LIKELIHOODS = (
    ("certain", "确定能", r"确定能(?:完成)?|能(?:够)?完成"),
    ("possible", "有可能", r"有?可能(?:完成)?"),
    ("impossible", "完全不可能", r"(?:完全)?不(?:可能|能)(?:完成)?"),
)

_A = r"(?:\([A-Za-z]\))?"
_MONEY = r"(?:\((?:万元|元)\))?"
_SPOKEN = {
    3: "|第?一季度|1季度",
    6: "|上半年|半年度?|年中|[一1][、至和-]?[二2]季度",
    9: "|前?三季度|前3季度|[1一][-—至][3三]季度",
}
_NO_MONTH = r"(?:1|一)月?[-—–~至到]+[*×xX_]*月"  # the month was left open: 「1—×月」
_SO_FAR = r"(?:截[至止]到?)?(?:目前|当前|监控(?:时点?|期末?|日)?|本期(?:末)?|填报日)?"
_AMOUNT = rf"(?:数|金额|额|情况|资金数|资金)?{_A}{_MONEY}"
_RATE = r"(?:预算|资金)?(?:执行|支出)(?:率|进度)(?:\(.*\))?(?:%)?"
_DONE = r"(?:累计)?(?:绩效)?(?:目标|指标)?(?:实际)?(?:已)?(?:执行|完成|实现)(?:指标)?(?:情况|值|数)?(?:\(.*\))?"


def _until(month: int) -> str:
    """A pattern for the span from January to that month: 1—7月, 1至7月, 截至7月底, 上半年."""
    span = rf"(?:(?:1|一|元)月?(?:份)?[-—–~至到]{{1,2}})?0?{month}月(?:份|底|末)?"
    return rf"(?:\d{{4}}年?(?:度)?)?(?:截[至止]到?)?(?:{span}{_SPOKEN.get(month, '')})(?:止|前)?"


_SPANS = {month: regex(_until(month)) for month in range(1, 13)}
_SPAN_IN_TITLE = regex(r"(?:1|一|元)月?(?:份)?[-—–~至到]{1,2}(1[0-2]|[1-9])月|(?:截[至止]到?)(1[0-2]|[1-9])月")
_HALF, _THREE_QUARTERS = regex(r"上半年|半年度?"), regex(r"前三季度|前3季度")


@lru_cache(maxsize=1024)
def month_named(flat: str) -> int | None:
    """The last month of the span that a squeezed text is (1—7月, 截至10月底, 上半年, 7), None when it is none."""
    if flat.isdigit():
        return int(flat) if 1 <= int(flat) <= 12 else None
    return next((month for month, pattern in _SPANS.items() if pattern.fullmatch(flat)), None)


def month_within(flat: str) -> int | None:
    """The last month of a span that a title mentions: 「2025年1-8月绩效运行监控表」, 「上半年绩效监控表」."""
    if found := _SPAN_IN_TITLE.search(flat):
        return int(found[1] or found[2])
    if _HALF.search(flat):
        return 6
    return 9 if _THREE_QUARTERS.search(flat) else None


def _by_month(role: str, label: str, pattern: str, kind: type_name) -> tuple[Column, ...]:
    months = range(12, 0, -1)
    return tuple(
        Column(f"{role}{month}", label, rf"{_until(month)}{pattern}", kind, in_template=False) for month in months
    )


def _own(table: str, role: str) -> Column:
    return self_evaluation.FORM.column(table, role)


FUND_COLUMNS = (
    Column(
        "initial",
        "年初预算数",
        _own("funds", "initial").aliases,
        "money",
        required=True,
        hint="年初批复的预算数,单位万元。",
    ),
    *_by_month("rate", "执行率", _RATE, "percent"),
    *_by_month("executed", "执行数", rf"(?:累计)?(?:实际)?(?:预算|资金)?(?:执行|支出|使用|拨付){_AMOUNT}", "money"),
    Column(
        "earlier",
        "上期执行数",
        rf"(?:上期|上月|上次|上季度?)末?(?:累计)?(?:预算)?(?:执行|支出){_AMOUNT}",
        "money",
        in_template=False,
    ),
    Column(
        "executed",
        "执行数",
        rf"(?:{_SO_FAR}|{_NO_MONTH})(?:累计)?(?:已|实际)?(?:预算|资金)?(?:执行|支出|使用|拨付){_AMOUNT}|"
        + _own("funds", "executed").aliases,
        "money",
        required=True,
        hint="从年初到监控期末的累计支出数,单位万元。",
    ),
    Column(
        "rate",
        "执行率",
        rf"(?:{_SO_FAR}|{_NO_MONTH})(?:累计)?{_RATE}",
        "percent",
        hint="自动计算:执行数÷年初预算数。",
        calculated=True,
    ),
    Column(
        "forecast",
        "全年预计执行数",
        rf"(?:全年|年底|年末|年度)?预计(?:全年|年底|年末)?(?:可)?(?:预算)?(?:执行|支出|完成|使用){_AMOUNT}",
        "money",
        hint="预计到年底的支出数,单位万元。",
    ),
    Column("budget", "全年预算数", _own("funds", "budget").aliases, "money", in_template=False),
    Column(
        "light",
        "预警灯",
        r"(?:预警|监控)?灯(?:号|色)?|预警(?:信号|颜色|等级|级别|情况|结果|状态)",
        hint="自动计算。",
        calculated=True,
    ),
    Column("reason", "原因和打算", r".*原因.*|.*说明|.*措施.*", "long_text", hint="支出慢于进度的,写明原因和打算。"),
)

INDICATOR_COLUMNS = (
    Column("level1", "一级指标", _own("indicators", "level1").aliases, "choice", 8),
    Column("level2", "二级指标", _own("indicators", "level2").aliases, "choice", 10),
    Column(
        "name",
        "三级指标",
        _own("indicators", "name").aliases,
        "text",
        18,
        required=True,
        hint="与批复的绩效目标一致,不增不减。",
    ),
    _own("indicators", "sign"),
    _own("indicators", "target_adjusted"),
    Column(
        "target",
        "年度指标值",
        _own("indicators", "target").aliases,
        "text",
        12.5,
        required=True,
        hint="照抄批复的指标值,例如 ≥100人、≤20万元、2026年12月底前。",
    ),
    _own("indicators", "unit"),
    *_by_month("actual", "执行情况", _DONE, "text"),
    Column("earlier", "上期执行情况", rf"(?:上期|上月|上次|上季度?)末?{_DONE}", in_template=False),
    Column(
        "actual",
        "执行情况",
        rf"(?:{_SO_FAR}|{_NO_MONTH}){_DONE}|(?:指标|目标)(?:执行|完成)(?:情况|值)|"
        + _own("indicators", "actual").aliases,
        "text",
        12.5,
        required=True,
        hint="从年初到监控期末的累计完成数(可带单位),不要照抄目标;还没开展的写 0;定性指标写达成情况。",
    ),
    Column(
        "forecast",
        "全年预计完成情况",
        r"(?:全年|年底|年末|年度)?预计(?:全年|年底|年末)?(?:可)?(?:指标)?(?:完成|实现|执行|达到)(?:指标)?(?:情况|值|数|程度)?(?:\(.*\))?|"
        r"全年预计(?:情况|值)?",
        "text",
        12.5,
        required=True,
        hint="预计到年底能完成多少,写数(可带单位);定性指标写达成情况。",
    ),
    *(
        Column(role, label, pattern, "choice", 4.4, hint="指标进度有偏差、原因属于这一类的,打√。", choices=("√",))
        for role, label, pattern in CAUSES
    ),
    Column(
        "reason",
        "原因说明",
        # under 「偏差原因分析」 a short heading is read together with it: that of 其他 is none of the reason's
        r"(?:偏差)?(?:原因|情况)(?:说明|分析)|偏差原因|原因|"
        r"(?!.*(?:其[他它]|经费|制度|人员|硬件)$).*(?:偏差|未完成|不能完成).*(?:原因|说明).*",
        "long_text",
        15,
        hint="有偏差的,写明偏在哪里、为什么。",
    ),
    *(
        Column(role, label, pattern, "choice", 4.8, hint="确定能、有可能、完全不可能,三项选一项打√。", choices=("√",))
        for role, label, pattern in LIKELIHOODS
    ),
    Column(
        "likelihood",
        "完成目标可能性",
        r"(?:年底|全年|预计)?(?:能否)?完成(?:年度)?(?:绩效)?目标(?:的)?可能性(?:\(.*\))?|(?:目标)?(?:完成|实现)?(?:的)?可能性(?:\(.*\))?",
        in_template=False,
    ),
    Column(
        "remedy", "整改要求", r"整改(?:要求|措施|意见|建议|情况)(?:[和及].*)?|纠偏措施", "long_text", in_template=False
    ),
    Column(
        "note",
        "备注",
        r"备注(?:\(.*\))?|.*拟采取.*措施.*|(?:相关)?(?:建议|举措|措施)(?:或举措|和建议)?|改进措施",
        "long_text",
        15,
        hint="年底不能完成的,写明原因和拟采取的措施。",
    ),
    Column(
        "light",
        "预警灯",
        r"(?:预警|监控|指标)?灯(?:号|色)?|预警(?:灯|信号|颜色|等级|级别|情况|结果|状态)|亮灯(?:情况|颜色)?",
        "text",
        5.4,
        hint="自动计算。",
        calculated=True,
    ),
    Column("weight", "分值", _own("indicators", "weight").aliases, "points", in_template=False),
    _own("indicators", "other"),
)

_MONTHLY = tuple(f"actual{month}" for month in range(1, 13))
NEEDS = frozenset({"actual", "forecast", "likelihood", "certain", "impossible", *_MONTHLY})
"""A table with none of these is no monitoring table."""

FIELDS = (
    *self_evaluation.FIELDS,
    Field(
        "period",
        "监控期间",
        r"(?:绩效)?(?:运行)?监控(?:期间|时间|区间|时段|期|时点|周期|范围|截[止至](?:时间|日期|月份)?|月份)",
        required=True,
        hint="从列表里选;下面各栏的月份随着变。",
        choices=PERIOD_WORDS,
    ),
)

FORM = Form(
    code="F03",
    title="项目支出绩效目标执行监控表",
    version="2026.1",
    basis="财预〔2019〕136号",
    title_pattern=r"监控[^,。;:()]{0,10}表|(?:绩效|运行|执行)监控$",
    sheet_name="监控表",
    fields=FIELDS,
    tables={"funds": FUND_COLUMNS, "indicators": INDICATOR_COLUMNS},
    fund_rows=("年度资金总额", "其中：本年一般公共预算拨款", "其他资金"),
    level1=self_evaluation.FORM.level1,
    notes=(
        "注:1.偏差原因按类打√,并在「原因说明」里写明;没有偏差的不填。2.完成目标可能性三项选一项打√。",
        "3.年底不能完成的,在「备注」里写明原因和拟采取的措施。4.灰色的格自动计算,不要改动。",
    ),
)

REQUIRED_COLUMNS = ("name", "target", "actual")
"""The least that a monitoring form must have (A106)."""
