"""Under which heading of the policy workbook a setting stands, so that a clerk finds it."""

from __future__ import annotations

from collections.abc import Iterable

HEAD_SECTION = "本口径"
RULE_SECTION = "规则级别"
OTHER_SECTION = "其他"

SECTIONS: dict[str, tuple[str, ...]] = {
    "等级与分值": (
        "grades",
        "weight_totals",
        "weight_totals_without_execution",
        "weight_schemes",
        "strict_weights",
        "execution_weight",
        "required_dimensions",
        "department_dimensions",
    ),
    "计分": (
        "tolerance",
        "reverse",
        "qualitative",
        "qualitative_own_words",
        "over_percent",
        "over_least",
        "execution_caps_on",
        "execution_caps",
        "execution_reason_on",
        "execution_reason_below",
    ),
    "预警灯": ("monitoring_month", "light_red_below", "light_green_from", "light_blue_from", "month_floors"),
    "阈值": (
        "rate_tolerance",
        "amount_limit",
        "amount_ratio_low",
        "amount_ratio_high",
        "adjustment_percent",
        "weight_limit",
        "previous_percent",
        "appraisal_above",
        "code_lengths",
        "template_versions",
    ),
    "结果运用": ("result_use", "opinion_use", "result_order", "result_cuts", "result_open_upper", "result_open_use"),
    "通知与文号": ("notice",),
    "节假日": ("notice.workday_due", "notice.holidays", "notice.extra_workdays", "notice.days_counted"),
    "复核、抽查与比对": (
        "review_gap",
        "sample_percent",
        "sample_by_amount",
        "sample_large_percent",
        "sample_forced",
        "sample_full_score",
        "sample_rate_below",
        "sample_score_from",
        "sample_bad_grades",
        "red_reply_days",
        "publish_left_out",
        "publish_secret_words",
        "publish_only_passed",
        "publish_place",
        "evaluation_percent",
        "similar_name",
        "name_fillers",
        "name_marks",
        "name_common",
    ),
    "评审与评分": (
        "target_review_points",
        "target_review_grades",
        "target_review_actions",
        "target_review_outcomes",
        "appraisal_points",
        "appraisal_outcomes",
        "appraisal_veto",
        "third_party_points",
        "third_party_grades",
        "third_party_forbidden",
        "third_party_review_words",
        "third_party_evaluation_words",
        "third_party_preparing_words",
        "third_party_bar_years",
        "project_scoring_points",
        "department_scoring_points",
        "scoring_standards",
        "partial_step",
    ),
    OTHER_SECTION: (),
    "词表": (
        "no_reason_words",
        "vague_words",
        "placeholder_words",
        "input_words",
        "quality_words",
        "quality_benefit_words",
        "quality_rate_words",
        "quality_count_words",
        "standard_money_words",
        "satisfaction_words",
        "timely_words",
        "cost_words",
        "count_words",
        "count_units",
        "work_words",
        "benefit_words",
        "degree_words",
        "change_words",
        "wish_words",
        "standard_words",
        "filler_words",
        "same_words",
        "adjustment_words",
    ),
    RULE_SECTION: ("severities", "trial_until"),
}
"""Section → its settings, both in the order of the workbook. A setting named nowhere goes by its own name."""

_BY_BEGINNING = {"light_": "预警灯", "grade": "等级与分值", "weight_": "等级与分值", "notice": "通知与文号"}
_BY_END = {
    "_words": "词表",
    "_units": "词表",
    "_grades": "等级与分值",
    "_bands": "计分",
    "_above": "阈值",
    "_below": "阈值",
}
_PLACES = {key: section for section, keys in SECTIONS.items() for key in keys}


def section_of(line: str) -> str:
    """The section of a line (grades, notice.copies): as listed, else by what its name begins or ends with."""
    key = line if line in _PLACES else line.partition(".")[0]
    if key in _PLACES:
        return _PLACES[key]
    found = [section for begin, section in _BY_BEGINNING.items() if key.startswith(begin)]
    found += [section for end, section in _BY_END.items() if key.endswith(end)]
    return found[0] if found else OTHER_SECTION


def in_sections(lines: Iterable[str]) -> dict[str, list[str]]:
    """Lines by section in the order of the workbook, the listed ones first; sections without lines are left out."""
    order = [key for keys in SECTIONS.values() for key in keys]
    rank = {key: place for place, key in enumerate(order)}
    every = sorted(lines, key=lambda line: rank.get(line, rank.get(line.partition(".")[0], len(order))))
    found = {section: [line for line in every if section_of(line) == section] for section in SECTIONS}
    return {section: own for section, own in found.items() if own}
