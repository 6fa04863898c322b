# Scripts that only tell: report-facts and inventory.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
}

Describe 'report-facts' {
    It 'tells Secure Boot and TPM' {
        [void](New-PlayedWindows)
        $Windows.Cim['Win32_Tpm'] = @(@{ SpecVersion = '2.0, 0, 1.59' })
        $run = Invoke-Step 'report-facts'
        $run.ExitCode | Should -Be 0
        $run.Messages | ForEach-Object { "$($_.name)=$($_.value)" } | Should -Be @('secureBoot=True', 'tpm=2.0')
        $run.Output | Should -Be @('secureBoot = True', 'tpm = 2.0')
    }

    It 'tells that there is no TPM' {
        [void](New-PlayedWindows)
        (Invoke-Step 'report-facts').Messages[1].value | Should -Be 'none'
    }

    It 'fails where Windows cannot tell' {
        [void](New-PlayedWindows)
        $Windows.Fail['Confirm-SecureBootUEFI'] = 'Cmdlet not supported on this platform.'
        $run = Invoke-Step 'report-facts'
        $run.ExitCode | Should -Be 1
        $run.Messages[0].where | Should -Be 'report-facts'
    }

    It 'changes nothing' {
        [void](New-PlayedWindows)
        (Invoke-Step 'report-facts').ExitCode | Should -Be 0
        $state = Get-PlayedState
        (Invoke-Step 'report-facts').ExitCode | Should -Be 0
        Get-PlayedState | Should -Be $state
    }
}

