# The last step: checks that the system is whole and removes what the installation left.
# The host asks for the shutdown afterwards.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

# Every reason why this must not become an image, all at once.
function Get-Problem {
    $setup = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
    $imageState = (Get-ItemProperty -LiteralPath $setup -Name ImageState).ImageState
    if ($imageState -ne 'IMAGE_STATE_COMPLETE') { "Setup is not finished: $imageState" }

    if (Test-RebootPending) { 'Windows wants a restart first' }

    # Without them as boot drivers a clone on the other bus stops at its first start.
    foreach ($driver in 'viostor', 'vioscsi') {
        $service = Get-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$driver" -ErrorAction SilentlyContinue
        if (-not $service -or $service.Start -ne 0) { "$driver is not a boot driver" }
    }

    $volume = Get-CimInstance -Namespace 'root/cimv2/Security/MicrosoftVolumeEncryption' `
        -ClassName 'Win32_EncryptableVolume' -Filter "DriveLetter='$env:SystemDrive'" -ErrorAction SilentlyContinue
    if ($volume -and (Invoke-CimMethod -InputObject $volume -MethodName 'GetConversionStatus').ConversionStatus -ne 0) {
        "$env:SystemDrive is encrypted"
    }
}

# Overwrites before it deletes: free clusters are part of the image.
function Remove-SecretFile {
    param([string]$Path)

    if (-not (Test-Path -LiteralPath $Path)) { return }
    [IO.File]::SetAttributes($Path, 'Normal')
    [IO.File]::WriteAllBytes($Path, (New-Object -TypeName byte[] -ArgumentList (Get-Item -LiteralPath $Path).Length))
    Remove-Item -LiteralPath $Path -Force
}

function Remove-Leftover {
    foreach ($name in 'Panther\unattend.xml', 'Panther\unattend-original.xml', 'Panther\Unattend\unattend.xml',
        'System32\Sysprep\unattend.xml') {
        Remove-SecretFile (Join-Path $env:SystemRoot $name)
    }
    $winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
    Remove-ItemProperty -LiteralPath $winlogon -Name 'DefaultPassword' -ErrorAction SilentlyContinue

    Remove-Item -Path (Join-Path $env:SystemRoot 'Setup\Scripts\ErrorHandler.cmd') -Force -ErrorAction SilentlyContinue
    Remove-Item -Path (Join-Path $env:SystemRoot 'Temp\*') -Recurse -Force -ErrorAction SilentlyContinue
    # Two clones must not share them; sshd makes new ones.
    Remove-Item -Path (Join-Path $env:ProgramData 'ssh\ssh_host_*') -Force -ErrorAction SilentlyContinue
}

try {
    $problems = @(Get-Problem)
    if ($problems.Count -gt 0) { throw ($problems -join '; ') }
    Remove-Leftover
}
catch {
    Send-Failure -Where 'seal' -Text "$_"
    Write-Output "seal: $_"
    exit 1
}
exit 0
