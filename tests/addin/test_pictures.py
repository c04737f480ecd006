"""The manual's pictures: made from today's ribbon, small, and shown where they are spoken of."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from .test_ribbon import BUTTONS, TREE
from .twin import ROOT

PICTURES = ROOT / "docs" / "pictures"
MANUAL = ROOT / "docs" / "manual"
SHOWN = {"ribbon": "在Excel里用", "marked_sheet": "在Excel里用", "result_sheet": "看懂校验结果"}


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures", PICTURES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def size(picture: Path) -> tuple[int, int]:
    """Width and height as a PNG's own head says."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def test_the_drawn_ribbon_is_the_ribbon_we_ship() -> None:
    drawn = (PICTURES / "ribbon.svg").read_text("utf-8")
    assert drawn == maker().ribbon_svg((ROOT / "addin" / "ribbon" / "customUI14.xml").read_bytes()), "run build.py"
    words = [text.text for text in etree.fromstring(drawn.encode()).iter("{http://www.w3.org/2000/svg}text")]
    for element in TREE.iter():
        assert not element.get("label") or element.get("label") in words
    for button in BUTTONS:
        assert words.index(button.get("keytip")) == words.index(button.get("label")) + 1


def test_nothing_in_the_drawing_overlaps_or_leaves_it() -> None:
    drawing = etree.parse(PICTURES / "ribbon.svg").getroot()
    boxes = [box for box in drawing.iter("{http://www.w3.org/2000/svg}rect") if box.get("fill") == "#e2efda"]
    places = [tuple(float(box.get(name, "0")) for name in ("x", "y", "width", "height")) for box in boxes]
    assert len(places) == len(BUTTONS)
    for one, (x, y, width, height) in enumerate(places):
        assert 0 < x < x + width < float(drawing.get("width", "0"))
        assert 0 < y < y + height < float(drawing.get("height", "0"))
        assert not any(x < a + c and a < x + width and y < b + d and b < y + height for a, b, c, d in places[one + 1 :])


@pytest.mark.parametrize(("name", "page"), SHOWN.items())
def test_each_picture_is_small_and_shown(name: str, page: str) -> None:
    picture = PICTURES / f"{name}.png"
    assert picture.stat().st_size < 200_000
    assert min(size(picture)) > 100
    text = (MANUAL / f"{page}.md").read_text("utf-8")
    assert re.search(rf"!\[[^\]]+\]\(\.\./pictures/{name}\.png\)", text)


@pytest.mark.office
def test_the_script_makes_them_again(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    drawing = Path(shutil.copy(PICTURES / "ribbon.svg", scratch))
    module = maker()
    module.ribbon_picture(drawing, scratch, tmp_path)
    module.sheet_pictures(scratch, tmp_path)
    width, height = size(tmp_path / "ribbon.png")
    svg = etree.parse(drawing).getroot()
    assert width == pytest.approx(int(svg.get("width", "0")) * module.PIXELS / 96, abs=40)
    assert height <= int(svg.get("height", "0"))
    for name in ("marked_sheet", "result_sheet"):
        assert size(tmp_path / f"{name}.png") == pytest.approx(size(PICTURES / f"{name}.png"), rel=0.1)
