"""The blank roster workbook (单位名册和项目库) that a bureau fills in once a year; the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jixiao.campaign.roster import PROJECTS, UNITS
from jixiao.forms.target_declaration import NATURE_CHOICES
from jixiao.forms.template_book import (
    FORMATS,
    GUIDE_SHEET,
    LABEL_FILL,
    MARK_COLOURS,
    document_properties,
    lay,
    page,
    prompt,
    zipped,
)
from jixiao.policy.model import Policy

NAME = "单位名册和项目库"
NAMES = frozenset({NAME, "名册", "单位名册", "项目库"})
"""What it is asked for by."""
HEAD_ROW = 3
LAST_ROW = {UNITS: 600, PROJECTS: 3000}
"""Rows that are drawn; what is entered below them is read as well."""
_GREY = "808080"
_ROW_HEIGHT = 20.0


@dataclass(frozen=True)
class _Column:
    """A column: heading, width in characters, what goes in, an example, its kind as templates know it, choices."""

    heading: str
    width: float
    hint: str
    example: str | Decimal
    kind: str = "text"
    choices: tuple[str, ...] = ()
    needed: bool = False


_UNIT_CODE = "财政给预算单位的编码,照一体化系统抄,前面的 0 不能少。一个单位一个编码,不能重复。"
_UNIT_COLUMNS = (
    _Column("单位编码", 16, _UNIT_CODE, "例:001001", "code", needed=True),
    _Column("单位名称", 34, "单位全称,和公章一致。", "某某县农村公路养护中心", needed=True),
    _Column("主管部门", 28, "主管部门全称;自己就是主管部门的,填自己。下发的文件按它分文件夹。", "某某县交通运输局"),
    _Column("联系股室", 18, "财政部门对口联系的股室,写在通知和催报名单里。", "经济建设股"),
    _Column("备注", 24, "别的说明,程序不用。", "这一行是例子,不下发"),
)


def _project_columns(policy: Policy) -> tuple[_Column, ...]:
    grades = tuple(band.name for band in policy.grades)
    code = "项目在一体化系统里的编码,不能重复;还没有编码的空着,项目名称在单位内不要重名。"
    return (
        _Column("项目编码", 24, code, "例:P2026001", "code"),
        _Column("项目名称", 36, "项目全称,和批复文件一致。", "农村公路日常养护", needed=True),
        _Column("单位编码", 16, "实施单位的编码,从下拉列表选,或照单位名册抄。", "例:001001", "code", needed=True),
        _Column("项目性质", 12, "从下拉列表选。", NATURE_CHOICES[1], choices=NATURE_CHOICES),
        _Column("项目类别", 16, "本县对项目的分类,没有可以空着。", "交通运输"),
        _Column("预算金额(万元)", 16, "本年批复的预算数,单位万元。没有批复的空着。", Decimal("386.5"), "money"),
        _Column("上年得分", 11, "上年评价或自评的得分,没有的空着。", Decimal(92), "points"),
        _Column("上年等级", 11, "上年评价或自评的等级,没有的空着。", policy.grades[0].name, choices=grades),
        _Column("备注", 24, "别的说明,程序不用。", "这一行是例子,不下发"),
    )


def build_roster_template(policy: Policy) -> bytes:
    """The blank roster workbook as .xlsx bytes, equal for an equal policy; the policy gives the names of the grades."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    units, projects = _UNIT_COLUMNS, _project_columns(policy)
    _draw_guide(book.create_sheet(GUIDE_SHEET), units, projects)
    _draw_table(book.create_sheet(UNITS), UNITS, units, "一行一个预算单位,不留空行。灰色斜体的一行是例子,可以删掉。")
    note = "一行一个项目;没有项目的单位不用填。金额单位:万元。灰色斜体的一行是例子,可以删掉。"
    _draw_table(book.create_sheet(PROJECTS), PROJECTS, projects, note)
    _choose_units(book[PROJECTS])
    _warn(book[UNITS], book[PROJECTS])
    book.active = 1
    return _packed(book)


def _draw_table(sheet: Any, title: str, columns: Sequence[_Column], note: str) -> None:
    from openpyxl.utils import get_column_letter

    last, wide = LAST_ROW[title], len(columns)
    lay(sheet, (1, 1, 1, wide), title, font="黑体", size=18, border=False)
    lay(sheet, (2, 1, 2, wide), note, horizontal="left", border=False)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 32, 20
    for number, column in enumerate(columns, 1):
        heading = f"{column.heading}★" if column.needed else column.heading
        lay(sheet, (HEAD_ROW, number, HEAD_ROW, number), heading, bold=True, fill=LABEL_FILL)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        side = "center" if column.kind in ("code", "points") or column.choices else "left"
        side = "right" if column.kind == "money" else side
        lay(sheet, (HEAD_ROW + 1, number, HEAD_ROW + 1, number), horizontal=side, format=FORMATS.get(column.kind))
        looks = copy(sheet.cell(HEAD_ROW + 1, number)._style)
        for row in range(HEAD_ROW + 2, last + 1):
            sheet.cell(row, number)._style = looks  # setting thousands of cells one property at a time takes seconds
        prompt(sheet, [(HEAD_ROW + 1, number, last, number)], column.heading, column.hint, column.kind, column.choices)
    sheet.row_dimensions[HEAD_ROW].height = 26
    for row in range(HEAD_ROW + 1, last + 1):
        sheet.row_dimensions[row].height = _ROW_HEIGHT
    _draw_example(sheet, columns)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(wide)}{last}"
    page(sheet, landscape=wide > 6, repeat=HEAD_ROW, last=(1, 1, last, wide))
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.print_area = None  # as far as it is filled in, not all the empty rows


