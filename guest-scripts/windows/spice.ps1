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

$exitCode = 0
# The guest tools may have brought it.
if (Get-ServiceOrNothing 'spice-agent') {
    Write-Output 'the SPICE agent is there already'
}
else {
    $exitCode = Install-Msi (Get-StepPackage $PSScriptRoot 'spice-vdagent-*.msi')
}
# It ends by itself where there is no SPICE port, as in most builds: it is not waited for.
if (-not (Get-ServiceOrNothing 'spice-agent')) { throw 'the package left no service spice-agent' }
Set-Service -Name 'spice-agent' -StartupType Automatic
exit $exitCode
