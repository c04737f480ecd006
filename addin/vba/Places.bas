Attribute VB_Name = "Places"
Option Explicit

' The two folders that may hold the executable; apart, so that tests can put others in their place.

Public Function AddinFolder() As String
    AddinFolder = ThisWorkbook.Path
End Function

Public Function LocalFolder() As String
    LocalFolder = Environ$("LOCALAPPDATA")
End Function
