# Does what the recipe says of Microsoft Defender: turns it off, or keeps it from scanning some paths.
# goldpane: network=none reboot=allowed
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'defender' -Text "$_"
    exit 1
}

# Server has it as a feature that can be taken away; this is Win32_OperatingSystem's code of a client.
function Test-Client {
    return (Get-CimInstance -ClassName 'Win32_OperatingSystem').ProductType -eq 1
}

function Disable-OnClient {
    Set-MpPreference -DisableRealtimeMonitoring $true
    # Tamper protection ignores such a wish without a word.
    if ((Get-MpComputerStatus).RealTimeProtectionEnabled) {
        throw 'Defender still scans: tamper protection keeps it on. Say defender: {exclude: [...]} in the recipe instead'
    }
}

function Disable-OnServer {
    $feature = Get-WindowsFeature -Name 'Windows-Defender'
    if (-not $feature.Installed) { return 0 }
    $result = Uninstall-WindowsFeature -Name 'Windows-Defender'
    if (-not $result.Success) { throw 'Windows could not take the feature Windows-Defender away' }
    return $(if ("$($result.RestartNeeded)" -eq 'No') { 0 } else { 3010 })
}

$defender = (Get-Parameter).defender
if ($defender.state -eq 'off') {
    if (-not (Test-Client)) { exit (Disable-OnServer) }
    Disable-OnClient
    exit 0
}
$excluded = @((Get-MpPreference).ExclusionPath)
foreach ($path in @($defender.exclude) | ForEach-Object { $_.Replace('/', '\') }) {
    if ($excluded -contains $path) { continue }
    Add-MpPreference -ExclusionPath $path
    Write-Output "not scanned any more: $path"
}
exit 0
