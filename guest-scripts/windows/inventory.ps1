# Lists what is in the image, as JSON in the log: build, updates, drivers, programs, services, boot manager, evaluation.
# goldpane: network=none reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'inventory' -Text "$_"
    exit 1
}

function Get-System {
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    return [ordered]@{
        edition        = Get-RegistryValue $key 'EditionID'
        displayVersion = Get-RegistryValue $key 'DisplayVersion'
        build          = '{0}.{1}' -f (Get-RegistryValue $key 'CurrentBuildNumber'), (Get-RegistryValue $key 'UBR')
    }
}

function Get-Update {
    Get-HotFix | Sort-Object -Property HotFixID | ForEach-Object {
        [ordered]@{ id = $_.HotFixID; kind = $_.Description }
    }
}

function Get-Driver {
    $drivers = Get-CimInstance -ClassName 'Win32_PnPSignedDriver' | Where-Object { $_.InfName -like 'oem*.inf' }
    $drivers | Sort-Object -Property DeviceName | ForEach-Object {
        [ordered]@{ device = $_.DeviceName; version = $_.DriverVersion; provider = $_.DriverProviderName; signer = $_.Signer }
    }
}

function Get-Program {
    $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
        'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
    # By name: an entry with a malformed value of another kind would stop the whole list.
    $entries = Get-ItemProperty -Path $keys -Name 'DisplayName', 'DisplayVersion' -ErrorAction SilentlyContinue
    $named = $entries | Where-Object { $_.PSObject.Properties['DisplayName'] } | Sort-Object -Property DisplayName
    $named | ForEach-Object {
        $version = $_.PSObject.Properties['DisplayVersion']
        [ordered]@{ name = $_.DisplayName; version = $(if ($version) { $version.Value }) }
    }
}

function Get-AutomaticService {
    $services = Get-CimInstance -ClassName 'Win32_Service' -Filter "StartMode='Auto'"
    $services | Sort-Object -Property Name | ForEach-Object { [ordered]@{ name = $_.Name; state = $_.State } }
}

# The issuer of each signature of a program: media since spring 2026 have two (Microsoft PE format, certificate table).
function Get-SignatureIssuer {
    param([IO.FileInfo]$File)

    $bytes = New-Object -TypeName byte[] -ArgumentList $File.Length
    $stream = $File.OpenRead()
    try { [void]$stream.Read($bytes, 0, $bytes.Length) }
    finally { $stream.Dispose() }
    $directory = [BitConverter]::ToInt32($bytes, 0x3c) + 168
    $at = [BitConverter]::ToInt32($bytes, $directory)
    $end = $at + [BitConverter]::ToInt32($bytes, $directory + 4)
    while ($at -lt $end) {
        $length = [BitConverter]::ToInt32($bytes, $at)
        $message = New-Object -TypeName Security.Cryptography.Pkcs.SignedCms
        $message.Decode([byte[]]$bytes[($at + 8)..($at + $length - 1)])
        [regex]::Match($message.SignerInfos[0].Certificate.Issuer, 'CN=([^,]+)').Groups[1].Value
        $at += 8 * [Math]::Ceiling($length / 8)
    }
}

# Firmware without the right certificate refuses a boot manager: both copies of it, with who signed them.
# The EFI system partition has no letter; its one access path is that of its volume.
function Get-BootManager {
    $partition = Get-Partition | Where-Object { $_.GptType -eq '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}' }
    if (-not $partition) { throw 'there is no EFI system partition' }
    $root = @(@($partition)[0].AccessPaths)[-1]
    foreach ($file in 'EFI\Microsoft\Boot\bootmgfw.efi', 'EFI\Boot\bootx64.efi', 'EFI\Boot\bootaa64.efi') {
        $program = New-Object -TypeName IO.FileInfo -ArgumentList "$root$file"
        if ($program.Exists) { [ordered]@{ file = $file; signers = @(Get-SignatureIssuer $program) } }
    }
}

function Get-License {
    $product = Get-WindowsLicense
    if (-not $product) { return }
    return [ordered]@{
        name          = $product.Name
        licensed      = $product.LicenseStatus -eq 1
        daysRemaining = [int][Math]::Floor($product.GracePeriodRemaining / 1440)
    }
}

Add-Type -AssemblyName System.Security
$system = Get-System
$license = Get-License
$bootManager = @(Get-BootManager)
$inventory = [ordered]@{
    schema      = 'goldpane/inventory/1'
    system      = $system
    license     = $license
    bootManager = $bootManager
    updates     = @(Get-Update)
    drivers     = @(Get-Driver)
    programs    = @(Get-Program)
    services    = @(Get-AutomaticService)
}
Write-Output ($inventory | ConvertTo-Json -Depth 5)
Send-Fact 'windowsBuild' $system.build
Send-Fact 'bootManagerSigners' (($bootManager | ForEach-Object { $_.signers } | Sort-Object -Unique) -join ', ')
if ($license) {
    Send-Fact 'licensed' $license.licensed
    Send-Fact 'licenseDaysRemaining' $license.daysRemaining
}
exit 0
