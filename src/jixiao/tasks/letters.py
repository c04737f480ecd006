"""Use cases of letters by the batch: from judged files to numbered letters as print-ready workbooks and Word files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.documents.letter import (
    APPRAISAL,
    MONITORING,
    RECTIFY,
    Letter,
    letter_sheets,
    letter_words,
)
from jixiao.documents.notice import no_notice_notes, notices_for
from jixiao.documents.notice_parts import Notice
from jixiao.documents.notice_sheets import notice_workbook_sheets
from jixiao.documents.numbers import (
    USED,
    VOID,
    Entry,
    Series,
    latest,
    next_serials,
    read_number,
    series_of,
    stated_number,
)
from jixiao.documents.numbers_file import FILE, Register, opened
from jixiao.intake import output_path, write_new
from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome
from jixiao.workbook.apply_patch import new_workbook
from jixiao.workbook.letter_docx import BUILT_IN, GENERAL, Prepared, built_in, letter_docx, prepared
from jixiao.workbook.notice_docx import notice_words

if TYPE_CHECKING:
    from jixiao.campaign.returns import Return

TEMPLATES = "信函模板"
"""Folder with the bureau's own letter templates; also the word that exports those that come along."""
AUTO = "auto"
Draft = Letter | Notice
_UPWARDS = 4  # how many folders up a register or a template may lie


@dataclass(frozen=True)
class Drafts:
    """Letters still without numbers, words for the user about what gives none, and the returns that they tell of."""

    letters: tuple[Draft, ...]
    remarks: tuple[str, ...] = ()
    returns: tuple[Return, ...] = ()  # of a round, each beside its letter


@dataclass(frozen=True)
class Written:
    """A letter with its number (or "") and the files that were written."""

    letter: Draft
    number: str
    files: tuple[Path, ...]


# -- which letters there are -------------------------------------------------------------------------------------------


def drafts_of(
    kind: str, judged: Sequence[Outcome], policy: Policy, on: date, office_of: Callable[[str, str], str]
) -> Drafts:
    """The letters of one kind that judged files give, dated `on`; 退回修改 and 红灯预警 go by submissions instead."""
    if kind == RECTIFY:
        return _rectification(judged, on)
    if kind == MONITORING:
        from jixiao.documents.feedback_monitoring import monitored_in, monitoring_letters

        return or_none(monitoring_letters(monitored_in(judged), policy, on), "没有填报的绩效监控表")
    if kind == APPRAISAL:
        from jixiao.documents.feedback_appraisal import appraisal_letters, appraised_in

        return or_none(appraisal_letters(appraised_in(judged), policy, on), "没有评完的事前绩效评估表")
    return _opinions(kind, judged, policy, on, office_of)


def or_none(letters: Sequence[Letter], nothing: str) -> Drafts:
    """The letters as drafts; where there are none, words that say why."""
    return Drafts(tuple(letters), () if letters else (f"{nothing},没有可出的文书。",))


def _rectification(judged: Sequence[Outcome], on: date) -> Drafts:
    notices: list[Draft] = []
    remarks: list[str] = []
    for outcome in judged:
        notices += notices_for(outcome, on=on)
        remarks += [f"{outcome.book.name}:{note}" for note in no_notice_notes(outcome, on=on)]
    return Drafts(tuple(notices), tuple(remarks))


def _opinions(
    kind: str, judged: Sequence[Outcome], policy: Policy, on: date, office_of: Callable[[str, str], str]
) -> Drafts:
    from jixiao.documents.opinion import advised_in
    from jixiao.documents.opinion_letter import opinion_letters

    items = advised_in(kind, judged, policy)
    letters = opinion_letters(kind, items, policy, on, office_of)
    remarks = [] if letters else ["没有可以列入的项目,没有可出的意见书。"]
    if lost := sorted({item.unit or "(没有单位名)" for item in items if not office_of(item.unit, item.department)}):
        named = "、".join(lost[:5]) + ("等" if len(lost) > 5 else "")
        told = "、".join(policy.notice.opinion_to)
        remarks.append(
            f"不知道 {len(lost)} 个单位对口的业务股({named}),只列在送{told}的意见书里。请在名册里填对口股室。"
        )
    if open_ones := sum(not item.use for item in items):
        remarks.append(f"{open_ones} 个项目没有结论、等级或灯色,运用意见留空待填。")
    return Drafts(tuple(letters), tuple(remarks))


