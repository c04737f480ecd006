"""Making public: what goes out, what is refused with its cell, what is left out, and that nothing submitted changes."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from jixiao.forms.catalogue import find_form
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.load import load_policy
from jixiao.publication.entries import Entry, agreed
from jixiao.publication.public_form import public_sheet
from jixiao.publication.public_list import filled_list
from jixiao.publication.screening import left_out, screen
from jixiao.publication.web_page import web_page
from jixiao.tasks.check import check_data
from jixiao.workbook.grid import Cell, Sheet
from tests.campaign.incoming import ROAD, SCHOOL, begin, filled, put, take_in
from tests.cli.command import CASES, jixiao

POLICY = load_policy()
DAY = date(2026, 9, 25)
LIST = find_form("F14")


def entry(**changed: object) -> Entry:
    told = {
        "year": "2025", "unit": "青禾县交通局", "project": "农村公路日常养护", "amount": Decimal("100.05"),
        "kind": "单位自评", "score": Decimal("92.50"), "grade": "优",
    }  # fmt: skip
    return Entry(**{**told, **changed})  # type: ignore[arg-type]


def public_list(folder: Path, name: str, **changed: str) -> Path:
    """A filled 公开清单 with one row; `changed` are cells by role."""
    values = {
        "year": "2025", "duty": "青禾县交通局", "project": "农村公路日常养护", "amount": Decimal("100.05"),
        "kind": "部门评价", "score": Decimal("92.5"), "grade": "优", "problem": "进度偏慢", "place": "门户网站",
        "published": 46290,
    }  # fmt: skip
    keyed = {(role, 0): value for role, value in {**values, **changed}.items()}
    data = build_template(LIST, POLICY, year=2025, rows=2)
    path = folder / name
    path.write_bytes(fill_template(data, LIST, POLICY, keyed, rows=2))
    return path


def sheet(*cells: tuple[int, int, object]) -> Sheet:
    return Sheet("自评表", {(row, column): Cell(row, column, value) for row, column, value in cells})  # type: ignore[arg-type]


# -- what may not be made public ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系张三 13812345678", "手机号码"),
        ("证件 530323199001011234 已核", "证件号码"),
        ("电话:0874-5751234", "电话号码"),
        ("账号 6217 0000 1234 5678 901", "银行账号"),
    ],
)
def test_a_number_refuses_its_whole_file_and_names_the_cell(tmp_path: Path, text: str, kind: str) -> None:
    path = public_list(tmp_path, "清单.xlsx", problem=text)
    before = path.read_bytes()
    said = jixiao("publish", path, "-o", tmp_path / "公开", "--no-pdf")
    place = next(cell.coordinate for row in openpyxl.load_workbook(path).worksheets[0] for cell in row
                 if cell.value == text)  # fmt: skip
    assert said.status == 1
    assert f"公开清单!{place}:有{kind}" in said.err
    assert text not in said.err + said.out
    assert not (tmp_path / "公开").exists()
    assert path.read_bytes() == before


def test_a_refused_file_does_not_keep_back_the_others(tmp_path: Path) -> None:
    public_list(tmp_path, "甲.xlsx", project="涉密设备采购")
    public_list(tmp_path, "乙.xlsx")
    said = jixiao("publish", tmp_path, "-o", tmp_path / "公开", "--no-pdf", "--date", "2026-9-25")
    assert said.status == 1
    assert "甲.xlsx:公开清单!" in said.err
    assert "涉密标记" in said.err
    assert "公开 1 项;不予公开 1 个文件。" in said.out
    assert "涉密设备采购" not in (tmp_path / "公开" / "公开清单.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        (((2, 1, "是否涉密"), (2, 2, "是")), ["B2"]),
        (((2, 1, "密级:秘密"),), ["A2"]),
        (((2, 1, "项目名称"), (2, 2, "机密文件柜")), ["B2"]),
        (((1, 1, "是否涉密"), (1, 2, "金额"), (2, 1, "否"), (3, 1, "是")), ["A3"]),
        (((2, 1, "是否涉密"), (2, 2, "否")), []),
        (((2, 1, "密级"), (2, 2, "非密")), []),
        (((2, 1, "本项目不涉密"),), []),
        (((2, 1, "注：公开内容不得含有联系人电话、证件号码和涉密信息"),), []),
        (((2, 1, "保守商业秘密"),), []),
    ],
)
def test_marks_of_secrecy(cells: tuple[tuple[int, int, object], ...], where: list[str]) -> None:
    assert [one.cell for one in screen("甲.xlsx", sheet(*cells), POLICY, without={})] == where


def test_money_and_codes_are_no_telephone_numbers() -> None:
    page = sheet((1, 1, Decimal(13812345678)), (2, 1, Decimal(13812345678)))
    assert [one.cell for one in screen("甲", page, POLICY, without={}, numbers={"A1"})] == ["A2"]


def test_a_project_that_the_roster_calls_secret(tmp_path: Path) -> None:
    page = sheet((1, 1, "项目名称"), (1, 2, "农村公路日常养护"))
    assert [one.cell for one in screen("甲", page, POLICY, without={}, secret_projects=("农村公路日常养护",))] == ["B1"]


def test_fields_left_out_by_policy() -> None:
    page = sheet(
        (9, 1, "填报人："), (9, 2, "王某"), (9, 3, "联系电话"), (9, 4, "13812345678"),
        (9, 5, "填报日期"), (9, 6, "9月1日"),
        (10, 1, "填报人:王某 联系电话:13812345678  填报日期:9月1日"), (11, 1, "联系人员培训人数"), (11, 2, "5"),
    )  # fmt: skip
    told = left_out(page, POLICY.publish_left_out)
    assert told == {"A9": "", "B9": "", "C9": "", "D9": "", "A10": "填报日期:9月1日"}
    assert screen("甲", page, POLICY, without=told) == ()
    assert [one.cell for one in screen("甲", page, POLICY, without={})] == ["D9", "A10"]


def test_a_column_is_left_out_below_its_heading() -> None:
    page = sheet((1, 1, "项目"), (1, 2, "联系电话"), (2, 1, "甲"), (2, 2, "13812345678"), (3, 2, "13812345679"))
    assert left_out(page, ("联系电话",), {"B1"}) == {"B1": "", "B2": "", "B3": ""}


def test_one_project_with_two_results_is_on_no_list() -> None:
    twice = (entry(project="危桥"), entry(project="危桥"))
    fine, clashes = agreed([entry(source="甲"), entry(source="乙", score=Decimal(80)), *twice])
    assert [one.project for one in fine] == ["危桥"]
    assert [[one.source for one in group] for group in clashes] == [["甲", "乙"]]


# -- what goes out -----------------------------------------------------------------------------------------------------


def test_the_list_is_our_own_form_and_passes_its_rules() -> None:
    entries = (entry(), entry(project="=HYPERLINK(1)", amount=Decimal("0.3"), score=Decimal("80.00"), grade="良"))
    policy = POLICY.model_copy(update={"notice": POLICY.notice.model_copy(update={"agency": "青禾县财政局"})})
    outcome = check_data(filled_list(entries, policy, DAY, 2025), "公开清单.xlsx", policy)
    assert [finding for finding in outcome.findings if finding.rule != "B206"] == []
    form = outcome.forms[0].form
    assert [row.at("project").text for row in form.rows] == ["农村公路日常养护", "=HYPERLINK(1)"]  # type: ignore[attr-defined]
    assert form.totals["amount"].content == Decimal("100.35")  # type: ignore[attr-defined]


def test_forms_without_hidden_things(tmp_path: Path) -> None:
    case = next(CASES.glob("SE04*.xlsx"))
    said = jixiao("publish", case, "-o", tmp_path, "--no-pdf")
    assert said.status == 0, said.err
    made = tmp_path / "公开表格" / f"{case.stem}_公开.xlsx"
    with ZipFile(made) as package:
        names = package.namelist()
        whole = b"".join(package.read(name) for name in names)
    assert not [name for name in names if "comment" in name or "custom" in name or "extern" in name]
    assert b"<f>" not in whole
    assert b"creator" not in whole
    assert "得分按计算结果公开" in said.err
    with ZipFile(tmp_path / "公开清单.xlsx") as package:
        assert "办公宿舍楼食堂暖通改造经费".encode() in package.read("xl/worksheets/sheet1.xml")


def test_rows_that_nobody_filled_in_are_left_out_of_the_public_form() -> None:
    told = {(1, 1): "自评表", (2, 1): "绩\n效\n指\n标", (2, 2): "数量指标", (2, 3): "里程", (3, 3): None,
            (4, 2): "质量指标", (4, 3): None, (5, 3): "合格率", (7, 1): None, (8, 1): "总分"}  # fmt: skip
    cells = {place: Cell(*place, value) for place, value in told.items()}
    page = Sheet("自评表", cells, merged=((2, 1, 5, 1), (2, 2, 3, 2), (4, 2, 5, 2)))
    plan = public_sheet(page, {}, "A1")
    shown = {(put.row, put.column): put.value for put in plan.puts if put.value}
    assert shown == {(1, 1): "自评表", (2, 1): "绩效指标", (2, 2): "数量指标", (2, 3): "里程", (3, 2): "质量指标",
                     (4, 3): "合格率", (6, 1): "总分"}  # fmt: skip
    assert set(plan.merges) == {(2, 1, 4, 1), (3, 2, 4, 2)}


def test_only_passed_files_when_the_policy_says_so(tmp_path: Path) -> None:
    from jixiao.tasks.publish import clear, offered_files

    case = next(CASES.glob("SE04*.xlsx"))
    strict = POLICY.model_copy(update={"publish_only_passed": True})
    made = clear(offered_files(((case, case.parent),)), lambda path: strict)
    assert made.entries == ()
    assert ["处必须改" in one.why for one in made.refused] == [True]


def test_a_round_is_made_public(tmp_path: Path) -> None:
    begin(tmp_path)
    put(tmp_path, "甲.xlsx", filled(tmp_path, ROAD))
    put(tmp_path, "乙.xlsx", filled(tmp_path, SCHOOL))
    take_in(tmp_path)
    said = jixiao("publish", tmp_path / "活动", "-o", tmp_path / "公开", "--no-pdf")
    names = sorted(path.name for path in (tmp_path / "公开" / "公开表格").iterdir())
    assert names == ["乙_公开.xlsx", "甲_公开.xlsx"], said.err
    (tmp_path / "收" / "甲.xlsx").write_bytes(b"changed")
    again = jixiao("publish", tmp_path / "活动", "-o", tmp_path / "再次", "--no-pdf")
    assert "不在原处,或收件以后被改过" in again.err
    assert not (tmp_path / "再次" / "公开表格" / "甲_公开.xlsx").exists()


def test_rounds_are_made_public_together_but_not_with_files(tmp_path: Path) -> None:
    for name, unit in (("一", ROAD), ("二", SCHOOL)):
        (tmp_path / name).mkdir()
        begin(tmp_path / name)
        put(tmp_path / name, f"{name}.xlsx", filled(tmp_path / name, unit))
        take_in(tmp_path / name)
    rounds = (tmp_path / "一" / "活动", tmp_path / "二" / "活动")
    said = jixiao("publish", *rounds, "-o", tmp_path / "公开", "--no-pdf")
    names = sorted(path.name for path in (tmp_path / "公开" / "公开表格").iterdir())
    assert names == ["一_公开.xlsx", "二_公开.xlsx"], said.err
    mixed = jixiao("publish", rounds[0], tmp_path / "二" / "收", "-o", tmp_path / "再", "--no-pdf")
    assert (mixed.status, "不能一起公开" in mixed.err) == (2, True), mixed.err


@pytest.mark.office
def test_pdfs_of_list_and_forms(tmp_path: Path) -> None:
    public_list(tmp_path, "乙.xlsx")
    said = jixiao("publish", tmp_path / "乙.xlsx", "-o", tmp_path / "公开")
    assert said.status == 0, said.err
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "公开" / "公开清单.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "农村公路日常养护" in told.stdout
    assert "100.05" in told.stdout


def test_without_an_office_the_rest_is_written_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.workbook.pdf.find_office", lambda: None)
    monkeypatch.setattr("jixiao.workbook.live_excel_pdf.export_pdfs", lambda files: False)
    public_list(tmp_path, "乙.xlsx")
    said = jixiao("publish", tmp_path / "乙.xlsx", "-o", tmp_path / "公开")
    assert said.status == 1
    assert "没有 LibreOffice,也没有 Excel" in said.err
    assert sorted(path.name for path in (tmp_path / "公开").iterdir()) == ["公开清单.html", "公开清单.xlsx"]


# -- the web page ------------------------------------------------------------------------------------------------------

HOSTILE = "</td><script>document.title='坏'</script><img src=x onerror=\"document.title='坏'\">"


class Strict(HTMLParser):
    """Collects tags, text and attributes; every tag that opens must close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(*entries: Entry) -> str:
    return web_page(entries, POLICY, DAY, "2025年度公开清单").decode()


