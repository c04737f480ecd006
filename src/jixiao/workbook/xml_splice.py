"""XML as text: find elements and splice text in, so that every untouched character of a part stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jixiao.records.regex import regex

# Atomic groups: a broken part must fail at once, not after hours of trying. (Python before 3.11.5 matches possessive
# quantifiers on groups wrongly, so those stand on single characters only.)
_TAG = regex(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE|<(/?)([^\s/>!?]++)((?>(?:[^\"'>/]|\"[^\"]*+\"|'[^']*+'|/(?!>))*))(/?)>",
    re.S,
)
_ATTRIBUTE = regex(r"(?<!\S)([^\s=<>\"']++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY = regex(r"&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ILLEGAL = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATE = regex("[\ud800-\udfff]")
_SPECIAL = regex('[&<>"\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x')


@dataclass(frozen=True, slots=True)
class Element:
    """Where one element stands in a text: start tag `start`–`inner`, end tag `inner_end`–`end`."""

    name: str  # local name
    prefix: str  # "" or "x:"
    start: int
    inner: int
    inner_end: int
    end: int

    @property
    def empty_tag(self) -> bool:
        """Whether it is written as one self-closing tag."""
        return self.inner_end == self.inner == self.end


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters `start`–`end` of a part by `text` (an insertion when both are equal)."""

    start: int
    end: int
    text: str


def splice(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits done; edits must not overlap, those at one place go in the given order."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda item: (item.start, item.end)):
        if edit.start < at:
            raise ValueError("overlapping edits")
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join([*pieces, text[at:]])


def inverse(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that turn the spliced text back into this one."""
    back: list[Edit] = []
    shift = 0
    for edit in sorted(edits, key=lambda item: (item.start, item.end)):
        start = edit.start + shift
        back.append(Edit(start, start + len(edit.text), text[edit.start : edit.end]))
        shift += len(edit.text) - (edit.end - edit.start)
    return tuple(back)


def root(text: str) -> Element:
    """The document element; ValueError when there is none or the part carries a document type."""
    for match in _TAG.finditer(text):
        if match[0] == "<!DOCTYPE":
            break
        if match[2] and match[4]:
            return _element(text, match)
        if match[2]:
            prefix, _, name = match[2].rpartition(":")
            close = text.rfind("</" + match[2])  # the last end tag of all: no need to walk through a whole sheet
            if close < match.end():
                break
            return Element(name, prefix and prefix + ":", match.start(), match.end(), close, text.index(">", close) + 1)
    raise ValueError("no document element")


def children(text: str, parent: Element, start: int | None = None) -> Iterator[Element]:
    """The child elements one after another, from `start` if given; comments and text between them are passed over."""
    at = parent.inner if start is None else start
    while at < parent.inner_end:
        match = _TAG.search(text, at, parent.inner_end)
        if not match:
            return
        if not match[2]:
            at = match.end()
            continue
        if match[1]:
            return
        child = _element(text, match)
        yield child
        at = child.end


def child(text: str, parent: Element, name: str) -> Element | None:
    """The first child of that local name, None when there is none."""
    return next((item for item in children(text, parent) if item.name == name), None)


def _element(text: str, match: re.Match[str]) -> Element:
    prefix, _, name = match[2].rpartition(":")
    prefix = prefix and prefix + ":"
    if match[4]:
        return Element(name, prefix, match.start(), match.end(), match.end(), match.end())
    inner_end, end = _closing(text, match[2], match.end())
    return Element(name, prefix, match.start(), match.end(), inner_end, end)


@lru_cache(maxsize=256)
def _same_name(name: str) -> re.Pattern[str]:
    quoted = re.escape(name)
    opening = rf"<{quoted}(?=[\s/>])(?>(?:[^\"'>]|\"[^\"]*+\"|'[^']*+')*)>"
    return re.compile(rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|{opening}|</{quoted}\s*>", re.S)


def _closing(text: str, name: str, at: int) -> tuple[int, int]:
    """Start and end of the end tag that closes an element of this name opened before `at`."""
    depth = 1
    for match in _same_name(name).finditer(text, at):
        piece = match[0]
        if piece.startswith("<!"):
            continue
        if piece.startswith("</"):
            depth -= 1
            if not depth:
                return match.start(), match.end()
        elif not piece.endswith("/>"):
            depth += 1
    raise ValueError(f"element {name} is not closed")


def attributes(text: str, element: Element) -> dict[str, str]:
    """The attributes of a start tag as they read, namespace prefixes kept in the names."""
    tag = text[element.start : element.inner]
    return {m[1]: unescape(m[2] if m[2] is not None else m[3]) for m in _ATTRIBUTE.finditer(tag)}


def set_attribute(text: str, element: Element, name: str, value: str | None) -> Edit | None:
    """The edit that sets (or, with None, removes) one attribute of a start tag; None when nothing changes."""
    tag = text[element.start : element.inner]
    match = re.search(rf"\s{re.escape(name)}\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
    if match and value is None:
        return Edit(element.start + match.start(), element.start + match.end(), "")
    if match and value is not None:
        if match[1][1:-1] == value:
            return None
        return Edit(element.start + match.start(1) + 1, element.start + match.end(1) - 1, value)
    if value is None:
        return None
    at = element.inner - (2 if tag.endswith("/>") else 1)
    return Edit(at, at, f' {name}="{value}"')


def append_child(text: str, element: Element, xml: str) -> Edit:
    """The edit that puts `xml` at the end of an element's content, opening a self-closing tag if need be."""
    if not element.empty_tag:
        return Edit(element.inner_end, element.inner_end, xml)
    return Edit(element.inner - 2, element.inner, f">{xml}</{element.prefix}{element.name}>")


def unescape(text: str) -> str:
    """Character references and the five named entities resolved."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda m: _NAMED.get(m[1]) or chr(int(m[1][2:], 16) if m[1][1] == "x" else int(m[1][1:])), text)


def escape(text: str) -> str:
    """Text safe inside an element or a quoted attribute; what XML cannot hold becomes _xHHHH_ as Excel writes it."""
    if not _SPECIAL.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATE.sub("\ufffd", text)
    text = _ILLEGAL.sub(lambda m: f"_x{ord(m[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
