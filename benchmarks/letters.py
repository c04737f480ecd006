"""1,156 letters measured: `python benchmarks/letters.py [--letters 1156]`.

Each kind as sheets and as Word, from the letter as a value to the file on the disk, against the same files written from
ready content: for every file its finished XML parts, deflated by zipfile (level 6, writestr) into a file. Both keep the
way of `jixiao letters` of writing a file whole or not at all, for that costs the same for anybody. What the disk alone
takes (finished, compressed bytes) is told beside it. Medians of ROUNDS in turns; only a temporary folder is written to.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jixiao.documents.feedback_monitoring import Monitored, monitoring_letters
from jixiao.documents.letter import MONITORING, RECTIFY
from jixiao.documents.notice import notices_for
from jixiao.intake import whole, write_new
from jixiao.policy.load import load_profile
from jixiao.policy.model import Policy
from jixiao.records.book import Book
from jixiao.records.evaluation_list import EvaluatedProject, EvaluationList, Problem
from jixiao.records.value import Value
from jixiao.rules.run import FormOutcome, Outcome
from jixiao.tasks.letters import Draft, template_of, words_of, workbook_of
from jixiao.workbook.grid import Grid, Sheet
from jixiao.workbook.letter_docx import letter_docx

ROUNDS = 3
ON, AT = date(2026, 10, 12), datetime(2026, 10, 12, 9)
FACTS = (
    ("项目决策", "项目立项论证不充分,没有开展事前绩效评估", "请补做事前绩效评估,完善立项资料"),
    ("资金管理", "截至年末资金支付率只有 {rate}%,{money} 万元结转下年", "请查明原因,加快支付,结余资金按规定交回"),
    ("绩效目标", "数量指标「完成处数」没有写明指标值,无法考核", "请按资金文件补充指标值和评分标准"),
    ("产出", "合同工期到 {month} 月底,实际到评价时还有 {left} 处没有完工", "请制定计划,明确完工时间和责任人"),
    ("效益", "满意度问卷只发放 {left} 份,样本不足,结论不可靠", "请扩大样本重新调查,附原始问卷"),
)


def value(text: str) -> Value:
    """A cell that holds this text."""
    return Value("A1", "", text, text)


def notices(count: int, policy: Policy) -> list[Draft]:
    """整改通知 about so many evaluated projects with two to five problems each, no two alike."""
    projects = []
    for number in range(count):
        facts = [FACTS[(number + place) % len(FACTS)] for place in range(2 + number % 4)]
        told = {"rate": 20 + number % 60, "money": number * 7 % 990 + 10, "month": number % 12 + 1, "left": number + 3}
        problems = tuple(
            Problem(row=5, category=value(kind), text=value(fact.format(**told)), requirement=value(asked))
            for kind, fact, asked in facts
        )
        project = value(f"第{number}标段农村公路养护和危桥改造工程项目")
        unit = value(f"第{number % 219}局")
        projects.append(EvaluatedProject(row=3, department=unit, project=project, problems=problems))
    title = "评价结果清单"
    form = EvaluationList(
        sheet=title, title=value(title), year=2025, header_cell="A2", columns={}, projects=tuple(projects)
    )
    book = Book("清单.xlsx", Grid("清单.xlsx", (Sheet(form.sheet),)), (form,))
    return list(notices_for(Outcome(book, policy, (FormOutcome(form, None, {}),), ()), on=ON, number="1"))


def feedback(count: int, policy: Policy) -> list[Draft]:
    """监控反馈 to so many units with one to eight projects each, a table of them attached."""
    listed = [
        Monitored(
            f"第{unit}中心", f"第{unit % 40}局", f"第{unit}—{place}号设施维修改造项目", 2026, 7, Decimal(300 + unit),
            Decimal(100 + unit % 90), Decimal(2000 + unit) / 60, "红" if unit % 7 == 0 else "绿", "绿",
            "红" if unit % 7 == 0 else "黄", (f"资金:{100 + unit % 90}÷({300 + unit}×7÷12),不足60%",) * (unit % 7 == 0),
        )
        for unit in range(count)
        for place in range(1 + unit % 8)
    ]  # fmt: skip
    return list(monitoring_letters(listed, policy, ON))


def parts_of(data: Sequence[bytes], folder: Path) -> list[list[tuple[str, bytes]]]:
    """Every file's finished parts, as the peer gets them."""
    found = []
    for content in data:
        file = folder / "one.zip"
        file.write_bytes(content)
        with zipfile.ZipFile(file) as package:
            found.append([(name, package.read(name)) for name in package.namelist()])
    return found


def from_ready(ready: list[list[tuple[str, bytes]]], folder: Path) -> None:
    """The peer: each file by zipfile from its finished parts."""
    for number, parts in enumerate(ready):
        with whole(folder / f"{number}.x") as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts:
                package.writestr(name, content)


def medians(works: dict[str, Callable[[Path], object]], home: Path) -> dict[str, float]:
    """Median seconds of each into an empty folder, all in turns."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            folder = home / "out"
            folder.mkdir()
            before = time.perf_counter()
            work(folder)
            spent[name].append(time.perf_counter() - before)
            shutil.rmtree(folder)
    return {name: statistics.median(times) for name, times in spent.items()}


def measured(kind: str, letters: list[Draft], policy: Policy, home: Path) -> Iterator[str]:
    """The lines of one kind: sheets and Word, each against its peer."""
    template = template_of(kind, (), home, words_of(letters[0]))
    ways: dict[str, Callable[[Draft], bytes]] = {
        "sheets": lambda letter: workbook_of(letter, policy),
        "Word": lambda letter: letter_docx(template, words_of(letter)),
    }
    for name, make in ways.items():
        data = [make(letter) for letter in letters]
        ready = parts_of(data, home)

        def ours(folder: Path, make: Callable[[Draft], bytes] = make) -> None:
            for number, letter in enumerate(letters):
                write_new(folder / f"{number}.x", make(letter), AT)

        def peer(folder: Path, ready: list[list[tuple[str, bytes]]] = ready) -> None:
            from_ready(ready, folder)

        def bare(folder: Path, data: list[bytes] = data) -> None:
            for number, content in enumerate(data):
                write_new(folder / f"{number}.x", content, AT)

        found = medians({"ours": ours, "peer": peer, "bare": bare}, home)
        each = {way: seconds / len(letters) * 1000 for way, seconds in found.items()}
        size = sum(map(len, data)) / len(data) / 1024
        yield (
            f"{kind} {len(letters)} as {name:6}: {each['ours']:.2f} ms each, from ready content {each['peer']:.2f} ms, "
            f"{each['ours'] / each['peer']:.1f} times (goal: 3); the finished bytes alone {each['bare']:.2f} ms, "
            f"{size:.0f} KB each"
        )


def main() -> None:
    """Make the letters, write them in turns with the peers, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=1156)
    count = parser.parse_args().letters
    policy = load_profile()
    with tempfile.TemporaryDirectory() as folder:
        for kind, letters in ((RECTIFY, notices(count, policy)), (MONITORING, feedback(count, policy))):
            for line in measured(kind, letters, policy, Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
