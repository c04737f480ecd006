from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from jixiao.documents.letter import RED, letter_words
from jixiao.tasks.letters import TEMPLATES, template_of, write_templates
from jixiao.workbook.letter_docx import GENERAL, built_in, letter_docx, prepared
from jixiao.workbook.letter_template import REQUIRED, TemplateError
from tests.documents.letters_made import letters_of_every_kind

WORDS = letter_words(letters_of_every_kind()[RED])
WHOLE = " ".join(f"{{{{ {word} }}}}" for word in REQUIRED)


def docx(*paragraphs: str, whole: bool = True) -> bytes:
    """A template of these paragraphs, with the required placeholders in a first one."""
    document = Document()
    if whole:
        document.add_paragraph(WHOLE)
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one part more or another one in its place."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for item in source.namelist():
            if item != name:
                package.writestr(item, source.read(item))
        package.writestr(name, content)
    return target.getvalue()


def told(data: bytes, **options: Any) -> str:
    with pytest.raises(TemplateError) as caught:
        prepared(data, "县局.docx", WORDS, **options)
    text = str(caught.value)
    assert "县局.docx" in text
    assert not [word for word in ("Error", "jinja", "Traceback", "None") if word in text]
    return text


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 torn", docx()[:2000], docx()[:-300]])
def test_a_broken_file_is_refused(data: bytes) -> None:
    assert "已经损坏,或者不是 .docx,不能用" in told(data)


def test_other_files_are_refused() -> None:
    assert "旧的 .doc 格式,或者加了打开密码" in told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert "不是 Word 文档" in told(other.getvalue())


def test_corrupted_contents_are_refused() -> None:
    good = docx()
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        item = package.getinfo("word/document.xml")
    start = item.header_offset + 30 + len("word/document.xml")
    assert "已经损坏" in told(good[:start] + b"\xff" * 40 + good[start + 40 :])
    assert "已经损坏" in told(with_part(good, "word/document.xml", b"<w:document"))


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("word/vbaProject.bin", b"x", "带有宏"),
        ("word/embeddings/oleObject1.bin", b"x", "嵌有其他文件"),
        (
            "word/_rels/settings.xml.rels",
            b'<Relationships><Relationship Id="r" Type="a/attachedTemplate" Target="http://a/b.dotm"'
            b' TargetMode="External"/></Relationships>',
            "链接了外部的图片、模板或文件",
        ),
        ("word/footnotes.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "DOCTYPE"),
    ],
)
def test_macros_and_links_are_refused(part: str, content: bytes, said: str) -> None:
    assert said in told(with_part(docx(), part, content))


def test_a_zip_bomb_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(70_000_000))
    assert "解压后过大" in told(target.getvalue())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("致 {{ 主送单位 }} ：", "第 2 段「致 {{ 主送单位 }} ：」:没有「主送单位」这个占位符"),
        ("{{ 标题", "第 2 段「{{ 标题」:花括号没有成对"),
        ("标题 }}", "第 2 段「标题 }}」:花括号没有成对"),
        ("{% if 抄送 %}抄送", "for 或 if 没有结束"),
        ("{% endif %}", "多了一个「endif」"),
        ("{{ 标题|upside }}", "第 2 段「{{ 标题|upside }}」:没有「upside」这种写法"),
        ("{{ 标题 抄送 }}", "第 2 段「{{ 标题 抄送 }}」:占位符的写法有误"),
        ("{% frob %}", "不认识「frob」"),
        ("{% for 段 in 正文 %}{{ 段.文子 }}{% endfor %}", "没有「文子」这一项"),
        ("{{ ''.__class__.__mro__ }}", "不允许或不能执行的写法"),
        ("{% include 'a' %}", "不允许或不能执行的写法"),
        ("{{ 正文[99].文字 }}", "不允许或不能执行的写法"),
    ],
)
def test_faulty_placeholders_are_told_with_their_place(text: str, said: str) -> None:
    assert said in told(docx(text))


def test_a_fault_in_the_page_head_says_so() -> None:
    document = Document()
    document.add_paragraph(WHOLE)
    document.sections[0].header.paragraphs[0].text = "{{ 机关 }}"
    target = io.BytesIO()
    document.save(target)
    assert "页眉第 1 段「{{ 机关 }}」:没有「机关」这个占位符" in told(target.getvalue())


def test_missing_placeholders_are_named() -> None:
    assert "缺少「{{ 正文 }}」、「{{ 署名 }}」" in told(
        docx("{{ 发文字号 }}{{ 标题 }}{{ 主送机关 }}{{ 成文日期 }}", whole=False)
    )


def test_an_edited_template_changes_the_letter() -> None:
    data = docx("青禾县财政局文件", "{{ 主送机关 }}：", "“{% if 抄送 == “没有” %}无{% else %}抄送{{ 抄送 }}{% endif %}")
    written = letter_docx(prepared(data, "县局.docx", WORDS), WORDS)
    texts = [one.text for one in Document(io.BytesIO(written)).paragraphs]
    assert texts[1:] == ["青禾县财政局文件", "青禾县水利局：", "“抄送预算股"]


def test_a_signature_never_stands_on_a_page_by_itself() -> None:
    letter = Document(io.BytesIO(letter_docx(prepared(built_in(GENERAL), "公文", WORDS), WORDS)))
    texts = [paragraph.text for paragraph in letter.paragraphs]
    last_words, date = texts.index(WORDS["正文"][-1]["文字"]), texts.index(WORDS["成文日期"])
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in letter.paragraphs]
    assert date > last_words
    assert all(kept[last_words:date])
    assert not all(kept[:last_words])


def test_where_templates_are_looked_for(tmp_path: Path) -> None:
    own, campaign = tmp_path / "own", tmp_path / "campaign"

    def put(folder: Path, name: str, text: str) -> None:
        (folder / TEMPLATES).mkdir(parents=True, exist_ok=True)
        (folder / TEMPLATES / f"{name}.docx").write_bytes(docx(text))

    def first() -> str:
        made = letter_docx(template_of(RED, (campaign,), own, WORDS), WORDS)
        return [one.text for one in Document(io.BytesIO(made)).paragraphs][1]

    campaign.mkdir()
    assert template_of(RED, (campaign,), own, WORDS).checked.name == "公文"
    put(own, "公文", "本人的公文")
    assert first() == "本人的公文"
    put(own, RED, "本人的红灯预警")
    assert first() == "本人的红灯预警"
    put(campaign, "公文", "活动的公文")
    assert first() == "活动的公文"
    put(campaign, RED, "活动的红灯预警")
    assert first() == "活动的红灯预警"


def test_templates_are_handed_out_for_editing(tmp_path: Path) -> None:
    from datetime import datetime

    paths = write_templates(tmp_path, datetime(2026, 10, 12))
    assert {path.name for path in paths} == {"公文.docx", "整改通知.docx"}
    assert all(path.read_bytes() == built_in(path.stem) for path in paths)
    assert template_of(RED, (tmp_path,), tmp_path / "nobody", WORDS).checked.name.endswith("公文.docx")
