"""A rectification notice as a Word letter, from the editable template documents/letters/整改通知.docx."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jixiao.documents.ledger_sheet import FIELDS, REPLY, REVIEW, STATED, WIDTHS, stated_texts
from jixiao.documents.letter import RECTIFY
from jixiao.documents.notice_parts import ATTACHMENT, Notice, blocks
from jixiao.documents.notice_sheets import title_lines
from jixiao.workbook.letter_docx import Prepared, built_in, letter_docx, prepared

_LEVELS = {"level1": "一级", "level2": "二级", "text": "正文"}


def notice_docx(notice: Notice, template: Path | None = None) -> bytes:
    """The notice as .docx bytes; `template` is the bureau's own edited letter, by default the one that comes along.

    TemplateError when that one cannot be used.
    """
    words = notice_words(notice)
    if template is not None:
        return letter_docx(prepared(template.read_bytes(), template.name, words, required=()), words)
    return letter_docx(_own_template(tuple(words)), words)


@lru_cache(maxsize=1)
def _own_template(names: tuple[str, ...]) -> Prepared:
    """The template that comes along, prepared once for all notices; `names` are the placeholders that there are."""
    return prepared(built_in(RECTIFY), RECTIFY, dict.fromkeys(names, ""))


def notice_words(notice: Notice) -> dict[str, Any]:
    """What the template's placeholders stand for, under their Chinese names."""
    problems = [stated_texts(number, notice.project, problem) for number, problem in enumerate(notice.problems, 1)]
    blank = ("",) * (len(REPLY) + len(REVIEW))
    return {
        "文种": RECTIFY,
        "发文字号": notice.number,
        "标题": "\n".join(title_lines(notice)),
        "主送机关": notice.to,
        "正文": [
            {"级别": _LEVELS[block.kind], "文字": block.text} for block in blocks(notice) if block.kind in _LEVELS
        ],
        "附件": ATTACHMENT,
        "附件行": [f"附件：{ATTACHMENT}"],
        "附件表": [
            {
                "名称": ATTACHMENT,
                "说明": f"单位：{notice.to}　　通知文号：{notice.number}　　下发日期：{notice.date}",
                "表头": [*STATED, *REPLY, *REVIEW],
                "宽": list(WIDTHS),
                "行": [[*problem, *blank] for problem in problems],
                "表尾": [],
            }
        ],
        "署名": notice.signature,
        "成文日期": notice.date,
        "抄送": notice.cc,
        "问题清单": [dict(zip(FIELDS, problem, strict=True)) for problem in problems],
    }
