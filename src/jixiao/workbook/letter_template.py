"""A bureau's letter template (.docx with placeholders), checked before anything is written with it.

The place of every fault is told as people find it in Word: which paragraph, and what stands there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jixiao.documents.words import printable
from jixiao.records.regex import regex
from jixiao.records.text import shortened

REQUIRED = ("发文字号", "标题", "主送机关", "正文", "署名", "成文日期")
"""Placeholders without which a letter would go out incomplete."""
_LARGEST = 60_000_000  # bytes, unpacked
_PARTS = regex(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_PLACES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_TAG = regex(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_KIND = regex(r"^(\{[{%])(?:p|tr|tc|r)\s")
_LEFT = regex(r"\{\{|\}\}|\{%|%\}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRONG_PARTS = (
    (regex(r"vbaProject|vbaData"), "带有宏"),
    (regex(r"word/embeddings/|word/activeX/|\.bin$"), "嵌有其他文件或控件"),
    (regex(r"word/afchunk|\.mht$"), "嵌有别的文档"),
)


class TemplateError(ValueError):
    """A letter template that cannot be used; the text says why, where and what to do, in Chinese."""


@dataclass(frozen=True)
class Checked:
    """A template's parts by name, of which `live` have placeholders; `name` is what messages call it."""

    name: str
    parts: dict[str, bytes]
    live: tuple[str, ...]


def environment() -> Any:
    """How templates are evaluated: nothing but placeholders, unknown names are faults, text goes in as text."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def checked_template(data: bytes, name: str, words: Mapping[str, Any], required: tuple[str, ...] = REQUIRED) -> Checked:
    """The template, its package and placeholders found in order; `words` are the placeholders that there are.

    TemplateError else.
    """
    parts = _unpacked(data, name)
    live = []
    met: set[str] = set()
    for part in sorted(parts):
        if _PARTS.fullmatch(part):
            found = _check_part(parts[part], part, name, words)
            met |= found
            if found or b"{%" in parts[part]:
                live.append(part)
    missing = [word for word in required if word not in met]
    if missing:
        raise TemplateError(
            f"信函模板「{name}」缺少{'、'.join(f'「{{{{ {word} }}}}」' for word in missing)}。"
            "请在 Word 里补上,或用 jixiao letters 信函模板 导出一份原样的模板再改。"
        )
    return Checked(name, parts, tuple(live))


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _unusable(name, "是旧的 .doc 格式,或者加了打开密码", "请去掉密码,用 Word 另存为「Word 文档(*.docx)」。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(item.file_size for item in package.infolist()) > _LARGEST:
                raise _unusable(name, "解压后过大", "请删除图片,另存一份。")
            parts = {item.filename: package.read(item) for item in package.infolist() if not item.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, TemplateError):
            raise
        raise _unusable(name, "已经损坏,或者不是 .docx", "请用 Word 打开另存,或重新导出一份模板。") from None
    except Exception as error:  # zlib.error has no common base with the others
        if type(error).__name__ != "error":
            raise
        raise _unusable(name, "已经损坏", "请用 Word 打开另存,或重新导出一份模板。") from None
    _check_package(parts, name)
    return parts


def _check_package(parts: Mapping[str, bytes], name: str) -> None:
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise _unusable(name, "不是 Word 文档", "请用 Word 另存为「Word 文档(*.docx)」。")
    for pattern, fault in _WRONG_PARTS:
        if any(pattern.search(part) for part in parts):
            raise _unusable(name, fault, "请用 Word 另存为不带宏、不嵌文件的「Word 文档(*.docx)」。")
    if b"macroEnabled" in parts["[Content_Types].xml"]:
        raise _unusable(name, "带有宏", "请用 Word 另存为「Word 文档(*.docx)」。")
    for part, content in parts.items():
        if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content.upper():
            raise _unusable(name, "含有不允许的声明(DOCTYPE)", "请重新导出一份模板。")
        if part.endswith(".rels"):
            _check_links(content, name)


def _check_links(content: bytes, name: str) -> None:
    """Nothing may be fetched from elsewhere when a letter is opened; a hyperlink that people click is no such thing."""
    for relation in re.findall(rb"<[^<>]*Relationship\b[^<>]*>", content):
        if re.search(rb"TargetMode\s*=\s*[\"']External", relation) and b"/hyperlink" not in relation:
            raise _unusable(name, "链接了外部的图片、模板或文件", "请把图片嵌入文档,去掉外部链接。")


def _unusable(name: str, fault: str, todo: str) -> TemplateError:
    return TemplateError(f"信函模板「{name}」{fault},不能用。{todo}")


# -- placeholders ------------------------------------------------------------------------------------------------------


def _check_part(content: bytes, part: str, name: str, words: Mapping[str, Any]) -> set[str]:
    """The names that a part's placeholders use; TemplateError at the first one that is wrong."""
    from jinja2 import TemplateSyntaxError, meta

    paragraphs = _paragraphs(content, name)
    lines = []
    for number, text in enumerate(paragraphs, 1):
        if _LEFT.search(_TAG.sub("", text)):
            raise _at(name, part, number, text, "花括号没有成对", "占位符要写在同一段里,两边各两个半角花括号。")
        tags = (_KIND.sub(r"\1 ", tag).replace("\n", " ") for tag in _TAG.findall(_straight(text)))
        lines.append("".join(tags))
    try:
        tree = environment().parse("\n".join(lines))
        environment().compile(tree)
    except TemplateSyntaxError as error:
        number = min(max(error.lineno or 1, 1), max(len(paragraphs), 1))
        raise _at(
            name, part, number, paragraphs[number - 1] if paragraphs else "", *_syntax(str(error.message))
        ) from None
    used = set(meta.find_undeclared_variables(environment().parse("\n".join(lines))))
    for word in sorted(used - set(words)):
        number = next((place for place, line in enumerate(lines, 1) if word in line), 1)
        todo = f"可以用的有:{'、'.join(words)}。"
        raise _at(name, part, number, paragraphs[number - 1], f"没有「{word}」这个占位符", todo)
    return used


