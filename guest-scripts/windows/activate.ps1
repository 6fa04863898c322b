# Activates Windows as the recipe says: an evaluation and a key over the Internet, or at a KMS host.
# goldpane: network=internet reboot=never
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $env:ProgramData 'goldpane\goldpane.ps1')

trap {
    Send-Failure -Where 'activate' -Text "$_"
    exit 1
}

function Get-Product {
    $product = Get-WindowsLicense
    if (-not $product) { throw 'no product key is installed' }
    return $product
}

function Set-KmsHost {
    param([string]$Address)

    $name, $port = $Address.Split(':')
    $service = Get-CimInstance -ClassName 'SoftwareLicensingService'
    Invoke-CimMethod -InputObject $service -MethodName 'SetKeyManagementServiceMachine' -Arguments @{ MachineName = $name } |
        Out-Null
    if ($port) {
        Invoke-CimMethod -InputObject $service -MethodName 'SetKeyManagementServicePort' `
            -Arguments @{ PortNumber = [uint32]$port } | Out-Null
    }
}

# Activation servers fail now and then (0xC004C032 among them), so it is tried three times.
function Invoke-Activation {
    for ($try = 1; $try -le 3; $try++) {
        try {
            Invoke-CimMethod -InputObject (Get-Product) -MethodName 'Activate' | Out-Null
            $service = Get-CimInstance -ClassName 'SoftwareLicensingService'
            Invoke-CimMethod -InputObject $service -MethodName 'RefreshLicenseStatus' | Out-Null
            if ((Get-Product).LicenseStatus -eq 1) { return }
            $reason = "license status $((Get-Product).LicenseStatus)"
        }
        catch {
            $reason = "$_"
        }
        Write-Output "attempt ${try}: $reason"
        if ($try -lt 3) { Start-Sleep -Seconds (30 * $try) }
    }
    throw "Windows was not activated: $reason"
}

$parameters = Get-Parameter
if ($parameters.activation -eq 'none') {
    Write-Output 'the recipe asks for no activation'
    exit 0
}
if ((Get-Product).LicenseStatus -ne 1) {
    if ($parameters.activation -eq 'kms') { Set-KmsHost $parameters.kmsHost }
    Invoke-Activation
}
$product = Get-Product
Send-Fact 'licensed' ($product.LicenseStatus -eq 1)
# Minutes; 0 for what never ends.
Send-Fact 'licenseDaysRemaining' ([int][Math]::Floor($product.GracePeriodRemaining / 1440))
exit 0
