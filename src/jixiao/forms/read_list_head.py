"""What stands above and below a list: labelled fields, the year, the unit of money."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.find_lists import ListBlock
from jixiao.forms.labelled import labelled_fields
from jixiao.forms.layout import texts
from jixiao.forms.list_kind import ListKind
from jixiao.forms.page import Page
from jixiao.forms.values import value_at
from jixiao.records.regex import regex
from jixiao.records.value import Value

_OTHERS = regex(
    r"联系(?:人|电话|方式)|填(?:报|表|写)人|审核人|经办人|复核人|负责人|股室负责人|电话|手机|邮箱|地址|"
    r"注|备注|说明|盖章|签字|(?:填报|填表|编制|统计|报送|公开|成文)(?:日期|时间|单位)"
)
_YEAR = regex(r"((?:19|20)\d{2})(?:年度?|\)|$)")
_YEAR_LINE = regex(r"[(\[]?(?:年度:?)?((?:19|20)\d{2})年度?[)\]]?(?:.{0,6}单位:.{1,6})?")
_MONEY_UNIT = regex(r"\((万元|亿元|元)\)|(?:金额)?单位[:：](?:人民币)?(万元|亿元|元)")


def labelled(page: Page, kind: ListKind, rows: range) -> dict[str, Value]:
    """The fields that stand beside or behind their labels in these rows; 「单位：万元」 is no unit's name."""
    found: dict[str, Value] = {}
    for field, _, value in labelled_fields(page, kind.form.fields, rows, _OTHERS):
        if not _is_money_unit(value):
            found.setdefault(field.role, replace(value, label=field.label))
    return found


def _is_money_unit(value: Value) -> bool:
    return value.flat in ("万元", "元", "亿元", "人民币万元", "人民币元")


def year_of(page: Page, block: ListBlock) -> tuple[int | None, Value | None]:
    """The year in the title, or in a short line of its own around it."""
    if block.title is None:
        return None, None
    title = value_at(page, block.title.row, block.title.column, "年度")
    if match := _YEAR.search(title.flat):
        return int(match[1]), title
    for row in range(block.title.row + 1, min(block.title.row + 4, block.head.stop)):
        for cell, flat in texts(page, row):
            if match := _YEAR_LINE.fullmatch(flat):
                return int(match[1]), value_at(page, cell.row, cell.column, "年度")
    return None, None


def amount_unit(page: Page, block: ListBlock) -> str:
    """万元, 元 or 亿元 by a money heading, else by a line 「单位：…」 above the table; 万元 when nothing says so."""
    money = [column.role for column in block.kind.columns if column.kind == "money"]
    labels = block.table.labels if block.table else {}
    lines = [flat for row in block.head for _, flat in texts(page, row) if len(flat) <= 60]
    for flat in (*(labels[role] for role in money if role in labels), *lines):
        if match := _MONEY_UNIT.search(flat):
            return match[1] or match[2]
    return "万元"