def _paragraphs(content: bytes, name: str) -> list[str]:
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise _unusable(name, "已经损坏", "请用 Word 打开另存,或重新导出一份模板。") from None
    return ["".join(text.text or "" for text in each.iter(f"{_W}t")) for each in root.iter(f"{_W}p")]


def _straight(text: str) -> str:
    """Word turns typed quotation marks into curly ones; within placeholders they are meant straight."""
    return text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})


def _syntax(message: str) -> tuple[str, str]:
    """A fault of writing in Chinese: what it is and what to do."""
    if found := re.search(r"No (filter|test) named '([^']*)'", message):
        return f"没有「{found[2]}」这种写法", "请去掉竖线和后面的字。"
    if found := re.search(r"unknown tag '([^']*)'", message):
        if found[1] in ("endif", "endfor", "else", "elif"):
            return f"多了一个「{found[1]}」,前面没有对应的 if 或 for", "请核对 if 与 endif、for 与 endfor 是否成对。"
        return f"不认识「{found[1]}」", "只能用 for、endfor、if、elif、else、endif。"
    if "end of template" in message or "looking for" in message:
        return "for 或 if 没有结束", "请在后面补上 endfor 或 endif。"
    return "占位符的写法有误", "请照原样的模板改正这一段。"


def _at(name: str, part: str, number: int, text: str, fault: str, todo: str) -> TemplateError:
    where = next((word for key, word in _PLACES.items() if f"/{key}" in part), "")
    quoted = shortened(printable(text), 40)
    return TemplateError(f"信函模板「{name}」{where}第 {number} 段「{quoted}」:{fault}。{todo}")


def render_fault(checked: Checked, error: Exception) -> TemplateError:
    """What went wrong when a template was tried out, with its place where the name of a field tells it."""
    match = re.search(r"(?:has no attribute|has no element|is undefined).*?|'([^']*)' is undefined", str(error))
    names = re.findall(r"'([^']+)'", str(error)) if match else []
    for part in checked.live:
        for number, text in enumerate(_paragraphs(checked.parts[part], checked.name), 1):
            if names and names[-1] in text:
                todo = "请照原样的模板改正这一段。"
                return _at(checked.name, part, number, text, f"没有「{names[-1]}」这一项", todo)
    return _unusable(checked.name, "里有不允许或不能执行的写法", "请照原样的模板改正占位符。")
