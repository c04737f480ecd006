"""Letters of every kind made by hand for an invented county: what the tests of letters start from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from jixiao.campaign.picks import RedProject
from jixiao.campaign.results import FindingRow, FormResult, Standing, Submission
from jixiao.documents.feedback_appraisal import Appraised, appraisal_letters
from jixiao.documents.feedback_monitoring import Monitored, monitoring_letters
from jixiao.documents.letter import (
    APPRAISAL,
    APPRAISAL_OPINION,
    EVALUATION_OPINION,
    MONITORING,
    MONITORING_OPINION,
    RED,
    RETURN,
    TARGET_OPINION,
    Letter,
)
from jixiao.documents.opinion import Advised
from jixiao.documents.opinion_letter import opinion_letters
from jixiao.policy.model import Policy
from jixiao.records.score_sheet import Criterion, ScoreSheet
from jixiao.tasks.letters_round import return_drafts
from tests.documents.examples import policy, value

ON = date(2026, 10, 12)
WATER, SCHOOL = "青禾县水利局", "青禾县第一中学"
UNDER = policy(agency="青禾县财政局", number_prefix="青财绩", contact="绩效管理股")


def monitored(
    project: str, light: str, executed: str = "330", *, unit: str = WATER, reds: tuple[str, ...] = ()
) -> Monitored:
    """A monitored project of 640 万元 in July 2026."""
    spent = Decimal(executed)
    rate = spent * 100 / Decimal(640)
    return Monitored(unit, WATER, project, 2026, 7, Decimal(640), spent, rate, light, "绿", light, reds)


def appraised(project: str, conclusion: str, suggested: str | None, opinion: str = "") -> Appraised:
    """An assessed project that asks for 800 万元, with one criterion."""
    row = Criterion(
        row=8,
        levels=("立项必要性",),
        name=value("目的明确"),
        points=Decimal(5),
        given=(value("4"),),
        note=value("依据不足"),
    )
    form = ScoreSheet(
        form="事前绩效评估表",
        sheet="表",
        title=value("事前绩效评估表"),
        year=2026,
        header_cell="A6",
        columns={},
        code="F07",
        fields={},
        criteria=(row,),
    )
    wan = None if suggested is None else Decimal(suggested)
    return Appraised(WATER, WATER, project, 2026, Decimal(800), wan, Decimal("72.5"), conclusion, opinion, form)


def advised(project: str, use: str, amount: str | None, unit: str = WATER, **told: str | int | Decimal) -> Advised:
    """A project in an opinion."""
    return Advised(unit, unit, project, 2026, None if amount is None else Decimal(amount), use, told)


def red_letters(under: Policy = UNDER) -> list[Letter]:
    """红灯预警 to one unit with two red projects."""
    from jixiao.campaign.picks_notice import by_unit, enclosures, letter_parts, title_pieces
    from jixiao.documents.letter import letter_of

    money = (Decimal(640), Decimal(100), Decimal("15.625"))
    projects = [
        RedProject(WATER, "w", WATER, "河道清淤整治项目", *money, ("资金:100÷(640×7÷12)=26.79%,不足60%",), 2026),
        RedProject(WATER, "w", WATER, "山塘整治项目", None, None, None, ("整治山塘数:没有完成",), 2026),
    ]
    number = "青财绩〔2026〕  号"
    return [
        letter_of(RED, letter_parts(own, under, ON, number), title_pieces(own, under), enclosures(own, under), WATER)
        for own in by_unit(projects)
    ]


def return_letters(text: str = "填的是 9 分,应为 8.62 分。") -> list[Letter]:
    """退回修改 to one unit with one finding."""
    row = FindingRow(
        "E503", "必须改", "自评表", "H7", "资金总额 · 得分", "9", "8.62", text, "改为 8.62。", "财预〔2020〕10号"
    )
    form = FormResult("项目支出绩效自评表", "自评表", SCHOOL, "食堂改造经费", year=2025)
    sent = Submission(
        "甲.xlsx", "0" * 64, 1, "2026-10-01", unit_name=SCHOOL, status="returned", forms=(form,), findings=(row,)
    )
    drafts = return_drafts(Standing((sent,)), None, None, UNDER, datetime(2026, 10, 12, 9))
    return [letter for letter in drafts.letters if isinstance(letter, Letter)]


def letters_of_every_kind() -> dict[str, Letter]:
    """One letter of each kind but 整改通知, which has tests of its own."""
    opinions = {
        APPRAISAL_OPINION: [
            advised("山塘整治项目", "按建议金额安排", "800", conclusion="予以支持", suggested=Decimal(700)),
            advised("会展活动项目", "不予安排", "120", conclusion="不予支持", suggested=Decimal(0)),
        ],
        TARGET_OPINION: [
            advised("山塘整治项目", "退回重报", "800", grade_of_review="中", conclusion="退回", rounds=2),
            advised("校舍维修项目", "纳入预算安排", None, grade_of_review="优", conclusion="通过", rounds=0),
        ],
        MONITORING_OPINION: [advised("河道清淤整治项目", "限期整改", "640", executed=Decimal(330), light="黄")],
        EVALUATION_OPINION: [
            advised("食堂改造项目", "优先保障", "43.2", SCHOOL, score=Decimal("92.4"), grade="优", problem=""),
            advised("绿化提档项目", "", "1120.5", score=Decimal("59"), grade="", problem="结算审核不及时"),
        ],
    }
    found = {
        RETURN: return_letters()[0],
        RED: red_letters()[0],
        MONITORING: monitoring_letters(
            [
                monitored("河道清淤整治项目", "红", "100", reds=("资金：100÷（640×7÷12）＝26.79%",)),
                monitored("农村饮水项目", "绿", "400"),
                monitored("山塘整治项目", "黄"),
            ],
            UNDER,
            ON,
        )[0],
        APPRAISAL: appraisal_letters(
            [
                appraised("山塘整治项目", "调整完善后支持", "700", "绩效目标不细;补充测算依据"),
                appraised("农村饮水项目", "予以支持", "800"),
                appraised("会展活动项目", "不予支持", None),
            ],
            UNDER,
            ON,
        )[0],
    }
    return found | {kind: opinion_letters(kind, items, UNDER, ON, lambda *_: "")[0] for kind, items in opinions.items()}
