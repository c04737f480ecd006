"""A notice as a Word letter, from the editable template documents/letters/整改通知.docx."""

from __future__ import annotations

from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from jixiao.documents.ledger_sheet import FIELDS, stated_texts
from jixiao.documents.notice_parts import ATTACHMENT, Notice, blocks
from jixiao.documents.notice_sheets import title_lines

_LEVELS = {"level1": "一级", "level2": "二级", "text": "正文"}


def notice_docx(notice: Notice, template: Path | None = None) -> bytes:
    """The notice as .docx bytes; `template` is the bureau's own edited letter, by default the one that comes along.

    Text from submitted files goes in as text: 「{{ x }}」 and 「<b>」 stay what they are.
    """
    from docxtpl import DocxTemplate
    from jinja2 import Environment

    source = BytesIO(template.read_bytes() if template else _own_template())
    document = DocxTemplate(source)
    document.render(_words(notice), jinja_env=Environment(autoescape=True), autoescape=True)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _own_template() -> bytes:
    return (resources.files("jixiao.documents") / "letters" / "整改通知.docx").read_bytes()


def _words(notice: Notice) -> dict[str, Any]:
    """What the template's placeholders stand for, under their Chinese names."""
    return {
        "发文字号": notice.number,
        "标题": "\n".join(title_lines(notice)),
        "主送机关": notice.to,
        "正文": [
            {"级别": _LEVELS[block.kind], "文字": block.text} for block in blocks(notice) if block.kind in _LEVELS
        ],
        "附件": ATTACHMENT,
        "署名": notice.signature,
        "成文日期": notice.date,
        "抄送": notice.cc,
        "问题清单": [
            dict(zip(FIELDS, stated_texts(number, notice.project, problem), strict=True))
            for number, problem in enumerate(notice.problems, 1)
        ],
    }
