# What start-step and run-step share. Dot-source it after goldpane.ps1.

# State directory of a step.
function Get-StepDirectory {
    param(
        [Parameter(Mandatory = $true)][string]$Key,
        [Parameter(Mandatory = $true)][string]$Step
    )

    return (Join-Path (Get-GoldpaneDirectory) ('steps\{0}\{1}' -f $Key.Substring(0, 16), $Step))
}

# The attached layer medium: its description and one of its steps.
function Get-LayerStep {
    param([Parameter(Mandatory = $true)][string]$Step)

    $root = Get-VolumeByLabel 'GP_LAYER'
    $layer = Get-Content -LiteralPath (Join-Path $root 'layer.json') -Raw -Encoding UTF8 | ConvertFrom-Json
    $entry = $layer.steps | Where-Object { $_.id -eq $Step }
    if (-not $entry) { throw "the layer medium has no step $Step" }
    return [pscustomobject]@{
        Layer  = $layer.layer
        Entry  = $entry
        IsLast = @($layer.steps)[-1].id -eq $Step
        Script = Join-Path $root "steps\$Step\$($entry.script)"
    }
}
