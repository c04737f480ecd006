Attribute VB_Name = "Ribbon"
Option Explicit

' One procedure per button of ribbon/customUI14.xml; labels and hints are there, the work is in the executable.

Public Sub JixiaoCheck(control As IRibbonControl)
    StartAction "check"
End Sub

Public Sub JixiaoClear(control As IRibbonControl)
    StartAction "clear"
End Sub

Public Sub JixiaoScore(control As IRibbonControl)
    StartAction "score"
End Sub

Public Sub JixiaoNotice(control As IRibbonControl)
    StartAction "notice"
End Sub

Public Sub JixiaoCopy(control As IRibbonControl)
    StartAction "copy"
End Sub

Public Sub JixiaoFolder(control As IRibbonControl)
    StartAction "folder"
End Sub

Public Sub JixiaoTemplate(control As IRibbonControl)
    StartAction "template"
End Sub

Public Sub JixiaoDistribute(control As IRibbonControl)
    StartAction "distribute"
End Sub

Public Sub JixiaoSummary(control As IRibbonControl)
    StartAction "summary"
End Sub

Public Sub JixiaoPolicy(control As IRibbonControl)
    StartAction "policy"
End Sub

Public Sub JixiaoDoctor(control As IRibbonControl)
    StartAction "doctor"
End Sub

Public Sub JixiaoLog(control As IRibbonControl)
    StartAction "log"
End Sub

Public Sub JixiaoAbout(control As IRibbonControl)
    StartAction "about"
End Sub
