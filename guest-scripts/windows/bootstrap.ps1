# First logon, as the administrator: serial driver and guest agent, then the word that the install is finished.
param([switch]$Announce)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'goldpane.ps1')

# Said until the host turns the machine off.
while ($Announce) {
    try { Send-Message @{ kind = 'ready' } -Times 1 }
    catch { Write-Output "COM1 does not answer: $_" }
    Start-Sleep -Seconds 1
}

function Copy-Script {
    $directory = Get-GoldpaneDirectory
    New-Item -ItemType Directory -Path $directory -Force | Out-Null
    foreach ($name in 'goldpane.ps1', 'start-step.ps1', 'run-step.ps1', 'goldpane.json') {
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
    $parameters = Get-Content -LiteralPath (Join-Path $PSScriptRoot 'goldpane.json') -Raw | ConvertFrom-Json
    Set-LocalUser -Name $parameters.account -PasswordNeverExpires $true
}

function Disable-Sleep {
    Invoke-Program 'powercfg.exe' @('/hibernate', 'off')
    Invoke-Program 'powercfg.exe' @('/change', 'standby-timeout-ac', '0')
    Invoke-Program 'powercfg.exe' @('/change', 'monitor-timeout-ac', '0')
}

# pnputil: 259 means that the driver is there already, 3010 that a restart is wanted.
function Install-Agent {
    $driver = Join-Path $PSScriptRoot 'drivers\vioserial\vioser.inf'
    Invoke-Program 'pnputil.exe' @('/add-driver', "`"$driver`"", '/install') -AcceptExitCodes 0, 259, 3010
    $package = Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot 'guest-agent') -Filter '*.msi'
    Invoke-Program 'msiexec.exe' @('/i', "`"$($package.FullName)`"", '/qn', '/norestart') -AcceptExitCodes 0, 3010
    $service = Get-Service -Name 'QEMU-GA'
    if ($service.Status -ne 'Running') { Start-Service -InputObject $service }
}

try {
    Send-Message ([ordered]@{ kind = 'stage'; stage = 'first-logon' })
    Copy-Script
    Disable-AutoLogon
    Disable-Sleep
    Install-Agent

    # On its own, so that Windows can finish the first logon.
    $arguments = '-NoProfile -ExecutionPolicy Bypass -File "{0}" -Announce' -f $PSCommandPath
    Start-Process -FilePath 'powershell.exe' -ArgumentList $arguments -WindowStyle Hidden
}
catch {
    Send-Failure -Where 'bootstrap' -Text "$_"
    exit 1
}
