# Starts a step of the attached layer medium as a job of its own and returns at once. Called again, it changes nothing
# unless a restart has cut the step off.
param(
    [Parameter(Mandatory = $true)][ValidatePattern('^[a-z0-9][a-z0-9._-]*$')][string]$Step,
    [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-f]{16,64}$')][string]$Key
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'goldpane.ps1')
. (Join-Path $PSScriptRoot 'step.ps1')

trap {
    Send-Failure -Where "start-step $Step" -Text "$_"
    exit 1
}

function Start-StepJob {
    param([string]$RunAs)

    $script = Join-Path $PSScriptRoot 'run-step.ps1'
    $arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{0}" -Step {1} -Key {2}' -f $script, $Step, $Key
    $action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $arguments
    $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries `
        -ExecutionTimeLimit ([TimeSpan]::Zero)
    Register-ScheduledTask -TaskName "goldpane-$Step" -Action $action -Settings $settings `
        -Principal (New-Principal $RunAs) -Force | Out-Null
    Start-ScheduledTask -TaskName "goldpane-$Step"
}

# S4U runs as the user without his password.
function New-Principal {
    param([string]$RunAs)

    if ($RunAs -eq 'system') {
        return (New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest)
    }
    return (New-ScheduledTaskPrincipal -UserId (Get-Parameter).account -LogonType S4U -RunLevel Highest)
}

$directory = Get-StepDirectory $Key $Step
$startedFile = Join-Path $directory 'started.json'
$boot = Get-BootNonce
if (Test-Path -LiteralPath (Join-Path $directory 'exit.json')) {
    Write-Output 'finished'
    exit 0
}

$outcome = 'started'
$run = 1
$entry = (Get-LayerStep $Step).Entry
if (Test-Path -LiteralPath $startedFile) {
    $started = Get-Content -LiteralPath $startedFile -Raw | ConvertFrom-Json
    if ($started.boot -eq $boot) {
        Write-Output 'running'
        exit 0
    }
    if ($entry.reboot -eq 'never') { throw 'the machine restarted while the step ran, and its reboot is never' }
    if ($started.run -ge 20) { throw 'the machine restarted 20 times while the step ran' }
    $outcome = 'resumed'
    $run = $started.run + 1
}

New-Item -ItemType Directory -Path $directory -Force | Out-Null
Write-JsonFile $startedFile ([ordered]@{ schema = 'goldpane/started/1'; boot = $boot; run = $run })
Start-StepJob $entry.runAs
Write-Output $outcome
exit 0
