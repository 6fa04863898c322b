# Installs the update packages that its step brings, without the network, so that a build can be repeated.
# goldpane: network=none reboot=allowed
# Several packages are installed in the order of their names. A cumulative update of 24H2 or later needs its checkpoints
# beside it: name it by -Target, and Windows takes from the others what it needs.
param([string]$Target = '')

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'offline-updates' -Text "$_"
    exit 1
}

# The package that does not apply to this Windows, as dism says it (CBS_E_NOT_APPLICABLE).
$notApplicable = [int]0x800f081e

$directory = Join-Path $PSScriptRoot 'packages'
$all = @(Get-ChildItem -Path $directory -ErrorAction SilentlyContinue | Where-Object { '.msu', '.cab' -contains $_.Extension } |
        Sort-Object -Property Name)
$packages = @($all | Where-Object { $Target -eq '' -or $_.Name -eq $Target })
if ($packages.Count -eq 0) { throw "the step has no package $(if ($Target) { $Target } else { '*.msu or *.cab' })" }

if (Test-RebootPending) { exit 1641 }
$exitCode = 0
foreach ($package in $packages) {
    $arguments = @('/Online', '/Add-Package', "/PackagePath:`"$($package.FullName)`"", '/Quiet', '/NoRestart')
    $code = Invoke-Program 'dism.exe' $arguments -AcceptExitCodes 0, 3010, $notApplicable -TimeoutMinutes 90
    if ($code -eq $notApplicable) { throw "$($package.Name) is not for this Windows" }
    if ($code -eq 3010) { $exitCode = 3010 }
    Write-Output "installed: $($package.Name)"
}
exit $exitCode
