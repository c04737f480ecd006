"""What the command line shows to people: tables and a progress bar on a terminal, plain lines when piped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.documents.json_report import Totals, points
from jixiao.documents.words import STATUS_WORDS, paragraphs_text
from jixiao.records.finding import Severity
from jixiao.records.indicator_form import IndicatorForm
from jixiao.records.numbers import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from jixiao.documents.result_sheet import Entry
    from jixiao.policy.load import Setting
    from jixiao.policy.model import Policy
    from jixiao.rules.rule import Rule
    from jixiao.rules.run import FormOutcome, Outcome
    from jixiao.tasks.demo import DemoResult

_COLOURS = {Severity.MUST_FIX: "bold red", Severity.VERIFY: "yellow", Severity.HINT: "cyan"}
Judged = Sequence[tuple[Path, Path, "Outcome"]]


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def _fancy() -> bool:
    return sys.stdout.isatty()


@contextlib.contextmanager
def progress(title: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A progress bar on a terminal (standard error), nothing when piped or for a single file."""
    if quiet or total < 2 or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total, name="")
        yield lambda name: bar.update(task, advance=1, name=name)


def _place(entry: Entry) -> str:
    """The sheet with the first six cells of a line; the same sheet is named once; the paragraphs of a document."""
    first = entry.first
    if first.paragraph is not None:
        return paragraphs_text(entry.findings)
    shown = [
        finding.cell if finding.sheet == first.sheet else f"{finding.sheet}!{finding.cell}"
        for finding in entry.findings
        if finding.cell
    ]
    words = "、".join(shown[:6]) + (f" 等 {len(shown)} 处" if len(shown) > 6 else "")
    if first.sheet and words:
        return f"{first.sheet}!{words}"
    return first.sheet or "整个文件"


def show_outcomes(judged: Judged, *, scores: bool = False) -> None:
    """The result of a check (or of a scoring) for people."""
    totals = Totals()
    for file, _, outcome in judged:
        totals.add(outcome)
        show_file(file, outcome, scores=scores)
    show_totals(totals)


def show_file(file: Path, outcome: Outcome, *, scores: bool = False) -> None:
    """The result of one file for people."""
    heading = f"{STATUS_WORDS[outcome.status]}  {file}"
    if _fancy():
        colour = {"passed": "green", "returned": "red", "unreadable": "red"}[outcome.status]
        _console().print(heading, style=f"bold {colour}", markup=False)
    else:
        print(heading)
    for item in outcome.forms:
        print(f"  {_form_line(item)}")
        if scores:
            _show_lines(item)
    if not scores or outcome.status == "unreadable":
        from jixiao.documents.result_sheet import merged

        for entry in merged(outcome.findings):
            _show_finding(entry)
    from jixiao.documents.result_sheet import could_not_run

    if failed := could_not_run(outcome):
        print(f"  未能运行的规则:{'、'.join(failed)}")


def _form_line(item: FormOutcome) -> str:
    form, score = item.form, item.score
    parts = [form.form, f"表「{form.sheet}」"]
    parts += [part for part in (form.unit_name, form.project_name) if part]
    if score is not None and (score.lines or score.claimed is not None):
        claimed = f"填报 {plain(score.claimed)} 分" if score.claimed is not None else "没有填报总分"
        due = f"应得 {points(score.due)} 分" if score.due is not None else "应得分无法计算"
        parts.append(f"{claimed},{due},等级 {score.grade or '不定'}{f'({score.note})' if score.note else ''}")
    return " · ".join(parts)


def _show_lines(item: FormOutcome) -> None:
    if item.score is None or not item.score.lines:
        print("  本表没有分值和得分,不计分。" if isinstance(item.form, IndicatorForm) else "  清单不逐行计分。")
        return
    rows = [
        (
            line.cell,
            line.label,
            plain(line.weight) or "—",
            plain(line.claimed) or "—",
            points(line.due) or "—",
            line.how,
        )
        for line in item.score.lines
    ]
    if not _fancy():
        for cells in rows:
            print("  " + "\t".join(cells))
        return
    from rich.table import Table

    table = Table("格", "项目", "分值", "填报", "应得", "怎么算的", box=None, header_style="bold", pad_edge=True)
    for cells in rows:
        table.add_row(*(_escaped(cell) for cell in cells))
    _print_table(table)


