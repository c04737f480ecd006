"""Reading in tests: short ways to a Grid, and one workbook in every spelling that readers must understand."""

from jixiao.workbook.grid import Grid, Sheet
from jixiao.workbook.read_file import Refusal, read_grid

from . import packages
from .packages import MAIN, minimal, pack, parts_of, styles_part, worksheet


def read(data: bytes, **options) -> Grid:
    grid = read_grid(data, "某局.xlsx", **options)
    assert isinstance(grid, Grid), grid
    return grid


def first(rows: str, **parts) -> Sheet:
    """The sheet with these rows, read in full whatever its text."""
    return read(minimal(packages.FORM_ROWS + rows, **parts)).sheets[0]


def row(inner: str, number: int = 2) -> str:
    return f'<row r="{number}">{inner}</row>'


def refused(answer: Grid | Refusal) -> str:
    assert isinstance(answer, Refusal), "the file was read"
    assert any("一" <= c <= "鿿" for c in answer.detail) or answer.detail == "PDF"
    return answer.reason


PLAIN = row(
    '<c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>0.95</v></c><c r="C2" t="b"><v>1</v></c>'
    '<c r="D2" t="e"><v>#DIV/0!</v></c><c r="E2" t="d"><v>2024-03-01T08:30:00</v></c>'
    '<c r="F2" t="str"><f>A1&amp;"x"</f><v>甲x</v></c><c r="G2"><f>SUM(A1)</f></c><c r="H2"><f>1+1</f><v></v></c>'
    '<c r="I2"><f t="shared" ref="I2:I3" si="0">B2*2</f><v>1.9</v></c><c r="J2" s="2"><v>45352.5</v></c>'
    '<c r="K2"/><c r="L2" s="1"/><c r="M2" cm="1"><f t="array" ref="M2:M3">X()</f><v>5</v></c>'
    '<c r="N2" t="str"><f>""</f><v></v></c><c r="O2" s="2"><v>0.75</v></c><c r="P2" t="inlineStr"><is><t> </t></is></c>'
) + row('<c r="I3"><f t="shared" si="0"/><v>3</v></c><c r="M3"><v>6</v></c>', 3)
STYLES = styles_part({176: "yyyy&quot;年&quot;m月d日"}, [0, 9, 176])
STRINGS = "<si><t>甲乙</t></si>"


def respell(xml: str, prefix: str) -> str:
    """The same XML with every element under a namespace prefix."""
    tagged = xml.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    return tagged.replace("xmlns=", f"xmlns:{prefix}=")


def spellings() -> dict[str, bytes]:
    """The same workbook in every spelling of XML and of part names that readers must understand."""
    name = "xl/worksheets/sheet1.xml"
    xml = worksheet(packages.FORM_ROWS + PLAIN)
    base = parts_of({"自评表": xml}, strings=STRINGS, styles=STYLES)
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + xml
    strict = {
        key: text.replace(MAIN, packages.STRICT_MAIN).replace(packages.RELATIONS, packages.STRICT_RELATIONS)
        for key, text in base.items()
        if isinstance(text, str)
    }
    implicit = xml.replace(' r="2"', "").replace(' r="3"', "")
    for column in "ABCDEFGHIJKLMNOP":
        implicit = implicit.replace(f' r="{column}2"', "")
    absolute = base["xl/_rels/workbook.xml.rels"].replace('Target="', 'Target="/xl/')
    backslashes = {key.replace("/", "\\") if "sheet1" in key else key: text for key, text in base.items()}
    rels = base["xl/_rels/workbook.xml.rels"].replace("worksheets/", "worksheets\\")
    return {
        "plain": pack(base),
        "prefixed": pack(
            {
                key: respell(text, "x") if "xl/s" in key or ("xl/w" in key and "book" not in key) else text
                for key, text in base.items()
            }
        ),
        "strict": pack(strict),
        "single_quotes": pack(base | {name: xml.replace('"', "'").replace("'x'", '"x"').replace("''", '""')}),
        "spaced": pack(base | {name: xml.replace("><", ">\n <").replace("<v>\n </v>", "<v></v>")}),
        "commented": pack(base | {name: xml.replace("<sheetData>", "<!-- 注 --><sheetData>")}),
        "no_references": pack(base | {name: implicit}),
        "utf16": pack(base | {name: declared.encode("utf-16")}),
        "utf8_bom": pack({key: b"\xef\xbb\xbf" + text.encode() for key, text in base.items()}),
        "gbk": pack(base | {name: ('<?xml version="1.0" encoding="GBK"?>' + xml).encode("gbk")}),
        "odd_types": pack(base | {"[Content_Types].xml": "<Types/>"}),
        "absolute_targets": pack(base | {"xl/_rels/workbook.xml.rels": absolute}),
        "backslashes": pack(backslashes | {"xl/_rels/workbook.xml.rels": rels}),
        "upper_case_names": pack({key.replace("sheet1", "SHEET1"): text for key, text in base.items()}),
        "glued_in_front": b"PK\x03\x04 something else" + pack(base),
    }
