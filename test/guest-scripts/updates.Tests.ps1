# Updates: from Windows Update, and from packages.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
    $version = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $upgrades = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5'

    function New-UpdatableWindows {
        param([object[]]$Offers = @())

        [void](New-PlayedWindows)
        $Windows.Updates = @{ Offers = $Offers; Search = @(); Searches = 0; Download = 2; Installed = @() }
        Set-PlayedKey $version @{ DisplayVersion = '25H2'; CurrentBuildNumber = '26200' }
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 1 })
        $Windows.Cim['Win32_PnPSignedDriver'] = @(@{ DeviceName = 'VirtIO Ethernet'; DriverVersion = '100.95'; DriverProviderName = 'Red Hat, Inc.' })
    }

    # Runs the script until it wants no more restarts, each time in another boot, at most 20 times.
    function Invoke-Update {
        param([hashtable]$Arguments = @{})

        for ($boot = 1; $boot -le 20; $boot++) {
            $run = Invoke-Step 'windows-update' -Arguments $Arguments
            if ($run.ExitCode -ne 1641) { break }
        }
        $run | Add-Member -NotePropertyName Boots -NotePropertyValue $boot -PassThru
    }
}

Describe 'windows-update' {
    It 'installs what is offered over restarts, and then finds nothing' {
        New-UpdatableWindows @(
            @{ Id = '1'; Title = 'Cumulative Update (KB1)'; KB = '1'; Restart = $true }
            @{ Id = '2'; Title = '.NET (KB2)'; KB = '2' }
        )
        $run = Invoke-Update
        $run.ExitCode | Should -Be 0 -Because ($run.Output -join '; ')
        $run.Boots | Should -Be 2
        $Windows.Updates.Installed | Should -Be @('Cumulative Update (KB1)', '.NET (KB2)')
        $run.Messages | ConvertTo-Json -Compress | Should -Be '{"kind":"fact","name":"updatesGivenUp","value":""}'
    }

    It 'changes nothing when there is nothing more, but for the number of its round' {
        New-UpdatableWindows
        [void](Invoke-Update)
        $strip = { (Get-PlayedState) -split "`n" | Where-Object { $_ -notmatch 'windows-update\.json' } }
        $state = & $strip
        (Invoke-Update).ExitCode | Should -Be 0
        & $strip | Should -Be $state
    }

    It 'says the result of each update' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Good'; KB = '1' }, @{ Id = '2'; Title = 'Bad'; KB = '2'; Fails = [int]0x800f0922 })
        $run = Invoke-Update
        $run.Output[0..1] | Should -Be @('installed: Good', 'failed: Bad (0x800f0922, result code 4)')
    }

    It 'holds the release and the drivers by policy: <Build>' -ForEach @(
        @{ Build = '26200'; Product = 'Windows 11' }, @{ Build = '19045'; Product = 'Windows 10' }
    ) {
        New-UpdatableWindows
        Set-PlayedKey $version @{ CurrentBuildNumber = $Build }
        [void](Invoke-Update)
        $policies = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
        Get-PlayedValue $policies 'ExcludeWUDriversInQualityUpdate' | Should -Be 1
        Get-PlayedValue $policies 'TargetReleaseVersion' | Should -Be 1
        Get-PlayedValue $policies 'ProductVersion' | Should -Be $Product
        Get-PlayedValue $policies 'TargetReleaseVersionInfo' | Should -Be '25H2'
    }

    It 'sets no release on Server, which has no such policy' {
        New-UpdatableWindows
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 3 })
        # Server 2019 has no display version either.
        [void][Played.RegistryProvider]::Find('HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion').Values.Remove('DisplayVersion')
        (Invoke-Update).ExitCode | Should -Be 0
        Get-PlayedValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate' 'TargetReleaseVersion' | Should -BeNullOrEmpty
    }

    It 'leaves <Case> alone' -ForEach @(
        @{ Case = 'a feature update'; Offer = @{ Id = '1'; Title = 'Windows 11, version 26H2'; KB = '9'; Categories = @('3689bdc8-b205-4af4-8d4a-a63924c5e9d5') } }
        @{ Case = 'a driver'; Offer = @{ Id = '1'; Title = 'Red Hat, Inc. - Net - 100.80'; KB = @(); Driver = $true } }
        @{ Case = 'a preview'; Offer = @{ Id = '1'; Title = 'Preview'; KB = '9'; BrowseOnly = $true } }
        @{ Case = 'E1: KB5007651'; Offer = @{ Id = '1'; Title = 'Windows Security platform (KB5007651)'; KB = '5007651'; Stays = $true; Restart = $true } }
    ) {
        New-UpdatableWindows @($Offer)
        $run = Invoke-Update
        $run.ExitCode | Should -Be 0
        $Windows.Updates.Installed | Should -BeNullOrEmpty
    }

    It 'E1: gives up an update that is offered after every restart, and says so' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Again'; KB = '1'; Stays = $true; Restart = $true }, @{ Id = '2'; Title = 'Once'; KB = '2' })
        $run = Invoke-Update
        $run.ExitCode | Should -Be 0
        $Windows.Updates.Installed | Should -Be @('Again', 'Once', 'Again')
        $run.Messages[0].value | Should -Be 'Again'
        $run.Output[0] | Should -Be 'given up, offered a third time: Again'
    }

    It 'E1: what was given up stays so over a restart' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Again'; KB = '1'; Stays = $true; Restart = $true; Effect = {
                    if (@($Windows.Updates.Installed -eq 'Again').Count -eq 2) { $Windows.Updates.Offers += @{ Id = '2'; Title = 'Late'; KB = '2'; Restart = $true } }
                } })
        $run = Invoke-Update
        $Windows.Updates.Installed | Should -Be @('Again', 'Again', 'Late')
        $run.Messages[0].value | Should -Be 'Again'
        $run.Output | Should -Not -Contain 'given up, offered a third time: Again'
    }

    It 'E1: a restart in the middle of an installation counts as one' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Violent'; KB = '1'; Effect = { throw 'the machine restarts' } })
        (Invoke-Step 'windows-update').ExitCode, (Invoke-Step 'windows-update').ExitCode | Should -Be @(1, 1)
        (Invoke-Step 'windows-update').Messages[0].value | Should -Be 'Violent'
        $Windows.Updates.Installed.Count | Should -Be 2
    }

    It 'E4: a failure is remembered over restarts' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Bad'; KB = '1'; Fails = [int]0x80070643 }, @{ Id = '2'; Title = 'Again'; KB = '2'; Stays = $true; Restart = $true })
        $run = Invoke-Update
        $run.Boots | Should -Be 3
        $run.Messages[0].text | Should -Be 'updates failed: Bad (0x80070643)'
    }

    It 'E4: an update that fails twice fails the step, with its code' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Bad'; KB = '1'; Fails = [int]0x80070643 })
        $run = Invoke-Update
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -Be 'updates failed: Bad (0x80070643)'
    }

    It 'an update that fails once and then goes well is no failure' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Shy'; KB = '1'; Fails = [int]0x80240016; Effect = { $Windows.Updates.Offers[0].Fails = $null } })
        $offer = $Windows.Updates.Offers[0]
        $offer.Effect = { $offer = $Windows.Updates.Offers[0]; if ($offer['Tried']) { $offer.Fails = $null }; $offer.Tried = $true }
        (Invoke-Update).ExitCode | Should -Be 0
    }

    It 'E3: tries a search again, three times at most' {
        New-UpdatableWindows
        $Windows.Updates.Search = @(3, 4)
        (Invoke-Update).ExitCode | Should -Be 0
        New-UpdatableWindows
        $Windows.Updates.Search = @(3, 3, 3)
        $run = Invoke-Update
        $run.Messages[0].text | Should -Be 'the search for updates failed three times: result code 3'
        $Windows.Slept | Should -Be 120
        New-UpdatableWindows
        $Windows.Updates.Search = @('0x8024402C') * 3
        (Invoke-Update).Messages[0].text | Should -BeLike 'the search for updates failed three times: *0x8024402C*'
    }

    It 'E2: waits for the worker, and gives up after half an hour' {
        New-UpdatableWindows
        $Windows.Workers = 5
        (Invoke-Update).ExitCode | Should -Be 0
        $Windows.Slept | Should -Be 300
        New-UpdatableWindows
        $Windows.Workers = 1000
        (Invoke-Update).Messages[0].text | Should -Be 'TiWorker, which installs updates, has not come to rest for 30 minutes'
    }

    It 'restarts first when a restart is pending' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'One'; KB = '1' })
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
        (Invoke-Step 'windows-update').ExitCode | Should -Be 1641
        $Windows.Updates.Installed | Should -BeNullOrEmpty
    }

    It 'ends after so many rounds, whatever Windows wants' {
        New-UpdatableWindows
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
        $run = Invoke-Update @{ Rounds = 4 }
        $run.Messages[0].text | Should -Be 'there are still updates after 4 rounds'
        $run.Boots | Should -Be 5
    }

    It 'turns red when an update changes <What>' -ForEach @(
        @{ What = 'the release'; Effect = { Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' @{ DisplayVersion = '26H2' } }; Text = 'an update turned release 25H2 into 26H2' }
        @{ What = 'a driver'; Effect = { $Windows.Cim['Win32_PnPSignedDriver'][0].DriverVersion = '100.80' }; Text = 'an update changed drivers: VirtIO Ethernet 100.95 became VirtIO Ethernet 100.80' }
    ) {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'Sly'; KB = '1'; Effect = $Effect; Restart = $true })
        (Invoke-Update).Messages[0].text | Should -Be $Text
    }

    It 'fails when the download does, and when the agent is missing' {
        New-UpdatableWindows @(@{ Id = '1'; Title = 'One'; KB = '1' })
        $Windows.Updates.Download = 4
        (Invoke-Update).Messages[0].text | Should -Be 'the download of updates ended with result code 4'
        $Windows.Updates.Download = 3
        (Invoke-Update).ExitCode | Should -Be 0
        New-UpdatableWindows
        $Windows.Fail['Microsoft.Update.Session'] = 'Class not registered'
        (Invoke-Update).Messages[0].text | Should -Be 'Class not registered'
    }
}

