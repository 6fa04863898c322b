# Runs a step's script to its end, as the job that start-step began: log.txt while it runs, exit.json at the end.
param(
    [Parameter(Mandatory = $true)][ValidatePattern('^[a-z0-9][a-z0-9._-]*$')][string]$Step,
    [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-f]{16,64}$')][string]$Key
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'goldpane.ps1')

# One argument as CommandLineToArgvW reads it back.
function ConvertTo-Argument {
    param([AllowEmptyString()][string]$Text)

    return '"' + (($Text -replace '(\\*)"', '$1$1\"') -replace '(\\+)$', '$1$1') + '"'
}

function Start-Script {
    param([string]$Path, [string[]]$Arguments)

    $start = New-Object -TypeName System.Diagnostics.ProcessStartInfo
    $start.FileName = 'powershell.exe'
    $words = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File') + @($Path) + $Arguments
    $start.Arguments = ($words | ForEach-Object { ConvertTo-Argument $_ }) -join ' '
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    return [Diagnostics.Process]::Start($start)
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
            $Log.WriteLine($line)
            $tasks[$index] = $readers[$index].ReadLineAsync()
        }
    }
    $Process.WaitForExit()
}

function Invoke-Step {
    param($Description, [IO.TextWriter]$Log)

    try {
        $process = Start-Script $Description.Script @($Description.Entry.args)
        Copy-Output $process $Log
        return $process.ExitCode
    }
    catch {
        $Log.WriteLine("goldpane: the script could not be run: $_")
        return 1
    }
}

$directory = Get-StepDirectory $Key $Step
$stream = New-Object -TypeName IO.FileStream -ArgumentList (Join-Path $directory 'log.txt'), 'Append', 'Write', 'ReadWrite'
$log = New-Object -TypeName IO.StreamWriter -ArgumentList $stream
$log.AutoFlush = $true
try {
    $description = Get-LayerStep $Step
    $exitCode = Invoke-Step $description $log
    # The last step of a layer vouches for all of it. Said before exit.json, so that the host has heard it by then.
    if ($description.IsLast -and $description.Entry.acceptExitCodes -contains $exitCode) {
        Send-Message ([ordered]@{ kind = 'done'; layer = $description.Layer })
    }
}
catch {
    $log.WriteLine("goldpane: $_")
    $exitCode = 1
}
finally {
    $log.Dispose()
}

Write-JsonFile (Join-Path $directory 'exit.json') ([ordered]@{
        schema        = 'goldpane/exit/1'
        exitCode      = $exitCode
        boot          = Get-BootNonce
        rebootPending = Test-RebootPending
        endedAt       = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
    })
Unregister-ScheduledTask -TaskName "goldpane-$Step" -Confirm:$false -ErrorAction SilentlyContinue
