# Runs a step's script to its end, as the job that start-step began: log.txt while it runs, exit.json at the end.
param(
    [Parameter(Mandatory = $true)][ValidatePattern('^[a-z0-9][a-z0-9._-]*$')][string]$Step,
    [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-f]{16,64}$')][string]$Key
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'goldpane.ps1')
. (Join-Path $PSScriptRoot 'step.ps1')

# The code with which a script wants a restart and to be run once more (Win32 ERROR_SUCCESS_REBOOT_INITIATED).
$restartAndRunAgain = 1641

# One argument as CommandLineToArgvW reads it back.
function ConvertTo-Argument {
    param([AllowEmptyString()][string]$Text)

    return '"' + (($Text -replace '(\\*)"', '$1$1\"') -replace '(\\+)$', '$1$1') + '"'
}

function Start-Script {
    param([string]$Path, [string[]]$Arguments, [string]$StateDirectory)

    $start = New-Object -TypeName System.Diagnostics.ProcessStartInfo
    $start.FileName = 'powershell.exe'
    $words = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File') + @($Path) + $Arguments
    $start.Arguments = ($words | ForEach-Object { ConvertTo-Argument $_ }) -join ' '
    $start.EnvironmentVariables['GOLDPANE_STEP'] = $StateDirectory
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    return [Diagnostics.Process]::Start($start)
}

# What a full disk does not take is lost: it must not keep the job from its end.
function Write-Log {
    param([IO.TextWriter]$Log, [string]$Line)

    try { $Log.WriteLine($Line) }
    catch { Write-Output "log.txt: $_" }
}

# Both streams line by line, as they come. A program left running keeps them open: 5 quiet seconds after the
# script's end are enough.
function Copy-Output {
    param([Diagnostics.Process]$Process, [IO.TextWriter]$Log)

    $readers = New-Object -TypeName Collections.ArrayList
    $tasks = New-Object -TypeName Collections.ArrayList
    foreach ($reader in $Process.StandardOutput, $Process.StandardError) {
        [void]$readers.Add($reader)
        [void]$tasks.Add($reader.ReadLineAsync())
    }
    while ($tasks.Count -gt 0) {
        $hadExited = $Process.HasExited
        $index = [Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]]$tasks.ToArray(), 5000)
        if ($index -lt 0) {
            if ($hadExited) { return }
            continue
        }
        $line = $tasks[$index].Result
        if ($null -eq $line) {
            $readers.RemoveAt($index)
            $tasks.RemoveAt($index)
        }
        else {
            Write-Log $Log $line | Out-Null
            $tasks[$index] = $readers[$index].ReadLineAsync()
        }
    }
    $Process.WaitForExit()
}

# The script's exit code.
function Invoke-Step {
    param($Description, [string]$StateDirectory, [IO.TextWriter]$Log)

    try {
        $process = Start-Script $Description.Script @($Description.Entry.args) $StateDirectory
        Copy-Output $process $Log
        return $process.ExitCode
    }
    catch {
        Write-Log $Log "goldpane: the script could not be run: $_" | Out-Null
        return 1
    }
}

# A machine that goes down ends the script first and this job a moment later. A step that may restart the machine is
# over only when this job outlives its script.
function Wait-ForRestart {
    param($Entry, [int]$ExitCode)

    if ($Entry.reboot -ne 'never' -and $Entry.acceptExitCodes -notcontains $ExitCode) { Start-Sleep -Seconds 15 }
}

$directory = Get-StepDirectory $Key $Step
$stream = New-Object -TypeName IO.FileStream -ArgumentList (Join-Path $directory 'log.txt'), 'Append', 'Write', 'ReadWrite'
$log = New-Object -TypeName IO.StreamWriter -ArgumentList $stream
$log.AutoFlush = $true
try {
    $description = Get-LayerStep $Step
    $entry = $description.Entry
    $exitCode = Invoke-Step $description $directory $log
    if ($exitCode -eq $restartAndRunAgain -and $entry.reboot -ne 'never') {
        Write-Log $log 'goldpane: restarting, the step goes on afterwards'
        Invoke-Program 'shutdown.exe' @('/r', '/f', '/t', '0') | Out-Null
        exit 0
    }
    Wait-ForRestart $entry $exitCode
    # The last step of a layer vouches for all of it. Said before exit.json, so that the host has heard it by then.
    if ($description.IsLast -and $entry.acceptExitCodes -contains $exitCode) {
        Send-Message ([ordered]@{ kind = 'done'; layer = $description.Layer })
    }
}
catch {
    Write-Log $log "goldpane: $_"
    $exitCode = 1
}
finally {
    try { $log.Dispose() }
    catch { Write-Output "log.txt: $_" }
}

try {
    Write-JsonFile (Join-Path $directory 'exit.json') ([ordered]@{
            schema        = 'goldpane/exit/1'
            exitCode      = $exitCode
            boot          = Get-BootNonce
            rebootPending = Test-RebootPending
            endedAt       = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
        })
}
catch {
    # A full disk: without a word the host would wait for the step's whole limit.
    Send-Failure -Where "run-step $Step" -Text "cannot write exit.json: $_"
}
Unregister-ScheduledTask -TaskName "goldpane-$Step" -Confirm:$false -ErrorAction SilentlyContinue
