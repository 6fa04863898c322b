# Activation.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')

    function New-LicensableWindows {
        param([hashtable]$Parameters = @{})

        [void](New-PlayedWindows $Parameters)
        $product = @{
            ApplicationID = '55c92734-d682-4d71-983e-d6ec3f16059f'; PartialProductKey = '3YDR2'; Name = 'Windows'
            LicenseStatus = 5; GracePeriodRemaining = 0
        }
        $Windows.Product = $product
        $Windows.Cim['SoftwareLicensingProduct'] = @($product)
        $Windows.Cim['SoftwareLicensingService'] = @(@{ Version = '10' })
        $Windows.After['Activate'] = { $Windows.Product.LicenseStatus = 1; $Windows.Product.GracePeriodRemaining = 129600 }
    }
}

Describe 'activate' {
    It 'activates, tells for how long, and does nothing when it is run again' {
        New-LicensableWindows
        $run = Invoke-Step 'activate'
        $run.ExitCode | Should -Be 0 -Because ($run.Output -join '; ')
        $run.Messages | ForEach-Object { "$($_.name)=$($_.value)" } | Should -Be @('licensed=True', 'licenseDaysRemaining=90')
        $Windows.CimCalls | Should -Be @('Activate {}', 'RefreshLicenseStatus {}')
        $state = Get-PlayedState
        (Invoke-Step 'activate').ExitCode | Should -Be 0
        $Windows.CimCalls.Count | Should -Be 2
        Get-PlayedState | Should -Be $state
    }

    It 'does nothing where the recipe asks for nothing' {
        New-LicensableWindows @{ activation = 'none' }
        (Invoke-Step 'activate').Output | Should -Be 'the recipe asks for no activation'
        $Windows.CimCalls | Should -BeNullOrEmpty
    }

    It 'names the KMS host <Address>' -ForEach @(
        @{ Address = 'kms.example.com:1689'; Calls = @('SetKeyManagementServiceMachine {"MachineName":"kms.example.com"}', 'SetKeyManagementServicePort {"PortNumber":1689}') }
        @{ Address = 'kms.example.com'; Calls = @('SetKeyManagementServiceMachine {"MachineName":"kms.example.com"}') }
    ) {
        New-LicensableWindows @{ activation = 'kms'; kmsHost = $Address }
        (Invoke-Step 'activate').ExitCode | Should -Be 0
        $Windows.CimCalls | Should -Be ($Calls + @('Activate {}', 'RefreshLicenseStatus {}'))
    }

    It 'tries three times, because activation servers fail now and then' {
        New-LicensableWindows
        $Windows.Tries = 0
        $Windows.After['Activate'] = { $Windows.Tries++; if ($Windows.Tries -lt 3) { throw '0xC004C032' }; $Windows.Product.LicenseStatus = 1 }
        $run = Invoke-Step 'activate'
        $run.ExitCode | Should -Be 0
        $run.Output[0..1] | Should -Be @('attempt 1: 0xC004C032', 'attempt 2: 0xC004C032')
        $Windows.Slept | Should -Be 90
    }

    It 'gives up with the last reason: <Text>' -ForEach @(
        @{ Text = 'Windows was not activated: 0xC004F074'; Set = { $Windows.After['Activate'] = { throw '0xC004F074' } } }
        @{ Text = 'Windows was not activated: license status 5'; Set = { $Windows.After['Activate'] = {} } }
        @{ Text = 'no product key is installed'; Set = { $Windows.Product.PartialProductKey = $null } }
    ) {
        New-LicensableWindows
        & $Set
        $run = Invoke-Step 'activate'
        $run.ExitCode | Should -Be 1
        $run.Messages[0].text | Should -Be $Text
    }
}
