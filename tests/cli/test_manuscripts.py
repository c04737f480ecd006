"""Documents on the command line: folders, JSON, checked results, summary."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.manuscripts.documents import CLEAN, SEEDS, doc, docx_of

from .command import CASES, jixiao

REPORT = next(SEEDS.glob("004_*"))
FORM = CASES / "SE20-黄石市住房和城乡建设局.xlsx"


def test_findings_have_paragraph_and_quote() -> None:
    said = jixiao("check", REPORT, "--json")
    (book,) = said.document["workbooks"]
    assert (book["status"], book["forms"], said.status, said.err) == ("returned", [], 1, "")
    (finding,) = [finding for finding in book["findings"] if finding["rule"] == "G703"]
    keys = ["rule", "severity", "sheet", "cell", "paragraph", "quote"]
    assert list(finding) == [*keys, "label", "seen", "expected", "message", "fix", "basis"]
    assert [finding[key] for key in keys] == ["G703", "必须改", None, None, 30, "师财绩[2022]13号"]
    totals = said.document["totals"]
    assert (totals["workbooks"], totals["returned"]) == (1, 1)
    assert totals["必须改"] == sum(finding["severity"] == "必须改" for finding in book["findings"])


def test_findings_in_workbooks_have_neither() -> None:
    (book,) = jixiao("check", CASES / "SE04-廊坊市食品工程学校.xlsx", "--json").document["workbooks"]
    assert book["findings"]
    assert not any({"paragraph", "quote"} & set(finding) for finding in book["findings"])


def test_documents_in_folders_are_judged_beside_workbooks(tmp_path: Path) -> None:
    inputs = tmp_path / "报送件"
    inputs.mkdir()
    shutil.copy(FORM, inputs)
    shutil.copy(REPORT, inputs / "报告.txt")
    (inputs / "报告.docx").write_bytes(docx_of(REPORT.read_text("utf-8")))
    (inputs / "报告.doc").write_bytes(doc("县财政局工作总结"))
    (inputs / "坏.docx").write_bytes(b"PK\x03\x04")
    (inputs / "~$报告.docx").write_bytes(b"lock")
    (inputs / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    (inputs / "某局_整改通知.docx").write_bytes(docx_of("我们自己的通知"))
    said = jixiao("check", inputs, "--json", "-o", tmp_path / "结果")
    books = {Path(book["path"]).name: book for book in said.document["workbooks"]}
    assert {name: book["status"] for name, book in books.items()} == {
        FORM.name: "passed",
        "报告.doc": "passed",
        "报告.docx": "returned",
        "报告.txt": "returned",
        "坏.docx": "unreadable",
    }
    assert books["报告.docx"]["findings"] == books["报告.txt"]["findings"]
    assert [finding["rule"] for finding in books["报告.doc"]["findings"]] == ["A103"]
    assert [finding["paragraph"] for finding in books["坏.docx"]["findings"]] == [None]
    for name, words in (("~$报告.docx", "锁定"), ("照片.jpg", "不是文稿"), ("某局_整改通知.docx", "本程序生成")):
        assert any(name in line and words in line for line in said.err.splitlines())
    written = {path.name for path in (tmp_path / "结果").iterdir()}
    assert {"报告_校验.xlsx", "报告_docx_校验.xlsx", "报告_txt_校验.xlsx", "校验汇总.xlsx"} <= written
    assert "坏_校验.xlsx" not in written


def test_the_checked_result_is_a_workbook_with_the_result_sheet(tmp_path: Path) -> None:
    jixiao("check", REPORT, "-o", tmp_path)
    book = openpyxl.load_workbook(tmp_path / f"{REPORT.stem}_校验.xlsx")
    assert book.sheetnames == ["校验结果"]
    rows = list(book["校验结果"].iter_rows(values_only=True))
    assert "文本文件" in str(rows[0][0])
    assert ("第30段", "G703") in {(row[2], row[7]) for row in rows[2:]}
    assert ("第16、30段", "H801") in {(row[2], row[7]) for row in rows[2:]}
    assert not any(cell.hyperlink for row in book["校验结果"].iter_rows() for cell in row)


def test_a_clean_document_says_that_nothing_was_found(tmp_path: Path) -> None:
    clean = min(CLEAN.glob("*.txt"))
    assert jixiao("check", clean, "-o", tmp_path).status == 0
    sheet = openpyxl.load_workbook(tmp_path / f"{clean.stem}_校验.xlsx")["校验结果"]
    assert "没有发现问题" in {cell for row in sheet.iter_rows(values_only=True) for cell in row}


def test_the_summary_counts_documents(tmp_path: Path) -> None:
    jixiao("check", REPORT, FORM, "-o", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "校验汇总.xlsx")
    places = {(row[5], row[8]) for row in book["问题"].iter_rows(min_row=2, values_only=True)}
    assert ("G703", "第30段") in places
    assert {row[1] for row in book["文件"].iter_rows(min_row=2, values_only=True)} == {"退回", "通过"}
    assert {row[0]: row[3] for row in book["规则"].iter_rows(min_row=2, values_only=True)}["H801"] == 12 - 1


def test_words_for_people() -> None:
    said = jixiao("check", REPORT)
    assert "[必须改] 第30段 G703" in said.out
    assert "共 1 个文件" in said.out
    assert jixiao("score", REPORT).status == 1


def test_documents_get_no_notice_and_no_score(tmp_path: Path) -> None:
    said = jixiao("notice", REPORT, "-o", tmp_path)
    assert "文稿只校验,不出整改通知" in said.out
    jixiao("score", REPORT, "-o", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_say_the_same() -> None:
    assert jixiao("check", SEEDS, "--json", "--jobs", 2).document == jixiao("check", SEEDS, "--json").document


@pytest.mark.parametrize("rule", ["h801", "H802", "h803", "g701", "g702", "g703", "g709"])
def test_rule_pages_are_shown(rule: str) -> None:
    assert "```文稿" in jixiao("rules", rule).out


def test_a_rule_that_breaks_on_a_document_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from dataclasses import replace

    from jixiao.policy.load import load_profile
    from jixiao.rules.registry import RULES
    from jixiao.rules.run import judge
    from jixiao.tasks.check import check_file
    from jixiao.tasks.checked_copies import result_patch

    def broken(*_: object) -> list[object]:
        raise RuntimeError

    rules = tuple(replace(rule, in_text=broken) if rule.code == "H801" else rule for rule in RULES)
    outcome = judge(check_file(REPORT, load_profile()).book, load_profile(), rules)
    (finding,) = [finding for finding in outcome.findings if finding.rule == "H801"]
    assert finding.message == "规则 H801 未能运行,其余规则照常。"
    assert any(finding.rule == "G703" for finding in outcome.findings)
    from datetime import datetime

    (sheet,) = result_patch(outcome, datetime(2023, 10, 8), in_place=False).sheets
    assert any("未能运行的规则:H801" in str(put.value) for put in sheet.puts)