Describe 'offline-updates' {
    It 'installs all packages in the order of their names, again without a change' {
        [void](New-PlayedWindows)
        $packages = 'b-kb2.msu', 'a-kb1.cab', 'readme.txt'
        $run = Invoke-Step 'offline-updates' -Packages $packages
        $run.ExitCode | Should -Be 0
        $Windows.Programs | Should -Be @(
            "dism.exe /Online /Add-Package /PackagePath:`"$($Windows.Step)\packages\a-kb1.cab`" /Quiet /NoRestart"
            "dism.exe /Online /Add-Package /PackagePath:`"$($Windows.Step)\packages\b-kb2.msu`" /Quiet /NoRestart")
        $state = Get-PlayedState
        (Invoke-Step 'offline-updates' -Packages $packages).ExitCode | Should -Be 0
        Get-PlayedState | Should -Be $state
    }

    It 'installs one package, whose checkpoints lie beside it' {
        [void](New-PlayedWindows)
        [void](Invoke-Step 'offline-updates' -Packages 'kb1.msu', 'kb2.msu' -Arguments @{ Target = 'kb2.msu' })
        $Windows.Programs.Count | Should -Be 1
        $Windows.Programs[0] | Should -BeLike '*kb2.msu*'
    }

    It 'wants a restart when one of them does' {
        [void](New-PlayedWindows)
        $Windows.ExitCodes['dism.exe'] = @(3010, 0)
        (Invoke-Step 'offline-updates' -Packages 'a.msu', 'b.msu').ExitCode | Should -Be 3010
    }

    It 'restarts first when a restart is pending' {
        [void](New-PlayedWindows)
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
        (Invoke-Step 'offline-updates' -Packages 'a.msu').ExitCode | Should -Be 1641
        $Windows.Programs | Should -BeNullOrEmpty
    }

    It 'fails with a reason: <Text>' -ForEach @(
        @{ Packages = @(); Arguments = @{}; Code = 0; Text = 'the step has no package `*.msu or `*.cab' }
        @{ Packages = @('a.msu'); Arguments = @{ Target = 'b.msu' }; Code = 0; Text = 'the step has no package b.msu' }
        @{ Packages = @('a.msu'); Arguments = @{}; Code = [int]0x800f081e; Text = 'a.msu is not for this Windows' }
        @{ Packages = @('a.msu'); Arguments = @{}; Code = 112; Text = 'dism.exe * ended with exit code 112' }
        @{ Packages = @('a.msu'); Arguments = @{}; Code = 'hangs'; Text = 'dism.exe * did not end within 90 minutes' }
    ) {
        [void](New-PlayedWindows)
        $Windows.ExitCodes['dism.exe'] = $Code
        $run = Invoke-Step 'offline-updates' -Packages $Packages -Arguments $Arguments
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -BeLike $Text
    }
}
