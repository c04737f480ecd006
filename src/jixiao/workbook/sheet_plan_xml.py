"""A SheetPlan as worksheet XML. Text is always a literal inline string, never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from jixiao.workbook.grid import Area, address, column_letters
from jixiao.workbook.patch import Print, Put, SheetPlan
from jixiao.workbook.styles_xml import Look
from jixiao.workbook.xml_splice import escape
from jixiao.workbook.zip_raw import PackageError

_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1048576, 16384, 32767
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_LIST = 255  # longest drop-down list that may be written inside the formula


Looks = dict[tuple[int, bool], Look]


def looks_of(puts: Iterable[Put]) -> Looks:
    """The looks that puts need, by `_key`: the style, with quotePrefix where a text starts like a formula."""
    found: Looks = {}
    for put in puts:
        key = _key(put)
        if key not in found:
            found[key] = put.style, key[1]
    return found


def _key(put: Put) -> tuple[int, bool]:
    """What stands for a look as long as the puts are there: hashing a whole style costs more than writing a cell."""
    value = put.value
    return id(put.style), isinstance(value, str) and value.lstrip(" ").startswith(_RISKY)


def all_puts(plan: SheetPlan) -> tuple[Put, ...]:
    """Every cell to write, by row and column: the puts, all cells of each merge in its style, hidden drop-down choices.

    PackageError when a cell lies outside the sheet.
    """
    puts = {(put.row, put.column): put for put in plan.puts}
    if any(not (1 <= row <= _MOST_ROWS and 1 <= column <= _MOST_COLUMNS) for row, column in puts):
        raise PackageError("要写入的单元格超出工作表范围。")
    for top, left, bottom, right in plan.merges:
        first = puts.get((top, left))
        for row in range(top, bottom + 1) if first else ():
            for column in range(left, right + 1):
                if first and (row, column) != (top, left):
                    puts[row, column] = Put(row, column, None, first.style)
    for column, choices in _choice_columns(plan).values():
        for row, choice in enumerate(choices, 1):
            puts[row, column] = Put(row, column, choice)
    return tuple(puts[key] for key in sorted(puts))


def sheet_xml(
    plan: SheetPlan, puts: Sequence[Put], looks: Mapping[Look, int], namespace: str, *, selected: bool = False
) -> str:
    """The worksheet part of a plan and all its puts; `looks` gives cell format numbers, `namespace` the main one."""
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{namespace}">',
            _properties(plan),
            _view(plan, selected),
            '<sheetFormatPr defaultRowHeight="15"/>',
            _columns(plan),
            "<sheetData>",
            *_rows(puts, plan.heights, looks),
            "</sheetData>",
            _protection(plan),
            f'<autoFilter ref="{area_text(plan.filter)}"/>' if plan.filter else "",
            _merges(plan),
            _lists(plan),
            _links(puts),
            _page(plan.page),
            "</worksheet>",
        )
    )


def area_text(area: Area) -> str:
    """An area as A1:C9, a single cell as A1."""
    first, last = address(area[0], area[1]), address(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def absolute_text(area: Area) -> str:
    """An area as $A$1:$C$9."""
    top, left, bottom, right = area
    return f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"


def quoted_sheet(name: str) -> str:
    """A sheet name as it stands in a reference, always in single quotes."""
    return "'" + name.replace("'", "''") + "'"


def _properties(plan: SheetPlan) -> str:
    tab = f'<tabColor rgb="FF{plan.tab}"/>' if plan.tab else ""
    fit = '<pageSetUpPr fitToPage="1"/>' if plan.page.fit_width else ""
    return f"<sheetPr>{tab}{fit}</sheetPr>" if tab or fit else ""


def _view(plan: SheetPlan, selected: bool) -> str:
    grid = "" if plan.show_gridlines else ' showGridLines="0"'
    chosen = ' tabSelected="1"' if selected else ""
    return f'<sheetViews><sheetView{grid}{chosen} workbookViewId="0">{_pane(plan)}</sheetView></sheetViews>'


def _pane(plan: SheetPlan) -> str:
    row, column = plan.freeze or (1, 1)
    if row <= 1 and column <= 1:
        return ""
    across = f' xSplit="{column - 1}"' if column > 1 else ""
    down = f' ySplit="{row - 1}"' if row > 1 else ""
    pane = "bottomRight" if across and down else "topRight" if across else "bottomLeft"
    cell = address(max(row, 1), max(column, 1))
    return f'<pane{across}{down} topLeftCell="{cell}" activePane="{pane}" state="frozen"/><selection pane="{pane}"/>'


def _columns(plan: SheetPlan) -> str:
    hidden = 'width="9" hidden="1"'
    columns = {
        number: f'width="{width:g}" customWidth="1"' if width else hidden for number, width in plan.widths.items()
    }
    columns |= {number: hidden for number, _ in _choice_columns(plan).values()}
    cols = "".join(f'<col min="{number}" max="{number}" {columns[number]}/>' for number in sorted(columns))
    return f"<cols>{cols}</cols>" if cols else ""


def _rows(puts: Sequence[Put], heights: Mapping[int, float], looks: Mapping[Look, int]) -> Iterator[str]:
    cells: dict[int, list[str]] = {row: [] for row in heights}
    numbers: dict[tuple[int, bool], int] = {}
    for put in puts:
        key = _key(put)
        if key not in numbers:
            numbers[key] = looks[put.style, key[1]]
        cells.setdefault(put.row, []).append(_cell(put, numbers[key]))
    for row in sorted(cells):
        height = heights.get(row)
        tall = "" if height is None else f' ht="{height:g}" customHeight="1"'
        yield f'<row r="{row}"{tall}>{"".join(cells[row])}</row>'


def _cell(put: Put, look: int) -> str:
    start = f'<c r="{column_letters(put.column)}{put.row}" s="{look}"'
    value = put.value
    if value is None:
        return start + "/>"
    if not isinstance(value, str):
        number = _number(value)
        if number is not None:
            return f"{start}><v>{number}</v></c>"
        value = str(value)
    return f'{start} t="inlineStr"><is><t{_text(value)}</t></is></c>'


def _number(value: Decimal | int) -> str | None:
    """A number as Excel can hold it; None when it has more than 15 digits or is not finite, and must stay text."""
    exact = Decimal(value)
    if not exact.is_finite() or len(exact.normalize().as_tuple().digits) > 15 or abs(exact.adjusted()) > 300:
        return None
    return format(exact, "f")


def _text(text: str) -> str:
    """The rest of a <t> tag and its text, cut to what a cell can hold (32767 UTF-16 units)."""
    if len(text) * 2 > _LONGEST and len(text.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST:
        text = text.encode("utf-16-le", "surrogatepass")[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"{keep}>{escape(text)}"


def _protection(plan: SheetPlan) -> str:
    """Slips are barred, not people: no password, and widths, heights and filters stay free ("0" means allowed)."""
    if not plan.protect:
        return ""
    return '<sheetProtection sheet="1" objects="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>'


def _merges(plan: SheetPlan) -> str:
    cells = "".join(f'<mergeCell ref="{area_text(area)}"/>' for area in plan.merges)
    return f'<mergeCells count="{len(plan.merges)}">{cells}</mergeCells>' if cells else ""


def _choice_columns(plan: SheetPlan) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Drop-downs too long for a formula (or with commas): list number → (hidden column, choices)."""
    last = max([put.column for put in plan.puts] + [right for *_, right in plan.merges] + [*plan.widths, 1])
    long = [
        number
        for number, (_, choices) in enumerate(plan.lists)
        if len(",".join(choices)) > _MOST_LIST or any("," in choice or choice != choice.strip() for choice in choices)
    ]
    return {number: (last + 1 + place, plan.lists[number][1]) for place, number in enumerate(long)}


