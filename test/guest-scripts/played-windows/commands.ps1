# The commands of Windows that scripts call and PowerShell 7 does not have here, with the parameters of Windows PowerShell
# 5.1 that are used. The state is in $Windows. What each gives and when it fails is in its documentation:
# MicrosoftDocs/PowerShell-Docs:reference/5.1 for services, processes, CIM, accounts and remoting,
# MicrosoftDocs/windows-powershell-docs:docset/winserver2022-ps for netsecurity, nettcpip, scheduledtasks, appx, dism,
# servermanager, defender, storage and secureboot. Manners that pages do not tell have a source of their own.

# An error as cmdlets make it under $ErrorActionPreference = 'Stop': quiet only for a caller that says so.
function Stop-Command {
    param([string]$Text)

    if ('SilentlyContinue', 'Ignore' -notcontains $ErrorActionPreference) { throw $Text }
}

# First in every command: a test may want it to fail.
function Enter-Command {
    param([string]$Name)

    if ($Windows.Fail.ContainsKey($Name)) { throw $Windows.Fail[$Name] }
}

function Start-Sleep {
    param([int]$Seconds, [int]$Milliseconds)

    $Windows.Slept += $Seconds + $Milliseconds / 1000
    if ($Windows.Slept -ge $Windows.OffAfter) { throw 'the machine was turned off' }
    if ($Windows.Workers -gt 0) { $Windows.Workers-- }
}

function Get-Process {
    [CmdletBinding()]
    param([string]$Name)

    if ($Name -eq 'TiWorker' -and $Windows.Workers -gt 0) { return [pscustomobject]@{ Name = 'TiWorker' } }
    Stop-Command "Cannot find a process with the name $Name"
}

# A program: recorded, its exit code from $Windows.ExitCodes (a number, a list for one run after the other, or 'hangs'),
# its effect from $Windows.After.
function Start-Process {
    param([string]$FilePath, [string[]]$ArgumentList, [switch]$PassThru, [switch]$NoNewWindow, [string]$WindowStyle)

    Enter-Command 'Start-Process'
    $name = Split-Path -Path $FilePath -Leaf
    # docs: Start-Process joins its arguments with blanks and quotes nothing
    $Windows.Programs.Add((ConvertTo-PlayedPath "$(ConvertTo-PlayedPath $FilePath) $($ArgumentList -join ' ')"))
    $code = if ($Windows.ExitCodes.ContainsKey($name)) { $Windows.ExitCodes[$name] } else { 0 }
    if ($code -is [array]) { $code, $Windows.ExitCodes[$name] = $code[0], @($code | Select-Object -Skip 1) }
    if ($Windows.After.ContainsKey($name) -and $code -ne 'hangs') { & $Windows.After[$name] ($ArgumentList -join ' ') | Out-Null }
    if ($PassThru) { return [Played.Program]::new($(if ($code -eq 'hangs') { 0 } else { $code }), $code -eq 'hangs') }
}

function New-Object {
    param([Parameter(Position = 0)][string]$TypeName, [Parameter(Position = 1)][object[]]$ArgumentList, [string]$ComObject)

    # A list that is made must not be taken apart on its way.
    if ($ComObject) { New-PlayedComObject $ComObject }
    else { Microsoft.PowerShell.Utility\New-Object -TypeName $TypeName -ArgumentList $ArgumentList }
}

# Services: $Windows.Services.NAME = @{ Status; StartType; Starts = whether it stays up }. docs: Get-Service: an unknown
# name is an error that does not end a script.
function Get-Service {
    [CmdletBinding()]
    param([string]$Name)

    Enter-Command 'Get-Service'
    $service = $Windows.Services[$Name]
    if (-not $service) { Stop-Command "Cannot find any service with service name '$Name'."; return }
    return [pscustomobject]@{ Name = $Name; Status = $service.Status; StartType = $service.StartType }
}

function Set-Service {
    param([string]$Name, [ValidateSet('Automatic', 'Manual', 'Disabled')][string]$StartupType)

    Enter-Command 'Set-Service'
    if (-not $Windows.Services[$Name]) { Stop-Command "Service $Name was not found." }
    $Windows.Services[$Name].StartType = $StartupType
}

function Start-Service {
    param([string]$Name)

    Enter-Command 'Start-Service'
    if ($Windows.Services[$Name].ContainsKey('Starts') -and -not $Windows.Services[$Name].Starts) { return }
    $Windows.Services[$Name].Status = 'Running'
}

