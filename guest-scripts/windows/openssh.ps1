# Brings up OpenSSH's server: Windows' own where it is installed, else the pinned package, never both.
# goldpane: network=none reboot=allowed packages=openssh
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'openssh' -Text "$_"
    exit 1
}

# The public keys that a recipe's step brings as files; without any, keys that are there stay as they are.
function Set-AdministratorKey {
    $files = @(Get-ChildItem -Path $PSScriptRoot -Filter '*.pub' | Sort-Object -Property Name)
    if ($files.Count -eq 0) { return }
    $directory = Join-Path $env:ProgramData 'ssh'
    New-Item -ItemType Directory -Path $directory -Force | Out-Null
    $path = Join-Path $directory 'administrators_authorized_keys'
    $lines = $files | ForEach-Object { Get-Content -LiteralPath $_.FullName } | Where-Object { $_.Trim() }
    Set-Content -LiteralPath $path -Value $lines -Encoding Ascii
    # sshd reads it only when nobody but Administrators and SYSTEM may. Their names differ by language, their ids do not.
    Invoke-Program 'icacls.exe' @("`"$path`"", '/inheritance:r', '/grant', '*S-1-5-32-544:F', '/grant', '*S-1-5-18:F') |
        Out-Null
}

$exitCode = Install-ServicePackage 'sshd' $PSScriptRoot 'OpenSSH-*.msi' -Property 'ADDLOCAL=Server'
Set-AdministratorKey
Enable-Service 'sshd'
# The rule that comes with sshd is for private networks only.
Open-FirewallPort 'goldpane-sshd' 22
Assert-Listening 22
exit $exitCode
