"""The policy that rules, scoring and documents read: one frozen value.

Every number here comes from a profile (profiles/*.toml) where it stands with source, certainty (A seen in a seed or a
published form, B public rule from knowledge, C proposal) and date of effect. Points and percentages are Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

# In a weight scheme: all indicators together, where a province fixes only 执行率 + 绩效指标 (10+90, 20+80).
ALL_INDICATORS = "绩效指标"


def in_scheme(points: Mapping[str, Decimal], scheme: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Points by dimension as a scheme counts them: all but 执行率 together where it knows only ALL_INDICATORS."""
    if ALL_INDICATORS not in scheme:
        return dict(points)
    apart = {name: value for name, value in points.items() if name in scheme}
    return {**apart, ALL_INDICATORS: sum((value for name, value in points.items() if name not in apart), Decimal(0))}


Percent = Annotated[Decimal, Field(ge=0, le=100)]
Amount = Annotated[Decimal, Field(ge=0)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
RuleCode = Annotated[str, Field(pattern=r"^[A-H]\d{3}$")]


BUILT_IN, NAMED = "内置口径", "指定的"
"""How `origin` begins for the built-in policy and for one that was named in the call."""


class _Frozen(BaseModel):
    # built when a policy is read: by itself each part would be built anew in every whole that it belongs to
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class GradeBand(_Frozen):
    """A grade and the total from which it is given (inclusive)."""

    lower: Decimal = Field(ge=0, le=100)
    name: str = Field(min_length=1, max_length=6)


class OutcomeBand(_Frozen):
    """What follows from a score sheet's total, and the total from which it does (inclusive)."""

    lower: Decimal = Field(ge=0, le=100)
    name: str = Field(min_length=1, max_length=12)


class QualitativeBand(_Frozen):
    """One of the three bands for qualitative indicators: share of the weight (0–1), and the words that lead to it."""

    name: str
    low: Decimal = Field(ge=0, le=1)
    high: Decimal = Field(ge=0, le=1)
    words: tuple[str, ...]


class CapBand(_Frozen):
    """Below this execution rate (percent) the total may not exceed the cap."""

    below: Percent
    cap: Percent


class CutRange(_Frozen):
    """How much of last year's budget a grade suggests to cut, from and to, in percent."""

    low: Percent
    high: Percent

    @field_validator("high")
    @classmethod
    def _not_below_low(cls, high: Decimal, info: ValidationInfo) -> Decimal:
        if high < info.data.get("low", high):
            raise ValueError("核减幅度的上限不能低于下限")
        return high


class MonthFloor(_Frozen):
    """From January to this month at least so many percent must be spent."""

    month: int = Field(ge=1, le=12)
    percent: Percent


class NoticeSettings(_Frozen):
    """How a bureau writes its rectification notices."""

    agency: str = Field(min_length=1)  # 署名机关
    number_prefix: str = Field(min_length=1)  # 机关代字, e.g. 师财绩
    rectify_days: int = Field(ge=1, le=365)  # days from the notice to the report
    rectify_deadline: str = Field(
        default="", pattern=r"^((1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])日)?$"
    )  # 11月5日, overrides the days
    return_days: int = Field(default=5, ge=1, le=90)  # days from a return (退回修改) to the new sending
    copies: int = Field(ge=1, le=20)
    offices: tuple[str, ...]  # to which offices the report goes
    form: str  # 正式文件
    consequence: str
    cc: tuple[str, ...] = ()
    contact: str = ""
    workday_due: bool = False  # a day of rest as last day moves to the next working day
    holidays: tuple[Day, ...] = ()  # days off from Monday to Friday
    extra_workdays: tuple[Day, ...] = ()  # Saturdays and Sundays that are worked
    days_counted: Literal["natural", "working"] = "natural"  # how the days of a deadline are counted
    opinion_to: tuple[str, ...] = ("预算股",)  # offices that get every 结果运用意见书; business offices by the roster
    opinion_from: str = "绩效管理股"  # the office that draws them up

    def working_day(self, day: date) -> date:
        """The day itself, or the next working day when it is one of rest and the bureau moves such days."""
        while self.workday_due and self._rests(day):
            day += timedelta(days=1)
        return day

    def due(self, on: date, days: int) -> date:
        """The last day of a deadline of so many days after `on`: days of the calendar, or only working ones."""
        if self.days_counted == "natural":
            return self.working_day(on + timedelta(days=days))
        day = on
        while days:
            day += timedelta(days=1)
            days -= not self._rests(day)
        return day

    def _rests(self, day: date) -> bool:
        text = day.isoformat()
        return text in self.holidays or (day.weekday() >= 5 and text not in self.extra_workdays)


class Policy(_Frozen):
    """One county's way of judging, for one span of time."""

    name: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source: str
    effective: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    aliases: tuple[str, ...] = ()

    # grades and weights
    grades: tuple[GradeBand, ...]
    weight_totals: tuple[Amount, ...] = Field(min_length=1)  # accepted sums with the execution rate: 100
    weight_totals_without_execution: tuple[Amount, ...]  # accepted sums where the form gives it no points
    weight_schemes: dict[str, dict[str, Amount]]  # scheme → dimension (or ALL_INDICATORS) → points
    strict_weights: bool  # E502 against weight_schemes although the form states none
    execution_weight: Percent  # points for the execution rate in our own template
    required_dimensions: tuple[str, ...]  # D401
    department_dimensions: dict[str, tuple[str, ...]]  # D401 of a whole department: system → level-1 indicators

    # scoring
    tolerance: Amount  # claimed against due
    reverse: Literal["ratio", "linear"]
    qualitative: tuple[QualitativeBand, QualitativeBand, QualitativeBand]  # first, second, third
    qualitative_own_words: bool = True  # the target's own words as actual count as the first band
    over_percent: Amount  # E510
    over_least: Amount  # E510: and more than this apart
    execution_caps_on: bool
    execution_caps: tuple[CapBand, ...]
    execution_reason_on: bool  # a low execution rate needs a reason too (E509)
    execution_reason_below: Percent

    # thresholds of the other rules
    rate_tolerance: Amount  # C302, percentage points
    amount_limit: Amount  # C303, 万元
    amount_ratio_low: Amount  # C303
    amount_ratio_high: Amount
    adjustment_percent: Amount  # C305
    weight_limit: Percent  # D409
    previous_percent: Amount = Decimal(30)  # D411
    code_lengths: dict[str, tuple[Annotated[int, Field(ge=1, le=64)], ...]]  # B204: label → numbers of digits
    template_versions: tuple[str, ...]  # A105

    # word lists
    no_reason_words: tuple[str, ...]  # a reason cell that says nothing: 无
    vague_words: tuple[str, ...]  # D403
    placeholder_words: tuple[str, ...]  # B202: extra texts beside the built-in patterns
    input_words: tuple[str, ...]  # D402: money or process as output
    quality_words: tuple[str, ...]  # D402: quality as benefit
    quality_benefit_words: tuple[str, ...] = ()  # D402: benefits (生态 …) under which quality may stand
    quality_rate_words: tuple[str, ...] = ()  # D402: quality as quantity or timeliness only
    quality_count_words: tuple[str, ...] = ()  # D402: counted or measured, but a quality all the same
    standard_money_words: tuple[str, ...] = ()  # D402: amounts per head that are no cost
    satisfaction_words: tuple[str, ...] = ()  # D402: satisfaction
    timely_words: tuple[str, ...] = ()  # D402: timeliness
    cost_words: tuple[str, ...] = ()  # D402: cost
    count_words: tuple[str, ...] = ()  # D402: how names of counted work end
    count_units: tuple[str, ...] = ()  # D402: units in which work is counted
    work_words: tuple[str, ...] = ()  # D402: work that is done, no benefit by itself
    benefit_words: tuple[str, ...] = ()  # D402: counted, but a benefit all the same
    degree_words: tuple[str, ...] = ()  # D403: 有效, 明显 … before a change word
    change_words: tuple[str, ...] = ()  # D403: 提升, 改善 …
    wish_words: tuple[str, ...] = ()  # D403: how targets begin that only wish
    standard_words: tuple[str, ...] = ()  # D403: words that state a standard
    filler_words: tuple[str, ...] = ()  # D410: words that tell no two indicators apart
    same_words: tuple[str, ...] = ()  # D410 and searching the library: words of equal meaning, 完工=竣工
    adjustment_words: tuple[str, ...]  # C305: words that explain an adjustment

    # lists: spot checks, names that speak of one thing
    review_gap: Amount = Decimal(10)  # G710: review score and self-score further apart need written feedback
    sample_percent: Percent = Decimal(20)  # G715: of the self-evaluations at least so many are reviewed
    sample_by_amount: bool = True  # drawing a sample: departments and layers with more money get more places
    sample_large_percent: Percent = Decimal(50)  # the largest with so much of the money are a layer of their own
    sample_forced: tuple[str, ...] = ("自评满分", "执行率低而得分高", "红灯项目", "上年差评")  # drawn in any case
    sample_full_score: Percent = Decimal(100)  # 自评满分 from so many points
    sample_rate_below: Percent = Decimal(60)  # 执行率低而得分高: below this rate …
    sample_score_from: Percent = Decimal(90)  # … and from so many points
    sample_bad_grades: tuple[str, ...] = ("差", "较差")  # 上年差评: these grades of last year
    publish_left_out: tuple[str, ...] = ("填报人", "联系人", "联系电话")  # labels whose cells no public version shows
    publish_secret_words: tuple[str, ...] = ("涉密", "绝密", "机密", "秘密")  # what is so marked is not made public
    publish_only_passed: bool = False  # a file with something that must be changed is not made public
    publish_place: str = Field(default="政府门户网站“预决算公开”专栏", min_length=1)  # 公开栏目 of the list
    red_reply_days: int = Field(default=10, ge=1, le=365)  # 红灯预警通知: days until the reply slip
    evaluation_percent: Percent = Decimal(20)  # 部门评价: projects that make up so much of the budget are evaluated
    feedback_words: tuple[str, ...] = ("书面", "反馈", "整改")  # G710: words that say so
    name_fillers: tuple[str, ...] = ("项目", "工程")  # G704: words that make no other thing of a name
    name_marks: tuple[str, ...] = ("东", "西")  # G704: signs that tell two things apart
    name_common: int = Field(default=8, ge=2, le=40)  # G704: so many characters in common for other differences

    # warning lights, percent of schedule
    light_red_below: Amount
    light_green_from: Amount
    light_blue_from: Amount
    month_floors: tuple[MonthFloor, ...]  # Sichuan's convention, empty = not used
    monitoring_month: int = Field(default=7, ge=1, le=12)  # where a monitoring form names no period: 1—7月
    similar_name: Percent = Decimal(70)  # D407: names at least so alike (percent) are one indicator, renamed

    appraisal_above: Amount = Decimal(
        0
    )  # G707: projects above so many 万元 need an ex-ante assessment, 0 = not checked

    # score sheets: points of each criterion by its path, bands of the total, what follows
    target_review_points: dict[str, Amount]  # F06: 完整性/规范完整性 → points
    target_review_grades: tuple[OutcomeBand, ...]
    target_review_actions: dict[str, str]  # grade → what happens to the declared targets
    target_review_outcomes: dict[str, tuple[str, ...]]  # grade → outcomes that agree with it (E515)
    appraisal_points: dict[str, Amount]  # F07
    appraisal_outcomes: tuple[OutcomeBand, ...]
    appraisal_veto: bool  # F07: a dimension without any points leads to the last outcome
    third_party_points: dict[str, Amount]  # F08
    third_party_grades: tuple[OutcomeBand, ...]
    project_scoring_points: dict[str, Amount]  # F15
    department_scoring_points: dict[str, Amount]  # F16
    scoring_standards: dict[
        str, str
    ]  # criterion → 评分标准 that the template prints; one with an algorithm is computed
    partial_step: Literal["whole", "share", "up"]  # what a started step of a deduction costs

    result_use: dict[str, str] = {}  # grade → use of the result in the budget; a grade may be missing
    # conclusion, outcome or light → use proposed in a 结果运用意见书; evaluations go by result_use
    opinion_use: dict[str, str] = {}
    result_order: tuple[str, ...] = ("财政评价", "部门评价", "单位自评")  # the first of a year counts
    result_cuts: dict[str, CutRange] = {}  # grade → suggested cut; a grade without one suggests no amount
    result_open_upper: bool = True  # with problems not put right in time the upper end of the range is suggested
    result_open_use: str = "整改到位后再安排"  # what is said of such a project beside the grade's own use
    third_party_forbidden: dict[str, tuple[str, ...]] = {}  # what may not be entrusted → words that name it in a task
    third_party_review_words: tuple[str, ...] = ()  # a task with one of these reviews it, which may be entrusted
    third_party_evaluation_words: tuple[str, ...] = ()  # words of tasks that judge a project …
    third_party_preparing_words: tuple[str, ...] = ()  # … and of those that prepare or carry it out
    third_party_bar_years: int = Field(default=2, ge=0, le=10)  # years without engagement after the lowest grade
    severities: dict[RuleCode, Literal["必须改", "请核实", "提示", "关闭", "试行"]] = {}
    # a rule on trial until this day, or for the forms of this year and before; without an entry 试行 has no end
    trial_until: dict[RuleCode, Annotated[str, Field(pattern=r"^\d{4}(-\d{2}-\d{2})?$")]] = {}
    notice: NoticeSettings

    origin: str = ""  # where it was found, in words for the result sheet; blank for a policy that was not looked up
    broken: tuple[str, ...] = ()  # why the policy that lies there cannot be used: nothing is judged by this one
    dated: tuple[Dated, ...] = ()  # every span of time with its values, ascending; empty when they never changed

    # The checks below hang on single fields, so that a broken policy workbook is told all its faults at once, each
    # with its cell; a field may look at those declared before it.

    @field_validator("grades")
    @classmethod
    def _grades_descend(cls, grades: tuple[GradeBand, ...]) -> tuple[GradeBand, ...]:
        lowers = [band.lower for band in grades]
        if sorted(set(lowers), reverse=True) != lowers or not lowers or lowers[-1] != 0:
            raise ValueError("等级下限要从高到低、不重复,最后一档为 0")
        if len({band.name for band in grades}) != len(grades):
            raise ValueError("等级名称不能重复")
        return grades

    @field_validator("target_review_grades", "appraisal_outcomes", "third_party_grades")
    @classmethod
    def _outcomes_descend(cls, bands: tuple[OutcomeBand, ...]) -> tuple[OutcomeBand, ...]:
        lowers = [band.lower for band in bands]
        if sorted(set(lowers), reverse=True) != lowers or not lowers or lowers[-1] != 0:
            raise ValueError("各档下限要从高到低、不重复,最后一档为 0")
        if len({band.name for band in bands}) != len(bands):
            raise ValueError("各档名称不能重复")
        return bands

    @field_validator(
        "target_review_points",
        "appraisal_points",
        "third_party_points",
        "project_scoring_points",
        "department_scoring_points",
    )
    @classmethod
    def _points_tie(cls, points: dict[str, Decimal]) -> dict[str, Decimal]:
        if sum(points.values()) != 100:
            raise ValueError(f"各项分值相加为 {sum(points.values()):f} 分,应为 100 分")
        return points

    @field_validator("weight_schemes")
    @classmethod
    def _schemes_tie(
        cls, schemes: dict[str, dict[str, Decimal]], info: ValidationInfo
    ) -> dict[str, dict[str, Decimal]]:
        accepted = {*info.data.get("weight_totals", ()), *info.data.get("weight_totals_without_execution", ())}
        for name, points in schemes.items():
            if accepted and sum(points.values()) not in accepted:
                raise ValueError(f"「{name}」各项相加为 {sum(points.values()):f} 分,不在允许的分值合计之内")
        return schemes

    @field_validator("qualitative")
    @classmethod
    def _bands_in_order(cls, bands: tuple[QualitativeBand, ...]) -> tuple[QualitativeBand, ...]:
        for band in bands:
            if band.low > band.high:
                raise ValueError(f"「{band.name}」的下限高于上限")
        if any(upper.low < lower.high for upper, lower in pairwise(bands)):
            raise ValueError("三档要从高到低、互不交叉")
        return bands

    @field_validator("execution_caps")
    @classmethod
    def _caps_ascend(cls, caps: tuple[CapBand, ...]) -> tuple[CapBand, ...]:
        if sorted({cap.below for cap in caps}) != [cap.below for cap in caps]:
            raise ValueError("执行率档要从低到高、不重复")
        if sorted(cap.cap for cap in caps) != [cap.cap for cap in caps]:
            raise ValueError("执行率较低的一档,总分上限不能反而较高")
        return caps

    @field_validator("month_floors")
    @classmethod
    def _floors_ascend(cls, floors: tuple[MonthFloor, ...]) -> tuple[MonthFloor, ...]:
        if sorted({floor.month for floor in floors}) != [floor.month for floor in floors]:
            raise ValueError("月份要从小到大、不重复")
        return floors

    @field_validator("amount_ratio_high", "light_green_from", "light_blue_from")
    @classmethod
    def _above_lower(cls, upper: Decimal, info: ValidationInfo) -> Decimal:
        below, words = _LOWER_OF[str(info.field_name)]
        if upper < info.data.get(below, upper):
            raise ValueError(words)
        return upper

    def grade(self, total: Decimal) -> str:
        """Grade of a rounded total; lower bounds are inclusive (90.00 → 优, 89.99 → 良)."""
        return next(band.name for band in self.grades if total >= band.lower or band is self.grades[-1])

    def scale(self, setting: str) -> tuple[GradeBand | OutcomeBand, ...]:
        """The bands of one setting (grades, target_review_grades …), from the highest to the lowest."""
        bands: tuple[GradeBand | OutcomeBand, ...] = getattr(self, setting)
        return bands

    def band(self, setting: str, total: Decimal) -> str:
        """Name of the band in which a rounded total lies; lower bounds are inclusive."""
        bands = self.scale(setting)
        return next(band.name for band in bands if total >= band.lower or band is bands[-1])

    def named(self) -> str:
        """The title with where the policy was found, for people: 「全国 2020(内置口径)」."""
        return f"{self.title}({self.origin})" if self.origin else self.title

    @property
    def was_found(self) -> bool:
        """Whether it was found in a folder or is the user's own: neither named in the call nor built-in."""
        return bool(self.origin) and not self.origin.startswith((BUILT_IN, NAMED))

    def spans(self) -> tuple[Policy, ...]:
        """The policies of all spans of time, the current one first."""
        return (self, *(span.policy for span in self.dated))

    def for_year(self, year: int | None) -> Policy:
        """The values in force on 31 December of a form's year; the current ones when the form states no year."""
        if not self.dated or year is None:
            return self
        inside = [span.policy for span in self.dated if span.since <= f"{year:04}-12-31"]
        return inside[-1].model_copy(update={"origin": self.origin})

    def as_of(self, day: date) -> Policy:
        """The policy as it stands on a day: that day's values are the current ones, and trials that ended bite."""
        spans = tuple(Dated(since=span.since, policy=span.policy._with_trials(day)) for span in self.dated)
        inside = [span.policy for span in spans if span.since <= day.isoformat()]
        now = inside[-1] if inside else self._with_trials(day)
        return now.model_copy(update={"dated": spans, "origin": self.origin})

    def _with_trials(self, day: date) -> Policy:
        ended = {code for code, until in self.trial_until.items() if len(until) == 10 and until < day.isoformat()}
        if not ended:
            return self
        kept = {code: until for code, until in self.trial_until.items() if code not in ended}
        levels = {code: level for code, level in self.severities.items() if code not in ended or level != "试行"}
        return self.model_copy(update={"trial_until": kept, "severities": levels})

    def severity_of(self, code: str, usual: str, year: int | None) -> tuple[str, bool]:
        """A rule's severity (关闭 when it is off) for a form's year, and whether it is on trial and only hints.

        `usual` is the severity of the catalogue. A form without a year counts as one of the year on trial.
        """
        level = self.severities.get(code, usual)
        until = self.trial_until.get(code)
        if level == "关闭" or (level != "试行" and until is None):
            return level, False
        if until is not None and len(until) == 4 and year is not None and year > int(until):
            return usual if level == "试行" else level, False
        return "提示", True


class Dated(_Frozen):
    """The policy that held from a day on (ISO date, blank for the first span), until the next one begins."""

    since: str
    policy: Policy


Policy.model_rebuild()


_LOWER_OF = {
    "amount_ratio_high": ("amount_ratio_low", "倍数上限不能低于倍数下限"),
    "light_green_from": ("light_red_below", "绿灯下限不能低于红灯上限"),
    "light_blue_from": ("light_green_from", "蓝灯下限不能低于绿灯下限"),
}
