/** Volume label of the install medium. Guests find it by this label: drive letters differ from boot to boot. */
export const installMediumLabel = 'GOLDPANE';

// X: is Windows PE itself.
const letters = 'C D E F G H I J K L M N O P Q R S T U V W Y Z';

/**
 * Command for Windows PE that runs `script` (with backslashes) from the volume labelled `label`, and never fails.
 * `vol` says the label in every language somewhere in its first line, so the test is for a substring: cmd
 * replaces the label by nothing and compares. PowerShell, findstr and wmic do not exist there.
 */
export function peCommandByLabel(label: string, script: string): string {
  const read = `for /f "delims=" %v in ('vol %i:') do @set "v=%v"&if not "!v:${label}=!"=="!v!" call %i:\\${script}`;
  return `cmd.exe /v:on /c "(for %i in (${letters}) do @${read})&exit 0"`;
}

/**
 * Command for installed Windows that runs the PowerShell `script` from the volume labelled `label`, and never fails.
 * DriveInfo needs no service, so it works in the specialize pass too.
 */
export function windowsCommandByLabel(label: string, script: string): string {
  const find = `[IO.DriveInfo]::GetDrives()|?{$_.IsReady -and $_.VolumeLabel -eq '${label}'}`;
  return `powershell.exe -NoProfile -ExecutionPolicy Bypass -Command "${find}|foreach{try{& ($_.Name+'${script}')}catch{}};exit 0"`;
}
