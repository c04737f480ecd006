"""第三方委托情况: which institution was engaged for which task, read from a workbook by its column headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jixiao.forms.declaration import Column
from jixiao.forms.layout import Headings, flat_at, read_headings, texts
from jixiao.forms.page import Page, as_page
from jixiao.forms.values import value_at
from jixiao.records.value import Value
from jixiao.workbook.grid import Grid

_COLUMNS = (
    Column(
        "institution",
        "第三方机构",
        r"(?:受托|委托的?|承接|中标|服务)?(?:第三方|中介|专业|服务|评价)?(?:服务)?机构(?:名称)?|(?:承接|受托|中标)(?:单位|方|人)(?:名称)?",
    ),
    Column("task", "委托事项", r"(?:委托|服务|受托|工作)(?:事项|内容|任务|业务|类型)(?:名称)?|业务类型"),
    Column("project", "项目", r"(?:委托|评价|被评价|涉及|服务)?项目(?:名称)?"),
    Column("client", "委托单位", r"(?:委托|采购|甲)(?:单位|部门|方|人|主体)(?:名称)?"),
    Column("year", "年度", r"(?:委托|合同|服务)?年(?:度|份)"),
)
_NEEDED = {"institution", "task"}
_TOTAL = re.compile(r"合计|总计|小计|注[:：].*|备注[:：].*|填表.*|制表.*")


@dataclass(frozen=True)
class Engagement:
    """One line of an engagement list; `cell` is the task's, `place` names the file and sheet."""

    institution: str
    task: str
    project: str
    client: str
    year: int | None
    cell: str
    place: str

    @property
    def at(self) -> str:
        """Where it stands, as people read it."""
        return f"{self.place}{self.cell}"


def read_engagements(path: Path) -> tuple[Engagement, ...]:
    """Every engagement listed in a workbook; none where it has no such list or cannot be read."""
    from jixiao.workbook.read_file import read_path

    read = read_path(path, is_form_text=lambda text: True)
    return engagements_of(read, path.name) if isinstance(read, Grid) else ()


def engagements_of(grid: Grid, name: str) -> tuple[Engagement, ...]:
    """Every engagement on the visible sheets of a workbook."""
    pages = [as_page(sheet) for sheet in grid.sheets if sheet.detailed and sheet.state == "visible" and sheet.cells]
    return tuple(each for page in pages for each in _of_page(page, f"{name}「{page.name}」"))


def _of_page(page: Page, place: str) -> Iterator[Engagement]:
    heads = _headings(page)
    if heads is None:
        return
    said: dict[str, str] = {}
    for row in sorted(number for number in page.rows if number > heads.bottom):
        first = texts(page, row)
        if not first or _TOTAL.fullmatch(first[0][1]):
            continue
        cells = {role: value_at(page, row, column, "") for role, column in heads.columns.items()}
        if cells["institution"].empty and cells["task"].empty:
            continue
        # an institution that stands once for several tasks
        said["institution"] = _text(cells["institution"]) or said.get("institution", "")
        year = re.search(r"(?:19|20)\d{2}", _text(cells.get("year")) or page_title(page))
        yield Engagement(
            said["institution"],
            _text(cells["task"]),
            _text(cells.get("project")),
            _text(cells.get("client")),
            int(year[0]) if year else None,
            cells["task"].cell,
            place,
        )


def page_title(page: Page) -> str:
    """The first text of a sheet, where lists have their title."""
    return next((flat for row in sorted(page.rows) for _, flat in texts(page, row)), "")


def _headings(page: Page) -> Headings | None:
    for row in sorted(page.rows)[:12]:
        if len(texts(page, row)) < 2:
            continue
        found = read_headings(page, row, _COLUMNS, row - 1)
        if found.columns.keys() >= _NEEDED and flat_at(page, row, found.columns["institution"]):
            return found
    return None


def _text(value: Value | None) -> str:
    return "" if value is None or value.empty or value.broken else value.clean
