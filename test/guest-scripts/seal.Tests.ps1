# The end of a build: seal and generalize.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
    $stateKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'

    # An installed Windows that can be sealed, with everything in it that must go.
    function New-SealableWindows {
        [void](New-PlayedWindows)
        # docs: Windows Setup States, in the Windows Setup Technical Reference
        Set-PlayedKey $stateKey @{ ImageState = 'IMAGE_STATE_COMPLETE' }
        foreach ($driver in 'viostor', 'vioscsi') { Set-PlayedKey "HKLM:\SYSTEM\CurrentControlSet\Services\$driver" @{ Start = 0 } }
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon' @{ AutoAdminLogon = '0'; DefaultUserName = 'gold'; DefaultPassword = 'secret'; Shell = 'explorer.exe' }
        Set-PlayedKey 'HKLM:\SECURITY\Policy\Secrets\DefaultPassword\CurrVal' @{ '(default)' = 'secret' }
        Set-PlayedKey 'Cert:\LocalMachine\Remote Desktop\0123ABCD'
        Set-PlayedKey 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU' @{ NoAutoUpdate = 1; Own = 1 }
        Set-PlayedKey 'HKLM:\SOFTWARE\Policies\Microsoft\WindowsStore' @{ AutoDownload = 2 }
        foreach ($file in 'C:\Windows\Panther\unattend.xml', 'C:\Windows\Panther\unattend-original.xml', 'C:\Windows\Panther\Unattend\unattend.xml',
            'C:\Windows\System32\Sysprep\unattend.xml', 'C:\Users\gold\AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\ConsoleHost_history.txt') {
            Set-PlayedFile $file 'the secret'
        }
        foreach ($file in 'C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys\f686aace6942fb7f7ceb231212eef4a4_1', 'C:\ProgramData\ssh\ssh_host_rsa_key', 'C:\ProgramData\ssh\administrators_authorized_keys', 'C:\Windows\Temp\a\b.txt',
            'C:\Windows\SoftwareDistribution\Download\x', 'C:\Windows\Setup\Scripts\ErrorHandler.cmd', 'C:\Windows\Setup\Scripts\SetupComplete.cmd',
            'C:\ProgramData\goldpane\steps\1111111111111111\01-old\log.txt') { Set-PlayedFile $file 'x' }
        $Windows.Services = @{ wuauserv = @{ Status = 'Running'; StartType = 'Manual' }; bits = @{ Status = 'Running'; StartType = 'Manual' } }
        $Windows.Cim['Win32_EncryptableVolume'] = @(@{ DriveLetter = 'C:' })
        $Windows.After['GetConversionStatus'] = { [pscustomobject]@{ ConversionStatus = 0 } }
        $Windows.Partitions = @(
            @{ Number = 1; Offset = 1MB; Size = 300MB; GptType = '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}'; Letter = '' }
            @{ Number = 3; Offset = 400MB; Size = 60GB; GptType = '{ebd0a0a2-b9e5-4433-87c0-68b6b72699c7}'; Letter = 'C' }
            @{ Number = 4; Offset = 61GB; Size = 600MB; GptType = '{de94bba4-06d1-4d40-a16a-bfd50179d6ac}'; Letter = '' }
        )
    }
}

