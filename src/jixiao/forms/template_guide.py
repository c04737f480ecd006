"""The sheet 「填报说明」: what goes into which place, made from the declaration; examples; what the colours mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jixiao.forms.declaration import Form
from jixiao.forms.template_book import LABEL_FILL, MARK_COLOURS, lay, page
from jixiao.forms.template_self_evaluation import FUND_REASON
from jixiao.policy.model import Policy
from jixiao.records.numbers import plain

KINDS = {
    "text": "文字",
    "long_text": "文字,可以多行",
    "money": "数,单位万元",
    "points": "数,两位小数",
    "percent": "自动计算",
    "date": "日期",
    "choice": "从下拉列表选",
    "grade": "从下拉列表选",
}
TABLE_NAMES = {
    "funds": "项目资金",
    "indicators": "绩效指标",
    "tasks": "主要任务",
    "projects": "清单",
    "criteria": "评分项目",
}
EXAMPLES = (
    ("数量、质量", "≥100人;＝100%;≥95%", "104;100%;96.5%", "指标值只写「100」没有符号和单位;完成值照抄「≥100人」"),
    ("成本(越少越好)", "≤20万元", "18.6万元", "完成值写「已完成」"),
    ("时效", "2026年11月30日前", "2026年10月20日", "完成值写「及时」"),
    ("定性", "建立管护制度并落实到人", "达成预期指标", "指标值写「效果明显」,没有评判标准"),
    ("扣了分的", "≥4754亩", "4604亩,分值 5 得 4.84", "原因栏空着或只写「无」"),
)
TARGET_EXAMPLES = (
    ("数量、质量", "≥ | 100 | 人;＝ | 100 | %", "培训人次;验收合格率", "指标值只写「100」,没有性质和单位"),
    ("成本(越少越好)", "≤ | 20 | 万元", "培训总成本", "把资金总额当作数量指标"),
    ("时效", "≤ | 2026年11月30日前", "培训完成时间", "写「及时」「按期」,或者时间在项目期之后"),
    ("定性", "定性 | 建立管护制度并落实到人", "管护责任落实", "写「效果明显」「有效提升」,没有评判标准"),
    ("延续项目", "上年实际值 | 96,备注写变动原因", "培训人次", "与上年相差很大又不说明"),
)
_AUTO = "自动计算"
_PER_LINE = 68  # characters on one line of the general part
MEANINGS = {
    "必须改": "填错或漏填,改好后再报。",
    "请核实": "可能有误,核对后改正,或者写明原因。",
    "提示": "不影响报送,供参考。",
}


@dataclass(frozen=True)
class Handed:
    """What is particular to a form that goes out filled in: the places not to be touched, and what there is to do.

    Places are called as for `fill_template`: field.date, problem.
    """

    filled: frozenset[str]
    told: tuple[str, ...]


def draw(sheet: Any, form: Form, policy: Policy, handed: Handed | None = None) -> None:
    """Fill an empty openpyxl sheet with the instructions of a form; of one that is `handed` out only what is to do."""
    for column, width in zip("ABCD", (22, 24, 40, 44), strict=True):
        sheet.column_dimensions[column].width = width
    lay(sheet, (1, 1, 1, 4), "填报说明", font="黑体", size=18, border=False)
    sheet.row_dimensions[1].height = 34
    row = 2
    for number, line in enumerate(handed.told if handed else _general(form, policy), 1):
        lay(sheet, (row, 1, row, 4), f"{number}.{line}", horizontal="left", border=False)
        sheet.row_dimensions[row].height = 19 if len(line) <= _PER_LINE else 35
        row += 1
    lines = [line for role, line in _lines(form) if handed is None or not (role in handed.filled or line[1] == _AUTO)]
    row = _table(sheet, row + 1, ("填写位置", "要不要填", "填什么", "怎么填"), lines)
    if "indicators" in form.tables:
        heads = ("指标的写法", "目标这样写", "完成情况这样写", "不要这样写")
        declared = ("指标的写法", "性质、指标值、单位这样写", "三级指标例如", "不要这样写")
        done = any(column.role == "actual" and column.in_template for column in form.tables["indicators"])
        row = _table(sheet, row + 1, heads if done else declared, list(EXAMPLES if done else TARGET_EXAMPLES))
    row = _table(
        sheet, row + 1, ("校验后的颜色", "", "意思", ""), [(word, "", MEANINGS[word], "") for word in MARK_COLOURS]
    )
    for offset, (color, fill) in enumerate(reversed(MARK_COLOURS.values()), 1):
        lay(
            sheet,
            (row - offset, 1, row - offset, 1),
            sheet.cell(row - offset, 1).value,
            bold=True,
            color=color,
            fill=fill,
        )
    sheet.protection.sheet = True
    page(sheet, landscape=True, repeat=None, last=(1, 1, row - 1, 4))
    sheet.sheet_view.showGridLines = False


def _general(form: Form, policy: Policy) -> Iterator[str]:
    yield f"本表依据:{form.basis};模板版本 {form.version}。"
    yield "只填白色的格;灰色的格是栏目名或者自动计算,不要改动。工作表不设密码,保护只为防止误改。"
    yield "点到要填的格上会出现提示;带下拉箭头的格从列表里选。"
    indicators = form.tables.get("indicators", ())
    if any(column.role == "score" and column.in_template for column in indicators):
        points = plain(policy.execution_weight)
        yield f"执行率得分按「全年执行数÷全年预算数×{points} 分」自动计算,不超过 {points} 分。"
        bands = "、".join(f"{plain(band.lower)} 分及以上为{band.name}" for band in policy.grades[:-1])
        yield f"等级按总分自动得出:{bands},其余为{policy.grades[-1].name}。"
    if indicators:
        yield "指标行不够时,在表格中间插入行;用不着的行留空,也可以隐藏,不要删列、不要改栏目名。"
    if form.criteria:
        bands = "、".join(f"{plain(band.lower)} 分及以上为{band.name}" for band in policy.scale(form.scale)[:-1])
        yield f"总分自动相加;{bands},其余为{policy.scale(form.scale)[-1].name}。"
    if form.code in ("F04", "F05"):
        yield "填完先看「试算」页:每行读成了什么、按口径应得几分、与填报差多少,一目了然;该页自动计算,不用填写。"
    yield "填完用 Excel 或 WPS 保存一次再报送,文件保持 xlsx 格式。"


def _lines(form: Form) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """Place and line per place: name (in quotes: no reader shall take it for a form's own label), need, kind, hint."""
    for field in form.fields:
        need = _AUTO if field.calculated else "必填" if field.required else "有就填"
        yield (
            f"field.{field.role}",
            (f"「{field.label}」", need, _AUTO if field.calculated else KINDS[field.kind], field.hint),
        )
    for table, columns in form.tables.items():
        for column in columns:
            beside = table == "funds" and column.role == "reason"
            if column.in_template or beside:
                need = "必填" if column.required else "有就填"
                points = table == "funds" and column.role in ("weight", "score")
                calculated = column.calculated or column.kind == "percent" or points
                need = _AUTO if calculated else need
                kind = _AUTO if calculated else KINDS[column.kind]
                hint = column.hint or (FUND_REASON if beside else "按表上的分类,从下拉列表选。")
                if table == "criteria" and not column.hint:
                    need, kind, hint = "不用填", "—", "表上已经印好。"
                name = "整体支出" if table == "funds" and form.code == "F05" else TABLE_NAMES[table]
                yield column.role, (f"{name}「{column.label}」", need, kind, hint)


def _table(sheet: Any, row: int, heads: tuple[str, ...], lines: list[tuple[str, str, str, str]]) -> int:
    """A table of four columns from `row` on (an empty head joins the one before); the row behind it."""
    for number, line in enumerate((heads, *lines)):
        look = {"fill": LABEL_FILL, "bold": True} if number == 0 else {"horizontal": "left"}
        column = 1
        while column <= 4:
            last = column + 1 if column < 4 and heads[column] == "" else column
            lay(sheet, (row, column, row, last), line[column - 1], **look)
            column = last + 1
        longest = max(len(line[1]) / 11, len(line[2]) / (38 if heads[3] == "" else 19), len(line[3]) / 21)
        sheet.row_dimensions[row].height = 21 if longest <= 1 else 35 if longest <= 2 else 50
        row += 1
    return row
