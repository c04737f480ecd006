"""`jixiao policy diff`: what changes in words, for which rules and forms, and the dry run over a folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from jixiao.cli.program import run
from jixiao.documents.policy_diff import policy_changes
from jixiao.forms.catalogue import FORMS
from jixiao.policy.export import export_policy
from jixiao.policy.lines import labels
from jixiao.policy.load import load_policy, load_profile
from jixiao.rules.reads import forms_of, settings_read
from jixiao.rules.registry import RULES, find_rule
from jixiao.tasks.policies import rule_entries

CASES = Path(__file__).parents[1] / "cases"


def changed(path: Path, settings: dict[str, tuple[object, str]], rules: dict[str, str] | None = None) -> Path:
    book = openpyxl.load_workbook(export_policy("全国2020", path.with_name(f"原{path.name}"), rule_entries()))
    for row in book["口径参数"].iter_rows(min_row=3):
        if row[1].value in settings:
            row[2].value, row[6].value = settings[row[1].value]
    for row in book["规则级别"].iter_rows(min_row=3):
        if row[0].value in (rules or {}):
            row[2].value = (rules or {})[row[0].value]
    book.save(path)
    return path


def test_no_difference() -> None:
    assert policy_changes(load_profile(), load_profile(), labels()) == ()


def test_every_kind_of_change_in_words(tmp_path: Path) -> None:
    edits: dict[str, tuple[object, str]] = {
        "得分允许误差(分)": (0.1, "2020-02-25"),
        "必备维度": ("产出；效益；成本", "2020-02-25"),
        "等级": ("优=95；良=80；差=0", "2026-01-01"),
        "评价结果应用": ("优=优先保障；良=根据情况予以支持；差=取消", "2020-02-25"),
    }
    new = load_policy(str(changed(tmp_path / "新.xlsx", edits, {"E510": "关闭"})))
    found = {change.label: change for change in policy_changes(load_profile(), new, labels())}
    assert found["得分允许误差(分)"].words == "由「0.05」改为「0.1」"
    assert found["得分允许误差(分)"].years == "各年度的表"
    assert "E504" in found["得分允许误差(分)"].rules
    assert found["必备维度"].words == "增加「成本」;去掉「满意度」"
    assert found["必备维度"].rules == ("D401",)
    assert found["等级"].years == "2026 年度及以后的表(2026-01-01 起施行)"
    assert "E511" in found["等级"].rules
    assert "项目支出绩效自评表" in found["等级"].forms
    assert found["评价结果应用"].papers == ("评价结果应用",)
    assert "去掉「中」" in found["评价结果应用"].words
    assert found["规则 E510 超额较多未说明"].words == "由「请核实」改为「关闭」"
    assert len(found) == len(edits) + 1


def test_rules_know_what_they_read() -> None:
    read = {code: settings_read(rule) for code in ("D403", "E504", "E511", "C305", "A101") if (rule := find_rule(code))}
    assert "vague_words" in read["D403"]
    assert {"tolerance", "reverse", "qualitative"} <= read["E504"]
    assert "grades" in read["E511"]
    assert {"adjustment_percent", "adjustment_words"} <= read["C305"]
    assert read["A101"] == frozenset()
    assert "grades" not in read["E504"]
    for rule in RULES:
        assert rule.on == "workbook" or rule.on == "manuscript" or forms_of(rule), rule.code


def test_a_departments_declaration_is_no_list_but_a_form_with_indicators() -> None:
    of_department = "部门整体支出绩效目标申报表"
    on_lists = ("G709", "G710", "G711", "G712", "G713", "G714", "G715", "G716", "H801")
    on_indicators = ("B203", "C301", "D401", "D403", "D404", "D411", "E501")
    looked_at = {code: forms_of(rule) for code in (*on_lists, *on_indicators) if (rule := find_rule(code))}
    assert [code for code in on_lists if of_department in looked_at[code]] == []
    assert [code for code in on_indicators if of_department not in looked_at[code]] == []
    assert {title for titles in looked_at.values() for title in titles} == {form.title for form in FORMS}


def test_the_dry_run_counts_what_would_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    season = tmp_path / "上季"
    season.mkdir()
    for case in sorted(CASES.glob("SE*.xlsx"))[:4]:
        shutil.copy(case, season)
    before = {path: path.read_bytes() for path in season.iterdir()}
    new = changed(
        tmp_path / "新.xlsx", {"等级": ("优=100；良=99.99；差=0", "2020-02-25")}, {"E503": "提示", "E504": "提示"}
    )
    assert run(["policy", "diff", "全国2020", str(new), "--folder", str(season), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {change["label"] for change in document["changes"]} >= {"等级"}
    trial = document["dry_run"]
    assert trial["workbooks"] == 4
    assert trial["changed"] == len(trial["files"]) > 0
    for side, policy in (("before", "全国2020"), ("after", str(new))):
        run(["check", str(season), "--json", "--policy", policy])
        judged = json.loads(capsys.readouterr().out)
        for severity in ("必须改", "请核实", "提示"):
            assert trial["findings"][severity][side] == judged["totals"][severity]
        grades = [form["score"]["grade"] or "不定级" for book in judged["workbooks"] for form in book["forms"]]
        assert {name: pair[side] for name, pair in trial["grades"].items() if pair[side]} == {
            grade: grades.count(grade) for grade in set(grades)
        }
    assert {path: path.read_bytes() for path in season.iterdir()} == before


def test_the_same_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(sorted(CASES.glob("SE*.xlsx"))[0], tmp_path / "自评.xlsx")
    assert run(["policy", "diff", "全国", "大祥区", "--folder", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "口径「全国 2020」→「邵阳市大祥区 2024」" in shown
    assert "等级:由「优=90；良=80；中=60；差=0」改为「优=90；良=80；较差=70；差=0」" in shown
    assert "规则 E511 等级与总分不符" in shown
    assert "试算 1 个文件" in shown
    assert run(["policy", "diff", "全国", "火星"]) == 2
    assert "没有名为「火星」的口径" in capsys.readouterr().err
