# Prepares for a graphics card that the host passes on: Remote Desktop as the way in, and no sleep that it would not wake from.
# goldpane: network=none reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'gpu-passthrough-ready' -Text "$_"
    exit 1
}

# The emulated display goes away with the card's arrival: without this nobody would get in.
$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
if ((Get-RegistryValue $server 'fDenyTSConnections') -ne 0) {
    throw 'Remote Desktop is off: say features: {rdp: on} in the recipe, or put goldpane:rdp before this step'
}

# A kernel that is kept across shutdowns expects the card in the state in which it left it.
Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Power' 'HiberbootEnabled' 0
# Seconds that a card may take to answer: one that was just reset by the host takes longer than the usual 2.
Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\GraphicsDrivers' 'TdrDelay' 10

foreach ($setting in 'monitor-timeout-ac', 'standby-timeout-ac') {
    Invoke-Program 'powercfg.exe' @('/change', $setting, '0') | Out-Null
}
# Where the hypervisor hides, the emulated clock is the slowest of those that are left.
Invoke-Program 'bcdedit.exe' @('/set', '{current}', 'useplatformclock', 'no') | Out-Null
exit 0
