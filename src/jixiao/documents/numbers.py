"""发文字号 as a register knows them: which are taken, which is next, and why one may not be given (G703, H801)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jixiao.documents.notice_parts import NoticeError, document_number
from jixiao.policy.model import NoticeSettings
from jixiao.records.document_number import document_numbers
from jixiao.records.regex import regex

USED, RESERVED, VOID = "已用", "预留", "作废"
STATES = (USED, RESERVED, VOID)
LARGEST = 9999
_WHOLE = regex(r"(.{1,16})〔((?:19|20)\d{2})〕([1-9]\d{0,3})号")
_RANGE = regex(r"\s*(\d{1,4})\s*(?:[-—~至到]\s*(\d{1,4})\s*)?")


class NumberError(ValueError):
    """A number that cannot be given, or a register that cannot be used; the text is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that are counted together: 机关代字 and year."""

    prefix: str
    year: int

    def number(self, serial: int) -> str:
        """The whole 发文字号: 师财绩〔2023〕10号."""
        return f"{self.prefix}〔{self.year}〕{serial}号"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register: a number and what became of it on that occasion. `day` and `at` are ISO texts."""

    series: Series
    serial: int
    state: str
    day: str = ""
    kind: str = ""
    title: str = ""
    to: str = ""
    at: str = ""
    who: str = ""
    note: str = ""

    @property
    def number(self) -> str:
        """The whole 发文字号."""
        return self.series.number(self.serial)


def read_number(text: str) -> tuple[Series, int] | None:
    """Series and serial of a 发文字号 written as it should be; None for anything else."""
    match = _WHOLE.fullmatch(text.strip())
    return (Series(match[1], int(match[2])), int(match[3])) if match else None


def stated_number(settings: NoticeSettings, on: date, text: str) -> tuple[Series, int]:
    """The number that 「10」 or a whole 发文字号 means, checked after H801; NumberError says what is wrong with it."""
    try:
        whole = document_number(settings, on, text)
    except NoticeError as error:
        raise NumberError(str(error)) from None
    found = read_number(whole)
    if found is None:
        raise NumberError(f"发文字号「{text.strip()}」无法识别,请写成「10」或「师财绩〔{on.year}〕10号」。")
    checked_prefix(found[0])
    return found


def series_of(settings: NoticeSettings, on: date) -> Series:
    """The bureau's own series of a day's year; NumberError when the policy has no real 机关代字 yet."""
    series = Series(settings.number_prefix, on.year)
    checked_prefix(series)
    return series


def checked_prefix(series: Series) -> None:
    """NumberError unless numbers of this series are written as GB/T 9704-2012 asks (H801)."""
    sample = series.number(1)
    found = list(document_numbers(sample))
    if len(found) != 1 or found[0].faults or found[0].written != sample:
        raise NumberError(
            f"机关代字「{series.prefix}」不能用作发文字号:只能是汉字,不带「字」「第」和符号。"
            "请在口径工作簿「通知与文号」里写上本局的机关代字,例如 师财绩。"
        )


def latest(entries: Iterable[Entry]) -> dict[tuple[Series, int], Entry]:
    """How it stands with every number that is in the register: its last line."""
    return {(entry.series, entry.serial): entry for entry in entries}


def next_serials(entries: Iterable[Entry], series: Series, count: int = 1) -> list[int]:
    """The next free serials: after the highest one used, reserved and voided ones passed over.

    NumberError when the four digits of a year are used up.
    """
    known = {serial: entry.state for (own, serial), entry in latest(entries).items() if own == series}
    serial = max((serial for serial, state in known.items() if state == USED), default=0)
    found: list[int] = []
    while len(found) < count:
        serial += 1
        if serial > LARGEST:
            raise NumberError(f"「{series.prefix}〔{series.year}〕」的号已经用到 {LARGEST},不能再往后排。")
        if serial not in known:
            found.append(serial)
    return found


def read_serials(text: str) -> list[int]:
    """Serials of 「12」, 「20-25」 or 「3、7-9」; NumberError when it is none of these."""
    found: list[int] = []
    for part in re.split("[,，、]", text):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            raise NumberError(f"「{text}」看不出是哪些号。请写成 12、20-25 或 3、7-9 这样。")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def refused(entries: Iterable[Entry], new: Sequence[Entry]) -> None:
    """NumberError when a line may not follow: a number used twice (G703), a void one used, a taken one reserved."""
    known = latest(entries)
    for entry in new:
        before = known.get((entry.series, entry.serial))
        reason = _reason(entry, before)
        if reason:
            raise NumberError(reason)
        known[entry.series, entry.serial] = entry


def _reason(entry: Entry, before: Entry | None) -> str:
    if before is None:
        return ""
    what = f"《{before.title}》" if before.title else f"登记于{before.at[:10] or before.day}"
    if before.state == VOID:
        return f"{entry.number}已经作废({what}{_because(before)}),作废的号不再使用。请另用一个号。"
    if before.state == USED and entry.state == USED:
        return f"{entry.number}已经用于{what},一个文号只能用于一份文件(G703)。请另用一个号。"
    if before.state == USED and entry.state == RESERVED:
        return f"{entry.number}已经用于{what},不能预留。"
    if before.state == RESERVED and entry.state == RESERVED:
        return f"{entry.number}已经预留({before.who or '未写明何人'}{_because(before)}),不能再预留一次。"
    return ""


def _because(entry: Entry) -> str:
    return f",{entry.note}" if entry.note else ""
