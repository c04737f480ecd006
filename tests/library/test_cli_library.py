"""`jixiao library …`: what it says, writes and returns; Chinese throughout, nothing written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jixiao.cli.program import run
from jixiao.library.reading import read_library

CASES = Path(__file__).parents[1] / "cases"
NAMES = ("绩效指标库.xlsx", "绩效指标库_合并报告.xlsx")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_search_prints_and_returns_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", "search", "验收", "合格率", "--class", "基建"]) == 0
    assert "竣工验收合格率" in capsys.readouterr().out
    assert run(["library", "search", "验收", "--json", "--limit", "2"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["指标"]) == 2
    assert set(document["指标"][0]) >= {"编号", "三级指标", "性质", "示例值", "计量单位", "依据", "状态"}
    assert run(["library", "search", "查无此词"]) == 1
    assert "没有找到" in capsys.readouterr().out


def test_export_whole_and_by_class_never_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", "export", "-o", "out"]) == 0
    assert run(["library", "export", "-o", "out", "--class", "基建", "--class", "救助类"]) == 0
    assert run(["library", "export", "-o", "out"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == 4
    assert {"绩效指标库_基建工程类.xlsx", "绩效指标库_救助类.xlsx", NAMES[0]} < set(names)
    part = read_library(tmp_path / "out" / "绩效指标库_救助类.xlsx")
    assert {item.kind for item in part.library.indicators} == {"救助类"}
    assert run(["library", "export", "-o", "out", "--class", "没有的类"]) == 2
    assert "可用的类别:会议类" in capsys.readouterr().err


def test_import_of_last_years_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["library", "import", str(CASES), "-o", "out", "--date", "2026-03-01"]) == 1
    )  # something to decide by hand
    said = capsys.readouterr().out
    assert "读到 11 张表" in said
    assert "第 14 行指标归类不当(D402),没有收录" in said
    found = read_library(tmp_path / "out" / NAMES[0])
    assert found.problems == ()
    assert "工程资金金额" not in {item.name for item in found.library.indicators}
    own = [item for item in found.library.indicators if item.scope == "单位"]
    assert {item.owner for item in own} >= {"濉溪县民政局", "中江县水利局"}
    assert (found.library.updates[-1].day, found.library.updates[-1].added) == ("2026-03-01", len(own))
    assert (tmp_path / "out" / NAMES[1]).exists()


def test_import_of_another_library_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", "export", "-o", "a"]) == 0
    capsys.readouterr()
    assert run(["library", "import", "a/绩效指标库.xlsx", "-o", "b", "--date", "2026-03-01", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["合计"]["相同"] == 135
    assert [Path(path).name for path in document["文件"]] == list(NAMES)


def test_check_names_each_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    run(["library", "export", "-o", "out"])
    path = tmp_path / "out" / NAMES[0]
    assert run(["library", "check", str(path)]) == 0
    assert "135 条指标,在用 135 条,可以使用" in capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    book["共性指标"]["H5"] = "大约"
    book["共性指标"]["A6"] = "I001"
    book.save(path)
    assert run(["library", "check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "共性指标!H5:性质要写" in said
    assert "共性指标!A6:编号“I001”重复" in said
    assert run(["library", "check", str(path), "--json"]) == 1
    assert {item["单元格"] for item in json.loads(capsys.readouterr().out)["问题"]} == {"H5", "A6"}


@pytest.mark.parametrize(
    "arguments", [["check", "没有.xlsx"], ["import", "没有", "-o", "out"], ["search", "--library", "没有.xlsx", "词"]]
)
def test_what_does_not_exist_is_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", *arguments]) == 2
    assert "找不到" in capsys.readouterr().err


def test_a_file_without_library_or_forms_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    assert run(["library", "import", "空.xlsx", "-o", "out"]) == 2
    assert "没有指标库,也没有带绩效指标的表" in capsys.readouterr().err
    assert run(["library", "check", "空.xlsx"]) == 2


def test_the_library_in_the_folder_is_used_and_is_no_submission(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["library", "export", "-o", ".", "--class", "救助"])
    (tmp_path / "绩效指标库_救助类.xlsx").rename(tmp_path / NAMES[0])
    capsys.readouterr()
    assert run(["library", "search", "--json", "--limit", "500"]) == 0
    assert len(json.loads(capsys.readouterr().out)["指标"]) == 7
    assert run(["check", ".", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["workbooks"] == []
    assert "指标库,不是报送件" in shown.err
