"""When two names speak of one project or unit (G704): words that may be left out, a slip of one or two signs.

The words come from the policy: `name_fillers` may stand or not, `name_marks` tell two things apart. A name of fewer
than four signs besides the fillers is never compared; one sign put for another (「张村道路」, 「李村道路」) makes two.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jixiao.policy.model import Policy
from jixiao.records.regex import regex
from jixiao.records.text import squeezed

_SIGNS = regex(r"[\s\"'“”‘’「」『』《》<>()\[\]【】〔〕,，。、;；:：·・\-—–_~/]+")
_NUMBERS = regex(r"\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千两]+|[A-Za-z]+|[ⅠⅡⅢⅣⅤⅥ]")
_PLACE = regex(
    r".{1,6}[省市县区州旗]|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
    r"贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆"
)
_LEAST = 4
_LEAST_AFTER_PLACE = 5
_LONGEST_SLIP = 2


def bare_name(text: str) -> str:
    """A name as it is compared: half-width, without blanks, brackets and marks."""
    return _SIGNS.sub("", squeezed(text))


def same_thing(one: str, other: str, policy: Policy) -> bool:
    """Whether two names that differ speak of one thing; False for names that are equal but for marks."""
    first, second = bare_name(one), bare_name(other)
    if first == second or _NUMBERS.findall(first) != _NUMBERS.findall(second):
        return False
    core, further = (_core(name, policy.name_fillers) for name in (first, second))
    short, long = sorted((core, further), key=len)
    if len(short) < _LEAST:
        return False
    return short == long or _exchanged(short, long) or _slipped(short, long, policy)


def near_keys(name: str, policy: Policy) -> tuple[tuple[object, ...], ...]:
    """Keys of which two names of one thing share at least one, so that thousands need not all be compared."""
    bare = bare_name(name)
    core, numbers = _core(bare, policy.name_fillers), tuple(_NUMBERS.findall(bare))
    return (("from", core[:2], numbers), ("to", core[-2:], numbers)) if len(core) >= _LEAST else ()


@lru_cache(maxsize=4096)
def _core(name: str, fillers: tuple[str, ...]) -> str:
    for filler in sorted(fillers, key=len, reverse=True):
        word = re.escape(bare_name(filler))
        # 县城 is no word of 某县城乡供水
        name = re.sub(word + "(?![乡镇])" if word.endswith("城") else word, "", name) if word else name
    return name


def _exchanged(one: str, other: str) -> bool:
    """Two neighbouring signs stand the other way round: 办公幼儿园, 公办幼儿园."""
    if len(one) != len(other) or len(one) < _LEAST_AFTER_PLACE:
        return False
    apart = [place for place in range(len(one)) if one[place] != other[place]]
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    return one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]


def _slipped(short: str, long: str, policy: Policy) -> bool:
    """The longer name has one or two signs more at one place (not at its end), or a place's name in front."""
    more = len(long) - len(short)
    if more and long.endswith(short) and _PLACE.fullmatch(long[:more]) and len(short) >= _LEAST_AFTER_PLACE:
        return True
    if not 1 <= more <= _LONGEST_SLIP or len(short) < policy.name_common:
        return False
    for start in range(len(short)):
        inserted = long[start : start + more]
        if long[:start] + long[start + more :] == short:
            return not any(mark in inserted for mark in policy.name_marks) and _NUMBERS.search(inserted) is None
    return False
