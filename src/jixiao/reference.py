"""Reference pages made from the code itself: the rules and the command line."""

from __future__ import annotations

import contextlib
import io
import os
from importlib import resources
from unittest import mock

from jixiao.documents.words import FAMILIES
from jixiao.rules.registry import RULES

_COMMANDS = (
    "",
    "check",
    "score",
    "notice",
    "letters",
    "number next",
    "number reserve",
    "number void",
    "number list",
    "clear",
    "distribute",
    "summary",
    "returns",
    "collect",
    "sample",
    "review",
    "pick evaluation",
    "pick appraisal",
    "pick red",
    "use",
    "third-party",
    "adjust new",
    "adjust check",
    "publish",
    "report template",
    "report draft",
    "report history",
    "template",
    "rules",
    "policy show",
    "policy export",
    "policy check",
    "policy diff",
    "library search",
    "library import",
    "library export",
    "library check",
    "bridge mapping",
    "bridge import",
    "bridge export",
    "ledger add",
    "ledger reply",
    "ledger close",
    "ledger return",
    "ledger show",
    "ledger out",
    "ledger in",
    "ledger overdue",
    "ledger check",
    "ledger backup",
    "ledger restore",
    "demo",
    "doctor",
)


def rule_pages() -> dict[str, str]:
    """Page name → text: one page per rule as it is shown by `jixiao rules CODE`, and an index."""
    folder = resources.files("jixiao.rules")
    pages = {f"{rule.code}.md": (folder / f"{rule.code}.md").read_text("utf-8") for rule in RULES}
    pages["README.md"] = _index()
    return pages


def _index() -> str:
    lines = [
        "# 规则一览",
        "",
        "这一页和各条规则的说明由程序生成。每条规则的说明同时就是它的测试:页上的例子在每次构建时都真的跑一遍。",
        "",
    ]
    for letter, family in FAMILIES.items():
        own = [rule for rule in RULES if rule.code.startswith(letter)]
        if not own:
            continue
        lines += [f"## {letter} {family}", "", "| 规则号 | 名称 | 级别 | 依据 |", "| --- | --- | --- | --- |"]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {rule.basis or '—'} |" for rule in own
        ]
        lines.append("")
    return "\n".join(lines)


def command_line_page() -> str:
    """The help pages of all commands as one manual page."""
    parts = [
        "# 命令行",
        "",
        "这一页由程序的帮助文字生成。退出状态:0 没有必须改的;1 有必须改的或有文件读不了;2 用法不对。",
        "",
    ]
    for command in _COMMANDS:
        parts += [f"## jixiao {command}".rstrip(), "", "```", _help(command), "```", ""]
    return "\n".join(parts)


def _help(command: str) -> str:
    from jixiao.cli.program import run

    caught = io.StringIO()
    with contextlib.redirect_stdout(caught), mock.patch.dict(os.environ, {"COLUMNS": "100", "LINES": "50"}):
        run([*command.split(), "--help"])
    return "\n".join(line.rstrip() for line in caught.getvalue().strip().splitlines())