function Stop-Service {
    [CmdletBinding()]
    param([string[]]$Name, [switch]$Force)

    foreach ($one in $Name) { if ($Windows.Services[$one]) { $Windows.Services[$one].Status = 'Stopped' } }
}

# CIM: $Windows.Cim.CLASS is a list of objects, or a block that gives them; filters are the scripts' own few. Properties
# are those of the classes' pages. docs: Win32_PnPSignedDriver, SoftwareLicensingProduct, Win32_EncryptableVolume
function Get-CimInstance {
    [CmdletBinding()]
    param([string]$ClassName, [string]$Namespace, [string]$Filter)

    Enter-Command "Get-CimInstance $ClassName"
    if (-not $Windows.Cim.ContainsKey($ClassName)) { Stop-Command "Invalid class $ClassName"; return }
    $all = if ($Windows.Cim[$ClassName] -is [scriptblock]) { & $Windows.Cim[$ClassName] } else { $Windows.Cim[$ClassName] }
    return @($all) | Where-Object { Test-CimFilter $_ $Filter } | ForEach-Object { [pscustomobject]$_ }
}

# WQL as far as scripts use it: conditions joined by AND.
function Test-CimFilter {
    param([object]$Object, [string]$Filter)

    foreach ($condition in $Filter -split ' AND ' | Where-Object { $_ }) {
        if ($condition -notmatch "^(\w+) ?(=|<>|IS NOT) ?('?)(.*?)\3$") { throw "not played: $condition" }
        $value = if ($Object.ContainsKey($Matches[1])) { $Object[$Matches[1]] }
        $holds = switch ($Matches[2]) {
            '=' { "$value" -eq $Matches[4] }
            '<>' { "$value" -ne $Matches[4] }
            'IS NOT' { $null -ne $value }
        }
        if (-not $holds) { return $false }
    }
    return $true
}

function Invoke-CimMethod {
    param([object]$InputObject, [string]$MethodName, [hashtable]$Arguments = @{})

    $Windows.CimCalls.Add("$MethodName $(ConvertTo-Json $Arguments -Compress)")
    Enter-Command "Invoke-CimMethod $MethodName"
    if ($Windows.After.ContainsKey($MethodName)) { return (& $Windows.After[$MethodName]) }
    return [pscustomobject]@{ ReturnValue = 0 }
}

# docs: Get-CimInstance Win32_QuickFixEngineering is what Get-HotFix reads
function Get-HotFix { return $Windows.HotFixes | ForEach-Object { [pscustomobject]$_ } }

function Confirm-SecureBootUEFI {
    Enter-Command 'Confirm-SecureBootUEFI'
    return $true
}

function Get-NetFirewallRule {
    [CmdletBinding()]
    param([string]$Name)

    if ($Windows.Rules.ContainsKey($Name)) { return [pscustomobject]@{ Name = $Name } }
    Stop-Command "No MSFT_NetFirewallRule objects found with property 'InstanceID' equal to '$Name'."
}

function New-NetFirewallRule {
    param([string]$Name, [string]$DisplayName, [string]$Direction, [string]$Protocol, [string]$LocalPort, [string]$Action, [string]$Profile)

    Enter-Command 'New-NetFirewallRule'
    if ($Windows.Rules.ContainsKey($Name)) { throw 'Cannot create a file when that file already exists.' }
    $Windows.Rules[$Name] = "$Direction $Protocol $LocalPort $Action $Profile"
}

function Enable-NetFirewallRule {
    param([string]$Group)

    Enter-Command 'Enable-NetFirewallRule'
    $Windows.Rules[$Group] = 'enabled'
}

function Get-NetTCPConnection {
    [CmdletBinding()]
    param([int]$LocalPort, [string]$State)

    if ($Windows.Listening -contains $LocalPort) { return [pscustomobject]@{ LocalPort = $LocalPort; State = $State } }
    Stop-Command "No MSFT_NetTCPConnection objects found with property 'LocalPort' equal to '$LocalPort'."
}

function Enable-PSRemoting {
    param([switch]$SkipNetworkProfileCheck, [switch]$Force)

    Enter-Command 'Enable-PSRemoting'
    # docs: about_Remote_Requirements: without the switch it fails on a public network
    if (-not $SkipNetworkProfileCheck) { throw 'WinRM firewall exception will not work since the network is Public.' }
    $Windows.Services['WinRM'] = @{ Status = 'Running'; StartType = 'Automatic' }
}

