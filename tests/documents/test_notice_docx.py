from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from jixiao.documents.notice_parts import blocks
from jixiao.records.evaluation_list import EvaluatedProject
from jixiao.workbook.notice_docx import notice_docx
from tests.documents.examples import E503, VERIFY, evaluation_list, form_outcome, listed, outcome_of, value
from tests.documents.test_notice import HOSTILE, only


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text.strip("　") for paragraph in Document(BytesIO(data)).paragraphs if paragraph.text.strip()]


def test_the_letter_says_what_the_sheet_says() -> None:
    notice = only(form_outcome((E503, VERIFY)), "10")
    written = paragraphs(notice_docx(notice))
    expected = [block.text for block in blocks(notice)]
    assert [text.replace("\n", "") for text in written[: len(expected)]] == expected


def test_the_ledger_comes_with_the_letter() -> None:
    notice = only(form_outcome((E503, VERIFY)))
    (table,) = Document(BytesIO(notice_docx(notice))).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == 3
    assert rows[1][:4] == ["1", "食堂改造经费", "二（一）", "计分"]
    assert rows[2][2] == "三（一）"


@pytest.mark.parametrize("text", [*HOSTILE, "a & b", "]]>", "{#", "行一\n行二\x07\x0c"])
def test_hostile_text_stays_text(text: str) -> None:
    project = EvaluatedProject(row=3, department=value(text), project=value(text), problems=(listed(text, basis=text),))
    notice = only(outcome_of((evaluation_list(project),)))
    written = paragraphs(notice_docx(notice))
    assert f"依据：{notice.problems[0].basis}。" in written or f"依据：{notice.problems[0].basis}" in written
    assert f"{notice.to}：" in written


def test_fonts_margins_and_page_numbers() -> None:
    document = Document(BytesIO(notice_docx(only(form_outcome()))))
    section = document.sections[0]
    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.cm, 1) for side in sides if side is not None] == [3.7, 2.8, 2.6, 3.5]
    fonts = {
        run.text: run._element.xpath("w:rPr/w:rFonts")[0].get(qn("w:eastAsia"))
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.text
    }
    assert fonts["一、评价概况与结论"] == "黑体"
    assert fonts["（一）预算执行率得分算错"] == "楷体_GB2312"
    assert fonts["青山县第一中学："] == "仿宋_GB2312"
    assert [font for text, font in fonts.items() if text.startswith("青山县财政局关于")] == ["方正小标宋简体"]
    assert document.settings.odd_and_even_pages_header_footer


def test_no_cc_no_lines() -> None:
    assert not [text for text in paragraphs(notice_docx(replace(only(form_outcome()), cc=""))) if "抄送" in text]


def test_a_bureau_may_use_its_own_letter(tmp_path: Path) -> None:
    letter = Document()
    letter.add_paragraph("{{ 主送机关 }}：现送去{{ 标题 }}。")
    letter.save(str(tmp_path / "own.docx"))
    notice = replace(only(form_outcome()), title="短标题")
    assert paragraphs(notice_docx(notice, tmp_path / "own.docx")) == ["青山县第一中学：现送去短标题。"]
