# The step protocol: start-step registers a job, run-step is that job.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
    $key = 'ab' * 32
    $state = 'C:\ProgramData\goldpane\steps\abababababababab\01-do'

    # A layer medium with one step, and more when they are given.
    function Add-Layer {
        param([string]$Script = 'exit 0', [hashtable]$Changes = @{}, [object[]]$More = @())

        $entry = @{ id = '01-do'; script = 'do.ps1'; args = @(); runAs = 'system'; acceptExitCodes = @(0, 3010); reboot = 'allowed' }
        foreach ($name in $Changes.Keys) { $entry[$name] = $Changes[$name] }
        $layer = @{ schema = 'goldpane/layer/1'; layer = 'tools'; steps = @($entry) + $More }
        return (Add-Medium 'GP_LAYER' @{ 'layer.json' = ConvertTo-Json $layer -Depth 5; 'steps\01-do\do.ps1' = $Script })
    }

    function Start-Step {
        return (Invoke-At 'C:\ProgramData\goldpane\start-step.ps1' @{ Step = '01-do'; Key = $key })
    }

    # What the scheduled task would do.
    function Invoke-Job {
        return (Invoke-At 'C:\ProgramData\goldpane\run-step.ps1' @{ Step = '01-do'; Key = $key })
    }

    function Get-Exit {
        return (Get-PlayedFile "$state\exit.json" | ConvertFrom-Json -AsHashtable -DateKind String)
    }
}

Describe 'start-step.ps1' {
    It 'registers a job as SYSTEM, without a limit, and starts it' {
        [void](New-PlayedWindows)
        [void](Add-Layer)
        $run = Start-Step
        $run.Output | Should -Be 'started'
        $run.ExitCode | Should -Be 0
        $Windows.StartedTasks | Should -Be 'goldpane-01-do'
        $Windows.Tasks['goldpane-01-do'].Action | Should -Be (
            'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "C:\ProgramData\goldpane\run-step.ps1" ' +
            "-Step 01-do -Key $key")
        $Windows.Tasks['goldpane-01-do'].Principal | Should -Be 'S-1-5-18 ServiceAccount Highest'
        $Windows.Tasks['goldpane-01-do'].Settings | Should -Be 'batteries=True,True limit=00:00:00'
        Get-PlayedFile "$state\started.json" | Should -BeLike "{`"schema`":`"goldpane/started/1`",`"boot`":`"$($Windows.Nonce)`",`"run`":1}*"
    }

    It 'registers a job as the user, without a password' {
        [void](New-PlayedWindows)
        [void](Add-Layer -Changes @{ runAs = 'user' })
        (Start-Step).ExitCode | Should -Be 0
        $Windows.Tasks['goldpane-01-do'].Principal | Should -Be 'gold S4U Highest'
    }

    It 'does nothing for a step that runs, and nothing for one that is finished' {
        [void](New-PlayedWindows)
        [void](Add-Layer)
        [void](Start-Step)
        (Start-Step).Output | Should -Be 'running'
        [void](Invoke-Job)
        (Start-Step).Output | Should -Be 'finished'
        $Windows.StartedTasks.Count | Should -Be 1
    }

    It 'D5: a step cut off by a restart is started again when reboot is <Reboot>: <Resumes>' -ForEach @(
        @{ Reboot = 'allowed'; Resumes = $true }, @{ Reboot = 'always'; Resumes = $true }, @{ Reboot = 'never'; Resumes = $false }
    ) {
        [void](New-PlayedWindows)
        [void](Add-Layer -Changes @{ reboot = $Reboot })
        [void](Start-Step)
        Set-Boot ('e' * 32)
        $run = Start-Step
        if ($Resumes) {
            $run.Output | Should -Be 'resumed'
            $Windows.StartedTasks.Count | Should -Be 2
        }
        else {
            $run.ExitCode | Should -Be 1
            $run.Messages[0].text | Should -Be 'the machine restarted while the step ran, and its reboot is never'
        }
    }

    It 'ends a step that restarts the machine again and again' {
        [void](New-PlayedWindows)
        [void](Add-Layer)
        foreach ($number in 1..20) {
            Set-Boot ('{0:x32}' -f $number)
            (Start-Step).ExitCode | Should -Be 0
        }
        Set-Boot ('f' * 32)
        (Start-Step).Messages[0].text | Should -Be 'the machine restarted 20 times while the step ran'
        $Windows.StartedTasks.Count | Should -Be 20
    }

    It 'says why it does not start: <Text>' -ForEach @(
        @{ Text = 'no attached volume is labelled GP_LAYER'; Set = {} }
        @{ Text = 'the layer medium has no step 01-do'; Set = { [void](Add-Layer -Changes @{ id = '02-other' }) } }
        @{ Text = 'no tasks today'; Set = { [void](Add-Layer); $Windows.Fail['Register-ScheduledTask'] = 'no tasks today' } }
    ) {
        [void](New-PlayedWindows)
        & $Set
        $run = Start-Step
        $run.ExitCode | Should -Be 1
        $run.Messages[0].where | Should -Be 'start-step 01-do'
        $run.Messages[0].text | Should -Be $Text
    }

}

