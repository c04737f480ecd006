"""What the formulas of the sheet 「试算」 give, so that they come with results for those who only look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jixiao.forms import native_formulas as native
from jixiao.forms.declaration import Form
from jixiao.forms.template_book import Scalar
from jixiao.forms.template_self_evaluation import FIRST as FORM_FIRST
from jixiao.forms.template_self_evaluation import FUNDS, SUBJECT, Key, level_rows, places
from jixiao.forms.template_trial import (
    BY_DATE,
    EXECUTION,
    MIXED,
    NEGATIVE,
    NO_BAND,
    NOT_NUMBERS,
    PARTLY,
    SHOWN,
    place_of,
    summary_places,
)
from jixiao.policy.model import Policy
from jixiao.records.aim import Aim, Done, read_aim, read_done
from jixiao.records.numbers import plain, rounded
from jixiao.records.units import factor_between
from jixiao.records.value import Value

ZERO = Decimal(0)


@dataclass(frozen=True)
class _Line:
    """A row of the trial: points and claimed points, and what it adds to the total (None: nobody knows)."""

    shown: dict[str, Scalar]
    counted: Decimal | None


def results(form: Form, policy: Policy, known: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Address → value of every shown cell, for the form's cells by address (its calculated ones among them)."""
    at = places(form)
    cells: dict[Key, Scalar] = {key: known.get(place) for key, place in at.items()}
    if at["funds.weight", 0] not in known:
        cells["funds.weight", 0] = policy.execution_weight
    lines = [_line(cells, policy, row, levels) for row, levels in _filled_rows(form, cells)]
    execution = _execution(cells, policy)
    found: dict[str, Scalar] = {"A2": cells[SUBJECT[form.code], 0] or ""}
    letters = dict(zip(("row", "aim", "done", "verdict", "weight", "due", "claimed", "apart"), "ACDEFGHI", strict=True))
    found |= {f"{letters[role]}{EXECUTION}": value for role, value in execution.shown.items()}
    for number in range(SHOWN):
        shown = lines[number].shown if number < len(lines) else dict.fromkeys(_BLANK, "")
        found |= {place_of(role, number): "" if value is None else value for role, value in shown.items()}
    return {**found, **_summary(cells, policy, lines, execution)}


_BLANK = ("row", "name", "aim", "done", "verdict", "weight", "due", "claimed", "apart")


def _filled_rows(form: Form, cells: Mapping[Key, Scalar]) -> list[tuple[int, str]]:
    """Rows of the form (from 0) with a target or points, and the labels that stand over them."""
    found = []
    level1 = level2 = ""
    labels = {top: (one, two) for one, two, top, _ in level_rows(form)}
    previous = ""
    for row in range(level_rows(form)[-1][3] - FORM_FIRST + 1):
        one, two = labels.get(row + FORM_FIRST, ("", ""))
        one = str(cells.get(("indicators.level1", row)) or ("" if one == previous else one))
        two = str(cells.get(("indicators.level2", row)) or two)
        level1, level2, previous = one or level1, two or ("" if one else level2), one or previous
        target, weight, score = (cells.get((f"indicators.{role}", row)) for role in ("target", "weight", "score"))
        if any(content not in (None, "") for content in (str(target or "").replace("…", ""), weight, score)):
            found.append((row, level1 + level2))
    return found


def _value(content: Scalar) -> Value:
    if isinstance(content, int | Decimal):
        return Value("", text=plain(Decimal(content)), content=Decimal(content))
    return Value("", text=content or "", content=content or "")


def _decimal(content: Scalar) -> Decimal | None:
    return Decimal(content) if isinstance(content, int | Decimal) else None


