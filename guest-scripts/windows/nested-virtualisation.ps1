# Turns on what WSL 2 and containers need; the host gives the processor's part.
# goldpane: network=none reboot=allowed
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'nested-virtualisation' -Text "$_"
    exit 1
}

$exitCode = 0
foreach ($name in 'VirtualMachinePlatform', 'Microsoft-Windows-Subsystem-Linux') {
    $feature = Get-WindowsOptionalFeature -Online -FeatureName $name
    # Not every edition has both.
    if (-not $feature -or "$($feature.State)" -eq 'Enabled') { continue }
    if ((Enable-WindowsOptionalFeature -Online -FeatureName $name -All -NoRestart).RestartNeeded) { $exitCode = 3010 }
    Write-Output "turned on: $name"
}
exit $exitCode
