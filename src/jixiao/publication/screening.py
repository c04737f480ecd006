"""What may not be made public: personal numbers and marks of secrecy, each with its cell; and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jixiao.forms.values import cell_text
from jixiao.policy.model import Policy
from jixiao.records.text import squeezed
from jixiao.rules.g714_personal_data import found_in
from jixiao.workbook.grid import Cell, Sheet, address

_SAID_NO = re.compile(r"否|无|不涉密|非涉密|非密|不|公开|未定密|没有|0")
_QUESTION = re.compile(r"(?:是否|有无)?(?:属于)?涉密(?:项目|情况|事项|标[志识])?(?:\(是/否\))?|密级|保密级别|秘密等级")
_DENIED = r"非|不|未|无|脱|(?:没有|不含有?|不得|严禁|不涉及|未涉及|不属于)[^。;]{0,16}"
_OTHER_SECRETS = r"商业秘密|个人秘密|保守秘密|保密"
_EDGE = " 　:："


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file may not be made public: the cell, what stands there (never the number itself), what to do.

    `of_ledger`: `file` is the place of a problem in the rectification ledger, which keeps back its project.
    """

    file: str
    sheet: str
    cell: str
    why: str
    fix: str
    of_ledger: bool = False

    def words(self) -> str:
        """The refusal as it is told."""
        if self.of_ledger:
            return f"{self.file}:{self.why}{self.fix}"
        where = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or "整个文件"
        return f"{self.file}:{where}:{self.why}{self.fix}"


def left_out(
    sheet: Sheet, labels: Collection[str], headings: Collection[str] = (), inputs: Collection[str] = ()
) -> dict[str, str]:
    """Address → what the public version shows there instead, for labels of the policy and what stands beside them.

    `headings` are addresses of table headings: below such a label its whole column is left out. 「填报人:… 电话:…」 in
    one cell loses those parts only, unless the cell is one of the form's `inputs`: nobody's own words are cut.
    """
    found: dict[str, str] = {}
    known = {squeezed(label) for label in labels}
    pieces = _pieces(labels)
    for cell in tuple(sheet.cells.values()):
        text = cell_text(cell)
        flat = squeezed(text).strip(":★*()")
        if flat in known:
            found[cell.address] = ""
            beside = _below(sheet, cell) if cell.address in headings else _right(sheet, cell, known)
            found.update(dict.fromkeys(beside, ""))
        elif pieces is not None and cell.address not in {*found, *inputs} and pieces.search(text):
            found[cell.address] = pieces.sub("", text).strip(_EDGE)
    return found


def _pieces(labels: Collection[str]) -> re.Pattern[str] | None:
    names = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))
    if not names:
        return None
    # up to the next label of a few words with a colon, to a mark, or to the end
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?:{names})\s*[:：].*?(?=[\s;；,，、]+[\u4e00-\u9fff]{{2,8}}\s*[:：]|\n|$)"
    )


def _right(sheet: Sheet, cell: Cell, known: Collection[str]) -> Iterator[str]:
    """The cell right of a label, unless that is a label itself."""
    _, _, _, last = sheet.area(cell.row, cell.column)
    beside = sheet.cell(cell.row, last + 1)
    if beside is not None and squeezed(cell_text(beside)).strip(":★*") not in known:
        yield beside.address


def _below(sheet: Sheet, cell: Cell) -> Iterator[str]:
    first, last = sheet.area(cell.row, cell.column)[1::2]
    for (row, column), other in sheet.cells.items():
        if row > cell.row and first <= column <= last:
            yield other.address


def screen(
    file: str,
    sheet: Sheet,
    policy: Policy,
    *,
    without: Mapping[str, str],
    numbers: Collection[str] = (),
    secret_projects: Sequence[str] = (),
) -> tuple[Refusal, ...]:
    """Why a sheet may not be made public; `without` is what `left_out` gives, `numbers` addresses of amounts and codes.

    `secret_projects` are names (squeezed) that the round's roster marks as secret.
    """
    found: list[Refusal] = []
    secret = _secret_in(policy)
    if secret(sheet.name):
        found.append(_refusal(file, sheet, "", "工作表名有涉密标记。"))
    for key in sorted(sheet.cells):
        cell = sheet.cells[key]
        text = without.get(cell.address, cell_text(cell))
        if cell.address not in numbers and (kind := _personal(cell, text)) is not None:
            why = f"有{kind[0]}({kind[1]}),不能公开。"
            found.append(Refusal(file, sheet.name, cell.address, why, "删去号码再公开,报送的文件没有改动。"))
        if place := _secret_place(sheet, cell, text, secret):
            found.append(_refusal(file, sheet, place, "项目有涉密标记。"))
        elif squeezed(text) and squeezed(text) in secret_projects:
            found.append(_refusal(file, sheet, cell.address, "这个项目在名册里标为涉密。"))
    return tuple(dict.fromkeys(found))


def why_not_public(text: str, policy: Policy) -> str:
    """Why a sentence may not be made public (a personal number, a mark of secrecy); "" when it may."""
    kind = found_in(text)
    if kind is not None:
        return f"有{kind[0]}({kind[1]}),不能公开。"
    return "有涉密标记。" if _secret_in(policy)(text) else ""


def _refusal(file: str, sheet: Sheet, cell: str, why: str) -> Refusal:
    return Refusal(file, sheet.name, cell, why, "涉密的不公开;不涉密的,先按程序改正标记。")


def _personal(cell: Cell, text: str) -> tuple[str, str] | None:
    """A personal number: in text, or a bare number of as many digits as a mobile telephone has."""
    if isinstance(cell.value, Decimal) and len(squeezed(text)) != 11:
        return None
    return found_in(text)


def _secret_in(policy: Policy) -> Callable[[str], bool]:
    """Tells whether a text bears a mark of secrecy; 「非涉密」 and 「不得含有涉密信息」 are none."""
    words = "|".join(map(re.escape, policy.publish_secret_words))
    mark = re.compile(words) if words else None
    denied = re.compile(rf"(?:{_DENIED})(?:{words})|{_OTHER_SECRETS}") if words else None

    def bears(text: str) -> bool:
        if mark is None or denied is None:
            return False
        return mark.search(denied.sub("", squeezed(text))) is not None

    return bears


def _secret_place(sheet: Sheet, cell: Cell, text: str, secret: Callable[[str], bool]) -> str:
    """The address of a mark of secrecy; "" when the cell has none. 「是否涉密」 is answered beside or below."""
    flat = squeezed(text)
    asked, _, answer = flat.rstrip("?").partition(":")
    if not _QUESTION.fullmatch(asked):
        return cell.address if secret(text) else ""
    if answer:
        return "" if _SAID_NO.match(answer) else cell.address
    top, _, bottom, last = sheet.area(cell.row, cell.column)
    beside = sheet.cell(top, last + 1)
    if beside is not None and _answers(beside):
        return "" if _SAID_NO.match(squeezed(cell_text(beside))) else beside.address
    for row in sorted(row for row in sheet.rows if row > bottom):
        below = sheet.cells.get((row, cell.column))
        said = squeezed(cell_text(below))
        if said and not _SAID_NO.match(said) and below is not None and (said in _YES or secret(said)):
            return address(row, cell.column)
    return ""


_YES = {"是", "√", "有", "Y", "y", "1"}


def _answers(cell: Cell) -> bool:
    """Whether a cell answers a question of secrecy, so that it is no heading of the next column."""
    said = squeezed(cell_text(cell))
    return said in _YES or _SAID_NO.match(said) is not None or said in ("绝密", "机密", "秘密", "涉密")
