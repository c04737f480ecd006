"""The sheet 「填报说明」: what goes into which place, made from the declaration; examples; what the colours mean."""

from __future__ import annotations

from collections.abc import Iterator
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
TABLE_NAMES = {"funds": "项目资金", "indicators": "绩效指标", "projects": "清单"}
EXAMPLES = (
    ("数量、质量", "≥100人;＝100%;≥95%", "104;100%;96.5%", "指标值只写「100」没有符号和单位;完成值照抄「≥100人」"),
    ("成本(越少越好)", "≤20万元", "18.6万元", "完成值写「已完成」"),
    ("时效", "2026年11月30日前", "2026年10月20日", "完成值写「及时」"),
    ("定性", "建立管护制度并落实到人", "达成预期指标", "指标值写「效果明显」,没有评判标准"),
    ("扣了分的", "≥4754亩", "4604亩,分值 5 得 4.84", "原因栏空着或只写「无」"),
)
MEANINGS = {
    "必须改": "填错或漏填,改好后再报。",
    "请核实": "可能有误,核对后改正,或者写明原因。",
    "提示": "不影响报送,供参考。",
}


def draw(sheet: Any, form: Form, policy: Policy) -> None:
    """Fill an empty openpyxl sheet with the instructions of a form."""
    for column, width in zip("ABCD", (22, 24, 40, 44), strict=True):
        sheet.column_dimensions[column].width = width
    lay(sheet, (1, 1, 1, 4), "填报说明", font="黑体", size=18, border=False)
    sheet.row_dimensions[1].height = 34
    row = 2
    for number, line in enumerate(_general(form, policy), 1):
        lay(sheet, (row, 1, row, 4), f"{number}.{line}", horizontal="left", border=False)
        sheet.row_dimensions[row].height = 19
        row += 1
    row = _table(sheet, row + 1, ("填写位置", "要不要填", "填什么", "怎么填"), list(_lines(form)))
    if "indicators" in form.tables:
        row = _table(sheet, row + 1, ("指标的写法", "目标这样写", "完成情况这样写", "不要这样写"), list(EXAMPLES))
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
    if "indicators" in form.tables:
        points = plain(policy.execution_weight)
        yield f"执行率得分按「全年执行数÷全年预算数×{points} 分」自动计算,不超过 {points} 分。"
        bands = "、".join(f"{plain(band.lower)} 分及以上为{band.name}" for band in policy.grades[:-1])
        yield f"等级按总分自动得出:{bands},其余为{policy.grades[-1].name}。"
        yield "指标行不够时,在表格中间插入行;用不着的行留空,也可以隐藏,不要删列、不要改栏目名。"
    yield "填完用 Excel 或 WPS 保存一次再报送,文件保持 xlsx 格式。"


def _lines(form: Form) -> Iterator[tuple[str, str, str, str]]:
    """One line per place: name in quotes (so that no reader takes it for a form's own label), required, kind, hint."""
    for field in form.fields:
        yield f"「{field.label}」", "必填" if field.required else "有就填", KINDS[field.kind], field.hint
    for table, columns in form.tables.items():
        for column in columns:
            beside = table == "funds" and column.role == "reason"
            if column.in_template or beside:
                need = "必填" if column.required else "有就填"
                calculated = column.kind == "percent" or (table == "funds" and column.role in ("weight", "score"))
                need = "自动计算" if calculated else need
                kind = "自动计算" if calculated else KINDS[column.kind]
                hint = column.hint or (FUND_REASON if beside else "按表上的分类,从下拉列表选。")
                yield f"{TABLE_NAMES[table]}「{column.label}」", need, kind, hint


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
