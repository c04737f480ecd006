"""Reading documents: paragraphs and their numbers, tables, what Word numbers by itself, what nobody sees."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from jixiao.policy.load import load_profile
from jixiao.records.manuscript import Manuscript
from jixiao.tasks.check import check_data, check_file
from jixiao.workbook.read_manuscript import read_manuscript

from .documents import CLEAN, SEEDS, cell, doc, docx, numbered, paragraph, run, table


def read(data: bytes, name: str = "报告.docx") -> Manuscript:
    found = read_manuscript(data, name)
    assert isinstance(found, Manuscript), found
    return found


def test_paragraphs_are_counted_with_blank_ones_and_cells() -> None:
    body = paragraph("标题") + paragraph("") + table([["序号", "项目"], ["1", "道路"]]) + paragraph("正文")
    found = read(docx(body)).paragraphs
    assert [(at.number, at.text, at.in_table) for at in found] == [
        (1, "标题", False),
        (2, "", False),
        (3, "序号", True),
        (4, "项目", True),
        (5, "1", True),
        (6, "道路", True),
        (7, "正文", False),
    ]


def test_what_is_deleted_or_a_field_code_is_no_text() -> None:
    deleted = f"<w:del>{run('删去').replace('w:t', 'w:delText')}</w:del><w:moveFrom>{run('移走')}</w:moveFrom>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    body = (
        f"<w:p>{run('保留')}{deleted}<w:ins>{run('添上')}</w:ins>{field}<w:r><w:tab/><w:br/></w:r>{run('结尾')}</w:p>"
    )
    assert read(docx(body)).paragraphs[0].text == "保留添上\t\n结尾"


def test_content_controls_and_nested_tables_are_read_through() -> None:
    inner = f"<w:tc>{table([['甲', '乙']])}{paragraph('')}</w:tc>"
    body = f"<w:sdt><w:sdtContent>{paragraph('控件里')}</w:sdtContent></w:sdt>" + table([["外", inner]])
    assert [at.text for at in read(docx(body)).paragraphs] == ["控件里", "外", "甲", "乙", ""]


def test_own_numbering_is_known_by_paragraph_and_by_style() -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:basedOn w:val="c"/></w:style></w:styles>'
    )
    body = numbered("甲") + paragraph("乙", properties='<w:pStyle w:val="b"/>')
    body += paragraph("丙", properties='<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    body += paragraph("丁", properties='<w:pStyle w:val="c"/>')
    assert [at.listed for at in read(docx(body, word__styles_xml=styles)).paragraphs] == [True, True, False, False]


def test_gaps_say_nothing_where_word_numbers_by_itself() -> None:
    typed = paragraph("一、情况") + paragraph("三、打算")
    assert [f.rule for f in check_data(docx(typed), "报告.docx", load_profile()).findings] == ["H802"]
    mixed = paragraph("一、情况") + numbered("问题") + paragraph("三、打算")
    assert check_data(docx(mixed), "报告.docx", load_profile()).findings == ()


def test_merged_cells_keep_the_columns_apart() -> None:
    rows = [
        ["序号", "项目", "金额（万元）"],
        ["1", "道路", "10.5"],
        ["2", "桥梁", "20"],
        [cell("合计", span=2), "31.5"],
    ]
    (finding,) = check_data(docx(table(rows)), "报告.docx", load_profile()).findings
    assert (finding.rule, finding.paragraph, finding.quote, finding.expected) == ("C307", 11, "31.5", "30.5")
    rows[-1][-1] = "30.50"
    assert check_data(docx(table(rows)), "报告.docx", load_profile()).findings == ()


def test_tables_with_subtotals_or_rates_are_left_alone() -> None:
    rows = [["项目", "金额（万元）", "执行率"], ["道路", "10", "50%"], ["小计", "10", "50%"], ["桥梁", "20", "80%"]]
    rows.append(["合计", "30", "60%"])
    assert check_data(docx(table(rows)), "报告.docx", load_profile()).findings == ()


@pytest.mark.parametrize("name", ["报告.doc", "报告.wps"])
def test_old_documents_are_read_by_their_words(name: str) -> None:
    text = "2023 report\n县财政局工作总结\n甲\x07乙\x07\x07按师财绩[2023]9号文\x13 PAGE \x141\x15办理\n"
    found = read(doc(text), name)
    assert [(at.number, at.text, at.in_table) for at in found.paragraphs] == [
        (1, "2023 report", False),
        (2, "县财政局工作总结", False),
        (3, "甲", True),
        (4, "乙", True),
        (5, "按师财绩[2023]9号文1办理", False),
    ]
    outcome = check_data(doc(text), name, load_profile())
    assert [(f.rule, f.paragraph) for f in outcome.findings] == [("A103", None), ("H801", 5)]
    assert ("WPS" in outcome.findings[0].message) == name.endswith("wps")


@pytest.mark.office
def test_documents_that_an_office_program_wrote_say_the_same(tmp_path: Path) -> None:
    seed = next(SEEDS.glob("004_*"))
    source = tmp_path / "报告.txt"
    source.write_text(seed.read_text("utf-8"), "utf-8")
    expected = [(f.paragraph, f.rule, f.quote) for f in check_file(source, load_profile()).findings]
    for kind, options in (("docx", 'docx:"MS Word 2007 XML"'), ("doc", 'doc:"MS Word 97"')):
        convert(source, options.replace('"', ""), tmp_path)
        found = check_file(tmp_path / f"报告.{kind}", load_profile()).findings
        assert [(f.paragraph, f.rule, f.quote) for f in found if f.rule != "A103"] == expected, kind


def convert(source: Path, kind: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'office'}"
    reading = ["--infilter=Text (encoded):UTF8,LF,,,"]
    command = ["soffice", profile, "--headless", *reading, "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def test_clean_texts_hold_tables_that_are_judged() -> None:
    found = read((CLEAN / "07公开说明.txt").read_bytes(), "说明.txt")
    (rows,) = found.tables
    assert [one.flat for one in rows[0]] == ["序号", "项目名称", "资金量(万元)", "等级"]
    assert [one.flat for one in rows[-1]] == ["合计", "", "4663.74", ""]
