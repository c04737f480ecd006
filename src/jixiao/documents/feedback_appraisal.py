"""评估反馈: a letter per unit with conclusion, points and suggested amount of each ex-ante assessment (F07)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jixiao.documents.letter import APPRAISAL, Letter, drafted
from jixiao.documents.notice_parts import Block, report_by
from jixiao.documents.table_sheet import table_sheet
from jixiao.documents.words import day_text, ended, formal, han_numeral, in_quotes, printable, shown
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, read_amount, read_points, rounded
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.text import squeezed
from jixiao.rules.assessed_projects import assessments
from jixiao.rules.run import Outcome
from jixiao.scoring.outcomes import named_conclusion

DETAIL = "事前绩效评估得分明细"
_MOST_NAMED = 8
_COLUMNS = (
    ("序号", 6.0),
    ("项目", 30.0),
    ("评估维度", 18.0),
    ("评估指标", 30.0),
    ("分值", 8.0),
    ("得分", 8.0),
    ("评估说明", 40.0),
)


@dataclass(frozen=True)
class Appraised:
    """An assessed project: money in 万元, points, the policy's name of its conclusion ("" when undecided)."""

    unit: str
    department: str
    project: str
    year: int | None
    applied: Decimal | None
    suggested: Decimal | None
    points: Decimal | None
    conclusion: str
    opinion: str
    form: ScoreSheet


def appraised_in(outcomes: Iterable[Outcome]) -> list[Appraised]:
    """Every assessment that was really made, in the order of files; the last of two for one project counts."""
    found: dict[tuple[str, str], Appraised] = {}
    for outcome in outcomes:
        scores = {id(item.form): item.score for item in outcome.forms}
        for form in assessments(item.form for item in outcome.forms):
            score = scores[id(form)]
            stated = read_points(form.final)
            points = score.due if score is not None and score.due is not None else stated
            made = _appraised(form, outcome.policy.for_year(form.year), points)
            key = (squeezed(made.unit), squeezed(made.project))
            found.pop(key, None)
            found[key] = made
    return list(found.values())


def _appraised(form: ScoreSheet, policy: Policy, points: Decimal | None) -> Appraised:
    applied, suggested = (read_amount(form.at(role), form.amount_unit) for role in ("applied", "suggested"))
    return Appraised(
        unit=shown(form.at("agency")) or shown(form.at("department")),
        department=shown(form.at("department")),
        project=shown(form.at("project")),
        year=form.year,
        applied=applied.wan if applied else None,
        suggested=suggested.wan if suggested else None,
        points=rounded(points) if points is not None else None,
        conclusion=named_conclusion(form.at("conclusion"), [band.name for band in policy.appraisal_outcomes]) or "",
        opinion=shown(form.at("opinion")),
        form=form,
    )


def appraisal_letters(items: Sequence[Appraised], policy: Policy, on: date) -> list[Letter]:
    """One letter per unit in the order in which units are met, dated `on`, numbers still blank."""
    units: dict[str, list[Appraised]] = {}
    for item in items:
        units.setdefault(squeezed(item.unit), []).append(item)
    return [_letter(own, policy, on) for own in units.values()]


def _letter(own: Sequence[Appraised], policy: Policy, on: date) -> Letter:
    settings = policy.notice
    years = {item.year for item in own}
    year = f"{own[0].year}年度" if len(years) == 1 and own[0].year else ""
    note = f"{printable(own[0].unit)}　评估项目 {len(own)} 个　{day_text(on)}"
    rows = [row for number, item in enumerate(own, 1) for row in _rows(number, item)]
    attached = (table_sheet(DETAIL, DETAIL, note, _COLUMNS, rows),)
    title = (settings.agency, "关于反馈", year, "事前绩效评估结果", "的通知")
    return drafted(APPRAISAL, own[0].unit, title, tuple(_body(own, policy, on, year)), attached, settings, on)


def _rows(number: int, item: Appraised) -> Iterator[tuple[str | int | Decimal, ...]]:
    for row in item.form.judged:
        value = row.score or (row.given[0] if len(row.given) == 1 else None)
        points = read_points(value)
        told = printable("；".join(text for text in (shown(row.reason), shown(row.note)) if text))
        weight = row.points if row.points is not None else ""
        given = points if points is not None else shown(value)
        yield number, item.project, printable(row.dimension), shown(row.name), weight, given, told


def _body(own: Sequence[Appraised], policy: Policy, on: date, year: str) -> Iterator[Block]:
    yield Block(
        "text",
        f"根据事前绩效评估有关规定，我局组织对你单位申报的{year}{len(own)}个项目进行了事前绩效评估，"
        "现将评估结果反馈如下。",
    )
    yield Block("level1", "一、评估结论")
    for place, item in enumerate(own[:_MOST_NAMED], 1):
        yield Block("level2", f"（{han_numeral(place)}）{in_quotes(item.project or '（未填项目名称）')}")
        yield Block("text", conclusion_text(item))
        if item.opinion:
            yield Block("text", f"评估意见：{ended(formal(item.opinion))}")
    if len(own) > _MOST_NAMED:
        yield Block("text", f"其余{len(own) - _MOST_NAMED}个项目见附件。")
    yield Block("level1", "二、有关要求")
    yield from _demands(own, policy, on)


def conclusion_text(item: Appraised) -> str:
    """What was asked for, points, conclusion, suggested amount and cut; what the sheet does not state is said so."""
    parts = [f"申请金额{plain(item.applied)}万元" if item.applied is not None else "评估表未载明申请金额"]
    parts.append(f"评估得分{plain(item.points)}分" if item.points is not None else "评估表未载明得分")
    parts.append(f"评估结论为“{item.conclusion}”" if item.conclusion else "评估表未载明结论")
    if item.suggested is not None:
        parts.append(f"建议金额{plain(item.suggested)}万元")
        if item.applied is not None and item.applied > item.suggested:
            parts.append(f"核减{plain(item.applied - item.suggested)}万元")
    return f"{'，'.join(parts)}。"


def _demands(own: Sequence[Appraised], policy: Policy, on: date) -> Iterator[Block]:
    bands = [band.name for band in policy.appraisal_outcomes]
    first, last = bands[0], bands[-1]
    met = {item.conclusion for item in own}
    if first in met:
        yield Block("text", f"评估结论为“{first}”的项目，请按建议金额编报预算，预算申报数不得超过建议金额。")
    for name in bands[1:-1]:
        if name in met:
            yield Block(
                "text",
                f"评估结论为“{name}”的项目，请对照评估意见修改完善，于{report_by(policy.notice, on)}重新报送"
                "项目申报材料；未修改完善的，不列入预算，列入的不得超过建议金额。",
            )
    if last in met and last != first:
        yield Block("text", f"评估结论为“{last}”的项目，不列入年度预算，不得以其他名义重复申报。")
    if "" in met:
        yield Block("text", "评估表未载明结论的项目，待补齐评估结论后另行反馈。")
    if policy.notice.contact:
        yield Block("text", f"联系方式：{policy.notice.contact}。")
