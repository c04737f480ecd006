"""发文字号 in running text: agency words, year and number, as GB/T 9704-2012 has them and as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jixiao.records.regex import regex

_OPEN, _CLOSE = "〔\\[【(〖［{﹝", "〕\\]】)〗］}﹞"
_NUMBER = regex(
    rf"(?P<agency>[\u4e00-\u9fa5]{{1,16}})(?P<open>[{_OPEN}])(?P<year>(?:19|20)?\d{{2}})(?P<close>[{_CLOSE}])"
    rf"(?P<di>第?)(?P<serials>\d{{1,4}}(?:[、,]\d{{1,4}})*)号(?![楼院线路机井门库坑泵池桥隧公园煤闸地宗房窑堰])"
)
# Words that run on in front of the agency's own: what follows the last of them is the agency (师财绩).
_LEADING = regex(
    "^.*(?:根据|依据|依照|按照|遵照|参照|参考|对照|结合|以及|文件|执行|落实|贯彻|印发|转发|下发|发布|出台|通知|文号|字号"
    "|意见|办法|规定|方案|精神|要求|[以和与及或见按据由为是在的了])"
)
# Numbers of other kinds that look alike: an appraiser's report, a court's case, an announcement, a contract.
_OTHER_KINDS = regex("(?:字|公告|令|合同|协议|合同编号|编号|备案|许可|批次|民初|民终|行初|刑初)$")

_LABEL = regex("(?:编号|案号|合同号|备案号|证号|批号|票号):$")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One 发文字号 from `start` to `end` of a flat text. `serials` without padding zeros: several in 「7、8号」."""

    start: int
    end: int
    written: str
    agency: str
    year: int
    serials: tuple[int, ...]
    faults: tuple[str, ...]  # 方括号, 方头括号, 圆括号 …, 第, 虚位, 年份不全; empty when it is written as it should be

    @property
    def right(self) -> str:
        """How it should be written: 师财绩〔2023〕10号; several numbers each by itself."""
        return "、".join(f"{self.agency}〔{self.year}〕{serial}号" for serial in self.serials)

    @property
    def keys(self) -> tuple[tuple[str, int, int], ...]:
        """What tells one document from another whatever its brackets: agency, year, number."""
        return tuple((self.agency, self.year, serial) for serial in self.serials)


def document_numbers(text: str) -> Iterator[DocumentNumber]:
    """Every 发文字号 in a flat text (half-width, without blanks), right or wrong; other kinds of numbers left out."""
    for match in _NUMBER.finditer(text):
        before = text[max(0, match.start() - 6) : match.start()]
        agency = _LEADING.sub("", match["agency"])
        if not agency or _OTHER_KINDS.search(agency) or _OTHER_KINDS.search(match["agency"]) or _LABEL.search(before):
            continue
        short = len(match["year"]) == 2
        if short and match["open"] in "({":  # 「甲小区(12)3号」 is no number of a document
            continue
        serials = tuple(int(one) for one in re.findall(r"\d+", match["serials"]))
        yield DocumentNumber(
            start=match.end("agency") - len(agency),
            end=match.end(),
            written=text[match.end("agency") - len(agency) : match.end()],
            agency=agency,
            year=int(match["year"]) + (2000 if short else 0),
            serials=serials,
            faults=_faults(match),
        )


def _faults(match: re.Match[str]) -> tuple[str, ...]:
    found = []
    if (match["open"], match["close"]) != ("〔", "〕"):
        kinds = {"[": "方括号", "［": "方括号", "【": "方头括号", "(": "圆括号"}
        found.append(kinds.get(match["open"], "括号"))
    if match["di"]:
        found.append("加了“第”")
    if any(serial.startswith("0") for serial in re.findall(r"\d+", match["serials"])):
        found.append("编了虚位")
    if len(match["year"]) == 2:
        found.append("年份没有写全")
    return tuple(found)
