# Runs all Pester tests beside it and prints their results as one line of JSON, for pester.test.ts.
param([string]$Path = $PSScriptRoot)

$ErrorActionPreference = 'Stop'
Import-Module -Name Pester -MinimumVersion 5.5 -MaximumVersion 5.999
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration
$tests = foreach ($test in $run.Tests) {
    [ordered]@{
        file   = [IO.Path]::GetFileName($test.ScriptBlock.File)
        name   = $test.ExpandedPath
        result = $test.Result
        text   = ($test.ErrorRecord | ForEach-Object { "$_ at $($_.InvocationInfo.ScriptName):$($_.InvocationInfo.ScriptLineNumber)" }) -join "`n"
    }
}
# A file that cannot be read has no tests, and must not pass for that.
$broken = foreach ($container in $run.FailedContainers) {
    [ordered]@{ file = [IO.Path]::GetFileName("$($container.Item)"); name = 'can be read'; result = 'Failed'; text = "$($container.ErrorRecord)" }
}
[Console]::Out.WriteLine((ConvertTo-Json -Compress -Depth 4 ([ordered]@{
                powershell = "$($PSVersionTable.PSVersion)"; pester = "$((Get-Module Pester).Version)"; tests = @($tests) + @($broken)
            })))