def _draw_example(sheet: Any, columns: Sequence[_Column]) -> None:
    from openpyxl.styles import Font

    for number, column in enumerate(columns, 1):
        cell = sheet.cell(HEAD_ROW + 1, number)
        cell.value = column.example
        cell.font = Font(name="宋体", size=10.5, italic=True, color=_GREY)


def _choose_units(sheet: Any) -> None:
    """The unit of a project is chosen from the codes of 单位名册; other codes are taken after a question."""
    from openpyxl.worksheet.datavalidation import DataValidation

    place = f"C{HEAD_ROW + 1}:C{LAST_ROW[PROJECTS]}"
    listed = [one for one in sheet.data_validations.dataValidation if str(one.sqref) == place]
    for one in listed:
        sheet.data_validations.dataValidation.remove(one)
    choice = DataValidation(
        type="list",
        formula1=f"{UNITS}!$A${HEAD_ROW + 1}:$A${LAST_ROW[UNITS]}",
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="单位编码",
        error="单位名册里没有这个编码,请核对。",
        showInputMessage=True,
        promptTitle="单位编码",
        prompt=listed[0].prompt,
    )
    choice.add(place)
    sheet.add_data_validation(choice)


def _warn(units: Any, projects: Any) -> None:
    """Codes that stand twice, and units that the roster does not have, turn red while they are typed."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    color, fill = MARK_COLOURS["必须改"]
    look = {"font": Font(bold=True, color=color), "fill": PatternFill(bgColor=fill, fill_type="solid")}
    first = HEAD_ROW + 1
    for sheet, title in ((units, UNITS), (projects, PROJECTS)):
        area = f"$A${first}:$A${LAST_ROW[title]}"
        # an asterisk beside it makes COUNTIF compare text: long codes of digits would else be equal from digit 16 on
        rule = FormulaRule(formula=[f'AND(A{first}<>"",COUNTIF({area},A{first}&"*")>1)'], **look)
        sheet.conditional_formatting.add(area.replace("$", ""), rule)
    known = f"{UNITS}!$A${first}:$A${LAST_ROW[UNITS]}"
    stranger = FormulaRule(formula=[f'AND(C{first}<>"",COUNTIF({known},C{first}&"*")=0)'], **look)
    projects.conditional_formatting.add(f"C{first}:C{LAST_ROW[PROJECTS]}", stranger)


_STEPS = (
    "先填「单位名册」,再填「项目库」。带 ★ 的栏必须填。",
    "编码栏已设为文本格式:直接录入,前面的 0 会留住。从别处复制时请用「选择性粘贴 → 数值」,不要带格式。",
    "编码变红,是重复了,或者单位名册里没有这个单位。",
    "栏的先后可以换,可以加自己的栏,表名、栏名不要改。例子那一行留着也不会下发(编码以「例:」开头)。",
    "填好后运行:jixiao distribute 活动文件夹 名册文件 -o 结果文件夹。名册里的问题会逐格列出,有必须改的就不下发。",
    "单位改了名、换了主管部门、增加了项目:改这张名册再运行一次,只重做受影响的单位。单位编码不要改,它是认单位的依据。",
)


def _draw_guide(sheet: Any, units: Sequence[_Column], projects: Sequence[_Column]) -> None:
    for letter, width in zip("ABCD", (14, 20, 12, 72), strict=True):
        sheet.column_dimensions[letter].width = width
    lay(sheet, (1, 1, 1, 4), NAME, font="黑体", size=18, border=False)
    sheet.row_dimensions[1].height = 34
    row = 2
    for number, line in enumerate(_STEPS, 1):
        lay(sheet, (row, 1, row, 4), f"{number}.{line}", horizontal="left", border=False)
        sheet.row_dimensions[row].height = 34 if len(line) > 56 else 20
        row += 1
    row += 1
    for number, text in enumerate(("工作表", "栏名", "要不要填", "填什么"), 1):
        lay(sheet, (row, number, row, number), text, bold=True, fill=LABEL_FILL)
    sheet.row_dimensions[row].height = 22
    for title, columns in ((UNITS, units), (PROJECTS, projects)):
        for column in columns[:-1]:
            row += 1
            need = "必须填" if column.needed else "可以空着"
            for number, text in enumerate((title, column.heading, need, column.hint), 1):
                side = "left" if number == 4 else "center"
                lay(sheet, (row, number, row, number), text, horizontal=side)
            sheet.row_dimensions[row].height = 34 if len(column.hint) > 34 else 22
    page(sheet, landscape=False, repeat=None, last=(1, 1, row, 4))


def _packed(book: Any) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return zipped(parts | document_properties(NAME))
