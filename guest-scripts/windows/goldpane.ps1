# What the scripts share. Dot-source it: it defines functions and does nothing else.

# Root of the volume with that label, such as `E:\`. Letters differ from boot to boot. DriveInfo needs no service.
function Get-VolumeByLabel {
    param([Parameter(Mandatory = $true)][string]$Label)

    foreach ($drive in [IO.DriveInfo]::GetDrives()) {
        if ($drive.IsReady -and $drive.VolumeLabel -eq $Label) { return $drive.Name }
    }
    throw "no attached volume is labelled $Label"
}

# The number that the host gave this boot; it proves that a line on COM1 comes from this boot.
function Get-BootNonce {
    $key = 'HKLM:\HARDWARE\DESCRIPTION\System\BIOS'
    return (Get-ItemProperty -LiteralPath $key -Name SystemSKU).SystemSKU
}

# Where goldpane keeps its scripts and the state of steps.
function Get-GoldpaneDirectory {
    return (Join-Path $env:ProgramData 'goldpane')
}

# Says something to the host: `@goldpane NONCE JSON` on COM1, several times because others write there too.
function Send-Message {
    param(
        [Parameter(Mandatory = $true)][Collections.IDictionary]$Message,
        [int]$Times = 3
    )

    $line = '@goldpane {0} {1}' -f (Get-BootNonce), ($Message | ConvertTo-Json -Compress)
    $port = Open-SerialPort
    try {
        for ($count = 0; $count -lt $Times; $count++) { $port.Write("$line`r`n") }
    }
    finally {
        $port.Dispose()
    }
}

# Says why a script gives up. It never fails itself: the first problem is the one that matters.
function Send-Failure {
    param(
        [Parameter(Mandatory = $true)][string]$Where,
        [Parameter(Mandatory = $true)][string]$Text
    )

    try {
        $short = $Text.Substring(0, [Math]::Min($Text.Length, 2000))
        Send-Message ([ordered]@{ kind = 'error'; where = $Where; text = $short })
    }
    catch {
        Write-Output "COM1 does not answer: $_"
    }
}

# Only one program can have COM1 open: wait for the other one.
function Open-SerialPort {
    for ($try = 1; ; $try++) {
        $port = New-Object -TypeName System.IO.Ports.SerialPort -ArgumentList 'COM1', 115200
        $port.WriteTimeout = 5000
        try {
            $port.Open()
            return $port
        }
        catch {
            $port.Dispose()
            if ($try -ge 20) { throw }
            Start-Sleep -Milliseconds 250
        }
    }
}

# Runs a program to its end. Throws when its exit code is none of the accepted ones.
function Invoke-Program {
    param(
        [Parameter(Mandatory = $true)][string]$FilePath,
        [Parameter(Mandatory = $true)][string[]]$ArgumentList,
        [int[]]$AcceptExitCodes = @(0)
    )

    $process = Start-Process -FilePath $FilePath -ArgumentList $ArgumentList -Wait -PassThru -NoNewWindow
    if ($AcceptExitCodes -notcontains $process.ExitCode) {
        throw "$FilePath $ArgumentList ended with exit code $($process.ExitCode)"
    }
}

# Sets a registry value and makes the key when it is missing.
function Set-RegistryValue {
    param(
        [Parameter(Mandatory = $true)][string]$Key,
        [Parameter(Mandatory = $true)][string]$Name,
        [Parameter(Mandatory = $true)][object]$Value,
        [string]$Type = 'DWord'
    )

    if (-not (Test-Path -LiteralPath $Key)) { New-Item -Path $Key -Force | Out-Null }
    New-ItemProperty -LiteralPath $Key -Name $Name -Value $Value -PropertyType $Type -Force | Out-Null
}

# True when Windows wants a restart before anything else is installed.
function Test-RebootPending {
    $keys = @(
        'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending',
        'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
    )
    foreach ($key in $keys) {
        if (Test-Path -LiteralPath $key) { return $true }
    }
    return $false
}

# Writes a JSON file in one stroke: who reads it sees all of it or none.
function Write-JsonFile {
    param(
        [Parameter(Mandatory = $true)][string]$Path,
        [Parameter(Mandatory = $true)][Collections.IDictionary]$Value
    )

    [IO.File]::WriteAllText("$Path.partial", ($Value | ConvertTo-Json -Compress))
    Move-Item -LiteralPath "$Path.partial" -Destination $Path -Force
}

# State directory of a step.
function Get-StepDirectory {
    param(
        [Parameter(Mandatory = $true)][string]$Key,
        [Parameter(Mandatory = $true)][string]$Step
    )

    return (Join-Path (Get-GoldpaneDirectory) ('steps\{0}\{1}' -f $Key.Substring(0, 16), $Step))
}

# The attached layer medium: its root, its description and one of its steps.
function Get-LayerStep {
    param([Parameter(Mandatory = $true)][string]$Step)

    $root = Get-VolumeByLabel 'GP_LAYER'
    $layer = Get-Content -LiteralPath (Join-Path $root 'layer.json') -Raw -Encoding UTF8 | ConvertFrom-Json
    $entry = $layer.steps | Where-Object { $_.id -eq $Step }
    if (-not $entry) { throw "the layer medium has no step $Step" }
    return [pscustomobject]@{
        Layer  = $layer.layer
        Entry  = $entry
        IsLast = @($layer.steps)[-1].id -eq $Step
        Script = Join-Path $root "steps\$Step\$($entry.script)"
    }
}