def test_the_page_fetches_nothing_and_escapes_everything() -> None:
    text = page_of(entry(), entry(project=HOSTILE, unit="<b>甲</b>"))
    read = Strict(text)
    assert read.open == []
    assert read.links == []
    assert read.tags.count("script") == 1
    assert "img" not in read.tags
    assert read.tags.count("svg") == 2
    assert "http" not in text.replace('http-equiv="Content-Security-Policy"', "")


def browser(page: Path, *more: str) -> str:
    """The page's document after its scripts ran in Chromium."""
    call = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", *more]
    profile = f"--user-data-dir={page.parent / 'profile'}"
    done = subprocess.run([*call, profile, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=90)
    return done.stdout


@pytest.mark.browser
def test_the_page_runs_in_a_browser_and_what_was_slipped_in_does_not(tmp_path: Path) -> None:
    page = tmp_path / "公开清单.html"
    page.write_text(page_of(entry(), entry(project=HOSTILE, amount=Decimal("0.3"))), "utf-8")
    dom = browser(page)
    assert "共 2 项,金额 100.35 万元" in dom  # our own script ran under the page's rules
    assert "<title>2025年度公开清单</title>" in dom


@pytest.mark.browser
def test_searching_and_sorting_in_a_browser(tmp_path: Path) -> None:
    text = page_of(
        entry(project="甲", amount=Decimal("1000")),
        entry(project="乙", amount=None),
        entry(project="丙", amount=Decimal("20.5"), unit="青禾县教育局", status="正在整改", problems=1),
    )
    assert 'aria-label="问题整改情况"' in text
    acts = """<script>
      var names = function () { return Array.prototype.map.call(document.querySelectorAll('#list tbody tr'),
        function (row) { return (row.hidden ? '-' : '') + row.cells[2].textContent; }).join(); };
      var log = [], heads = document.querySelectorAll('#list th button'), box = document.getElementById('search');
      heads[3].click(); log.push(names()); heads[3].click(); log.push(names());
      box.value = '教育 2025'; box.dispatchEvent(new Event('input')); log.push(names());
      log.push(document.getElementById('told').textContent);
      box.value = '正在整改'; box.dispatchEvent(new Event('input')); log.push(names());
      document.title = log.join(' | ');
    </script></body>"""
    free = text.replace('http-equiv="Content-Security-Policy"', 'name="rules"').replace("</body>", acts)
    page = tmp_path / "页.html"
    page.write_text(free, "utf-8")
    assert "<title>丙,甲,乙 | 甲,丙,乙 | -甲,丙,-乙 | 共 1 项,金额 20.50 万元 | -甲,丙,-乙</title>" in browser(page)


def test_where_it_is_public_is_said_once_where_it_is_the_same_for_all() -> None:
    others = entry(project="校舍维修"), entry(project="桥梁", place="公告栏")
    alike = web_page((entry(), others[0]), POLICY, DAY, "清单").decode()
    assert alike.count(POLICY.publish_place) == 1
    assert alike.count("<th ") == 9
    mixed = web_page((entry(), *others), POLICY, DAY, "清单").decode()
    assert mixed.count(POLICY.publish_place) == 2
    assert mixed.count("<th ") == 10


def test_a_list_that_states_no_scores_is_published_with_a_dash(tmp_path: Path) -> None:
    source = find_form("F17")
    values = {
        ("department", 0): "青禾县水利局", ("project", 0): "城区管网改造", ("kind", 0): "财政重点评价",
        ("amount", 0): Decimal("2624.74"), ("problem", 0): "支付率偏低",
    }  # fmt: skip
    path = tmp_path / "评价结果清单.xlsx"
    path.write_bytes(fill_template(build_template(source, POLICY, year=2025, rows=2), source, POLICY, values, rows=2))
    said = jixiao("publish", path, "-o", tmp_path / "公开", "--no-pdf")
    assert "1 个项目的清单没有写得分和等级" in said.err
    made = tmp_path / "公开" / "公开清单.xlsx"
    cells = [cell.value for row in openpyxl.load_workbook(made)["公开清单"] for cell in row]
    assert "城区管网改造" in cells
    assert cells.count("—") == 2
    page = (tmp_path / "公开" / "公开清单.html").read_text("utf-8")
    assert page.count('<td class="number" data-number="">—</td>') == 1
    again = jixiao("publish", made, "-o", tmp_path / "再公开", "--no-pdf")
    assert "公开 1 项" in again.out


def test_what_an_entry_lacks_is_named(tmp_path: Path) -> None:
    case = next(CASES.glob("SE01*局.xlsx"))
    said = jixiao("publish", case, "-o", tmp_path / "公开", "--no-pdf")
    assert "没有等级(分值合计不对的不定级),不上公开清单" in said.err
    assert entry(unit="", score=None).lacks == ("单位", "得分")
