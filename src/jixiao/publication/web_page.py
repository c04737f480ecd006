"""公开清单 as one web page: a file of its own, nothing is fetched, every text of a form is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Container, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from importlib import resources

from jixiao.documents.words import day_text, printable
from jixiao.policy.model import Policy
from jixiao.publication.charts_svg import bars
from jixiao.publication.entries import Entry
from jixiao.publication.public_list import COLUMNS, shown_rows, total_of
from jixiao.records.list_arithmetic import DOING, DONE
from jixiao.records.numbers import rounded

_TOP_UNITS = 10
_SAME = [place for place, (head, _) in enumerate(COLUMNS) if head in ("公开栏目", "公开日期")]
"""Columns that are said once above the list where they are the same for all."""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{rules}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="note">{note}</p>
</header>
<main>
<ul class="figures">{figures}</ul>
<div class="charts">{charts}</div>
<div class="tools" hidden><label for="search">查找</label>
<input id="search" type="search" placeholder="单位、项目、等级…,几个词用空格隔开" autocomplete="off">
<span id="told" role="status"></span></div>
<div class="wide"><table id="list">
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>
</main>
<footer>{foot}</footer>
<script>{script}</script>
</body>
</html>
"""
_FOOT = "金额单位:万元。得分为百分制。点栏名可以排序。本页不连接网络,可以保存、打印。"


def web_page(entries: Sequence[Entry], policy: Policy, on: date, title: str) -> bytes:
    """The page as UTF-8 bytes, equal for equal arguments; it works without scripts, too, only not searching."""
    style, script = _part("page.css"), _part("page.js")
    rows = shown_rows(entries, policy, on)
    common = {place: rows[0][place] for place in _SAME if rows and len({row[place] for row in rows}) == 1}
    told = "".join(f"　{COLUMNS[place][0]}:{content}" for place, content in common.items())
    text = _PAGE.format(
        rules=f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'",
        title=_html(title),
        style=style,
        note=_html(f"编制单位:{policy.notice.agency}　编制日期:{day_text(on)}{told}"),
        figures=_figures(entries),
        charts=_charts(entries, policy),
        heads="".join(
            f'<th scope="col"><button type="button">{_html(head)}</button></th>'
            for place, (head, _) in enumerate(COLUMNS)
            if place not in common
        ),
        rows="\n".join(_row(row, entry, common) for row, entry in zip(rows, entries, strict=True)),
        foot=_html(_FOOT),
        script=script,
    )
    return text.encode("utf-8", "replace")


def _part(name: str) -> str:
    return (resources.files("jixiao.publication") / name).read_text("utf-8")


def _digest(text: str) -> str:
    """What the page's own rules know its script by: no other script runs, whatever stands in a form."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _html(text: str) -> str:
    return escape(printable(text), quote=True)


def _money(amount: Decimal) -> str:
    """An amount with thousands marks and at least two places: 20,794.54."""
    whole, _, rest = f"{amount:,f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"


def _figures(entries: Sequence[Entry]) -> str:
    scored = [entry.score for entry in entries if entry.score is not None]
    figures = [
        ("公开项目", f"{len(entries)}", "个"),
        ("涉及单位", f"{len({entry.unit for entry in entries})}", "个"),
        ("涉及金额", _money(total_of(entries)), "万元"),
    ]
    if scored:
        figures.append(("平均得分", f"{rounded(sum(scored, Decimal(0)) / len(scored)):.2f}", "分"))
    if problems := sum(entry.problems for entry in entries):
        closed = sum(entry.closed for entry in entries)
        figures.append(("问题整改", f"{closed}/{problems}", "个已完成"))
    return "".join(
        f"<li>{_html(name)}<b>{_html(value)} <small>{_html(unit)}</small></b></li>" for name, value, unit in figures
    )


def _charts(entries: Sequence[Entry], policy: Policy) -> str:
    counts = Counter(entry.grade for entry in entries if entry.grade)
    known = [band.name for band in policy.grades]
    order = [*known, *sorted(set(counts) - set(known))]
    grades = [(name, Decimal(counts[name]), f"{counts[name]} 个") for name in order if name in known or counts[name]]
    by_unit: dict[str, Decimal] = {}
    for entry in entries:
        by_unit[entry.unit] = by_unit.get(entry.unit, Decimal(0)) + (entry.amount or 0)
    largest = sorted(by_unit.items(), key=lambda item: -item[1])[:_TOP_UNITS]
    units = [(name or "(没有单位名)", amount, f"{_money(amount)} 万元") for name, amount in largest if amount > 0]
    heading = f"金额最多的 {len(units)} 个单位" if len(by_unit) > len(units) else "各单位金额"
    parts = [("等级分布", grades)] if counts else []
    parts += [(heading, units)] if units else []
    if problems := sum(entry.problems for entry in entries):
        closed = sum(entry.closed for entry in entries)
        told = ((DONE, closed), (DOING, problems - closed))
        parts.append(("问题整改情况", [(name, Decimal(count), f"{count} 个") for name, count in told]))
    return "".join(f"<figure><figcaption>{_html(name)}</figcaption>{bars(name, rows)}</figure>" for name, rows in parts)


def _row(row: Sequence[str | Decimal], entry: Entry, without: Container[int]) -> str:
    cells = []
    for place, ((head, _), content) in enumerate(zip(COLUMNS, row, strict=True)):
        if place in without:
            continue
        number = head in ("金额(万元)", "得分")
        if number and isinstance(content, Decimal):
            shown = _money(content) if head != "得分" else f"{content:.2f}"
            cells.append(f'<td class="number" data-number="{content:f}">{shown}</td>')
        elif number:
            cells.append(f'<td class="number" data-number="">{_html(str(content))}</td>')
        else:
            cells.append(f"<td>{_html(str(content))}</td>")
    money = int((entry.amount or Decimal(0)).scaleb(6).to_integral_value())
    return f'<tr data-money="{money}">{"".join(cells)}</tr>'
