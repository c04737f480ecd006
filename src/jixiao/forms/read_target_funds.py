"""Reading the funds of a target declaration: labels with an amount beside them, 中期 left and 年度 right if need be."""

from __future__ import annotations

from dataclasses import dataclass, field

from jixiao.forms.labelled import field_of
from jixiao.forms.layout import texts
from jixiao.forms.read_funds import money_unit
from jixiao.forms.read_goals import is_goal_label
from jixiao.forms.self_evaluation import NEIGHBOUR_LABEL
from jixiao.forms.target_declaration import FIELDS, MEDIUM_WORDS, YEAR_WORDS
from jixiao.forms.values import cell_text, value_at
from jixiao.records.indicator_form import FundRow, Funds
from jixiao.records.numbers import read_amount
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth, squeezed
from jixiao.records.value import Value
from jixiao.workbook.grid import Cell, Sheet, address

MAX_LABEL = 40
_BRACKET = r"(?:\((?:万元|元|亿元|单位[:：]?万元)\))?"
_TOTAL = regex(
    rf"(?:(?:项目)?(?:中期|中长期|长期|周期|实施期|规划期|项目期|总体)|(?:项目)?(?:年度|当年|本年度?|全年|20\d\d年度?))?"
    rf"(?:项目|申请|预算|财政|支出|计划|安排|申报|年度|当年)*(?:资金|预算|金额|投资|经费|支出)?"
    rf"(?:总额|合计|总计|总数|总投资|总金额|总预算|总资金|总量){_BRACKET}"
)
_PLAIN_TOTAL = regex(rf"(?:年度|当年|本年|中期|申请|预算|项目)+(?:资金|预算|申请)?(?:金额|数|额){_BRACKET}")
_SECTION = regex(
    rf"(?:项目|预算|年度|申请|支出|中期)*(?:资金|金额|预算|经费)(?:情况|来源|构成|安排|申请|测算)*{_BRACKET}"
)
_SOURCE = regex(
    r"拨款|补助|结转|结余|收入|其[他它]|专户|债券|贷款|自筹|自有|小计|其中|^中央|^省|^市|^县|^区|^乡镇?|^地方|本级|配套|基金|预算|"
    r"财政|资金$|资金\(|基本支出|项目支出|(?:人员|公用)经费"
)
_NO_SOURCE = regex(
    r"名称|单位$|部门$|代码|编码|属性|性质|负责|电话|依据|用途|内容|时间|期限|说明|目标|日期|类[型别]|意见"
)
_TRAILING = regex(r"(.*[\u4e00-\u9fff)])\s*(\d[\d,.]*\s*(?:万元|元|万|亿元)?)")
_NEIGHBOUR = regex(NEIGHBOUR_LABEL)
_MEDIUM = regex(rf"^(?:其中:)?(?:项目)?(?:{MEDIUM_WORDS}|总体)")
_YEAR = regex(rf"^(?:其中:)?(?:项目)?(?:{YEAR_WORDS}|20\d\d年)")


@dataclass
class _Side:
    """The funds of the year or of the whole period while they are read."""

    column: int
    medium: bool
    total: FundRow | None = None
    sources: list[FundRow] = field(default_factory=list)


@dataclass(frozen=True)
class TargetFunds:
    """Funds of the year and of the whole period (None where the form has none), and the rows that they take."""

    year: Funds | None = None
    medium: Funds | None = None
    rows: frozenset[int] = frozenset()


def read_target_funds(sheet: Sheet, top: int, rows: range) -> TargetFunds:
    """The funds within `rows`; the unit of money may stand as high as row `top`, else amounts are 万元."""
    sides: list[_Side] = []
    taken: list[int] = []
    header = ""
    for row in rows:
        section = any(_SECTION.fullmatch(flat) and "资金" in flat for _, flat in texts(sheet, row))
        labels = _labels(sheet, row, started=bool(taken) or section)
        if not labels and taken and texts(sheet, row) and not _below_labels(sheet, row, taken[-1]):
            break
        for cell, label in labels:
            header = header or cell.address
            _take(sheet, cell, label, sides)
        taken += [row] if labels else []
    if not sides:
        return TargetFunds()
    unit = money_unit(sheet, range(taken[0], taken[-1] + 1)) or money_unit(sheet, range(top, taken[0])) or "万元"
    year = next((side for side in sides if not side.medium), None)
    medium = next((side for side in sides if side.medium), None)
    return TargetFunds(_funds(year, unit, header), _funds(medium, unit, header), frozenset(taken))


def _funds(side: _Side | None, unit: str, header: str) -> Funds | None:
    if side is None:
        return None
    return Funds(unit=unit, header_cell=header, total=side.total, sources=tuple(side.sources))


def _labels(sheet: Sheet, row: int, *, started: bool) -> list[tuple[Cell, str]]:
    """The cells of a row that say what an amount is, with the label; sources count only once a total was seen."""
    found: list[tuple[Cell, str]] = []
    for cell, flat in texts(sheet, row):
        label = squeezed(_split(halfwidth(cell_text(cell)))[0]) if len(flat) <= 2 * MAX_LABEL else flat
        if not 0 < len(label) <= MAX_LABEL or is_goal_label(label):
            continue
        known = is_total_label(label) or ((started or found) and is_source_label(label))
        beside = sheet.cell(cell.row, sheet.area(cell.row, cell.column)[3] + 1)
        follows = squeezed(_split(halfwidth(cell_text(beside)))[0])
        alone = not _split(halfwidth(cell_text(cell)))[1] and not _MEDIUM.search(label)
        if is_total_label(label) and is_total_label(follows) and alone:
            continue  # the label of the whole section: 项目金额(万元) | 年度资金总额
        if _SECTION.fullmatch(label) and read_amount(_amount(sheet, cell, label), "万元") is None:
            continue  # the same in a row of its own
        if known and read_amount(value_at(sheet, cell.row, cell.column), "万元") is None:
            found.append((cell, label))
    return found