def _print_table(table: Table) -> None:
    """A table within the terminal's width; Chinese has no blanks to break at, so cells break anywhere, uncut."""
    for column in table.columns:
        column.overflow = "fold"
    _console().print(table, soft_wrap=False)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _show_finding(entry: Entry) -> None:
    finding = entry.first
    head = f"  [{finding.severity}] {_place(entry)} {finding.rule}"
    body = f"    {entry.message}"
    todo = f"    怎么改:{entry.fix}" + (f"(依据:{finding.basis})" if finding.basis else "")
    if _fancy():
        console = _console()
        console.print(head, style=_COLOURS[finding.severity], markup=False)
        console.print(body, markup=False)
        console.print(todo, style="dim", markup=False)
    else:
        print("\n".join((head, body, todo)))


def show_totals(totals: Totals) -> None:
    """The last line: how many files and findings of each kind there are."""
    if not totals.workbooks:
        print("没有找到可以校验的工作簿或文稿。请核对文件夹里有没有 .xlsx、.docx 或 .txt 文件。")
        return
    by_status = [f"{word} {totals.statuses[status]}" for status, word in STATUS_WORDS.items()]
    counts = [f"{severity} {totals.severities[severity.value]} 条" for severity in Severity]
    print(f"共 {totals.workbooks} 个文件:{','.join(by_status)};{','.join(counts)}。口径:{'、'.join(totals.titles)}。")


def show_rules(rules: Sequence[Rule], *, markdown: bool) -> None:
    """The list of all rules."""
    if markdown:
        print("| 规则号 | 名称 | 级别 | 依据 |\n| --- | --- | --- | --- |")
        for rule in rules:
            print(f"| {rule.code} | {rule.name} | {rule.severity} | {rule.basis} |")
        return
    for rule in rules:
        print(f"{rule.code}  {rule.severity}  {rule.name}")
    print(f"共 {len(rules)} 条。用 jixiao rules 规则号 查看某一条。")


def rule_page(rule: Rule) -> str:
    """The page of a rule: its manual, which is also its test."""
    return (resources.files("jixiao.rules") / f"{rule.code}.md").read_text("utf-8")


def show_rule_page(rule: Rule, *, markdown: bool) -> None:
    """One rule's page, rendered on a terminal, as it is when piped or asked for."""
    page = rule_page(rule)
    if markdown or not _fancy():
        print(page, end="")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))


def show_policy(policy: Policy, settings: Iterable[Setting], names: Sequence[str]) -> None:
    """All settings of a policy with source, certainty and date of effect."""
    print(f"口径 {policy.title}(来源:{policy.source};施行:{policy.effective})")
    if _fancy():
        from rich.table import Table

        table = Table("名称", "值", "来源", "确定性", "施行日期", box=None, header_style="bold")
        for setting in settings:
            cells = (setting.label, str(setting.value), setting.source, setting.cert, setting.effective)
            table.add_row(*(_escaped(cell) for cell in cells))
        _print_table(table)
    else:
        for setting in settings:
            print("\t".join((setting.label, str(setting.value), setting.source, setting.cert, setting.effective)))
    print(f"另有口径:{'、'.join(names)}。确定性:A 原文或公开表亲见,B 公开规定未核到原文,C 本项目建议。")


def show_indicators(rows: Sequence[Sequence[str]], headings: Sequence[str], remark: str) -> None:
    """Indicators of the library, one a line, and where they come from."""
    if _fancy():
        from rich.table import Table

        table = Table(*headings, box=None, header_style="bold")
        for cells in rows:
            table.add_row(*(_escaped(cell) for cell in cells))
        _print_table(table)
    else:
        for cells in rows:
            print("\t".join(cells))
    print(remark)


def show_demo(result: DemoResult) -> None:
    """What the demo did and which files to open."""
    show_outcomes(result.judged)
    print("\n打开这些文件看看:")
    for title, path in result.to_open:
        print(f"  {title}:{path}")


def show_checks(checks: Iterable[tuple[str, bool | None, str]]) -> bool:
    """Self-check lines; True when nothing that must work failed."""
    fine = True
    for name, good, detail in checks:
        word = {True: "正常", False: "有问题", None: "说明"}[good]
        print(f"[{word}] {name}:{detail}")
        fine = fine and good is not False
    return fine
