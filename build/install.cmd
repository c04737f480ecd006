@echo off
rem Per user, no administrator, offline. "install.cmd /quiet" does not wait for a key.
"%~dp0jixiao\jixiao.exe" --install
set "JIXIAO_STATUS=%ERRORLEVEL%"
if /i not "%~1"=="/quiet" pause
exit /b %JIXIAO_STATUS%
