"""Results of checked forms, written back in the column order of the other system's import sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jixiao.bridge.cell_reading import digits_lost
from jixiao.bridge.fields import INDICATOR_RESULTS, RESULTS, YUAN
from jixiao.bridge.mapping import Line
from jixiao.bridge.mapping import Mapping as ColumnMapping
from jixiao.bridge.problem import Problem
from jixiao.bridge.tables_out import plain_sheet
from jixiao.records.finding import Finding, Severity
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.records.numbers import plain, read_amount, read_points, read_rate, rounded
from jixiao.records.score import Line as ScoreLine
from jixiao.records.text import squeezed
from jixiao.records.value import Value
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.grid import position

Scalar = str | int | Decimal | None
Codes = Mapping[tuple[str, str], tuple[str, str]]
"""Unit and project code by squeezed unit and project name: what a roster knows."""
EMPTY = "-"
"""In 「空着时填」 of a column without a field: the column is left empty."""
_CONCLUSIONS = {"passed": "通过", "returned": "退回", "unreadable": "无法读取"}
_UNIT_LABELS = ("单位", "部门")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Exported:
    """What goes back: a sheet of headings and rows by name, and everything that did not map."""

    sheets: dict[str, tuple[tuple[str, ...], tuple[tuple[Scalar, ...], ...]]]
    problems: tuple[Problem, ...]


def results_of(judged: Iterable[tuple[str, Outcome]], mapping: ColumnMapping, codes: Codes) -> Exported:
    """One row a form on 结果回写, one row an indicator on 指标回写; forms without a project code are left out.

    `codes` are looked up where a form does not state its codes. Lists (F17 …) have no results of their own here.
    """
    problems: list[Problem] = []
    forms: list[dict[str, Scalar]] = []
    indicators: list[dict[str, Scalar]] = []
    seen: dict[tuple[Scalar, Scalar, Scalar], str] = {}
    for name, outcome in judged:
        found = list(_of_file(name, outcome, codes))
        if not found:
            detail = outcome.book.detail or "没有可以回写的表"
            problems.append(Problem(Severity.MUST_FIX, name, "", "", f"{detail},没有回写。", "换一个文件,或者不用管。"))
        for form, told, rows in found:
            place = (told["project_code"] or told["unit_code"], told["form"], told["year"])
            problem = _left_out(name, form, told, seen.get(place))
            if problem is not None:
                problems.append(problem)
                continue
            seen[place] = name
            problems += _without_unit(name, form, told, mapping)
            forms.append(told)
            indicators += rows
    sheets = {}
    for sheet, records in ((RESULTS, forms), (INDICATOR_RESULTS, indicators)):
        if lines := mapping.of(sheet):
            headings = tuple(line.headings[0] if line.headings else "" for line in lines)
            sheets[sheet] = (headings, tuple(tuple(_cell(line, record) for line in lines) for record in records))
    return Exported(sheets, tuple(problems))


def export_workbook(exported: Exported) -> bytes:
    """The results as .xlsx bytes: headings in the first row, codes as text cells."""
    plans = []
    for name, (headings, rows) in exported.sheets.items():
        columns = [(heading, max(12.0, len(heading) * 2 + 4.0)) for heading in headings]
        plans.append(plain_sheet(name, columns, rows))
    return new_workbook(plans, title=RESULTS)


def export_csv(exported: Exported, sheet: str, encoding: str = "gb18030") -> bytes:
    """One sheet as CSV in GBK (or utf-8-sig); texts that a spreadsheet would take for a formula are disarmed."""
    headings, rows = exported.sheets[sheet]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_disarmed(heading) for heading in headings])
    writer.writerows([[_disarmed(_written(value)) for value in row] for row in rows])
    return out.getvalue().encode(encoding, "replace")


def _written(value: Scalar) -> str:
    return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def _disarmed(text: str) -> str:
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    numeric = text[1:].replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(_RISKY) and not numeric else text


def _cell(line: Line, record: Mapping[str, Scalar]) -> Scalar:
    """A cell of a column: our value in the column's unit of money, its default where there is none."""
    value = record.get(line.role) if line.role else None
    if value is None or value == "":
        return None if line.default in ("", EMPTY) else line.default
    if isinstance(value, Decimal) and line.field is not None and line.field.kind == "money":
        value = value * 10_000 / YUAN[line.unit]
    return _written(value) if line.as_text and not isinstance(value, str) else value


def _left_out(file: str, form: FormOutcome, told: Mapping[str, Scalar], earlier: str | None) -> Problem | None:
    """Why a form is not written back: no project code, or the project's form was there before."""
    where = form.form.title.cell
    key, label = ("unit_code", "单位编码") if _of_whole_unit(form) else ("project_code", "项目编码")
    if not told[key]:
        message = f"「{told['project'] or told['unit'] or '未写名称'}」没有{label},没有回写。"
        fix = f"在表上填{label},或者用 --roster 给出名册与项目库。"
        return Problem(Severity.MUST_FIX, file, form.form.sheet, where, message, fix)
    if earlier is not None:
        message = f"{label}「{told[key]}」的{told['form']}已经从「{earlier}」回写,这一份没有回写。"
        return Problem(Severity.MUST_FIX, file, form.form.sheet, where, message, "只留一份最终的表。")
    return None


