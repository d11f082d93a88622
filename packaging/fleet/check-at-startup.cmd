@echo off
rem SPDX-FileCopyrightText: 2026 The Sankajo authors
rem SPDX-License-Identifier: GPL-3.0-or-later
rem
rem Checks this PC when Windows starts, and leaves the report in a folder of the office. Put it beside sankajo-cli.exe, write the folder into the
rem next line but two, and let Windows start it: docs/fleet.md tells how. It ends with the exit code of the check, and with 64 where there
rem is no folder to write into. It removes nothing.
setlocal
if not defined SANKAJO_REPORTS set "SANKAJO_REPORTS=\\SERVER\sankajo"
if not defined SANKAJO_CLI set "SANKAJO_CLI=%~dp0sankajo-cli.exe"
if not exist "%SANKAJO_CLI%" (
  echo There is no "%SANKAJO_CLI%". 1>&2
  exit /b 64
)

rem A PC that starts may be ready before its network is: up to five minutes, in steps of ten seconds.
if not defined SANKAJO_TRIES set SANKAJO_TRIES=30
for /l %%i in (1,1,%SANKAJO_TRIES%) do (
  if exist "%SANKAJO_REPORTS%\." goto check
  ping -n 11 127.0.0.1 > nul
)

:check
rem A folder that ends in a backslash would take the quotation mark along.
"%SANKAJO_CLI%" check --quiet --json --report-to "%SANKAJO_REPORTS%\." > nul
exit /b %ERRORLEVEL%
