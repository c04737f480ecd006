"""Writing into workbooks that hold everything: only what must change does, and it can be taken back."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.workbook.apply_patch import apply_patch, clear_patch
from jixiao.workbook.patch import Mark, Patch
from jixiao.workbook.patch_record import Record, with_record
from jixiao.workbook.xml_splice import Edit
from jixiao.workbook.zip_raw import PackageError
from tests.workbook import torture as made
from tests.workbook.plans import result_plan, sample_patch

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.xlsx"))
FORMS: dict[str, Callable[[], bytes]] = {
    "plain": made.plain,
    "macros": made.torture,
    "no macros": lambda: made.torture(macros=False),
    "prefixed": lambda: made.prefixed(made.torture()),
    "strict": lambda: made.strict(made.torture()),
    "streamed": lambda: made.streamed(made.torture()),
    "zip64": lambda: made.zip64(made.torture()),
    "backslashes": lambda: made.backslashed(made.torture()),
    "stored": lambda: made.rezip(made.unzip(made.torture()), zipfile.ZIP_STORED),
    "utf-16": lambda: made.utf16(made.torture()),
    **{path.stem: path.read_bytes for path in CASES},
}
FORM = "xl/worksheets/sheet1.xml"
SMALL = made.plain()
MAY_CHANGE = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


@pytest.fixture(params=FORMS, scope="module")
def workbook(request: pytest.FixtureRequest) -> bytes:
    return FORMS[request.param]()


def patch_for(data: bytes) -> Patch:
    main = next(content for name, content in made.unzip(data).items() if name.replace("\\", "/") == "xl/workbook.xml")
    text = main.decode("utf-16" if main[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    names = re.findall(r'<(?:x:)?sheet [^>]*?name="([^"]*)"', text)
    return sample_patch("自评表" if "自评表" in names else names[-1])


def raw_members(data: bytes) -> dict[str, bytes]:
    """Member name → local header and compressed data as they stand in the file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            lengths = struct.unpack_from("<HH", data, info.header_offset + 26)
            end = info.header_offset + 30 + sum(lengths) + info.compress_size
            found[info.filename] = data[info.header_offset : end]
    return found


def test_only_allowed_parts_change_and_all_others_are_copied_raw(workbook: bytes) -> None:
    patch = patch_for(workbook)
    before, after = raw_members(workbook), raw_members(apply_patch(workbook, patch))
    changed = {name for name in before if after[name] != before[name]}
    marked = {name for name in changed if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)}
    assert {name.replace("\\", "/") for name in changed - marked} <= MAY_CHANGE | {FORM}
    assert len(marked) <= 1
    assert list(after)[: len(before)] == list(before)
    assert len(after) == len(before) + len(patch.sheets)


def test_clearing_gives_every_part_back(workbook: bytes) -> None:
    cleared = clear_patch(apply_patch(workbook, patch_for(workbook)))
    assert list(made.unzip(cleared).items()) == list(made.unzip(workbook).items())


def test_writing_twice_is_writing_once(workbook: bytes) -> None:
    patch = patch_for(workbook)
    once = apply_patch(workbook, patch)
    assert apply_patch(once, patch) == once


