# Takes the machine's identity away with sysprep, so that every clone gets its own; the last step of a generalized image.
# goldpane: network=none reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'generalize' -Text "$_"
    exit 1
}

$sysprep = Join-Path $env:SystemRoot 'System32\Sysprep'

function Get-ImageState {
    return (Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State' 'ImageState')
}

# What sysprep itself says of a failure.
function Get-SysprepError {
    $log = Join-Path $sysprep 'Panther\setuperr.log'
    if (-not (Test-Path -LiteralPath $log)) { return 'its log of errors is missing' }
    $lines = @(Get-Content -LiteralPath $log | Where-Object { $_ } | Select-Object -Last 5)
    return $(if ($lines.Count -gt 0) { $lines -join ' / ' } else { 'its log of errors is empty' })
}

$wanted = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'
if ((Get-ImageState) -eq $wanted) {
    Write-Output 'generalized already'
    exit 0
}

# goldpane:seal has looked before; a recipe may do without it.
$blockers = Get-SysprepBlocker
if ($blockers) { throw $blockers }
if (Test-RebootPending) { throw 'Windows wants a restart first' }

$answerFile = Join-Path (Get-VolumeByLabel 'GP_LAYER') 'sysprep\unattend.xml'
if (-not (Test-Path -LiteralPath $answerFile)) { throw 'the layer medium has no answer file for sysprep' }
try {
    Invoke-Program (Join-Path $sysprep 'sysprep.exe') -TimeoutMinutes 30 `
        @('/generalize', '/oobe', '/quit', '/quiet', "/unattend:`"$answerFile`"") | Out-Null
}
catch {
    throw "${_}: $(Get-SysprepError)"
}
$state = Get-ImageState
if ($state -ne $wanted) { throw "sysprep left the image in state ${state}: $(Get-SysprepError)" }
exit 0
