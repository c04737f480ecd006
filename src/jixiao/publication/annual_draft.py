"""The draft of the annual report in Word, out of an editable template, and where each figure stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from io import BytesIO
from typing import Any

from jixiao.documents.annual_report import Figure, with_marks
from jixiao.documents.layout import balanced
from jixiao.documents.notice_sheets import TITLE_WIDTH
from jixiao.documents.words import day_text, han_numeral, printable
from jixiao.policy.model import Policy
from jixiao.publication.annual_data import ITEMS, KINDS, PARTS, PROSE, WORK, Line, YearData
from jixiao.publication.annual_figures import COUNT, KEY, MONITORING, REPAIR, SELF, TARGETS

CHAPTERS = (TARGETS, "事前评估", MONITORING, SELF, KEY, REPAIR)
_LAST = re.compile("问题|不足|困难|下一步|计划|打算|建议")
_OPEN, _SHUT = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+),(.*?){_SHUT}", re.DOTALL)


class TemplateError(ValueError):
    """The Word template cannot be used; the message says why and what to do, in Chinese."""


class Told(str):
    """A figure as text that knows its number in 数字来源 (from 1)."""

    number: int

    def __new__(cls, text: str, number: int) -> Told:
        """Text with the number of its figure."""
        made = super().__new__(cls, text)
        made.number = number
        return made


@dataclass(frozen=True)
class Draft:
    """The report: .docx bytes, and by a figure's number the places where it stands (第3段:「…」)."""

    body: bytes
    places: Mapping[int, tuple[str, ...]]


def own_template() -> bytes:
    """The template that comes along."""
    return (resources.files("jixiao.documents") / "letters" / "年度报告.docx").read_bytes()


def draft(
    figures: Sequence[Figure], data: YearData, policy: Policy, *, year: int, on: date, template: bytes | None = None
) -> Draft:
    """The report of a year; TemplateError when the template is broken or asks for what there is not."""
    source = own_template() if template is None else template
    context = _context(figures, data, policy, year, on)
    marked = _rendered(source, context, lambda value: _marked(value))
    return Draft(_rendered(source, context, lambda value: value), _places(marked))


def _marked(value: Any) -> Any:
    return f"{_OPEN}{value.number},{value}{_SHUT}" if isinstance(value, Told) else value


def _rendered(source: bytes, context: Mapping[str, Any], finalize: Any) -> bytes:
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2 import TemplateError as Broken
    from jinja2.sandbox import SandboxedEnvironment

    class Missing(StrictUndefined):
        """May be asked for (`if`), and looked through (`for`), but not printed."""

        def __bool__(self) -> bool:  # type: ignore[override]
            return False

        def __iter__(self) -> Iterator[object]:  # type: ignore[override]
            return iter(())

    environment = SandboxedEnvironment(autoescape=True, undefined=Missing, finalize=finalize)
    try:
        document = DocxTemplate(BytesIO(source))
        document.render({**context, "节": _counter()}, jinja_env=environment, autoescape=True)
        target = BytesIO()
        document.save(target)
    except Broken as error:
        raise TemplateError(f"模板不能用:{_why(error)}。请在 Word 里改正,或用随程序的模板重新改。") from None
    except Exception:
        raise TemplateError("模板不是完好的 .docx 文件。请在 Word 里另存为 .docx 再用。") from None
    return target.getvalue()


def _why(error: Exception) -> str:
    """What is wrong with a template, without English."""
    names = re.findall(r"'([^']*[\u4e00-\u9fff][^']*)'", str(error))
    if "undefined" in str(error) or "no attribute" in str(error):
        return f"要填的「{names[-1]}」今年没有数据或没有这个名字" if names else "有一处要填的内容没有数据"
    return "{{ }} 或 {% %} 没有写完整、没有配对"


def _counter() -> Any:
    """The next chapter's numeral at each call: 一, 二, …"""
    state = iter(range(1, 100))
    return lambda: han_numeral(next(state))


def _places(marked: bytes) -> dict[int, tuple[str, ...]]:
    from jixiao.records.manuscript import Manuscript
    from jixiao.workbook.read_manuscript import read_manuscript

    read = read_manuscript(marked, "草稿.docx")
    found: dict[int, list[str]] = {}
    for paragraph in read.paragraphs if isinstance(read, Manuscript) else ():
        for match in _MARK.finditer(paragraph.text):
            before = re.split("[。；]", paragraph.text[: match.start()])[-1]
            after = re.split("[。；]", paragraph.text[match.end() :])[0]
            sentence = _MARK.sub(lambda each: each[2], before + match[0] + after).strip()
            where = f"第{paragraph.number}段{'(表格)' if paragraph.in_table else ''}「{sentence}」"
            own = found.setdefault(int(match[1]), [])
            if where not in own:
                own.append(where)
    return {number: tuple(own) for number, own in found.items()}


# -- what the placeholders stand for -----------------------------------------------------------------------------------


