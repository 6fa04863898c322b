# Tells the host what the system runs on: Secure Boot and TPM, as Windows itself sees them.
# goldpane: network=none reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'report-facts' -Text "$_"
    exit 1
}

$tpm = Get-CimInstance -Namespace 'root/cimv2/Security/MicrosoftTpm' -ClassName 'Win32_Tpm' -ErrorAction SilentlyContinue
Send-Fact 'secureBoot' (Confirm-SecureBootUEFI)
Send-Fact 'tpm' $(if ($tpm) { $tpm.SpecVersion.Split(',')[0] } else { 'none' })
exit 0
