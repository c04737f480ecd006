"""The policy that rules, scoring and documents read: one frozen value.

Every number here comes from a profile (profiles/*.toml) where it stands with source, certainty (A seen in a seed or a
published form, B public rule from knowledge, C proposal) and date of effect. Points and percentages are Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
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
RuleCode = Annotated[str, Field(pattern=r"^[A-H]\d{3}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GradeBand(_Frozen):
    """A grade and the total from which it is given (inclusive)."""

    lower: Decimal = Field(ge=0, le=100)
    name: str = Field(min_length=1, max_length=6)


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
    copies: int = Field(ge=1, le=20)
    offices: tuple[str, ...]  # to which offices the report goes
    form: str  # 正式文件
    consequence: str
    cc: tuple[str, ...] = ()
    contact: str = ""


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
    code_lengths: dict[str, tuple[Annotated[int, Field(ge=1, le=64)], ...]]  # B204: label → numbers of digits
    template_versions: tuple[str, ...]  # A105

    # word lists
    no_reason_words: tuple[str, ...]  # a reason cell that says nothing: 无
    vague_words: tuple[str, ...]  # D403
    placeholder_words: tuple[str, ...]  # B202: extra texts beside the built-in patterns
    input_words: tuple[str, ...]  # D402: money or process as output
    quality_words: tuple[str, ...]  # D402: quality as benefit
    adjustment_words: tuple[str, ...]  # C305: words that explain an adjustment

    # warning lights, percent of schedule
    light_red_below: Amount
    light_green_from: Amount
    light_blue_from: Amount
    month_floors: tuple[MonthFloor, ...]  # Sichuan's convention, empty = not used

    appraisal_above: Amount = Decimal(
        0
    )  # G707: projects above so many 万元 need an ex-ante assessment, 0 = not checked
    result_use: dict[str, str] = {}  # grade → use of the result in the budget; a grade may be missing
    severities: dict[RuleCode, Literal["必须改", "请核实", "提示", "关闭"]] = {}
    notice: NoticeSettings

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


_LOWER_OF = {
    "amount_ratio_high": ("amount_ratio_low", "倍数上限不能低于倍数下限"),
    "light_green_from": ("light_red_below", "绿灯下限不能低于红灯上限"),
    "light_blue_from": ("light_green_from", "蓝灯下限不能低于绿灯下限"),
}
