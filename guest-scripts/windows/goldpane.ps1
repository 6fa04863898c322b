# What the scripts share. Dot-source it: it defines functions and does nothing else.

# Root of the volume with that label, such as `E:\`. Letters differ from boot to boot. DriveInfo needs no service.
function Get-VolumeByLabel {
    param([Parameter(Mandatory = $true)][string]$Label)

    foreach ($drive in [IO.DriveInfo]::GetDrives()) {
        if ($drive.IsReady -and $drive.VolumeLabel -eq $Label) { return $drive.Name }
    }
    throw "no attached volume is labelled $Label"
}

# The number that the host gave this boot; it proves that a line on COM1 comes from this boot.
function Get-BootNonce {
    return (Get-ItemProperty -LiteralPath 'HKLM:\HARDWARE\DESCRIPTION\System\BIOS' -Name 'SystemSKU').SystemSKU
}

# Where goldpane keeps its scripts and the state of steps.
function Get-GoldpaneDirectory {
    return (Join-Path $env:ProgramData 'goldpane')
}

# What the recipe says to scripts; it holds no secret. It lies beside this file.
function Get-Parameter {
    return (Get-Content -LiteralPath (Join-Path $PSScriptRoot 'goldpane.json') -Raw -Encoding UTF8 | ConvertFrom-Json)
}

# Says something to the host: `@goldpane NONCE JSON` on COM1, several times because others write there too.
function Send-Message {
    param(
        [Parameter(Mandatory = $true)][Collections.IDictionary]$Message,
        [int]$Times = 3
    )

    $line = '@goldpane {0} {1}' -f (Get-BootNonce), (ConvertTo-AsciiJson $Message)
    $port = Open-SerialPort
    try {
        for ($count = 0; $count -lt $Times; $count++) { $port.Write("$line`r`n") }
    }
    finally {
        $port.Dispose()
    }
}

# Tells the host a fact of this system, and the log too.
function Send-Fact {
    param(
        [Parameter(Mandatory = $true)][string]$Name,
        [Parameter(Mandatory = $true)][object]$Value
    )

    Write-Output "$Name = $Value"
    Send-Message ([ordered]@{ kind = 'fact'; name = $Name; value = $Value })
}

# Says why a script gives up, on COM1 and in the log. It never fails itself: the first problem is the one that matters.
function Send-Failure {
    param(
        [Parameter(Mandatory = $true)][string]$Where,
        [Parameter(Mandatory = $true)][AllowEmptyString()][string]$Text
    )

    Write-Output "${Where}: $Text"
    try {
        $short = $Text.Substring(0, [Math]::Min($Text.Length, 2000))
        Send-Message ([ordered]@{ kind = 'error'; where = $Where; text = $short })
    }
    catch {
        Write-Output "COM1 does not answer: $_"
    }
}

# One line of JSON in ASCII: neither the port nor the encodings of Windows PowerShell can be trusted with other letters.
function ConvertTo-AsciiJson {
    param([Parameter(Mandatory = $true)][Collections.IDictionary]$Value)

    $escape = { param($match) '\u{0:x4}' -f [int][char]$match.Value }
    return [regex]::Replace(($Value | ConvertTo-Json -Compress -Depth 8), '[^\x20-\x7e]', $escape)
}

# Only one program can have COM1 open: wait for the other one.
function Open-SerialPort {
    for ($try = 1; ; $try++) {
        $port = New-Object -TypeName System.IO.Ports.SerialPort -ArgumentList 'COM1', 115200
        $port.WriteTimeout = 5000
        try {
            $port.Open()
            return $port
        }
        catch {
            if ($try -ge 20) { throw }
            Start-Sleep -Milliseconds 250
        }
    }
}

# Runs a program to its end and gives its exit code. Throws when that is none of the accepted ones, or when the program
# is not done in time.
function Invoke-Program {
    param(
        [Parameter(Mandatory = $true)][string]$FilePath,
        [Parameter(Mandatory = $true)][string[]]$ArgumentList,
        [int[]]$AcceptExitCodes = @(0),
        [int]$TimeoutMinutes = 60
    )

    $process = Start-Process -FilePath $FilePath -ArgumentList $ArgumentList -PassThru -NoNewWindow
    # Windows PowerShell knows the exit code only of a process whose handle was asked for while it ran.
    $process.Handle | Out-Null
    if (-not $process.WaitForExit($TimeoutMinutes * 60000)) {
        $process.Kill()
        throw "$FilePath $ArgumentList did not end within $TimeoutMinutes minutes"
    }
    if ($AcceptExitCodes -notcontains $process.ExitCode) {
        throw "$FilePath $ArgumentList ended with exit code $($process.ExitCode)"
    }
    return $process.ExitCode
}