def _lists(plan: SheetPlan) -> str:
    columns = _choice_columns(plan)
    rules = []
    for number, (area, choices) in enumerate(plan.lists):
        formula = '"' + ",".join(choices).replace('"', '""') + '"'
        if number in columns:
            formula = absolute_text((1, columns[number][0], max(len(choices), 1), columns[number][0]))
        rules.append(
            '<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="填写有误"'
            f' error="请从下拉列表中选择。" sqref="{area_text(area)}"><formula1>{escape(formula)}</formula1>'
            "</dataValidation>"
        )
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""


def _links(puts: Sequence[Put]) -> str:
    targets = ((address(put.row, put.column), put.link) for put in puts if put.link)
    rows = ((cell, escape(f"{quoted_sheet(link[0])}!{link[1]}")) for cell, link in targets)
    links = "".join(f'<hyperlink ref="{cell}" location="{location}"/>' for cell, location in rows)
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _page(page: Print) -> str:
    inches = [f"{centimetres / 2.54:.4f}" for centimetres in (page.left, page.right, page.top, page.bottom)]
    centre = '<printOptions horizontalCentered="1"/>' if page.center else ""
    fit = ' fitToWidth="1" fitToHeight="0"' if page.fit_width else ""
    first = f' firstPageNumber="{page.first_page}"' if page.first_page else ""
    used = ' useFirstPageNumber="1"' if page.first_page else ""
    breaks = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in page.breaks)
    count = len(page.breaks)
    return (
        f'{centre}<pageMargins left="{inches[0]}" right="{inches[1]}" top="{inches[2]}" bottom="{inches[3]}"'
        f' header="0.3" footer="{min(page.bottom / 2.54 / 2, 0.7):.4f}"/>'
        f'<pageSetup paperSize="{page.paper}"{first}{fit} orientation="{"landscape" if page.landscape else "portrait"}"'
        f"{used}/>{_footers(page)}"
        + (f'<rowBreaks count="{count}" manualBreakCount="{count}">{breaks}</rowBreaks>' if breaks else "")
    )


def _footers(page: Print) -> str:
    if page.odd_even_footer:
        odd, even = page.odd_even_footer
        return (
            f'<headerFooter differentOddEven="1"><oddFooter>{escape(odd)}</oddFooter>'
            f"<evenFooter>{escape(even)}</evenFooter></headerFooter>"
        )
    return f"<headerFooter><oddFooter>{escape(page.footer)}</oddFooter></headerFooter>" if page.footer else ""
