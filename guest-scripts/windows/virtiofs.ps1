# Mounts directories that the host shares by virtiofs: WinFsp, and the service that the guest tools bring.
# goldpane: network=none reboot=allowed packages=winfsp
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'virtiofs' -Text "$_"
    exit 1
}

# A driver and a service of different builds lose the mount under load, so both must come from the guest tools.
function Assert-OneBuild {
    $path = (Get-CimInstance -ClassName 'Win32_Service' -Filter "Name='VirtioFsSvc'").PathName.Trim('"')
    $driver = Get-CimInstance -ClassName 'Win32_SystemDriver' -Filter "Name='VirtioFsDrv'"
    # The driver's service exists once a device was there.
    if (-not $driver) { return }
    $driverPath = $driver.PathName -replace '^\\\?\?\\', ''
    $versions = $path, $driverPath | ForEach-Object { (Get-Item -LiteralPath $_).VersionInfo.FileVersion }
    if ($versions[0] -ne $versions[1]) { throw "virtiofs.exe is of build $($versions[0]), its driver of $($versions[1])" }
}

if (-not (Get-ServiceOrNothing 'VirtioFsSvc')) { throw 'there is no service VirtioFsSvc: goldpane:guest-tools must come first' }
Assert-OneBuild
$exitCode = Install-ServicePackage 'WinFsp.Launcher' $PSScriptRoot 'winfsp-*.msi'
# The service that the guest tools left is adopted: they install it to be started by hand. It waits for its device.
Set-Service -Name 'VirtioFsSvc' -StartupType Automatic
exit $exitCode
