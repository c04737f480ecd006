"""The command that makes letters by the batch."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli.arguments import (
    Jobs,
    MustOutDir,
    Password,
    PolicyName,
    WrongUse,
    day_of,
    files_of,
    policy_at,
    usable_folder,
)
from jixiao.cli.number import RegisterDir

if TYPE_CHECKING:
    from jixiao.campaign.results import Standing
    from jixiao.campaign.roster import Roster
    from jixiao.campaign.round import Round
    from jixiao.policy.model import Policy
    from jixiao.rules.run import Outcome
    from jixiao.tasks.letters import Draft, Drafts, Written
    from jixiao.workbook.letter_docx import Prepared

Day = Annotated[str | None, typer.Option("--date", help="日期,例如 2026-10-08;不给就用今天。", metavar="日期")]


def letters(
    kind: Annotated[
        str,
        typer.Argument(
            help="整改通知、退回修改、红灯预警、监控反馈、评估反馈、评估意见书、目标审核意见书、监控意见书、评价意见书;"
            "写「信函模板」就导出 Word 模板。",
            metavar="文种",
            show_default=False,
        ),
    ],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="报送件、文件夹,或收过件的活动文件夹。", metavar="文件或文件夹…", show_default=False),
    ] = None,
    output: MustOutDir = Path(),
    docx: Annotated[bool, typer.Option("--docx", help="另出 Word 版。")] = False,
    on: Day = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number", help="auto 为按登记簿接着排;也可以写第一个序号,例如 10;不给就留空待填。", metavar="序号"
        ),
    ] = None,
    register: RegisterDir = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="名册工作簿(意见书按对口股室分送)。", metavar="名册")
    ] = None,
    policy: PolicyName = None,
    password: Password = None,
    jobs: Jobs = 1,
) -> None:
    """成批出文书:通知、反馈和结果运用意见书,可直接打印,可另出 Word。"""
    from jixiao.documents.letter import KINDS
    from jixiao.tasks.letters import TEMPLATES, write_templates

    if kind == TEMPLATES:
        for path in write_templates(usable_folder(output), datetime.now()):
            print(f"已生成 {path}")
        return
    if kind not in KINDS:
        raise WrongUse(f"没有叫「{kind}」的文种。可以写:{'、'.join(KINDS)}。")
    if not paths:
        raise WrongUse("请给出报送件、文件夹或活动文件夹。")
    day = day_of(on)
    made = _Sources(kind, paths, output, policy, password, jobs, roster)
    drafts = made.drafts(day)
    for text in drafts.remarks:
        print(text, file=sys.stderr)
    if drafts.letters:
        _issue(drafts, made, usable_folder(output), day, number, register, docx=docx)


class _Sources:
    """What the arguments come to: judged files or a round's submissions, the policy, the roster."""

    def __init__(
        self,
        kind: str,
        paths: list[Path],
        output: Path,
        named: str | None,
        password: str | None,
        jobs: int,
        roster: Path | None,
    ) -> None:
        """Look at the arguments; files are judged when they are asked for."""
        from jixiao.campaign.round import ABOUT

        self.kind, self.paths, self.output, self.named = kind, paths, output, named
        self.password, self.jobs = password, jobs
        self.round_folder = paths[0] if len(paths) == 1 and (paths[0] / ABOUT).exists() else None
        self.policy = self._policy()
        self.roster = self._roster(roster)

    def drafts(self, day: date) -> Drafts:
        """The letters, still without numbers."""
        from jixiao.documents.letter import RED, RETURN
        from jixiao.tasks.letters import drafts_of
        from jixiao.tasks.letters_round import offices_of, red_drafts, return_drafts

        if self.kind == RETURN:
            standing, found = self._standing()
            at = datetime.combine(day, datetime.now().time())
            return return_drafts(standing, self.roster, found, self.policy, at)
        if self.kind == RED:
            standing, _ = self._standing()
            return red_drafts(standing.chosen, self.roster, self.policy, day)
        return drafts_of(self.kind, self._judged(), self.policy, day, offices_of(self.roster))

    def noted(self, drafts: Drafts, written: Iterator[Written]) -> Iterator[Written]:
        """The letters as they are written; what goes back to units of a round is noted there."""
        from jixiao.campaign.round import open_round
        from jixiao.tasks.letters_round import returns_noted

        if self.round_folder is None or not drafts.returns:
            return written
        return returns_noted(open_round(self.round_folder), drafts.returns, written)

    def _policy(self) -> Policy:
        if self.round_folder is None or self.named:
            return policy_at(self.paths[0] if self.paths[0].is_dir() else self.paths[0].parent, self.named)
        from jixiao.campaign.register import policy_of_round
        from jixiao.campaign.round import RoundError, open_round

        try:
            return policy_of_round(open_round(self.round_folder))
        except RoundError as error:
            raise WrongUse(str(error)) from None

    def _roster(self, path: Path | None) -> Roster | None:
        from jixiao.campaign.round import RoundError

        try:
            if path is not None:
                from jixiao.cli.sample import roster_for

                return roster_for(path.parent, path)
            if self.round_folder is not None:
                from jixiao.campaign.round import open_round
                from jixiao.cli.summary import roster_of

                return roster_of(open_round(self.round_folder))
        except RoundError as error:
            raise WrongUse(str(error)) from None
        return None

    def _standing(self) -> tuple[Standing, Round | None]:
        from jixiao.campaign.collect import standing_of
        from jixiao.campaign.round import RoundError, open_round
        from jixiao.cli.terminal import progress
        from jixiao.tasks.summary import standing_of_files

        if self.round_folder is not None:
            try:
                found = open_round(self.round_folder)
                return standing_of(found), found
            except RoundError as error:
                raise WrongUse(str(error)) from None
        files = files_of(self.paths, self.output)
        policies = {file: self.policy for file, _ in files.files}
        with progress("校验", len(files.files)) as step:
            return standing_of_files(files.files, policies, datetime.now(), jobs=self.jobs, step=step), None

    def _judged(self) -> list[Outcome]:
        from jixiao.cli.terminal import progress
        from jixiao.tasks.check import check_data, check_files

        if self.round_folder is None:
            files = files_of(self.paths, self.output)
            listed = [file for file, _ in files.files]
            found: dict[int, Outcome] = {}
            with progress("校验", len(listed)) as step:
                # One policy for the batch: who signs, the deadline and the number come from the same workbook.
                for place, outcome in check_files(listed, self.policy, password=self.password, jobs=self.jobs):
                    found[place] = outcome
                    step(listed[place].name)
            return [found[place] for place in range(len(listed))]
        from jixiao.campaign.unpack import bytes_at

        judged = []
        standing, _ = self._standing()
        for item in standing.chosen:
            try:
                data = bytes_at(item.path)
            except OSError:
                print(f"{item.path}:收件之后被移动或删除,没有算进去。请再收一次件。", file=sys.stderr)
                continue
            judged.append(check_data(data, Path(item.path.rpartition("!")[2]).name, self.policy))
        return judged


