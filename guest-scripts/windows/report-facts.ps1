# Tells the host what the system runs on: Secure Boot and TPM, as Windows itself sees them.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

function Send-Fact {
    param([string]$Name, $Value)

    Write-Output "$Name = $Value"
    Send-Message ([ordered]@{ kind = 'fact'; name = $Name; value = $Value })
}

try {
    $tpm = Get-CimInstance -Namespace 'root/cimv2/Security/MicrosoftTpm' -ClassName 'Win32_Tpm' -ErrorAction SilentlyContinue
    Send-Fact 'secureBoot' (Confirm-SecureBootUEFI)
    Send-Fact 'tpm' $(if ($tpm) { $tpm.SpecVersion.Split(',')[0] } else { 'none' })
}
catch {
    Send-Failure -Where 'report-facts' -Text "$_"
    Write-Output "report-facts: $_"
    exit 1
}
exit 0
