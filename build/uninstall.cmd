@echo off
rem Takes everything away again, also when the program itself no longer starts. "/quiet" does not wait for a key.
cd /d "%TEMP%"
set "JIXIAO_KEEP=%USERPROFILE%\jixiao-%RANDOM%"
if not exist "%LOCALAPPDATA%\jixiao\jixiao.exe" goto rest
"%LOCALAPPDATA%\jixiao\jixiao.exe" --uninstall
if "%ERRORLEVEL%"=="2" goto busy
:rest
for %%v in (14.0 15.0 16.0) do reg delete "HKCU\Software\Microsoft\Office\%%v\Excel\Security\Trusted Locations\jixiao" /f >nul 2>&1
del /q "%APPDATA%\Microsoft\Excel\XLSTART\jixiao.xlam" >nul 2>&1
if exist "%LOCALAPPDATA%\jixiao\*.xlsx" md "%JIXIAO_KEEP%" && move "%LOCALAPPDATA%\jixiao\*.xlsx" "%JIXIAO_KEEP%" >nul
if /i not "%~1"=="/quiet" pause
rem (goto) leaves this file before the folder that it may lie in goes away.
(goto) 2>nul & rmdir /s /q "%LOCALAPPDATA%\jixiao"
:busy
if /i not "%~1"=="/quiet" pause
exit /b 2
