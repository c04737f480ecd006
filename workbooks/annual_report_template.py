"""Makes 年度报告.docx, the editable template that comes along; build.py writes it.

What stands in {{ }} and {% %} is filled in with the year's figures; all other words, fonts and the order of the
chapters may be changed in Word.
"""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from letter_templates import fill_row, number_pages, put_paragraph, set_defaults, set_page

from jixiao.documents.notice_sheets import BODY_FONT, HEI, TITLE_FONT

_KEY = "重点评价"
_SENTENCES = {
    "目标管理": (
        "绩效目标管理",
        "{% if 目标管理.单位数 %}{{ 目标管理.单位数 }}个预算单位编报了绩效目标{% if 目标管理.项目数 %}，"
        "涉及项目{{ 目标管理.项目数 }}个{% endif %}{% if 目标管理.金额 %}，预算资金{{ 目标管理.金额 }}万元{% endif %}。"
        "{% endif %}{% if 目标管理.未报单位数 %}未报送的单位{{ 目标管理.未报单位数 }}个。{% endif %}",
    ),
    "事前评估": (
        "事前绩效评估",
        "{% if 事前评估.项目数 %}对{{ 事前评估.项目数 }}个项目开展了事前绩效评估{% if 事前评估.金额 %}，"
        "申请资金{{ 事前评估.金额 }}万元{% endif %}。{% endif %}",
    ),
    "运行监控": (
        "绩效运行监控",
        "{% if 运行监控.项目数 %}对{{ 运行监控.项目数 }}个项目开展了绩效运行监控{% if 运行监控.金额 %}，"
        "预算资金{{ 运行监控.金额 }}万元{% endif %}{% if 运行监控.执行率 %}，执行率{{ 运行监控.执行率 }}%{% endif %}。"
        "{% endif %}{% if 运行监控.红灯数 %}亮红灯的项目{{ 运行监控.红灯数 }}个。{% endif %}",
    ),
    "单位自评": (
        "单位绩效自评",
        "{% if 单位自评.单位数 %}{{ 单位自评.单位数 }}个预算单位开展了绩效自评{% if 单位自评.项目数 %}，"
        "自评项目{{ 单位自评.项目数 }}个{% endif %}"
        "{% if 单位自评.金额 %}，涉及财政资金{{ 单位自评.金额 }}万元{% endif %}。"
        "{% endif %}{% if 单位自评.平均得分 %}自评平均得分{{ 单位自评.平均得分 }}分。{% endif %}"
        "{% if 单位自评.等级 %}{% for 级 in 单位自评.等级 %}评为{{ 级.名称 }}的{{ 级.个数 }}个"
        "{% if not loop.last %}，{% endif %}{% endfor %}。{% endif %}"
        "{% if 单位自评.未报单位数 %}未报送的单位{{ 单位自评.未报单位数 }}个。{% endif %}",
    ),
    _KEY: (
        "财政重点评价",
        "{% if 重点评价.个数 %}开展重点绩效评价{{ 重点评价.个数 }}个{% if 重点评价.金额 %}，"
        "涉及评价资金{{ 重点评价.金额 }}万元{% endif %}。{% endif %}"
        "{% if 重点评价.项目数 and 重点评价.项目数 != 重点评价.个数 %}"
        "按具体项目计，共{{ 重点评价.项目数 }}个项目。{% endif %}"
        "{% if 重点评价.等级 %}{% for 级 in 重点评价.等级 %}评为{{ 级.名称 }}的{{ 级.个数 }}个"
        "{% if not loop.last %}，{% endif %}{% endfor %}。{% endif %}"
        "{% if 重点评价.平均得分 %}平均得分{{ 重点评价.平均得分 }}分。{% endif %}"
        "{% for 类 in 重点评价.分类得分 %}{{ 类.名称 }}平均得分{{ 类.得分 }}分。{% endfor %}",
    ),
    "整改": (
        "问题整改",
        "{% if 整改.通知份数 %}下发整改通知{{ 整改.通知份数 }}份{% if 整改.问题数 %}，指出问题{{ 整改.问题数 }}个"
        "{% endif %}。{% elif 整改.问题数 %}指出问题{{ 整改.问题数 }}个。{% endif %}"
        "{% if 整改.已销号 %}已销号{{ 整改.已销号 }}个{% if 整改.整改率 %}，"
        "整改率{{ 整改.整改率 }}%{% endif %}。{% endif %}{% if 整改.逾期 %}逾期未改{{ 整改.逾期 }}个。{% endif %}",
    ),
}
"""Chapters by the group of their figures: heading and sentences."""


