# The Windows around a guest script, for any PowerShell 7: drives with shuffled letters, a registry, services, programs,
# CIM classes, the update agent. Scripts run unchanged. What is played here is a few lines each; the comments say where
# Windows' manners were read. Every test gets a Windows of its own from New-PlayedWindows.

Set-StrictMode -Version Latest

if (-not ('Played.Drives' -as [type])) {
    $types = Add-Type -Path (Join-Path $PSScriptRoot 'types.cs') -PassThru
    Import-Module -Assembly $types[0].Assembly -Scope Global
    $accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
    foreach ($pair in @(
            @('IO.DriveInfo', [Played.Drives]), @('IO.FileStream', [Played.FileStream]),
            @('System.IO.Ports.SerialPort', [Played.SerialPort]), @('Diagnostics.Process', [Played.Process]))) {
        $accelerators::Add($pair[0], $pair[1])
    }
}

$scripts = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../../guest-scripts/windows'))
$powershell = [Environment]::ProcessPath
$nonce = '0123456789abcdef0123456789abcdef'
$parameters = @{
    schema = 'goldpane/parameters/1'; account = 'gold'; activation = 'evaluation'; kmsHost = $null
    features = @{ rdp = 'off'; firewall = 'on' }; defender = @{ state = 'on'; exclude = @() }
    vbs = 'on'; nestedVirtualisation = 'off'; automaticRepair = 'on'
}

. (Join-Path $PSScriptRoot 'commands.ps1')
. (Join-Path $PSScriptRoot 'updates.ps1')

