# Lets administrators in by WinRM: encrypted by NTLM, no basic authentication, on every kind of network.
# goldpane: network=none reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'winrm' -Text "$_"
    exit 1
}

# It makes the service start with Windows and runs it now.
Enable-PSRemoting -SkipNetworkProfileCheck -Force | Out-Null
# Without it a local administrator comes in without his rights.
$policies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
Set-RegistryValue $policies 'LocalAccountTokenFilterPolicy' 1
Open-FirewallPort 'goldpane-winrm' 5985
Assert-Listening 5985
exit 0