def _context(figures: Sequence[Figure], data: YearData, policy: Policy, year: int, on: date) -> dict[str, Any]:
    unit = printable(data.basic("单位")) or policy.notice.agency
    told = {(one.group, one.name): Told(one.text, number) for number, one in enumerate(figures, 1)}
    groups: dict[str, dict[str, Any]] = {}
    for one in figures:
        groups.setdefault(one.group, {})[one.name] = told[one.group, one.name]
    for group, own in groups.items():
        own["分项"] = list(_parts(group, figures, data, told))
        own["等级"] = _grades(group, figures, told, policy)
    if KEY in groups:
        groups[KEY] |= _key_tables(data, told, figures)
    prose: dict[str, list[str]] = {}
    for line in data.of(PROSE):
        prose.setdefault(line.text("章节"), []).extend(_paragraphs(line.text("内容")))
    free = [{"名称": name, "内容": own} for name, own in prose.items() if name not in CHAPTERS and name != "导语"]
    start = (
        f"按照全面实施预算绩效管理的要求，{unit}组织各预算单位开展了{year}年预算绩效管理工作。现将有关情况报告如下。"
    )
    return {
        **{group: groups.get(group, {}) for group in CHAPTERS},
        "年度": str(year),
        "单位": unit,
        "标题": _title(data, unit, year),
        "导语": (prose.get("导语") or [start])[0],
        "成文日期": day_text(on),
        "文字": {name: prose.get(name, []) for name in CHAPTERS},
        "前面章节": [chapter for chapter in free if not _LAST.search(str(chapter["名称"]))],
        "后面章节": [chapter for chapter in free if _LAST.search(str(chapter["名称"]))],
        "其他环节": [
            {"名称": group, "各项": [_item(one, told) for one in figures if one.group == group]}
            for group in groups
            if group not in CHAPTERS
        ],
        "数据表": [
            {"环节": one.group, "事项": one.name, "数值": told[one.group, one.name], "单位": one.unit}
            for one in figures
        ],
    }


def _title(data: YearData, unit: str, year: int) -> str:
    """The title in lines of about equal length; a long one begins a new line after the unit's name."""
    title = printable(data.basic("标题")) or f"{unit}{year}年预算绩效管理工作开展情况"
    return "\n".join(balanced(title, TITLE_WIDTH, (len(unit),) if title.startswith(unit) else ()))


def _paragraphs(text: str) -> list[str]:
    return [clean for line in text.splitlines() if (clean := printable(line))]


def _item(one: Figure, told: Mapping[tuple[str, str], Told]) -> dict[str, Any]:
    return {"名称": one.name, "数量": told[one.group, one.name], "单位": one.unit}


def _parts(
    group: str, figures: Sequence[Figure], data: YearData, told: Mapping[tuple[str, str], Told]
) -> Iterator[dict[str, Any]]:
    """Figures with their parts: lines of 工作数据 with 属于, and the kinds of the evaluated projects."""
    own = {one.name: one for one in figures if one.group == group}
    lines = [line for line in data.of(WORK) if line.text("环节") == group and line.text("事项") in own]
    for whole in dict.fromkeys(line.text("属于") for line in lines if line.text("属于") in own):
        names = [line.text("事项") for line in lines if line.text("属于") == whole]
        yield {**_item(own[whole], told), "名称": _called(group, whole), "各项": [_item(own[n], told) for n in names]}
    if group == KEY and COUNT in own:
        kinds = [kind for kind in dict.fromkeys(line.text("类型") for line in data.of(ITEMS)) if kind in own]
        if kinds:
            listed = [_item(own[kind], told) for kind in kinds]
            yield {**_item(own[COUNT], told), "名称": _called(group, COUNT), "各项": listed}


def _called(group: str, name: str) -> str:
    return {"个数": group, "金额": f"{group}资金", "单位数": "单位", "项目数": "项目"}.get(name, name)


def _grades(
    group: str, figures: Sequence[Figure], told: Mapping[tuple[str, str], Told], policy: Policy
) -> list[dict[str, Any]]:
    known = [band.name for band in policy.grades]
    own = [one.name[:-2] for one in figures if one.group == group and one.name.endswith("个数") and len(one.name) > 2]
    order = sorted(own, key=lambda name: known.index(name) if name in known else len(known))
    return [{"名称": f"“{name}”", "个数": told[group, f"{name}个数"]} for name in order]


def _amount(number: Decimal | None) -> str:
    """An amount of a table: thousands marks and at least two places."""
    if number is None:
        return ""
    whole, _, rest = with_marks(number).partition(".")
    return f"{whole}.{rest.ljust(2, '0')}"


def _count(number: Decimal | None) -> str:
    return "" if number is None else with_marks(number)


def _key_tables(data: YearData, told: Mapping[tuple[str, str], Told], figures: Sequence[Figure]) -> dict[str, Any]:
    items = data.of(ITEMS)
    rows = [_item_row(number, line) for number, line in enumerate(items, 1)]
    amount = told.get((KEY, "金额"))
    total = next((one.value for one in figures if (one.group, one.name) == (KEY, "金额")), None)
    if rows:
        whole = Told(_amount(total), amount.number) if amount is not None else ""
        counts = told.get((KEY, "项目数"), "")
        rows.append(
            {"序号": "合计", "主管单位": "", "项目名称": "", "项目个数": counts, "金额": whole, "得分": "", "等级": ""}
        )
    kinds = [line.text("类别") for line in data.of(KINDS)]
    return {
        "项目表": rows,
        "有得分": any(line.number("得分") is not None or line.text("等级") for line in items),
        "明细表": [
            {
                "所属项目": printable(line.text("所属项目")),
                "分项": printable(line.text("分项")),
                "项目个数": _count(line.number("项目个数")),
                "金额": _amount(line.number("金额(万元)")),
            }
            for line in data.of(PARTS)
        ],
        "分类得分": [
            {"名称": kind, "得分": told[KEY, f"{kind}平均得分"]} for kind in kinds if (KEY, f"{kind}平均得分") in told
        ],
    }


def _item_row(number: int, line: Line) -> dict[str, Any]:
    score = line.number("得分")
    return {
        "序号": str(number),
        "主管单位": printable(line.text("主管单位")),
        "项目名称": printable(line.text("项目名称")),
        "项目个数": _count(line.number("项目个数")),
        "金额": _amount(line.number("金额(万元)")),
        "得分": f"{score:.2f}" if score is not None else "",
        "等级": printable(line.text("等级")),
    }
