"""A compiled sheet: whatever is put into it, the deflate stream joined from kept pieces is the sheet it should be."""

from __future__ import annotations

import io
import zipfile
import zlib
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jixiao.workbook.compiled import Content, CutSheet, absolute, cut, filled, height_of, named
from jixiao.workbook.zip_raw import pack, zip_of

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROWS = range(1, 30)
SHEET = (
    f'<worksheet xmlns="{_NS}"><sheetData>'
    + "".join(
        f'<row r="{row}" ht="27">'
        f'<c r="A{row}" s="1"/><c r="B{row}" s="2" t="s"><v>{row}</v></c>'
        f'<c r="C{row}" s="3"><f>SUM(A{row},1)</f><v/></c></row>'
        + "".join(f'<row r="{1000 * row + more}"/>' for more in range(row % 7 * 12))  # texts short and long between
        for row in _ROWS
    )
    + "</sheetData><note>表名</note><other>表名!</other></worksheet>"
).encode()
PART = cut(SHEET, [f"{column}{row}" for row in _ROWS for column in "ABC"], _ROWS, ("表名",))
KEYS = st.sampled_from([*(f"{column}{row}" for row in _ROWS for column in "ABC")])
CONTENTS = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text(max_size=3),
    st.just("长" * 30_000),
)


def plain(part: CutSheet, contents: dict[str, Content]) -> bytes:
    packed = filled(part, contents)
    content = zlib.decompress(packed.data, -15)
    assert len(content) == packed.size
    assert zlib.crc32(content) == packed.crc
    return content


@given(st.dictionaries(KEYS, CONTENTS, max_size=30), st.dictionaries(st.sampled_from(_ROWS), st.integers(28, 400)))
def test_every_hole_holds_what_was_put_into_it_and_nothing_else_changes(
    contents: dict[str, Content], heights: dict[int, int]
) -> None:
    told = {**contents, **{height_of(row): float(height) for row, height in heights.items()}, "表名": "甲<乙"}
    root = etree.fromstring(plain(PART, told))
    cells = {cell.get("r"): cell for cell in root.iter(f"{{{_NS}}}c")}
    blank = {cell.get("r"): cell for cell in etree.fromstring(SHEET).iter(f"{{{_NS}}}c")}
    assert list(cells) == list(blank)
    for place, cell in cells.items():
        content = contents.get(place)
        assert cell.get("s") == blank[place].get("s")
        assert [each.text for each in cell.iter(f"{{{_NS}}}f")] == [
            each.text for each in blank[place].iter(f"{{{_NS}}}f")
        ]
        if content is None:
            assert etree.tostring(cell) == etree.tostring(blank[place])
        elif isinstance(content, str):
            assert "".join(cell.itertext(f"{{{_NS}}}t", f"{{{_NS}}}v")) == _clean(content)
        else:
            assert Decimal(cell.findtext(f"{{{_NS}}}v")) == content
    for row in root.iter(f"{{{_NS}}}row"):
        if int(row.get("r")) in _ROWS:
            assert float(row.get("ht")) == heights.get(int(row.get("r")), 27)
    assert root.findtext(f"{{{_NS}}}note") == "甲<乙"
    assert root.findtext(f"{{{_NS}}}other") == "甲<乙!"


def _clean(content: str) -> str:
    kept = "".join(
        letter
        for letter in content
        if letter in "\t\n\r" or (letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff")
    )
    return kept.replace("\r\n", "\n").replace("\r", "\n")  # as every XML reader gives it back


def test_equal_contents_give_equal_bytes_whatever_was_filled_before() -> None:
    contents: dict[str, Content] = {"A1": "甲", "B20": Decimal("1.50"), "C7": 3}
    fresh = cut(SHEET, [f"{column}{row}" for row in _ROWS for column in "ABC"], _ROWS, ("表名",))
    filled(PART, {"A2": "乙"})
    assert filled(PART, contents) == filled(fresh, dict(reversed(contents.items())))


def test_the_parts_make_a_zip_that_others_read() -> None:
    data = zip_of([("静态.xml", pack(SHEET)), ("填好.xml", filled(PART, {"A1": "甲" * 500, "表名": "表"}))])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert package.read("静态.xml") == SHEET
        assert ("甲" * 500).encode() in package.read("填好.xml")


def test_an_unknown_hole_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled(PART, {"Z9": 1})
    with pytest.raises(KeyError):
        cut(SHEET, ["Z9"])
    with pytest.raises(KeyError):
        cut(SHEET, [], [77])


def test_references_into_another_sheet_become_names() -> None:
    formula = escape('IF(表!D7>0,INDEX(表!$D$14:$D$39,3),表!D7)&"表!"')
    xml = f'<c r="A1"><f>{formula}</f></c><c r="A2"><f t="shared" si="0">SUM(表!$B$2)</f></c>'.encode()
    part, areas = named(xml, "表", "自评表")
    assert areas == {"自评表_D7": "$D$7", "自评表_D14_D39": "$D$14:$D$39", "自评表_B2": "$B$2"}
    assert "IF(自评表_D7&gt;0,INDEX(自评表_D14_D39,3),自评表_D7)" in part.decode()
    assert "SUM(自评表_B2)" in part.decode()
    with pytest.raises(ValueError, match="表!B2"):
        named('<f t="shared" si="0">SUM(表!B2)</f>'.encode(), "表", "自评表")


def test_addresses_that_stay() -> None:
    assert [absolute(place) for place in ("B4", "$AB$12", "C$7")] == ["$B$4", "$AB$12", "$C$7"]
