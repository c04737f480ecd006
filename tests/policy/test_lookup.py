"""Which policy counts for a file: beside it, above it, the user's own, built-in; a broken one is told, never passed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jixiao.cli.program import run
from jixiao.policy.export import export_policy
from jixiao.policy.load import PolicyError
from jixiao.policy.lookup import chooser, is_policy_name
from jixiao.policy_choice import own_policy, policy_for
from jixiao.tasks.policies import rule_entries

CASE = next((Path(__file__).parents[1] / "cases").glob("SE01*局.xlsx"))
TODAY = date(2026, 5, 1)
RULES = rule_entries()


def put(folder: Path, name: str = "师宗", file: str = "口径参数.xlsx", **edits: Any) -> Path:
    """A policy workbook in a folder, with values changed by name."""
    folder.mkdir(parents=True, exist_ok=True)
    book = openpyxl.load_workbook(export_policy(name, folder / file, RULES))
    for row in book["口径参数"].iter_rows(min_row=3):
        if row[1].value in edits:
            row[2].value = edits[row[1].value]
    book.save(folder / file)
    return folder / file


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = run([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_nearest_counts(tmp_path: Path) -> None:
    put(tmp_path / "季", "师宗")
    put(tmp_path / "季" / "甲镇", "大祥区")
    own = put(tmp_path / "本人", "湖北", "口径.xlsx")
    choose = chooser(None, own=own, today=TODAY)
    root = tmp_path / "季"
    found = [choose(root / place / "自评.xlsx", root) for place in ("甲镇", "甲镇/站所", "乙镇", ".")]
    assert [policy.name for policy in found] == ["大祥区2024", "大祥区2024", "师宗县2023", "师宗县2023"]
    assert [policy.origin for policy in found] == [
        "同一文件夹的「口径参数.xlsx」",
        "上级文件夹「甲镇」的「口径参数.xlsx」",
        "上级文件夹「季」的「口径参数.xlsx」",
        "同一文件夹的「口径参数.xlsx」",
    ]
    elsewhere = choose(tmp_path / "别处" / "自评.xlsx", tmp_path / "别处")
    assert (elsewhere.name, elsewhere.origin) == ("湖北", "本人的「口径.xlsx」")
    built_in = chooser(None, own=None, today=TODAY)(tmp_path / "别处" / "自评.xlsx", tmp_path / "别处")
    assert (built_in.name, built_in.origin) == ("全国2020", "内置口径")


def test_a_named_policy_goes_before_all(tmp_path: Path) -> None:
    put(tmp_path, "师宗")
    assert chooser("湖北", own=None, today=TODAY)(tmp_path / "自评.xlsx", tmp_path).name == "湖北"
    file = put(tmp_path / "别处", "大祥区", "我县.xlsx")
    chosen = chooser(str(file), own=None, today=TODAY)(tmp_path / "自评.xlsx", tmp_path)
    assert (chosen.name, chosen.origin) == ("大祥区2024", "指定的「我县.xlsx」")
    with pytest.raises(PolicyError):
        chooser("火星", own=None, today=TODAY)


def test_what_lies_above_the_folder_that_was_given_does_not_count(tmp_path: Path) -> None:
    put(tmp_path, "师宗")
    file = tmp_path / "季" / "自评.xlsx"
    assert chooser(None, own=None, today=TODAY)(file, tmp_path / "季").origin == "内置口径"
    assert chooser(None, own=None, today=TODAY)(file, None).name == "师宗县2023"


def test_the_open_workbook_and_the_file_alone_find_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "大祥区")
    file = tmp_path / "季" / "自评.xlsx"
    file.parent.mkdir()
    shutil.copy(CASE, file)
    _, document = told(capsys, "check", str(file))
    assert document["policy"] == policy_for(file, None).name == "大祥区2024"
    assert document["workbooks"][0]["policy_from"] == policy_for(file, None).origin


def test_a_folder_with_a_policy_for_each_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place, name in (("甲镇", "大祥区"), ("乙镇", "师宗")):
        put(tmp_path / place, name)
        shutil.copy(CASE, tmp_path / place / "自评.xlsx")
    shutil.copy(CASE, tmp_path / "自评.xlsx")
    _, document = told(capsys, "check", str(tmp_path), "-o", str(tmp_path / "结果"))
    assert {Path(one["path"]).parent.name: one.get("policy") for one in document["workbooks"]} == {
        "甲镇": "大祥区2024",
        "乙镇": "师宗县2023",
        tmp_path.name: None,  # the built-in one, which the document names as a whole
    }
    assert set(document["policy"].split("、")) == {"大祥区2024", "师宗县2023", "全国2020"}
    sheet = openpyxl.load_workbook(tmp_path / "结果" / "甲镇" / "自评_校验.xlsx")["校验结果"]
    assert "邵阳市大祥区 2024(同一文件夹的「口径参数.xlsx」)" in str(sheet["A1"].value) + str(sheet["A2"].value)
    summary = openpyxl.load_workbook(tmp_path / "结果" / "校验汇总.xlsx")
    shown = " ".join(str(cell) for sheet in summary for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "曲靖市师宗县 2023(同一文件夹的「口径参数.xlsx」)" in shown


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_neighbour_is_told_and_nothing_is_judged_by_another(
    jobs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path / "坏", "师宗", 等级="优90")
    for place in ("坏", "好"):
        (tmp_path / place).mkdir(exist_ok=True)
        shutil.copy(CASE, tmp_path / place / "自评.xlsx")
    status, document = told(capsys, "check", str(tmp_path), "--jobs", jobs)
    bad, good = sorted(document["workbooks"], key=lambda one: one.get("policy") != "口径不能用")
    assert status == 1
    assert (bad["status"], bad["forms"]) == ("unreadable", [])
    (finding,) = bad["findings"]
    assert finding["rule"] == "A116"
    assert "同一文件夹的「口径参数.xlsx」不能用" in finding["message"]
    assert "等级写成「优90」" in finding["message"]
    assert good["status"] != "unreadable"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("口径参数.xlsx", b""),
        ("口径参数.xlsx", b"<html></html>"),
        ("口径参数.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("口径参数.csv", "代号,值\n等级,优=90".encode("gbk")),
        ("口径参数.et", b"x"),
    ],
)
def test_another_format_beside_the_file_is_refused(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    shutil.copy(CASE, tmp_path / "自评.xlsx")
    _, document = told(capsys, "check", str(tmp_path))
    (one,) = document["workbooks"]
    assert [finding["rule"] for finding in one["findings"]] == ["A116"]
    assert "xlsx" in one["findings"][0]["message"]


def test_a_policy_workbook_in_a_folder_is_no_submission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path)
    put(tmp_path, file="口径参数_师宗县2023.xlsx")
    shutil.copy(CASE, tmp_path / "自评.xlsx")
    run(["check", str(tmp_path)])
    shown = capsys.readouterr()
    assert "共 1 个文件" in shown.out
    assert "曲靖市师宗县 2023(同一文件夹的「口径参数.xlsx」)" in shown.out
    assert "请改名为「口径参数.xlsx」" in shown.err


def test_names_of_policy_workbooks() -> None:
    named = [
        is_policy_name(name) for name in ("口径参数.xlsx", "口径参数_甲.xlsx", "口径参数 (1).xlsx", "口径参数.csv")
    ]
    assert all(named)
    assert not any(is_policy_name(name) for name in ("口径参数表说明.xlsx", "口径.xlsx", "口径参数.docx2", "参数.xlsx"))


def test_templates_and_notices_follow_the_same_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "师宗")
    shutil.copy(CASE, tmp_path / "自评.xlsx")
    run(["notice", str(tmp_path), "-o", str(tmp_path / "通知"), "--date", "2026-05-01"])
    book = openpyxl.load_workbook(next((tmp_path / "通知").glob("*.xlsx")))
    words = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "师宗县财政局" in words
    put(tmp_path / "坏", 等级="优90")
    assert run(["template", "F04", "-o", str(tmp_path / "坏")]) == 2
    assert "等级写成「优90」" in capsys.readouterr().err


def test_the_users_own_policy_when_nothing_lies_beside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = own_policy()
    put(own.parent, "大祥区", own.name)
    shutil.copy(CASE, tmp_path / "自评.xlsx")
    _, document = told(capsys, "check", str(tmp_path))
    assert (document["policy"], document["workbooks"][0]["policy_from"]) == ("大祥区2024", "本人的「口径.xlsx」")
