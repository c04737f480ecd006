Attribute VB_Name = "Launcher"
Option Explicit

' Starts the executable with one action word. Nothing from a workbook goes on the command line but its name.

Public Sub StartAction(ByVal Action As String)
    Dim Executable As String
    On Error GoTo Failed
    Executable = ExecutablePath()
    If Len(Executable) = 0 Then
        Tell NOT_FOUND
    ElseIf MustAvoidCmd(Executable) Then
        Shell DirectCommand(Executable, Action), vbHide
    Else
        RunFrozenPython Executable, "addin " & Action
    End If
    Exit Sub
Failed:
    Tell NOT_STARTED
End Sub

' Beside the add-in, else where the installer puts it; empty when it is in neither place.
Public Function ExecutablePath() As String
    Dim Candidate As String
    Candidate = InFolder(AddinFolder(), "jixiao.exe")
    If Not FileExists(Candidate) Then Candidate = InFolder(InFolder(LocalFolder(), "jixiao"), "jixiao.exe")
    If Not FileExists(Candidate) Then Candidate = ""
    ExecutablePath = Candidate
End Function

' cmd.exe would replace %NAME% even between quotes, and RunFrozenPython needs an active workbook.
Private Function MustAvoidCmd(ByVal Executable As String) As Boolean
    If ActiveWorkbook Is Nothing Then
        MustAvoidCmd = True
    Else
        MustAvoidCmd = InStr(Executable & ActiveWorkbook.Name, "%") > 0
    End If
End Function

' The same command line as RunFrozenPython's, without cmd.exe.
Private Function DirectCommand(ByVal Executable As String, ByVal Action As String) As String
    Dim Book As String
    If Not ActiveWorkbook Is Nothing Then Book = " --wb=" & Quoted(ActiveWorkbook.Name)
    DirectCommand = Quoted(Executable) & " addin " & Action & Book & " --from_xl=1 --app=" & _
        Quoted(InFolder(Application.Path, Application.Name)) & " --hwnd=" & Quoted(CStr(Application.Hwnd))
End Function

Private Function InFolder(ByVal Folder As String, ByVal Name As String) As String
    Folder = Replace(Folder, Chr$(34), "")
    If Right$(Folder, 1) = "\" Then Folder = Left$(Folder, Len(Folder) - 1)
    If Len(Folder) > 0 Then InFolder = Folder & "\" & Name
End Function

Private Function Quoted(ByVal Text As String) As String
    Quoted = Chr$(34) & Text & Chr$(34)
End Function
