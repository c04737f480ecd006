"""G704 名称前后不一: two nearly equal names in one workbook speak of one project or unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluationList
from jixiao.records.filled_form import FilledForm
from jixiao.records.finding import Severity
from jixiao.records.list_form import ListForm
from jixiao.records.value import Value
from jixiao.rules.near_names import bare_name, same_thing
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.rules.text_names import varying_in_text

_MOST = 400
"""Different names of one kind that are compared with each other; more make no list that a person wrote."""
_UNITS = ("unit", "duty", "agency", "department", "signature", "to")
_PARTS = ("、", "，", ",", ";", "；", "/")

Name = tuple[Value, str]  # with its sheet


def check(book: Book, context: Context) -> Iterator[Hit]:
    """Each name that is nearly one used before, once, where it first stands; projects and units apart."""
    for what, names in (("项目", _projects(book.forms)), ("单位", _units(book.forms))):
        for (value, sheet), (earlier, _) in varying(names, context.policy):
            yield hit(value, expected=earlier.clean, sheet=sheet, what=what, other=earlier.clean)


def varying(names: Iterable[Name], policy: Policy) -> Iterator[tuple[Name, Name]]:
    """Every name, with the earlier one that it varies; each wording is told once."""
    known: dict[str, Name] = {}
    for name in names:
        key = bare_name(name[0].text)
        if key in known or not key or len(known) >= _MOST:
            continue
        near = next((other for other in known.values() if same_thing(name[0].text, other[0].text, policy)), None)
        known[key] = name
        if near is not None:
            yield name, near


@dataclass(frozen=True)
class Naming:
    """A project or a unit (`what`) as a file names it; `unit` and `department` are whose project it is, as written.

    `listed`: it stands in a row of a list, so that whose it is does not follow from who sent the file.
    """

    what: str
    text: str
    sheet: str
    cell: str
    label: str
    unit: str = ""
    department: str = ""
    listed: bool = False


def namings_of(form: FilledForm) -> Iterator[Naming]:
    """Every project and unit that a form names, each cell for itself."""
    for value, sheet, whose in _project_cells(form):
        unit, department = ("" if at is None or at.empty else at.clean for at in whose)
        yield Naming("项目", value.clean, sheet, value.cell, value.label, unit, department, _is_list(form))
    for value, sheet in _units((form,)):
        yield Naming("单位", value.clean, sheet, value.cell, value.label, listed=_is_list(form))


def _is_list(form: FilledForm) -> bool:
    return isinstance(form, EvaluationList | ListForm)


def _project_cells(form: FilledForm) -> Iterator[tuple[Value, str, tuple[Value | None, Value | None]]]:
    """The cells that name projects, each with those that name its unit and its department."""
    if isinstance(form, EvaluationList):
        yield from ((item.project, form.sheet, (item.unit, item.department)) for item in form.projects)
    elif isinstance(form, ListForm):
        for row in form.rows:
            if (value := row.at("project")) is not None:
                yield value, form.sheet, (row.at("duty") or row.at("unit"), row.at("department"))
    else:
        for value, sheet in _projects((form,)):
            yield value, sheet, (getattr(form, "agency", None), getattr(form, "department", None))


def _projects(forms: Iterable[FilledForm]) -> Iterator[Name]:
    for form in forms:
        if isinstance(form, EvaluationList):
            yield from ((item.project, form.sheet) for item in form.projects)
        elif isinstance(form, ListForm):
            yield from _roles(form, ("project",))
        else:
            value = getattr(form, "project", None)
            if isinstance(value, Value):
                yield value, form.sheet


def _units(forms: Iterable[FilledForm]) -> Iterator[Name]:
    for form in forms:
        if isinstance(form, EvaluationList):
            found = (value for item in form.projects for value in (item.department, item.unit))
        elif isinstance(form, ListForm):
            found = (value for value, _ in _roles(form, _UNITS))
        else:
            found = (getattr(form, role, None) for role in ("department", "agency"))
        for value in found:
            if isinstance(value, Value) and not any(sign in value.text for sign in _PARTS):
                yield value, form.sheet


def _roles(form: ListForm, roles: tuple[str, ...]) -> Iterator[Name]:
    for role in roles:
        if (value := form.fields.get(role)) is not None:
            yield value, form.sheet
        yield from ((value, form.sheet) for value in form.column(role))


RULE = Rule(
    code="G704",
    name="名称前后不一",
    severity=Severity.VERIFY,
    basis="",
    message="{what}名称“{seen}”与前面的“{other}”近似,疑为同一{what}。",
    fix="是同一{what}的,统一成项目库或机构登记的名称;确是两个的不用改。",
    check=check,
    on="workbook",
    in_text=varying_in_text,
)
