"""Make the manual's pictures: the ribbon from its XML, a marked form and its result sheet as LibreOffice shows them.

`python docs/pictures/build.py` needs soffice, pdftoppm and the add-in's sources; it writes beside itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RIBBON = ROOT / "addin" / "ribbon" / "customUI14.xml"
EXAMPLE = ROOT / "workbooks" / "示例" / "填得不好的自评表.xlsx"
CHECKED_AT = datetime(2026, 11, 21, 9, 30)
FONT = "Noto Sans CJK SC, Microsoft YaHei, sans-serif"
NS = "{http://schemas.microsoft.com/office/2009/07/customui}"
LETTER, LARGE, ROW, TOP, HEIGHT = 14, 66, 30, 48, 190
PIXELS = 80  # per inch
WHITE, BLANK, EDGE = 250, 24, 6  # shade that counts as paper; rows that end a picture; rim around it
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
  xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
  xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
  office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:page-layout style:name="P"><style:page-layout-properties
  fo:page-width="{width}" fo:page-height="{height}" fo:margin="0in"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P"/></office:master-styles>
<office:body><office:text><text:p><draw:frame text:anchor-type="page" text:anchor-page-number="1"
  svg:x="0in" svg:y="0in" svg:width="{width}" svg:height="{height}"><draw:image xlink:href="{drawing}"/></draw:frame>
</text:p></office:text></office:body></office:document>
"""


def ribbon_svg(source: bytes) -> str:
    """The ribbon tab drawn from its XML: groups, large and small buttons, keytips; icons are Excel's, boxes here."""
    tab = next(etree.fromstring(source).iter(f"{NS}tab"))
    parts, x = [], 14
    for group in tab.iter(f"{NS}group"):
        drawn, width = _group(group, x)
        parts += drawn
        x += width
    head = [
        f'<rect x="0" y="0" width="{x + 14}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<rect x="0" y="0" width="{x + 14}" height="34" fill="#f3f2f1"/>',
        '<rect x="14" y="4" width="110" height="30" fill="#ffffff"/>',
        _text(69, 25, tab.get("label", ""), 15, "#1f7a48", bold=True),
        _keytip(132, 12, tab.get("keytip", "")),
    ]
    size = f'width="{x + 14}" height="{HEIGHT}" viewBox="0 0 {x + 14} {HEIGHT}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *head, *parts, "</svg>\n"])


def _group(group: etree._Element, left: int) -> tuple[list[str], int]:
    """One group's drawing and its width: large buttons first, small ones stacked three high."""
    buttons = list(group.iter(f"{NS}button"))
    parts, x = [], left
    for button in [one for one in buttons if one.get("size") == "large"]:
        parts += _large(button, x)
        x += max(LARGE, len(button.get("label", "")) * LETTER + 12)
    small = [one for one in buttons if one.get("size") != "large"]
    for row, button in enumerate(small):
        parts += _small(button, x, TOP + row * ROW)
    if small:
        x += max(len(button.get("label", "")) for button in small) * LETTER + 72
    parts.append(_text((left + x) / 2, HEIGHT - 10, group.get("label", ""), 12, "#666666"))
    parts.append(f'<rect x="{x + 4}" y="{TOP - 6}" width="1" height="{HEIGHT - TOP}" fill="#c8c6c4"/>')
    return parts, x + 12 - left


def _large(button: etree._Element, x: int) -> list[str]:
    middle = x + max(LARGE, len(button.get("label", "")) * LETTER + 12) / 2
    return [
        f'<rect x="{middle - 16:g}" y="{TOP}" width="32" height="32" rx="4" fill="#e2efda" stroke="#1f7a48"/>',
        _text(middle, TOP + 56, button.get("label", ""), LETTER, "#222222"),
        _keytip(middle - 14, TOP + 68, button.get("keytip", "")),
    ]


def _small(button: etree._Element, x: int, y: int) -> list[str]:
    label = button.get("label", "")
    return [
        f'<rect x="{x + 4}" y="{y}" width="16" height="16" rx="2" fill="#e2efda" stroke="#1f7a48"/>',
        _text(x + 28, y + 14, label, LETTER, "#222222", middle=False),
        _keytip(x + 34 + len(label) * LETTER, y - 1, button.get("keytip", "")),
    ]


