"""Rule pages of the round: the page's workbook comes in, and the round is worked out as collecting does it."""

from __future__ import annotations

from jixiao.campaign.collect_standing import settle
from jixiao.campaign.facts import claims_of
from jixiao.campaign.register import Claims, Entry
from jixiao.campaign.results import FindingRow, Submission
from jixiao.records.finding import Finding, Severity
from jixiao.records.received import Enrolled, Roll
from jixiao.rules.run import judge
from tests.rules.pages import Section, round_parts, section_book


def round_findings(section: Section) -> tuple[Finding, ...]:
    """What the section's rule finds in the file, and in the round as a whole."""
    book, policy = section_book(section)
    lines, intake = round_parts(section)
    units = []
    for code, name, projects in lines:
        owned = [] if projects == "(无)" else projects.split("、")
        units.append(Enrolled(code, name, projects=tuple(("", each) for each in owned)))
    claims = claims_of(judge(book, policy, rules=()), "", {})
    if sent_to := intake.get("发给"):
        code, _, name = sent_to.partition(" ")
        claims = Claims("本轮", code, name, "签名" not in intake, intake.get("签名", ""), claims.forms)
    names = [*filter(None, intake.get("同时收到", "").split("、")), intake.get("文件名", "自评表.xlsx")]
    entries = [
        Entry(Submission(name, f"{number:064}", 1, "2026-01-05", status="passed"), claims, modified=f"{number}")
        for number, name in enumerate(names)
    ]
    found = settle(entries, Roll("项目支出绩效自评表", True, tuple(units)), policy)
    rows = (*found.standing.submissions[-1].findings, *found.missing)
    return tuple(_finding(row) for row in rows if row.rule == section.code)


def _finding(row: FindingRow) -> Finding:
    return Finding(
        row.rule,
        Severity(row.severity),
        row.sheet or None,
        row.cell or None,
        row.label,
        row.seen,
        row.expected,
        row.message,
        row.fix,
        row.basis,
    )
