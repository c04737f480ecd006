"""One round (一轮工作): its folder with what it is, and the keys that sign what goes out.

<folder>/活动.json    name, year, form, created
<folder>/密钥.json    signing keys by number, the last one in use; whoever has it can forge a signature
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from jixiao.forms.catalogue import FORMS, find_form
from jixiao.forms.declaration import Form
from jixiao.intake import write_own

ABOUT, KEYS = "活动.json", "密钥.json"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_WORDS = (("自评", "F04"), ("监控", "F03"), ("申报", "F01"), ("目标", "F01"))


class RoundError(ValueError):
    """The round cannot be used; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class Round:
    """A round of a year: one standard form that goes to every unit."""

    folder: Path
    name: str
    year: int
    form_code: str
    created: str

    @property
    def form(self) -> Form:
        """The form that units fill in."""
        return next(form for form in FORMS if form.code == self.form_code)


def open_round(folder: Path) -> Round:
    """The round that a folder holds; RoundError when there is none or its file is damaged."""
    try:
        told = json.loads((folder / ABOUT).read_text("utf-8"))
        found = Round(folder, str(told["name"]), int(told["year"]), str(told["form_code"]), str(told["created"]))
        find_form(found.form_code)
        return found
    except FileNotFoundError:
        raise RoundError(f"「{folder}」里没有「{ABOUT}」,还没有下发过。请先用 jixiao distribute 下发。") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise RoundError(f"「{folder / ABOUT}」坏了,读不出这一轮的信息。请从备份恢复这个文件。") from None


def start_round(folder: Path, on: date, *, year: int | None = None, form: str | None = None) -> Round:
    """The folder's round; a new one when it has none yet, year and form told or read from the folder's name.

    RoundError when they cannot be told, or differ from those of the round that is there.
    """
    if (folder / ABOUT).exists():
        there = open_round(folder)
        code = _form_code(form) if form else there.form_code
        if (year or there.year, code) != (there.year, there.form_code):
            raise RoundError(
                f"「{folder.name}」已经是 {there.year} 年的「{there.form.title}」,不能改。请另建一个文件夹。"
            )
        return there
    name = folder.resolve().name
    stated = _YEAR.search(name)
    chosen = year or (int(stated[0]) if stated else None)
    code = _form_code(form) if form else next((code for word, code in _WORDS if word in name), "")
    if chosen is None or not code:
        raise RoundError(
            f"从「{name}」看不出是哪一年、哪张表。请用 --year 和 --form 写明,例如 --year 2025 --form 自评。"
        )
    made = Round(folder, name, chosen, code, on.isoformat())
    folder.mkdir(parents=True, exist_ok=True)
    told = {key: value for key, value in asdict(made).items() if key != "folder"}
    write_own(folder / ABOUT, json.dumps(told, ensure_ascii=False, indent=1).encode())
    return made


def _form_code(name: str) -> str:
    for word, code in _WORDS:
        if name == word:
            return code
    try:
        return find_form(name).code
    except KeyError as error:
        raise RoundError(f"没有叫「{name}」的表。可以用:{error.args[1]}。") from None


def keys_of(found: Round) -> dict[str, bytes]:
    """Signing keys by number, oldest first; none when the round has not signed anything yet."""
    try:
        told = json.loads((found.folder / KEYS).read_text("utf-8"))
        return {str(number): bytes.fromhex(key) for number, key in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError):
        raise RoundError(f"「{found.folder / KEYS}」坏了,核对不了签名。请从备份恢复这个文件。") from None


def signing_key(found: Round, *, renew: bool = False) -> tuple[str, bytes]:
    """Number and key to sign with: the last one, made on first use or on `renew`; earlier ones still verify."""
    keys = keys_of(found)
    if not keys or renew:
        keys[str(len(keys) + 1)] = secrets.token_bytes(32)
        text = json.dumps({number: key.hex() for number, key in keys.items()}, indent=1)
        write_own(found.folder / KEYS, text.encode(), private=True)
    number = list(keys)[-1]
    return number, keys[number]
