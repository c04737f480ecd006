"""The drawing on paper: 抽查名单, 分层情况, 抽签底册 and how to draw again; and the 抽查复核表 to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jixiao.campaign.listing import letter_sheet, table_sheet
from jixiao.campaign.sample import Drawn, Layer, Sample
from jixiao.documents.words import printable
from jixiao.forms.spot_check import FORM
from jixiao.forms.template import Key, build_template, fill_template
from jixiao.forms.template_book import Scalar
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain, rounded
from jixiao.workbook.apply_patch import new_workbook

LOT_SHOWN = 16
"""Hex digits of a lot that the sheets show: enough to order by."""
WHOLE = "整体支出"

_DRAWN = (
    ("序号", 6.0),
    ("主管部门", 20.0),
    ("单位", 22.0),
    ("项目", 28.0),
    ("预算数(万元)", 12.0),
    ("自评得分", 9.0),
    ("等级", 6.0),
    ("执行率(%)", 9.0),
    ("抽中原因", 34.0),
    ("抽签码", 19.0),
)
_LAYERS = (
    ("主管部门", 30.0),
    ("金额层", 9.0),
    ("个数", 8.0),
    ("预算数(万元)", 16.0),
    ("应抽个数", 10.0),
    ("实抽个数", 10.0),
    ("其中必抽", 10.0),
    ("实抽比例(%)", 12.0),
)
_EVERY = (
    ("序号", 6.0),
    ("主管部门", 22.0),
    ("金额层", 8.0),
    ("单位", 24.0),
    ("项目", 30.0),
    ("预算数(万元)", 13.0),
    ("抽签用的名称(单位|项目)", 34.0),
    ("抽签码", 19.0),
    ("结果", 8.0),
)


def sample_book(sample: Sample, thing: str, title: str, day: str) -> bytes:
    """The workbook of a drawing; `thing` is 项目 or 单位, `title` names what it was drawn from, `day` when."""
    note = (
        f"{title}　{day}　种子 {sample.seed}　{thing} {len(sample.every)} 个,按 {plain(sample.percent)}% 应抽 "
        f"{sample.least} 个,实抽 {len(sample.drawn)} 个"
    )
    drawn = [_drawn_row(number, item) for number, item in enumerate(sample.drawn, 1)]
    layers = [_layer_row(layer) for layer in sample.layers]
    every = [_every_row(number, item) for number, item in enumerate(sample.every, 1)]
    sheets = (
        table_sheet("抽查名单", "绩效自评抽查名单", note, _DRAWN, drawn),
        table_sheet("分层情况", "分层和抽取情况", note, _LAYERS, [*layers, _totals(sample.layers)]),
        table_sheet("抽签底册", "抽签底册(全部参加抽签的)", note, _EVERY, every),
        letter_sheet("怎么抽的", "抽样说明", [("text", line) for line in how_drawn(sample, thing)]),
    )
    return new_workbook(sheets, title="绩效自评抽查名单")


def _amount(value: Decimal | None) -> str | Decimal:
    return value if value is not None else ""


def _drawn_row(number: int, item: Drawn) -> tuple[str | int | Decimal, ...]:
    case = item.case
    return (
        number,
        printable(item.layer[0]),
        printable(case.unit),
        printable(case.project) or WHOLE,
        _amount(case.amount),
        _amount(case.score),
        case.grade,
        _amount(rounded(case.rate) if case.rate is not None else None),
        item.why,
        item.lot[:LOT_SHOWN],
    )


def _layer_row(layer: Layer) -> tuple[str | int | Decimal, ...]:
    share = rounded(Decimal(layer.drawn) * 100 / layer.size)
    return (layer.department, layer.tier, layer.size, layer.amount, layer.places, layer.drawn, layer.forced, share)


def _totals(layers: Sequence[Layer]) -> tuple[str | int | Decimal, ...]:
    size, drawn = sum(layer.size for layer in layers), sum(layer.drawn for layer in layers)
    share = rounded(Decimal(drawn) * 100 / size) if size else Decimal(0)
    amount = sum((layer.amount for layer in layers), Decimal(0))
    places, forced = sum(layer.places for layer in layers), sum(layer.forced for layer in layers)
    return ("合计", "", size, amount, places, drawn, forced, share)


def _every_row(number: int, item: Drawn) -> tuple[str | int | Decimal, ...]:
    case = item.case
    result = "必抽" if item.forced else "抽中" if item.why else ""
    names = (printable(case.unit), printable(case.project) or WHOLE)
    return (number, *map(printable, item.layer), *names, _amount(case.amount), case.key, item.lot[:LOT_SHOWN], result)


def how_drawn(sample: Sample, thing: str) -> tuple[str, ...]:
    """The way of drawing in sentences, so that anybody with the seed can draw the same sample."""
    weight = "预算数" if sample.by_amount else "个数"
    return (
        f"一、本次种子为「{sample.seed}」。种子、名单和口径相同,谁来抽、用什么电脑抽、文件怎么排列,结果都一样。",
        f"二、应抽个数:{len(sample.every)}×{plain(sample.percent)}%,有小数就进一,为 {sample.least} 个。",
        "三、分层:先按主管部门分;再按预算数从大到小累计,累计到口径规定比例为止的是「大额」,其余是「一般」。",
        f"四、名额:先给每个主管部门 1 个(应抽个数够分时),其余按各部门{weight}分,再按各层{weight}分;"
        f"分到的不超过本层个数;整数分完以后,余数大的先补。",
        f"五、必抽:符合口径所列情形的{thing}一律抽取,先占本层名额;超过名额的照抽,不减其他层的名额。",
        f"六、抽签:每个{thing}的抽签码,是「种子|单位|项目」这串文字(UTF-8)的 SHA-256 值;"
        f"同一层里抽签码小的先抽,直到名额用完。底册列有每个{thing}抽签用的名称和抽签码的前 {LOT_SHOWN} 位。",
        "七、核对:把种子、竖线和底册上的名称连成一串,用任何能算 SHA-256 的工具算一遍,应与底册的抽签码一致。",
    )


def review_book(sample: Sample, policy: Policy, year: int | None) -> bytes:
    """抽查复核表 (F13) with everything that was drawn filled in; the reviewers fill in points, grade and problems."""
    count = max(len(sample.drawn), 1)
    blank = build_template(FORM, policy, year=year, rows=count)
    return fill_template(blank, FORM, policy, review_values(sample.drawn, len(sample.every), policy), rows=count)


def review_values(drawn: Sequence[Drawn], total: int | str, policy: Policy) -> dict[Key, Scalar]:
    """What is filled in of a 抽查复核表: one row per drawn one; `total` is how many there were to draw from."""
    values: dict[Key, Scalar] = {("field.total", 0): total}
    if "×" not in policy.notice.agency:  # a county that has not yet put its own name there
        values["field.unit", 0] = policy.notice.agency
    for row, item in enumerate(drawn):
        case = item.case
        values |= {
            ("number", row): str(row + 1),
            ("project", row): printable(case.project) or f"{printable(case.unit)}{WHOLE}",
            ("duty", row): printable(case.unit),
        }
        if case.score is not None:
            values["self_score", row] = case.score
    return values