def build_annual_report() -> Any:
    """The template as a python-docx document: A4 after GB/T 9704."""
    document = Document()
    set_defaults(document, "年度报告")
    set_page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    number_pages(document.sections[0].footer, WD_ALIGN_PARAGRAPH.RIGHT)
    number_pages(document.sections[0].even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    title = put_paragraph(document, "{{ 标题 }}", font=TITLE_FONT, size=22)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(35)
    put_paragraph(document, "")
    put_paragraph(document, "{{ 导语 }}", indent=True)
    _put_prose_chapters(document, "前面章节")
    for group, (heading, sentences) in _SENTENCES.items():
        _put_chapter(document, group, heading, sentences)
    _put_others(document)
    _put_prose_chapters(document, "后面章节")
    _put_all_figures(document)
    put_paragraph(document, "")
    for text in ("{{ 单位 }}", "{{ 成文日期 }}"):
        put_paragraph(document, text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


def _heading(document: Any, text: str) -> None:
    put_paragraph(document, f"{{{{ 节() }}}}、{text}", font=HEI, indent=True).paragraph_format.keep_with_next = True


def _put_prose_chapters(document: Any, name: str) -> None:
    put_paragraph(document, f"{{%p for 章 in {name} %}}")
    _heading(document, "{{ 章.名称 }}")
    put_paragraph(document, "{%p for 段 in 章.内容 %}")
    put_paragraph(document, "{{ 段 }}", indent=True)
    put_paragraph(document, "{%p endfor %}")
    put_paragraph(document, "{%p endfor %}")


def _put_chapter(document: Any, group: str, heading: str, sentences: str) -> None:
    put_paragraph(document, f"{{%p if {group} %}}")
    _heading(document, heading)
    put_paragraph(document, sentences, indent=True)
    _put_parts(document, group)
    put_paragraph(document, f"{{%p for 段 in 文字.{group} %}}")
    put_paragraph(document, "{{ 段 }}", indent=True)
    put_paragraph(document, "{%p endfor %}")
    if group == _KEY:
        _put_items(document)
    put_paragraph(document, "{%p endif %}")


def _put_parts(document: Any, group: str) -> None:
    put_paragraph(document, f"{{%p for 项 in {group}.分项 %}}")
    listed = (
        "{% for 分 in 项.各项 %}{{ 分.名称 }}{{ 分.数量 }}{{ 分.单位 }}{% if not loop.last %}，{% endif %}{% endfor %}"
    )
    put_paragraph(document, f"{{{{ 项.名称 }}}}{{{{ 项.数量 }}}}{{{{ 项.单位 }}}}，其中：{listed}。", indent=True)
    put_paragraph(document, "{%p endfor %}")


def _put_others(document: Any) -> None:
    put_paragraph(document, "{%p for 组 in 其他环节 %}")
    _heading(document, "{{ 组.名称 }}")
    listed = (
        "{% for 项 in 组.各项 %}{{ 项.名称 }}{{ 项.数量 }}{{ 项.单位 }}{% if not loop.last %}，{% endif %}{% endfor %}"
    )
    put_paragraph(document, f"{listed}。", indent=True)
    put_paragraph(document, "{%p endfor %}")


def _caption(document: Any, text: str) -> None:
    caption = put_paragraph(document, text, font=HEI, size=12)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True


def _put_items(document: Any) -> None:
    """The list of evaluated projects, with and without scores, and the parts of its items."""
    scored = (("序号", "行.序号", 1.4), ("主管单位", "行.主管单位", 3.6), ("项目名称", "行.项目名称", 3.7),
              ("个数", "行.项目个数", 1.2), ("金额（万元）", "行.金额", 2.9), ("得分", "行.得分", 1.5),
              ("等级", "行.等级", 1.3))  # fmt: skip
    plain = (("序号", "行.序号", 1.4), ("主管单位", "行.主管单位", 3.8), ("项目名称", "行.项目名称", 5.9),
             ("个数", "行.项目个数", 1.5), ("金额（万元）", "行.金额", 3.0))  # fmt: skip
    for test, columns in (("重点评价.有得分", scored), ("not 重点评价.有得分", plain)):
        put_paragraph(document, f"{{%p if 重点评价.项目表 and {test} %}}")
        _caption(document, "重点评价项目表")
        _table(document, "重点评价.项目表", columns)
        put_paragraph(document, "{%p endif %}")
    parts = (("所属项目", "行.所属项目", 6.0), ("分项", "行.分项", 4.6), ("个数", "行.项目个数", 2.0),
             ("金额（万元）", "行.金额", 3.0))  # fmt: skip
    put_paragraph(document, "{%p if 重点评价.明细表 %}")
    _caption(document, "重点评价项目分项明细")
    _table(document, "重点评价.明细表", parts)
    put_paragraph(document, "{%p endif %}")


def _put_all_figures(document: Any) -> None:
    columns = (("环节", "行.环节", 3.2), ("事项", "行.事项", 6.4), ("数值", "行.数值", 3.6), ("单位", "行.单位", 2.4))
    put_paragraph(document, "{%p if 数据表 %}")
    _heading(document, "主要数据")
    put_paragraph(document, "本年预算绩效管理的主要数据见下表，每个数的来源见《数字来源》。", indent=True)
    _table(document, "数据表", columns)
    put_paragraph(document, "{%p endif %}")


def _table(document: Any, rows: str, columns: tuple[tuple[str, str, float], ...]) -> None:
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    fill_row(table.rows[0], tuple(head for head, _, _ in columns), HEI)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    fill_row(table.rows[1], (f"{{%tr for 行 in {rows} %}}",), BODY_FONT)
    fill_row(table.rows[2], tuple(f"{{{{ {place} }}}}" for _, place, _ in columns), BODY_FONT)
    fill_row(table.rows[3], ("{%tr endfor %}",), BODY_FONT)
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a row stays on one page
    for row in (table.rows[0], table.rows[2]):
        for cell in row.cells:
            cell.paragraphs[0].runs[0].font.size = Pt(10.5)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(16)
    for place, (_, _, width) in enumerate(columns):
        table.columns[place].width = Cm(width)
        for cell in table.columns[place].cells:
            cell.width = Cm(width)