def _without_unit(
    file: str, form: FormOutcome, told: Mapping[str, Scalar], mapping: ColumnMapping
) -> Iterator[Problem]:
    wanted = any(line.role == "unit_code" and not line.default for line in mapping.of(RESULTS))
    if wanted and not told["unit_code"]:
        message = f"「{told['unit'] or '未写单位'}」没有单位编码,回写的这一格空着。"
        fix = "用 --roster 给出名册与项目库,或者在回写文件里补上。"
        yield Problem(Severity.VERIFY, file, form.form.sheet, form.form.title.cell, message, fix)


def _of_whole_unit(item: FormOutcome) -> bool:
    return item.form.form.startswith("部门整体")


def _of_file(
    name: str, outcome: Outcome, codes: Codes
) -> Iterator[tuple[FormOutcome, dict[str, Scalar], list[dict[str, Scalar]]]]:
    for item in outcome.forms:
        form = item.form
        if not isinstance(form, IndicatorForm):
            continue
        own = [finding for finding in outcome.findings if _belongs(finding, item, outcome)]
        told = _identity(form, codes) | _money(form) | _score(item) | _counts(own)
        must = any(finding.severity is Severity.MUST_FIX for finding in own)
        told |= {"file": name, "form": form.form, "status": _CONCLUSIONS["returned" if must else "passed"]}
        told |= {"goal": _text(form.goal), "goal_done": _text(form.goal_done)}
        yield item, told, [told | _indicator(row, item) for row in form.judged]


def _belongs(finding: Finding, item: FormOutcome, outcome: Outcome) -> bool:
    """Whether a finding is about a form: in its block, or about the whole file that holds nothing else."""
    form = item.form
    if finding.sheet is None or finding.cell is None:
        return finding.sheet in (None, form.sheet) and item is outcome.forms[0]
    row, _ = position(finding.cell)
    return finding.sheet == form.sheet and form.region[0] <= row <= form.region[2]


def _identity(form: IndicatorForm, codes: Codes) -> dict[str, Scalar]:
    unit, project = form.unit_name or "", form.project_name or ""
    known = codes.get((squeezed(unit), squeezed(project))) or codes.get((squeezed(unit), ""), ("", ""))
    stated = [value for value in form.codes if not value.empty and not value.broken and not digits_lost(value.flat)]
    of_unit = next((value.flat for value in stated if value.label.startswith(_UNIT_LABELS)), "")
    of_project = next((value.flat for value in stated if not value.label.startswith(_UNIT_LABELS)), "")
    return {
        "year": str(form.year) if form.year else "",
        "unit": unit,
        "project": project,
        "unit_code": of_unit or known[0],
        "project_code": of_project or known[1],
    }


def _money(form: IndicatorForm) -> dict[str, Scalar]:
    """Budget, execution (万元) and rate (%) of the total row."""
    funds = form.funds
    if funds is None or funds.total is None:
        return {}
    budget, executed = read_amount(funds.total.budget, funds.unit), read_amount(funds.total.executed, funds.unit)
    rate = read_rate(funds.total.rate)
    if budget is not None and executed is not None and budget.wan > 0:
        rate = executed.wan / budget.wan * 100
    return {
        "budget": budget.wan if budget else None,
        "executed": executed.wan if executed else None,
        "rate": rounded(rate) if rate is not None else None,
    }


def _score(item: FormOutcome) -> dict[str, Scalar]:
    score = item.score
    return {
        "claimed": score.claimed if score else None,
        "due": score.due if score else None,
        "grade": (score.grade or "") if score else "",
    }


def _counts(findings: Sequence[Finding]) -> dict[str, Scalar]:
    roles = {"must_fix": Severity.MUST_FIX, "verify": Severity.VERIFY, "hints": Severity.HINT}
    return {role: sum(one.severity is severity for one in findings) for role, severity in roles.items()}


def _indicator(row: Indicator, item: FormOutcome) -> dict[str, Scalar]:
    lines: dict[int, ScoreLine] = {line.row: line for line in item.score.lines} if item.score else {}
    line = lines.get(row.row)
    sign = _text(row.sign)
    target = f"{sign if sign != '定性' else ''}{_text(row.target)}{_text(row.unit)}"
    return {
        "level1": squeezed(row.level1),
        "level2": squeezed(row.level2),
        "name": _text(row.name),
        "target": target,
        "actual": _text(row.actual),
        "weight": row.points,
        "score": read_points(row.score),
        "due": line.due if line else None,
        "reason": _text(row.reason),
    }


def _text(value: Value | None) -> str:
    return value.clean if value is not None and not value.broken else ""
