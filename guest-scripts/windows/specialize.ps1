# Prepares the installed system in the specialize pass, as SYSTEM. It always ends with 0: anything else ends Setup.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What fails is told to the host; the rest goes on.
function Invoke-Task {
    param([string]$Name, [scriptblock]$Task)

    try { & $Task }
    catch { Send-Failure -Where "specialize: $Name" -Text "$_" }
}

try {
    . (Join-Path $PSScriptRoot 'goldpane.ps1')

    Invoke-Task 'beacon' { Send-Message ([ordered]@{ kind = 'stage'; stage = 'specialize' }) }

    # Setup looks for it here when it meets a fatal error; no pass copies it by itself.
    Invoke-Task 'error handler' {
        $scripts = Join-Path $env:SystemRoot 'Setup\Scripts'
        New-Item -ItemType Directory -Path $scripts -Force | Out-Null
        Copy-Item -LiteralPath (Join-Path $PSScriptRoot 'ErrorHandler.cmd') -Destination $scripts -Force
    }

    # The network leads nowhere while Windows is installed: OOBE would wait for one, and the first logon would ask of it.
    Invoke-Task 'network pages' {
        Set-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\OOBE' 'BypassNRO' 1
        New-Item -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\Network\NewNetworkWindowOff' -Force | Out-Null
    }

    # The machine's clock runs in UTC on every host.
    Invoke-Task 'clock' {
        Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\TimeZoneInformation' 'RealTimeIsUniversal' 1
    }

    # The answer file says it too; encryption would start in OOBE.
    Invoke-Task 'encryption' {
        Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\BitLocker' 'PreventDeviceEncryption' 1
    }

    # Nothing is to be installed unasked in a layer that reaches the Internet; seal takes these away.
    Invoke-Task 'updates while building' {
        $policies = 'HKLM:\SOFTWARE\Policies\Microsoft'
        Set-RegistryValue "$policies\Windows\WindowsUpdate\AU" 'NoAutoUpdate' 1
        Set-RegistryValue "$policies\WindowsStore" 'AutoDownload' 2
    }

    Invoke-Task 'virtualisation-based security' {
        if ((Get-Parameter).vbs -eq 'on') { return }
        $guard = 'HKLM:\SYSTEM\CurrentControlSet\Control\DeviceGuard'
        Set-RegistryValue $guard 'EnableVirtualizationBasedSecurity' 0
        Set-RegistryValue "$guard\Scenarios\HypervisorEnforcedCodeIntegrity" 'Enabled' 0
    }

    Invoke-Task 'automatic repair' {
        if ((Get-Parameter).automaticRepair -eq 'on') { return }
        Invoke-Program 'bcdedit.exe' @('/set', '{current}', 'bootstatuspolicy', 'ignoreallfailures') | Out-Null
        Invoke-Program 'bcdedit.exe' @('/set', '{current}', 'recoveryenabled', 'no') | Out-Null
    }
}
catch {
    Write-Output "specialize: $_"
}
exit 0
