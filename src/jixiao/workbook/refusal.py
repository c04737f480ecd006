"""Refusals: why the content of a submitted file was not read, and how much is too much."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024

MAX_FILE = 50 * MEGABYTE
"""Bytes of a file as submitted: a form with its pictures stays far below, and mail systems stop here too."""
MAX_PART = 64 * MEGABYTE
"""Bytes of one inflated part: more than 100,000 full rows; inflating stops here."""
MAX_INFLATED = 200 * MEGABYTE
"""Bytes of all XML parts of one workbook together, so that many parts can't do what one may not."""
MAX_PARTS = 10_000
"""Parts in one package: a workbook with 255 sheets and a picture on each has about 1,500."""
MAX_ROWS = 100_000
"""Row elements in one sheet, and the highest row that holds a value: real forms end before row 1,000."""
MAX_COLUMNS = 2_000
"""The highest column that holds a value: blank styled columns to XFD are common and do not count."""
MAX_STRINGS = 1_000_000
"""Entries of the shared string table; each costs memory even when it is empty."""
MAX_TAGS = 400_000
"""Tags in a part that is read as a tree (workbook, styles, relations): a tree costs about 250 bytes a tag."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file whose content was not read.

    `reason` is one of not_workbook, truncated, missing_part, malformed_xml, forbidden_dtd, unreadable_path (A101),
    encrypted, wrong_password (A102), too_big_file, too_big_inflated, too_many_parts, too_wide, too_long (A104);
    `detail` is the Chinese fact, with what was seen and the limit where there is one.
    """

    reason: str
    detail: str


class Refused(Exception):
    """Raised inside the reader where a file turns out unreadable; `read_grid` turns it into its Refusal."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.refusal = Refusal(reason, detail)


def megabytes(size: int) -> str:
    """A number of bytes as people read it: 「12.5MB」."""
    return f"{size / MEGABYTE:.1f}MB"