function Set-LocalUser {
    param([string]$Name, [bool]$PasswordNeverExpires)

    Enter-Command 'Set-LocalUser'
    if (-not $Windows.Users.ContainsKey($Name)) { throw "User $Name was not found." }
    $Windows.Users[$Name] = @{ PasswordNeverExpires = $PasswordNeverExpires }
}

# Scheduled tasks are kept and not run: tests run what they would run. docs: Register-ScheduledTask: -Force replaces.
function New-ScheduledTaskAction {
    param([string]$Execute, [string]$Argument)

    return "$Execute $Argument"
}

function New-ScheduledTaskPrincipal {
    param([string]$UserId, [ValidateSet('ServiceAccount', 'S4U')][string]$LogonType, [ValidateSet('Highest')][string]$RunLevel)

    return "$UserId $LogonType $RunLevel"
}

function New-ScheduledTaskSettingsSet {
    param([switch]$AllowStartIfOnBatteries, [switch]$DontStopIfGoingOnBatteries, [timespan]$ExecutionTimeLimit)

    return "batteries=$AllowStartIfOnBatteries,$DontStopIfGoingOnBatteries limit=$ExecutionTimeLimit"
}

function New-ScheduledTaskTrigger {
    param([switch]$AtStartup)

    return "startup=$AtStartup"
}

function Register-ScheduledTask {
    param([string]$TaskName, [string[]]$Action, [string]$Settings, [string]$Principal, [string]$Trigger, [switch]$Force)

    Enter-Command 'Register-ScheduledTask'
    if ($Windows.Tasks.ContainsKey($TaskName) -and -not $Force) { throw 'Cannot create a file when that file already exists.' }
    $Windows.Tasks[$TaskName] = @{ Action = @($Action | ForEach-Object { ConvertTo-PlayedPath $_ }); Settings = $Settings; Principal = $Principal; Trigger = $Trigger }
}

function Start-ScheduledTask {
    param([string]$TaskName)

    Enter-Command 'Start-ScheduledTask'
    if (-not $Windows.Tasks.ContainsKey($TaskName)) { throw 'The system cannot find the file specified.' }
    $Windows.StartedTasks += $TaskName
}

function Unregister-ScheduledTask {
    [CmdletBinding(SupportsShouldProcess)]
    param([string]$TaskName)

    if (-not $Windows.Tasks.ContainsKey($TaskName)) { Stop-Command "No MSFT_ScheduledTask objects found with property 'TaskName' equal to '$TaskName'."; return }
    $Windows.Tasks.Remove($TaskName)
}

# Store packages: provisioned for everybody, and installed for some; which of them stop sysprep. docs: Windows client
# troubleshooting, "Sysprep fails with Microsoft Store apps"
function Get-AppxProvisionedPackage {
    param([switch]$Online)

    if (-not $Online) { throw 'not played: a package source other than -Online' }
    return $Windows.Provisioned | ForEach-Object { [pscustomobject]@{ DisplayName = $_; PackageName = "${_}_1.0_neutral_~_8wekyb3d8bbwe" } }
}

function Remove-AppxProvisionedPackage {
    param([switch]$Online, [string]$PackageName)

    Enter-Command 'Remove-AppxProvisionedPackage'
    $Windows.Provisioned = @($Windows.Provisioned | Where-Object { "${_}_1.0_neutral_~_8wekyb3d8bbwe" -ne $PackageName })
}

function Get-AppxPackage {
    param([switch]$AllUsers)

    Enter-Command 'Get-AppxPackage'
    if (-not $AllUsers) { throw 'SYSTEM has no packages of its own' }
    return $Windows.Appx | ForEach-Object {
        $defaults = @{ IsFramework = $false; NonRemovable = $false; SignatureKind = 'Store'; State = 'Installed' }
        foreach ($name in $_.Keys) { $defaults[$name] = $_[$name] }
        [pscustomobject]@{
            Name = $defaults.Name; PackageFullName = "$($defaults.Name)_1.0_x64__8wekyb3d8bbwe"; IsFramework = $defaults.IsFramework
            NonRemovable = $defaults.NonRemovable; SignatureKind = $defaults.SignatureKind
            PackageUserInformation = @([pscustomobject]@{ InstallState = $defaults.State })
        }
    }
}

function Remove-AppxPackage {
    param([string]$Package, [switch]$AllUsers)

    if (-not $AllUsers) { throw 'SYSTEM has no packages of its own' }
    Enter-Command 'Remove-AppxPackage'
    $Windows.Appx = @($Windows.Appx | Where-Object { "$($_.Name)_1.0_x64__8wekyb3d8bbwe" -ne $Package -or $_.ContainsKey('Stays') })
}

