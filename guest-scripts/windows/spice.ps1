# Brings up the SPICE agent: clipboard and screen size of a SPICE display.
# goldpane: network=none reboot=allowed packages=spice-vdagent
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'spice' -Text "$_"
    exit 1
}

# The guest tools may have brought it.
$exitCode = Install-ServicePackage 'spice-agent' $PSScriptRoot 'spice-vdagent-*.msi'
# It ends by itself where there is no SPICE port, as in most builds: it is not waited for.
Set-Service -Name 'spice-agent' -StartupType Automatic
exit $exitCode
