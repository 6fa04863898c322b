# The scripts of the install medium: specialize and bootstrap.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
    $scripts = Join-Path $PSScriptRoot '../../guest-scripts/windows'

    # Attaches the install medium and gives its root.
    function Add-InstallMedium {
        param([hashtable]$Changes = @{})

        $files = @{
            'goldpane\drivers\vioserial\vioser.inf' = ''; 'goldpane\guest-agent\qemu-ga-x86_64.msi' = ''
            'goldpane\goldpane.json' = Get-PlayedFile 'C:\ProgramData\goldpane\goldpane.json'
        }
        foreach ($script in Get-ChildItem -Path $scripts -File) { $files["goldpane\$($script.Name)"] = Get-Content -LiteralPath $script.FullName -Raw }
        foreach ($name in $Changes.Keys) { $files.Remove($name); if ($null -ne $Changes[$name]) { $files[$name] = $Changes[$name] } }
        [IO.Directory]::Delete("$($Windows.Root)/C/ProgramData/goldpane", $true)
        return (Add-Medium 'GOLDPANE' $files)
    }
}

Describe 'specialize.ps1' {
    It 'says its stage, puts the error handler where Setup looks, and sets what Setup and the build need' {
        [void](New-PlayedWindows)
        $run = Invoke-At "$(Add-InstallMedium)goldpane\specialize.ps1"
        $run.ExitCode | Should -Be 0
        $run.Messages | ConvertTo-Json -Compress | Should -Be '{"kind":"stage","stage":"specialize"}'
        Get-PlayedFile 'C:\Windows\Setup\Scripts\ErrorHandler.cmd' | Should -BeLike '*setuperr.log*'
        Get-PlayedValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\OOBE' 'BypassNRO' | Should -Be 1
        Get-PlayedValue 'HKLM:\SYSTEM\CurrentControlSet\Control\TimeZoneInformation' 'RealTimeIsUniversal' | Should -Be 1
        Get-PlayedValue 'HKLM:\SYSTEM\CurrentControlSet\Control\BitLocker' 'PreventDeviceEncryption' | Should -Be 1
        Get-PlayedValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU' 'NoAutoUpdate' | Should -Be 1
        Get-PlayedValue 'HKLM:\SOFTWARE\Policies\Microsoft\WindowsStore' 'AutoDownload' | Should -Be 2
        Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Network\NewNetworkWindowOff' | Should -BeTrue
        Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\DeviceGuard' | Should -BeFalse
        $Windows.Programs | Should -BeNullOrEmpty
    }

    It 'turns virtualisation-based security and automatic repair off where the recipe says so' {
        [void](New-PlayedWindows @{ vbs = 'off'; automaticRepair = 'off' })
        [void](Invoke-At "$(Add-InstallMedium)goldpane\specialize.ps1")
        $guard = 'HKLM:\SYSTEM\CurrentControlSet\Control\DeviceGuard'
        Get-PlayedValue $guard 'EnableVirtualizationBasedSecurity' | Should -Be 0
        Get-PlayedValue "$guard\Scenarios\HypervisorEnforcedCodeIntegrity" 'Enabled' | Should -Be 0
        $Windows.Programs | Should -Be @('bcdedit.exe /set {current} bootstatuspolicy ignoreallfailures', 'bcdedit.exe /set {current} recoveryenabled no')
    }

    It 'B8: <Case> does not fail the pass, and what else is to do is done' -ForEach @(
        @{ Case = 'a missing error handler'; Missing = 'goldpane\ErrorHandler.cmd'; Where = 'specialize: error handler' }
        @{ Case = 'missing parameters'; Missing = 'goldpane\goldpane.json'; Where = 'specialize: virtualisation-based security' }
    ) {
        [void](New-PlayedWindows)
        $run = Invoke-At "$(Add-InstallMedium @{ $Missing = $null })goldpane\specialize.ps1"
        $run.ExitCode | Should -Be 0
        @($run.Messages | Where-Object { $_.kind -eq 'error' })[0].where | Should -Be $Where
        Get-PlayedValue 'HKLM:\SYSTEM\CurrentControlSet\Control\BitLocker' 'PreventDeviceEncryption' | Should -Be 1
    }

    It 'B8: without the library, or with COM1 taken, it still ends with 0' {
        [void](New-PlayedWindows)
        (Invoke-At "$(Add-InstallMedium @{ 'goldpane\goldpane.ps1' = $null })goldpane\specialize.ps1").ExitCode | Should -Be 0
        [void](New-PlayedWindows)
        $path = "$(Add-InstallMedium)goldpane\specialize.ps1"
        [Played.SerialPort]::BusyFor = 1000
        (Invoke-At $path).ExitCode | Should -Be 0
    }

    It 'B8: a program that fails does not fail the pass' {
        [void](New-PlayedWindows @{ automaticRepair = 'off' })
        $Windows.ExitCodes['bcdedit.exe'] = 1
        $run = Invoke-At "$(Add-InstallMedium)goldpane\specialize.ps1"
        $run.ExitCode | Should -Be 0
        $run.Messages[1].where | Should -Be 'specialize: automatic repair'
    }

    It 'changes nothing when it runs again' {
        [void](New-PlayedWindows)
        $path = "$(Add-InstallMedium)goldpane\specialize.ps1"
        (Invoke-At $path).ExitCode | Should -Be 0
        $state = Get-PlayedState
        (Invoke-At $path).Messages | ConvertTo-Json -Compress | Should -Be '{"kind":"stage","stage":"specialize"}'
        Get-PlayedState | Should -Be $state
    }
}

