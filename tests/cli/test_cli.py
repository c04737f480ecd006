"""The command line as a user meets it: exit status, Chinese messages, nothing overwritten, one JSON document."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.workbook.packages import HOSTILE, REASONS, encrypted

from .command import CASES, jixiao

CASE = CASES / "SE04-廊坊市食品工程学校.xlsx"
CLEAN = CASES / "SE20-黄石市住房和城乡建设局.xlsx"
CODE = {"encrypted": "A102", "wrong_password": "A102"}


def code_of(reason: str) -> str:
    return CODE.get(reason) or ("A104" if reason.startswith("too_") else "A101")


def digest(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_example_of_the_contract() -> None:
    said = jixiao("check", CASE, "--json")
    (book,) = said.document["workbooks"]
    assert list(book) == ["path", "status", "forms", "findings"]
    assert list(book["forms"][0]) == ["form", "sheet", "unit", "project", "year", "score"]
    assert list(book["forms"][0]["score"]) == ["due", "claimed", "grade", "lines"]
    (line,) = [line for line in book["forms"][0]["score"]["lines"] if line["cell"] == "H7"]
    assert line == {
        "cell": "H7",
        "label": "年度资金总额 · 得分",
        "weight": "10",
        "claimed": "9",
        "due": "8.62",
        "how": "10×37.24÷43.2=8.62",
    }
    (finding,) = [finding for finding in book["findings"] if finding["rule"] == "E503"]
    assert list(finding) == [
        "rule",
        "severity",
        "sheet",
        "cell",
        "label",
        "seen",
        "expected",
        "message",
        "fix",
        "basis",
    ]
    assert (finding["cell"], finding["seen"], finding["expected"], finding["label"]) == (
        "H7",
        "9",
        "8.62",
        "年度资金总额 · 得分",
    )
    assert (said.status, said.err) == (1, "")


def test_exit_status() -> None:
    assert jixiao("check", CLEAN).status == 0
    assert jixiao("check", CASE).status == 1
    assert jixiao("score", CLEAN).status == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "没有这个文件.xlsx"), "找不到「没有这个文件.xlsx」"),
        (("check",), "缺少「文件或文件夹…」"),
        (("chek", "x"), "没有命令「chek」"),
        (("check", "--nope", "x"), "没有选项「--nope」"),
        (("check", CASE, "--policy", "火星"), "没有名为「火星」的口径"),
        (("check", CASE, "--jobs", "零"), "「--jobs」的值不对"),
        (("notice", CASE), "缺少"),
        (("rules", "Z999"), "没有规则「Z999」"),
        (("template", "月球表", "-o", "x"), "没有叫「月球表」的表"),
        (("notice", CASE, "-o", "x", "--date", "下周"), "日期「下周」看不懂"),
        (("check", CASE, "-o", CASE), "是一个文件"),
    ],
)
def test_wrong_use(arguments: tuple[object, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = jixiao(*arguments)
    assert said.status == 2
    assert words in said.err
    assert not re.search(r"Traceback|Error|usage", said.err + said.out, re.IGNORECASE)
    assert said.out == ""


def test_results_go_beside_nothing_is_touched(tmp_path: Path) -> None:
    inputs = tmp_path / "报送件 (一) & 50%=半"
    (inputs / "第二批").mkdir(parents=True)
    shutil.copy(CASE, inputs / "甲局=自评&(终稿)%.xlsx")
    shutil.copy(CLEAN, inputs / "第二批" / "甲局=自评&(终稿)%.xlsx")
    (inputs / "~$甲局.xlsx").write_bytes(b"lock")
    (inputs / "说明.jpg").write_bytes(b"\xff\xd8\xff")
    before = digest(inputs)
    said = jixiao("check", inputs, "-o", tmp_path / "结果")
    assert digest(inputs) == before
    assert "~$甲局.xlsx" in said.err
    assert "说明.jpg" in said.err
    written = digest(tmp_path / "结果")
    assert set(written) == {"甲局=自评&(终稿)%_校验.xlsx", "第二批/甲局=自评&(终稿)%_校验.xlsx", "校验汇总.xlsx"}
    jixiao("check", inputs, "-o", tmp_path / "结果")
    again = digest(tmp_path / "结果")
    assert len(again) == 6
    assert {name: again[name] for name in written} == written


def test_output_inside_the_input_folder_is_not_judged_again(tmp_path: Path) -> None:
    shutil.copy(CASE, tmp_path / "甲.xlsx")
    for _ in range(2):
        said = jixiao("check", tmp_path, "-o", tmp_path)
        assert "共 1 个文件" in said.out


def test_marked_copy_opens_and_links(tmp_path: Path) -> None:
    jixiao("check", CASE, "-o", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "SE04-廊坊市食品工程学校_校验.xlsx")
    assert book.sheetnames == ["自评表", "校验结果", "计分明细"]
    links = {link.location for row in book["校验结果"].iter_rows() for cell in row if (link := cell.hyperlink)}
    assert any("H7" in (location or "") for location in links)
    ranges = " ".join(str(area.sqref) for area in book["自评表"].conditional_formatting)
    assert "H7" in ranges
    original = openpyxl.load_workbook(CASE)["自评表"]
    for row in original.iter_rows():
        for cell in row:
            assert book["自评表"][cell.coordinate].value == cell.value


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_file_is_a_finding_and_the_batch_goes_on(name: str, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(HOSTILE[name]())
    shutil.copy(CLEAN, tmp_path / "好.xlsx")
    said = jixiao("check", tmp_path, "--json")
    bad, good = sorted(said.document["workbooks"], key=lambda book: "好" in book["path"])
    assert good["status"] == "passed"
    assert bad["status"] == "unreadable"
    (finding,) = bad["findings"]
    assert finding["rule"] == code_of(REASONS[name])
    assert (finding["sheet"], finding["cell"]) == (None, None)
    assert bad["forms"] == []
    assert said.status == 1


def test_password(tmp_path: Path) -> None:
    (tmp_path / "密.xlsx").write_bytes(encrypted(CASE.read_bytes(), "县财政"))
    without = jixiao("check", tmp_path / "密.xlsx", "--json").document["workbooks"][0]
    assert (without["status"], without["findings"][0]["rule"]) == ("unreadable", "A102")
    opened = jixiao("check", tmp_path / "密.xlsx", "--json", "--password", "县财政", "-o", tmp_path / "出")
    assert any(finding["rule"] == "E503" for finding in opened.document["workbooks"][0]["findings"])
    assert openpyxl.load_workbook(tmp_path / "出" / "密_校验.xlsx").sheetnames[0] == "自评表"


def test_empty_folder(tmp_path: Path) -> None:
    said = jixiao("check", tmp_path)
    assert said.status == 0
    assert "没有找到可以校验的工作簿" in said.out
    assert jixiao("check", tmp_path, "--json").document["totals"]["workbooks"] == 0


def test_two_processes_give_the_same_document() -> None:
    assert jixiao("check", CASES, "--json", "--jobs", 2).document == jixiao("check", CASES, "--json").document


def test_formulas_in_text_stay_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(CASE)
    sheet = book["自评表"]
    sheet["B4"].value = '=HYPERLINK("http://x.invalid","点我")'
    sheet["B4"].data_type = "s"
    sheet["D14"].value = "=cmd|' /C calc'!A0"
    sheet["D14"].data_type = "s"
    sheet["I14"].value = "{{ 7*7 }} <b>x</b> @SUM(1)"
    book.save(tmp_path / "坏字.xlsx")
    jixiao("check", tmp_path / "坏字.xlsx", "-o", tmp_path / "出")
    jixiao("notice", tmp_path / "坏字.xlsx", "-o", tmp_path / "出", "--docx")
    outputs = sorted((tmp_path / "出").glob("*.xlsx"))
    assert len(outputs) == 3
    for path in outputs:
        written = openpyxl.load_workbook(path)
        for own in written.worksheets:
            for row in own.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and ("HYPERLINK" in cell.value or "cmd|" in cell.value):
                        assert cell.data_type == "s", (path, own.title, cell.coordinate)
                    assert (
                        cell.hyperlink is None or not cell.hyperlink.target or "x.invalid" not in cell.hyperlink.target
                    )


def test_notice_from_a_form_and_from_a_list(tmp_path: Path) -> None:
    said = jixiao(
        "notice", CASE, CLEAN, "-o", tmp_path, "--policy", "师宗县", "--date", "2023-10-08", "--number", "10", "--docx"
    )
    book = openpyxl.load_workbook(tmp_path / "SE04-廊坊市食品工程学校_整改通知.xlsx")
    assert book.sheetnames == ["整改通知", "问题清单及整改台账"]
    text = "\n".join(str(cell.value) for row in book["整改通知"].iter_rows() for cell in row if cell.value)
    for words in (
        "师财绩〔2023〕10号",
        "廊坊市食品工程学校",
        "8.62",
        "11月5日",
        "一式两份",
        "资金管理股",
        "绩效管理股",
        "2023年10月8日",
    ):
        assert words in text
    assert (tmp_path / "SE04-廊坊市食品工程学校_整改通知.docx").exists()
    assert "SE20" in said.out


def test_score_shows_every_line() -> None:
    said = jixiao("score", CASE)
    assert "10×37.24÷43.2=8.62" in said.out
    assert "H22" in said.out


def test_policies_change_the_grade(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(CASES / "SE05-临沧市临翔区林业和草原局.xlsx")
    sheet = book["自评表"]
    for row in range(14, 21):
        sheet.cell(row, 8).value = 0 if row > 17 else sheet.cell(row, 8).value
        sheet.cell(row, 6).value = 0 if row > 17 else sheet.cell(row, 6).value
    sheet["G14"].value = 20
    book.save(tmp_path / "低.xlsx")
    grades = {
        name: jixiao("score", "--json", tmp_path / "低.xlsx", "--policy", name).document["workbooks"][0]["forms"][0][
            "score"
        ]
        for name in ("全国2020", "大祥区 2024")
    }
    assert grades["全国2020"]["due"] == grades["大祥区 2024"]["due"] == "69.78"
    assert grades["全国2020"]["grade"] == "中"
    assert grades["大祥区 2024"]["grade"] == "差"


def test_rules_pages_and_list() -> None:
    assert "# E503 预算执行率得分算错" in jixiao("rules", "e503").out
    from jixiao.rules.registry import RULES

    assert f"共 {len(RULES)} 条" in jixiao("rules").out
    assert jixiao("rules", "--markdown").out.startswith("| 规则号 |")


def test_policy_round_trip(tmp_path: Path) -> None:
    assert "师财绩" in jixiao("policy", "show", "师宗县").out
    jixiao("policy", "export", "大祥区", "-o", tmp_path)
    (file,) = tmp_path.glob("*.xlsx")
    assert jixiao("policy", "check", file).status == 0
    assert jixiao("check", CLEAN, "--json", "--policy", file).document["policy"] == "大祥区2024"


def test_doctor() -> None:
    said = jixiao("doctor")
    assert said.status == 0
    assert "有问题" not in said.out


def test_demo_runs_the_main_job(tmp_path: Path) -> None:
    said = jixiao("demo", "-o", tmp_path / "演示")
    assert said.status == 0
    shown = re.findall(r":(/.*?\.xlsx)$", said.out, flags=re.MULTILINE)
    assert len(shown) == 4
    assert all(Path(path).exists() for path in shown)
    first = digest(tmp_path / "演示")
    assert jixiao("demo", "-o", tmp_path / "演示").status == 0
    assert {name: hashed for name, hashed in digest(tmp_path / "演示").items() if name in first} == first


def test_a_fault_has_a_number_and_no_trace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "日志.log"))
    monkeypatch.setattr("jixiao.tasks.check.check_files", lambda *_, **__: 1 / 0)
    said = jixiao("check", CASE)
    assert said.status == 2
    assert re.search(r"编号 \d{8}-[0-9A-F]{4}", said.err)
    assert "Traceback" not in said.err


def test_a_fault_in_one_file_does_not_stop_the_batch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from jixiao.tasks import check as tasks

    real = tasks.read_forms
    monkeypatch.setattr(tasks, "read_forms", lambda grid: 1 / 0 if "SE04" in grid.name else real(grid))
    said = jixiao("check", CASE, CLEAN, "--json")
    assert [book["status"] for book in said.document["workbooks"]] == ["unreadable", "passed"]
    assert re.search(r"编号 \d{8}-[0-9A-F]{4}", said.document["workbooks"][0]["findings"][0]["message"])


def test_a_rule_that_crashes_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from jixiao.policy.load import load_profile
    from jixiao.rules.registry import RULES
    from jixiao.rules.run import judge
    from jixiao.tasks.check import check_file

    def broken(*_: object) -> list[object]:
        raise RuntimeError

    rules = tuple(replace(rule, check=broken) if rule.code == "E504" else rule for rule in RULES)
    outcome = judge(check_file(CASE, load_profile()).book, load_profile(), rules)
    messages = [finding.message for finding in outcome.findings if finding.rule == "E504"]
    assert messages == ["规则 E504 未能运行,其余规则照常;本表暂不定级。"]
    assert any(finding.rule == "E503" for finding in outcome.findings)
    assert outcome.forms[0].score is not None
    assert outcome.forms[0].score.grade is None


def test_the_installed_program_prints_one_document() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jixiao.cli", "check", "--json", str(CASE)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["totals"]["workbooks"] == 1
    assert done.stderr == ""


def test_a_file_that_takes_no_marks_gets_its_results_and_the_batch_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from jixiao.workbook import apply_patch
    from jixiao.workbook.zip_raw import PackageError

    def refuse(data: bytes, patch: object) -> bytes:
        raise PackageError("工作簿内部缺少部件。")

    monkeypatch.setattr(apply_patch, "apply_patch", refuse)
    said = jixiao("check", CASES, "-o", tmp_path)
    copies = list(tmp_path.rglob("*_校验.xlsx"))
    assert said.status == 1
    assert "只写出校验结果" in said.err
    assert len(copies) == said.err.count("只写出校验结果") > 5
    assert openpyxl.load_workbook(copies[0]).sheetnames[0] == "校验结果"


def test_names_too_long_for_an_ending_are_cut(tmp_path: Path) -> None:
    long = tmp_path / f"{'长' * 82}.xlsx"
    long.write_bytes(next(CASES.glob("*.xlsx")).read_bytes())
    assert jixiao("check", long, "-o", tmp_path / "结果").status == 1
    assert [path.name for path in (tmp_path / "结果").glob("长*")] == [f"{'长' * 63}_校验.xlsx"]


def test_an_interruption_keeps_what_was_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from jixiao.tasks import check as tasks

    check, files = tasks.check_file, []

    def third_is_interrupted(path: Path, *rest: object, **more: object) -> object:
        files.append(path)
        if len(files) == 3:
            raise KeyboardInterrupt
        return check(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "check_file", third_is_interrupted)
    said = jixiao("check", CASES, "-o", tmp_path)
    assert (said.status, said.err.splitlines()[-1]) == (1, "已中断。已经写出的结果都保留着。")
    assert len(list(tmp_path.iterdir())) == 2
