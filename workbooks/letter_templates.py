"""Makes the editable letter templates 整改通知.docx and 公文.docx that come along; build.py writes them.

What stands in {{ }} and {% %} is filled in from the letter; everything else may be changed in Word: fonts, letterhead,
spacing, fixed words.
"""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from jixiao.documents.ledger_sheet import FIELDS, REPLY, REVIEW, STATED
from jixiao.documents.notice_sheets import BODY_FONT, HEI, KAI, TITLE_FONT

LEVELS = (("一级", HEI), ("二级", KAI), ("正文", BODY_FONT))
_CHARACTER = 16  # points of one body character
_LEDGER_CM = (0.9, 1.9, 1.6, 1.4, 4.5, 2.2, 2.9, 2.0, 1.7, 2.2, 1.2, 1.3, 1.1, 1.4, 1.4)


def build_letter() -> Any:
    """The letter template as a python-docx document: A4 after GB/T 9704, the ledger on landscape pages behind it."""
    document = _blank("整改通知")
    _put_head(document)
    _put_body(document)
    _with_next(put_paragraph(document, ""), put_paragraph(document, "附件：{{ 附件 }}", indent=True))
    _put_foot(document)
    _put_ledger(document)
    return document


def build_general() -> Any:
    """The template of every other kind of letter: the same page, any attached tables on landscape pages behind it."""
    document = _blank("公文")
    _put_head(document)
    _put_body(document)
    _with_next(put_paragraph(document, ""))
    for text in ("{%p for 行 in 附件行 %}", "{{ 行 }}", "{%p endfor %}"):
        _with_next(put_paragraph(document, text, indent=True))
    _put_foot(document)
    _put_tables(document)
    return document


def _blank(title: str) -> Any:
    document = Document()
    set_defaults(document, title)
    set_page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    number_pages(document.sections[0].footer, WD_ALIGN_PARAGRAPH.RIGHT)
    number_pages(document.sections[0].even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    return document


def set_defaults(document: Any, title: str) -> None:
    """The body's look for the whole document (GB/T 9704: 仿宋 16 points, 28.8 from line to line), and its title."""
    normal = document.styles["Normal"]
    normal.font.size = Pt(_CHARACTER)
    _set_font(normal, BODY_FONT)
    shape = normal.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.8)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = title


def _set_font(holder: Any, name: str) -> None:
    holder.font.name = name
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(side), name)


def set_page(section: Any) -> None:
    """A4 with the margins of GB/T 9704: 156 by 225 mm for the text."""
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.5)


def put_paragraph(
    holder: Any, text: str, *, font: str = BODY_FONT, size: float = _CHARACTER, indent: bool = False
) -> Any:
    """One more paragraph, its font set for Chinese and Latin letters alike; `indent` is two characters."""
    paragraph = holder.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _set_font(run, font)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * _CHARACTER)
    return paragraph


