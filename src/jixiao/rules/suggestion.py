"""The nearest good indicator of the library, said in one sentence at the end of a fix."""

from __future__ import annotations

from jixiao.forms.read_indicators import clean_name
from jixiao.library.model import standard_level1, standard_level2
from jixiao.library.search import CLOSE, class_of, nearest
from jixiao.records.indicator_form import Indicator, IndicatorForm
from jixiao.rules.rule import Context


def suggestion(form: IndicatorForm, row: Indicator, level2: str, context: Context) -> str:
    """「可参照指标库…」 for a row that should stand under `level2` (as written anywhere); "" when it has none there.

    The class is guessed from the form's own words; nothing of the library's example values is passed on.
    """
    about = (
        form.project_name or "",
        form.goal.flat if form.goal else "",
        *(each.name.flat for each in form.judged[:40]),
    )
    name, level1 = clean_name(row.name.text), standard_level1(level2) or standard_level1(row.level1)
    level = standard_level2(level2)
    found = nearest(context.library, name, level1, level, about=about, groups=context.policy.same_words)
    if found is None:
        return ""
    item = found.indicator
    own = class_of(context.library, (name, *about))
    close = found.score >= CLOSE or (own is not None and own.name == item.kind)
    told = f"{'' if close else '写法'}可参照指标库{item.kind or item.owner}的{item.shown}。"
    return told + (f"(这是随程序的指标库。{context.library.fault})" if context.library.fault else "")