Describe '<Script>' -ForEach @(@{ Script = 'start-step.ps1' }, @{ Script = 'run-step.ps1' }) {
    It 'refuses a <Parameter> that could leave its directory' -ForEach @(
        @{ Parameter = 'Step'; Arguments = @{ Step = '..\x'; Key = 'ab' * 32 } }, @{ Parameter = 'Key'; Arguments = @{ Step = '01-do'; Key = '..\' + 'ab' * 32 } }
    ) {
        [void](New-PlayedWindows)
        $run = Invoke-At "C:\ProgramData\goldpane\$Script" $Arguments
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeLike "Cannot validate argument on parameter '$Parameter'.*"
    }
}

Describe 'run-step.ps1' {
    It 'passes arguments on as they are, keeps the log, and says that the layer is done' {
        [void](New-PlayedWindows)
        $words = @('plain', 'two words', '', 'quote " and \ and $HOME', 'back\', "it's", '-Switch', 'a;b|c')
        [void](Add-Layer 'foreach ($word in $args) { Write-Output "<$word>" }; [Console]::Error.WriteLine("wrong")' @{ args = $words })
        [void](Start-Step)
        $run = Invoke-Job
        Get-PlayedFile "$state\log.txt" | Should -Be ((@($words | ForEach-Object { "<$_>" }) + 'wrong' -join "`n") + "`n")
        [Played.Process]::Arguments | Should -BeLike '"-NoProfile" "-NonInteractive" "-ExecutionPolicy" "Bypass" "-File" "*do.ps1" "plain" *'
        $run.Messages | ConvertTo-Json -Compress | Should -Be '{"kind":"done","layer":"tools"}'
        $exit = Get-Exit
        $exit.endedAt | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'
        $exit.Remove('endedAt')
        [pscustomobject]$exit | ConvertTo-Json -Compress |
            Should -Be (ConvertTo-Json -Compress ([ordered]@{ schema = 'goldpane/exit/1'; exitCode = 0; boot = $Windows.Nonce; rebootPending = $false }))
        $Windows.Tasks.Keys | Should -BeNullOrEmpty
    }

    It '<Case>' -ForEach @(
        @{ Case = 'a step that fails'; Script = 'exit 7'; Changes = @{}; More = @(); Code = 7; Done = $false }
        @{ Case = 'a step that throws'; Script = 'throw "bad"'; Changes = @{}; More = @(); Code = 1; Done = $false }
        @{ Case = 'a step that wants a restart'; Script = 'exit 3010'; Changes = @{}; More = @(); Code = 3010; Done = $true }
        @{ Case = 'a code of its own'; Script = 'exit 5'; Changes = @{ acceptExitCodes = @(5) }; More = @(); Code = 5; Done = $true }
        @{ Case = 'a step that is not the last'; Script = 'exit 0'; Changes = @{}; More = @(@{ id = '02-x' }); Code = 0; Done = $false }
        @{ Case = 'a script that is missing'; Script = 'exit 0'; Changes = @{ script = 'x.ps1' }; More = @(); Code = 64; Done = $false }
    ) {
        [void](New-PlayedWindows)
        [void](Add-Layer $Script $Changes $More)
        [void](Start-Step)
        $run = Invoke-Job
        (Get-Exit).exitCode | Should -Be $Code
        [bool]@($run.Messages | Where-Object { $_.kind -eq 'done' }) | Should -Be $Done
    }

    It 'says that a restart is pending' {
        [void](New-PlayedWindows)
        [void](Add-Layer)
        [void](Start-Step)
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
        [void](Invoke-Job)
        (Get-Exit).rebootPending | Should -BeTrue
    }

    It 'restarts for a script that asks to be run again, and is not over before' {
        [void](New-PlayedWindows)
        $script = 'Add-Content "$($env:GOLDPANE_STEP)/seen" x; if (@(Get-Content "$($env:GOLDPANE_STEP)/seen").Count -lt 2) { exit 1641 }'
        [void](Add-Layer ($script -replace '\$\(\$env:GOLDPANE_STEP\)', [Played.Disk]::Here($state)))
        [void](Start-Step)
        [void](Invoke-Job)
        $Windows.Programs | Should -Be 'shutdown.exe /r /f /t 0'
        Test-PlayedFile "$state\exit.json" | Should -BeFalse
        Set-Boot ('d' * 32)
        (Start-Step).Output | Should -Be 'resumed'
        [void](Invoke-Job)
        (Get-Exit).exitCode | Should -Be 0
        (Get-Exit).boot | Should -Be ('d' * 32)
        Get-PlayedFile "$state\log.txt" | Should -Be "goldpane: restarting, the step goes on afterwards`n"
    }

    It 'takes no such wish where reboot is never' {
        [void](New-PlayedWindows)
        [void](Add-Layer 'exit 1641' @{ reboot = 'never' })
        [void](Start-Step)
        [void](Invoke-Job)
        (Get-Exit).exitCode | Should -Be 1641
        $Windows.Programs | Should -BeNullOrEmpty
    }

    It 'waits before it calls a step failed that may have restarted the machine' {
        [void](New-PlayedWindows)
        [void](Add-Layer 'exit 9')
        [void](Start-Step)
        [void](Invoke-Job)
        $Windows.Slept | Should -Be 15
    }

    It 'tells the step where its state is' {
        [void](New-PlayedWindows)
        [void](Add-Layer 'Write-Output $env:GOLDPANE_STEP')
        [void](Start-Step)
        [void](Invoke-Job)
        (Get-PlayedFile "$state\log.txt").Trim().Replace('/', '\') | Should -Be $state
    }

    It 'is over, with the reason in the log, when the medium is gone' {
        [void](New-PlayedWindows)
        [void](Add-Layer)
        [void](Start-Step)
        [Played.Drives]::All.RemoveAll({ param($drive) $drive.Label -eq 'GP_LAYER' })
        [void](Invoke-Job)
        (Get-Exit).exitCode | Should -Be 1
        Get-PlayedFile "$state\log.txt" | Should -BeLike 'goldpane: no attached volume is labelled GP_LAYER*'
    }

    It 'comes to its end on a full disk, as far as it goes' {
        [void](New-PlayedWindows)
        [void](Add-Layer 'Write-Output lost; exit 5')
        [void](Start-Step)
        [Played.FileStream]::DiskIsFull = $true
        [void](Invoke-Job)
        (Get-Exit).exitCode | Should -Be 5
    }

    It 'says on COM1 that it cannot write exit.json' {
        [void](New-PlayedWindows)
        [void](Add-Layer 'Write-Output lost')
        [void](Start-Step)
        [Played.FileStream]::DiskIsFull = $true
        # A directory in the way, where a real disk would be full.
        [void][IO.Directory]::CreateDirectory([Played.Disk]::Here("$state\exit.json.partial"))
        $run = Invoke-Job
        $run.ExitCode | Should -Not -Be 1
        @($run.Messages)[-1].where | Should -Be 'run-step 01-do'
        @($run.Messages)[-1].text | Should -BeLike 'cannot write exit.json: *'
        $Windows.Tasks.Keys | Should -BeNullOrEmpty
    }

    It 'appends to the log of a step that goes on' {
        [void](New-PlayedWindows)
        [void](Add-Layer 'Write-Output second')
        [void](Start-Step)
        Set-PlayedFile "$state\log.txt" "first`n"
        [void](Invoke-Job)
        Get-PlayedFile "$state\log.txt" | Should -Be "first`nsecond`n"
    }

    It 'COM1 taken by another program for good does not keep the step from ending' {
        [void](New-PlayedWindows)
        [void](Add-Layer)
        [void](Start-Step)
        [Played.SerialPort]::BusyFor = 1000
        [void](Invoke-Job)
        (Get-Exit).exitCode | Should -Be 1
    }
}
