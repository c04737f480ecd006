"""B203 年度与表头不一致: a goal text, deadline or year cell speaks of another year than the form."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.forms.values import value_at
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.period import Period
from jixiao.records.regex import regex
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.text_years_and_dates import stale_headings
from jixiao.workbook.grid import position

_QUOTED = regex(
    r"《[^》]*》|[〔\[【][^〕\]】]{1,12}[〕\]】]第?\d*号?|\((?:19|20)\d{2}\)第?\d+号|(?:19|20)\d{2}年?第?\d+[号次]"
)
_SPAN = regex(r"((?:19|20)\d{2})年?(?:度|底|末|初)?\d{0,2}月?[-~—–至到]+((?:19|20)\d{2})(?=年|$|[^\d])")
# Years that are named as a measure or a starting point, or that say what an older debt or balance is.
_LOOKING_BACK = regex(
    r"(?:较|比|同比|相比|对比|自|从|以|始于|继)(?:19|20)\d{2}年?|(?:19|20)\d{2}年?(?:度|\d{1,2}月)?[^,。;]{0,12}"
    r"(?:尾款|质保金|欠款|余款|结转|结余|续建|跨年|决算|审计|基础|基数|成果|学期|学年|欠薪|相比|以来|起|增长|已(?:立项|完工|开工|建成|实施|启动|批复|下达))"
)
_LOOKING_AHEAD = regex(r"(?:到|至|截至|截止|力争|预计|计划|下年|下一年)((?:19|20)\d{2})年?")
_YEAR = regex(r"(?<!\d)((?:19|20)\d{2})(?:年|\.\d|-\d|/\d)")
_YEAR_CELL = regex(r"[(\[]?(?:年度[:]?)?((?:19|20)\d{2})年度?[)\]]?")


def _years(text: str, year: int, project: str) -> list[int]:
    """The years that a text states for its content; empty when the form's own year is among them."""
    flat = text.replace(project, "") if project else text
    flat = _QUOTED.sub("", flat)
    for first, last in _SPAN.findall(flat):
        if int(first) <= year <= int(last):
            return []
    flat = _LOOKING_AHEAD.sub(lambda match: "" if int(match[1]) > year else match[0], _LOOKING_BACK.sub("", flat))
    years = [int(found) for found in _YEAR.findall(flat)]
    return [] if year in years else years


def _off(period: Period | None, year: int) -> int | None:
    """The year of a period that does not touch the form's year."""
    if period is None or period.first.year <= year <= period.last.year:
        return None
    return period.last.year


def _deadlines(form: IndicatorForm, year: int) -> Iterator[tuple[Value, int]]:
    for row in form.judged:
        if row.aim.kind == "deadline" and (other := _off(row.aim.deadline, year)) is not None:
            if other > year and isinstance(form, TargetDeclaration) and form.span is not None:
                continue  # set against the project's period by D408
            yield row.target, other
        # Done in a later year is late, which scoring says; an earlier year is a left-over.
        if row.actual is not None and (other := _off(row.done.when, year)) is not None and other < year:
            yield row.actual, other


def _year_cells(form: IndicatorForm, context: Context, year: int) -> Iterator[tuple[Value, int]]:
    sheet = context.book.grid.sheet(form.sheet) if context.book.grid else None
    if sheet is None:
        return
    top = position(form.title.cell)[0]
    for row in range(top, top + 3):
        for cell in sheet.rows.get(row, ()):
            value = value_at(sheet, cell.row, cell.column, "年度")
            match = _YEAR_CELL.fullmatch(value.flat)
            if match and int(match[1]) != year:
                yield value, int(match[1])


def check(form: IndicatorForm, context: Context) -> Iterator[Hit]:
    """One finding per cell whose year is not the form's; names of projects and documents are left alone."""
    year = form.year
    if year is None:
        return
    found = [*_year_cells(form, context, year)]
    project = form.project.flat if form.project is not None else ""
    for value in (form.goal, form.goal_done):
        if value is not None and (others := _years(value.flat, year, project)):
            found.append((value, others[0]))
    for value, other in [*found, *_deadlines(form, year)]:
        yield hit(value, expected=f"{year}年", other=other)


RULE = Rule(
    code="B203",
    name="年度与表头不一致",
    severity=Severity.VERIFY,
    basis="",
    message="「{label}」写的是 {other} 年,表头是 {expected}。",
    fix="核实是否沿用了往年的内容;是的,改为 {expected}。",
    check=check,
    in_text=stale_headings,
    text_message="标题写的是 {expected},这一级标题写的是 {other} 年。",
    forms=(IndicatorForm,),
    applies=lambda form, context: form.year is not None,
)