def test_nothing_to_write_or_clear_gives_the_same_file_parts(workbook: bytes) -> None:
    assert made.unzip(clear_patch(workbook)) == made.unzip(workbook)
    assert made.unzip(apply_patch(workbook, Patch())) == made.unzip(workbook)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_openpyxl_reads_the_copy() -> None:
    book = openpyxl.load_workbook(io.BytesIO(apply_patch(made.torture(), sample_patch())))
    assert book.sheetnames == ["自评表", "数据", "参数", "图", "校验结果", "整改通知"]
    cell = book["校验结果"]["D3"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')
    assert cell.quotePrefix
    assert book["校验结果"]["C3"].hyperlink.location == "'自评表'!H3"
    assert book["自评表"]["F5"].comment.text == "请核对"


def test_marked_sheet_differs_by_our_formats_and_priorities_only() -> None:
    data = made.torture()
    text = made.unzip(apply_patch(data, sample_patch()))[FORM].decode()
    ours = re.findall(
        r'<conditionalFormatting sqref="[A-Z0-9]+"><cfRule [^>]*><formula>"绩效标记：.*?</conditionalFormatting>', text
    )
    assert [re.search(r'sqref="(\w+)".*priority="(\d)"', block).groups() for block in ours] == [  # type: ignore[union-attr]
        ("H14", "1"),
        ("F5", "2"),
        ("G6", "3"),
    ]
    for block in ours:
        text = text.replace(block, "")
    lowered = re.sub(r'(cfRule [^>]*priority=")(\d+)', lambda m: f"{m[1]}{int(m[2]) - 3}", text)
    assert lowered.encode() == made.unzip(data)[FORM]
    assert '<x14:cfRule type="expression" priority="10"' in text


def test_marks_stand_after_protection_and_merges_before_the_units_own_formats() -> None:
    text = made.unzip(apply_patch(made.torture(), sample_patch()))[FORM].decode()
    order = [
        text.index(tag)
        for tag in ("</protectedRanges>", "</mergeCells>", '"绩效标记：', 'sqref="F5:F20"', "<dataValidations")
    ]
    assert order == sorted(order)


def test_the_gravest_severity_of_a_cell_wins() -> None:
    marks = (Mark("自评表", "H14", "提示"), Mark("自评表", "$H$14", "必须改"), Mark("自评表", "H14", "请核实"))
    text = made.unzip(apply_patch(made.plain(), Patch(marks)))[FORM].decode()
    assert re.findall(r"绩效标记：(\w+)", text) == ["必须改"]


def test_a_sheet_of_the_users_own_with_our_name_stays() -> None:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "校验结果"
    book.active["A1"] = "单位自己的表"
    book.create_sheet("自评表")
    book.save(out)
    once = apply_patch(out.getvalue(), sample_patch())
    again = openpyxl.load_workbook(io.BytesIO(apply_patch(once, sample_patch())))
    assert again.sheetnames == ["校验结果", "自评表", "校验结果(2)", "整改通知"]
    assert again["校验结果"]["A1"].value == "单位自己的表"


def test_a_later_run_keeps_our_other_sheets_and_may_keep_marks() -> None:
    first = apply_patch(made.plain(), sample_patch())
    more = apply_patch(first, Patch(sheets=(result_plan(2, name="计分明细"),), keep_marks=True))
    book = openpyxl.load_workbook(io.BytesIO(more))
    assert book.sheetnames == ["自评表", "封面", "校验结果", "整改通知", "计分明细"]
    assert len(book["自评表"].conditional_formatting) == 3
    none = openpyxl.load_workbook(io.BytesIO(apply_patch(more, Patch())))
    assert len(none["自评表"].conditional_formatting) == 0
    assert none.sheetnames == book.sheetnames
    assert made.unzip(clear_patch(more)) == made.unzip(made.plain())


def saved_by_another_program(data: bytes) -> bytes:
    """The copy after openpyxl has rewritten all of it and moved our first sheet to the front."""
    out = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.move_sheet("校验结果", -2)
    book.active = 1
    book.save(out)
    return out.getvalue()


def test_after_saving_elsewhere_our_sheets_are_replaced_in_place_and_marks_not_doubled() -> None:
    saved = saved_by_another_program(apply_patch(made.plain(), sample_patch()))
    patch = Patch((Mark("自评表", "H5", "提示"),), (result_plan(9),))
    book = openpyxl.load_workbook(io.BytesIO(apply_patch(saved, patch)))
    assert book.sheetnames == ["校验结果", "自评表", "封面", "整改通知"]
    assert book["校验结果"]["A11"].value == 9
    assert book["校验结果"].print_title_rows == "$1:$2"
    assert [str(area.sqref) for area in book["自评表"].conditional_formatting] == ["H5"]


def test_after_saving_elsewhere_clearing_takes_sheets_marks_and_names_out() -> None:
    saved = saved_by_another_program(apply_patch(made.plain(), sample_patch()))
    cleared = clear_patch(saved)
    book = openpyxl.load_workbook(io.BytesIO(cleared))
    assert book.sheetnames == ["自评表", "封面"]
    assert len(book["自评表"].conditional_formatting) == 0
    parts = made.unzip(cleared)
    assert b"_jx_" not in parts["xl/workbook.xml"]
    assert parts["[Content_Types].xml"].count(b"worksheet+xml") == 2
    assert parts["xl/_rels/workbook.xml.rels"].count(b'/worksheet"') == 2
    assert book.active.title == "自评表"


def test_a_forged_record_cannot_change_what_was_checked() -> None:
    parts = made.unzip(made.plain())
    sheet = parts[FORM].decode()
    at = sheet.index("<v>9</v>") + 3
    record = Record(Patch(), {FORM: (Edit(at, at + 1, "1"),)}, ())
    parts["xl/workbook.xml"] = with_record(parts["xl/workbook.xml"].decode(), record).encode()
    forged = made.rezip(parts)
    for result in (apply_patch(forged, Patch()), clear_patch(forged)):
        assert made.unzip(result)[FORM].decode() == sheet
        assert b"jixiao:" not in made.unzip(result)["xl/workbook.xml"]


def test_a_broken_record_is_no_record() -> None:
    parts = made.unzip(made.plain())
    bare = parts["xl/workbook.xml"]
    for comment in (b"<!--jixiao:-->", b"<!--jixiao:AAAA-->", b"<!--jixiao:eJyrVipTslIy1FGqBQAPpAJp-->"):
        parts["xl/workbook.xml"] = bare + comment
        assert made.unzip(clear_patch(made.rezip(parts)))["xl/workbook.xml"] == bare


def test_member_names_in_gbk_without_flag_are_kept_byte_for_byte() -> None:
    odd = "附件说明.txt".encode("gbk")
    data = made.rezip({**made.unzip(made.plain()), "x" * len(odd): b"text"}).replace(b"x" * len(odd), odd)
    result = apply_patch(data, sample_patch())
    assert result.count(odd) == 2
    assert made.unzip(clear_patch(result)) == made.unzip(data)


def without(name: str) -> bytes:
    parts = made.unzip(made.plain())
    del parts[name]
    return made.rezip(parts)


def test_a_workbook_without_styles_gets_them() -> None:
    parts = made.unzip(without("xl/styles.xml"))
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<(Override|Relationship) [^>]*styles[^>]*/>", b"", parts[name])
    parts[FORM] = re.sub(rb' s="\d+"', b"", parts[FORM])
    data = made.rezip(parts)
    copy = apply_patch(data, sample_patch())
    assert openpyxl.load_workbook(io.BytesIO(copy))["校验结果"]["A2"].font.bold
    assert made.unzip(clear_patch(copy)) == parts


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x05\x06",
        b"just text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        made.plain()[:-40],
        made.plain()[:3000],
        without("xl/workbook.xml"),
        without("xl/worksheets/sheet1.xml"),
        without("[Content_Types].xml"),
        made.rezip({"a.txt": b"x"}),
        made.rezip({**made.unzip(made.plain()), FORM: b"<worksheet><sheetData>"}),
    ],
)
def test_what_cannot_be_written_is_refused_in_chinese(data: bytes) -> None:
    with pytest.raises(PackageError, match=r"^(?:Excel|\.xlsx?|[^A-Za-z])+$"):
        apply_patch(data, sample_patch())


