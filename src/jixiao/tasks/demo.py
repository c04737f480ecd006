"""The demo: check, score and notice on the bundled real forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.intake import write_new
from jixiao.policy.model import Policy
from jixiao.rules.run import Outcome

if TYPE_CHECKING:
    pass
from jixiao.tasks.check import check_file
from jixiao.tasks.checked_copies import write_checked, write_summary_file


@dataclass(frozen=True)
class DemoResult:
    """What the demo judged and which files to open, by title."""

    judged: list[tuple[Path, Path, Outcome]]
    policy: Policy
    to_open: tuple[tuple[str, Path], ...]


def run_demo(folder: Path, policy: Policy, notice_policy: Policy, at: datetime) -> DemoResult:
    """Check, score and notice on the bundled real forms and on S3's eight evaluated projects."""
    from jixiao.demo import demo_files

    inputs = folder / "报送件"
    files = []
    for name, data in demo_files():
        target = inputs / name
        if not target.exists() or target.read_bytes() != data:
            target = write_new(target, data, at)
        files.append(target)
    judged = [(file, inputs, check_file(file, policy)) for file in files]
    written = list(write_checked(judged, folder / "校验结果", at))
    summary = write_summary_file(written, folder / "校验结果", at)
    noticed = [(file, inputs, check_file(file, notice_policy)) for file in files]
    from jixiao.tasks.notices import write_notices

    notices = write_notices(noticed, folder / "整改通知", at, on=at.date(), docx=True)
    marked = next((copy for _, copy, outcome in written if copy is not None and outcome.status == "returned"), None)
    listed = next((item.written for item in notices if "清单" in item.source.name and item.written), ())
    first = next((item.written for item in notices if item.written and "清单" not in item.source.name), ())
    to_open = [("校验汇总(全部文件的状态、得分、等级和图)", summary)]
    if marked:
        to_open.append(("带标记的副本(看「校验结果」和「计分明细」两张表)", marked))
    if first:
        to_open.append(("整改通知(自评表)", first[0]))
    if listed:
        to_open.append(("整改通知(八个评价项目,一项一份)", listed[0]))
    return DemoResult(judged, policy, tuple(to_open))