# Features: of Server by Get-WindowsFeature, optional ones everywhere.
function Get-WindowsFeature {
    param([string]$Name)

    return [pscustomobject]@{ Name = $Name; Installed = [bool]$Windows.Features[$Name] }
}

function Uninstall-WindowsFeature {
    param([string]$Name)

    Enter-Command 'Uninstall-WindowsFeature'
    if ($Windows.Removal.Success) { $Windows.Features[$Name] = $false }
    return [pscustomobject]$Windows.Removal
}

function Get-WindowsOptionalFeature {
    param([switch]$Online, [string]$FeatureName)

    # docs: a feature that the edition does not have gives nothing
    if (-not $Windows.Features.ContainsKey($FeatureName)) { return }
    return [pscustomobject]@{ FeatureName = $FeatureName; State = $(if ($Windows.Features[$FeatureName]) { 'Enabled' } else { 'Disabled' }) }
}

function Enable-WindowsOptionalFeature {
    param([switch]$Online, [string]$FeatureName, [switch]$All, [switch]$NoRestart)

    Enter-Command 'Enable-WindowsOptionalFeature'
    if (-not $NoRestart) { throw 'Do you want to restart the computer? (asked of nobody)' }
    $Windows.Features[$FeatureName] = $true
    return [pscustomobject]@{ RestartNeeded = $true }
}

function Get-MpPreference { return [pscustomobject]@{ ExclusionPath = $(if ($Windows.Defender.exclusions) { $Windows.Defender.exclusions }) } }

function Add-MpPreference {
    param([string[]]$ExclusionPath)

    Enter-Command 'Add-MpPreference'
    $Windows.Defender.exclusions += $ExclusionPath
}

function Set-MpPreference {
    param([bool]$DisableRealtimeMonitoring)

    # Tamper protection ignores it and says nothing (rgl/windows-vagrant:disable-windows-defender.ps1).
    if (-not $Windows.Defender.tamperProof) { $Windows.Defender.on = -not $DisableRealtimeMonitoring }
}

function Get-MpComputerStatus { return [pscustomobject]@{ RealTimeProtectionEnabled = $Windows.Defender.on } }

# The system disk: $Windows.Partitions is a list of @{ Number; Offset; Size; GptType; Letter; Paths }, 64 GiB in all.
# docs: PARTITION_INFORMATION_GPT has the types, Get-PartitionSupportedSize what Resize-Partition takes
function Get-Partition {
    param([int]$DiskNumber, [string]$DriveLetter)

    Enter-Command 'Get-Partition'
    $Windows.Partitions | Where-Object { -not $DriveLetter -or $_.Letter -eq $DriveLetter } | ForEach-Object {
        [pscustomobject]@{
            DiskNumber = 0; PartitionNumber = $_.Number; Offset = $_.Offset; Size = $_.Size; GptType = $_.GptType
            DriveLetter = $_.Letter; AccessPaths = $_['Paths']
        }
    }
}

function Remove-Partition {
    [CmdletBinding(SupportsShouldProcess)]
    param([int]$DiskNumber, [int]$PartitionNumber)

    Enter-Command 'Remove-Partition'
    $Windows.Partitions = @($Windows.Partitions | Where-Object { $_.Number -ne $PartitionNumber })
}

function Get-PartitionSupportedSize {
    param([string]$DriveLetter)

    $own = $Windows.Partitions | Where-Object { $_.Letter -eq $DriveLetter }
    $next = $Windows.Partitions | Where-Object { $_.Offset -gt $own.Offset } | Sort-Object -Property { $_.Offset } | Select-Object -First 1
    return [pscustomobject]@{ SizeMin = 1GB; SizeMax = $(if ($next) { $next.Offset } else { 64GB }) - $own.Offset }
}

function Resize-Partition {
    param([string]$DriveLetter, [long]$Size)

    Enter-Command 'Resize-Partition'
    if ($Size -gt (Get-PartitionSupportedSize -DriveLetter $DriveLetter).SizeMax) { throw 'Not enough available capacity' }
    ($Windows.Partitions | Where-Object { $_.Letter -eq $DriveLetter }).Size = $Size
}

function Optimize-Volume {
    param([string]$DriveLetter, [switch]$ReTrim)

    Enter-Command 'Optimize-Volume'
}
