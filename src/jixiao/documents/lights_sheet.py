"""预警灯: every light of a file's monitoring forms, how it came about, and what the form says about what is red."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jixiao.documents.layout import table_rows
from jixiao.documents.result_sheet import CELL, HEAD, PAGE
from jixiao.documents.words import printable
from jixiao.policy.model import Policy
from jixiao.records.monitoring import Monitoring
from jixiao.records.numbers import plain
from jixiao.records.text import shortened
from jixiao.rules.run import Outcome
from jixiao.scoring.lights import Light
from jixiao.scoring.monitored_lights import FormLights, Lit, form_lights
from jixiao.workbook.patch import Put, SheetPlan, Style

NAME = "预警灯"
HEADINGS = ("位置", "类别", "事项", "目标或预算", "执行情况", "填报", "计算", "怎么算的", "表上的说明")
FILLS = {"red": "F8B4B4", "yellow": "FFE699", "green": "C6E0B4", "blue": "BDD7EE"}
"""Light fills; the word in the cell carries the meaning in black and white."""
_WIDTHS = (8, 7, 26, 17, 17, 6, 6, 34, 30)
_SIZE = 10.0
_TITLE = Style(font="黑体", size=12, bold=True, horizontal="left")
_LINK = replace(CELL, color="0563C1", underline=True)
_NOTE = Style(size=_SIZE, horizontal="left", vertical="top")


@dataclass
class _Draft:
    """The sheet while it is written: what is put, and the next free row."""

    puts: list[Put] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    row: int = 1


def lights_sheet(outcome: Outcome) -> SheetPlan | None:
    """The sheet 预警灯, forms one under another; None when the file holds no monitoring form."""
    forms = [item.form for item in outcome.forms if isinstance(item.form, Monitoring)]
    if not forms:
        return None
    linked = outcome.book.grid is not None and outcome.book.grid.legacy is None
    draft = _Draft()
    for form in forms:
        _put_form(draft, form, outcome.policy.for_year(form.year), linked=linked)
        draft.row += 1
    return SheetPlan(
        name=NAME,
        puts=tuple(draft.puts),
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=draft.heights,
        merges=tuple(draft.merges),
        freeze=(3, 1) if len(forms) == 1 else None,
        page=replace(PAGE, repeat=(2, 2) if len(forms) == 1 else None),
    )


def _put_form(draft: _Draft, form: Monitoring, policy: Policy, *, linked: bool) -> None:
    lights = form_lights(form, policy)
    named = [printable(form.sheet), printable(form.project_name), printable(form.unit_name), f"1—{lights.month}月"]
    _across(draft, " · ".join(shortened(part) for part in named if part), _TITLE, 24.0)
    draft.puts += [Put(draft.row, column, heading, HEAD) for column, heading in enumerate(HEADINGS, 1)]
    draft.heights[draft.row] = 20.0
    draft.row += 1
    for lit in (*lights.money, *lights.targets, *((lights.goal,) if lights.goal is not None else ())):
        _put_line(draft, lit, form.sheet if linked else None)
    for text in _notes(lights):
        _across(draft, text, _NOTE, 18.0)


def _across(draft: _Draft, text: str, style: Style, height: float) -> None:
    draft.puts.append(Put(draft.row, 1, text, style))
    draft.merges.append((draft.row, 1, draft.row, len(HEADINGS)))
    draft.heights[draft.row] = height
    draft.row += 1


def _put_line(draft: _Draft, lit: Lit, sheet: str | None) -> None:
    stated = printable(lit.stated.text) if lit.stated is not None and not lit.stated.empty else ""
    light, how = (lit.light.name, lit.light.how) if lit.light is not None else ("—", "不能计算,由人工判断")
    cells = (lit.cell, lit.what, lit.label, lit.target, lit.done, stated, light, how, lit.remark)
    for part in table_rows([printable(cell) for cell in cells], _WIDTHS, _SIZE):
        link = (sheet, lit.cell) if sheet and part.first else None
        for column, text in enumerate(part.texts, 1):
            style = _LINK if link and column == 1 else CELL
            if column == 7:
                style = _of_light(lit.light)
            draft.puts.append(Put(draft.row, column, text or None, style, link if column == 1 else None))
        draft.heights[draft.row] = part.height
        draft.row += 1


def _of_light(light: Light | None) -> Style:
    return replace(CELL, horizontal="center", bold=True, fill=FILLS[light.colour] if light is not None else None)


def _notes(lights: FormLights) -> Iterator[str]:
    """The project's own light, the least spending of the month, and what was assumed."""
    if lights.project is not None:
        red = sum(lit.light is not None and lit.light.colour == "red" for lit in (*lights.money, *lights.targets))
        yield f"项目:{lights.project.name}灯(资金与绩效目标双监控,取较差的一个);红灯 {red} 项。"
    if lights.warning is not None:
        yield f"最低执行进度:{lights.warning.name}({lights.warning.how};本月最低 {plain(lights.warning.floor)}%)。"
    if lights.assumed:
        yield f"表上没有写明监控期间,按 1—{lights.month}月 计算。"