def _keytip(x: float, y: float, letters: str) -> str:
    box = f'<rect x="{x:g}" y="{y:g}" width="28" height="17" rx="2" fill="#444444"/>'
    return box + _text(x + 14, y + 13, letters, 11, "#ffffff")


def _text(x: float, y: float, words: str, size: int, colour: str, *, bold: bool = False, middle: bool = True) -> str:
    looks = f'font-family="{FONT}" font-size="{size}" fill="{colour}"' + (' font-weight="bold"' if bold else "")
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:g}" y="{y:g}" {looks}{anchor}>{escape(words)}</text>'


def _office(source: Path, kind: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def ribbon_picture(drawing: Path, folder: Path, target: Path) -> None:
    """The drawing as a PNG, by way of a page of its size: LibreOffice without Draw writes no pictures by itself."""
    size = etree.parse(drawing).getroot().get
    width, height = (f"{int(size(side, '0')) / 96:g}in" for side in ("width", "height"))
    page = folder / "ribbon.fodt"
    page.write_text(PAGE.format(width=width, height=height, drawing=drawing.as_uri()), "utf-8")
    _page(_office(page, "pdf", folder), "", target / "ribbon")


def sheet_pictures(folder: Path, target: Path) -> None:
    """Our badly filled example as `jixiao check -o` hands it back: the marked form and 校验结果, as they print."""
    from jixiao.policy.load import load_policy
    from jixiao.tasks.check import check_file
    from jixiao.tasks.checked_copies import marked_copy

    body = marked_copy(EXAMPLE.read_bytes(), check_file(EXAMPLE, load_policy()), CHECKED_AT)
    if body is None:
        raise SystemExit(f"{EXAMPLE.name}: not read")
    copy = folder / "marked.xlsx"
    copy.write_bytes(body)
    pdf = _office(copy, "pdf", folder)
    for name, words in (("marked_sheet", "项目支出绩效自评表"), ("result_sheet", "必须改 ")):
        _page(pdf, words, target / name)


def policy_picture(folder: Path, target: Path) -> None:
    """The first page of settings of a county's policy workbook, as it prints."""
    from jixiao.policy.export import policy_workbook
    from jixiao.tasks.policies import rule_entries

    book = folder / "policy.xlsx"
    book.write_bytes(policy_workbook("师宗县", rule_entries()))
    _page(_office(book, "pdf", folder), "口径参数:", target / "policy_sheet")


def _page(pdf: Path, words: str, target: Path) -> None:
    """The first page whose text begins with these words, cut to its printed part, as a PNG."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    pages = [page.strip() for page in text.split("\f")]
    number = str(next(place for place, page in enumerate(pages, 1) if page.startswith(words)))
    part = ["-r", str(PIXELS), "-f", number, "-l", number]
    box = _printed(subprocess.run(["pdftoppm", *part, "-gray", str(pdf)], check=True, capture_output=True).stdout)
    cut = [word for letter, value in zip(("-x", "-y", "-W", "-H"), box, strict=True) for word in (letter, str(value))]
    subprocess.run(["pdftoppm", "-png", "-singlefile", *part, *cut, str(pdf), str(target)], check=True)


def _printed(picture: bytes) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is printed above the first wide blank band, from a grey PGM picture."""
    _, size, _, grey = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    lines = [grey[y * width : (y + 1) * width] for y in range(height)]
    inked = [y for y, line in enumerate(lines) if min(line) < WHITE]
    bottom = next((a for a, b in pairwise(inked) if b - a > BLANK), inked[-1])
    columns = [x for x in range(width) if any(line[x] < WHITE for line in lines[inked[0] : bottom + 1])]
    left, top = max(columns[0] - EDGE, 0), max(inked[0] - EDGE, 0)
    return left, top, min(columns[-1] + EDGE, width) - left, min(bottom + EDGE, height) - top


def main() -> int:
    """Write ribbon.svg and all PNG files."""
    drawing = HERE / "ribbon.svg"
    drawing.write_text(ribbon_svg(RIBBON.read_bytes()), "utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        ribbon_picture(drawing, Path(scratch), HERE)
        sheet_pictures(Path(scratch), HERE)
        policy_picture(Path(scratch), HERE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
