"""Under which names libraries lie among submitted files; light, as every run over a folder asks."""

from __future__ import annotations

import os

NAME = "绩效指标库"
FILE = f"{NAME}.xlsx"
OWN_FILE = "指标库.xlsx"


def is_library_name(name: str) -> bool:
    """Whether a file in a folder is a library by its name (绩效指标库.xlsx, 绩效指标库_20260301-101500.xlsx)."""
    stem, ending = os.path.splitext(name)
    return ending.lower() in (".xlsx", ".xlsm", ".xls", ".et") and (
        stem == NAME or stem.startswith((f"{NAME}_", f"{NAME}("))
    )
