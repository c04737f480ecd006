"""The rectification round (F09–F11) of an invented county, filled in well and with the usual mistakes.

Problems, requirements and evidence are worded after those that published reports name (see SOURCE.md).
"""

from __future__ import annotations

from decimal import Decimal

from jixiao.demo.example_lists import BUREAU, FARM, FARMS, GREEN, PIPES, ROADS, WATER, Values, day, fields, table

# -- F09 ---------------------------------------------------------------------------------------------------------------

_NOTICE_TITLE = f"{BUREAU}关于{PIPES}绩效财政评价结果反馈及存在问题整改的通知"
_NOTICE_ROLES = "problem_number problem basis duty requirement deadline evidence"
_NOTICE = (
    (
        "二（一）",
        "立项决策程序不规范,未见集体决策记录",
        "政府投资条例",
        WATER,
        "补齐可行性研究、集体决策和批复",
        day(11, 5),
        "会议纪要、批复",
    ),
    (
        "二（二）",
        "资金支付率偏低,年末支付 61.5%",
        "项目合同",
        WATER,
        "制定支付计划,加快结算",
        day(12, 5),
        "支付凭证、进度表",
    ),
    ("二（三）", "预算调整未履行审批手续", "预算法实施条例", WATER, "补办变更审批", day(11, 5), "变更批复"),
)


def good_notice() -> Values:
    """A notice with three problems; number, addressee, score and grade in order."""
    head = fields(
        number="青财绩〔2026〕12号",
        to=f"{WATER}：",
        project=PIPES,
        agency="青禾县财政局绩效管理股",
        amount=Decimal("2624.74"),
        period="2026年8月7日至9月7日",
        score=Decimal("83.5"),
        grade="良",
        requirement="逐项分析原因,明确责任人和完成时限,整改到位。",
        reporting="于2026年11月5日前以正式文件一式两份分别报送资金管理股和绩效管理股。",
        consequence="逾期未报送或整改不到位的,按规定调减或暂缓安排相关预算。",
        signature=BUREAU,
        date=day(10, 8),
        cc="预算股、农业股。",
    )
    return {("title", 0): _NOTICE_TITLE, **head, **table(_NOTICE_ROLES, *_NOTICE)}


def bad_notice() -> Values:
    """The same with a grade that is not the score's, a problem without deadline, no reporting and a stock phrase."""
    wrong = fields(grade="优", reporting=None, amount="约2600万元", signature="××县财政局")
    return {**good_notice(), **wrong, ("deadline", 1): None, ("requirement", 2): None}


# -- F10 ---------------------------------------------------------------------------------------------------------------

_REPORT_ROLES = "problem_number problem measures status done_on evidence duty"
_REPORT = (
    (
        "二（一）",
        "立项决策程序不规范,未见集体决策记录",
        "补开局长办公会并形成纪要,补报可行性研究批复。",
        "已完成",
        day(10, 20),
        "局长办公会议纪要〔2026〕14号",
        "分管副局长",
    ),
    (
        "二（二）",
        "资金支付率偏低,年末支付 61.5%",
        "按月制定支付计划,完成二期结算送审。",
        "正在整改",
        None,
        "支付计划表",
        "计财股股长",
    ),
    (
        "二（三）",
        "预算调整未履行审批手续",
        "补报预算调整申请并取得批复。",
        "已完成",
        day(10, 26),
        "青财预〔2026〕88号批复",
        "计财股股长",
    ),
)


def good_report() -> Values:
    """The unit's answer to the notice: two of three put right, each with date and evidence."""
    head = fields(
        number="青水发〔2026〕31号",
        to=f"{BUREAU}：",
        project=PIPES,
        notice="青财绩〔2026〕12号",
        deadline=day(11, 5),
        reasons="问题（二）因二期结算审核需要一个月,计划 2026年12月5日前完成支付。",
        mechanism="修订《项目资金支付管理办法》,实行按月调度、按季通报。",
        signature=WATER,
        date=day(10, 28),
    )
    return {
        ("title", 0): f"{WATER}关于{PIPES}绩效评价反馈问题整改情况的报告",
        **head,
        **table(_REPORT_ROLES, *_REPORT),
    }


def bad_report() -> Values:
    """An answer that says 已完成 without date and evidence, leaves one out and counts three of three."""
    wrong: Values = {
        ("measures", 1): None,
        ("status", 1): None,
        ("status", 2): "已完成",
        ("done_on", 2): None,
        ("evidence", 2): None,
        ("done_on", 0): day(11, 20),
    }
    counts = fields(done=3, not_begun=0, rate=Decimal(1), mechanism=None)
    return {**good_report(), **wrong, **counts}


# -- F11 ---------------------------------------------------------------------------------------------------------------

_LEDGER_ROLES = (
    "number project grade problem_number category problem amount duty requirement deadline measures status done_on "
    "evidence opinion verdict"
)
_LEDGER = (
    (
        "1",
        PIPES,
        "良",
        "二（一）",
        "决策程序",
        "立项决策程序不规范",
        None,
        WATER,
        "补齐集体决策和批复",
        day(11, 5),
        "补开会议并形成纪要",
        "已完成",
        day(10, 20),
        "会议纪要〔2026〕14号",
        "材料齐全",
        "通过",
    ),
    (
        "1",
        PIPES,
        "良",
        "二（二）",
        "预算执行",
        "资金支付率偏低",
        Decimal("1010.5"),
        WATER,
        "加快结算",
        day(11, 5),
        "按月制定支付计划",
        "正在整改",
        None,
        "支付计划表",
        None,
        None,
    ),
    (
        "2",
        GREEN,
        "中",
        "二（一）",
        "工程结算",
        "项目结算审核不及时",
        Decimal("386.2"),
        ROADS,
        "限期送审",
        day(11, 20),
        "已送审计中心审核",
        "正在整改",
        None,
        "送审回执",
        None,
        None,
    ),
    (
        "2",
        GREEN,
        "中",
        "二（二）",
        "档案",
        "项目资料未归档",
        None,
        ROADS,
        "整理归档",
        day(10, 31),
        "档案室集中整理",
        "已完成",
        day(11, 3),
        "归档目录",
        "材料齐全",
        "通过",
    ),
    (
        "3",
        FARMS,
        "优",
        "二（一）",
        "资金使用",
        "资金拨付使用滞后",
        Decimal("210.75"),
        FARM,
        "按序时推进",
        day(12, 10),
        "计划 11 月中旬启动拨付",
        "未启动",
        None,
        None,
        None,
        None,
    ),
)


def good_ledger() -> Values:
    """Five problems of three projects: two put right, one of them three days late, one still to be begun."""
    head = fields(unit=f"{BUREAU}绩效管理股", as_of=day(11, 10))
    return {**head, **table(_LEDGER_ROLES, *_LEDGER)}


def bad_ledger() -> Values:
    """已完成 without date and evidence, days and counts typed over, a duty missing, a name varied."""
    wrong: Values = {
        ("done_on", 0): None,
        ("evidence", 0): None,
        ("overdue", 1): 0,
        ("duty", 4): None,
        ("project", 3): "青石路沿线绿化提档升级工程项目",
        ("amount", 2): "约386万",
        **fields(done=3, rate=Decimal("0.6")),
    }
    return {**good_ledger(), **wrong}
