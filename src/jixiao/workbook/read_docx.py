"""The text of a .docx package: paragraphs in reading order with what Word numbers by itself, and tables by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jixiao.records.manuscript import Cell, Manuscript, Paragraph, Table
from jixiao.workbook.package import Package, local, parse_tree, xml_part
from jixiao.workbook.refusal import Refused

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}
_WITHOUT_TEXT = {"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr"}
"""Deleted or moved text, field codes, and the second telling of a drawing: what the reader of the page does not see."""
_WIDEST = 64
"""Columns of a table: what claims more is no table that people fill in."""


def read_docx(package: Package) -> Manuscript:
    """The paragraphs and tables of a Word document; Refused when it is none, damaged, or beyond the limits."""
    part = _main_part(package)
    if part is None:
        raise Refused("not_document", _other_kind(package))
    if "[content_types].xml" not in package.parts:
        raise Refused("missing_part", "缺少内容类型部件 [Content_Types].xml")
    xml = xml_part(package, part)
    if xml is None:
        raise Refused("missing_part", f"缺少正文部件 {part}")
    root = parse_tree(xml, part)
    body = next((child for child in root if local(child) == "body"), None)
    if local(root) != "document" or body is None:
        raise Refused("malformed_xml", f"部件 {part} 里没有正文")
    reader = _Reader(_listed_styles(package))
    reader.read(body, in_table=False)
    return Manuscript("Word 文档", tuple(reader.paragraphs), tuple(reader.tables))


def _main_part(package: Package) -> str | None:
    """Where the document's relations say that its text is; word/document.xml where they say nothing."""
    relations = xml_part(package, "_rels/.rels")
    for relation in parse_tree(relations, "_rels/.rels") if relations else ():
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target.lower().startswith("word/"):
            return str(target)
    return "word/document.xml" if any(name.startswith("word/") for name in package.parts) else None


def _other_kind(package: Package) -> str:
    for start, kind in (
        ("ppt/", "PowerPoint 演示文稿"),
        ("ofd.xml", "OFD 版式文件"),
        ("content.xml", "OpenDocument 文件"),
    ):
        if any(name.startswith(start) for name in package.parts):
            return kind
    return "压缩包(ZIP)"


def _value(element: Any, name: str) -> str | None:
    """An attribute by its local name: strict and transitional documents differ in namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def _child(element: Any, *path: str) -> Any:
    for name in path:
        element = next((child for child in element if local(child) == name), None)
        if element is None:
            return None
    return element


def _numbered(properties: Any) -> bool | None:
    """Whether paragraph properties switch Word's own numbering on or off; None when they say nothing."""
    number = _child(properties, "numPr", "numId") if properties is not None else None
    return None if number is None else _value(number, "val") not in (None, "0")


def _listed_styles(package: Package) -> frozenset[str]:
    """Names of the paragraph styles that number by themselves, those based on such a style too."""
    xml = xml_part(package, "word/styles.xml")
    if xml is None:
        return frozenset()
    own: dict[str, bool | None] = {}
    base: dict[str, str | None] = {}
    for style in parse_tree(xml, "word/styles.xml"):
        if local(style) == "style" and (name := _value(style, "styleId")):
            own[name] = _numbered(_child(style, "pPr"))
            parent = _child(style, "basedOn")
            base[name] = None if parent is None else _value(parent, "val")

    def listed(name: str | None) -> bool:
        for _ in range(12):  # Word stops at eleven; a circle of styles ends here too
            if name is None or name not in own:
                return False
            if (said := own[name]) is not None:
                return said
            name = base[name]
        return False

    return frozenset(name for name in own if listed(name))


class _Reader:
    """Collects paragraphs in the order in which they stand, and the tables that are not inside another."""

    def __init__(self, listed_styles: frozenset[str]) -> None:
        self.listed_styles = listed_styles
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []

    def read(self, element: Any, *, in_table: bool) -> None:
        """Read the paragraphs and tables below an element (body, cell, content control)."""
        for child in element:
            kind = local(child)
            if kind == "p":
                self._paragraph(child, in_table)
            elif kind == "tbl" and not in_table:
                self._table(child)
            elif kind not in _WITHOUT_TEXT and kind != "sectPr":
                self.read(child, in_table=in_table)

    def _paragraph(self, element: Any, in_table: bool) -> None:
        properties = _child(element, "pPr")
        style = _child(properties, "pStyle") if properties is not None else None
        listed = _numbered(properties)
        if listed is None:
            listed = style is not None and _value(style, "val") in self.listed_styles
        text = "".join(_texts(element))
        self.paragraphs.append(Paragraph(len(self.paragraphs) + 1, text, listed, in_table))

    def _table(self, table: Any) -> None:
        rows: list[list[Cell]] = []
        for row in _rows(table):
            cells: list[Cell] = []
            for cell in (child for child in _within(row) if local(child) == "tc"):
                first = len(self.paragraphs)
                self.read(cell, in_table=True)
                if first == len(self.paragraphs):
                    continue
                span = _child(cell, "tcPr", "gridSpan")
                width = int(_value(span, "val") or 1) if span is not None else 1
                text = "".join(paragraph.flat for paragraph in self.paragraphs[first:])
                held = Cell(self.paragraphs[first], text)
                cells += [held] + [Cell(held.paragraph, "")] * (min(width, _WIDEST) - 1)
            if cells:
                rows.append(cells)
        width = min(max((len(row) for row in rows), default=0), _WIDEST)
        if width > 1:
            filled = [row[:width] + [Cell(row[-1].paragraph, "")] * (width - len(row)) for row in rows]
            self.tables.append(tuple(tuple(row) for row in filled))


def _within(element: Any) -> Iterator[Any]:
    """The children, and those of content controls among them."""
    for child in element:
        if local(child) in ("sdt", "sdtContent", "customXml"):
            yield from _within(child)
        else:
            yield child


def _rows(table: Any) -> Iterator[Any]:
    return (child for child in _within(table) if local(child) == "tr")


def _texts(element: Any) -> Iterator[str]:
    """The visible text below an element; text boxes and nested paragraphs belong to the paragraph that holds them."""
    for child in element:
        kind = local(child)
        if kind == "t":
            yield child.text or ""
        elif kind in _BREAKS:
            yield _BREAKS[kind]
        elif kind not in _WITHOUT_TEXT:
            yield from _texts(child)