def number_pages(footer: Any, side: Any) -> None:
    """The page number between dashes (— 1 —) in a footer, on its side."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    for text, field in (("— ", False), ("PAGE", True), (" —", False)):
        run = paragraph.add_run("" if field else text)
        run.font.size = Pt(14)
        _set_font(run, "宋体")
        if field:
            _add_field(run, text)


def _add_field(run: Any, code: str) -> None:
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run._r.append(part)


def _put_head(document: Any) -> None:
    put_paragraph(document, "{{ 发文字号 }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    put_paragraph(document, "")
    title = put_paragraph(document, "{{ 标题 }}", font=TITLE_FONT, size=22)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(35)
    put_paragraph(document, "")
    put_paragraph(document, "{{ 主送机关 }}：")


def _put_body(document: Any) -> None:
    put_paragraph(document, "{%p for 段 in 正文 %}")
    for place, (level, font) in enumerate(LEVELS):
        word = "if" if place == 0 else "elif"
        if level == "正文":  # the last words stay with the signature: it never stands on a page by itself
            put_paragraph(document, f"{{%p {word} 段.级别 == '{level}' and loop.last %}}")
            _with_next(put_paragraph(document, "{{ 段.文字 }}", font=font, indent=True))
        put_paragraph(document, f"{{%p {word} 段.级别 == '{level}' %}}")
        text = put_paragraph(document, "{{ 段.文字 }}", font=font, indent=True)
        text.paragraph_format.keep_with_next = level != "正文"
    put_paragraph(document, "{%p endif %}")
    put_paragraph(document, "{%p endfor %}")


def _with_next(*paragraphs: Any) -> None:
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def _put_foot(document: Any) -> None:
    _with_next(put_paragraph(document, ""), put_paragraph(document, ""))
    for text in ("{{ 署名 }}", "{{ 成文日期 }}"):
        paragraph = put_paragraph(document, text)
        _with_next(paragraph)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        # Signature and date share one centre, the date about four characters from the right edge.
        paragraph.paragraph_format.left_indent = Pt(14 * _CHARACTER)
        paragraph.paragraph_format.right_indent = Pt(2.5 * _CHARACTER)
    put_paragraph(document, "{%p if 抄送 %}")
    _with_next(put_paragraph(document, ""))
    _add_lines(put_paragraph(document, "　抄送：{{ 抄送 }}。", size=14))
    put_paragraph(document, "{%p endif %}")


def _add_lines(paragraph: Any) -> None:
    """Lines above and below a paragraph: the 版记."""
    borders = OxmlElement("w:pBdr")
    for side in ("w:top", "w:bottom"):
        line = OxmlElement(side)
        for key, value in (("w:val", "single"), ("w:sz", "8"), ("w:space", "1"), ("w:color", "000000")):
            line.set(qn(key), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add_landscape(document: Any) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    section.left_margin = section.right_margin = Cm(1.0)
    section.footer_distance = Cm(1.0)


def _put_tables(document: Any) -> None:
    """Any number of tables of any width, each on a page of its own; columns get their widths when they are filled."""
    _add_landscape(document)
    put_paragraph(document, "{%p for 表 in 附件表 %}")
    heading = put_paragraph(document, "{{ 表.名称 }}", font=TITLE_FONT, size=18)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.page_break_before = True
    put_paragraph(document, "{{ 表.说明 }}", size=11)
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    table.autofit = False
    fill_row(table.rows[0], ("{%tc for 栏 in 表.表头 %}", "{{ 栏 }}", "{%tc endfor %}"), HEI)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    fill_row(table.rows[1], ("{%tr for 行 in 表.行 %}",), BODY_FONT)
    fill_row(table.rows[2], ("{%tc for 格 in 行 %}", "{{ 格 }}", "{%tc endfor %}"), BODY_FONT)
    fill_row(table.rows[3], ("{%tr endfor %}",), BODY_FONT)
    for column in table.columns:
        column.width = Cm(27.7 / 3)
    for text in ("{%p for 行 in 表.表尾 %}", "{{ 行 }}", "{%p endfor %}", "{%p endfor %}"):
        put_paragraph(document, text, size=11)
    # The document must not end in a table; this paragraph takes no room.
    last = put_paragraph(document, "", size=1)
    last.paragraph_format.line_spacing = Pt(1)


def _put_ledger(document: Any) -> None:
    _add_landscape(document)
    put_paragraph(document, "{{ 附件 }}", font=TITLE_FONT, size=18).alignment = WD_ALIGN_PARAGRAPH.CENTER
    put_paragraph(document, "单位：{{ 主送机关 }}　　通知文号：{{ 发文字号 }}　　下发日期：{{ 成文日期 }}", size=11)
    headings = (*STATED, *REPLY, *REVIEW)
    table = document.add_table(rows=4, cols=len(headings), style="Table Grid")
    table.autofit = False
    fill_row(table.rows[0], headings, HEI)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    fill_row(table.rows[1], ("{%tr for 行 in 问题清单 %}",), BODY_FONT)
    fill_row(table.rows[2], tuple(f"{{{{ 行.{name} }}}}" for name in FIELDS), BODY_FONT)
    fill_row(table.rows[3], ("{%tr endfor %}",), BODY_FONT)
    for place, width in enumerate(_LEDGER_CM):
        table.columns[place].width = Cm(width)


def fill_row(row: Any, texts: tuple[str, ...], font: str) -> None:
    """The texts of a table row, cell by cell, in the small type of attached tables."""
    for cell, text in zip(row.cells, texts, strict=False):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(13)
        run = paragraph.add_run(text)
        run.font.size = Pt(9)
        _set_font(run, font)
