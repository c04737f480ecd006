"""The same button in a second, independent Basic: LibreOffice loads the twin and runs the procedure."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .twin import assemble

STUB = """Attribute VB_Name = "xlwings"
Public Function FileIsThere(ByVal FileSpec As String) As Boolean
    FileIsThere = True
End Function
Public Function RunFrozenPython(Executable As String, Optional Args As String)
    ThisWorkbook.Worksheets(1).Range("B1").Value = Executable & "|" & Args
End Function
"""
PLACES = """Attribute VB_Name = "Places"
Public Function AddinFolder() As String
    AddinFolder = "D:\\a b & c=d"
End Function
Public Function LocalFolder() As String
    LocalFolder = ""
End Function
"""
DRIVER = """
import subprocess, sys, time, uno
from com.sun.star.beans import PropertyValue
def value(name, what):
    item = PropertyValue(); item.Name = name; item.Value = what
    return item
folder, pipe = sys.argv[1:]
office = subprocess.Popen(["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                           f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL)
try:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for attempt in range(80):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"); break
        except Exception:
            time.sleep(0.5)
    desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    book = desktop.loadComponentFromURL(f"file://{folder}/twin.xlsm", "_blank", 0,
                                        (value("Hidden", True), value("MacroExecutionMode", 4)))
    script = "vnd.sun.star.script:JixiaoAddin.Ribbon.JixiaoCheck?language=Basic&location=document"
    book.getScriptProvider().getScript(script).invoke((None,), (), ())
    print(book.Sheets[0].getCellRangeByName("B1").String)
finally:
    office.terminate()
    office.wait(20)
"""


@pytest.mark.office
def test_libreoffice_runs_the_button(tmp_path: Path) -> None:
    modules = assemble.sources() | {"xlwings": assemble.crlf(STUB), "Places": assemble.crlf(PLACES)}
    # FileExists is a function of LibreOffice's own Basic and would win over ours
    twin = {name: text.replace("FileExists", "FileIsThere") for name, text in modules.items()}
    assemble.assemble(tmp_path / "twin.xlsm", twin)
    command = ["/usr/bin/python3", "-c", DRIVER, str(tmp_path), f"jixiao{tmp_path.name}"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert run.stdout.splitlines()[-1:] == [r"D:\a b & c=d\jixiao.exe|addin check"], run.stderr
