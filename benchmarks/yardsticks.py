"""Other tools on the same workbooks: pandas, pandera and frictionless with the checks one would write in them.

They are given what they cannot find by themselves: that the indicator table begins below the heading 「三级指标」. None
of them knows targets, units or points due; they check blanks, ranges, types and sums, and that is what is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME, TARGET, ACTUAL, WEIGHT, SCORE = "三级指标", "年度指标值", "实际完成值", "分值", "得分"
EXECUTION = 10
"""Points of the execution rate; the indicators share the rest of 100."""


def tables(path: Path) -> Iterator[Any]:
    """The indicator tables of a workbook as pandas DataFrames with the form's own headings."""
    import pandas as pd

    for name, raw in pd.read_excel(path, sheet_name=None, header=None, engine="calamine").items():
        if "自评表" not in str(name):
            continue
        top = next((row for row in range(len(raw)) if (raw.iloc[row].astype(str).str.contains(NAME)).any()), None)
        if top is None:
            continue
        heads = [str(text).replace("\n", "").strip() for text in raw.iloc[top]]
        table = raw.iloc[top + 1 :].set_axis(heads, axis=1)
        end = next((row for row in range(len(table)) if "总分" in str(table.iloc[row, 0])), len(table))
        found = table.iloc[:end]
        wanted = [
            next(head for head in heads if head.startswith(word)) for word in (NAME, TARGET, ACTUAL, WEIGHT, SCORE)
        ]
        picked = found[wanted].set_axis([NAME, TARGET, ACTUAL, WEIGHT, SCORE], axis=1)
        yield picked[picked[NAME].notna()].reset_index(drop=True)


def by_pandas(path: Path) -> bool:
    """Whether plain pandas expressions find anything wrong."""
    import pandas as pd

    for table in tables(path):
        weight, score = (pd.to_numeric(table[name], errors="coerce") for name in (WEIGHT, SCORE))
        wrong = table[[TARGET, ACTUAL]].isna().any(axis=None) or weight.isna().any() or score.isna().any()
        if wrong or (score > weight).any() or (score < 0).any() or abs(weight.sum() + EXECUTION - 100) > 0.05:
            return True
    return False


def by_pandera(path: Path) -> bool:
    """Whether a pandera schema finds anything wrong."""
    import pandera.pandas as pa

    schema = pa.DataFrameSchema(
        {
            NAME: pa.Column(object, nullable=False),
            TARGET: pa.Column(object, nullable=False),
            ACTUAL: pa.Column(object, nullable=False),
            WEIGHT: pa.Column(float, pa.Check.in_range(0, 100), nullable=False, coerce=True),
            SCORE: pa.Column(float, pa.Check.ge(0), nullable=False, coerce=True),
        },
        checks=[
            pa.Check(lambda table: table[SCORE] <= table[WEIGHT]),
            pa.Check(lambda table: abs(table[WEIGHT].sum() + EXECUTION - 100) <= 0.05),
        ],
    )
    for table in tables(path):
        try:
            schema.validate(table, lazy=True)
        except (pa.errors.SchemaErrors, pa.errors.SchemaError):
            return True
    return False


def by_frictionless(path: Path) -> bool:
    """Whether a frictionless schema with a row constraint finds anything wrong."""
    from frictionless import Checklist, Resource, Schema, checks, fields

    schema = Schema(
        fields=[
            fields.AnyField(name="name", constraints={"required": True}),
            fields.AnyField(name="target", constraints={"required": True}),
            fields.AnyField(name="actual", constraints={"required": True}),
            fields.NumberField(name="weight", constraints={"required": True, "minimum": 0, "maximum": 100}),
            fields.NumberField(name="score", constraints={"required": True, "minimum": 0}),
        ]
    )
    rules = Checklist(checks=[checks.row_constraint(formula="score <= weight")])
    for table in tables(path):
        rows = [
            [None if cell != cell else cell for cell in row]  # NaN is blank
            for row in table.itertuples(index=False)
        ]
        data = [["name", "target", "actual", "weight", "score"], *rows]
        if not Resource(data=data, schema=schema).validate(rules).valid:
            return True
    return False


YARDSTICKS = {"pandas": by_pandas, "pandera": by_pandera, "frictionless": by_frictionless}