# -- numbers -----------------------------------------------------------------------------------------------------------


def register_folder(places: Iterable[Path], own: Path) -> Path:
    """Where the register lies: in one of the places or a folder above it; else the user's own folder."""
    for place in places:
        for folder in folders_above(place):
            if (folder / FILE).exists():
                return folder
    return own


def folders_above(place: Path) -> Iterator[Path]:
    """A folder (or a file's) and the ones above it in which a register or a template is looked for."""
    start = place if place.is_dir() else place.parent
    yield from (start.absolute(), *start.absolute().parents[: _UPWARDS - 1])


def numbered(letters: Sequence[Draft], number: str, policy: Policy, on: date, register: Register) -> list[Draft]:
    """The letters with numbers that are theirs from now on; NumberError when one is taken, and none is given.

    `number` is auto (the next free ones) or the first number, the later ones count on.
    """
    if number == AUTO:
        series: Series = series_of(policy.notice, on)
        serials = next_serials(register.entries, series, len(letters))
    else:
        series, first = stated_number(policy.notice, on, number)
        serials = list(range(first, first + len(letters)))
    given = [_with_number(letter, series.number(serial)) for letter, serial in zip(letters, serials, strict=True)]
    register.add([_entry(letter, series, serial, on) for letter, serial in zip(given, serials, strict=True)])
    return given


def numbered_once(letters: Sequence[Draft], number: str, policy: Policy, on: date, register: Register) -> list[Draft]:
    """The same for letters that may have gone out already: a number that the register gives to this very letter is its.

    What is entered twice, or again after an interruption, so takes no second number.
    """
    known = latest(register.entries)
    if number == AUTO:
        series: Series = series_of(policy.notice, on)
        had = {(each.title, each.to): each.serial for each in known.values() if _given(each) and each.series == series}
        free = iter(next_serials(register.entries, series, len(letters)))
        serials = [had.get((title_of(letter), letter.to)) or next(free) for letter in letters]
    else:
        series, first = stated_number(policy.notice, on, number)
        serials = list(range(first, first + len(letters)))
    lines = [_entry(letter, series, serial, on) for letter, serial in zip(letters, serials, strict=True)]
    register.add([line for line in lines if not _same(line, known.get((series, line.serial)))])
    return [_with_number(letter, line.number) for letter, line in zip(letters, lines, strict=True)]


def _given(entry: Entry) -> bool:
    return entry.state == USED


def _same(line: Entry, known: Entry | None) -> bool:
    return known is not None and _given(known) and (known.title, known.to) == (line.title, line.to)


def _with_number(letter: Draft, number: str) -> Draft:
    if isinstance(letter, Letter) and letter.filling is not None:
        from jixiao.documents.opinion_letter import numbered as opinion

        return opinion(letter, number)
    return replace(letter, number=number)


def _entry(letter: Draft, series: Series, serial: int, on: date) -> Entry:
    kind = letter.kind if isinstance(letter, Letter) else RECTIFY
    return Entry(series, serial, USED, on.isoformat(), kind, title_of(letter), letter.to)


def title_of(letter: Draft) -> str:
    """The letter's title in one piece."""
    return letter.whole_title if isinstance(letter, Letter) else letter.title


def sent_before(letters: Sequence[Draft], entries: Sequence[Entry]) -> list[str]:
    """Words about letters whose title and addressee already stand in the register under a number that holds."""
    known = {(each.title, each.to): each.number for each in latest(entries).values() if _given(each)}
    found = [(letter, known.get((title_of(letter), letter.to))) for letter in letters]
    return [f"《{title_of(one)}》(主送{one.to})已有{number},现在又给了一个号。" for one, number in found if number]


# -- files -------------------------------------------------------------------------------------------------------------


def template_of(kind: str, places: Iterable[Path], own: Path, sample: Mapping[str, Any]) -> Prepared:
    """The Word template for a kind: 信函模板/<文种>.docx, else 信函模板/公文.docx, in the places, then the user's own.

    The one that comes along where there is none. TemplateError when the one that lies there cannot be used.
    """
    for folder in [*(up for place in places for up in folders_above(place)), own]:
        for name in (kind, GENERAL):
            path = folder / TEMPLATES / f"{name}.docx"
            if path.is_file():
                return prepared(path.read_bytes(), str(path), sample)
    name = kind if kind in BUILT_IN else GENERAL
    return prepared(built_in(name), name, sample)


