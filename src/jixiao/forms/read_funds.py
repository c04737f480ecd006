"""Reading the funds block of a form: heading row, total row, sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from jixiao.forms.declaration import Column, heading_role
from jixiao.forms.layout import MAX_HEADING, Headings, flat_at, texts
from jixiao.forms.read_goals import is_goal_label
from jixiao.forms.self_evaluation import FUND_COLUMNS, FUND_TOTAL_LABEL
from jixiao.forms.values import cell_text, value_at
from jixiao.records.indicator_form import FundRow, Funds
from jixiao.records.numbers import NUMBER, read_points, to_decimal
from jixiao.records.regex import regex
from jixiao.records.text import halfwidth
from jixiao.workbook.grid import Sheet, address

_TOTAL = regex(FUND_TOTAL_LABEL)
_POINTS = regex(r"\((\d+(?:\.\d+)?)分")
_UNIT = regex(r"(?:单位[:：]?|\()(?:单位[:：]?)?(?:人民币)?(万元|元)(?:\)|$|[^\u4e00-\u9fff/])")
_MONEY_WORD = regex(
    r"资金|拨款|补助|结转|结余|收入|支出|其他|其它|专户|财政|债券|贷款|自筹|总额|合计|总计|小计|其中|预算|经费|款|"
    r"中央|[省市县区州盟旗乡镇]级?$|本级|地方|配套|^按|上级|下级|基金|社会|单位"
)
_SPENDING = regex(r"按\S{2,8}分(?::|$)|(?:其中:)?(?:基本|项目|人员|公用|经营|其[他它])(?:支出|经费):")
_ADJUSTED = regex(r"调整|全年")
_ROLES = ("initial", "budget", "earlier", "executed", "weight", "rate", "score", "forecast", "light", "reason")
_NAMES = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "rate": "执行率",
    "score": "得分",
    "reason": "原因",
    "forecast": "全年预计执行数",
    "light": "预警灯",
}
_NUMERIC = regex(rf"{NUMBER}.*")


@dataclass(frozen=True)
class FundsBlock:
    """The funds of a form and the rows that the block takes, headings included."""

    funds: Funds
    rows: range

    @property
    def last_row(self) -> int:
        """The last row of the block."""
        return self.rows.stop - 1


def read_funds(
    sheet: Sheet,
    top: int,
    rows: range,
    columns: tuple[Column, ...] = FUND_COLUMNS,
    settled: Callable[[Headings], Headings] = lambda headings: headings,
    row_type: type[FundRow] = FundRow,
) -> FundsBlock | None:
    """The funds block within `rows`; None when there is none. The unit of money may stand as high as row `top`.

    `columns` are the form's own, `settled` gives their headings the roles that count (of several periods the latest),
    `row_type` is the record of a row.
    """
    for row in rows:
        headings = _headings(sheet, row, columns, settled)
        if headings is not None:
            return _read(sheet, headings, top, rows.stop, row_type)
    return None


def _headings(
    sheet: Sheet, row: int, known: tuple[Column, ...], settled: Callable[[Headings], Headings]
) -> Headings | None:
    columns: dict[str, int] = {}
    labels: dict[str, str] = {}
    own = texts(sheet, row)
    for cell, flat in own:
        role = heading_role(known, flat.rstrip(":")) if len(flat) <= MAX_HEADING else None
        if role is None:
            continue
        # the first cell may be the section's label (预算执行情况(万元)) that reads like a heading: a later one wins
        section = role in columns and columns[role] == own[0][0].column
        better = role == "budget" and bool(_ADJUSTED.search(flat)) and not _ADJUSTED.search(labels.get("budget", ""))
        if role in columns and not section and not better:
            continue
        columns[role], labels[role] = cell.column, flat
    if not columns:
        return None
    cells = {role: address(row, column) for role, column in columns.items()}
    found = settled(Headings(row, row, columns, cells, labels, own[0][0].address))
    if "executed" not in found.columns or not found.columns.keys() & {"budget", "initial", "rate"}:
        return None
    deep = (sheet.area(row, found.columns[role])[2] for role in ("executed", "rate") if role in found.columns)
    return replace(found, bottom=min(max(deep), row + 2))


def _read(sheet: Sheet, headings: Headings, top: int, end: int, row_type: type[FundRow]) -> FundsBlock:
    rows: list[FundRow] = []
    last = headings.bottom
    for row in range(headings.bottom + 1, end):
        own = texts(sheet, row)
        if not own:
            continue
        label, label_cell = _row_label(sheet, row, headings)
        if any(_ends_block(flat) for _, flat in own) or not _holds_funds(sheet, row, label, headings):
            break
        if label.startswith("按") and not _filled(sheet, row, headings):
            continue  # it only groups the rows below: 「按支出性质分:」
        if _two_sided(sheet, row, headings):
            last = row
            continue
        rows.append(_fund_row(sheet, row, label, label_cell, headings, row_type))
        last = row
    total = next((row for row in rows if _TOTAL.fullmatch(_bare(row.label))), rows[0] if rows else None)
    sources = tuple(row for row in rows if row is not total)
    unit = money_unit(sheet, range(headings.top, last + 1)) or money_unit(sheet, range(top, headings.top)) or "万元"
    weight = _weight(sheet, total, headings)
    funds = Funds(unit=unit, header_cell=headings.first_cell, total=total, sources=sources, weight=weight)
    return FundsBlock(funds, range(headings.top, last + 1))


def _ends_block(flat: str) -> bool:
    return is_goal_label(flat) or flat in ("一级指标", "绩效指标", "三级指标", "二级指标")


def _bare(label: str) -> str:
    return label.replace(" ", "").rstrip(":")


def _filled(sheet: Sheet, row: int, headings: Headings) -> bool:
    return any(flat_at(sheet, row, column) for column in headings.columns.values())


def _two_sided(sheet: Sheet, row: int, headings: Headings) -> bool:
    """Whether kinds of spending stand as labels with their amounts inside, in the columns meant for amounts."""
    return any(_SPENDING.match(flat_at(sheet, row, column)) for column in headings.columns.values())


def _holds_funds(sheet: Sheet, row: int, label: str, headings: Headings) -> bool:
    """Whether a row still belongs to the funds: amounts in cells of their own, or a label that speaks of money."""
    columns = headings.columns.values()
    if not _filled(sheet, row, headings):
        return bool(_MONEY_WORD.search(label))
    return len({sheet.anchor(row, column) for column in columns}) > 1 or len(columns) == 1


def _row_label(sheet: Sheet, row: int, headings: Headings) -> tuple[str, str]:
    """The text nearest left of the columns, else the first between them; not the label of the whole section."""
    left = min(headings.columns.values())
    taken = set(headings.columns.values())
    nearest = [*range(left - 1, max(0, left - 8), -1), *range(left, max(taken))]
    for column in nearest:
        cell = sheet.cell(row, column)
        if cell is None or column in taken or cell.row <= headings.bottom < sheet.area(cell.row, cell.column)[2]:
            continue
        text = halfwidth(cell_text(cell))
        if text:
            return text, address(*sheet.anchor(row, column))
    return "", address(row, max(1, left - 1))


def _fund_row(
    sheet: Sheet, row: int, label: str, label_cell: str, headings: Headings, row_type: type[FundRow]
) -> FundRow:
    name = label.rstrip(":： ") or "资金"
    values = {
        role: value_at(sheet, row, headings.columns[role], f"{name} · {headings.names.get(role) or _NAMES[role]}")
        for role in _ROLES
        if role in headings.columns and role in row_type.model_fields
    }
    return row_type(row=row, label=name, label_cell=label_cell, **values)


def money_unit(sheet: Sheet, rows: range) -> str | None:
    """The unit of money that a label states: 「（万元）」, 「单位：元」."""
    for row in rows:
        for _, flat in texts(sheet, row):
            if len(flat) <= 40 and (match := _UNIT.search(flat)):
                return match[1]
    return None


def _weight(sheet: Sheet, total: FundRow | None, headings: Headings) -> Decimal | None:
    if total is not None and total.weight is not None:
        return read_points(total.weight)
    if "score" not in headings.columns:
        return None
    for row in range(headings.top, headings.bottom + 1):
        for _, flat in reversed(texts(sheet, row)):
            if match := _POINTS.search(flat):
                return to_decimal(match[1])
    return None
