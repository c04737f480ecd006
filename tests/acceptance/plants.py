"""One fault each: what is changed in the clean form, what must then be found and where, and the points due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.acceptance.forms import Role, has

THREE = ("A1", "A3", "A5")  # the national form, the one with split columns, Hubei's without 分值
POINTS = ("A1", "A3", "A2")  # layouts with 分值 and 原因
INITIAL = ("A1", "A3", "A4")  # layouts with 年初预算数
FURTHER = ("A7", "A8", "A11")  # tried with whatever they have places for
NOT_SEEN = {
    "A7": ("C302", "执行率写 100%", "20 分"),  # amounts stand in texts, the rate is an indicator of 10 points
    "A8": ("E509",),  # no points, so none that were taken off
    "A11": ("D402", "裸成本", "执行率写 100%", "20 分"),  # no levels; 10 points for the rate, not 20
}
"""Rules and plants that a layout has no say in, by its look."""


@dataclass(frozen=True)
class Plant:
    rule: str
    why: str
    change: dict[Role, Any]
    at: Role | None = None  # where the rule must fire; None when the fault is no fault
    layouts: tuple[str, ...] = THREE
    also: tuple[tuple[str, Role], ...] = ()
    due: dict[Role, str | None] = field(default_factory=dict)
    policy: str = "全国2020"

    @property
    def found(self) -> tuple[tuple[str, Role], ...]:
        return (((self.rule, self.at),) if self.at is not None else ()) + self.also

    @property
    def tried(self) -> tuple[str, ...]:
        """Its own layouts, and of the further ones those that have all its places."""
        roles = (*self.change, *(role for _, role in self.found))
        name = f"{self.rule} {self.why}"
        more = (layout for layout in FURTHER if not any(word in name for word in NOT_SEEN[layout]))
        return self.layouts + tuple(layout for layout in more if all(has(layout, role) for role in roles))


def name(row: int) -> Role:
    return ("name", row)


def aim(row: int) -> Role:
    return ("aim", row)


def actual(row: int) -> Role:
    return ("actual", row)


def weight(row: int) -> Role:
    return ("weight", row)


def score(row: int) -> Role:
    return ("score", row)


def reason(row: int) -> Role:
    return ("reason", row)


# rows: 0 ≥6座 · 1 ≥800米, 760, 9.5 of 10 · 2 ＝100% · 3 date · 4 成本 ≤100万元 · 5 ≥3200亩 · 6 ≤2次 · 7 ≥90%
QUALITATIVE = ("定性", "群众用水达到省定标准", "")
ALL_ZERO = {"initial": 0, "budget": 0, "executed": 0, "rate": 0, "points": 10}
ALL_BLANK = {"initial": None, "budget": None, "executed": None, "rate": None}

COMPLETENESS = (
    Plant("B201", "项目名称空白", {"project": None}, "project"),
    Plant("B201", "项目名称只有空格", {"project": "  "}, "project"),
    Plant("B201", "两个单位都空", {"agency": None, "department": None}, "agency"),
    Plant("B201", "有主管部门即可", {"agency": None}),
    Plant("B201", "目标空白", {"goal": None}, "goal"),
    Plant("B201", "完成情况空白", {"done": None}, "done"),
    Plant("B201", "目标只填金额", {"goal": "43.2万元"}, "goal"),
    Plant("B201", "三级指标空白", {name(1): None}, name(1)),
    Plant("B201", "指标值空白", {("target", 1): None}, ("target", 1), due={score(1): None}),
    Plant("B201", "完成值空白", {actual(1): None}, actual(1), due={score(1): None}),
    Plant("B201", "分值空白", {weight(1): None}, weight(1), POINTS),
    Plant("B201", "总分空白", {"sum.score": None}, "sum.score"),
    Plant("B201", "全年预算数空白", {"budget": None, "part.budget": None}, "budget", due={"points": None}),
    Plant("B201", "全年执行数空白", {"executed": None, "part.executed": None}, "executed", due={"points": None}),
    Plant("B201", "年初预算数可以空", {"initial": None, "part.initial": None}, layouts=INITIAL),
    Plant("B201", "执行率可以空", {"rate": None}),
    Plant("B202", "名称是省略号", {name(1): "……"}, name(1)),
    Plant("B202", "名称带××", {name(1): "××县××乡蓄水池"}, name(1)),
    Plant("B202", "目标留着字数提示", {"goal": "(100字以内)"}, "goal"),
    Plant("B202", "完成情况留着提示", {"done": "对照年度总体目标填写完成情况(100字以内)"}, "done"),
    Plant("B202", "完成值是星号,不再报文字", {actual(1): "*"}, actual(1), due={score(1): None}),
    Plant("B202", "得分是 XX,不再报不是数", {score(1): "XX", "sum.score": 89.55}, score(1), ("A1", "A2")),
    Plant("B202", "预算是 XX,不再报不是金额", {"budget": "XX"}, "budget", due={"points": None}),
    Plant("B202", "原因是省略号,不再报没写", {reason(1): "……"}, reason(1), POINTS),
    Plant("B203", "目标写上年", {"goal": "2022年预算安排维修六座水库。"}, "goal"),
    Plant("B205", "补零日期", {actual(3): "2023年04月05日"}, actual(3)),
)

FUNDS = (
    Plant("C301", "总额为 0", {"budget": 0, "part.budget": 100}, "budget", INITIAL, due={"points": None}),
    Plant("C301", "总额行全 0", ALL_ZERO, "budget", INITIAL, due={"points": None}),
    Plant("C301", "总额行全空", ALL_BLANK, "budget", INITIAL, due={"points": None}),
    Plant("C301", "其中大于总额", {"part.budget": 110}, "budget", INITIAL),
    Plant("C302", "执行率填 90%", {"rate": "90%"}, "rate", (*THREE, "A2", "A4", "A6")),
    Plant("C302", "执行率写 0.955", {"rate": 0.955}, layouts=(*THREE, "A2", "A4", "A6")),
    Plant("C302", "执行率写 96%", {"rate": "96%"}),
    Plant(
        "C303",
        "预算误填为元",
        {"budget": 1000000, "part.budget": 1000000, "initial": 100, "part.initial": 100},
        "budget",
        ("A2",),
        (("C303", "part.budget"),),
        {"points": None},
    ),
    Plant("C303", "执行误填为元", {"executed": 955000, "part.executed": 955000}, "executed", due={"points": None}),
    Plant(
        "C304",
        "执行多于预算",
        {"executed": 105, "part.executed": 105, "rate": "105%", "points": 10},
        "executed",
        POINTS,
        due={"points": "10.00"},
    ),
    Plant(
        "C304",
        "执行多于预算,执行率写 100%",
        {"executed": 105, "part.executed": 105, "rate": "100%", "points": 20},
        "executed",
        ("A5",),
        due={"points": "20.00"},
    ),
    Plant("C305", "调整未说明", {"initial": 202.64, "part.initial": 202.64}, "budget", INITIAL),
    Plant("C305", "调整不大", {"initial": 110, "part.initial": 110}, layouts=INITIAL),
    Plant("C306", "约数", {"budget": "约20万", "part.budget": None, "rate": None}, "budget", due={"points": None}),
    Plant("C306", "负数", {"executed": -5, "part.executed": None}, "executed", due={"points": None}),
    Plant("C306", "金额带万元", {"budget": "100万元", "executed": "95.5万元"}),
    Plant("C306", "金额带元", {"budget": "1000000元"}),
)

INDICATORS = (
    Plant(
        "D402",
        "资金作数量",
        {name(1): "工程资金金额", aim(1): ("＝", 43.2, "万元"), actual(1): 43.2, score(1): 10},
        name(1),
    ),
    Plant("D402", "满意度作效益", {name(5): "用水户满意度", aim(5): ("≥", 90, "%"), actual(5): "95%"}, name(5)),
    Plant("D402", "质量作效益", {name(5): "供水合格率", aim(5): ("≥", 90, "%"), actual(5): "95%"}, name(5)),
    Plant("D403", "效果明显", {aim(5): ("定性", "效果明显", ""), actual(5): "效果明显"}, aim(5)),
    Plant("D404", "裸数", {aim(5): ("", 3300, "")}, aim(5), (*THREE, "A6")),
    Plant("D404", "百分比", {aim(7): ("≥", "90百分比", "")}, aim(7), ("A1", "A2", "A5")),
    Plant("D404", "单位与单位栏重复", {aim(1): ("≥", "800米", "米")}, aim(1), ("A3", "A4")),
    Plant("D405", "完成值写完成", {actual(4): "完成"}, actual(4), due={score(4): None}),
    Plant("D405", "完成值写满意", {actual(7): "满意"}, actual(7), due={score(7): None}),
    Plant("D406", "照抄目标", {actual(1): "≥800米", score(1): 10}, actual(1), due={score(1): None}),
    Plant(
        "D406",
        "目标抄分值",
        {aim(1): ("", 10, ""), actual(1): 10, score(1): 10},
        aim(1),
        POINTS,
        due={score(1): "10.00"},
    ),
    Plant(
        "D409",
        "一条 35 分",
        {weight(0): 35, score(0): 35, weight(5): 5, score(5): 5, weight(6): 5, score(6): 5},
        weight(0),
        POINTS,
    ),
    Plant("D410", "同名指标", {name(1): "工程验收合格率"}, name(2)),
)

SCORES = (
    Plant("E501", "合计 110", {weight(0): 25, score(0): 25}, "sum.weight", POINTS, due={score(0): "25.00"}),
    Plant("E501", "总分行分值填 110", {"sum.weight": 110}, "sum.weight", POINTS),
    Plant("E503", "执行率得分偏高", {"points": 10}, "points", (*POINTS, "A4"), due={"points": "9.55"}),
    Plant("E503", "执行率得分偏低", {"points": 9}, "points", due={"points": "9.55"}, layouts=POINTS),
    Plant("E503", "20 分的执行率", {"points": 20}, "points", ("A5",), due={"points": "19.10"}),
    Plant("E503", "误差以内", {"points": 9.6}, layouts=POINTS, due={"points": "9.55"}),
    Plant(
        "E504",
        "未达标给满分",
        {aim(1): ("≥", 4754, "米"), actual(1): 4604, score(1): 10},
        score(1),
        POINTS,
        due={score(1): "9.68"},
    ),
    Plant("E504", "等于类未达", {actual(2): 95}, score(2), POINTS, due={score(2): "9.50"}),
    Plant("E504", "零目标有发生", {aim(6): ("＝", 0, "次"), actual(6): 1}, score(6), POINTS, due={score(6): "0.00"}),
    Plant(
        "E504",
        "区间以下",
        {aim(1): ("", "1000-1200", "米"), score(1): 10},
        score(1),
        ("A1", "A2"),
        due={score(1): "7.60"},
    ),
    Plant("E504", "迟完成给满分", {actual(3): "2024年2月1日"}, score(3), POINTS, due={score(3): None}),
    Plant(
        "E504",
        "迟完成已扣分",
        {actual(3): "2024年2月1日", score(3): 3, reason(3): "雨季停工"},
        layouts=POINTS,
        due={score(3): None},
    ),
    Plant("E505", "成本超标", {actual(4): 110}, score(4), POINTS, due={score(4): "9.09"}),
    Plant("E505", "成本超标,线性", {actual(4): 110}, score(4), POINTS, due={score(4): "9.00"}, policy="线性"),
    Plant("E505", "裸成本超标", {aim(4): ("", 100, "万元"), actual(4): 110}, score(4), POINTS, due={score(4): "9.09"}),
    Plant("E505", "裸成本节约", {aim(4): ("", 100, "万元")}),
    Plant("E506", "得分超分值", {score(1): 11}, score(1), POINTS, due={score(1): "9.50"}),
    Plant("E506", "得分为负", {score(1): -1, "sum.grade": None}, score(1), POINTS),
    Plant("E507", "总分不符", {"sum.score": 98}, "sum.score", (*THREE, "A2", "A4", "A12")),
    Plant("E507", "总分带分字", {"sum.score": "99.05分"}, layouts=POINTS),
    Plant(
        "E508", "部分达成给满分", {aim(5): QUALITATIVE, actual(5): "部分达成"}, score(5), POINTS, due={score(5): None}
    ),
    Plant("E508", "未完成给满分", {aim(5): QUALITATIVE, actual(5): "未完成"}, score(5), POINTS, due={score(5): None}),
    Plant(
        "E508",
        "部分达成给 8 分",
        {aim(5): QUALITATIVE, actual(5): "部分达成", score(5): 8, reason(5): "管护不到位"},
        score(5),
        POINTS,
    ),
    Plant(
        "E508",
        "湖北部分达成给 8 分",
        {aim(5): QUALITATIVE, actual(5): "部分达成", score(5): 8, reason(5): "管护不到位"},
        layouts=POINTS,
        policy="湖北",
    ),
    Plant("E508", "未全部完成给满分", {aim(5): QUALITATIVE, actual(5): "未全部完成"}, score(5), POINTS),
    Plant("E508", "基本生活不是档次", {aim(5): QUALITATIVE, actual(5): "群众基本生活用水有了保证"}, layouts=POINTS),
    Plant("E508", "部分群众不是档次", {aim(5): QUALITATIVE, actual(5): "解决部分群众用水难"}, layouts=POINTS),
    Plant("E509", "原因写无", {reason(1): "无"}, reason(1), (*POINTS, "A12", "A6b")),
    Plant("E509", "原因写了标签和无", {reason(1): "偏差原因：无；改进措施：无"}, reason(1), POINTS),
    Plant("E509", "上一行有原因,写同上", {reason(0): "扣分原因见说明:征地", reason(1): "同上"}, layouts=POINTS),
    Plant("E509", "上一行没有原因,写同上", {reason(1): "同上"}, reason(1), POINTS),
    Plant("E509", "原因空白", {reason(1): None}, reason(1), POINTS),
    Plant("E509", "满分不必写原因", {reason(0): "无"}, layouts=POINTS),
    Plant("E510", "超额较多", {actual(5): 4800}, actual(5), (*POINTS, "A6")),
    Plant("E510", "超额有说明", {actual(5): 4800, reason(5): "新增灌区"}, layouts=POINTS),
    Plant("E511", "等级填良", {"sum.grade": "良"}, "sum.grade", ("A3",)),
    Plant("E511", "等级写优秀", {"sum.grade": "优秀"}, layouts=("A3",)),
    Plant("E513", "达标扣分没有原因", {score(0): 12}, score(0), POINTS, (("E509", reason(0)),), {score(0): "15.00"}),
    Plant("E513", "达标扣分写了原因", {score(0): 12, reason(0): "资料不全扣3分"}, score(0), POINTS),
    Plant("E514", "得分写良好", {score(1): "良好", "sum.score": 90}, score(1)),
    Plant("E514", "总分写良好", {"sum.score": "良好"}, "sum.score"),
)

BROKEN = (
    Plant("A109", "执行率是错误值", {"rate": "#DIV/0!"}, "rate"),
    Plant("A109", "完成值是错误值,不再报文字", {actual(1): "#REF!"}, actual(1), due={score(1): None}),
    Plant("A109", "得分是错误值", {score(1): "#N/A", "sum.score": 90}, score(1)),
    Plant("A108", "总分公式无结果", {"sum.score": "=SUM(1,2)"}, "sum.score"),
    Plant("A108", "完成值公式无结果", {actual(1): "=1+1"}, actual(1), due={score(1): None}),
)

PLANTS = (*COMPLETENESS, *FUNDS, *INDICATORS, *SCORES, *BROKEN)
