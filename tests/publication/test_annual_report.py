"""The annual report: figures of published reports out of entered data, ties, sources, the draft and its template."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from jixiao.documents.annual_report import Figure, LedgerCounts, SourceRow, figure_named
from jixiao.forms.catalogue import find_form
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.load import load_policy
from jixiao.publication.annual_data import COLUMNS, EMPTY, DataError, read_data
from jixiao.publication.annual_draft import TemplateError, draft
from jixiao.publication.annual_entry import entry_workbook
from jixiao.tasks.check import check_data
from jixiao.tasks.report import year_figures
from jixiao.workbook.letter_docx import built_in
from tests.cli.command import jixiao
from tests.publication.seeds import S0, S2, S3, entered

POLICY = load_policy()
DAY = date(2026, 1, 5)


def figures_of(folder: Path, seed: dict[str, list[tuple[object, ...]]]) -> dict[str, Decimal]:
    figures, faults = year_figures((), read_data(entered(folder, seed)), None)
    assert faults == ()
    return {one.label: one.value for one in figures}


def test_ten_evaluated_items_of_the_first_report(tmp_path: Path) -> None:
    told = figures_of(tmp_path, S0)
    assert told["重点评价·个数"] == 10
    assert told["重点评价·项目数"] == 208
    assert told["重点评价·金额"] == Decimal("20794.54")
    kinds = ("事前评估项目", "财政政策评价项目", "政府采购项目", "部门整体支出项目", "政府债项目", "专项资金项目")
    assert [told[f"重点评价·{kind}"] for kind in kinds] == [1, 1, 1, 1, 1, 5]


def test_counts_and_averages_of_the_second_report(tmp_path: Path) -> None:
    told = figures_of(tmp_path, S2)
    assert (told["单位自评·单位数"], told["单位自评·金额"]) == (126, Decimal("81648.29"))
    assert (told["重点评价·个数"], told["重点评价·金额"]) == (11, Decimal("44369.7"))
    assert (told["重点评价·优个数"], told["重点评价·良个数"]) == (1, 10)
    assert told["重点评价·部门整体支出平均得分"] == Decimal("88.37")
    assert told["重点评价·专项资金平均得分"] == Decimal("86.47")
    assert told["重点评价·平均得分"] == Decimal("87.33")


def test_evaluated_projects_come_from_lists_and_score_sheets(tmp_path: Path) -> None:
    form = find_form("F17")
    rows = (
        ("水利局", "管网改造", "财政重点评价", "2624.74", "83.5", "良"),
        ("交通局", "危桥改造", "", "120", "71.2", "中"),
        ("教育局", "实训设备", "部门评价", "455.8", "92.3", "优"),
    )
    roles = ("department", "project", "kind", "amount", "score", "grade")
    numbers = {"amount", "score"}
    values: dict[tuple[str, int], str | Decimal] = {
        (role, place): Decimal(told) if role in numbers else told
        for place, row in enumerate(rows)
        for role, told in zip(roles, row, strict=True)
        if told
    }
    path = tmp_path / "评价结果清单.xlsx"
    path.write_bytes(fill_template(build_template(form, POLICY, year=2025, rows=4), form, POLICY, values, rows=4))
    said = jixiao("report", "draft", "--evaluations", path, "--year", "2025", "-o", tmp_path / "报告")
    assert said.status == 0, said.err
    assert "1 项是部门评价、单位自评或别的年度的" in said.err
    (report,) = (tmp_path / "报告").glob("*.docx")
    document = Document(str(report))
    told = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "开展重点绩效评价2个，涉及评价资金2,744.74万元。评为“良”的1个，评为“中”的1个。平均得分77.35分。" in told
    assert [cell.text for cell in document.tables[0].rows[1].cells][1:5] == ["交通局", "危桥改造", "1", "120.00"]
    typed = entered(tmp_path, S0)
    asked = ("report", "draft", "--evaluations", path, "-o", tmp_path / "又", "--year")
    said = jixiao(*asked, "2025", "--data", typed)
    assert said.status == 2
    assert "两样只用一样" in said.err
    said = jixiao(*asked, "2024")
    assert (said.status, "没有 2024 年度的财政评价项目" in said.err) == (2, True)


def test_grades_of_the_third_report(tmp_path: Path) -> None:
    told = figures_of(tmp_path, S3)
    assert [told[f"重点评价·{name}"] for name in ("个数", "优个数", "良个数", "中个数")] == [8, 1, 4, 3]


@pytest.mark.parametrize(
    ("seed", "sheet", "row", "column", "value", "told"),
    [
        (S0, "重点评价项目", 0, 4, 16.90, "「金额(万元)」合计填 20794.54,应为 20795.54,相差 1。"),
        (S0, "重点评价项目", 10, 3, 207, "「项目个数」合计填 207,应为 208"),
        (S0, "分项明细", 2, 2, 47, "「扶贫专项资金」的项目个数(分项明细)填 102,应为 101"),
        (S0, "分项明细", 0, 3, 9797.30, "「教育系统整体支出」的金额(万元)(分项明细)填 13588.65,应为 13588.66"),
        (S0, "分项明细", 0, 0, "别的项目", "不在重点评价项目表"),
        (S2, "工作数据", 2, 2, 12, "应为 11"),
        (S2, "工作数据", 7, 2, 2, "政府购买服务项目)填 6 个,应为 7 个,相差 1 个。请核对,改平以后再生成。"),
        (S2, "等级个数", 1, 1, 9, "各等级个数(等级个数)填 11,应为 10"),
        (S2, "分类得分", 1, 1, 7, "各类个数(分类得分)填 11,应为 12"),
        (S3, "等级个数", 0, 1, 2, "填 8,应为 9"),
    ],
)  # fmt: skip
def test_what_does_not_tie_is_refused_and_nothing_is_written(
    tmp_path: Path,
    seed: dict[str, list[tuple[object, ...]]],
    sheet: str,
    row: int,
    column: int,
    value: object,
    told: str,
) -> None:
    wrong = deepcopy(seed)
    line = list(wrong[sheet][row])
    line[column] = value
    wrong[sheet][row] = tuple(line)
    path = entered(tmp_path, wrong)
    said = jixiao("report", "draft", "--data", path, "-o", tmp_path / "报告")
    assert said.status == 1
    assert told in said.err
    assert f"{path.name}!" in said.err
    assert list((tmp_path / "报告").iterdir()) == []


@pytest.mark.parametrize("seed", [S0, S2, S3], ids=["S0", "S2", "S3"])
def test_the_draft_passes_our_own_rules_and_every_number_has_its_source(
    tmp_path: Path, seed: dict[str, list[tuple[object, ...]]]
) -> None:
    data = read_data(entered(tmp_path, seed))
    figures, _ = year_figures((), data, None)
    made = draft(figures, data, POLICY, year=2024, on=DAY)
    outcome = check_data(made.body, "草稿.docx", POLICY)
    assert outcome.status == "passed"
    assert [
        f"{one.rule} {one.message}" for one in outcome.findings if one.rule in ("H802", "G701", "G702", "C307")
    ] == []
    assert sorted(made.places) == list(range(1, len(figures) + 1))
    known = {one.text for one in figures} | {"2024"}
    running = [each.text for each in Document(io.BytesIO(made.body)).paragraphs][1:-2]
    numbers = {number for text in running for number in re.findall(r"\d[\d,.]*\d|\d", text)}
    assert numbers <= known


def test_places_name_paragraph_and_sentence(tmp_path: Path) -> None:
    data = read_data(entered(tmp_path, S0))
    figures, _ = year_figures((), data, None)
    made = draft(figures, data, POLICY, year=2022, on=DAY)
    number = next(at for at, one in enumerate(figures, 1) if one.label == "重点评价·金额")
    told = "第5段「开展重点绩效评价10个，涉及评价资金20,794.54万元」"
    assert told in made.places[number]


def test_the_sources_workbook_computes_each_figure_from_its_rows(tmp_path: Path) -> None:
    said = jixiao("report", "draft", "--data", entered(tmp_path, S2), "-o", tmp_path / "报告", "--date", "2025-1-6")
    assert said.status == 0, said.err
    book = openpyxl.load_workbook(tmp_path / "报告" / "2024年预算绩效管理工作开展情况_数字来源.xlsx")
    rows = list(book["来源行"].iter_rows(min_row=2, values_only=True))
    for number, _, name, formula, *rest in book["数字来源"].iter_rows(min_row=2, values_only=True):
        own = [row for row in rows if row[0] == number]
        first, last = (int(at) for at in re.search(r"\$F\$(\d+):\$F\$(\d+)", formula).groups())  # type: ignore[union-attr]
        assert [rows.index(row) + 2 for row in own] == list(range(first, last + 1)), name
        assert rest[4] == len(own) or rest[5] == len(own)
        assert all("年度数据.xlsx!" in row[3] for row in own)


def test_rounds_give_units_money_lights_and_grades() -> None:
    from jixiao.campaign.results import Standing
    from jixiao.campaign.round import Round
    from tests.campaign.standings import roster, submission

    units = roster(6).units
    standing = Standing(tuple(submission(unit, forms=4) for unit in units[:5]), missing=(units[5].code,))
    told, faults = year_figures(((Round(Path("轮"), "2025年自评", 2025, "F04", ""), standing),), EMPTY, None)
    values = {one.label: one.value for one in told}
    forms = [form for item in standing.chosen for form in item.forms]
    assert faults == ()
    assert values["单位自评·单位数"] == 5
    assert values["单位自评·未报单位数"] == 1
    assert values["单位自评·项目数"] == 20
    assert values["单位自评·金额"] == Decimal("100.05") * 20
    assert values["单位自评·红灯数"] == sum(form.light == "红" for form in forms)
    assert sum(value for name, value in values.items() if name.endswith("个数")) == 20
    figure = figure_named(told, "单位自评", "执行率")
    assert figure is not None
    spent = sum((form.executed for form in forms if form.executed is not None), Decimal(0))
    assert figure.value == round(spent * 100 / (Decimal("100.05") * 20), 2)


def test_the_ledger_gives_the_rate_of_rectification() -> None:
    rows = tuple(SourceRow(f"台账·{number}", "问题", Decimal(1)) for number in range(8))
    told, _ = year_figures((), EMPTY, LedgerCounts(rows[:2], rows, rows[:6], rows[:5], rows[6:7]))
    values = {one.name: one.value for one in told}
    assert values == {"通知份数": 2, "问题数": 8, "已回复": 6, "已销号": 5, "逾期": 1, "整改率": Decimal("62.50")}


def test_one_figure_told_twice_differently_is_refused(tmp_path: Path) -> None:
    seed = {"工作数据": [("整改", "问题数", 9, "个", None, None)]}
    rows = tuple(SourceRow(f"台账·{number}", "问题", Decimal(1)) for number in range(8))
    _, faults = year_figures((), read_data(entered(tmp_path, seed)), LedgerCounts(rows, rows, rows, rows))
    assert [(one.stated, one.due) for one in faults] == [(9, 8)]


@pytest.mark.parametrize(("rate", "ties"), [(62.5, True), (63, True), (62.51, False), (60, False)])
def test_an_entered_rate_of_rectification_must_tie(tmp_path: Path, rate: float, ties: bool) -> None:
    lines = [("整改", "问题数", 8, "个", None, None), ("整改", "已销号", 5, "个", None, None),
             ("整改", "整改率", rate, "%", None, None)]  # fmt: skip
    figures, faults = year_figures((), read_data(entered(tmp_path, {"工作数据": lines})), None)
    assert [one.value for one in figures if one.name == "整改率"] == [Decimal("62.50")]
    assert [(one.where, one.due) for one in faults] == (
        [] if ties else [("年度数据.xlsx!工作数据!第4行", Decimal("62.50"))]
    )


def test_a_list_without_notices_tells_none() -> None:
    rows = (SourceRow("台账·一", "问题", Decimal(1)),)
    told, _ = year_figures((), EMPTY, LedgerCounts((), rows, rows, ()))
    assert [one.name for one in told] == ["问题数", "已回复", "已销号", "逾期", "整改率"]
    assert "指出问题1个。" in "".join(
        each.text for each in Document(io.BytesIO(draft(told, EMPTY, POLICY, year=2025, on=DAY).body)).paragraphs
    )


def test_nothing_to_divide_by_is_nought() -> None:
    assert Figure("甲", "率", "%", "share", "", (SourceRow("", "", Decimal(1), Decimal(0)),)).value == 0
    assert Figure("甲", "均", "分", "mean", "", ()).value == 0


# -- bad input ---------------------------------------------------------------------------------------------------------


def test_text_for_a_number_names_its_cell(tmp_path: Path) -> None:
    path = entered(tmp_path, {"等级个数": [("优", "若干")]})
    with pytest.raises(DataError, match=re.escape("年度数据.xlsx!等级个数!B2:「个数」填的是「若干」,不是数。")):
        read_data(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    entered(tmp_path, {"等级个数": []}).rename(tmp_path / "空.xlsx")
    book = openpyxl.Workbook()
    book.save(tmp_path / "别的.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    for name, told in (("别的.xlsx", "没有年度数据的工作表"), ("坏.xlsx", "读不了"), ("无.xlsx", "找不到")):
        said = jixiao("report", "draft", "--data", tmp_path / name, "-o", tmp_path / "报告")
        assert (said.status, told in said.err) == (2, True), said.err
    said = jixiao("report", "draft", "--data", tmp_path / "空.xlsx", "-o", tmp_path / "报告", "--year", "2024")
    assert (said.status, "没有一个数可以写进报告" in said.out) == (1, True), said


@pytest.mark.parametrize(
    ("text", "told"),
    [("{{ 单位自评.没有的数 }}", "没有的数"), ("{% if 单位自评 %}", "没有配对"), ("{{ 单位自评.", "没有写完整")],
)
def test_a_broken_template_is_refused_with_its_reason(tmp_path: Path, text: str, told: str) -> None:
    document = Document()
    document.add_paragraph(text)
    document.save(str(tmp_path / "模板.docx"))
    path = entered(tmp_path, S2)
    said = jixiao("report", "draft", "--data", path, "--template", tmp_path / "模板.docx", "-o", tmp_path / "报告")
    assert said.status == 2
    assert told in said.err
    assert not re.search("[A-Za-z]{12}", said.err)
    assert not list((tmp_path / "报告").glob("*"))


def test_a_template_of_their_own(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ 年度 }}年自评单位{{ 单位自评.单位数 }}个。{% if 运行监控.红灯数 %}有红灯{% endif %}")
    out = io.BytesIO()
    document.save(out)
    data = read_data(entered(tmp_path, S2))
    figures, _ = year_figures((), data, None)
    made = draft(figures, data, POLICY, year=2024, on=DAY, template=out.getvalue())
    assert [each.text for each in Document(io.BytesIO(made.body)).paragraphs] == ["2024年自评单位126个。"]
    with pytest.raises(TemplateError, match="不是完好的"):
        draft(figures, data, POLICY, year=2024, on=DAY, template=b"no zip")


def test_text_of_the_entry_workbook_stays_text(tmp_path: Path) -> None:
    seed = {**S2, "文字": [("存在的问题", "{{ 单位 }} <b>&</b>\n第二段"), ("制度建设", "印发办法")]}
    data = read_data(entered(tmp_path, seed))
    figures, _ = year_figures((), data, None)
    texts = [
        each.text for each in Document(io.BytesIO(draft(figures, data, POLICY, year=2024, on=DAY).body)).paragraphs
    ]
    assert "{{ 单位 }} <b>&</b>" in texts
    assert [text for text in texts if re.match("[一二三四五]、", text)] == [
        "一、制度建设", "二、单位绩效自评", "三、财政重点评价", "四、存在的问题", "五、主要数据",
    ]  # fmt: skip


def test_blank_workbook_and_template_come_along(tmp_path: Path) -> None:
    assert jixiao("report", "template", "-o", tmp_path).status == 0
    assert entry_workbook() == (tmp_path / "年度数据.xlsx").read_bytes()
    assert set(openpyxl.load_workbook(tmp_path / "年度数据.xlsx").sheetnames) == set(COLUMNS)
    assert read_data(tmp_path / "年度数据.xlsx").of("工作数据") == ()
    assert (tmp_path / "年度报告模板.docx").read_bytes() == built_in("年度报告")


# -- history -----------------------------------------------------------------------------------------------------------


def test_history_over_three_years(tmp_path: Path) -> None:
    from dataclasses import replace

    from jixiao.campaign.results import Standing
    from jixiao.campaign.round import Round
    from jixiao.publication.history import results_of, write_history
    from tests.campaign.standings import roster, submission

    results = []
    for year in (2023, 2024, 2025):
        sent = [submission(unit, forms=2) for unit in roster(3).units[: 3 if year > 2023 else 2]]
        sent = [replace(one, forms=tuple(replace(form, year=year) for form in one.forms)) for one in sent]
        found = Round(Path("轮"), f"{year}年自评", year, "F04", "")
        results += results_of(found, Standing(tuple(sent)))
    path = write_history(results, tmp_path / "历年.xlsx", datetime(2026, 1, 1))
    book = openpyxl.load_workbook(path)
    assert [len(book[name]._charts) for name in ("历年总况", "看一个单位", "看一个项目")] == [3, 3, 3]
    axes = {chart.y_axis.numFmt.formatCode for name in book.sheetnames for chart in book[name]._charts}
    assert axes == {"0", "0%", "#,##0"}
    assert {chart.y_axis.scaling.min for name in book.sheetnames for chart in book[name]._charts} == {0}
    chosen = [row[-1] for row in book["项目历年"].iter_rows(min_row=2, values_only=True)]
    assert len(set(chosen)) == len(chosen)
    assert book["看一个项目"]["B1"].value == chosen[0]
    assert book["看一个项目"].data_validations.dataValidation[0].formula1 == f"'项目历年'!$O$2:$O${len(chosen) + 1}"
    assert [row[:3] for row in book["历年总况"].iter_rows(min_row=2, values_only=True)][:3] == [
        ("2023", 2, 4), ("2024", 3, 6), ("2025", 3, 6),
    ]  # fmt: skip
    heads = [cell.value for cell in book["单位历年"][1]]
    assert heads[:6] == ["单位", "2023得分", "2024得分", "2025得分", "比上次", "得分走势"]
    assert [row[1] is None for row in book["单位历年"].iter_rows(min_row=2, values_only=True)] == [False, False, True]
    assert len(list(book["明细"].iter_rows(min_row=2))) == len(results) == 16


def test_history_of_real_rounds(tmp_path: Path) -> None:
    from tests.campaign.incoming import ROAD, begin, filled, put, take_in

    begin(tmp_path)
    put(tmp_path, "甲.xlsx", filled(tmp_path, ROAD))
    take_in(tmp_path)
    said = jixiao("report", "history", tmp_path / "活动", "-o", tmp_path / "历年.xlsx")
    assert (said.status, "1 轮、2 张表" in said.out) == (0, True), said
    assert jixiao("report", "history", tmp_path, "-o", tmp_path / "历年.xlsx").status == 2
    drafted = jixiao("report", "draft", tmp_path / "活动", "-o", tmp_path / "报告")
    assert drafted.status == 0, drafted.err


def test_rounds_of_different_forms_are_not_compared(tmp_path: Path) -> None:
    from jixiao.campaign.round import start_round

    start_round(tmp_path / "2025年绩效自评", DAY)
    start_round(tmp_path / "2025年运行监控", DAY)
    said = jixiao(
        "report", "history", tmp_path / "2025年绩效自评", tmp_path / "2025年运行监控", "-o", tmp_path / "历年.xlsx"
    )
    assert said.status == 2
    assert "「2025年绩效自评」是项目支出绩效自评表" in said.err
    assert not (tmp_path / "历年.xlsx").exists()


def test_a_real_ledger_is_read_item_by_item(tmp_path: Path) -> None:
    from jixiao.ledger.entries import ItemEntry, NoticeEntry
    from jixiao.ledger.opening import ledger_at, writing
    from jixiao.ledger.recording import Doing, add_notice
    from jixiao.tasks.report import ledger_counts

    items = (ItemEntry("一", "进度慢", deadline=date(2025, 11, 5)), ItemEntry("二", "资料不全"))
    with writing(ledger_at(tmp_path)) as connection:
        entry = NoticeEntry("青财绩〔2025〕1号", "青禾县交通局", issued=date(2025, 10, 8), items=items)
        add_notice(connection, entry, Doing("甲", datetime(2025, 10, 8), "登记"))
    counts = ledger_counts(str(tmp_path), DAY, POLICY)
    told = [len(rows) for rows in (counts.notices, counts.items, counts.replied, counts.closed, counts.overdue)]
    assert told == [1, 2, 0, 0, 1]
    said = jixiao(
        "report", "draft", "--ledger", tmp_path, "--year", "2025", "-o", tmp_path / "报告", "--date", "2026-1-5"
    )
    assert said.status == 0, said.err
    assert jixiao("report", "draft", "--ledger", tmp_path / "无", "--year", "2025", "-o", tmp_path / "报告").status == 2
