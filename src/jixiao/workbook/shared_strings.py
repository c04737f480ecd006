"""Text in workbook XML: the shared string table, rich text without its phonetic hints, and _xHHHH_ escapes."""

from __future__ import annotations

from html import unescape
from typing import Any

from jixiao.records.regex import regex
from jixiao.workbook.package import local, looks_well_formed, parse_tree
from jixiao.workbook.refusal import MAX_STRINGS, Refused

_ESCAPE = regex(r"_x([0-9A-Fa-f]{4})_")
# Chinese and Japanese Excel put a phonetic hint behind nearly every string: 「<phoneticPr fontId="1" …/>」.
_PHONETIC = regex(r"<phoneticPr\s[^>]*/>")
_NAME = "xl/sharedStrings.xml"


def plain_text(text: str) -> str:
    """Text as Excel shows it: _xHHHH_ escapes replaced, line breaks as LF."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        # Escapes may spell the two halves of one character beyond the basic plane.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def xml_text(text: str) -> str:
    """Character data as it stands between two tags, to text: entities, escapes and line breaks replaced."""
    return plain_text(unescape(text) if "&" in text else text)


def rich_text(element: Any) -> str:
    """The text of an <si> or <is> element: its <t> and the <t> of its runs, without phonetic runs."""
    texts = []
    for child in element:
        if local(child) == "t":
            texts.append(child.text or "")
        elif local(child) == "r":
            texts.extend(run.text or "" for run in child if local(run) == "t")
    return plain_text("".join(texts))


def shared_strings(xml: bytes | None) -> list[str]:
    """The shared string table in order (UTF-8 XML or None); Refused when malformed or beyond a million entries."""
    if xml is None:
        return []
    count = xml.count(b"<si") + xml.count(b":si") // 2
    if count > MAX_STRINGS:
        raise Refused("too_big_inflated", f"共享字符串 {count:,} 个，上限 {MAX_STRINGS:,} 个")
    if looks_well_formed(xml, b"sst") and (found := _by_splitting(xml)) is not None:
        return found
    return [rich_text(item) for item in parse_tree(xml, _NAME) if local(item) == "si"]


def _by_splitting(xml: bytes) -> list[str] | None:
    """The table by splitting the text, which is several times faster than parsing; None when it is not that plain."""
    try:
        body = xml.decode()
    except UnicodeDecodeError as error:
        raise Refused("malformed_xml", f"部件 {_NAME} 的文字编码无法识别") from error
    body = body[body.index(">") + 1 :].rstrip().removesuffix("</sst>")
    if "<phoneticPr" in body:
        body = _PHONETIC.sub("", body)
    if ' xml:space="preserve"' in body:
        body = body.replace('<t xml:space="preserve">', "<t>")
    body = body.replace("<t/>", "<t></t>").replace("<si/>", "<si><t></t></si>").replace("</si>\n", "</si>")
    if not body.strip():
        return []
    texts = body.removeprefix("<si><t>").removesuffix("</t></si>").split("</t></si><si><t>")
    if body.count("<") == 4 * len(texts) and body.startswith("<si><t>") and body.endswith("</t></si>"):
        return [xml_text(text) for text in texts] if "&" in body or "_x" in body or "\r" in body else texts
    return _by_entry(body)


def _by_entry(body: str) -> list[str] | None:
    """The table entry by entry, parsing only those with runs; None when something stands between the entries."""
    *entries, rest = body.split("</si>")
    texts = []
    for entry in entries:
        if not entry.startswith("<si>"):
            return None
        if entry.startswith("<si><t>") and entry.endswith("</t>") and entry.count("<") == 3:
            texts.append(xml_text(entry[7:-4]))
        else:
            try:
                texts.append(rich_text(parse_tree(f"{entry}</si>".encode(), _NAME)))
            except Refused:  # a prefix declared further up
                return None
    return None if rest else texts
