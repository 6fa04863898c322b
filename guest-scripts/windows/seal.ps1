# Checks that the system is whole, takes away what the build left, and makes C: the last and whole partition.
# goldpane: network=none reboot=never
param([switch]$ResetBase)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'seal' -Text "$_"
    exit 1
}

$services = 'HKLM:\SYSTEM\CurrentControlSet\Services'
$winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$memory = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management'

# Every reason why this must not become an image, all at once.
function Get-Problem {
    $imageState = Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State' 'ImageState'
    if ($imageState -ne 'IMAGE_STATE_COMPLETE') { "Setup is not finished: $imageState" }

    if (Test-RebootPending) { 'Windows wants a restart first' }

    # Without them as boot drivers a clone on the other bus stops at its first start.
    foreach ($driver in 'viostor', 'vioscsi') {
        if ((Get-RegistryValue "$services\$driver" 'Start') -ne 0) { "$driver is not a boot driver" }
        if ((Get-RegistryValue "$services\$driver\StartOverride" '0') -eq 3) { "$driver is overridden not to start" }
    }

    $volume = Get-CimInstance -Namespace 'root/cimv2/Security/MicrosoftVolumeEncryption' `
        -ClassName 'Win32_EncryptableVolume' -Filter "DriveLetter='$env:SystemDrive'" -ErrorAction SilentlyContinue
    if ($volume -and (Invoke-CimMethod -InputObject $volume -MethodName 'GetConversionStatus').ConversionStatus -ne 0) {
        "$env:SystemDrive is encrypted"
    }

    # What follows cannot be taken back, so sysprep's reasons to stop are named now.
    if (Test-Generalized) { Get-SysprepBlocker }
}

# The medium of an image that is generalized has the answer file for sysprep.
function Test-Generalized {
    return (Test-Path -LiteralPath (Join-Path (Get-VolumeByLabel 'GP_LAYER') 'sysprep\unattend.xml'))
}

# Whoever generalizes this image later should know.
function Write-SysprepWarning {
    try { $blockers = Get-SysprepBlocker }
    catch { $blockers = "packages that would stop sysprep cannot be listed: $_" }
    if ($blockers) { Write-Output "warning: $blockers" }
}

# A partition behind C: would keep the disks of clones from growing. Setup puts its recovery environment there.
function Expand-SystemPartition {
    Invoke-Program 'reagentc.exe' @('/disable') -AcceptExitCodes 0, 2 | Out-Null
    $system = Get-Partition -DriveLetter $env:SystemDrive.Substring(0, 1)
    $after = @(Get-Partition -DiskNumber $system.DiskNumber | Where-Object { $_.Offset -gt $system.Offset })
    foreach ($partition in $after) {
        if ($partition.GptType -ne '{de94bba4-06d1-4d40-a16a-bfd50179d6ac}') {
            throw "partition $($partition.PartitionNumber) lies behind $env:SystemDrive and is no recovery partition"
        }
        Remove-Partition -DiskNumber $system.DiskNumber -PartitionNumber $partition.PartitionNumber -Confirm:$false
    }
    $largest = (Get-PartitionSupportedSize -DriveLetter $system.DriveLetter).SizeMax
    # Less than a MiB is alignment.
    if ($largest - $system.Size -ge 1048576) { Resize-Partition -DriveLetter $system.DriveLetter -Size $largest }
}

# Overwrites before it deletes: free clusters are part of the image.
function Remove-SecretFile {
    param([string]$Path)

    if (-not (Test-Path -LiteralPath $Path)) { return }
    $file = Get-Item -LiteralPath $Path -Force
    $file.Attributes = 'Normal'
    $stream = $file.OpenWrite()
    try { $stream.Write((New-Object -TypeName byte[] -ArgumentList $file.Length), 0, $file.Length) }
    finally { $stream.Dispose() }
    Remove-Item -LiteralPath $Path -Force
}

function Remove-Secret {
    foreach ($name in 'Panther\unattend.xml', 'Panther\unattend-original.xml', 'Panther\Unattend\unattend.xml',
        'System32\Sysprep\unattend.xml') {
        Remove-SecretFile (Join-Path $env:SystemRoot $name)
    }
    $histories = Join-Path $env:SystemDrive 'Users\*\AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\*'
    foreach ($history in @(Get-ChildItem -Path $histories -File -Force -ErrorAction SilentlyContinue)) {
        Remove-SecretFile $history.FullName
    }
    foreach ($name in 'AutoAdminLogon', 'AutoLogonCount', 'DefaultUserName', 'DefaultPassword') {
        Remove-ItemProperty -LiteralPath $winlogon -Name $name -ErrorAction SilentlyContinue
    }
    # Where Windows keeps the same password when it was set by the account's own tools; SYSTEM may look there.
    $secret = 'HKLM:\SECURITY\Policy\Secrets\DefaultPassword'
    if (Test-Path -LiteralPath $secret) { Remove-Item -LiteralPath $secret -Recurse -Force }
}

# Two clones must not share them; sshd and Remote Desktop make new ones.
function Remove-HostKey {
    $shared = (Join-Path $env:ProgramData 'ssh\ssh_host_*'), 'Cert:\LocalMachine\Remote Desktop\*',
        # The key of that certificate; its name is the same everywhere but for what follows the underscore.
        (Join-Path $env:ProgramData 'Microsoft\Crypto\RSA\MachineKeys\f686aace6942fb7f7ceb231212eef4a4_*')
    # Nothing may be there; what is there must go.
    foreach ($pattern in $shared) {
        Get-ChildItem -Path $pattern -Force -ErrorAction SilentlyContinue | Remove-Item -Force
    }
}

# What goldpane set for the time of the build, and the states of earlier layers.
function Remove-BuildState {
    $policies = 'HKLM:\SOFTWARE\Policies\Microsoft'
    Remove-ItemProperty -LiteralPath "$policies\Windows\WindowsUpdate\AU" -Name 'NoAutoUpdate' -ErrorAction SilentlyContinue
    Remove-ItemProperty -LiteralPath "$policies\WindowsStore" -Name 'AutoDownload' -ErrorAction SilentlyContinue
    Remove-Item -Path (Join-Path $env:SystemRoot 'Setup\Scripts\ErrorHandler.cmd') -Force -ErrorAction SilentlyContinue
    $own = Split-Path -Path $env:GOLDPANE_STEP -Parent
    Get-ChildItem -Path (Split-Path -Path $own -Parent) -Directory | Where-Object { $_.Name -ne (Split-Path -Path $own -Leaf) } |
        Remove-Item -Recurse -Force
    # A service that waits for the first start of a clone was kept from the build's own restarts.
    if (Get-ServiceOrNothing 'cloudbase-init') { Set-Service -Name 'cloudbase-init' -StartupType Automatic }
}

function Remove-Waste {
    if ($ResetBase) {
        Invoke-Program 'dism.exe' @('/Online', '/Cleanup-Image', '/StartComponentCleanup', '/ResetBase') `
            -TimeoutMinutes 90 | Out-Null
    }
    Stop-Service -Name 'wuauserv', 'bits' -Force -ErrorAction SilentlyContinue
    foreach ($name in 'Temp\*', 'SoftwareDistribution\Download\*', 'Logs\CBS\*', 'Logs\DISM\*') {
        Remove-Item -Path (Join-Path $env:SystemRoot $name) -Recurse -Force -ErrorAction SilentlyContinue
    }
}

