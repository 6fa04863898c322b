# First logon, as the administrator: serial driver and guest agent, then the word that the install is finished.
param([switch]$Announce)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'goldpane.ps1')

trap {
    Send-Failure -Where 'bootstrap' -Text "$_"
    exit 1
}

# Said until the host turns the machine off.
while ($Announce) {
    try { Send-Message @{ kind = 'ready' } -Times 1 }
    catch { Write-Output "COM1 does not answer: $_" }
    Start-Sleep -Seconds 1
}

function Copy-Script {
    $directory = Get-GoldpaneDirectory
    New-Item -ItemType Directory -Path $directory -Force | Out-Null
    foreach ($name in 'goldpane.ps1', 'step.ps1', 'start-step.ps1', 'run-step.ps1', 'goldpane.json') {
        Copy-Item -LiteralPath (Join-Path $PSScriptRoot $name) -Destination $directory -Force
    }
}

# The one automatic logon was this one, and the password must outlive the image's first weeks.
function Disable-AutoLogon {
    $winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
    Set-RegistryValue $winlogon 'AutoAdminLogon' '0' -Type String
    foreach ($name in 'AutoLogonCount', 'DefaultPassword') {
        Remove-ItemProperty -LiteralPath $winlogon -Name $name -ErrorAction SilentlyContinue
    }
    Set-LocalUser -Name (Get-Parameter).account -PasswordNeverExpires $true
}

# A build pauses for nothing. SCHEME_MIN is the name that powercfg has for high performance: it never sleeps.
function Disable-Sleep {
    Invoke-Program 'powercfg.exe' @('/hibernate', 'off') | Out-Null
    Invoke-Program 'powercfg.exe' @('/setactive', 'SCHEME_MIN') | Out-Null
}

# pnputil: 259 means that the driver is there already, 3010 that a restart is wanted.
function Install-Agent {
    $driver = Join-Path $PSScriptRoot 'drivers\vioserial\vioser.inf'
    Invoke-Program 'pnputil.exe' @('/add-driver', "`"$driver`"", '/install') -AcceptExitCodes 0, 259, 3010 | Out-Null
    if (-not (Get-ServiceOrNothing 'QEMU-GA')) {
        $packages = @(Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot 'guest-agent') -Filter '*.msi')
        if ($packages.Count -ne 1) { throw "the medium has $($packages.Count) guest agents, one is needed" }
        Install-Msi $packages[0].FullName | Out-Null
    }
    Enable-Service 'QEMU-GA'
}

Send-Message ([ordered]@{ kind = 'stage'; stage = 'first-logon' })
Copy-Script
Disable-AutoLogon
Disable-Sleep
Install-Agent

# On its own, so that Windows can finish the first logon.
$arguments = '-NoProfile -ExecutionPolicy Bypass -File "{0}" -Announce' -f $PSCommandPath
Start-Process -FilePath 'powershell.exe' -ArgumentList $arguments -WindowStyle Hidden
exit 0
