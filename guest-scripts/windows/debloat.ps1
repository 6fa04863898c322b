# Removes the apps and suggestions for consumers that client editions bring; Server has none.
# goldpane: network=none reboot=never
param(
    [string[]]$Name = @(
        'Clipchamp.Clipchamp', 'Microsoft.BingNews', 'Microsoft.BingSearch', 'Microsoft.BingWeather',
        'Microsoft.Copilot', 'Microsoft.Edge.GameAssist', 'Microsoft.GamingApp', 'Microsoft.GetHelp',
        'Microsoft.Getstarted', 'Microsoft.MicrosoftOfficeHub', 'Microsoft.MicrosoftSolitaireCollection',
        'Microsoft.OutlookForWindows', 'Microsoft.People', 'Microsoft.PowerAutomateDesktop', 'Microsoft.Todos',
        'Microsoft.WindowsFeedbackHub', 'Microsoft.WindowsMaps', 'Microsoft.Xbox.TCUI', 'Microsoft.XboxGamingOverlay',
        'Microsoft.XboxIdentityProvider', 'Microsoft.XboxSpeechToTextOverlay', 'Microsoft.YourPhone',
        'Microsoft.ZuneMusic', 'Microsoft.ZuneVideo', 'MicrosoftCorporationII.QuickAssist', 'MSTeams'
    )
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'debloat' -Text "$_"
    exit 1
}

$content = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CloudContent'
Set-RegistryValue $content 'DisableWindowsConsumerFeatures' 1
Set-RegistryValue $content 'DisableCloudOptimizedContent' 1

# The provisioned one first: else it would come back for the next user.
Get-AppxProvisionedPackage -Online | Where-Object { $Name -contains $_.DisplayName } | ForEach-Object {
    Remove-AppxProvisionedPackage -Online -PackageName $_.PackageName | Out-Null
    Write-Output "no longer provisioned: $($_.DisplayName)"
}
Get-AppxPackage -AllUsers | Where-Object { $Name -contains $_.Name } | ForEach-Object {
    Remove-AppxPackage -Package $_.PackageFullName -AllUsers
    Write-Output "removed: $($_.PackageFullName)"
}

$left = @(Get-AppxPackage -AllUsers | Where-Object { $Name -contains $_.Name } | ForEach-Object { $_.PackageFullName })
if ($left.Count -gt 0) { throw "could not be removed: $($left -join ', ')" }
exit 0
