"""What the manual promises of the buttons: each has its twin without Excel, each message is explained."""

from __future__ import annotations

import re

import pytest

from jixiao import addin, addin_desk
from jixiao.cli.program import run
from jixiao.workbook import live_excel

from .test_ribbon import ACTIONS, BUTTONS
from .twin import ROOT

PAGE = (ROOT / "docs" / "manual" / "在Excel里用.md").read_text("utf-8")
ROWS = re.findall(r"^\| 「(.+?)」 \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
MESSAGES = re.findall(r"^\| (.+?) \| .+ \|$", PAGE[PAGE.index("## 三、") : PAGE.index("## 四、")], re.MULTILINE)[2:]


def test_every_button_has_an_action_and_a_row() -> None:
    assert sorted(label for label, _, _ in ROWS) == sorted(button.get("label") for button in BUTTONS)
    assert len(ROWS) == 13
    assert set(ACTIONS.values()) == set(addin.LIVE_ACTIONS) | set(addin_desk.ACTIONS)


@pytest.mark.parametrize(("label", "twin"), [(label, twin) for label, _, twin in ROWS])
def test_every_button_has_a_twin_that_runs_without_excel(
    label: str, twin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = re.findall(r"`jixiao ([a-z ]+)`", twin)
    assert commands, label
    for command in commands:
        assert run([*command.split(), "--help"]) == 0
        assert f"jixiao {command}" in capsys.readouterr().out
    assert all(option == "-o" for option in re.findall(r"`(-[\w-]+)`", twin))


def test_every_message_is_explained() -> None:
    said = [
        text
        for module in (live_excel, addin)
        for name, text in vars(module).items()
        if name.isupper() and isinstance(text, str) and name != "TITLE"
    ]
    assert len(said) >= 17
    for text in said:
        assert any(phrase in text for phrase in MESSAGES), text
    everything = "".join(said) + "程序出了意外(编号 …)"
    assert [phrase for phrase in MESSAGES if phrase not in everything] == []