Describe 'inventory' {
    BeforeAll {
        Add-Type -AssemblyName System.Security.Cryptography.Pkcs

        # A PE file with one or two signatures, each by a certificate of its own (Microsoft PE format).
        function Set-SignedProgram {
            param([string]$Path, [string[]]$Issuers)

            $entries = [IO.MemoryStream]::new()
            foreach ($issuer in $Issuers) {
                $key = [Security.Cryptography.ECDsa]::Create()
                $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$issuer, O=Test", $key, 'SHA256')
                $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow, [DateTimeOffset]::UtcNow.AddDays(1))
                $message = [Security.Cryptography.Pkcs.SignedCms]::new([Security.Cryptography.Pkcs.ContentInfo]::new([byte[]](1, 2, 3)))
                $message.ComputeSignature([Security.Cryptography.Pkcs.CmsSigner]::new($certificate))
                $signature = $message.Encode()
                $entries.Write([BitConverter]::GetBytes($signature.Length + 8), 0, 4)
                $entries.Write([byte[]](0, 2, 2, 0), 0, 4)
                $entries.Write($signature, 0, $signature.Length)
                while ($entries.Length % 8) { $entries.WriteByte(0) }
            }
            $bytes = [byte[]]::new(512)
            [BitConverter]::GetBytes(128).CopyTo($bytes, 0x3c)
            [BitConverter]::GetBytes(512).CopyTo($bytes, 128 + 168)
            [BitConverter]::GetBytes([int]$entries.Length).CopyTo($bytes, 128 + 172)
            [IO.File]::WriteAllBytes($Path, $bytes + $entries.ToArray())
        }

        function New-Inventoried {
            [void](New-PlayedWindows)
            Set-PlayedKey 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' @{ EditionID = 'EnterpriseEval'; DisplayVersion = '25H2'; CurrentBuildNumber = '26200'; UBR = 6584 }
            $uninstall = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
            Set-PlayedKey "$uninstall\{2}" @{ DisplayName = 'WinFsp'; DisplayVersion = '2.1' }
            Set-PlayedKey "$uninstall\{1}" @{ DisplayName = 'Agent' }
            Set-PlayedKey "$uninstall\Nameless" @{ SystemComponent = 1 }
            $Windows.HotFixes = @(@{ HotFixID = 'KB2'; Description = 'Update' }, @{ HotFixID = 'KB1'; Description = 'Security Update' })
            $Windows.Cim['Win32_PnPSignedDriver'] = @(
                @{ InfName = 'oem1.inf'; DeviceName = 'VirtIO'; DriverVersion = '100.1'; DriverProviderName = 'Red Hat, Inc.'; Signer = 'Microsoft' }
                @{ InfName = 'disk.inf'; DeviceName = 'Disk'; DriverVersion = '10'; DriverProviderName = 'Microsoft'; Signer = 'Microsoft' }
            )
            $Windows.Cim['Win32_Service'] = @(@{ Name = 'sshd'; StartMode = 'Auto'; State = 'Running' }, @{ Name = 'bits'; StartMode = 'Manual'; State = 'Stopped' })
            $Windows.Cim['SoftwareLicensingProduct'] = @(
                @{ ApplicationID = '0ff1ce15-a989-479d-af46-f275c6370663'; PartialProductKey = 'XXXXX'; Name = 'Office'; LicenseStatus = 0; GracePeriodRemaining = 0 }
                @{ ApplicationID = '55c92734-d682-4d71-983e-d6ec3f16059f'; PartialProductKey = $null; Name = 'other'; LicenseStatus = 0; GracePeriodRemaining = 0 }
                @{ ApplicationID = '55c92734-d682-4d71-983e-d6ec3f16059f'; PartialProductKey = '3YDR2'; Name = 'Windows, Evaluation'; LicenseStatus = 1; GracePeriodRemaining = 129599 }
            )
            $esp = "$($Windows.Root)/esp/"
            [void][IO.Directory]::CreateDirectory($esp)
            # The script joins the two parts of the path with backslashes, which are letters of a name here.
            Set-SignedProgram "${esp}EFI\Microsoft\Boot\bootmgfw.efi" 'Windows UEFI CA 2023', 'Microsoft Windows Production PCA 2011'
            Set-SignedProgram "${esp}EFI\Boot\bootx64.efi" 'Microsoft Windows Production PCA 2011'
            $Windows.Partitions = @(
                @{ Number = 1; Offset = 1MB; Size = 300MB; GptType = '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}'; Letter = ''; Paths = @($esp) }
                @{ Number = 3; Offset = 400MB; Size = 60GB; GptType = '{ebd0a0a2-b9e5-4433-87c0-68b6b72699c7}'; Letter = 'C'; Paths = @('C:\') }
            )
        }
    }

    It 'lists everything, in JSON that is the same for the same image' {
        New-Inventoried
        $run = Invoke-Step 'inventory'
        $run.ExitCode | Should -Be 0 -Because ($run.Output -join '; ')
        $json = $run.Output[0]
        $json | ConvertFrom-Json | ConvertTo-Json -Depth 5 -Compress | Should -Be (-join @(
                '{"schema":"goldpane/inventory/1","system":{"edition":"EnterpriseEval","displayVersion":"25H2","build":"26200.6584"},'
                '"license":{"name":"Windows, Evaluation","licensed":true,"daysRemaining":89},'
                '"bootManager":[{"file":"EFI\\Microsoft\\Boot\\bootmgfw.efi","signers":["Windows UEFI CA 2023","Microsoft Windows Production PCA 2011"]},'
                '{"file":"EFI\\Boot\\bootx64.efi","signers":["Microsoft Windows Production PCA 2011"]}],'
                '"updates":[{"id":"KB1","kind":"Security Update"},{"id":"KB2","kind":"Update"}],'
                '"drivers":[{"device":"VirtIO","version":"100.1","provider":"Red Hat, Inc.","signer":"Microsoft"}],'
                '"programs":[{"name":"Agent","version":null},{"name":"WinFsp","version":"2.1"}],'
                '"services":[{"name":"sshd","state":"Running"}]}'))
        $state = Get-PlayedState
        (Invoke-Step 'inventory').Output[0] | Should -Be $json
        Get-PlayedState | Should -Be $state
    }

    It 'tells the host what its manifest has' {
        New-Inventoried
        (Invoke-Step 'inventory').Messages | ForEach-Object { "$($_.name)=$($_.value)" } | Should -Be @(
            'windowsBuild=26200.6584', 'bootManagerSigners=Microsoft Windows Production PCA 2011, Windows UEFI CA 2023', 'licensed=True', 'licenseDaysRemaining=89')
    }

    It 'goes on without a license, a display version, or updates' {
        New-Inventoried
        $Windows.Cim['SoftwareLicensingProduct'] = @()
        $Windows.HotFixes = @()
        [void][Played.RegistryProvider]::Find('HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion').Values.Remove('DisplayVersion')
        $run = Invoke-Step 'inventory'
        $run.ExitCode | Should -Be 0 -Because ($run.Output -join '; ')
        $all = $run.Output[0] | ConvertFrom-Json
        $all.license, $all.system.displayVersion, @($all.updates).Count | Should -Be @($null, $null, 0)
        @($run.Messages).Count | Should -Be 2
    }

    It 'fails when <Case>' -ForEach @(
        @{ Case = 'there is no EFI system partition'; Set = { $Windows.Partitions = @($Windows.Partitions[1]) }; Text = 'there is no EFI system partition' }
        @{ Case = 'WMI does not answer'; Set = { $Windows.Fail['Get-CimInstance Win32_Service'] = 'WMI is gone' }; Text = 'WMI is gone' }
    ) {
        New-Inventoried
        & $Set
        (Invoke-Step 'inventory').Messages[0].text | Should -Be $Text
    }
}
