"""Broken, hostile and renamed documents: one clear finding each, never a crash."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.policy.load import load_profile
from jixiao.tasks.check import check_data
from jixiao.workbook.read_manuscript import MAX_LINES, MAX_TEXT
from jixiao.workbook.refusal import Refusal
from tests.workbook.packages import compound, encrypted, minimal, pack

from .documents import MAIN, RELATIONS, TYPES, doc, document, docx, docx_of, paragraph, parts

GOOD = docx_of("县财政局2023年工作总结\n一、工作情况")


def with_part(name: str, content: str | bytes) -> bytes:
    return pack(parts(paragraph("总结")) | {name: content})


def flipped(data: bytes) -> bytes:
    """A byte of the text part's packed content changed."""
    part = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml")
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def laughing() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_part(
        "word/document.xml",
        f'<!DOCTYPE w [<!ENTITY l0 "哈">{levels}]>' + document("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"),
    )


def deep(levels: int) -> str:
    return document("<w:sdt>" * levels + paragraph("深") + "</w:sdt>" * levels)


CASES: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("报告.docx", "A101", lambda: b""),
    "empty_text": ("报告.txt", "A101", lambda: b""),
    "blank_text": ("报告.txt", "A101", lambda: b" \r\n\r\n"),
    "picture": ("报告.txt", "A101", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50)),
    "pdf": ("报告.docx", "A101", lambda: b"%PDF-1.7\n"),
    "web_page": ("报告.txt", "A101", lambda: "<html><body>总结</body></html>".encode()),
    "web_page_as_doc": ("报告.doc", "A101", lambda: "<html><body>总结</body></html>".encode()),
    "rich_text_as_doc": ("报告.doc", "A101", lambda: b"{\\rtf1 abc}"),
    "text_as_docx": ("报告.docx", "A101", lambda: "工作总结".encode()),
    "zip_as_text": ("报告.txt", "A101", lambda: pack({"总结.txt": "无"})),
    "workbook_as_docx": ("报告.docx", "A101", minimal),
    "xls_as_doc": ("报告.doc", "A101", lambda: compound({"Workbook": bytes(4096)})),
    "garbage": ("报告.txt", "A101", lambda: random.Random(1).randbytes(3000)),
    "wide_garbage": ("报告.txt", "A101", lambda: b"\xff\xfe" + random.Random(1).randbytes(3001)),
    "truncated": ("报告.docx", "A101", lambda: GOOD[:-200]),
    "damaged": ("报告.docx", "A101", lambda: flipped(GOOD)),
    "no_text_part": ("报告.docx", "A101", lambda: pack({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS})),
    "no_types": ("报告.docx", "A101", lambda: pack({"word/document.xml": document("")})),
    "no_body": ("报告.docx", "A101", lambda: with_part("word/document.xml", f'<w:document xmlns:w="{MAIN}"/>')),
    "broken_text": ("报告.docx", "A101", lambda: with_part("word/document.xml", document("<w:p>"))),
    "broken_styles": ("报告.docx", "A101", lambda: with_part("word/styles.xml", "<w:styles>")),
    "billion_laughs": ("报告.docx", "A101", laughing),
    "external_entity": (
        "报告.docx",
        "A101",
        lambda: with_part("word/document.xml", '<!DOCTYPE w SYSTEM "file:///etc/passwd">' + document("")),
    ),
    "too_deep": ("报告.docx", "A101", lambda: with_part("word/document.xml", deep(5000))),
    "encrypted": ("报告.docx", "A102", lambda: encrypted(GOOD, "芝麻开门")),
    "encrypted_doc": ("报告.doc", "A102", lambda: doc("总结", encrypted=True)),
    "word_95": ("报告.doc", "A101", lambda: doc("总结", version=0x68)),
    "doc_without_plan": ("报告.doc", "A101", lambda: compound({"WordDocument": bytes(4096), "0Table": bytes(4096)})),
    "truncated_doc": ("报告.doc", "A101", lambda: doc("总结")[:900]),
    "file_too_big": ("报告.docx", "A104", lambda: GOOD + bytes(51 << 20)),
    "text_too_big": ("报告.txt", "A104", lambda: "总".encode() * (MAX_TEXT // 3 + 10)),
    "too_many_lines": ("报告.txt", "A104", lambda: "总\n".encode() * (MAX_LINES + 10)),
    "too_many_paragraphs": ("报告.docx", "A104", lambda: docx("<w:p/>" * (MAX_LINES + 10))),
    "inflates_to_90_mb": ("报告.docx", "A104", lambda: with_part("word/document.xml", document(" " * (90 << 20)))),
    "many_tags": ("报告.docx", "A104", lambda: docx("<w:p><w:r/></w:p>" * 140_000)),
    "many_parts": ("报告.docx", "A104", lambda: pack(parts("") | {f"word/media/{n}.bin": "" for n in range(10_050)})),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_finding(case: str) -> None:
    name, code, build = CASES[case]
    outcome = check_data(build(), name, load_profile())
    (finding,) = outcome.findings
    assert (outcome.status, finding.rule, finding.paragraph) == ("unreadable", code, None)
    assert "工作簿" not in finding.fix
    assert "行列" not in finding.fix
    assert not re.search(r"xml[^文件,]*Error|Traceback|None", finding.message)


def test_a_document_that_is_encrypted_opens_with_its_password() -> None:
    # As large as any document that Word writes: the test library encrypts nothing smaller than 4 KB rightly.
    plain = pack(parts(paragraph("根据师财绩[2023]9号")) | {"word/media/1.png": random.Random(2).randbytes(8000)})
    outcome = check_data(encrypted(plain, "县财政"), "密.docx", load_profile(), password="县财政")
    assert [(finding.rule, finding.paragraph) for finding in outcome.findings] == [("H801", 1)]
    wrong = check_data(encrypted(plain, "县财政"), "密.docx", load_profile(), password="不对")
    assert [finding.rule for finding in wrong.findings] == ["A102"]


def test_a_workbook_under_a_document_s_name_says_so() -> None:
    (finding,) = check_data(minimal(), "报告.docx", load_profile()).findings
    assert finding.message == "文件无法读取:内容是工作簿，扩展名却是文档。"
    assert finding.fix == "用 Excel 或 WPS 打开原文件,另存为 xlsx 后重新报送。"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_text_is_read_or_refused(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    outcome = check_data(data, "报告.txt", load_profile())
    assert outcome.status in ("passed", "returned", "unreadable")
    assert not [finding for finding in outcome.findings if "未能运行" in finding.message]


_PIECES = [
    "一、", "（二）", "3.", "(4)", "第五条", "共5个项目，", "其中", "优1个", "12,345.60万元", "具体为甲、乙、丙",
    "师财绩[2023]9号", "《关于做好工作的通知》", "“某某县道路改造工程”", "到2022年底", "2023年工作安排", "\n", "。",
    "；", "、", "\t", "一是", "四个方面", "合计", "2023年04月05日", "会计师事务所", "9" * 40 + "亿元",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_no_rule_breaks_on_any_order_of_words(pieces: list[str]) -> None:
    outcome = check_data("".join(("总结", *pieces)).encode(), "报告.txt", load_profile())
    assert not [finding for finding in outcome.findings if "未能运行" in finding.message]
    for finding in outcome.findings:
        assert finding.paragraph is None or finding.quote


def test_the_limits_are_refusals_of_the_reader() -> None:
    from jixiao.workbook.read_manuscript import read_manuscript

    refused = read_manuscript("总\n".encode() * (MAX_LINES + 1), "报告.txt")
    assert isinstance(refused, Refusal)
    assert (refused.reason, "上限 50,000 行" in refused.detail) == ("too_long", True)
