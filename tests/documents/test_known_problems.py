from __future__ import annotations

import pytest

from jixiao.documents.known_problems import known_problem, known_problems
from jixiao.documents.notice_from_list import list_problems
from tests.documents.examples import S3_PROJECT, listed, policy
from tests.documents.test_notice import ON


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("项目决策程序不规范；", "项目决策程序不规范"),
        ("绩效考核指标设置不全面", "考核指标不全面"),
        ("项目批复投资额与实际建设投资额相差过大", "批复投资与实际投资相差过大"),
        ("财务管理不规范：一是未按照财务管理制度执行；二是资金测算依据不足", "财务管理不规范"),
    ],
)
def test_published_wordings_are_known(text: str, words: str) -> None:
    known = known_problem(text)
    assert known is not None
    assert known.words == words


@pytest.mark.parametrize("text", ["食堂卫生较差", "", "不规范", "项目", "车辆管理台账缺失", "资" * 5000])
def test_what_is_unusual_is_not_guessed_at(text: str) -> None:
    assert known_problem(text) is None


def test_the_table_is_whole() -> None:
    assert len(known_problems()) == 36
    assert all(all((p.words, p.standard, p.category, p.requirement, p.evidence)) for p in known_problems())


def test_suggestions_are_marked_and_never_replace_what_the_list_says() -> None:
    problem = listed("资金使用不及时", requirement="加快支付")
    told = policy().notice
    (known,) = list_problems(S3_PROJECT.model_copy(update={"problems": (problem,)}), told, ON, "2023年5月5日前")
    assert known.requirement == "加快支付"
    assert known.evidence == "（建议）支付进度表"
    assert known.category == "预算执行"
    other = S3_PROJECT.model_copy(update={"problems": (listed("食堂卫生较差"),)})
    (unknown,) = list_problems(other, told, ON, "5月5日前")
    assert (unknown.requirement, unknown.evidence, unknown.category) == ("", "", "未分类")
