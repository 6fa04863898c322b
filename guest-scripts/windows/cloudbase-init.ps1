# Installs cloudbase-init, which sets up each clone at its first start from what a cloud tells it.
# goldpane: network=none reboot=allowed packages=cloudbase-init
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'cloudbase-init' -Text "$_"
    exit 1
}

$exitCode = Install-ServicePackage 'cloudbase-init' $PSScriptRoot 'CloudbaseInitSetup_*.msi'

# A recipe's own settings, as files of its step.
$settings = @(Get-ChildItem -Path $PSScriptRoot -Filter 'cloudbase-init*.conf')
if ($settings.Count -gt 0) {
    $directory = Join-Path $env:ProgramFiles 'Cloudbase Solutions\Cloudbase-Init\conf'
    $settings | Copy-Item -Destination $directory -Force
}

# The build's own restarts are nobody's first start: goldpane:seal arms it.
Set-Service -Name 'cloudbase-init' -StartupType Disabled
exit $exitCode