Describe 'seal' {
    It 'succeeds, and a second run changes nothing' {
        New-SealableWindows
        $run = Invoke-Step 'seal'
        $run.Messages | Should -BeNullOrEmpty -Because ($run.Output -join '; ')
        $run.ExitCode | Should -Be 0
        $Windows.Programs | Should -Be 'reagentc.exe /disable'
        $state = Get-PlayedState
        (Invoke-Step 'seal').ExitCode | Should -Be 0
        Get-PlayedState | Should -Be $state
    }

    It 'J2: overwrites what holds a secret before it deletes it' {
        New-SealableWindows
        $clusters = "$($Windows.Root)/clusters"
        & ln ([Played.Disk]::Here('C:\Windows\Panther\unattend.xml')) $clusters
        [void](Invoke-Step 'seal')
        [IO.File]::ReadAllBytes($clusters) | Should -Be ([byte[]]::new(10))
        foreach ($file in 'Panther\unattend.xml', 'Panther\unattend-original.xml', 'Panther\Unattend\unattend.xml', 'System32\Sysprep\unattend.xml') {
            Test-PlayedFile "C:\Windows\$file" | Should -BeFalse
        }
        (Get-ChildItem -Path "$($Windows.Root)/C/Users" -Recurse -File) | Should -BeNullOrEmpty
        [Played.RegistryProvider]::Find('HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon').Values.Keys | Should -Be 'Shell'
        Test-Path -LiteralPath 'HKLM:\SECURITY\Policy\Secrets\DefaultPassword' | Should -BeFalse
    }

    It 'F5: takes away what two clones must not share, and leaves who may come in' {
        New-SealableWindows
        [void](Invoke-Step 'seal')
        (Get-ChildItem -Path "$($Windows.Root)/C/ProgramData/ssh").Name | Should -Be 'administrators_authorized_keys'
        @(Get-ChildItem -Path 'Cert:\LocalMachine\Remote Desktop').Count | Should -Be 0
        @(Get-ChildItem -Path "$($Windows.Root)/C/ProgramData/Microsoft/Crypto/RSA/MachineKeys").Count | Should -Be 0
    }

    It 'F5: fails where such a thing stays, and not where there was none' {
        New-SealableWindows
        Set-PlayedKey 'Cert:\LocalMachine\Remote Desktop\0123ABCD' @{ Locked = 1 }
        (Invoke-Step 'seal').Messages[0].text | Should -Be 'Access to 0123ABCD is denied.'
        New-SealableWindows
        foreach ($directory in 'ssh', 'Microsoft') { [IO.Directory]::Delete("$($Windows.Root)/C/ProgramData/$directory", $true) }
        [void][Played.RegistryProvider]::Roots['Cert'].Keys.Remove('LocalMachine')
        $Windows.Cim.Clear()
        (Invoke-Step 'seal').ExitCode | Should -Be 0
    }

    It 'makes C: the last partition and gives it the rest of the disk' {
        New-SealableWindows
        [void](Invoke-Step 'seal')
        $Windows.Partitions.Number | Should -Be @(1, 3)
        $Windows.Partitions[1].Size + $Windows.Partitions[1].Offset | Should -Be 64GB
    }

    It 'leaves a C: that is last and whole as it is, also where reagentc has nothing to disable' {
        New-SealableWindows
        $Windows.ExitCodes['reagentc.exe'] = 2
        $Windows.Partitions = @($Windows.Partitions[0], @{ Number = 3; Offset = 400MB; Size = 64GB - 400MB - 10KB; GptType = '{ebd0a0a2-b9e5-4433-87c0-68b6b72699c7}'; Letter = 'C' })
        $Windows.Fail['Resize-Partition'] = 'it was asked to'
        (Invoke-Step 'seal').ExitCode | Should -Be 0
    }

    It 'clears the page file at the coming shutdown, and at no later one' {
        New-SealableWindows
        [void](Invoke-Step 'seal')
        Get-PlayedValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management' 'ClearPageFileAtShutdown' | Should -Be 1
        $task = $Windows.Tasks['goldpane-first-start']
        $task.Trigger | Should -Be 'startup=True'
        $task.Principal | Should -Be 'S-1-5-18 ServiceAccount Highest'
        $task.Action | Should -Be @(
            'reg.exe add "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management" /v ClearPageFileAtShutdown /t REG_DWORD /d 0 /f'
            'schtasks.exe /Delete /TN goldpane-first-start /F')
    }

    It 'takes back what goldpane set for the build, and nothing else' {
        New-SealableWindows
        [void](Invoke-Step 'seal')
        [Played.RegistryProvider]::Find('HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU').Values.Keys | Should -Be 'Own'
        [Played.RegistryProvider]::Find('HKLM\SOFTWARE\Policies\Microsoft\WindowsStore').Values.Keys | Should -BeNullOrEmpty
        (Get-ChildItem -Path "$($Windows.Root)/C/Windows/Setup/Scripts").Name | Should -Be 'SetupComplete.cmd'
        (Get-ChildItem -Path "$($Windows.Root)/C/ProgramData/goldpane/steps").Name | Should -Be 'abcdabcdabcdabcd'
        Get-ChildItem -Path "$($Windows.Root)/C/Windows/Temp", "$($Windows.Root)/C/Windows/SoftwareDistribution/Download" | Should -BeNullOrEmpty
        $Windows.Services['wuauserv'].Status, $Windows.Services['bits'].Status | Should -Be @('Stopped', 'Stopped')
    }

    It 'arms cloudbase-init for the first start of a clone' {
        New-SealableWindows
        $Windows.Services['cloudbase-init'] = @{ Status = 'Stopped'; StartType = 'Disabled' }
        [void](Invoke-Step 'seal')
        $Windows.Services['cloudbase-init'] | ConvertTo-Json -Compress | Should -Match '"StartType":"Automatic"'
    }

    It 'packs the component store when it is told to' {
        New-SealableWindows
        [void](Invoke-Step 'seal' -Arguments @{ ResetBase = $true })
        $Windows.Programs[1] | Should -Be 'dism.exe /Online /Cleanup-Image /StartComponentCleanup /ResetBase'
    }

    It 'goes on when free space cannot be given back' {
        New-SealableWindows
        $Windows.Fail['Optimize-Volume'] = 'Incorrect function.'
        $run = Invoke-Step 'seal'
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Be 'warning: free space was not given back: Incorrect function.'
    }

    It 'refuses and touches nothing: <Text>' -ForEach @(
        @{ Text = 'Setup is not finished: IMAGE_STATE_UNDEPLOYABLE'; Set = { Set-PlayedKey $stateKey @{ ImageState = 'IMAGE_STATE_UNDEPLOYABLE' } } }
        @{ Text = 'Windows wants a restart first'; Set = { Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending' } }
        @{ Text = 'vioscsi is not a boot driver'; Set = { Set-PlayedKey 'HKLM:\SYSTEM\CurrentControlSet\Services\vioscsi' @{ Start = 3 } } }
        @{ Text = 'viostor is overridden not to start'; Set = { Set-PlayedKey 'HKLM:\SYSTEM\CurrentControlSet\Services\viostor\StartOverride' @{ '0' = 3 } } }
        @{ Text = 'C: is encrypted'; Set = { $Windows.After['GetConversionStatus'] = { [pscustomobject]@{ ConversionStatus = 1 } } } }
    ) {
        New-SealableWindows
        & $Set
        $before = Get-PlayedState
        $run = Invoke-Step 'seal'
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -Be $Text
        # The step's own script has come onto the layer medium since.
        ((Get-PlayedState) -split "`n" | Where-Object { $_ -notmatch 'seal\.ps1' }) | Should -Be ($before -split "`n")
    }

    It 'F3: names packages that would stop sysprep, with all other reasons and before it touches anything' {
        New-SealableWindows
        $Windows.Layer = Add-Medium 'GP_LAYER' @{ 'sysprep\unattend.xml' = '<unattend/>' }
        $Windows.Appx = @(@{ Name = 'NotepadPlusPlus' }, @{ Name = 'Microsoft.Winget.Source' })
        Set-PlayedKey 'HKLM:\SYSTEM\CurrentControlSet\Services\vioscsi' @{ Start = 3 }
        $run = Invoke-Step 'seal'
        $run.Messages[0].text | Should -Be ('vioscsi is not a boot driver; ' +
            'sysprep would stop at packages that are installed for one user and not provisioned for all: ' +
            'Microsoft.Winget.Source_1.0_x64__8wekyb3d8bbwe, NotepadPlusPlus_1.0_x64__8wekyb3d8bbwe')
        Test-PlayedFile 'C:\ProgramData\ssh\ssh_host_rsa_key' | Should -BeTrue
        $Windows.Programs | Should -BeNullOrEmpty
    }

    It 'F3: an image that is not generalized is sealed, with a warning: <Text>' -ForEach @(
        @{ Set = { $Windows.Appx = @(@{ Name = 'NotepadPlusPlus' }) }; Text = 'warning: sysprep would stop at packages * not provisioned for all: NotepadPlusPlus_*' }
        @{ Set = { $Windows.Fail['Get-AppxPackage'] = 'Class not registered' }; Text = 'warning: packages that would stop sysprep cannot be listed: Class not registered' }
    ) {
        New-SealableWindows
        & $Set
        $run = Invoke-Step 'seal'
        $run.ExitCode | Should -Be 0
        $run.Output | Should -BeLike $Text
        Test-PlayedFile 'C:\ProgramData\ssh\ssh_host_rsa_key' | Should -BeFalse
    }

    It 'names all reasons at once' {
        New-SealableWindows
        foreach ($driver in 'viostor', 'vioscsi') { Set-PlayedKey "HKLM:\SYSTEM\CurrentControlSet\Services\$driver" @{ Start = 3 } }
        (Invoke-Step 'seal').Messages[0].text | Should -Be 'viostor is not a boot driver; vioscsi is not a boot driver'
    }

    It 'fails when <Case>' -ForEach @(
        @{ Case = 'reagentc fails'; Set = { $Windows.ExitCodes['reagentc.exe'] = 5 }; Text = 'reagentc.exe /disable ended with exit code 5' }
        @{ Case = 'somebody put a partition behind C:'; Set = { $Windows.Partitions[2].GptType = '{other}' }; Text = 'partition 4 lies behind C: and is no recovery partition' }
        @{ Case = 'a partition cannot be removed'; Set = { $Windows.Fail['Remove-Partition'] = 'Access denied' }; Text = 'Access denied' }
        @{ Case = 'C: cannot grow'; Set = { $Windows.Fail['Resize-Partition'] = 'Size Not Supported' }; Text = 'Size Not Supported' }
        @{ Case = 'the component store is packed for too long'; Arguments = @{ ResetBase = $true }; Set = { $Windows.ExitCodes['dism.exe'] = 'hangs' }; Text = 'dism.exe /Online /Cleanup-Image /StartComponentCleanup /ResetBase did not end within 90 minutes' }
        @{ Case = 'tasks cannot be registered'; Set = { $Windows.Fail['Register-ScheduledTask'] = 'no tasks' }; Text = 'no tasks' }
    ) {
        New-SealableWindows
        & $Set
        $run = Invoke-Step 'seal' -Arguments ($_.Arguments ?? @{})
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -Be $Text
    }
}

Describe 'generalize' {
    BeforeEach {
        New-SealableWindows
        $Windows.Layer = Add-Medium 'GP_LAYER' @{ 'sysprep\unattend.xml' = '<unattend/>' }
        $Windows.Provisioned = @('Microsoft.WindowsStore')
        $Windows.Appx = @(
            @{ Name = 'Microsoft.WindowsStore' }, @{ Name = 'Microsoft.VCLibs'; IsFramework = $true }, @{ Name = 'Microsoft.Shell'; SignatureKind = 'System' }
            @{ Name = 'Microsoft.Kept'; NonRemovable = $true }, @{ Name = 'Microsoft.Staged'; State = 'Staged' })
        $Windows.After['sysprep.exe'] = { Set-PlayedKey $stateKey @{ ImageState = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE' } }
    }

    It 'runs sysprep with the answer file of the medium, and a second run changes nothing' {
        $run = Invoke-Step 'generalize'
        $run.ExitCode | Should -Be 0 -Because ($run.Output -join '; ')
        $command = "C:\Windows\System32\Sysprep\sysprep.exe /generalize /oobe /quit /quiet /unattend:`"$($Windows.Layer)sysprep\unattend.xml`""
        $Windows.Programs | Should -Be $command
        $state = Get-PlayedState
        (Invoke-Step 'generalize').Output | Should -Be 'generalized already'
        $Windows.Programs | Should -Be $command
        Get-PlayedState | Should -Be $state
    }

    It 'F3: names packages that would stop sysprep, before it runs' {
        $Windows.Appx += @(@{ Name = 'NotepadPlusPlus' }, @{ Name = 'Microsoft.Winget.Source' })
        (Invoke-Step 'generalize').Messages[0].text | Should -Be (
            'sysprep would stop at packages that are installed for one user and not provisioned for all: ' +
            'Microsoft.Winget.Source_1.0_x64__8wekyb3d8bbwe, NotepadPlusPlus_1.0_x64__8wekyb3d8bbwe')
        $Windows.Programs | Should -BeNullOrEmpty
    }

    It 'F2: a state that is not the wanted one fails, with what sysprep wrote' {
        Set-PlayedFile 'C:\Windows\System32\Sysprep\Panther\setuperr.log' "one`ntwo`n"
        $Windows.After['sysprep.exe'] = { Set-PlayedKey $stateKey @{ ImageState = 'IMAGE_STATE_UNDEPLOYABLE' } }
        (Invoke-Step 'generalize').Messages[0].text | Should -Be 'sysprep left the image in state IMAGE_STATE_UNDEPLOYABLE: one / two'
    }

    It 'F1: a sysprep that never ends is ended, with what it wrote (<Log>)' -ForEach @(
        @{ Log = $null; Said = 'its log of errors is missing' }, @{ Log = ''; Said = 'its log of errors is empty' }, @{ Log = "bad`n"; Said = 'bad' }
    ) {
        if ($null -ne $Log) { Set-PlayedFile 'C:\Windows\System32\Sysprep\Panther\setuperr.log' $Log }
        $Windows.ExitCodes['sysprep.exe'] = 'hangs'
        (Invoke-Step 'generalize').Messages[0].text | Should -BeLike "* did not end within 30 minutes: $Said"
    }

    It 'fails when <Case>' -ForEach @(
        @{ Case = 'sysprep does'; Set = { $Windows.ExitCodes['sysprep.exe'] = 1 }; Text = '*ended with exit code 1: its log of errors is missing' }
        @{ Case = 'the answer file is missing'; Set = { Remove-Item -LiteralPath "$($Windows.Layer)sysprep\unattend.xml" }; Text = 'the layer medium has no answer file for sysprep' }
        @{ Case = 'a restart is pending'; Set = { Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending' }; Text = 'Windows wants a restart first' }
    ) {
        & $Set
        (Invoke-Step 'generalize').Messages[0].text | Should -BeLike $Text
    }
}
