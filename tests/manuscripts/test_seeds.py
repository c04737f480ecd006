"""The five public reports: everything that their facts say is wrong is found at its place, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.policy.load import load_profile
from jixiao.records.finding import Finding
from jixiao.tasks.check import check_data, check_file

from .documents import SEEDS, docx_of

# Paragraph and rule of every finding, with words that its quote must hold. The facts' numbers stand behind.
TRUTH: dict[str, list[tuple[int, str, str]]] = {
    "000": [
        (4, "H801", "中发[2018]34号"),  # S0-11
        (4, "H801", "湘办发[2019]10号"),
        (7, "H801", "中发[2018]34号"),
        (7, "H801", "湘办发[2019]10号"),
        (86, "H802", "6、"),  # S0-10
    ],
    "001": [
        (37, "G701", "61"),  # S1-01
        (73, "H803", "2021年评价结果运用的重心"),  # S1-07
        (79, "H803", "2022 年底基本建成"),
    ],
    "002": [],
    "003": [
        (15, "G704", "月亮山路"),  # S3-02
        (18, "H802", "创文创卫"),  # S3-03
        (26, "H801", "鄂发【2021】12号"),
    ],
    "004": [
        (7, "G702", "十五类"),  # S4-04
        (12, "C308", "1556.59万元"),  # S4-02
        (16, "H801", "师财绩[2022]13号"),  # S4-07
        (21, "H801", "师财绩[2023]11号"),
        (23, "H801", "师财绩[2023]15号"),
        (26, "H801", "师财绩[2023]4号"),
        (28, "H801", "师财绩[2023]9号"),
        (30, "G703", "师财绩[2022]13号"),  # S4-05
        (30, "H801", "师财绩[2022]13号"),
        (32, "G704", "第一自来水厂扩建"),  # S4-08
        (32, "H801", "师财绩[2023]10号"),
        (32, "H801", "师财绩[2023]12号"),
        (32, "H801", "师财绩[2023]13号"),
        (32, "H801", "师财绩[2023]14号"),
        (33, "G701", "66,531万元"),  # S4-03
        (33, "H801", "师财报[2023]7、8号"),
        (40, "G704", "县县城第一自来水"),
        (40, "G704", "中医医院迁建项目"),
        (40, "G704", "有限公司"),  # S4-12
        (40, "G704", "财政评价工作的通知"),  # S4-09
        (40, "G719", "评价工作正在进行中"),  # S4-06
    ],
}


def seed(code: str) -> Path:
    return next(SEEDS.glob(f"{code}_*.txt"))


def told(findings: tuple[Finding, ...]) -> list[tuple[int | None, str, str | None]]:
    return [(finding.paragraph, finding.rule, finding.quote) for finding in findings]


@pytest.mark.parametrize("code", TRUTH)
def test_findings_are_the_facts_and_nothing_else(code: str) -> None:
    outcome = check_file(seed(code), load_profile())
    found = sorted(told(outcome.findings), key=str)
    assert [item[:2] for item in found] == [item[:2] for item in sorted(TRUTH[code], key=str)]
    for paragraph, rule, words in TRUTH[code]:
        assert any(item[:2] == (paragraph, rule) and words in (item[2] or "") for item in found), (paragraph, words)


@pytest.mark.parametrize("code", TRUTH)
def test_quotes_stand_in_their_paragraphs(code: str) -> None:
    lines = seed(code).read_text("utf-8").split("\n")
    for finding in check_file(seed(code), load_profile()).findings:
        assert finding.paragraph is not None
        assert finding.quote
        assert finding.quote in lines[finding.paragraph - 1]
        assert (finding.sheet, finding.cell) == (None, None)


@pytest.mark.parametrize("code", TRUTH)
def test_the_same_text_in_any_encoding_and_in_word_says_the_same(code: str) -> None:
    policy, text = load_profile(), seed(code).read_text("utf-8")
    expected = told(check_file(seed(code), policy).findings)
    for data in (
        text.encode("gb18030"),
        text.encode("utf-16"),
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("\n", "\r\n").encode(),
    ):
        assert told(check_data(data, "报告.txt", policy).findings) == expected
    in_word = told(check_data(docx_of(text), "报告.docx", policy).findings)
    assert in_word == expected


@pytest.mark.parametrize(
    ("code", "old", "new", "rule", "paragraph"),
    [
        ("000", "13,588.65\n", "13,588.56\n", "C307", 69),  # S0-01
        ("000", "其中事前评估项目1个", "其中事前评估项目2个", "G702", 11),  # S0-02
        ("000", "其中基本支出9797.29万元", "其中基本支出9979.29万元", "C307", 74),  # S0-04
        ("000", "田江街道办事处21个项目", "田江街道办事处22个项目", "G702", 88),  # S0-07
        ("000", "7、各镇政府", "9、各镇政府", "H802", 103),
        ("002", "专项债券项目4个", "专项债券项目5个", "G702", 7),  # S2-01
        ("002", "1个项目优，10个项目良", "1个项目优，9个项目良", "G709", 7),  # S2-02
        ("003", "3个项目评价为“中”", "2个项目评价为“中”", "G709", 7),  # S3-01
        ("003", "（鄂政办发〔2020〕54号）", "（鄂政办发〔2020〕054号）", "H801", 11),
        ("004", "523.48万元", "532.48万元", "C307", 12),  # S4-01
        ("004", "3个部门整体支出财政评价", "4个部门整体支出财政评价", "G702", 36),
        ("004", "2023年7月5日", "2023年07月05日", "B205", 38),
    ],
)
def test_a_fault_put_into_a_report_is_found(code: str, old: str, new: str, rule: str, paragraph: int) -> None:
    policy, text = load_profile(), seed(code).read_text("utf-8")
    assert text.count(old) == 1
    before = told(check_data(text.encode(), "报告.txt", policy).findings)
    after = told(check_data(text.replace(old, new).encode(), "报告.txt", policy).findings)
    assert [item for item in after if item not in before and item[1] == rule and item[0] == paragraph]
