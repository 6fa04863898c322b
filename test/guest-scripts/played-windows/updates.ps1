# The Windows Update Agent's COM objects, as far as scripts use them. $Windows.Updates has:
#   Offers   what a search finds: a list of updates, each @{ Title; Id; KB; Categories; BrowseOnly; Driver; Stays; Fails; Restart }
#   Search   result codes of the coming searches, or texts to throw; when it is empty they succeed
# An installed update leaves the offers unless it Stays. docs: Windows Update Agent API, OperationResultCode.

function New-PlayedComObject {
    param([string]$Name)

    Enter-Command $Name
    switch ($Name) {
        'Microsoft.Update.UpdateColl' { return , [Collections.ArrayList]::new() }
        'Microsoft.Update.Session' { return (New-UpdateSession) }
        default { throw "Retrieving the COM class factory for $Name failed." }
    }
}

function New-UpdateSession {
    $session = [pscustomobject]@{}
    Add-Member -InputObject $session -MemberType ScriptMethod -Name CreateUpdateSearcher -Value {
        $searcher = [pscustomobject]@{}
        Add-Member -InputObject $searcher -MemberType ScriptMethod -Name Search -PassThru -Value {
            param($Criteria)
            foreach ($condition in $Criteria -split ' and ') {
                if ('IsInstalled=0', 'IsHidden=0', "Type='Software'" -notcontains $condition) { throw "not played: $condition" }
            }
            $wanted = $Windows.Updates.Offers | Where-Object { -not $_['Driver'] -or $Criteria -notlike "*Type='Software'*" }
            $Windows.Updates.Searches++
            $code = 2
            if (@($Windows.Updates.Search).Count -gt 0) { $code, $Windows.Updates.Search = @($Windows.Updates.Search)[0], @($Windows.Updates.Search | Select-Object -Skip 1) }
            if ($code -is [string]) { throw $code }
            [pscustomobject]@{ ResultCode = $code; Updates = @($wanted | ForEach-Object { ConvertTo-Update $_ }) }
        }
    }
    Add-Member -InputObject $session -MemberType ScriptMethod -Name CreateUpdateDownloader -Value {
        $downloader = [pscustomobject]@{ Updates = $null }
        Add-Member -InputObject $downloader -MemberType ScriptMethod -Name Download -PassThru -Value {
            if ($null -eq $this.Updates) { throw 'WU_E_NO_UPDATE' }
            [pscustomobject]@{ ResultCode = $Windows.Updates.Download }
        }
    }
    Add-Member -InputObject $session -MemberType ScriptMethod -Name CreateUpdateInstaller -Value {
        $installer = [pscustomobject]@{ Updates = $null }
        Add-Member -InputObject $installer -MemberType ScriptMethod -Name Install -PassThru -Value { Install-PlayedUpdate $this.Updates }
    }
    return $session
}

function ConvertTo-Update {
    param([hashtable]$Offer)

    $update = [pscustomobject]@{
        Title = $Offer.Title; Identity = [pscustomobject]@{ UpdateID = $Offer.Id; RevisionNumber = 1 }
        KBArticleIDs = @($Offer.KB); BrowseOnly = [bool]$Offer['BrowseOnly']; EulaAccepted = $false
        Categories = @($Offer['Categories'] | Where-Object { $_ } | ForEach-Object { [pscustomobject]@{ CategoryID = $_ } })
    }
    Add-Member -InputObject $update -MemberType ScriptMethod -Name AcceptEula -Value { $this.EulaAccepted = $true }
    return $update
}

function Install-PlayedUpdate {
    param([object]$Collection)

    $results = foreach ($update in $Collection) {
        if (-not $update.EulaAccepted) { throw 'WU_E_EULAS_DECLINED' }
        $offer = $Windows.Updates.Offers | Where-Object { $_.Id -eq $update.Identity.UpdateID }
        $Windows.Updates.Installed += $offer.Title
        if ($offer['Effect']) { & $offer.Effect }
        if ($offer['Fails']) { [pscustomobject]@{ ResultCode = 4; HResult = $offer.Fails; Restart = $false } }
        else { [pscustomobject]@{ ResultCode = 2; HResult = 0; Restart = [bool]$offer['Restart'] } }
        if (-not $offer['Stays'] -and -not $offer['Fails']) {
            $Windows.Updates.Offers = @($Windows.Updates.Offers | Where-Object { $_.Id -ne $offer.Id })
        }
    }
    $all = [pscustomobject]@{ Results = @($results); RebootRequired = @($results | Where-Object { $_.Restart }).Count -gt 0 }
    Add-Member -InputObject $all -MemberType ScriptMethod -Name GetUpdateResult -Value { param($Index) $this.Results[$Index] }
    return $all
}
