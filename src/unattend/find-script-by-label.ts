/** Volume label of the install medium. Guests find it by this label: drive letters differ from boot to boot. */
export const installMediumLabel = 'GOLDPANE';

// X: is Windows PE itself.
const letters = 'C D E F G H I J K L M N O P Q R S T U V W Y Z';

/**
 * Command for Windows PE that runs `script` (with backslashes) from the volume labelled `label`, and never fails.
 * PowerShell, findstr and wmic do not exist there. `vol` says the label somewhere in its first line, in some languages
 * with a full stop right after it, so the line is searched for it; a volume without the script is not asked at all.
 * The script has a cmd of its own: its `exit` is not the end of this one.
 */
export function peCommandByLabel(label: string, script: string): string {
  const isLabelled = `for /f %v in ('vol %i:^|find "${label}"') do`;
  const run = `@if exist %i:\\${script} ${isLabelled} @cmd /c %i:\\${script}`;
  return `cmd.exe /c "(for %i in (${letters}) do ${run})&exit 0"`;
}

/**
 * Command for installed Windows that runs the PowerShell `script` from the volume labelled `label`, and never fails.
 * DriveInfo needs no service, so it works in the specialize pass too.
 */
export function windowsCommandByLabel(label: string, script: string): string {
  const find = `[IO.DriveInfo]::GetDrives()|?{$_.IsReady -and $_.VolumeLabel -eq '${label}'}`;
  return `powershell.exe -NoProfile -ExecutionPolicy Bypass -Command "${find}|foreach{try{& ($_.Name+'${script}')}catch{}};exit 0"`;
}
