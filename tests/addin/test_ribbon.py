"""The ribbon: rules of the 2009/07 schema that Excel enforces silently, by leaving the tab away."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from .twin import ROOT, assemble

NS = "{http://schemas.microsoft.com/office/2009/07/customui}"
TREE = etree.parse(ROOT / "addin" / "ribbon" / "customUI14.xml").getroot()
BUTTONS = list(TREE.iter(f"{NS}button"))
HAN = re.compile(r"[\u4e00-\u9fff]")
PAGE = (ROOT / "docs" / "manual" / "功能区按钮.md").read_text(encoding="utf-8")
WORDS = re.findall(r"\w+", "template distribute check clear copy folder score policy notice summary doctor log about")
ACTIONS = {f"Jixiao{word.capitalize()}": word for word in WORDS}
NEEDED = {"id", "label", "keytip", "screentip", "supertip", "imageMso", "onAction"}


def test_one_own_tab_with_its_groups_in_the_order_of_work() -> None:
    shape = ["customUI", "ribbon", "tabs", "tab"]
    assert [element.tag for element in TREE.iter() if element.tag.removeprefix(NS) in shape] == [NS + x for x in shape]
    assert [group.get("label") for group in TREE.iter(f"{NS}group")] == ["模板", "校验", "评分", "整改", "汇总", "帮助"]
    labels = "模板·下发·校验·清除标记·导出校验副本·校验文件夹…·计分定级·口径·生成整改通知·汇总·自检·打开日志·关于"
    assert "·".join(button.get("label") for button in BUTTONS) == labels


def test_every_button_has_every_attribute_and_speaks_chinese() -> None:
    for button in BUTTONS:
        assert set(button.attrib) - {"size"} == NEEDED
        assert button.get("size") in (None, "large")
        assert all(HAN.search(button.get(name)) for name in ("label", "screentip", "supertip"))
        assert max(len(button.get(name)) for name in ("label", "screentip", "supertip")) <= 1024
        assert re.fullmatch(r"[A-Z][A-Za-z]+", button.get("imageMso"))


def test_ids_and_keytips_are_unique_and_no_keytip_begins_another() -> None:
    ids = [element.get("id") for element in TREE.iter() if element.get("id")]
    assert max(Counter(ids).values()) == 1
    assert all(re.fullmatch(r"[A-Za-z_]\w*", name) for name in ids)
    keytips = [button.get("keytip") for button in BUTTONS]
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", keytip) for keytip in keytips)
    assert not any(a != b and a.startswith(b) for a in keytips for b in keytips)
    assert max(Counter(keytips).values()) == 1


def test_every_button_has_its_procedure_and_every_procedure_its_button() -> None:
    ribbon = assemble.own_module("Ribbon")
    found = re.findall(r'Public Sub (\w+)\(control As IRibbonControl\)\r\n    StartAction "(\w+)"\r\nEnd Sub', ribbon)
    assert dict(found) == ACTIONS
    assert len(found) == len(re.findall(r"^(?:Public |Private )?(?:Sub|Function) ", ribbon, re.MULTILINE))
    assert [button.get("onAction") for button in BUTTONS] == list(ACTIONS)


def test_the_manual_describes_the_same_buttons_with_the_same_keys() -> None:
    rows = re.findall(r"^\| (\S+) \| `(\w+)` \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert [(label, key) for label, key, _, _ in rows] == [(b.get("label"), b.get("keytip")) for b in BUTTONS]
    for group in TREE.iter(f"{NS}group"):
        assert f"## {group.get('label')}\n" in PAGE