def test_a_mark_on_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(PackageError, match="没有工作表「没有」"):
        apply_patch(made.plain(), Patch((Mark("没有", "A1", "提示"),)))
    with pytest.raises(PackageError, match="没有工作表「图」"):
        apply_patch(made.torture(), Patch((Mark("图", "A1", "提示"),)))


def test_overlapping_members_are_refused() -> None:
    data = bytearray(made.plain())
    entries = [match.start() for match in re.finditer(b"PK\x01\x02", bytes(data))]
    data[entries[2] + 20 : entries[2] + 24] = struct.pack("<I", 90_000)
    with pytest.raises(PackageError, match="损坏"):
        apply_patch(bytes(data), sample_patch())


@pytest.mark.parametrize(
    "broken", ["<sheet name='" + "a" * 60, '<sheet name="表' + "x y=" * 40, "<sheets " + "a" * 200_000]
)
def test_a_broken_part_fails_at_once(broken: str) -> None:
    parts = made.unzip(made.plain())
    text = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = (text[: text.index("<sheets>")] + broken).encode()
    with pytest.raises(PackageError):
        apply_patch(made.rezip(parts), sample_patch())


@settings(max_examples=150, deadline=2000)
@given(st.sampled_from(sorted({*MAY_CHANGE, FORM})), st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6))
def test_a_damaged_part_is_refused_or_written_never_a_crash(name: str, where: float, gone: int, new: bytes) -> None:
    parts = made.unzip(apply_patch(SMALL, sample_patch()))
    at = int(where * len(parts[name]))
    parts[name] = parts[name][:at] + new + parts[name][at + gone :]
    damaged = made.rezip(parts)
    for work in (lambda: apply_patch(damaged, sample_patch()), lambda: clear_patch(damaged)):
        try:
            result = work()
        except PackageError:
            continue
        assert zipfile.ZipFile(io.BytesIO(result)).testzip() is None