# The page file holds pieces of memory. It is cleared at the coming shutdown, and at no later one.
function Clear-PageFile {
    Set-RegistryValue $memory 'ClearPageFileAtShutdown' 1
    $undo = 'add "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management" ' +
        '/v ClearPageFileAtShutdown /t REG_DWORD /d 0 /f'
    $actions = (New-ScheduledTaskAction -Execute 'reg.exe' -Argument $undo),
        (New-ScheduledTaskAction -Execute 'schtasks.exe' -Argument '/Delete /TN goldpane-first-start /F')
    $principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
    Register-ScheduledTask -TaskName 'goldpane-first-start' -Action $actions -Principal $principal `
        -Trigger (New-ScheduledTaskTrigger -AtStartup) -Force | Out-Null
}

# Gives free clusters back to the host. A disk that cannot is no reason to fail: the host packs the image anyway.
function Clear-FreeSpace {
    try { Optimize-Volume -DriveLetter $env:SystemDrive.Substring(0, 1) -ReTrim }
    catch { Write-Output "warning: free space was not given back: $_" }
}

$problems = @(Get-Problem)
if ($problems.Count -gt 0) { throw ($problems -join '; ') }
if (-not (Test-Generalized)) { Write-SysprepWarning }
Expand-SystemPartition
Remove-HostKey
Remove-Waste
Remove-BuildState
Remove-Secret
Clear-PageFile
Clear-FreeSpace
exit 0