def words_of(letter: Draft) -> dict[str, Any]:
    """What the placeholders of Word templates stand for in this letter."""
    return letter_words(letter) if isinstance(letter, Letter) else notice_words(letter)


def workbook_of(letter: Draft, policy: Policy) -> bytes:
    """The letter as a workbook that prints as it is; an opinion is the standard form F12 filled in."""
    if isinstance(letter, Notice):
        return new_workbook(notice_workbook_sheets((letter,)), title=RECTIFY)
    if letter.filling is None:
        return new_workbook(letter_sheets(letter), title=letter.kind)
    from jixiao.documents.opinion_letter import instructions
    from jixiao.forms.result_use_opinion import FORMS
    from jixiao.forms.template import build_template, fill_template

    filling = letter.filling
    form = next(form for form in FORMS if form.title == filling.title)
    handed = instructions(filling, policy)
    blank = build_template(form, policy, year=filling.year, rows=filling.rows, handed=handed)
    return fill_template(blank, form, policy, filling.values, rows=filling.rows)


def write_letters(
    letters: Sequence[Draft],
    policy: Policy,
    folder: Path,
    at: datetime,
    template: Prepared | None,
    *,
    step: Callable[[str], None] = lambda name: None,
) -> Iterator[Written]:
    """Every letter below `folder` as a workbook and, with a template, as a Word file; nothing is written over.

    With a numbered 整改通知 goes the 整改情况报告 in which the unit answers, its problems filled in.
    """
    taken: set[Path] = set()
    for letter in letters:
        kind = letter.kind if isinstance(letter, Letter) else RECTIFY
        body = workbook_of(letter, policy)
        word = letter_docx(template, words_of(letter)) if template is not None else None
        target = output_path(folder / f"{_file_stem(letter)}.x", folder, folder, taken, f"_{kind}", ".xlsx")
        files = [write_new(target, body, at)]
        if word is not None:
            files.append(write_new(target.with_suffix(".docx"), word, at))
        if isinstance(letter, Notice) and read_number(letter.number):
            files.append(_write_report(letter, policy, folder, at))
        step(letter.to)
        yield Written(letter, letter.number, tuple(files))


def _write_report(notice: Notice, policy: Policy, folder: Path, at: datetime) -> Path:
    from jixiao.ledger.report_out import report_name, report_workbook
    from jixiao.ledger.sources import entry_of_notice

    entry = entry_of_notice(notice)
    return write_new(folder / report_name(entry), report_workbook(entry, policy), at)


def _file_stem(letter: Draft) -> str:
    from jixiao.campaign.distribute import _safe as safe_name

    if isinstance(letter, Notice):
        return f"{safe_name(letter.to)[:30]}_{safe_name(letter.project)[:30]}"
    return safe_name(letter.name)[:60]


def issue(
    letters: Sequence[Draft],
    number: str | None,
    policy: Policy,
    on: date,
    register: Path,
    write: Callable[[Sequence[Draft]], Iterable[Written]],
) -> tuple[list[Written], list[str]]:
    """Letters numbered, noted in the register and written, with words for the user.

    A number is noted before its letter is written, so that no other letter can get it; should the writing fail, the
    numbers of letters that were not written are void, and the error goes on.
    """
    if number is None or not letters:
        return list(write(letters)), []
    with opened(register) as held:
        remarks = sent_before(letters, held.entries)
        given = numbered(letters, number, policy, on, held)
        noted = {entry.number: entry for entry in held.entries[-len(given) :]}
    done: list[Written] = []
    try:
        done += write(given)  # what was written before an interruption stays in the list
    except BaseException:
        left = [entry for name, entry in noted.items() if name not in {each.number for each in done}]
        with opened(register) as held:
            held.add([replace(entry, state=VOID, at="", note="文书没有写成") for entry in left])
        raise
    return done, remarks


def write_templates(folder: Path, at: datetime) -> list[Path]:
    """The letter templates that come along, under the names by which they are looked up, for editing in Word."""
    home = folder / TEMPLATES
    return [write_new(home / f"{name}.docx", built_in(name), at) for name in BUILT_IN]
