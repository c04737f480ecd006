"""The list of eight projects evaluated for 2022, from the problems that a published report names (see SOURCE.md)."""

from __future__ import annotations

import csv
import io
from importlib import resources

from jixiao.forms.evaluation_list import FORM
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.model import Policy

FILE = "S3_评价结果清单.xlsx"
YEAR = 2022
TITLE = "2022年度重点项目绩效评价结果清单"
OWNER = "开发区·铁山区建设局"
# Name as in the heading of the report, and the unit where the report names one.
PROJECTS = (
    ("大王太子片区排水管网改造项目", OWNER),
    ("亮山路沿线绿化提档升级工程项目", OWNER),
    ("“创文创卫”项目", None),
    ("农业农村局项目资金项目", "农业农村局"),
    ("巩固拓展脱贫攻坚成果衔接推进乡村振兴项目", None),
    ("计划生育服务经费", None),
    ("科技经费项目", None),
    ("汪仁污水处理厂提标改造及扩能项目", None),
)
NOTE = "来源未逐项给出得分和等级"
UNSURE = "(原文语句不全 此为理解)"


def problems_of(project: int) -> list[dict[str, str]]:
    """The problems of a project (1 to 8) with category, requirement, evidence and days, in the order of the source."""
    text = (resources.files("jixiao.demo") / "S3_问题.csv").read_text("utf-8")
    return [row for row in csv.DictReader(io.StringIO(text)) if str(project) in row["项目"].split()]


def build_list(policy: Policy) -> bytes:
    """The list as a filled-in F17 workbook; amounts, scores and grades stay empty because the source has none."""
    values: dict[tuple[str, int], str | int | None] = {("title", 0): TITLE}
    row = 0
    for number, (name, unit) in enumerate(PROJECTS, 1):
        problems = problems_of(number)
        unsure = any(UNSURE in problem["问题"] for problem in problems)
        values |= {("number", row): str(number), ("project", row): name, ("unit", row): unit}
        values |= {("kind", row): "财政重点评价"}
        values |= {("note", row): NOTE + (";第 1 个问题原文语句不全,此为理解" if unsure else "")}
        for order, problem in enumerate(problems, 1):
            values |= {
                ("problem_number", row): order,
                ("problem", row): problem["问题"].replace(UNSURE, ""),
                ("category", row): problem["类别"],
                ("requirement", row): problem["整改要求"],
                ("evidence", row): problem["佐证材料"],
                ("days", row): int(problem["期限(天)"]),
            }
            row += 1
    return fill_template(build_template(FORM, policy, year=YEAR, rows=row), FORM, policy, values, rows=row)