def _line(cells: Mapping[Key, Scalar], policy: Policy, row: int, levels: str) -> _Line:
    def given(role: str) -> Scalar:
        return cells.get((f"indicators.{role}", row))

    name = str(given("name") or "")
    aim = read_aim(_value(given("target")), None, None, name=name, level=levels, year=None)
    done = read_done(_value(given("actual")), aim, year=None)
    actual = _actual(aim, done)
    weight, claimed = _decimal(given("weight")), _decimal(given("score"))
    due = _due(aim, actual, weight, policy)
    low, high = _band(aim, done, policy)
    shown: dict[str, Scalar] = {
        "row": FORM_FIRST + row,
        "name": name,
        "aim": _aim_words(aim, given("target")),
        "done": "没有填写" if not done.text else "文字" if actual is None else plain(actual) + aim.unit,
        "verdict": _verdict(aim, done, actual, weight, (low, high)),
        "weight": given("weight"),
        "due": due,
        "claimed": given("score"),
        "apart": None if due is None or claimed is None else rounded(claimed - due),
    }
    return _Line(shown, due if due is not None else _accepted(claimed, weight, low, high))


def _actual(aim: Aim, done: Done) -> Decimal | None:
    """The completed value in the target's unit; None where arithmetic does not judge it."""
    if not aim.quantitative or done.kind != "number" or done.number is None:
        return None
    factor = factor_between(done.unit, aim.unit)
    return None if factor is None else done.number * factor


def _aim_words(aim: Aim, target: Scalar) -> str:
    if aim.low is None or aim.high is None or not aim.quantitative:
        dated = any(letter in str(target) for letter in "年月日") and any(letter.isdigit() for letter in str(target))
        return "没有填写" if aim.kind in ("blank", "not_applicable") else "日期" if dated else "文字"
    upper = f"—{plain(aim.high)}" if aim.high > aim.low else ""
    return ("＝" if aim.reads_as == "=" else aim.reads_as) + plain(aim.low) + upper + (aim.own_unit or aim.unit)


def _due(aim: Aim, actual: Decimal | None, weight: Decimal | None, policy: Policy) -> Decimal | None:
    """Points as the formula has them; a test holds them against the scoring engine."""
    if actual is None or weight is None or aim.low is None or aim.high is None:
        return None
    less = aim.reads_as in ("≤", "<")
    upward = actual >= aim.low and (aim.reads_as != "=" or aim.low != 0 or actual <= 0)
    met = aim.low <= actual <= aim.high if aim.low < aim.high else actual <= aim.high if less else upward
    if met:
        return rounded(weight)
    if actual > aim.high if aim.low < aim.high else less:
        share = aim.high / actual if policy.reverse == "ratio" else 1 - (actual - aim.high) / (aim.high or 1)
        return rounded(max(ZERO, weight * share)) if aim.high > 0 else rounded(ZERO)
    return rounded(max(ZERO, weight * actual / aim.low)) if aim.low > 0 else rounded(ZERO)


def _band(aim: Aim, done: Done, policy: Policy) -> tuple[Decimal, Decimal]:
    """Between which shares of its points a line's score may be: a qualitative one by the words of its actual."""
    first, second, third = policy.qualitative
    if aim.kind == "qualitative" and done.text:
        if policy.qualitative_own_words and done.text == aim.text:
            return first.low, first.high
        for band in (third, second, first):
            if any(word in done.text for word in band.words):
                return band.low, band.high
    return ZERO, Decimal(1)


def _verdict(
    aim: Aim, done: Done, actual: Decimal | None, weight: Decimal | None, band: tuple[Decimal, Decimal]
) -> str:
    if aim.kind in ("blank", "not_applicable") or done.kind in ("blank", "not_applicable"):
        return native.NOT_FILLED
    if aim.kind == "deadline":
        return BY_DATE
    if not aim.quantitative or aim.low is None or aim.high is None:
        if weight is None or band == (0, 1):
            return NO_BAND
        low, high = (plain(rounded(weight * share)) for share in band)
        return f"定性指标,应在 {low} 至 {high} 分"
    if actual is None:
        differ = done.kind == "number" and done.number is not None
        return f"单位不同:{done.unit} 与 {aim.unit}" if differ else native.NO_NUMBER
    return "达成" if _is_met(aim, aim.low, aim.high, actual) else "未达成"


