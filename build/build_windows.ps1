# Builds dist\jixiao\jixiao.exe and, to hand over, dist\package\. ASCII only: Windows PowerShell 5.1 reads it in any code page.
#   powershell -ExecutionPolicy Bypass -File build\build_windows.ps1                    with network
#   powershell -ExecutionPolicy Bypass -File build\build_windows.ps1 -Wheels D:\wheels  without: wheels of build\wheels-win_amd64.txt
param([string]$Python = "py -3.11", [string]$Wheels = "")
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
function Invoke-Checked([string]$Program, [string[]]$Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}
$venv = Join-Path (Get-Location) ".work\windows-venv"
$vpython = Join-Path $venv "Scripts\python.exe"
if (-not (Test-Path $vpython)) {
    $words = @($Python -split " ")
    $rest = @($words | Select-Object -Skip 1)
    Invoke-Checked $words[0] ($rest + @("-m", "venv", $venv))
}
$install = @("-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes")
if ($Wheels -ne "") { $install += @("--no-index", "--find-links", $Wheels) }
Invoke-Checked $vpython ($install + @("-r", "build\wheels-win_amd64.txt"))
$env:PYTHONPATH = Join-Path (Get-Location) "src"
$env:PYTHONUTF8 = "1"
Invoke-Checked $vpython @("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--workpath", ".work\pyinstaller", "--distpath", "dist", "build\jixiao.spec")
Invoke-Checked $vpython @("build\recipe.py")
Invoke-Checked "dist\jixiao\jixiao.exe" @("--version")
