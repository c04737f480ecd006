Attribute VB_Name = "Settings"
Option Explicit
Option Private Module

' Takes the place of two xlwings procedures of the same names.

Public Const TITLE_TEXT As String = "A1"
Public Const NOT_FOUND As String = "A2"
Public Const NOT_STARTED As String = "A3"

' Always the default: xlwings would take settings from sheets and files beside the active workbook,
' and a submitted workbook must not steer what is started.
Public Function GetConfig(configKey As String, Optional default As Variant = "") As Variant
    GetConfig = default
End Function

' One message in the user's language instead of the error stream.
Public Sub ShowError(FileName As String, Optional Message As String = "")
    Tell NOT_STARTED
End Sub

' The texts lie in the add-in's own sheet, because VBA source must stay ASCII.
Public Sub Tell(ByVal Address As String)
    With ThisWorkbook.Worksheets(1)
        MsgBox .Range(Address).Value, vbExclamation, .Range(TITLE_TEXT).Value
    End With
End Sub
