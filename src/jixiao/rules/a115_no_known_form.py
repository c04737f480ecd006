"""A115 未找到可识别的表: the workbook was read, but holds none of the known forms."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.book import Book
from jixiao.records.finding import Severity
from jixiao.records.text import shortened
from jixiao.rules.rule import Context, Hit, Rule, hit


def applies(book: Book, context: Context) -> bool:
    """A refused file says why by itself; of an old format without any content nothing can be said."""
    grid = book.grid
    return grid is not None and not (
        grid.legacy and not any(sheet.cells or not sheet.detailed for sheet in grid.sheets)
    )


def check(book: Book, context: Context) -> Iterator[Hit]:
    """No form among the visible sheets; the finding names the sheets there are; no cell."""
    if book.grid is not None and not book.forms:
        names = "、".join(sheet.name for sheet in book.grid.sheets) or "无"
        yield hit(seen=shortened(names), expected="项目支出绩效自评表或评价结果清单")


RULE = Rule(
    code="A115",
    name="未找到可识别的表",
    severity=Severity.VERIFY,
    basis="",
    message="没有找到{expected}(工作表:{seen})。",
    fix="核对是不是报错了文件;表名或表头改过的,按模板恢复后重新报送。",
    check=check,
    on="workbook",
    applies=applies,
)
