"""What there is to draw from: projects or units with what their self-evaluations, monitoring and the roster say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jixiao.campaign.results import FormResult, Submission
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.campaign.sample import Case
from jixiao.policy.model import Policy
from jixiao.records.department_self_evaluation import DepartmentSelfEvaluation
from jixiao.records.monitoring import Monitoring
from jixiao.records.self_evaluation import SelfEvaluation
from jixiao.records.text import squeezed

NO_PROJECT = "(未填项目名称)"
_PROJECT = str(SelfEvaluation.model_fields["form"].default)
_WHOLE = str(DepartmentSelfEvaluation.model_fields["form"].default)
_MONITORED = str(Monitoring.model_fields["form"].default)


@dataclass(frozen=True)
class Whose:
    """Units and projects of a roster by code and by name, to tell whose a form is. Without a roster all are unknown."""

    units: Mapping[str, Unit]
    projects: Mapping[tuple[str, str], Project]

    def unit_of(self, code: str, name: str) -> Unit | None:
        """The unit by its code, else by its name."""
        return self.units.get(code) or self.units.get(squeezed(name))

    def project_of(self, unit: Unit | None, code: str, name: str) -> Project | None:
        """The unit's project by its name, else by its code; None for an unknown unit."""
        if unit is None:
            return None
        return self.projects.get((unit.code, squeezed(name))) or self.projects.get((unit.code, code))


def whose(roster: Roster | None) -> Whose:
    """The roster by code and name; names that two units share tell nothing."""
    units: dict[str, Unit] = {}
    projects: dict[tuple[str, str], Project] = {}
    if roster is None:
        return Whose(units, projects)
    shared = Counter(squeezed(unit.name) for unit in roster.units)
    for unit in roster.units:
        units[unit.code] = unit
        if shared[squeezed(unit.name)] == 1:
            units[squeezed(unit.name)] = unit
    for item in roster.projects:
        for key in (item.code, squeezed(item.name)):
            if key:
                projects.setdefault((item.unit_code, key), item)
    return Whose(units, projects)


@dataclass(frozen=True)
class Owned:
    """A form of a submission with the roster's unit and project, None where they are not on it."""

    form: FormResult
    unit: Unit | None
    project: Project | None
    source: str

    @property
    def unit_key(self) -> str:
        """The unit's code, else its name as the form states it."""
        return self.unit.code if self.unit is not None else squeezed(self.form.unit) or squeezed(self.source)

    @property
    def key(self) -> str:
        """单位|项目 by codes where the roster knows them, else by names."""
        if self.project is not None:
            return f"{self.unit_key}|{self.project.code or squeezed(self.project.name)}"
        return f"{self.unit_key}|{squeezed(self.form.project) or self.form.project_code}"

    @property
    def unit_name(self) -> str:
        """The unit's name, the roster's first."""
        return self.unit.name if self.unit is not None else self.form.unit

    @property
    def superior(self) -> str:
        """The superior department's name, the roster's first; the unit itself where nobody says."""
        return (self.unit.superior if self.unit is not None else "") or self.form.department or self.unit_name

    @property
    def amount(self) -> Decimal | None:
        """The budget in 万元 as the form states it, else the roster's."""
        if self.form.budget is not None:
            return self.form.budget
        return self.project.amount if self.project is not None else None


def owned(submissions: Iterable[Submission], roster: Roster | None) -> Iterator[Owned]:
    """Every form of the submissions that could be read, with whose it is."""
    known = whose(roster)
    for sent in submissions:
        for form in sent.forms:
            unit = known.unit_of(sent.unit_code, form.unit)
            yield Owned(form, unit, known.project_of(unit, form.project_code, form.project), sent.path)