Describe 'bootstrap.ps1' {
    BeforeEach {
        [void](New-PlayedWindows)
        $Windows.Users['gold'] = @{ PasswordNeverExpires = $false }
        Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon' @{ AutoAdminLogon = '1'; DefaultPassword = 'secret'; AutoLogonCount = 1 }
        # docs: qemu/qemu:qga/installer/qemu-ga.wxs
        $Windows.After['msiexec.exe'] = { $Windows.Services['QEMU-GA'] = @{ Status = 'Stopped'; StartType = 'Automatic' } }
    }

    It 'brings up driver and agent with few processes, copies what steps need, and hands over to the word' {
        $root = Add-InstallMedium
        $run = Invoke-At "${root}goldpane\bootstrap.ps1"
        $run.ExitCode | Should -Be 0
        $run.Messages | ConvertTo-Json -Compress | Should -Be '{"kind":"stage","stage":"first-logon"}'
        $Windows.Programs | Should -Be @(
            'powercfg.exe /hibernate off'
            'powercfg.exe /setactive SCHEME_MIN'
            "pnputil.exe /add-driver `"${root}goldpane\drivers\vioserial\vioser.inf`" /install"
            "msiexec.exe /i `"${root}goldpane\guest-agent\qemu-ga-x86_64.msi`" /qn /norestart"
            "powershell.exe -NoProfile -ExecutionPolicy Bypass -File `"${root}goldpane\bootstrap.ps1`" -Announce"
        )
        $Windows.Services['QEMU-GA'].Status | Should -Be 'Running'
        $Windows.Users['gold'].PasswordNeverExpires | Should -BeTrue
        (Get-ChildItem -Path "$($Windows.Root)/C/ProgramData/goldpane").Name | Sort-Object |
            Should -Be @('goldpane.json', 'goldpane.ps1', 'run-step.ps1', 'start-step.ps1', 'step.ps1')
    }

    It 'J2: the automatic logon is over, and its password gone from the registry' {
        [void](Invoke-At "$(Add-InstallMedium)goldpane\bootstrap.ps1")
        $winlogon = [Played.RegistryProvider]::Find('HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon')
        $winlogon.Values.Keys | Should -Be 'AutoAdminLogon'
        $winlogon.Values['AutoAdminLogon'] | Should -Be '0'
    }

    It 'accepts a driver that is there (<Code>)' -ForEach @(@{ Code = 259 }, @{ Code = 3010 }) {
        $Windows.ExitCodes['pnputil.exe'] = $Code
        (Invoke-At "$(Add-InstallMedium)goldpane\bootstrap.ps1").ExitCode | Should -Be 0
    }

    It 'says why it gives up and never that it is ready: <Case>' -ForEach @(
        @{ Case = 'pnputil fails'; Set = { $Windows.ExitCodes['pnputil.exe'] = 2 }; Changes = @{}; Text = '*vioser.inf" /install ended with exit code 2' }
        @{ Case = 'msiexec fails'; Set = { $Windows.ExitCodes['msiexec.exe'] = 1603 }; Changes = @{}; Text = '*/qn /norestart ended with exit code 1603' }
        @{ Case = 'no agent'; Set = {}; Changes = @{ 'goldpane\guest-agent\qemu-ga-x86_64.msi' = $null; 'goldpane\guest-agent\readme.txt' = '' }; Text = 'the medium has 0 guest agents, one is needed' }
        @{ Case = 'the installer leaves no service'; Set = { $Windows.After.Clear() }; Changes = @{}; Text = 'there is no service QEMU-GA' }
        @{ Case = 'a missing script'; Set = {}; Changes = @{ 'goldpane\run-step.ps1' = $null }; Text = '*run-step.ps1*' }
        @{ Case = 'another account'; Set = { $Windows.Users.Clear() }; Changes = @{}; Text = 'User gold was not found.' }
    ) {
        & $Set
        $run = Invoke-At "$(Add-InstallMedium $Changes)goldpane\bootstrap.ps1"
        $run.ExitCode | Should -Be 1
        $run.Messages[1].where | Should -Be 'bootstrap'
        $run.Messages[1].text | Should -BeLike $Text
        @($Windows.Programs | Where-Object { $_ -like '*-Announce' }) | Should -BeNullOrEmpty
    }

    It 'says that it is ready until the host turns the machine off, also where COM1 was taken for a while (<BusyFor>)' -ForEach @(
        @{ BusyFor = 0; OffAfter = 3; Ready = 3 }, @{ BusyFor = 25; OffAfter = 9; Ready = 2 }
    ) {
        $path = "$(Add-InstallMedium)goldpane\bootstrap.ps1"
        [Played.SerialPort]::BusyFor = $BusyFor
        $Windows.OffAfter = $OffAfter
        $run = Invoke-At $path @{ Announce = $true }
        @([Played.SerialPort]::Written | Where-Object { $_ -eq "@goldpane $($Windows.Nonce) {`"kind`":`"ready`"}`r`n" }).Count | Should -Be $Ready
        @($run.Output | Where-Object { $_ -like 'COM1 does not answer: *denied*' }).Count | Should -Be ([int]($BusyFor -gt 20))
        $Windows.Programs | Should -BeNullOrEmpty
    }

    It 'installs nothing twice' {
        $path = "$(Add-InstallMedium)goldpane\bootstrap.ps1"
        (Invoke-At $path).ExitCode | Should -Be 0
        $state = Get-PlayedState
        (Invoke-At $path).ExitCode | Should -Be 0
        Get-PlayedState | Should -Be $state
        @($Windows.Programs | Where-Object { $_ -like 'msiexec*' }).Count | Should -Be 1
    }
}
