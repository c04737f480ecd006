"""计分明细: how every point of a form came about, so that the unit can check the sum by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jixiao.documents.layout import table_rows
from jixiao.documents.result_sheet import CELL, FILLS, HEAD, PAGE
from jixiao.documents.words import printable
from jixiao.records.finding import Severity
from jixiao.records.numbers import plain
from jixiao.records.score import Line, Score
from jixiao.records.text import shortened
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.workbook.patch import Put, SheetPlan, Style

NAME = "计分明细"
HEADINGS = ("位置", "项目", "分值", "填报得分", "应得分", "差异", "怎么算的")
_WIDTHS = (14, 40, 8, 10, 14, 9, 54)
_SIZE = 10.0
_TITLE = Style(font="黑体", size=12, bold=True, horizontal="left")
_NUMBER = replace(CELL, horizontal="right", number_format="0.00")
_SIGNED = replace(_NUMBER, number_format="+0.00;-0.00;0.00")
_LINK = replace(CELL, color="0563C1", underline=True)
_NOTE = Style(size=_SIZE, horizontal="left", vertical="top")


def score_sheet(outcome: Outcome) -> SheetPlan | None:
    """The sheet 计分明细, forms one under another; None when no form of the file carries points."""
    linked = outcome.book.grid is not None and outcome.book.grid.legacy is None
    scored = [(form, form.score) for form in outcome.forms if form.score is not None]
    if not scored:
        return None
    puts: list[Put] = []
    heights: dict[int, float] = {}
    merges: list[tuple[int, int, int, int]] = []
    row = 1
    for form, score in scored:
        row = _put_form(puts, heights, merges, row, form, score, _tolerance(outcome, form), linked) + 1
    return SheetPlan(
        name=NAME,
        puts=tuple(puts),
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=heights,
        merges=tuple(merges),
        freeze=(3, 1) if len(scored) == 1 else None,
        page=replace(PAGE, repeat=(2, 2) if len(scored) == 1 else None),
    )


def _tolerance(outcome: Outcome, form: FormOutcome) -> Decimal:
    """The difference that counts as none, as it was in the form's own year."""
    return outcome.policy.for_year(form.form.year).tolerance


def _put_form(
    puts: list[Put],
    heights: dict[int, float],
    merges: list[tuple[int, int, int, int]],
    row: int,
    outcome: FormOutcome,
    score: Score,
    tolerance: Decimal,
    linked: bool,
) -> int:
    """Write one form's block from `row` on; the row after it."""
    form = outcome.form
    named = [printable(form.sheet), printable(form.project_name), printable(form.unit_name)]
    puts.append(Put(row, 1, " · ".join(shortened(part) for part in named if part), _TITLE))
    merges.append((row, 1, row, len(HEADINGS)))
    heights[row] = 24.0
    row += 1
    puts += [Put(row, column, heading, HEAD) for column, heading in enumerate(HEADINGS, 1)]
    heights[row] = 20.0
    row += 1
    for line in score.lines:
        row = _put_line(puts, heights, row, line, form.sheet if linked else None, tolerance)
    return _put_total(puts, heights, merges, row, score, tolerance)


def _put_line(
    puts: list[Put], heights: dict[int, float], row: int, line: Line, sheet: str | None, tolerance: Decimal
) -> int:
    texts = (line.cell, printable(line.label), "", "", due_text(line), "", printable(line.how))
    for part in table_rows(texts, _WIDTHS, _SIZE):
        link = (sheet, line.cell) if sheet and part.first else None
        puts.append(Put(row, 1, part.texts[0] or None, _LINK if link else CELL, link))
        puts.append(Put(row, 2, part.texts[1] or None, CELL))
        if part.first:
            _put_numbers(puts, row, line.weight, line.claimed, line.due, due_text(line), tolerance)
        else:
            puts += [Put(row, column, None, CELL) for column in range(3, 7)]
        puts.append(Put(row, 7, part.texts[6] or None, CELL))
        heights[row] = part.height
        row += 1
    return row


def due_text(line: Line) -> str:
    """The points due for people: the number, the range that is accepted, or that a person must judge."""
    if line.due is not None:
        return plain(line.due)
    if line.band is not None:
        return f"{plain(line.band[0])}～{plain(line.band[1])} 之间"
    return "需人工判断"


def _put_numbers(
    puts: list[Put],
    row: int,
    weight: Decimal | None,
    claimed: Decimal | None,
    due: Decimal | None,
    no_due: str,
    tolerance: Decimal,
    *,
    bold: bool = False,
) -> None:
    """Weight, claimed, due (in words when there is none) and the difference, which stands out beyond the tolerance."""
    difference = claimed - due if claimed is not None and due is not None else None
    wrong = difference is not None and abs(difference) > tolerance
    fill = FILLS[Severity.MUST_FIX] if wrong else None
    puts += [
        Put(row, 3, weight, replace(_NUMBER, number_format="General", bold=bold)),
        Put(row, 4, claimed, replace(_NUMBER, bold=bold)),
        Put(row, 5, no_due if due is None else due, replace(_NUMBER, bold=bold)),
        Put(row, 6, difference, replace(_SIGNED, bold=bold or wrong, fill=fill)),
    ]


def _put_total(
    puts: list[Put],
    heights: dict[int, float],
    merges: list[tuple[int, int, int, int]],
    row: int,
    score: Score,
    tolerance: Decimal,
) -> int:
    bold = replace(CELL, bold=True)
    puts += [Put(row, 1, "合计", bold), Put(row, 2, "总分", bold)]
    weights = [line.weight for line in score.lines if line.weight is not None]
    weight = sum(weights, Decimal(0)) if weights else None
    _put_numbers(puts, row, weight, score.claimed, score.due, "无法计算", tolerance, bold=True)
    puts.append(Put(row, 7, f"等级:{score.grade}" if score.grade else "等级:不定级", bold))
    heights[row] = 20.0
    row += 1
    if score.note:
        puts.append(Put(row, 1, f"说明:{printable(score.note)}", _NOTE))
        merges.append((row, 1, row, len(HEADINGS)))
        heights[row] = 20.0 if len(score.note) < 70 else 40.0
        row += 1
    return row