def _issue(
    drafts: Drafts,
    made: _Sources,
    folder: Path,
    day: date,
    number: str | None,
    register: Path | None,
    *,
    docx: bool,
) -> None:
    from jixiao.campaign.returns_record import RECORD
    from jixiao.cli.terminal import progress
    from jixiao.documents.numbers import NumberError
    from jixiao.journal import log_path
    from jixiao.tasks.letters import issue, register_folder, template_of, words_of, write_letters
    from jixiao.workbook.letter_template import TemplateError

    own = log_path().parent
    template: Prepared | None = None
    try:
        if docx:
            template = template_of(made.kind, made.paths, own, words_of(drafts.letters[0]))
        with progress("出文书", len(drafts.letters)) as step:

            def write(letters: Sequence[Draft]) -> Iterator[Written]:
                written = write_letters(letters, made.policy, folder, datetime.now(), template, step=step)
                return made.noted(drafts, written)

            place = register or register_folder(made.paths, own)
            written, remarks = issue(drafts.letters, number, made.policy, day, place, write)
    except (NumberError, TemplateError) as error:
        raise WrongUse(str(error)) from None
    for text in remarks:
        print(text, file=sys.stderr)
    for each in written:
        print(f"{each.number}　{each.letter.to}:{'、'.join(str(path) for path in each.files)}")
    if drafts.returns:
        print(f"退回次数记在 {made.round_folder} 的「{RECORD}」,和 jixiao returns 是同一本登记。")
    print(f"共 {len(written)} 份{made.kind}" + (f",文号登记在 {place}" if number is not None else "") + "。")
