"""Ways of writing a value in one cell, and of reading it back: `优=90；良=80`, 是/否, lists with ；."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

EMPTY = "（空）"
LIST_SIGNS = ";；\n"
PAIR_SIGNS = ";；,，、\n"

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:%|分|万元|天|日|月|份|位|倍|个?百分点)?")
_BAND = re.compile(r"(.+?)[=＝](.+?)[~～〜至—–-]+(.+?)[:：](.*)", re.DOTALL)
_ISO_DATE = re.compile(r"\d{4}-(\d{2})-(\d{2})")


class SpellingError(ValueError):
    """A text that cannot be read as the value; the message is a short Chinese reason."""


@dataclass(frozen=True)
class Spelling:
    """One way of writing: value → text, text → value, the rule in words, an example, the choices of a closed list."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    rule: str
    example: str
    choices: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """The rule with its example, for the column 怎么写."""
        return f"{self.rule}。例:{self.example}"


def short(text: str) -> str:
    """A text cut to what fits into a message, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 24 else flat[:23] + "…"


def plain_number(value: Decimal | int) -> str:
    """A number without trailing zeros or exponent."""
    return f"{Decimal(value).normalize():f}"


def read_number(text: str) -> Decimal:
    """A number with or without its unit, in either width; SpellingError when it is none."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "").replace(",", ""))
    if not match:
        raise SpellingError(f"「{short(text)}」不是数" if text.strip() else "缺少数字")
    return Decimal(match[1])


def read_whole(text: str) -> int:
    """A whole number; SpellingError when it is none."""
    value = read_number(text)
    if value != int(value):
        raise SpellingError(f"「{short(text)}」不是整数")
    return int(value)


def _split(text: str, signs: str) -> list[str]:
    return [part.strip() for part in re.split(f"[{signs}]", text) if part.strip()]


def _read_pairs(text: str, signs: str) -> list[tuple[str, str]]:
    pairs = []
    for part in _split(text, signs):
        left, sign, right = part.replace("＝", "=").partition("=")
        if not sign:
            raise SpellingError(f"「{short(part)}」里少了等号")
        if not left.strip() or not right.strip():
            raise SpellingError(f"「{short(part)}」的等号有一边是空的")
        pairs.append((left.strip(), right.strip()))
    return pairs


def _read_table(text: str, read: Callable[[str], Any], signs: str) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in _read_pairs(text, signs):
        if name in table:
            raise SpellingError(f"「{short(name)}」写了两次")
        table[name] = read(value)
    return table


def or_empty(spelling: Spelling, nothing: Any, words: tuple[str, ...] = ("空", "无")) -> Spelling:
    """The same way of writing, with 「（空）」 for nothing (a blank cell means: as in the base policy)."""

    def read(text: str) -> Any:
        return nothing if unicodedata.normalize("NFKC", text).strip(" ()") in words else spelling.read(text)

    rule = f"{spelling.rule};没有就写「{EMPTY}」"
    return Spelling(lambda value: spelling.write(value) or EMPTY, read, rule, spelling.example)


def choice_of(names: Mapping[Any, str]) -> Spelling:
    """One of a few named values."""

    def read(text: str) -> Any:
        for value, name in names.items():
            if text.strip() == name:
                return value
        raise SpellingError(f"只能写{'或'.join(names.values())}")

    every = tuple(names.values())
    return Spelling(lambda value: names[value], read, f"写{'或'.join(every)}", every[0], every)


def number(example: str) -> Spelling:
    """A single number."""
    return Spelling(plain_number, read_number, "写一个数", example)


def whole(example: str) -> Spelling:
    """A single whole number."""
    return Spelling(plain_number, read_whole, "写一个整数", example)


def text_line(example: str) -> Spelling:
    """Free text."""
    return Spelling(str, str.strip, "写文字", example)


def day(example: str) -> Spelling:
    """A day of the year such as 11月5日."""

    def read(text: str) -> str:
        # Excel turns a typed 11月5日 into a date of this year
        match = _ISO_DATE.fullmatch(text.strip())
        return f"{int(match[1])}月{int(match[2])}日" if match else unicodedata.normalize("NFKC", text).replace(" ", "")

    return Spelling(str, read, "写几月几日", example)


def word_list(example: str, words: tuple[str, ...] = ("空", "无")) -> Spelling:
    """A list of words; `words` are those that mean an empty list."""
    spelling = Spelling("；".join, lambda text: tuple(_split(text, LIST_SIGNS)), "每项之间用分号「；」", example)
    return or_empty(spelling, (), words)


