# Prepares the installed system in the specialize pass, as SYSTEM. It always ends with 0: anything else ends Setup.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

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

    # The network leads nowhere while Windows is installed, and OOBE would wait for one.
    Invoke-Task 'network page' {
        Set-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\OOBE' 'BypassNRO' 1
    }

    # The machine's clock runs in UTC on every host.
    Invoke-Task 'clock' {
        Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\TimeZoneInformation' 'RealTimeIsUniversal' 1
    }

    # The answer file says it too; encryption would start in OOBE.
    Invoke-Task 'encryption' {
        Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\BitLocker' 'PreventDeviceEncryption' 1
    }
}
catch {
    Write-Output "specialize: $_"
}
exit 0
