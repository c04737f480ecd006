"""F601 预警灯与计算不符: a stated warning light is not the one that the policy's convention gives."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.policy.model import Policy
from jixiao.records.finding import Severity
from jixiao.records.monitoring import Monitoring, colour_of
from jixiao.records.value import Value
from jixiao.rules.rule import Context, Hit, Rule, hit
from jixiao.scoring.monitored_lights import MONEY, FormLights, Lit, form_lights


def applies(form: Monitoring, _: Context) -> bool:
    """The form has places for lights, and one of them names a colour."""
    return any(colour_of(value) for value in _stated(form))


def _stated(form: Monitoring) -> Iterator[Value | None]:
    yield form.goal_light
    yield from (getattr(row, "light", None) for row in form.fund_rows())
    yield from (row.light for row in form.monitored())


def check(form: Monitoring, context: Context) -> Iterator[Hit]:
    """Money, indicators and the goal; a place without a colour, or whose light nobody can tell, is left alone."""
    lights = form_lights(form, context.policy)
    lit = [*lights.money, *lights.targets, *([lights.goal] if lights.goal is not None else [])]
    with_blue = any(colour_of(each.stated) == "蓝" for each in lit)
    wrong = [each for each in lit if _is_wrong(each, context.policy, with_blue=with_blue)]
    for each in wrong:
        if each is lights.goal and len(wrong) > 1 and _follows(lights):
            continue  # the goal's light follows from the others: the fault is told with them
        if each.stated is not None and each.light is not None:
            words = {"month": f"1—{lights.month}月", "how": each.light.how, "due": each.light.name}
            yield hit(each.stated, expected=each.light.name, **words)


def _is_wrong(each: Lit, policy: Policy, *, with_blue: bool) -> bool:
    stated = colour_of(each.stated)
    if stated is None or each.light is None or stated == each.light.name:
        return False
    if each.light.name == "蓝" and stated == "绿":
        return with_blue  # many forms know no blue light
    ahead = each.light.percent is not None and each.light.percent >= policy.light_blue_from
    return not (each.what == MONEY and stated == "蓝" and ahead)


def _follows(lights: FormLights) -> bool:
    """Whether the stated light of the goal is what the stated lights of the indicators come to."""
    names = [colour_of(each.stated) for each in lights.targets]
    worst = next((name for name in ("红", "黄", "绿", "蓝") if name in names), None)
    return lights.goal is not None and colour_of(lights.goal.stated) == worst


RULE = Rule(
    code="F601",
    name="预警灯与计算不符",
    severity=Severity.MUST_FIX,
    basis="",
    message="{label}填「{seen}」,按 {month} 应为{due}灯({how})。",
    fix="核对执行情况;没有填错的,把灯色改为{due}。",
    check=check,
    forms=(Monitoring,),
    applies=applies,
)