# A freshly installed Windows in a directory of its own, as a hashtable that tests read and change.
function New-PlayedWindows {
    param([hashtable]$Parameters = @{}, [string]$Root = $TestDrive)

    $global:Windows = @{
        Root = Join-Path $Root ([guid]::NewGuid().ToString('N')); Letters = [Collections.Generic.Queue[string]]::new()
        Programs = [Collections.Generic.List[string]]::new(); ExitCodes = @{}; After = @{}
        Fail = @{}; Slept = 0; OffAfter = [int]::MaxValue; Services = @{}; Cim = @{}; CimCalls = [Collections.Generic.List[string]]::new()
        Rules = @{}; Listening = @(); Tasks = @{}; StartedTasks = @(); Users = @{}
        Provisioned = @(); Appx = @(); Features = @{}; Removal = @{ Success = $true; RestartNeeded = 'Yes' }; Defender = @{ exclusions = @(); on = $true; tamperProof = $false }
        Partitions = @(); HotFixes = @(); Workers = 0; Updates = $null; Remoting = $false
    }
    foreach ($letter in 'DEFGHIJKLMNOPQRSTUVWYZ'.ToCharArray() | Get-Random -Count 22) { $Windows.Letters.Enqueue("$letter") }
    [Played.Drives]::All.Clear()
    [Played.Disk]::Directories.Clear()
    [Played.SerialPort]::Reset()
    [Played.FileStream]::DiskIsFull = $false
    [Played.RegistryProvider]::Roots.Clear()
    foreach ($name in 'HKLM', 'Cert') {
        [void][Played.RegistryProvider]::Make($name)
        New-PSDrive -Name $name -PSProvider PlayedRegistry -Root $name -Scope Global -ErrorAction Ignore | Out-Null
    }
    Add-Drive 'C' 'Windows'
    # An empty CD drive, and one of Windows Setup's volumes.
    $Windows.EmptyDrive = $Windows.Letters.Dequeue()
    [Played.Drives]::All.Insert(0, [Played.Drive]@{ Name = "$($Windows.EmptyDrive):\"; IsReady = $false })
    foreach ($directory in 'Windows/Temp', 'Windows/System32/Sysprep', 'ProgramData/goldpane', 'Users') {
        [void][IO.Directory]::CreateDirectory("$($Windows.Root)/C/$directory")
    }
    $env:SystemDrive, $env:SystemRoot, $env:ProgramData, $env:ProgramFiles = 'C:', 'C:\Windows', 'C:\ProgramData', 'C:\Program Files'
    $env:GOLDPANE_STEP = 'C:\ProgramData\goldpane\steps\abcdabcdabcdabcd\01-step'
    [void][IO.Directory]::CreateDirectory("$($Windows.Root)/C/ProgramData/goldpane/steps/abcdabcdabcdabcd/01-step")
    Set-Boot $nonce
    $all = $script:parameters.Clone()
    foreach ($name in $Parameters.Keys) { $all[$name] = $Parameters[$name] }
    foreach ($name in 'goldpane.ps1', 'step.ps1', 'start-step.ps1', 'run-step.ps1') {
        [IO.File]::Copy("$scripts/$name", "$($Windows.Root)/C/ProgramData/goldpane/$name")
    }
    Set-PlayedFile 'C:\ProgramData\goldpane\goldpane.json' (ConvertTo-Json $all)
    return $Windows
}

# Takes a drive of an earlier Windows away, with its letter.
function Add-Drive {
    param([string]$Letter, [string]$Label)

    $directory = "$($Windows.Root)/$Letter"
    [void][IO.Directory]::CreateDirectory($directory)
    [Played.Disk]::Directories[$Letter] = $directory
    [Played.Drives]::All.Add([Played.Drive]@{ Name = "${Letter}:\"; IsReady = $true; Label = $Label })
    Get-PSDrive -Name $Letter -ErrorAction Ignore | Remove-PSDrive -Scope Global -Force -ErrorAction Ignore
    New-PSDrive -Name $Letter -PSProvider FileSystem -Root $directory -Scope Global | Out-Null
}

# Attaches a medium with that label and gives its root, such as `K:\`. Nobody knows the letter beforehand.
function Add-Medium {
    param([string]$Label, [hashtable]$Files = @{})

    $letter = $Windows.Letters.Dequeue()
    Add-Drive $letter $Label
    foreach ($name in $Files.Keys) { Set-PlayedFile "${letter}:\$name" $Files[$name] }
    return "${letter}:\"
}

function Set-PlayedFile {
    param([string]$Path, [string]$Text)

    $here = [Played.Disk]::Here($Path)
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($here))
    [IO.File]::WriteAllText($here, $Text)
}

function Get-PlayedFile {
    param([string]$Path)

    return [IO.File]::ReadAllText([Played.Disk]::Here($Path))
}

function Test-PlayedFile {
    param([string]$Path)

    $here = [Played.Disk]::Here($Path)
    return [IO.File]::Exists($here) -or [IO.Directory]::Exists($here)
}

# Sets registry values: Set-PlayedKey 'HKLM:\SOFTWARE\X' @{ Name = 1 }.
function Set-PlayedKey {
    param([string]$Key, [hashtable]$Values = @{})

    $made = [Played.RegistryProvider]::Make(($Key -replace ':', ''))
    foreach ($name in $Values.Keys) { $made.Values[$name] = $Values[$name] }
}

function Get-PlayedValue {
    param([string]$Key, [string]$Name)

    $found = [Played.RegistryProvider]::Find(($Key -replace ':', ''))
    if ($found -and $found.Values.ContainsKey($Name)) { return $found.Values[$Name] }
}

# Another boot: the number that the host gives in SMBIOS is new.
function Set-Boot {
    param([string]$Nonce)

    $Windows.Nonce = $Nonce
    Set-PlayedKey 'HKLM:\HARDWARE\DESCRIPTION\System\BIOS' @{ SystemSKU = $Nonce }
}

# Runs one of goldpane's scripts as a step of a layer medium does, in this process; its packages and files lie beside it.
function Invoke-Step {
    param([string]$Name, [hashtable]$Arguments = @{}, [string[]]$Packages = @(), [hashtable]$Files = @{})

    if (-not $Windows.ContainsKey('Layer')) { $Windows.Layer = Add-Medium 'GP_LAYER' }
    $directory = "$($Windows.Layer)steps\01-step"
    $Windows.Step = $directory
    Set-PlayedFile "$directory\$Name.ps1" ([IO.File]::ReadAllText("$scripts/$Name.ps1"))
    foreach ($package in $Packages) { Set-PlayedFile "$directory\packages\$package" 'package' }
    foreach ($file in $Files.Keys) { Set-PlayedFile "$directory\$file" $Files[$file] }
    return (Invoke-At "$directory\$Name.ps1" $Arguments)
}

# Runs a script that lies on a played drive: its exit code, what it wrote, what it said on COM1.
function Invoke-At {
    param([string]$Path, [hashtable]$Arguments = @{})

    [Played.SerialPort]::Written.Clear()
    $global:LASTEXITCODE = $null
    $problem = $null
    # As `powershell.exe -File` has it: the script's preferences are everybody's.
    try { $output = & ([Played.Disk]::Here($Path)) @Arguments 6>&1 2>&1 }
    catch { $problem = $_; $output = @("$_") }
    return [pscustomobject]@{
        ExitCode = if ($problem) { 1 } else { $global:LASTEXITCODE }
        Output = @($output | ForEach-Object { ConvertTo-PlayedPath "$_" })
        Messages = @(Get-Message)
    }
}

# Paths of this system, as Windows writes them.
function ConvertTo-PlayedPath {
    param([string]$Text)

    foreach ($letter in [Played.Disk]::Directories.Keys) { $Text = $Text.Replace([Played.Disk]::Directories[$letter], "${letter}:") }
    return [regex]::Replace($Text, '(?<!\w)[A-Z]:/[^"'';,]*', { param($match) $match.Value.Replace('/', '\') })
}

# What was said on COM1 with this boot's nonce, each message once.
function Get-Message {
    $seen = [Collections.Generic.HashSet[string]]::new()
    foreach ($line in [Played.SerialPort]::Written) {
        if ($line -notmatch "^@goldpane $($Windows.Nonce) (\{.*\})\r\n$") { throw "not a line of the protocol: $line" }
        if ($seen.Add($Matches[1])) { $Matches[1] | ConvertFrom-Json -AsHashtable }
    }
}

# Everything that a script can change, as text, to see that a second run changes nothing.
function Get-PlayedState {
    $keys = foreach ($root in [Played.RegistryProvider]::Roots.Values) { ConvertFrom-Key $root $root.Name }
    $files = foreach ($file in Get-ChildItem -Path $Windows.Root -Recurse -File -Force | Sort-Object -Property FullName) {
        "$($file.FullName) $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($file.FullName))))"
    }
    $state = foreach ($name in 'Services', 'Rules', 'Tasks', 'Users', 'Provisioned', 'Appx', 'Features', 'Defender', 'Partitions') {
        "$name $(ConvertTo-Json $Windows[$name] -Depth 6 -Compress)"
    }
    return (@($keys) + @($files) + @($state)) -join "`n"
}

function ConvertFrom-Key {
    param([Played.RegistryKey]$Key, [string]$Path)

    "[$Path]"
    foreach ($name in $Key.Values.Keys | Sort-Object) { "$Path $name=$($Key.Values[$name])" }
    foreach ($name in $Key.Keys.Keys) { ConvertFrom-Key $Key.Keys[$name] "$Path\$name" }
}

Export-ModuleMember -Function * -Cmdlet *
