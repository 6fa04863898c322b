# Features of an image, each a script of its own.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')

    # A Windows in which the feature's script succeeds; what it installs appears when its installer ran.
    function New-ReadyWindows {
        param([string]$Feature)

        $choice = @{
            'defender'              = @{ defender = @{ state = 'on'; exclude = @('C:/work', 'C:/cache') } }
            'nested-virtualisation' = @{ nestedVirtualisation = 'on' }
        }
        [void](New-PlayedWindows $(if ($choice.ContainsKey($Feature)) { $choice[$Feature] } else { @{} }))
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 1 })
        $Windows.Cim['Win32_PnPEntity'] = @(@{ DeviceID = 'PCI\VEN_8086&DEV_2922'; ConfigManagerErrorCode = 28 })
        $Windows.Services['QEMU-GA'] = @{ Status = 'Running'; StartType = 'Automatic' }
        $Windows.Services['TermService'] = @{ Status = 'Running'; StartType = 'Manual' }
        switch ($Feature) {
            'guest-tools' {
                $Windows.After['virtio-win-guest-tools.exe'] = {
                    Set-PlayedKey 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\{1}' @{ DisplayName = 'Virtio-win-guest-tools'; DisplayVersion = '0.1.302' }
                }
                Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Nameless' @{ Other = 1 }
            }
            'openssh' { $Windows.After['msiexec.exe'] = { $Windows.Services['sshd'] = @{ Status = 'Stopped'; StartType = 'Manual' }; $Windows.Listening += 22 } }
            'winrm' { $Windows.Listening += 5985 }
            'rdp' { $Windows.Listening += 3389; $Windows.Services['TermService'].Status = 'Stopped' }
            'virtiofs' {
                $Windows.Services['VirtioFsSvc'] = @{ Status = 'Stopped'; StartType = 'Manual' }
                foreach ($file in 'C:\Program Files\Virtio-Win\VioFS\virtiofs.exe', 'C:\Windows\System32\drivers\viofs.sys') { Set-PlayedFile $file 'x' }
                $Windows.Cim['Win32_Service'] = @(@{ Name = 'VirtioFsSvc'; PathName = '"C:\Program Files\Virtio-Win\VioFS\virtiofs.exe"' })
                $Windows.Cim['Win32_SystemDriver'] = @(@{ Name = 'VirtioFsDrv'; PathName = '\??\C:\Windows\System32\drivers\viofs.sys' })
                $Windows.After['msiexec.exe'] = { $Windows.Services['WinFsp.Launcher'] = @{ Status = 'Running'; StartType = 'Automatic' } }
            }
            'spice' { $Windows.After['msiexec.exe'] = { $Windows.Services['spice-agent'] = @{ Status = 'Stopped'; StartType = 'Manual' } } }
            'cloudbase-init' { $Windows.After['msiexec.exe'] = { $Windows.Services['cloudbase-init'] = @{ Status = 'Stopped'; StartType = 'Automatic' } } }
            'debloat' {
                $Windows.Provisioned = @('Microsoft.BingNews', 'Microsoft.WindowsStore')
                $Windows.Appx = @(@{ Name = 'Microsoft.BingNews' }, @{ Name = 'Microsoft.WindowsStore' }, @{ Name = 'Microsoft.Copilot' })
            }
            'nested-virtualisation' { $Windows.Features = @{ VirtualMachinePlatform = $false; 'Microsoft-Windows-Subsystem-Linux' = $false } }
            'gpu-passthrough-ready' { Set-PlayedKey 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' @{ fDenyTSConnections = 0 } }
        }
    }

    function Invoke-Feature {
        param([string]$Feature)

        $packages = @{
            'guest-tools' = 'virtio-win-guest-tools.exe'; 'openssh' = 'OpenSSH-Win64-v10.0.0.0.msi'; 'virtiofs' = 'winfsp-2.1.25156.msi'
            'spice' = 'spice-vdagent-x64-0.10.0.msi'; 'cloudbase-init' = 'CloudbaseInitSetup_1_1_8_x64.msi'
        }
        $own = if ($packages.ContainsKey($Feature)) { @($packages[$Feature]) } else { @() }
        return (Invoke-Step $Feature -Packages $own)
    }
}

