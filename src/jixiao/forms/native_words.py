"""The words and units that the native formulas of reading know: a part of what `records` knows, as lists."""

from __future__ import annotations

from jixiao.records.units import canonical, factor_between, split_scale

Pair = tuple[str, str]


def _pairs(new: str, *olds: str) -> tuple[Pair, ...]:
    return tuple((old, new) for old in olds)


# Each list is replaced in its order: a longer spelling comes before a shorter one that begins alike.
SYMBOLS: tuple[Pair, ...] = (
    *(*_pairs("%", "％"), *_pairs("(", "（"), *_pairs(")", "）"), *_pairs(",", "，"), *_pairs("~", "～")),
    *(*_pairs("=", "＝", "﹦", "═"), *_pairs(">", "＞", "﹥"), *_pairs("<", "＜", "﹤")),
    *_pairs("≥", "≧", "⩾", ">=", "=>", "≥="),
    *_pairs("≤", "≦", "⩽", "<=", "=<", "≤="),
    *_pairs("=", "=="),
    *(*_pairs("平方公里", "km2"), *_pairs("平方米", "㎡", "m²", "m2"), *_pairs("立方米", "m³", "m3")),
)
# ① stands before the text and is gone once a word took its place, so that only what the text begins with counts.
OPENINGS: tuple[Pair, ...] = (
    *((f"①{lead}{sign}", sign) for lead in ("达到", "达", "控制在") for sign in "≥≤>"),
    *_pairs("≥", "①大于等于", "①大于或等于", "①高于或等于", "①不低于", "①不少于", "①不小于", "①不得低于", "①不得少于"),
    *_pairs("≥", "①不短于", "①至少", "①达到", "①达"),
    *_pairs("≤", "①小于等于", "①小于或等于", "①低于或等于", "①不超过", "①不高于", "①不大于", "①不多于", "①不得超过"),
    *_pairs("≤", "①不得高于", "①不长于", "①控制在", "①最多", "①至多"),
    *(*_pairs(">", "①大于", "①高于", "①超过", "①多于"), *_pairs("<", "①小于", "①低于", "①少于", "①短于")),
    *(*_pairs("=", "①等于"), *_pairs("", "①")),
)
# ④ stands behind the text; ⑤ and ⑥ are left for a sign that was written behind the number.
DONE_ENDINGS: tuple[Pair, ...] = (
    *_pairs("④", "。④", "｡④", ";④", "；④", ",④", "、④", ".④"),
    *_pairs("%④", "%完成④", "%达标④", "%合格④", "%到位④", "%覆盖④"),
)
ENDINGS: tuple[Pair, ...] = (
    *DONE_ENDINGS,
    *_pairs("⑤", "(含)以上④", "及以上④", "或以上④", "以上④"),
    *_pairs("⑥", "(含)以内④", "及以下④", "以内④", "之内④", "以下④", "之下④", "内④"),
)
# One word of each kind may stand before a completed value: 实际 … 完成 … 了.
DONE_OPENINGS: tuple[Pair, ...] = (
    *_pairs("②", "①实际", "①已", "①共计", "①共", "①累计", "①全年", "①约", "①"),
    *_pairs("③", "②完成", "②达到", "②达", "②为", "②实现", "②发放", "②"),
    *(*_pairs("③", "③率为", "③率", "③了"), *_pairs("", "③:", "③")),
)
DASHES = "-~—–―至到"
NO_UNIT = (
    *("完成", "办结", "验收", "提升", "提高", "增长", "下降", "减少", "增加", "改善", "达标", "实现", "的", "了"),
    *("左右", "上下", "余", "以上", "以下", "前", "底", "末", "旬", "月份", *"0123456789,;:、。，；：()=><≥≤±+~—⑤⑥④"),
)
"""What follows a number is no unit when it holds one of these: sentences, dates, signs, digits, brackets."""
NO_UNIT_ALONE = ("级", "等", "号", "多", "几", "来")
RATE_ENDS = ("率", "满意度", "知晓度", "支持度", "认可度", "占比", "比例", "比重", "百分比")
COST, BENEFIT = ("成本", "投入", "造价", "费用", "支出"), ("效益", "效果", "影响")
TIME = ("时效", "时间", "时限", "日期", "期限", "工期", "进度", "及时")
UNIT_GROUPS = (
    "% 百分比 百分率 百分数 个百分点 百分点",
    "元 圆 百元 千元 万元 亿元 万 亿",
    "人 名 位 万人 千人",
    "平方米 平米 平方 平方公里 平方千米 公顷 万平方米",
    "立方米 立方 方 万立方米",
    "m 米 公里 km 千米 厘米 cm 毫米 里",
    "公斤 kg 千克 吨 t 万吨 克 斤",
    "天 日 日历天 自然日 小时 h 个小时 分钟 秒",
    "月 个月 年",
    "周 个星期 星期 个周",
)


def unit_table() -> list[tuple[str, str, str]]:
    """Spelling, the unit that it is counted in, and how many of those it is."""
    table = []
    for group in UNIT_GROUPS:
        names = group.split()
        base = next(name for name in names if split_scale(canonical(name))[1] == canonical(name))
        for name in names:
            factor = factor_between(name, base)
            assert factor is not None  # every group is one measure
            table.append((name, base, f"{factor.normalize():f}"))
    return table
