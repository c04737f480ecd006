"""G703 文号重复使用: one document number stands beside the titles of two different documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import TypeVar

from jixiao.records.book import Book
from jixiao.records.document_number import DocumentNumber, document_numbers
from jixiao.records.finding import Severity
from jixiao.records.list_form import ListForm
from jixiao.records.manuscript import Manuscript
from jixiao.records.regex import regex
from jixiao.records.text import shortened, squeezed
from jixiao.rules.rule import Context, Hit, Rule, hit, text_hit

_TITLE_BEFORE = regex(r"《([^《》]{4,120})》(?:的?[^《》()。;,:]{0,8})?\((?:[^()《》]{0,60}[、,;])?$")
_TITLE_AFTER = regex(r"(?:文件?)?《([^《》]{4,120})》")
_COMMON = regex(r"关于|印发|转发|的?通知$|\((?:试行|暂行|修订)\)|[^\w]|的")
_YEAR = regex(r"(?:19|20)\d{2}")
_WINDOW = 300
_NOTICE = "F09"
_EXPECTED = "一个文号只用于一份文件"
Place = TypeVar("Place")
_DIFFERENT = 4
"""Characters of the shorter title that the other lacks: fewer are a slip of the pen, for which G704 is there."""


def _core(title: str) -> str:
    return _COMMON.sub("", title)


def different_titles(one: str, other: str) -> bool:
    """Whether two titles name two documents: other words or other years, no mere shortening or slip of the pen."""
    first, second = sorted((_core(one), _core(other)), key=len)
    years = set(_YEAR.findall(first)), set(_YEAR.findall(second))
    if all(years) and years[0] != years[1]:
        return True
    letters = iter(second)
    if all(letter in letters for letter in first):
        return False
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return len(first) - sum(block.size for block in blocks if block.size > 1) >= _DIFFERENT


def titled_numbers(text: str) -> Iterator[tuple[DocumentNumber, str]]:
    """Document numbers of a flat text with the title that stands right before or behind each."""
    for number in document_numbers(text):
        if found := _TITLE_BEFORE.search(text[max(0, number.start - _WINDOW) : number.start]) or _TITLE_AFTER.match(
            text, number.end
        ):
            yield number, found[1]


def reused(
    numbers: Iterable[tuple[Place, DocumentNumber, str]], differ: Callable[[str, str], bool] = different_titles
) -> Iterator[tuple[Place, DocumentNumber, str, Place, str]]:
    """(where, number, title, where the number stood first, its title there) for every later use with another title."""
    first: dict[tuple[str, int, int], list[tuple[Place, str]]] = {}
    for at, number, title in numbers:
        for key in number.keys if len(number.serials) == 1 else ():
            known = first.setdefault(key, [])
            if known and all(differ(title, other) for _, other in known):
                yield at, number, title, *known[0]
            known.append((at, title))


def check(book: Book, _: Context) -> Iterator[Hit]:
    """Notices of one workbook that bear one number for two projects; titles in lists and letters as in a document."""
    lists = [form for form in book.forms if isinstance(form, ListForm)]
    letters = [form for form in lists if form.code == _NOTICE and "number" in form.fields]
    own = [
        ((form.fields["number"], form.sheet), number, form.project_name or form.unit_name or form.sheet)
        for form in letters
        for number in document_numbers(form.fields["number"].flat)
    ]
    cited = [
        ((value, form.sheet), number, title)
        for form in lists
        for value in {value.cell: value for value in (*form.inputs(), *form.statements)}.values()
        for number, title in titled_numbers(value.flat)
    ]
    for found in (reused(own, lambda one, other: squeezed(one) != squeezed(other)), reused(cited)):
        for (value, sheet), number, title, (earlier, where), other in found:
            words = {"other": shortened(other, 40), "title": shortened(title, 40), "before": f"{where}!{earlier.cell}"}
            yield hit(value, sheet=sheet, seen=number.right, expected=_EXPECTED, **words)


def in_text(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """One finding at every later title that bears a number already given to another; brackets are no difference."""
    numbers = [(at, number, title) for at in manuscript.paragraphs for number, title in titled_numbers(at.flat)]
    for at, number, title, before, other in reused(numbers):
        words = {"other": shortened(other, 40), "title": shortened(title, 40), "before": before.number}
        yield text_hit(at, number.start, number.end, seen=number.right, expected=_EXPECTED, **words)


RULE = Rule(
    code="G703",
    name="文号重复使用",
    severity=Severity.MUST_FIX,
    basis="",
    message="文号「{seen}」在 {before} 用于“{other}”,这里又用于“{title}”。",
    fix="查发文登记簿,改正其中一个文号。",
    check=check,
    on="workbook",
    in_text=in_text,
    text_message="文号「{seen}」在第{before}段是《{other}》,这里又用于《{title}》。",
)
