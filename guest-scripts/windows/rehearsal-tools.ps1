# A step to rehearse with: puts a small program on the disk.
# goldpane: network=none reboot=never
param([string]$Name = 'hello')

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$tools = Join-Path $env:SystemDrive 'Tools'
New-Item -ItemType Directory -Path $tools -Force | Out-Null
Set-Content -LiteralPath (Join-Path $tools "$Name.cmd") -Value '@echo Hello from goldpane' -Encoding Ascii
Write-Output "installed $Name"