def _is_met(aim: Aim, low: Decimal, high: Decimal, actual: Decimal) -> bool:
    if low < high:
        return low <= actual <= high
    met = {"≤": actual <= high, "<": actual < high, ">": actual > low}
    return met.get(aim.reads_as, actual >= low)


def _accepted(claimed: Decimal | None, weight: Decimal | None, low: Decimal, high: Decimal) -> Decimal | None:
    if claimed is None or claimed < 0:
        return None
    if weight is not None and not rounded(weight * low) <= claimed <= rounded(weight * high):
        return None
    return claimed


def _execution(cells: Mapping[Key, Scalar], policy: Policy) -> _Line:
    budget, executed, weight, claimed = (
        _decimal(cells.get((f"funds.{role}", 0))) for role in ("budget", "executed", "weight", "score")
    )
    words, due = NOT_NUMBERS, None
    if budget is not None and executed is not None and weight is not None:
        small, large = sorted((budget, executed))
        if small < 0 or budget == 0:
            words = NEGATIVE if small < 0 else native.NO_BUDGET
        elif small > 0 and policy.amount_ratio_low <= large / small <= policy.amount_ratio_high:
            words = MIXED
        else:
            words = f"执行率 {rounded(executed / budget * 100):f}%"
            due = rounded(min(Decimal(1), executed / budget) * weight)
    shown: dict[str, Scalar] = {
        "row": FUNDS + 1,
        "aim": "" if budget is None else f"预算 {plain(budget)}",
        "done": "" if executed is None else f"执行 {plain(executed)}",
        "verdict": words,
        "weight": weight,
        "due": "" if due is None else due,
        "claimed": "" if claimed is None else claimed,
        "apart": "" if due is None or claimed is None else rounded(claimed - due),
    }
    accepted = claimed if claimed is not None and 0 <= claimed <= (weight or ZERO) else None
    return _Line(shown, due if due is not None else accepted)


def _summary(cells: Mapping[Key, Scalar], policy: Policy, lines: list[_Line], execution: _Line) -> dict[str, Scalar]:
    at = summary_places()
    claimed = _decimal(cells.get(("total.score", 0)))
    parts = [execution.counted, *(line.counted for line in lines)]
    known = [part for part in parts if part is not None]
    due: Decimal | None = None
    if len(known) == len(parts) and lines and len(lines) <= SHOWN:
        due = min(rounded(sum(known, ZERO)), _cap(cells, policy))
    apart = [line.shown["apart"] for line in (execution, *lines[:SHOWN])]
    wrong = sum(isinstance(one, Decimal) and abs(one) > policy.tolerance for one in apart)
    remark = f"有 {wrong} 行与填报得分不一致,见「差」一栏" if wrong else "能计算的各行与填报得分一致"
    if len(lines) > SHOWN:
        remark = f"指标多于 {SHOWN} 行,只试算前 {SHOWN} 行"
    values: dict[str, Scalar] = {
        "due": due if due is not None else PARTLY if lines else "",
        "grade": "" if due is None else policy.grade(due),
        "claimed": "" if claimed is None else claimed,
        "apart": "" if due is None or claimed is None else rounded(claimed - due),
        "claimed_grade": cells.get(("total.grade", 0)) or "",
        "remark": remark if lines else "",
    }
    return {at[role]: value for role, value in values.items()}


def _cap(cells: Mapping[Key, Scalar], policy: Policy) -> Decimal:
    budget, executed = (_decimal(cells.get((f"funds.{role}", 0))) for role in ("budget", "executed"))
    if not policy.execution_caps_on or not budget or budget < 0 or executed is None:
        return Decimal("Infinity")
    rate = executed / budget * 100
    return next((band.cap for band in policy.execution_caps if rate < band.below), Decimal(100))
