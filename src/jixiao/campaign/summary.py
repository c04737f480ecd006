"""Where a round stands, as values: every unit, every project, every finding, each counted once.

Only the version that counts of each unit is looked at; totals of departments, units, projects, rules and findings are
sums of the same rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from jixiao.campaign.compare import NEW, OPEN, Changes, Snapshot, by_unit, changes, unit_key
from jixiao.campaign.results import FindingRow, FormResult, Standing, Submission
from jixiao.campaign.roster import Project, Roster, Unit
from jixiao.documents.words import STATUS_WORDS
from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.text import squeezed
from jixiao.scoring.lights import NAMES

NOT_SENT, PASSED, RETURNED, UNREADABLE = "未报", *STATUS_WORDS.values()
STATUSES = (PASSED, RETURNED, UNREADABLE, NOT_SENT)
NO_GRADE, NO_POINTS = "未定级", "不计分"
RATE_BANDS = ("不足25%", "25%—50%", "50%—75%", "75%—90%", "90%—100%", "100%", "超过100%")
_RATE_EDGES = (25, 50, 75, 90, 100)

Counts = tuple[int, int, int]
"""必须改, 请核实, 提示."""


def word_of(submission: Submission) -> str:
    """A submission's status as people read it; what must be changed is returned, whatever rule of the round says so."""
    if submission.status == "unreadable":
        return UNREADABLE
    return RETURNED if submission.status == "returned" or submission.count(Severity.MUST_FIX) else PASSED


@dataclass(frozen=True)
class FindingLine:
    """One finding with whose it is; `change` is 新增 or 仍有 against the last summary, "" without one."""

    row: FindingRow
    submission: Submission
    project: str
    change: str = ""


@dataclass(frozen=True)
class ProjectLine:
    """One form of a submission, a submission without forms, or a project of the roster that nobody reported on.

    Findings that belong to no form of the submission go with its first line, so that the lines add up.
    """

    form: FormResult | None
    submission: Submission | None
    status: str
    project: Project | None = None
    findings: tuple[FindingLine, ...] = ()

    @property
    def name(self) -> str:
        """The project's name as reported, else as registered."""
        reported = self.form.project if self.form is not None else ""
        return reported or (self.project.name if self.project is not None else "")

    @property
    def grade(self) -> str:
        """The grade by the points due; 未定级 or 不计分 where there is none; "" without a form."""
        if self.form is None:
            return ""
        scored = self.form.due is not None or self.form.claimed is not None
        return self.form.grade or (NO_GRADE if scored else NO_POINTS)


@dataclass(frozen=True)
class UnitState:
    """One unit: its place in the roster (`listed` False: not on it), what it sent that counts, and what came of it."""

    unit: Unit
    status: str
    listed: bool = True
    submissions: tuple[Submission, ...] = ()
    lines: tuple[ProjectLine, ...] = ()
    changes: Changes | None = None

    @property
    def findings(self) -> tuple[FindingLine, ...]:
        """Every finding of the unit."""
        return tuple(line for project in self.lines for line in project.findings)

    @property
    def forms(self) -> tuple[FormResult, ...]:
        """Every form that the unit sent."""
        return tuple(line.form for line in self.lines if line.form is not None)

    @property
    def round(self) -> int:
        """How often the unit has sent something different."""
        return max((item.round for item in self.submissions), default=0)


@dataclass(frozen=True)
class Summary:
    """Everything that the chief's workbook shows; `received` counts all files that came in."""

    units: tuple[UnitState, ...]
    received: int
    grades: tuple[str, ...]
    compared_with: str = ""  # when the last summary was, "" without one
    gone: Mapping[str, tuple[FindingRow, ...]] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[ProjectLine, ...]:
        """Every project line, unit by unit."""
        return tuple(line for unit in self.units for line in unit.lines)

    @property
    def findings(self) -> tuple[FindingLine, ...]:
        """Every finding, unit by unit."""
        return tuple(line for unit in self.units for line in unit.findings)


def counts_of(rows: Iterable[FindingRow]) -> Counts:
    """How many findings of each severity."""
    found = Counter(row.severity for row in rows)
    must, verify, hint = (found[severity.value] for severity in Severity)
    return must, verify, hint


def grade_names(policy: Policy) -> tuple[str, ...]:
    """All grades of a policy, today's first."""
    return tuple(dict.fromkeys(band.name for span in policy.spans() for band in span.grades))


