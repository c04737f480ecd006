"""H803 年度表述过期: a plan speaks of a year before its own as if it were still to come."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.document_parts import plans
from jixiao.records.finding import Severity
from jixiao.records.manuscript import Manuscript
from jixiao.records.regex import regex
from jixiao.rules.rule import Context, Hit, Rule, text_hit

_YEAR = r"((?:19|20)\d{2})年"
# 「到2022年底基本建成」: a date by which something is to be reached.
_UNTIL = regex(
    rf"(?<![截年月日])(?:到|至|力争|争取|确保|预计|计划|拟|力求)(?:在|于|到)?{_YEAR}(?:年?[底末初]|\d{{1,2}}月(?:底|末|份)?|上半年|下半年)?"
    r"前?,?[^。;,]{0,24}?(?:建成|完成|实现|达到|形成|建立|覆盖|上线|构建|健全)"
)
# 「2021年评价结果运用的重心在落实」: a clause that begins with the year and says what is to be done in it.
_IN = regex(
    rf"(?:^|[。;!,:])(?:\(?[一二三四五六七八九十\d]{{1,2}}[)、.是])?(?:在)?{_YEAR}度?[^,。;]{{0,16}}?"
    r"(?:的重心|的目标(?!完成)|的任务(?!完成)|工作(?:重心|重点|目标|任务)(?:是|为|在)|重点(?:是|在|抓)|将|要(?![求点素约])|拟|力争|计划(?=[^,。;])|争取|打算)[^,。;]*"
)
_DONE = regex("已|了|截至|截止|以来|原计划|未|没有")


def check(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """One finding per clause of a plan whose year lies before the year that the plan is for."""
    for plan in plans(manuscript):
        for at in plan.paragraphs:
            for pattern in (_UNTIL, _IN):
                for match in pattern.finditer(at.flat):
                    if int(match[1]) < plan.year and not _DONE.search(match[0]):
                        start = match.start() + (match[0][0] in "。;!,:")
                        expected = f"{plan.year}年"
                        yield text_hit(at, start, match.end(), expected=expected, year=match[1], plan=plan.year)


RULE = Rule(
    code="H803",
    name="年度表述过期",
    severity=Severity.VERIFY,
    basis="",
    message="{plan}年的计划里还写「{seen}」,{year}年已经过去。",
    fix="核实是否沿用了往年的文稿,改为现年度的说法。",
    check=check,
    on="manuscript",
)
