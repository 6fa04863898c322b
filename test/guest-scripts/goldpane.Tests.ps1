# What the scripts share: labels, COM1, programs, the registry.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')

    # Runs a few lines as a step would.
    function Invoke-Lines {
        param([string]$Lines)

        Set-PlayedFile 'C:\lines.ps1' @"
Set-StrictMode -Version Latest
`$ErrorActionPreference = 'Stop'
. (Join-Path `$env:ProgramData 'goldpane\goldpane.ps1')
trap { Send-Failure -Where 'lines' -Text "`$_"; exit 1 }
$Lines
exit 0
"@
        return (Invoke-At 'C:\lines.ps1')
    }
}

Describe 'Get-VolumeByLabel' {
    It 'finds a medium whatever its letter, past drives that are empty (B7)' {
        $letters = foreach ($round in 1..5) {
            [void](New-PlayedWindows)
            [void](Add-Medium 'CCCOMA_X64FREE_EN-US_DV9')
            $root = Add-Medium 'GOLDPANE'
            (Invoke-Lines "Get-VolumeByLabel 'GOLDPANE'").Output | Should -Be $root
            $root
        }
        @($letters | Sort-Object -Unique).Count | Should -BeGreaterThan 1
    }

    It 'says which label is missing' {
        [void](New-PlayedWindows)
        [void](Add-Medium 'GOLDPANE2')
        $run = Invoke-Lines "Get-VolumeByLabel 'GOLDPANE'"
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -Be 'no attached volume is labelled GOLDPANE'
    }
}

Describe 'Send-Message' {
    It 'says a framed line three times, with the nonce of the boot' {
        [void](New-PlayedWindows)
        Set-Boot ('f' * 32)
        (Invoke-Lines "Send-Message ([ordered]@{ kind = 'done'; layer = 'tools' })").ExitCode | Should -Be 0
        [Played.SerialPort]::Written | Should -Be (@("@goldpane $('f' * 32) {`"kind`":`"done`",`"layer`":`"tools`"}`r`n") * 3)
    }

    It 'keeps letters that the port has not' {
        [void](New-PlayedWindows)
        $run = Invoke-Lines "Send-Message @{ kind = 'error'; text = ('gr' + [char]0xfc + 'n ' + [char]0xd83d + [char]0xde00) }"
        $run.Messages[0].text | Should -Be "gr$([char]0xfc)n $([char]0xd83d)$([char]0xde00)"
    }

    It 'waits for another program that has the port open' {
        [void](New-PlayedWindows)
        [Played.SerialPort]::BusyFor = 5
        (Invoke-Lines "Send-Message @{ kind = 'ready' }").Messages.Count | Should -Be 1
        $Windows.Slept | Should -Be 1.25
    }

    It 'gives up on a port that never gets free, and still ends with the first problem' {
        [void](New-PlayedWindows)
        [Played.SerialPort]::BusyFor = 1000
        $run = Invoke-Lines "throw 'the first problem'"
        $run.ExitCode | Should -Be 1
        $run.Output[0] | Should -Be 'lines: the first problem'
        $run.Output[1] | Should -BeLike 'COM1 does not answer: *denied*'
    }

    It 'cuts a long text, so that the line stays one' {
        [void](New-PlayedWindows)
        (Invoke-Lines "throw ('x' * 9000)").Messages[0].text.Length | Should -Be 2000
    }
}

Describe 'Invoke-Program' {
    It 'gives the exit code when it is accepted' {
        [void](New-PlayedWindows)
        $Windows.ExitCodes['a.exe'] = 3010
        (Invoke-Lines "Invoke-Program 'a.exe' @('/x') -AcceptExitCodes 0, 3010").Output | Should -Be 3010
    }

    It 'throws with the command line when it is not' {
        [void](New-PlayedWindows)
        $Windows.ExitCodes['a.exe'] = 1603
        (Invoke-Lines "Invoke-Program 'a.exe' @('/x', 'y')").Messages[0].text | Should -Be 'a.exe /x y ended with exit code 1603'
    }

    It 'ends a program that is not done in time' {
        [void](New-PlayedWindows)
        $Windows.ExitCodes['a.exe'] = 'hangs'
        (Invoke-Lines "Invoke-Program 'a.exe' @('/x') -TimeoutMinutes 3").Messages[0].text | Should -Be 'a.exe /x did not end within 3 minutes'
    }
}

Describe 'Get-StepPackage' {
    It 'wants exactly one (<Count>)' -ForEach @(@{ Count = 0 }, @{ Count = 2 }) {
        [void](New-PlayedWindows)
        foreach ($number in 1..$Count) { if ($Count) { Set-PlayedFile "C:\packages\a$number.msi" '' } }
        (Invoke-Lines "Get-StepPackage `$PSScriptRoot 'a*.msi'").Messages[0].text | Should -Be "the step has $Count packages a*.msi, one is needed"
    }
}

Describe 'Enable-Service' {
    It 'throws when <Case>' -ForEach @(
        @{ Case = 'there is none'; Service = $null; Text = 'there is no service X' }
        @{ Case = 'it does not stay up'; Service = @{ Status = 'Stopped'; StartType = 'Manual'; Starts = $false }; Text = 'the service X does not run' }
    ) {
        [void](New-PlayedWindows)
        if ($Service) { $Windows.Services['X'] = $Service }
        (Invoke-Lines "Enable-Service 'X'").Messages[0].text | Should -Be $Text
    }
}

Describe 'Assert-Listening' {
    It 'waits a minute, then says so' {
        [void](New-PlayedWindows)
        (Invoke-Lines 'Assert-Listening 22').Messages[0].text | Should -Be 'nothing listens on port 22'
        $Windows.Slept | Should -Be 58
    }
}

Describe 'the registry' {
    It 'keeps the other values of a key that is there' {
        [void](New-PlayedWindows)
        Set-PlayedKey 'HKLM:\SOFTWARE\X' @{ Old = 1 }
        [void](Invoke-Lines "Set-RegistryValue 'HKLM:\SOFTWARE\X' 'New' 2; Set-RegistryValue 'HKLM:\SOFTWARE\X' 'New' 3")
        Get-PlayedValue 'HKLM:\SOFTWARE\X' 'Old' | Should -Be 1
        Get-PlayedValue 'HKLM:\SOFTWARE\X' 'New' | Should -Be 3
    }

    It 'has nothing where a key or a value is missing' {
        [void](New-PlayedWindows)
        (Invoke-Lines "`"<`$(Get-RegistryValue 'HKLM:\SOFTWARE\X' 'Y')>`"").Output | Should -Be '<>'
        Set-PlayedKey 'HKLM:\SOFTWARE\X' @{ Old = 1 }
        (Invoke-Lines "`"<`$(Get-RegistryValue 'HKLM:\SOFTWARE\X' 'Y')>`"").Output | Should -Be '<>'
    }

    # docs: dsccommunity/ComputerManagementDsc:source/DSCResources/DSC_PendingReboot; a key that has no packages is no wish
    It 'tells a pending restart by <Key>' -ForEach @(
        @{ Key = 'Component Based Servicing\RebootPending' }
        @{ Key = 'Component Based Servicing\PackagesPending\Package_for_KB1' }
        @{ Key = 'WindowsUpdate\Auto Update\RebootRequired' }
    ) {
        [void](New-PlayedWindows)
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\PackagesPending'
        (Invoke-Lines 'Test-RebootPending').Output | Should -Be 'False'
        Set-PlayedKey "HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\$Key"
        (Invoke-Lines 'Test-RebootPending').Output | Should -Be 'True'
    }
}
