"""The library that the program brings along: common indicators in 14 classes, proposals for four industries."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources

from jixiao.library.model import IndicatorClass, Library, LibraryIndicator, Update, standard_level1, standard_level2

VERSION = "2026.1"
_FOLDER = resources.files("jixiao.library")
_BASES = {
    "A1": "A1 期刊所载共性指标",
    "A2": "A2 共性体系文章",
    "B": "B 常用写法",
    "B101": "B 财预〔2021〕101号举例",
    "C": "C 本项目建议,当地核定后再用",
}


@cache
def built_in() -> Library:
    """The library within the program; example values show how to write and are nobody's standard."""
    common = [_common(row) for row in _rows("共性指标.csv") if row["示例值"]]
    industries = [_industry(row) for row in _rows("行业指标.csv")]
    classes = tuple(
        IndicatorClass(row["层次"], row["类别"], tuple(filter(None, row["识别用词"].split(";"))), row["说明"])
        for row in _rows("类别.csv")
    )
    first = Update("2026-01-01", "建库", "随程序", len(common) + len(industries), 0, f"版本 {VERSION}")
    return Library((*common, *industries), classes, (first,), "随程序的指标库")


def _rows(name: str) -> list[dict[str, str]]:
    text = (_FOLDER / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _basis(mark: str) -> str:
    return _BASES.get(mark) or f"A 公开表格或公开材料({mark})"


def _common(row: dict[str, str]) -> LibraryIndicator:
    return LibraryIndicator(
        code=row["id"],
        scope="共性",
        kind=row["class"],
        level1=standard_level1(row["l1"]),
        level2=standard_level2(row["l2"]),
        name=row["l3"],
        sign=row["性质"],
        value=row["示例值"],
        unit=row["单位"],
        direction=row["方向"],
        source=row["指标值来源"],
        basis=_basis(row["依据标记"]),
        version=VERSION,
    )


def _industry(row: dict[str, str]) -> LibraryIndicator:
    return LibraryIndicator(
        code=row["编号"],
        scope="行业",
        kind=row["类别"],
        level1=standard_level1(row["一级指标"]),
        level2=standard_level2(row["二级指标"]),
        name=row["三级指标"],
        sign=row["性质"],
        value=row["示例值"],
        unit=row["单位"],
        direction=row["方向"],
        source=row["取值来源"],
        basis=_basis(row["依据"]),
        note=row["解释"],
        version=VERSION,
        owner=row["类别"].removesuffix("类"),
    )
