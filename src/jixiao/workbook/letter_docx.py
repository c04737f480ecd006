"""Letters as Word documents from an editable template: the template is prepared once, each letter is one filling."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from jixiao.documents.ledger_sheet import FIELDS as PROBLEM_FIELDS
from jixiao.records.regex import regex
from jixiao.workbook.letter_template import (
    REQUIRED,
    Checked,
    TemplateError,
    checked_template,
    environment,
    render_fault,
)
from jixiao.workbook.zip_raw import Packed, pack, zip_of

GENERAL = "公文"
"""The template for every kind that has none of its own."""
BUILT_IN = ("公文", "整改通知")
_UNFIT = regex("[\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]")
_BODY = "<!--body-->"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Prepared:
    """A checked template ready for many letters: per live part what stands before and behind, and what is filled.

    `still` are the parts that are alike in every letter, packed once.
    """

    checked: Checked
    live: dict[str, tuple[str, Any, str]]
    still: dict[str, Packed]


def built_in(name: str) -> bytes:
    """A template that comes along (公文, 整改通知)."""
    return (resources.files("jixiao.documents") / "letters" / f"{name}.docx").read_bytes()


def prepared(data: bytes, name: str, sample: Mapping[str, Any], required: tuple[str, ...] = REQUIRED) -> Prepared:
    """A template checked, compiled and tried out on one letter; TemplateError says what is wrong and where."""
    checked = checked_template(data, name, sample, required)
    still = {part: pack(content) for part, content in checked.parts.items() if part not in checked.live}
    made = Prepared(checked, _compiled(data, checked), still)
    try:
        letter_docx(made, _complete(sample))
    except Exception as error:  # whatever a template does wrong is its own fault, never a traceback
        raise render_fault(checked, error) from None
    return made


def _complete(sample: Mapping[str, Any]) -> dict[str, Any]:
    """A letter in which nothing is empty, so that every part of a template is tried."""
    table = {"名称": "表", "说明": "说明", "表头": ["栏"], "宽": [9.0], "行": [["格"]], "表尾": ["表尾"]}
    fields = dict.fromkeys(PROBLEM_FIELDS, "文字")
    full = {"正文": [{"级别": "正文", "文字": "文字"}], "附件行": ["附件"], "附件表": [table], "问题清单": [fields]}
    return {key: value or full.get(key, "文字") for key, value in sample.items()}


def letter_docx(template: Prepared, words: Mapping[str, Any]) -> bytes:
    """One letter as .docx bytes; text goes in as text: 「{{ x }}」 and 「<b>」 stay what they are."""
    given = _fit(words)
    filled = {part: pack(_filled(part, pieces, given)) for part, pieces in template.live.items()}
    parts = template.still | filled
    return zip_of((name, parts[name]) for name in template.checked.parts)


def _compiled(data: bytes, checked: Checked) -> dict[str, tuple[str, Any, str]]:
    from docxtpl import DocxTemplate
    from lxml import etree

    surroundings = environment()
    document = DocxTemplate(io.BytesIO(data))
    live = {}
    for part in checked.live:
        root = etree.fromstring(checked.parts[part], etree.XMLParser(resolve_entities=False, no_network=True))
        inner = root.find(f"{_W}body") if part == "word/document.xml" else root
        if inner is None:
            raise TemplateError(f"信函模板「{checked.name}」已经损坏,不能用。请重新导出一份模板。")
        source = document.patch_xml(etree.tostring(inner, encoding="unicode"))
        before, behind = "", ""
        if inner is not root:
            root.replace(inner, etree.Comment("body"))
            before, _, behind = etree.tostring(root, encoding="unicode").partition(_BODY)
        try:
            live[part] = (before, surroundings.from_string(source), behind)
        except Exception as error:
            raise render_fault(checked, error) from None
    return live


def _filled(part: str, pieces: tuple[str, Any, str], words: Mapping[str, Any]) -> bytes:
    from docxtpl import DocxTemplate
    from lxml import etree

    before, template, behind = pieces
    tools = DocxTemplate(io.BytesIO())
    xml = _with_breaks(template.render(words))
    if "<w:tbl>" in xml or "<w:tbl " in xml:
        tree = tools.fix_tables(xml)
        _set_widths(tree, words.get("附件表", ()))
        xml = etree.tostring(tree, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    whole = f"{head}{before}{xml}{behind}".encode()
    etree.fromstring(whole)  # a letter that Word could not open is never written
    return whole


def _with_breaks(xml: str) -> str:
    """Line feeds within texts as line breaks of Word."""
    breaks = '</w:t><w:br/><w:t xml:space="preserve">'
    return re.sub(r"<w:t(?: [^>]*)?>[^<]*</w:t>", lambda text: text[0].replace("\n", breaks), xml)


def _set_widths(tree: Any, tables: Sequence[Mapping[str, Any]]) -> None:
    """Columns of the attached tables as wide as on the sheet; which table is which their headings say."""
    wanted = [(list(each["表头"]), list(each["宽"])) for each in tables]
    for table in tree.iter(f"{_W}tbl"):
        first = table.find(f"{_W}tr")
        heads = ["".join(text.text or "" for text in cell.iter(f"{_W}t")) for cell in first.iter(f"{_W}tc")]
        widths = next(
            (
                widths
                for own, widths in wanted
                if [re.sub(r"\s", "", one) for one in own] == [re.sub(r"\s", "", one) for one in heads]
            ),
            None,
        )
        grid = table.find(f"{_W}tblGrid")
        if widths is None or grid is None or len(grid) != len(widths):
            continue
        whole = sum(int(float(column.get(f"{_W}w", "0"))) for column in grid)
        shares = [round(whole * width / sum(widths)) for width in widths]
        for column, share in zip(grid, shares, strict=True):
            column.set(f"{_W}w", str(share))
        for row in table.iter(f"{_W}tr"):
            for cell, share in zip(row.iter(f"{_W}tc"), shares, strict=False):
                if (place := cell.find(f"{_W}tcPr/{_W}tcW")) is not None:
                    place.set(f"{_W}w", str(share))
                    place.set(f"{_W}type", "dxa")


def _fit(value: Any) -> Any:
    """Words without the characters that XML cannot hold."""
    if isinstance(value, str):
        return _UNFIT.sub("", value)
    if isinstance(value, Mapping):
        return {key: _fit(item) for key, item in value.items()}
    return [_fit(item) for item in value] if isinstance(value, list | tuple) else value
