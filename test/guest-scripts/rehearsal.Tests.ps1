# The steps of the rehearsal's recipe, which a real Windows could run as well.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'played-windows/PlayedWindows.psm1')
}

Describe '<Name>' -ForEach @(
    @{ Name = 'rehearsal-tools'; Arguments = @{ Name = 'greet' }; Path = 'C:\Tools\greet.cmd'; Text = "@echo Hello from goldpane`n" }
    @{ Name = 'rehearsal-settings'; Arguments = @{ Greeting = 'good day' }; Path = 'C:\ProgramData\rehearsal\settings.ini'; Text = "greeting=good day`n" }
) {
    It 'writes its file, and a second run changes nothing' {
        [void](New-PlayedWindows)
        (& { if ($Name -eq 'rehearsal-tools') { Invoke-Step 'rehearsal-tools' -Arguments $Arguments } else { Invoke-Step 'rehearsal-settings' -Arguments $Arguments } }).Output.Count | Should -Be 1
        Get-PlayedFile $Path | Should -Be $Text
        $state = Get-PlayedState
        [void](Invoke-Step $Name -Arguments $Arguments)
        Get-PlayedState | Should -Be $state
    }
}