def without_strangers(
    submissions: Iterable[Submission], roster: Roster | None
) -> tuple[list[Submission], tuple[str, ...]]:
    """Submissions without the forms of units that the roster does not list, and these units as the forms name them.

    With nobody on the roster it is another county's, or of other names: then nothing is left out.
    """
    known, kept, names = whose(roster), [], []
    for sent in submissions:
        strange = [form for form in sent.forms if known.unit_of(sent.unit_code, form.unit) is None]
        names += [form.unit or sent.unit_name for form in strange]
        kept.append(replace(sent, forms=tuple(form for form in sent.forms if form not in strange)))
    if roster is None or not any(sent.forms for sent in kept):
        return list(submissions), ()
    return kept, tuple(dict.fromkeys(names))


def red_projects(submissions: Iterable[Submission], roster: Roster | None) -> dict[str, tuple[str, ...]]:
    """What is red of every monitored project, by 单位|项目."""
    found = ((item.key, item.form.red_items) for item in owned(submissions, roster) if item.form.form == _MONITORED)
    return {key: red for key, red in found if red}


def project_cases(
    submissions: Iterable[Submission], roster: Roster | None, red: Mapping[str, tuple[str, ...]], policy: Policy
) -> list[Case]:
    """One case per project that has a self-evaluation; `red` as of red_projects."""
    found = []
    for item in owned(submissions, roster):
        if item.form.form != _PROJECT:
            continue
        form = item.form
        name = item.project.name if item.project is not None else form.project or NO_PROJECT
        code = (item.project.code if item.project is not None else "") or form.project_code
        found.append(
            Case(
                key=item.key,
                superior=item.superior,
                unit=item.unit_name,
                project=name,
                code=code,
                amount=item.amount,
                score=form.claimed,
                grade=form.grade,
                rate=form.rate,
                red=red.get(item.key, ()),
                last=last_grade(item.project, policy),
                source=f"{item.source}#{form.sheet}",
            )
        )
    return found


def last_grade(project: Project | None, policy: Policy) -> str:
    """Last year's grade as the roster states it, else by last year's points; "" when it states neither."""
    if project is None or project.last_grade or project.last_score is None:
        return project.last_grade if project is not None else ""
    return policy.grade(project.last_score)


def unit_cases(
    submissions: Iterable[Submission], roster: Roster | None, red: Mapping[str, tuple[str, ...]], policy: Policy
) -> list[Case]:
    """One case per unit that sent self-evaluations.

    Points and rate are those of its 部门整体支出绩效自评表; without one its lowest points count, and the rate of
    all its money. What is red, or was bad last year, in any of its projects counts for it.
    """
    listed = list(submissions)
    whole = {item.unit_key: item for item in owned(listed, roster) if item.form.form == _WHOLE}
    projects: dict[str, list[Case]] = {}
    for case in project_cases(listed, roster, red, policy):
        projects.setdefault(case.key.partition("|")[0], []).append(case)
    return [_of_unit(key, whole.get(key), projects.get(key, []), red, policy) for key in sorted({*whole, *projects})]


def _of_unit(
    key: str, whole: Owned | None, projects: list[Case], red: Mapping[str, tuple[str, ...]], policy: Policy
) -> Case:
    bad = next((case.last for case in projects if case.last in policy.sample_bad_grades), "")
    lights = tuple(word for name, words in red.items() if name.partition("|")[0] == key for word in words)
    money = [case.amount for case in projects if case.amount is not None]
    amount = sum(money, Decimal(0)) if money else None
    if whole is not None:
        form = whole.form
        base = Case(f"{key}|", whole.superior, whole.unit_name, "", "", whole.amount or amount, form.claimed)
        return replace(base, grade=form.grade, rate=form.rate, red=lights, last=bad, source=whole.source)
    first = projects[0]
    points = [case.score for case in projects if case.score is not None]
    weighed = [(case.rate, case.amount) for case in projects if case.rate is not None and case.amount]
    spent = sum((rate * (share or 0) for rate, share in weighed), Decimal(0))
    total = sum((share or Decimal(0) for _, share in weighed), Decimal(0))
    base = Case(f"{key}|", first.superior, first.unit, "", "", amount, min(points, default=None))
    return replace(base, rate=spent / total if total else None, red=lights, last=bad, source=first.source)
