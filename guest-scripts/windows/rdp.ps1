# Lets people in by Remote Desktop, with network level authentication.
# goldpane: network=none reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'rdp' -Text "$_"
    exit 1
}

$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
Set-RegistryValue $server 'fDenyTSConnections' 0
Set-RegistryValue "$server\WinStations\RDP-Tcp" 'UserAuthentication' 1
if ((Get-Service -Name 'TermService').Status -ne 'Running') { Start-Service -Name 'TermService' }
# The name of the group by its resource: it is the same in every language.
Enable-NetFirewallRule -Group '@FirewallAPI.dll,-28752'
Assert-Listening 3389
exit 0
