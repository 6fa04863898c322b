# A step to rehearse with: keeps a setting for the program of rehearsal-tools.
# goldpane: network=none reboot=never
param([string]$Greeting = 'hello')

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$directory = Join-Path $env:ProgramData 'rehearsal'
New-Item -ItemType Directory -Path $directory -Force | Out-Null
Set-Content -LiteralPath (Join-Path $directory 'settings.ini') -Value "greeting=$Greeting" -Encoding Ascii
Write-Output "greeting is $Greeting"
