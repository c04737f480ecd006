"""The add-in's twin: the same modules as a workbook in an interpreter, with the machine around them replaced.

What VBA and Excel would ask Windows for (files, environment, starting programs) is answered by the module below;
the interpreter finds it before its own functions, which refuse. Everything else runs as it is in the add-in,
xlwings' ExecuteWindows included. Two words that the interpreter lacks are replaced in the text: see ABSENT.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyopenvba.apps.excel import ExcelApplication

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "addin"))
import assemble  # noqa: E402

HWND = "132456"
ABSENT = {"Application.Hwnd": HWND, "Kill LOG_FILE": "Discard LOG_FILE"}
MACHINE = """Attribute VB_Name = "Machine"
Public Lines As String
Public NoBook As Boolean
Public Folder As String
Public Local As String
Public Present As String
Public ExitCode As Long
Public Function Shell(Command As String, Optional Style As Long)
    Lines = Lines & "shell|" & Style & "|" & Command & vbLf
End Function
Public Function GetAttr(ByVal FileSpec As String) As Long
    If InStr(Present, "|" & FileSpec & "|") = 0 Then Err.Raise 53
    GetAttr = 32
End Function
Public Function Environ(Name As String) As String
    Environ = "C:\\Temp"
End Function
Public Function CreateObject(Name As String) As Object
    If ExitCode = 429 Then Err.Raise 429
    Set CreateObject = New Recorder
End Function
Public Sub SetUp(AddinAt As String, LocalAt As String, Files As String, Code As Long)
    Folder = AddinAt
    Local = LocalAt
    Present = Files
    ExitCode = Code
End Sub
Public Sub Discard(FileName As String)
End Sub
Public Function Taken() As String
    Taken = Lines
End Function
"""
RECORDER = """Attribute VB_Name = "Recorder"
Public Function Run(Command As String, Style As Long, Wait As Boolean) As Long
    Lines = Lines & "cmd|" & Style & "|" & Wait & "|" & Command & vbLf
    Run = ExitCode
End Function
"""
PLACES = """Attribute VB_Name = "Places"
Public Function AddinFolder() As String
    AddinFolder = Folder
End Function
Public Function LocalFolder() As String
    LocalFolder = Local
End Function
"""
NO_BOOK = """
Public Function ActiveWorkbook() As Object
    Set ActiveWorkbook = Nothing
End Function
"""


def press(callbacks: list[str]) -> str:
    """VBA that calls each ribbon procedure the way the ribbon does, with a control."""
    subs = (f"Public Sub Press_{name}()\n    {name} Nothing\nEnd Sub\n" for name in callbacks)
    return 'Attribute VB_Name = "Fingers"\n' + "".join(subs)


class Twin:
    """One set-up of folders, files and active workbook; `click` tells what was started and what was said."""

    def __init__(self, scratch: Path, *, folder: str, local: str, files: list[str], book: str | None) -> None:
        self.scratch, self.book = scratch, book
        self.setting = [folder, local, "|" + "|".join(files) + "|"]

    def click(self, callback: str, exit_code: int = 0) -> tuple[list[str], list[str]]:
        """Press one button: the recorded starts and the messages shown."""
        blank = assemble.assemble(self.scratch / "twin.xlsm", {"Twin": 'Attribute VB_Name = "Twin"\r\n'})
        app = ExcelApplication.open(blank)
        for name, text in self._modules(callback).items():
            for absent, stand_in in ABSENT.items():
                text = text.replace(absent, stand_in)
            app.add_module(assemble.crlf(text), name=name)
        app.add_module(assemble.crlf(RECORDER), name="Recorder", kind="class")
        if self.book is not None:
            other = self.scratch / self.book
            other.write_bytes(blank.read_bytes())
            app.activate_workbook(app.open_workbook(other))
        app.run("SetUp", *self.setting, exit_code)
        app.run(f"Press_{callback}")
        return str(app.run("Taken")).splitlines(), [str(dialog[1]) for dialog in app.dialogs]

    def _modules(self, callback: str) -> dict[str, str]:
        machine = MACHINE if self.book is not None else MACHINE + NO_BOOK
        return assemble.sources() | {"Places": PLACES, "Machine": machine, "Fingers": press([callback])}
