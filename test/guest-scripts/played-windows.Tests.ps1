# The played Windows is no kinder than the real one: its commands have no parameter that Windows PowerShell 5.1 lacks.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
    $known = (Get-Content -LiteralPath (Join-Path $PSScriptRoot 'windows-powershell.json') -Raw | ConvertFrom-Json).commands
}

Describe 'the played <Name>' -ForEach @(
    (Get-Content -LiteralPath (Join-Path $PSScriptRoot 'played-windows/commands.ps1') -Raw | Select-String -Pattern '(?m)^function (\w+-\w+)' -AllMatches).Matches |
        ForEach-Object { @{ Name = $_.Groups[1].Value } } | Where-Object { $_.Name -notin 'Stop-Command', 'Enter-Command', 'Test-CimFilter' }
) {
    It 'is a command that scripts may use, with parameters that they may use' {
        $known.PSObject.Properties.Name | Should -Contain $Name
        $own = (Get-Command $Name -Module PlayedWindows).Parameters.Keys | Where-Object { $_ -notin [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters }
        @($own | Where-Object { $known.$Name -notcontains $_ }) | Should -BeNullOrEmpty
    }
}

Describe 'the played registry' {
    It 'has the manners of the real one' {
        [void](New-PlayedWindows)
        { New-Item -Path 'HKLM:\SOFTWARE\A\B' -ErrorAction Stop } | Should -Throw '*parent key does not exist*'
        [void](New-Item -Path 'HKLM:\SOFTWARE\A\B' -Force)
        [void](New-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\A' -Name 'x' -Value 1 -PropertyType DWord)
        { New-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\A' -Name 'x' -Value 1 -PropertyType DWord -ErrorAction Stop } | Should -Throw '*already exists*'
        { Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\A' -Name 'y' -ErrorAction Stop } | Should -Throw '*does not exist*'
        [void](New-Item -Path 'HKLM:\SOFTWARE\A' -Force)
        Get-PlayedValue 'HKLM:\SOFTWARE\A' 'x' | Should -BeNullOrEmpty
        Test-Path -LiteralPath 'HKLM:\SOFTWARE\A\B' | Should -BeFalse
    }
}