def number_list(example: str) -> Spelling:
    """A list of numbers."""

    def write(values: Iterable[Decimal]) -> str:
        return "；".join(plain_number(value) for value in values)

    def read(text: str) -> tuple[Decimal, ...]:
        return tuple(read_number(part) for part in _split(text, PAIR_SIGNS))

    return or_empty(Spelling(write, read, "数之间用分号「；」", example), ())


def named_values(rule: str, example: str, write: Callable[[Any], str], read: Callable[[str], Any]) -> Spelling:
    """A mapping of names to values that may themselves hold commas and 、."""

    def write_all(table: Mapping[str, Any]) -> str:
        return "；".join(f"{name}={write(value)}" for name, value in table.items())

    return or_empty(Spelling(write_all, lambda text: _read_table(text, read, LIST_SIGNS), rule, example), {})


def pairs_of(
    rule: str, example: str, names: tuple[str, str], read: Callable[[str], Any] = read_number, unit: str = ""
) -> Spelling:
    """Rows of two columns `names`, left=right, the right one a number; `unit` is written after the left."""
    left, right = names

    def write_all(rows: Iterable[Any]) -> str:
        return "；".join(f"{_word(getattr(row, left))}{unit}={_word(getattr(row, right))}" for row in rows)

    def read_all(text: str) -> tuple[dict[str, Any], ...]:
        return tuple({left: read(key), right: read_number(value)} for key, value in _read_pairs(text, PAIR_SIGNS))

    return Spelling(write_all, read_all, rule, example)


def _word(value: Any) -> str:
    return value if isinstance(value, str) else plain_number(value)


def weight_schemes(rule: str, example: str) -> Spelling:
    """Named schemes, one a line, each a mapping of dimensions to points."""

    def write(schemes: Mapping[str, Mapping[str, Decimal]]) -> str:
        return "\n".join(f"{name}：{'；'.join(_points(points))}" for name, points in schemes.items())

    return or_empty(Spelling(write, _read_schemes, rule, example), {})


def _points(points: Mapping[str, Decimal]) -> list[str]:
    return [f"{name}={plain_number(value)}" for name, value in points.items()]


def _read_schemes(text: str) -> dict[str, dict[str, Decimal]]:
    schemes: dict[str, dict[str, Decimal]] = {}
    for line in _split(text, "\n"):
        name, sign, points = (part.strip() for part in line.replace("：", ":").partition(":"))
        if not sign or not name:
            raise SpellingError(f"「{short(line)}」里少了方案名称和冒号")
        if name in schemes:
            raise SpellingError(f"方案「{short(name)}」写了两次")
        schemes[name] = _read_table(points, read_number, PAIR_SIGNS)
    return schemes


def bands_of(rule: str, example: str) -> Spelling:
    """The three qualitative bands, one a line: name, share of the weight in percent, words that lead to it."""

    def write(bands: Iterable[Any]) -> str:
        return "\n".join(
            f"{each.name}={plain_number(each.low * 100)}～{plain_number(each.high * 100)}：{'；'.join(each.words)}"
            for each in bands
        )

    return Spelling(write, _read_bands, rule, example)


def _read_bands(text: str) -> tuple[dict[str, Any], ...]:
    bands = []
    for line in _split(text, "\n"):
        match = _BAND.fullmatch(line)
        if not match:
            raise SpellingError(f"「{short(line)}」没有按「名称=下限～上限：用语」来写")
        low, high = (read_number(match[side]) / 100 for side in (2, 3))
        bands.append({"name": match[1].strip(), "low": low, "high": high, "words": tuple(_split(match[4], LIST_SIGNS))})
    if len(bands) != 3:
        raise SpellingError(f"要写三行,现有 {len(bands)} 行")
    return tuple(bands)


def read_digits(text: str) -> tuple[int, ...]:
    """Numbers of digits separated by 、 or commas."""
    return tuple(read_whole(part) for part in _split(text, ",，、"))


def named_lines(rule: str, example: str) -> Spelling:
    """A mapping of names to sentences that may hold any sign, one a line: 名称：文字."""

    def write(table: Mapping[str, str]) -> str:
        return "\n".join(f"{name}：{text}" for name, text in table.items())

    return or_empty(Spelling(write, _read_named_lines, rule, example), {})


def _read_named_lines(text: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _split(text, "\n"):
        name, sign, rest = (part.strip() for part in line.replace(":", "：", 1).partition("："))
        if not sign or not name or not rest:
            raise SpellingError(f"「{short(line)}」没有按「名称：文字」来写")
        if name in table:
            raise SpellingError(f"「{short(name)}」写了两次")
        table[name] = rest
    return table