def _split(text: str) -> tuple[str, str]:
    """Label and amount of one cell: 「年度资金总额：10万元」, 「其中：财政拨款 900」; the amount is blank mostly."""
    label, colon, rest = text.removeprefix("其中:").strip().partition(":")
    if colon and rest.strip():
        return label, rest.strip()
    match = _TRAILING.fullmatch(label)
    return (match[1], match[2]) if match else (label, "")


def is_total_label(flat: str) -> bool:
    """Whether a squeezed text names the whole amount (年度资金总额, 资金总额, 合计 …)."""
    return bool(_TOTAL.fullmatch(flat) or _PLAIN_TOTAL.fullmatch(flat))


def is_source_label(flat: str) -> bool:
    """Whether a squeezed text names a source of money; labels of whole sections (项目资金(万元)) do not."""
    return bool(_SOURCE.search(flat)) and not _NO_SOURCE.search(flat) and not _SECTION.fullmatch(flat)


def _is_label(flat: str) -> bool:
    """Whether a text is the label of something that is no money: 项目期, 联系人 …"""
    return bool(flat) and (
        field_of(FIELDS, flat) is not None or bool(_NEIGHBOUR.fullmatch(flat)) or is_goal_label(flat)
    )


def _below_labels(sheet: Sheet, row: int, last: int) -> bool:
    """Whether a row only holds amounts that belong to labels above it."""
    amounts = (read_amount(value_at(sheet, row, cell.column), "万元") for cell, _ in texts(sheet, row))
    return row == last + 1 and all(amount is not None for amount in amounts)


def _take(sheet: Sheet, cell: Cell, label: str, sides: list[_Side]) -> None:
    """Put one labelled amount where it belongs: a total opens a side, a source goes to the total above it."""
    whole = is_total_label(label)
    text = halfwidth(cell_text(cell)).rstrip(": ")
    name = f"其中:{_split(text)[0]}" if squeezed(text).startswith("其中:") else _split(text)[0]
    row = FundRow(row=cell.row, label=name, label_cell=cell.address, budget=_amount(sheet, cell, label))
    open_side = next((side for side in sides if side.total is None and side.column == cell.column), None)
    if whole and open_side is not None:
        open_side.total = row  # the total stands below its sources
    elif whole and not any(side.total is not None and _same(side, label, cell) for side in sides):
        medium = _is_medium(label, cell, sides)
        sides.append(_Side(cell.column, medium, total=row))
    elif sides:
        _side_of(label, cell, sides).sources.append(row)
    elif read_amount(row.budget, "万元") is not None:
        sides.append(_Side(cell.column, bool(_MEDIUM.search(label)), sources=[row]))


def _same(side: _Side, label: str, cell: Cell) -> bool:
    """Whether a further 合计 belongs to a side that has its total already (it is a subtotal then)."""
    if _MEDIUM.search(label):
        return side.medium
    if _YEAR.search(label):
        return not side.medium and side.total is not None and bool(_YEAR.search(squeezed(side.total.label)))
    return side.total is not None and side.total.row != cell.row


def _is_medium(label: str, cell: Cell, sides: list[_Side]) -> bool:
    if _MEDIUM.search(label):
        return True
    if not _YEAR.search(label):
        return False
    for side in sides:  # 「资金总额 | 当年资金总额」: the plain one is that of the whole period
        if side.total is not None and not side.medium and not _YEAR.search(squeezed(side.total.label)):
            side.medium = True
    return False


def _side_of(label: str, cell: Cell, sides: list[_Side]) -> _Side:
    named = [
        side for side in sides if (_MEDIUM.search(label) and side.medium) or (_YEAR.search(label) and not side.medium)
    ]
    left = [side for side in sides if side.column <= cell.column]
    if named:
        return named[0]
    return max(left, key=lambda side: side.column) if left else sides[0]


def _amount(sheet: Sheet, cell: Cell, label: str) -> Value:
    """What stands after the colon, else right of the label, else (where labels stand side by side) below it."""
    _, rest = _split(halfwidth(cell_text(cell)))
    if rest:
        return Value(cell.address, label, text=rest, content=rest)
    area = sheet.area(cell.row, cell.column)
    right = value_at(sheet, cell.row, area[3] + 1, label)
    if right.blank and area[3] + 1 == sheet.area(cell.row, area[3] + 1)[3]:
        further = next((each for each, _ in texts(sheet, cell.row) if each.column > area[3]), None)
        beyond = value_at(sheet, cell.row, further.column, label) if further is not None else right
        right = beyond if read_amount(beyond, "万元") is not None else right  # an empty column stands between
    flat, below = right.flat.partition(":")[0], value_at(sheet, area[2] + 1, cell.column, label)
    if _is_label(right.flat.partition(":")[0]) and read_amount(right, "万元") is None:
        return Value(address(cell.row, area[3]), label)  # nothing stands between this label and the next one
    if right.blank and read_amount(below, "万元") is not None:
        return below
    if (is_total_label(flat) or is_source_label(flat)) and read_amount(right, "万元") is None:
        stands = below.blank or read_amount(below, "万元") is not None
        return below if stands else Value(address(cell.row, cell.column), label)
    return right
