# Installs the rest of the virtio drivers, the guest agent's update and the SPICE agent from the virtio-win bundle.
# goldpane: network=none reboot=allowed packages=virtio-win-guest-tools
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'guest-tools' -Text "$_"
    exit 1
}

# The bundle, run again, repairs itself and may restart Windows without asking: it is run once.
function Test-Installed {
    $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
        'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
    $entries = Get-ItemProperty -Path $keys -Name 'DisplayName' -ErrorAction SilentlyContinue
    return [bool]($entries | Where-Object { $_.DisplayName -eq 'Virtio-win-guest-tools' })
}

# Red Hat's PCI devices and QEMU's ACPI devices that have no working driver.
function Get-DeviceWithoutDriver {
    Get-CimInstance -ClassName 'Win32_PnPEntity' -Filter 'ConfigManagerErrorCode <> 0' | Where-Object {
        $_.DeviceID -like 'PCI\VEN_1AF4*' -or $_.DeviceID -like 'ACPI\QEMU*'
    } | ForEach-Object { "$($_.DeviceID) (code $($_.ConfigManagerErrorCode))" }
}

# Restart, then run this script again, which looks at the devices.
$restart = 1641

if (Test-Installed) {
    Write-Output 'installed already'
}
else {
    $bundle = Get-StepPackage $PSScriptRoot 'virtio-win-guest-tools*.exe'
    $log = Join-Path $env:SystemRoot 'Temp\virtio-win-guest-tools.log'
    $arguments = @('/install', '/quiet', '/norestart', '/log', "`"$log`"")
    if ((Invoke-Program $bundle $arguments -AcceptExitCodes 0, 3010) -eq 3010) { exit $restart }
}
Enable-Service 'QEMU-GA'
$missing = @(Get-DeviceWithoutDriver)
if ($missing.Count -gt 0) { throw "devices without a driver: $($missing -join ', ')" }
exit 0
