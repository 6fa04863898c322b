# Installs updates from Windows Update, round by round over restarts; the release and the virtio drivers stay as they are.
# goldpane: network=internet reboot=allowed
param([int]$Rounds = 12)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'windows-update' -Text "$_"
    exit 1
}

# Restart, then run this script again.
$restart = 1641
# The category of feature updates, which have Type='Software' as well.
$upgrades = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5'
# Windows Security's own update: it is offered again after every restart.
$excluded = @('5007651')
# Result codes of the Windows Update Agent (OperationResultCode).
$succeeded = 2
$withErrors = 3

function Get-Release {
    return (Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'DisplayVersion')
}

function Get-VirtioDriver {
    $drivers = Get-CimInstance -ClassName 'Win32_PnPSignedDriver' | Where-Object { $_.DriverProviderName -like 'Red Hat*' }
    return (@($drivers | ForEach-Object { "$($_.DeviceName) $($_.DriverVersion)" } | Sort-Object -Unique) -join ', ')
}

# What outlives a restart: how it began, how often each update was installed, which ones failed, which were given up.
function Read-State {
    $path = Join-Path $env:GOLDPANE_STEP 'windows-update.json'
    $state = @{ round = 0; release = Get-Release; drivers = Get-VirtioDriver; attempts = @{}; failed = @{}; quarantine = @() }
    if (-not (Test-Path -LiteralPath $path)) { return $state }
    $kept = Get-Content -LiteralPath $path -Raw | ConvertFrom-Json
    foreach ($name in 'round', 'release', 'drivers') { $state[$name] = $kept.$name }
    $state.quarantine = @($kept.quarantine)
    foreach ($name in 'attempts', 'failed') {
        foreach ($entry in $kept.$name.PSObject.Properties) { $state[$name][$entry.Name] = $entry.Value }
    }
    return $state
}

function Save-State {
    param([hashtable]$State)

    Write-JsonFile (Join-Path $env:GOLDPANE_STEP 'windows-update.json') $State
}

# Keeps Windows to its release, and Red Hat's drivers to the recipe's.
function Set-Policy {
    param([string]$Release)

    $policies = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
    Set-RegistryValue $policies 'ExcludeWUDriversInQualityUpdate' 1
    if ((Get-CimInstance -ClassName 'Win32_OperatingSystem').ProductType -ne 1) { return }
    $build = [int](Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'CurrentBuildNumber')
    Set-RegistryValue $policies 'TargetReleaseVersion' 1
    Set-RegistryValue $policies 'ProductVersion' $(if ($build -ge 22000) { 'Windows 11' } else { 'Windows 10' }) -Type String
    Set-RegistryValue $policies 'TargetReleaseVersionInfo' $Release -Type String
}

function Assert-Unchanged {
    param([hashtable]$State)

    if ((Get-Release) -ne $State.release) { throw "an update turned release $($State.release) into $(Get-Release)" }
    if ((Get-VirtioDriver) -ne $State.drivers) { throw "an update changed drivers: $($State.drivers) became $(Get-VirtioDriver)" }
}

# The worker goes on behind a finished installation; what is begun while it works is lost.
function Wait-ForWorker {
    for ($minute = 0; Get-Process -Name 'TiWorker' -ErrorAction SilentlyContinue; $minute++) {
        if ($minute -ge 30) { throw 'TiWorker, which installs updates, has not come to rest for 30 minutes' }
        Start-Sleep -Seconds 60
    }
}

function Find-Update {
    param([object]$Session)

    for ($try = 1; ; $try++) {
        try {
            $result = $Session.CreateUpdateSearcher().Search("IsInstalled=0 and IsHidden=0 and Type='Software'")
            if ($result.ResultCode -eq $succeeded) { return @($result.Updates) }
            $reason = "result code $($result.ResultCode)"
        }
        catch {
            $reason = "$_"
        }
        if ($try -ge 3) { throw "the search for updates failed three times: $reason" }
        Start-Sleep -Seconds 60
    }
}

function Test-Wanted {
    param([object]$Update, [hashtable]$State)

    if ($Update.BrowseOnly) { return $false }
    if (@($Update.Categories | Where-Object { $_.CategoryID -eq $upgrades }).Count -gt 0) { return $false }
    if (@($Update.KBArticleIDs | Where-Object { $excluded -contains $_ }).Count -gt 0) { return $false }
    return $State.quarantine -notcontains $Update.Title
}

# An update that was installed twice and is offered once more is in a loop, or it fails. Failing is told at the end.
function Split-Loop {
    param([object[]]$Updates, [hashtable]$State)

    foreach ($update in $Updates) {
        $id = $update.Identity.UpdateID
        $State.attempts[$id] = 1 + [int]$State.attempts[$id]
        if ($State.attempts[$id] -le 2) { $update; continue }
        $State.quarantine += $update.Title
        Write-Host "given up, offered a third time: $($update.Title)"
    }
}

function Install-Update {
    param([object]$Session, [object[]]$Updates, [hashtable]$State)

    $collection = New-Object -ComObject 'Microsoft.Update.UpdateColl'
    foreach ($update in $Updates) {
        if (-not $update.EulaAccepted) { $update.AcceptEula() }
        [void]$collection.Add($update)
    }
    $downloader = $Session.CreateUpdateDownloader()
    $downloader.Updates = $collection
    $download = $downloader.Download()
    if ($download.ResultCode -ne $succeeded -and $download.ResultCode -ne $withErrors) {
        throw "the download of updates ended with result code $($download.ResultCode)"
    }
    $installer = $Session.CreateUpdateInstaller()
    $installer.Updates = $collection
    $result = $installer.Install()
    for ($index = 0; $index -lt $Updates.Count; $index++) {
        $one = $result.GetUpdateResult($index)
        $title = $Updates[$index].Title
        if ($one.ResultCode -eq $succeeded) {
            $State.failed.Remove($title)
            Write-Host "installed: $title"
        }
        else {
            $State.failed[$title] = '0x{0:x8}' -f $one.HResult
            Write-Host "failed: $title ($($State.failed[$title]), result code $($one.ResultCode))"
        }
    }
    return [bool]$result.RebootRequired
}

$state = Read-State
Set-Policy $state.release
$session = New-Object -ComObject 'Microsoft.Update.Session'
while ($true) {
    Wait-ForWorker
    Assert-Unchanged $state
    $state.round++
    if ($state.round -gt $Rounds) { throw "there are still updates after $Rounds rounds" }
    Save-State $state
    if (Test-RebootPending) { exit $restart }
    $offered = @(Find-Update $session | Where-Object { Test-Wanted $_ $state })
    $updates = @(Split-Loop $offered $state)
    # Kept before the installation: a restart in its middle counts as an attempt.
    Save-State $state
    if ($updates.Count -eq 0) { break }
    $wantsRestart = Install-Update $session $updates $state
    Save-State $state
    if ($wantsRestart) { exit $restart }
}

$failed = @($state.failed.GetEnumerator() | ForEach-Object { "$($_.Key) ($($_.Value))" })
if ($failed.Count -gt 0) { throw "updates failed: $($failed -join ', ')" }
Send-Fact 'updatesGivenUp' ($state.quarantine -join ', ')
Write-Output "no more updates after $($state.round) rounds"
exit 0