Describe '<Feature>' -ForEach @(
    @{ Feature = 'guest-tools'; First = 0; Installers = 1 }
    @{ Feature = 'openssh'; First = 0; Installers = 1 }
    @{ Feature = 'rdp'; First = 0; Installers = 0 }
    @{ Feature = 'winrm'; First = 0; Installers = 0 }
    @{ Feature = 'virtiofs'; First = 0; Installers = 1 }
    @{ Feature = 'spice'; First = 0; Installers = 1 }
    @{ Feature = 'cloudbase-init'; First = 0; Installers = 1 }
    @{ Feature = 'debloat'; First = 0; Installers = 0 }
    @{ Feature = 'defender'; First = 0; Installers = 0 }
    @{ Feature = 'nested-virtualisation'; First = 3010; Installers = 0 }
    @{ Feature = 'gpu-passthrough-ready'; First = 0; Installers = 0 }
) {
    It 'succeeds, and a second run changes nothing' {
        New-ReadyWindows $Feature
        $run = Invoke-Feature $Feature
        $run.Messages | Should -BeNullOrEmpty -Because ($run.Output -join '; ')
        $run.ExitCode | Should -Be $First
        $runs = { @($Windows.Programs | Where-Object { $_ -match 'msiexec|guest-tools' }).Count }
        & $runs | Should -Be $Installers
        $state = Get-PlayedState
        $again = Invoke-Feature $Feature
        $again.ExitCode | Should -Be 0
        Get-PlayedState | Should -Be $state
        & $runs | Should -Be $Installers
    }
}

Describe 'an installer of <Feature>' -ForEach @(
    @{ Feature = 'guest-tools'; Program = 'virtio-win-guest-tools.exe'; Restart = 1641 }
    @{ Feature = 'openssh'; Program = 'msiexec.exe'; Restart = 3010 }
    @{ Feature = 'virtiofs'; Program = 'msiexec.exe'; Restart = 3010 }
    @{ Feature = 'spice'; Program = 'msiexec.exe'; Restart = 3010 }
    @{ Feature = 'cloudbase-init'; Program = 'msiexec.exe'; Restart = 3010 }
) {
    It 'that wants a restart makes the step want one' {
        New-ReadyWindows $Feature
        $Windows.ExitCodes[$Program] = 3010
        (Invoke-Feature $Feature).ExitCode | Should -Be $Restart
    }

    It 'that fails fails the step, by name' {
        New-ReadyWindows $Feature
        $Windows.ExitCodes[$Program] = 1603
        $run = Invoke-Feature $Feature
        $run.ExitCode | Should -Be 1
        $run.Messages[0].where | Should -Be $Feature
        $run.Messages[0].text | Should -BeLike "*$Program * ended with exit code 1603"
    }

    It 'that is not on the medium fails the step' {
        New-ReadyWindows $Feature
        (Invoke-Step $Feature).Messages[0].text | Should -BeLike 'the step has 0 packages *, one is needed'
    }

    It 'D4: that says success and installs nothing is found out' {
        New-ReadyWindows $Feature
        $Windows.After.Clear()
        $Windows.Services.Remove('QEMU-GA')
        $run = Invoke-Feature $Feature
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -Match 'no service '
    }
}