# Installs an MSI without questions: 0, or 3010 when Windows wants a restart.
function Install-Msi {
    param(
        [Parameter(Mandatory = $true)][string]$Path,
        [string[]]$Property = @()
    )

    return (Invoke-Program 'msiexec.exe' (@('/i', "`"$Path`"", '/qn', '/norestart') + $Property) -AcceptExitCodes 0, 3010)
}

# The one package of a step whose name fits: packages lie beside the step's script.
function Get-StepPackage {
    param(
        [Parameter(Mandatory = $true)][string]$StepRoot,
        [Parameter(Mandatory = $true)][string]$Filter
    )

    $found = @(Get-ChildItem -Path (Join-Path $StepRoot 'packages') -Filter $Filter -ErrorAction SilentlyContinue)
    if ($found.Count -ne 1) { throw "the step has $($found.Count) packages $Filter, one is needed" }
    return $found[0].FullName
}

# The service, or nothing.
function Get-ServiceOrNothing {
    param([Parameter(Mandatory = $true)][string]$Name)

    return (Get-Service -Name $Name -ErrorAction SilentlyContinue)
}

# Installs a step's package unless the service that it brings is there; gives its exit code, 0 or 3010.
function Install-ServicePackage {
    param(
        [Parameter(Mandatory = $true)][string]$Service,
        [Parameter(Mandatory = $true)][string]$StepRoot,
        [Parameter(Mandatory = $true)][string]$Filter,
        [string[]]$Property = @()
    )

    if (Get-ServiceOrNothing $Service) {
        Write-Host "the service $Service is there already"
        return 0
    }
    $exitCode = Install-Msi (Get-StepPackage $StepRoot $Filter) $Property
    if (-not (Get-ServiceOrNothing $Service)) { throw "$Filter left no service $Service" }
    return $exitCode
}

# Makes a service start with Windows and runs it now.
function Enable-Service {
    param([Parameter(Mandatory = $true)][string]$Name)

    if (-not (Get-ServiceOrNothing $Name)) { throw "there is no service $Name" }
    Set-Service -Name $Name -StartupType Automatic
    if ((Get-Service -Name $Name).Status -ne 'Running') { Start-Service -Name $Name }
    if ((Get-Service -Name $Name).Status -ne 'Running') { throw "the service $Name does not run" }
}

# Lets the network reach a port, whatever Windows thinks of that network.
function Open-FirewallPort {
    param(
        [Parameter(Mandatory = $true)][string]$Name,
        [Parameter(Mandatory = $true)][int]$Port
    )

    if (Get-NetFirewallRule -Name $Name -ErrorAction SilentlyContinue) { return }
    New-NetFirewallRule -Name $Name -DisplayName $Name -Direction Inbound -Protocol TCP -LocalPort $Port `
        -Action Allow -Profile Any | Out-Null
}

# Throws unless something listens on the port within a minute.
function Assert-Listening {
    param([Parameter(Mandatory = $true)][int]$Port)

    for ($try = 1; ; $try++) {
        if (Get-NetTCPConnection -LocalPort $Port -State Listen -ErrorAction SilentlyContinue) { return }
        if ($try -ge 30) { throw "nothing listens on port $Port" }
        Start-Sleep -Seconds 2
    }
}

# A registry value, or nothing where it is missing.
function Get-RegistryValue {
    param(
        [Parameter(Mandatory = $true)][string]$Key,
        [Parameter(Mandatory = $true)][string]$Name
    )

    $item = Get-ItemProperty -LiteralPath $Key -Name $Name -ErrorAction SilentlyContinue
    if ($item) { return $item.$Name }
}

# Sets a registry value and makes the key when it is missing.
function Set-RegistryValue {
    param(
        [Parameter(Mandatory = $true)][string]$Key,
        [Parameter(Mandatory = $true)][string]$Name,
        [Parameter(Mandatory = $true)][object]$Value,
        [string]$Type = 'DWord'
    )

    if (-not (Test-Path -LiteralPath $Key)) { New-Item -Path $Key -Force | Out-Null }
    New-ItemProperty -LiteralPath $Key -Name $Name -Value $Value -PropertyType $Type -Force | Out-Null
}

# True when Windows wants a restart before anything else is installed.
function Test-RebootPending {
    $windows = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
    return (Test-Path -LiteralPath "$windows\Component Based Servicing\RebootPending") -or
        (Test-Path -Path "$windows\Component Based Servicing\PackagesPending\*") -or
        (Test-Path -LiteralPath "$windows\WindowsUpdate\Auto Update\RebootRequired")
}

# What would stop sysprep half-way, or nothing: packages that one user has and that are not provisioned for all. Those that
# are part of Windows do not, nor do frameworks.
function Get-SysprepBlocker {
    $provisioned = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.DisplayName })
    $blockers = @(Get-AppxPackage -AllUsers | Where-Object {
            -not $_.IsFramework -and -not $_.NonRemovable -and $_.SignatureKind -ne 'System' -and
            $provisioned -notcontains $_.Name -and
            @($_.PackageUserInformation | Where-Object { "$($_.InstallState)" -like 'Installed*' }).Count -gt 0
        } | ForEach-Object { $_.PackageFullName } | Sort-Object)
    if ($blockers.Count -gt 0) {
        "sysprep would stop at packages that are installed for one user and not provisioned for all: $($blockers -join ', ')"
    }
}

# The license of Windows, or nothing where no product key is installed. The id is Windows' own among licensed products.
function Get-WindowsLicense {
    $filter = "ApplicationID='55c92734-d682-4d71-983e-d6ec3f16059f' AND PartialProductKey IS NOT NULL"
    return (Get-CimInstance -ClassName 'SoftwareLicensingProduct' -Filter $filter | Select-Object -First 1)
}

# Writes a JSON file in one stroke: who reads it sees all of it or none.
function Write-JsonFile {
    param(
        [Parameter(Mandatory = $true)][string]$Path,
        [Parameter(Mandatory = $true)][Collections.IDictionary]$Value
    )

    Set-Content -LiteralPath "$Path.partial" -Value (ConvertTo-AsciiJson $Value) -Encoding Ascii
    Move-Item -LiteralPath "$Path.partial" -Destination $Path -Force
}
