@echo off
rem Windows Setup runs this in place of its error dialog, perhaps several times.
rem docs: add-a-custom-script-to-windows-setup
for /f "tokens=1,2,*" %%a in ('reg query HKLM\HARDWARE\DESCRIPTION\System\BIOS /v SystemSKU 2^>nul') do (
  if /i "%%a"=="SystemSKU" if not "%%c"=="" for /l %%n in (1,1,3) do (
    echo @goldpane %%c {"kind":"error","where":"setup","text":"Windows Setup met a fatal error, see setuperr.log"}>\\.\COM1
  )
)
if exist "%SystemRoot%\Panther\setuperr.log" type "%SystemRoot%\Panther\setuperr.log">\\.\COM1 2>nul
shutdown.exe /s /f /t 0
exit 0