def summarise(
    standing: Standing, roster: Roster | None, grades: Sequence[str] = (), before: Snapshot | None = None
) -> Summary:
    """The summary of a standing; units in the roster's order, then those that are not on it.

    `grades` are those of the policy, so that an empty one is shown too; `before` is what it is compared with.
    """
    chosen = by_unit(standing.chosen)
    units = []
    for unit in roster.units if roster is not None else _units_of(standing):
        items = chosen.pop(unit.code, ())
        projects = roster.projects_of(unit) if roster is not None else ()
        units.append(_state(unit, items, projects, before, listed=True))
    for key, items in chosen.items():
        unit = Unit(items[0].unit_code, items[0].unit_name or _named(items))
        units.append(_state(unit, items, (), before, listed=roster is None, key=key))
    known = {unit_key(item) for item in standing.chosen} | {state.unit.code for state in units}
    gone = {key: rows for key, rows in before.findings.items() if key not in known} if before is not None else {}
    return Summary(
        tuple(units), len(standing.submissions), tuple(grades), before.at if before is not None else "", gone
    )


def _units_of(standing: Standing) -> Iterator[Unit]:
    """Without a roster, the units that are known to be missing; those that sent something follow."""
    return (Unit(code, "") for code in standing.missing)


def _named(items: Sequence[Submission]) -> str:
    return next((form.unit for item in items for form in item.forms if form.unit), "")


def _state(
    unit: Unit,
    items: tuple[Submission, ...],
    projects: Sequence[Project],
    before: Snapshot | None,
    *,
    listed: bool,
    key: str = "",
) -> UnitState:
    words = [word_of(item) for item in items]
    status = NOT_SENT if not words else words[0] if len(set(words)) == 1 else RETURNED
    compared = None
    if before is not None:
        rows = [row for item in items for row in item.findings]
        compared = changes(rows, before.findings.get(key or unit.code, ()))
    lines = [line for item in items for line in _lines(item, compared)]
    lines += [ProjectLine(None, None, NOT_SENT, project) for project in _unreported(projects, lines)]
    return UnitState(unit, status, listed, items, tuple(lines), compared)


def _lines(item: Submission, compared: Changes | None) -> list[ProjectLine]:
    """One line per form with its findings; at least one."""
    sheets = [form.sheet for form in item.forms]
    shares: dict[int, list[FindingLine]] = defaultdict(list)
    new = {id(row) for row in compared.new} if compared is not None else set()
    for row in item.findings:
        place = sheets.index(row.sheet) if row.sheet in sheets else 0
        project = item.forms[place].project if item.forms else ""
        change = "" if compared is None else NEW if id(row) in new else OPEN
        shares[place].append(FindingLine(row, item, project, change))
    forms: Sequence[FormResult | None] = item.forms or (None,)
    return [ProjectLine(form, item, word_of(item), None, tuple(shares[place])) for place, form in enumerate(forms)]


def _unreported(projects: Sequence[Project], lines: Sequence[ProjectLine]) -> Iterator[Project]:
    forms = [line.form for line in lines if line.form is not None]
    codes = {form.project_code for form in forms if form.project_code}
    names = {squeezed(form.project) for form in forms}
    for project in projects:
        if not (project.code and project.code in codes) and squeezed(project.name) not in names:
            yield project


# -- figures -----------------------------------------------------------------------------------------------------------


def money(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of amounts in 万元; None when there is none at all."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def mean_due(forms: Iterable[FormResult]) -> Decimal | None:
    """The mean of the points due, over the forms that have them; two places."""
    points = [form.due for form in forms if form.due is not None]
    return (sum(points, Decimal(0)) / len(points)).quantize(Decimal("0.01"), ROUND_HALF_UP) if points else None


def rate_band(rate: Decimal) -> str:
    """The band of an execution rate in percent; bands include their lower bound, 100 % is one of its own."""
    if rate == 100:
        return RATE_BANDS[5]
    return RATE_BANDS[6] if rate > 100 else RATE_BANDS[sum(rate >= edge for edge in _RATE_EDGES)]


def grade_counts(summary: Summary) -> dict[str, int]:
    """Forms by grade: the policy's in their order, any other that was found, 未定级, 不计分."""
    found = Counter(line.grade for line in summary.lines if line.form is not None)
    order = dict.fromkeys((*summary.grades, *sorted(set(found) - {NO_GRADE, NO_POINTS}), NO_GRADE, NO_POINTS))
    return {grade: found[grade] for grade in order}


def light_counts(summary: Summary) -> dict[str, int]:
    """Forms by light, in the order 红 黄 绿 蓝; none when no form carries lights."""
    found = Counter(form.light for unit in summary.units for form in unit.forms if form.light)
    return {name: found[name] for name in NAMES.values()} if found else {}


def rate_counts(summary: Summary) -> dict[str, int]:
    """Forms by band of the execution rate; forms without a rate are left out."""
    rates = (form.rate for unit in summary.units for form in unit.forms)
    found = Counter(rate_band(rate) for rate in rates if rate is not None)
    return {band: found[band] for band in RATE_BANDS}


def status_counts(summary: Summary) -> dict[str, int]:
    """Units by status."""
    found = Counter(unit.status for unit in summary.units)
    return {status: found[status] for status in STATUSES}
