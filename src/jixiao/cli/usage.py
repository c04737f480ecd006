"""Chinese words for what the command-line parser says in English: help pages and usage errors."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from typing import Any

_WORDS = (
    (r"^Usage: ", "用法:"),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r"^Options:", "选项:"),
    (r"^Arguments:", "参数:"),
    (r"^Commands:", "命令:"),
    (r"Show this message and exit\.", "显示这份说明。"),
    (r"\[required\]", "[必填]"),
    (r"\[default: ([^\]]*)\]", r"[默认 \1]"),
    (r"\[(\d+)<=x<=(\d+)\]", r"[\1 到 \2]"),
    (r"; required\]", ";必填]"),
    (r"; (\d+)<=x<=(\d+)\]", r";\1 到 \2]"),
    (r" <list\[\w+\]>", ""),
    (r"\{([^{}\n]*)\}(?:\.\.\.)?", r"\1"),
    (r"\[((?:[^\[\]\n]|\[[^\]]*\])*[\u4e00-\u9fff…][^\[\]\n]*)\](?:\.\.\.)", r"[\1]"),
)


@contextlib.contextmanager
def chinese_help(arguments: list[str]) -> Iterator[None]:
    """Translate the help page that the parser is about to print; other output passes untouched."""
    if arguments and not {"--help", "-h"} & set(arguments) and arguments != ["policy"]:
        yield
        return
    stdout, caught = sys.stdout, io.StringIO()
    sys.stdout = caught
    try:
        yield
    finally:
        sys.stdout = stdout
        stdout.write(translated(caught.getvalue()))


def translated(text: str) -> str:
    """A help page with the parser's own words in Chinese."""
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text


def explain(error: Any) -> str:
    """One Chinese sentence for a usage error: what was wrong and where to look."""
    kind = type(error).__name__
    help_hint = "用 jixiao --help 查看写法。"
    if kind == "NoArgsIsHelpError":
        return translated(str(error.message))
    if kind == "NoSuchOption":
        near = f"是不是想写 {'、'.join(error.possibilities)}?" if error.possibilities else ""
        return f"没有选项「{error.option_name}」。{near}{help_hint}"
    if kind == "MissingParameter":
        name = getattr(error.param, "metavar", None) or getattr(error.param, "name", "") or ""
        option = next((word for word in getattr(error.param, "opts", ()) if word.startswith("-")), "")
        name = f"{option} {name}" if option else name
        return f"缺少「{name}」。{help_hint}"
    if kind == "BadOptionUsage":
        return f"选项「{error.option_name}」后面要跟一个值。{help_hint}"
    if kind == "BadParameter":
        name = (getattr(error.param, "opts", None) or [""])[0]
        return f"「{name}」的值不对。{help_hint}"
    if match := re.search(r"No such command '?(.*?)'?\.", str(error.message)):
        return f"没有命令「{match[1]}」。{help_hint}"
    if match := re.search(r"unexpected extra argument\(s\) \((.*)\)", str(error.message)):
        return f"多写了「{match[1]}」。{help_hint}"
    return f"命令写得不完整。{help_hint}"
