"""`jixiao bridge …` from the outside: what is written, what is said, exit statuses; the round trip in and out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.command import jixiao

from .lists import CODE, INDICATORS, OTHER, PROJECT_HEADS, PROJECTS, edited, put, text, xlsx

ROOT = Path(__file__).parents[2]


def test_the_mapping_is_written_checked_and_the_committed_one_is_fresh(tmp_path: Path) -> None:
    said = jixiao("bridge", "mapping", "-o", tmp_path)
    assert (said.status, said.err) == (0, "")
    made = tmp_path / "一体化对照表.xlsx"
    assert made.read_bytes() == (ROOT / "workbooks" / made.name).read_bytes()
    assert jixiao("bridge", "mapping", made).out == "对照表「一体化对照表.xlsx」可以使用。\n"
    again = jixiao("bridge", "mapping", "-o", tmp_path)
    assert again.status == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_lists_in_forms_out_results_back(tmp_path: Path) -> None:
    lists = [put(tmp_path, "项目.csv", text(PROJECTS)), put(tmp_path, "指标.xlsx", xlsx(INDICATORS))]
    said = jixiao("bridge", "import", *lists, "-o", tmp_path / "入", "--form", "自评")
    assert said.status == 0, said.out + said.err
    assert "导入单位 2 个、项目 2 个、指标 5 条。" in said.out
    made = sorted(path.name for path in (tmp_path / "入").rglob("*.xlsx"))
    assert made == [f"{OTHER} 食堂改造_自评表.xlsx", f"{CODE} 校舍维修_自评表.xlsx", "名册与项目库.xlsx"]
    roster = tmp_path / "入" / "名册与项目库.xlsx"
    back = jixiao("bridge", "export", tmp_path / "入" / "预填表", "--roster", roster, "-o", tmp_path / "出")
    assert back.status == 0, back.out + back.err
    assert "结果回写 2 行。" in back.out
    sheet = openpyxl.load_workbook(tmp_path / "出" / "一体化回写.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    records = {row[rows[0].index("项目代码")]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert (records[CODE]["单位代码"], records[CODE]["全年预算数"]) == ("001001", 1234567.89)
    assert (records[OTHER]["单位代码"], records[OTHER]["全年预算数"]) == ("001002", 800000)


def test_what_does_not_map_is_said_and_exits_1(tmp_path: Path) -> None:
    rows = (PROJECT_HEADS, *PROJECTS[1:], ("001003", "县第二中学", "", "", "没有编码", 5))
    said = jixiao("bridge", "import", put(tmp_path, "项目.xlsx", xlsx(rows)), "-o", tmp_path / "入", "--form", "无")
    assert said.status == 1
    assert "必须改 项目.xlsx 表1!D4:这一行没有项目编码,没有导入。补上项目编码。" in said.out
    report = openpyxl.load_workbook(tmp_path / "入" / "名册与项目库.xlsx")["导入报告"]
    assert [report.cell(2, column).value for column in (2, 3, 4, 5)] == ["必须改", "项目.xlsx", "表1", "D4"]
    assert not (tmp_path / "入" / "预填表").exists()


def test_a_broken_mapping_is_refused_with_its_cell(tmp_path: Path) -> None:
    source = put(tmp_path, "项目.xlsx", xlsx(PROJECTS))
    broken = put(tmp_path, "对照.xlsx", edited({("项目清单", "全年预算数", "金额单位"): "角"}))
    for command in (("mapping", broken), ("import", source, "--mapping", broken, "-o", tmp_path / "入")):
        said = jixiao("bridge", *command)
        assert said.status == 1
        assert "对照.xlsx 项目清单!C12:金额单位「角」。" in said.err
    assert not (tmp_path / "入").exists()
    no_book = put(tmp_path, "不是.xlsx", b"x")
    assert jixiao("bridge", "mapping", no_book).status == 1


@pytest.mark.parametrize(
    "command",
    [
        ("import", "没有.xlsx", "-o", "出"),
        ("mapping", "没有.xlsx"),
        ("export", "没有.xlsx", "-o", "出"),
    ],
)
def test_wrong_use_exits_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    said = jixiao("bridge", *command)
    assert said.status == 2
    assert "找不到" in said.err
    assert "Traceback" not in said.err


def test_a_form_that_cannot_be_prefilled_is_wrong_use(tmp_path: Path) -> None:
    source = put(tmp_path, "项目.xlsx", xlsx(PROJECTS))
    said = jixiao("bridge", "import", source, "-o", tmp_path / "入", "--form", "台账")
    assert said.status == 2
    assert "能预填的表:" in said.err


def test_export_with_a_roster_that_is_none(tmp_path: Path) -> None:
    other = put(tmp_path, "别的.xlsx", xlsx((("姓名", "职务"), ("某某", "股长"))))
    said = jixiao("bridge", "export", other, "--roster", other, "-o", tmp_path / "出")
    assert said.status == 2
    assert "里没有找到「单位编码」" in said.err
