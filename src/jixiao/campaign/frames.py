"""The summary's tables as pandas DataFrames, Parquet and CSV, for people who go on reckoning."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.campaign.results import Standing
from jixiao.campaign.roster import Roster
from jixiao.campaign.summary import summarise, word_of
from jixiao.campaign.summary_tables import Extras, finding_table, project_table, unit_table
from jixiao.intake import write_new
from jixiao.workbook.tables_xlsx import Content, Link, Table

if TYPE_CHECKING:
    import pandas as pd

_LIVE = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula when they open a CSV file."""


class FramesError(Exception):
    """A library that the frames need is not installed; the message says which and what to do, in Chinese."""


def frames_of(standing: Standing, roster: Roster | None = None) -> dict[str, pd.DataFrame]:
    """单位, 项目, 问题 (of the versions that count) and 报送 (every file that came in) as DataFrames.

    Columns are those of the workbook; amounts in 万元 and points are floats, rates are shares of 1.
    """
    summary = summarise(standing, roster)
    return {
        "单位": frame_of(unit_table(summary, Extras())),
        "项目": frame_of(project_table(summary)),
        "问题": frame_of(finding_table(summary, Extras())),
        "报送": _received(standing),
    }


def frame_of(table: Table) -> pd.DataFrame:
    """One table as a DataFrame: ratios reckoned out, links as their texts; columns of numbers hold numbers only."""
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    for place, column in enumerate(table.columns):
        told = [_plain(row[place]) for row in table.rows]
        if column.look in ("money", "points") or column.total:
            kind = "float64" if column.look in ("money", "points") else "int64"
            columns[column.heading] = pd.Series(told, dtype=kind)
        elif column.ratio is None:
            whole = all(isinstance(value, int) for value in told) and bool(told)
            columns[column.heading] = pd.Series(told, dtype="int64" if whole else "object")
            if not whole:
                columns[column.heading] = columns[column.heading].fillna("").astype("object")
        else:
            above, below = (columns[heading] for heading in column.ratio)
            columns[column.heading] = above / below.where(below > 0)
    return pd.DataFrame(columns)


def _plain(content: Content) -> str | int | float | None:
    if isinstance(content, Link):
        return content.text
    if isinstance(content, Decimal):
        return float(content)
    return content if isinstance(content, str | int) else None


def _received(standing: Standing) -> pd.DataFrame:
    import pandas as pd

    heads = (
        "文件",
        "校验码",
        "大小(字节)",
        "收件时间",
        "单位编码",
        "单位",
        "签名有效",
        "备注",
        "状态",
        "第几次",
        "计入",
    )
    rows = [
        (item.path, item.digest, item.size, item.at, item.unit_code, item.unit_name, item.genuine, item.remark,
         word_of(item), item.round, item.chosen)
        for item in standing.submissions
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(heads))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A DataFrame as CSV: UTF-8 with BOM, so that Excel reads it; texts that would become formulas get a 「'」."""
    text = frame.map(lambda value: f"'{value}" if isinstance(value, str) and value.startswith(_LIVE) else value)
    return b"\xef\xbb\xbf" + text.to_csv(index=False, lineterminator="\r\n").encode("utf-8", "replace")


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """A DataFrame as Parquet; FramesError without pyarrow."""
    target = io.BytesIO()
    try:
        frame.to_parquet(target, engine="pyarrow", index=False)
    except ImportError:
        raise FramesError(
            "没有安装 pyarrow,写不了 Parquet,只写出了 CSV。要 Parquet,请安装 jixiao[analysis]。"
        ) from None
    return target.getvalue()


def write_frames(frames: dict[str, pd.DataFrame], book: Path, at: datetime) -> tuple[list[Path], str]:
    """CSV and Parquet beside the summary workbook, 〈book〉_单位.csv …: the files, and what could not be written."""
    written: list[Path] = []
    trouble = ""
    for name, frame in frames.items():
        written.append(write_new(book.with_name(f"{book.stem}_{name}.csv"), csv_bytes(frame), at))
        if not trouble:
            try:
                data = parquet_bytes(frame)
            except FramesError as error:
                trouble = str(error)
            else:
                written.append(write_new(book.with_name(f"{book.stem}_{name}.parquet"), data, at))
    return written, trouble
