"""The workbook on third parties: ranking, whom to choose next year, every appraisal, engagements and their faults."""

from __future__ import annotations

from decimal import Decimal

from jixiao.campaign.listing import letter_sheet, table_sheet
from jixiao.campaign.third_parties import Standing, ThirdParties
from jixiao.documents.words import printable
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain
from jixiao.workbook.apply_patch import new_workbook

Row = tuple[str | int | Decimal, ...]
_RANKED = (
    ("名次", 7.0),
    ("第三方机构", 40.0),
    ("考评项目", 10.0),
    ("平均得分", 11.0),
    ("等级", 9.0),
    ("下年选聘", 60.0),
)
_CHOSEN = (
    ("序号", 7.0),
    ("第三方机构", 46.0),
    ("平均得分", 12.0),
    ("等级", 10.0),
    ("考评项目", 10.0),
    ("委托情况里要核实的", 16.0),
)
_APPRAISED = (
    ("序号", 6.0),
    ("第三方机构", 34.0),
    ("项目", 34.0),
    ("年度", 8.0),
    ("各方评分", 16.0),
    ("最终得分", 10.0),
    ("等级", 9.0),
    ("出处", 34.0),
)
_FAULTS = (
    ("序号", 6.0),
    ("级别", 8.0),
    ("问题类型", 14.0),
    ("位置", 26.0),
    ("第三方机构", 24.0),
    ("项目", 22.0),
    ("问题", 44.0),
    ("怎么改", 28.0),
    ("依据", 15.0),
)
_ENGAGED = (
    ("序号", 6.0),
    ("第三方机构", 34.0),
    ("委托事项", 30.0),
    ("项目", 34.0),
    ("委托单位", 26.0),
    ("年度", 8.0),
    ("出处", 30.0),
)


def third_party_book(found: ThirdParties, policy: Policy, next_year: int, day: str) -> bytes:
    """The workbook; `day` is when it was made."""
    scored = sum(each.score is not None for each in found.appraisals)
    note = (
        f"{day}　考评 {len(found.appraisals)} 项,有最终得分的 {scored} 项,机构 {len(found.standings)} 家,"
        f"委托事项 {len(found.engagements)} 项,要核实的 {len(found.faults)} 处"
    )
    sheets = (
        table_sheet("机构排名", "第三方机构考评排名", note, _RANKED, [_ranked(each) for each in found.standings]),
        table_sheet("选聘名单", f"{next_year}年可以选聘的第三方机构", note, _CHOSEN, _chosen(found), landscape=False),
        table_sheet("考评明细", "第三方机构考评明细", note, _APPRAISED, _appraised(found)),
        table_sheet("委托核查", "委托第三方机构情况核查", note, _FAULTS, _faults(found)),
        table_sheet("委托情况", "委托第三方机构情况", note, _ENGAGED, _engaged(found)),
        letter_sheet("怎么得出的", "第三方机构名单编制说明", [("text", line) for line in how_made(policy, next_year)]),
    )
    return new_workbook(sheets, title="第三方机构考评和选聘")


def _ranked(each: Standing) -> Row:
    score = each.score if each.score is not None else ""
    return (each.rank or "", printable(each.institution), each.projects, score, each.grade, printable(each.why))


def shortlist(found: ThirdParties) -> tuple[Standing, ...]:
    """Institutions that may be chosen, the best first: with a final score, and not barred."""
    return tuple(each for each in found.standings if each.barred_until is None and each.score is not None)


def _chosen(found: ThirdParties) -> list[Row]:
    rows: list[Row] = []
    for number, each in enumerate(shortlist(found), 1):
        faults = sum(fault.engagement.institution == each.institution for fault in found.faults)
        assert each.score is not None
        rows.append((number, printable(each.institution), each.score, each.grade, each.projects, faults or ""))
    return rows


def _appraised(found: ThirdParties) -> list[Row]:
    return [
        (
            number,
            printable(each.institution),
            printable(each.project),
            each.year or "",
            "、".join(map(plain, each.totals)),
            each.score if each.score is not None else "只有一方评分" if each.totals else "没有评分",
            each.grade,
            printable(";".join(each.places)),
        )
        for number, each in enumerate(found.appraisals, 1)
    ]


def _faults(found: ThirdParties) -> list[Row]:
    return [
        (
            number,
            fault.severity.value,
            fault.name,
            printable(fault.engagement.at),
            printable(fault.engagement.institution),
            printable(fault.engagement.project),
            printable(fault.message),
            fault.fix,
            fault.basis,
        )
        for number, fault in enumerate(found.faults, 1)
    ]


def _engaged(found: ThirdParties) -> list[Row]:
    return [
        (
            number,
            *map(printable, (each.institution, each.task, each.project, each.client)),
            each.year or "",
            printable(each.at),
        )
        for number, each in enumerate(found.engagements, 1)
    ]


def how_made(policy: Policy, next_year: int) -> tuple[str, ...]:
    """How ranks, the shortlist and the faults come about, in sentences."""
    lowest = policy.third_party_grades[-1].name
    return (
        "一、每个机构、每个项目,把被评价单位和财政部门各方评分的总分加起来平均,就是最终得分;"
        "几份考评表、几个文件里的合在一起算。只有一方评分的没有最终得分。",
        "二、机构的平均得分是它各个项目最终得分的平均,四舍五入到分;平均得分相同的名次相同。",
        f"三、等级:{'、'.join(f'{plain(band.lower)} 分以上{band.name}' for band in policy.third_party_grades[:-1])},"
        f"其余{lowest}。",
        f"四、任何一个项目考评{lowest}的,从下一年起 {policy.third_party_bar_years} 年内不选;"
        f"考评表没有写日期和年度的,按 {next_year - 1} 年的考评算。",
        f"五、不得委托的事项:{'、'.join(policy.third_party_forbidden)}。"
        f"委托事项里有「{'、'.join(policy.third_party_review_words)}」的是审核复核,可以委托。",
        "六、利益冲突:同一机构、同一项目,既受托评判又受托编制或实施。项目名称去掉标点和前面的年度后相同才算。",
    )