Describe 'guest-tools' {
    It 'runs the bundle quietly, with a log' {
        New-ReadyWindows 'guest-tools'
        [void](Invoke-Feature 'guest-tools')
        $Windows.Programs | Should -Be "$($Windows.Step)\packages\virtio-win-guest-tools.exe /install /quiet /norestart /log `"C:\Windows\Temp\virtio-win-guest-tools.log`""
    }

    It 'brings an agent up that the bundle stopped' {
        New-ReadyWindows 'guest-tools'
        $Windows.After['virtio-win-guest-tools.exe'] = { $Windows.Services['QEMU-GA'].Status = 'Stopped' }
        (Invoke-Feature 'guest-tools').ExitCode | Should -Be 0
        $Windows.Services['QEMU-GA'].Status | Should -Be 'Running'
    }

    It 'looks at the devices after the restart that the bundle wants' {
        New-ReadyWindows 'guest-tools'
        $Windows.ExitCodes['virtio-win-guest-tools.exe'] = 3010
        $Windows.Cim['Win32_PnPEntity'] = @(@{ DeviceID = 'PCI\VEN_1AF4&DEV_1045'; ConfigManagerErrorCode = 14 })
        (Invoke-Feature 'guest-tools').ExitCode | Should -Be 1641
        (Invoke-Feature 'guest-tools').Messages[0].text | Should -Be 'devices without a driver: PCI\VEN_1AF4&DEV_1045 (code 14)'
    }

    It 'names devices of the virtual machine that have no driver, and no others' {
        New-ReadyWindows 'guest-tools'
        $Windows.Cim['Win32_PnPEntity'] += @(@{ DeviceID = 'PCI\VEN_1AF4&DEV_1045'; ConfigManagerErrorCode = 28 }, @{ DeviceID = 'ACPI\QEMU0002'; ConfigManagerErrorCode = 1 })
        (Invoke-Feature 'guest-tools').Messages[0].text | Should -Be 'devices without a driver: PCI\VEN_1AF4&DEV_1045 (code 28), ACPI\QEMU0002 (code 1)'
    }
}

Describe 'openssh' {
    It 'lets administrators in by the keys of the step, readable for nobody else' {
        New-ReadyWindows 'openssh'
        $run = Invoke-Step 'openssh' -Packages 'OpenSSH-Win64-v10.0.0.0.msi' -Files @{ 'b.pub' = "ssh-ed25519 BBBB b`n"; 'a.pub' = "ssh-ed25519 AAAA a`n`n" }
        $run.ExitCode | Should -Be 0
        Get-PlayedFile 'C:\ProgramData\ssh\administrators_authorized_keys' | Should -Be "ssh-ed25519 AAAA a`nssh-ed25519 BBBB b`n"
        $Windows.Programs[1] | Should -Be 'icacls.exe "C:\ProgramData\ssh\administrators_authorized_keys" /inheritance:r /grant *S-1-5-32-544:F /grant *S-1-5-18:F'
        $Windows.Rules['goldpane-sshd'] | Should -Be 'Inbound TCP 22 Allow Any'
        $Windows.Services['sshd'] | ConvertTo-Json -Compress | Should -BeIn '{"Status":"Running","StartType":"Automatic"}', '{"StartType":"Automatic","Status":"Running"}'
    }

    It 'takes the server that Windows has, and no package' {
        New-ReadyWindows 'openssh'
        $Windows.Services['sshd'] = @{ Status = 'Stopped'; StartType = 'Disabled' }
        $Windows.Listening += 22
        (Invoke-Step 'openssh' -Packages 'OpenSSH-Win64-v10.0.0.0.msi').ExitCode | Should -Be 0
        $Windows.Programs | Should -BeNullOrEmpty
        $Windows.Services['sshd'].Status, $Windows.Services['sshd'].StartType | Should -Be @('Running', 'Automatic')
        $Windows.Rules['goldpane-sshd'] | Should -Be 'Inbound TCP 22 Allow Any'
    }

    It 'installs the server alone' {
        New-ReadyWindows 'openssh'
        [void](Invoke-Feature 'openssh')
        $Windows.Programs | Should -Be "msiexec.exe /i `"$($Windows.Step)\packages\OpenSSH-Win64-v10.0.0.0.msi`" /qn /norestart ADDLOCAL=Server"
    }

    It 'D4: a server that does not listen is found out' {
        New-ReadyWindows 'openssh'
        $Windows.After['msiexec.exe'] = { $Windows.Services['sshd'] = @{ Status = 'Stopped'; StartType = 'Manual' } }
        (Invoke-Feature 'openssh').Messages[0].text | Should -Be 'nothing listens on port 22'
    }

    It 'keys that cannot be protected fail the step' {
        New-ReadyWindows 'openssh'
        $Windows.ExitCodes['icacls.exe'] = 5
        (Invoke-Step 'openssh' -Packages 'OpenSSH-Win64.msi' -Files @{ 'a.pub' = 'ssh-ed25519 AAAA a' }).Messages[0].text |
            Should -BeLike 'icacls.exe * ended with exit code 5'
    }
}

Describe 'rdp' {
    It 'opens it with network level authentication and the rules of Windows, by their resource' {
        New-ReadyWindows 'rdp'
        [void](Invoke-Feature 'rdp')
        $server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
        Get-PlayedValue $server 'fDenyTSConnections' | Should -Be 0
        Get-PlayedValue "$server\WinStations\RDP-Tcp" 'UserAuthentication' | Should -Be 1
        $Windows.Rules['@FirewallAPI.dll,-28752'] | Should -Be 'enabled'
        $Windows.Services['TermService'].Status | Should -Be 'Running'
    }

    It 'fails when <Case>' -ForEach @(
        @{ Case = 'nothing listens'; Set = { $Windows.Listening = @() }; Text = 'nothing listens on port 3389' }
        @{ Case = 'the rules are missing'; Set = { $Windows.Fail['Enable-NetFirewallRule'] = 'No rules' }; Text = 'No rules' }
    ) {
        New-ReadyWindows 'rdp'
        & $Set
        (Invoke-Feature 'rdp').Messages[0].text | Should -Be $Text
    }
}

Describe 'winrm' {
    It 'lets local administrators in on every network, without basic authentication' {
        New-ReadyWindows 'winrm'
        [void](Invoke-Feature 'winrm')
        Get-PlayedValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' 'LocalAccountTokenFilterPolicy' | Should -Be 1
        $Windows.Rules['goldpane-winrm'] | Should -Be 'Inbound TCP 5985 Allow Any'
    }

    It 'fails when <Case>' -ForEach @(
        @{ Case = 'remoting cannot be set up'; Set = { $Windows.Fail['Enable-PSRemoting'] = 'Access is denied' }; Text = 'Access is denied' }
        @{ Case = 'nothing listens'; Set = { $Windows.Listening = @() }; Text = 'nothing listens on port 5985' }
    ) {
        New-ReadyWindows 'winrm'
        & $Set
        (Invoke-Feature 'winrm').Messages[0].text | Should -Be $Text
    }
}

Describe 'virtiofs' {
    It 'adopts the service of the guest tools, which then starts with Windows' {
        New-ReadyWindows 'virtiofs'
        [void](Invoke-Feature 'virtiofs')
        $Windows.Services['VirtioFsSvc'].StartType | Should -Be 'Automatic'
    }

    It 'wants the guest tools first' {
        New-ReadyWindows 'virtiofs'
        $Windows.Services.Remove('VirtioFsSvc')
        (Invoke-Feature 'virtiofs').Messages[0].text | Should -Be 'there is no service VirtioFsSvc: goldpane:guest-tools must come first'
    }

    It 'goes on where no device was ever there, and so no driver' {
        New-ReadyWindows 'virtiofs'
        $Windows.Cim['Win32_SystemDriver'] = @()
        (Invoke-Feature 'virtiofs').ExitCode | Should -Be 0
    }

    It 'refuses a driver and a service of different builds' {
        New-ReadyWindows 'virtiofs'
        # Files whose version .NET can read here.
        $versions = [psobject].Assembly.Location, [object].Assembly.Location
        [IO.File]::Copy($versions[0], [Played.Disk]::Here('C:\Program Files\Virtio-Win\VioFS\virtiofs.exe'), $true)
        [IO.File]::Copy($versions[1], [Played.Disk]::Here('C:\Windows\System32\drivers\viofs.sys'), $true)
        $builds = $versions | ForEach-Object { [Diagnostics.FileVersionInfo]::GetVersionInfo($_).FileVersion }
        (Invoke-Feature 'virtiofs').Messages[0].text | Should -Be "virtiofs.exe is of build $($builds[0]), its driver of $($builds[1])"
    }
}

Describe 'spice' {
    It 'starts the agent with Windows, and waits for no port that the build does not have' {
        New-ReadyWindows 'spice'
        [void](Invoke-Feature 'spice')
        $Windows.Services['spice-agent'].StartType, $Windows.Services['spice-agent'].Status | Should -Be @('Automatic', 'Stopped')
    }
}

Describe 'cloudbase-init' {
    It 'waits for a clone: it does not run in the build, and takes the settings of the step' {
        New-ReadyWindows 'cloudbase-init'
        Set-PlayedFile 'C:\Program Files\Cloudbase Solutions\Cloudbase-Init\conf\cloudbase-init.conf' 'theirs'
        [void](Invoke-Step 'cloudbase-init' -Packages 'CloudbaseInitSetup_1_1_8_x64.msi' -Files @{ 'cloudbase-init.conf' = 'ours' })
        $Windows.Services['cloudbase-init'].StartType | Should -Be 'Disabled'
        Get-PlayedFile 'C:\Program Files\Cloudbase Solutions\Cloudbase-Init\conf\cloudbase-init.conf' | Should -Be 'ours'
    }
}

Describe 'debloat' {
    It 'removes what it names, for everybody, and leaves the rest' {
        New-ReadyWindows 'debloat'
        $run = Invoke-Feature 'debloat'
        $run.Output | Should -Be @('no longer provisioned: Microsoft.BingNews', 'removed: Microsoft.BingNews_1.0_x64__8wekyb3d8bbwe', 'removed: Microsoft.Copilot_1.0_x64__8wekyb3d8bbwe')
        $Windows.Provisioned | Should -Be 'Microsoft.WindowsStore'
        $Windows.Appx.Name | Should -Be 'Microsoft.WindowsStore'
        foreach ($policy in 'DisableWindowsConsumerFeatures', 'DisableCloudOptimizedContent') {
            Get-PlayedValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CloudContent' $policy | Should -Be 1
        }
    }

    It 'takes a list of the recipe' {
        New-ReadyWindows 'debloat'
        [void](Invoke-Step 'debloat' -Arguments @{ Name = @('Microsoft.WindowsStore') })
        $Windows.Provisioned | Should -Be 'Microsoft.BingNews'
    }

    It 'has nothing to do on Server' {
        New-ReadyWindows 'debloat'
        $Windows.Provisioned, $Windows.Appx = @(), @()
        (Invoke-Feature 'debloat').ExitCode | Should -Be 0
    }

    It 'names what stays although it was removed' {
        New-ReadyWindows 'debloat'
        $Windows.Appx += @{ Name = 'MSTeams'; Stays = $true }
        (Invoke-Feature 'debloat').Messages[0].text | Should -Be 'could not be removed: MSTeams_1.0_x64__8wekyb3d8bbwe'
    }
}

Describe 'defender' {
    It 'keeps paths from being scanned, those that are not yet' {
        New-ReadyWindows 'defender'
        $Windows.Defender.exclusions = @('C:\work')
        (Invoke-Feature 'defender').Output | Should -Be 'not scanned any more: C:\cache'
        $Windows.Defender.exclusions | Should -Be @('C:\work', 'C:\cache')
    }

    It 'off on a client' {
        [void](New-PlayedWindows @{ defender = @{ state = 'off'; exclude = @() } })
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 1 })
        (Invoke-Feature 'defender').ExitCode | Should -Be 0
        $Windows.Defender.on | Should -BeFalse
    }

    It 'off on a client whose tamper protection ignores it fails the step' {
        [void](New-PlayedWindows @{ defender = @{ state = 'off'; exclude = @() } })
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 1 })
        $Windows.Defender.tamperProof = $true
        (Invoke-Feature 'defender').Messages[0].text | Should -BeLike '*tamper protection*'
    }

    It 'off on a server takes the feature away, once (restart needed: <RestartNeeded>)' -ForEach @(
        @{ RestartNeeded = 'Yes'; ExitCode = 3010 }, @{ RestartNeeded = 'Maybe'; ExitCode = 3010 }, @{ RestartNeeded = 'No'; ExitCode = 0 }
    ) {
        [void](New-PlayedWindows @{ defender = @{ state = 'off'; exclude = @() } })
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 3 })
        $Windows.Features['Windows-Defender'] = $true
        $Windows.Removal.RestartNeeded = $RestartNeeded
        (Invoke-Feature 'defender').ExitCode | Should -Be $ExitCode
        $Windows.Features['Windows-Defender'] | Should -BeFalse
        (Invoke-Feature 'defender').ExitCode | Should -Be 0
    }

    It 'says so when the feature cannot be taken away: <Text>' -ForEach @(
        @{ Set = { $Windows.Fail['Uninstall-WindowsFeature'] = 'The request failed' }; Text = 'The request failed' }
        @{ Set = { $Windows.Removal.Success = $false }; Text = 'Windows could not take the feature Windows-Defender away' }
    ) {
        [void](New-PlayedWindows @{ defender = @{ state = 'off'; exclude = @() } })
        $Windows.Cim['Win32_OperatingSystem'] = @(@{ ProductType = 3 })
        $Windows.Features['Windows-Defender'] = $true
        & $Set
        (Invoke-Feature 'defender').Messages[0].text | Should -Be $Text
    }
}

Describe 'nested-virtualisation' {
    It 'turns on what the edition has' {
        New-ReadyWindows 'nested-virtualisation'
        $Windows.Features.Remove('Microsoft-Windows-Subsystem-Linux')
        $run = Invoke-Feature 'nested-virtualisation'
        $run.Output | Should -Be 'turned on: VirtualMachinePlatform'
        $run.ExitCode | Should -Be 3010
    }

    It 'fails with Windows' {
        New-ReadyWindows 'nested-virtualisation'
        $Windows.Fail['Enable-WindowsOptionalFeature'] = 'The component store has been corrupted.'
        (Invoke-Feature 'nested-virtualisation').Messages[0].text | Should -Be 'The component store has been corrupted.'
    }
}

Describe 'gpu-passthrough-ready' {
    It 'sets what a card needs' {
        New-ReadyWindows 'gpu-passthrough-ready'
        [void](Invoke-Feature 'gpu-passthrough-ready')
        Get-PlayedValue 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Power' 'HiberbootEnabled' | Should -Be 0
        Get-PlayedValue 'HKLM:\SYSTEM\CurrentControlSet\Control\GraphicsDrivers' 'TdrDelay' | Should -Be 10
        $Windows.Programs | Should -Be @('powercfg.exe /change monitor-timeout-ac 0', 'powercfg.exe /change standby-timeout-ac 0', 'bcdedit.exe /set {current} useplatformclock no')
    }

    It 'refuses an image that nobody could get into' {
        [void](New-PlayedWindows)
        (Invoke-Feature 'gpu-passthrough-ready').Messages[0].text | Should -BeLike 'Remote Desktop is off*'
    }

    It 'fails when <Program> does' -ForEach @(@{ Program = 'powercfg.exe' }, @{ Program = 'bcdedit.exe' }) {
        New-ReadyWindows 'gpu-passthrough-ready'
        $Windows.ExitCodes[$Program] = 1
        (Invoke-Feature 'gpu-passthrough-ready').Messages[0].text | Should -BeLike "$Program * ended with exit code 1"
    }
}
