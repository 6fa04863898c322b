import { join } from 'node:path';
import type { MediumFile } from './medium-file.ts';

export { installMediumLabel } from '../../unattend/find-script-by-label.ts';

/** Scripts on the install medium, from `guest-scripts/windows`. */
export const installScripts = [
  'ErrorHandler.cmd',
  'bootstrap.ps1',
  'goldpane.ps1',
  'run-step.ps1',
  'specialize.ps1',
  'start-step.ps1',
  'step.ps1',
  'winpe.cmd',
] as const;

/** What lies beside them for a release whose guest has no PowerShell, from `guest-scripts/rehearsal/twins`. */
export const installTwins = [
  'bootstrap.sh',
  'goldpane.sh',
  'json.awk',
  'run-step.sh',
  'specialize.sh',
  'start-step.sh',
  'winpe.sh',
] as const;

/** A complete driver package: the INF with everything that it names, and nothing else. */
export type DriverPackage = {
  /** Name of its directory: `viostor`. */
  readonly name: string;
  readonly files: readonly MediumFile[];
};

/** What goes onto an install medium. */
export type InstallMediumParts = {
  readonly answerFile: string;
  /** Directory `guest-scripts` of the package. */
  readonly guestScripts: string;
  readonly withTwins: boolean;
  /** What scripts in the guest may know, see `guestParameters`; no secret. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Those of `setupDrivers` in `driver-list.ts`, each once. */
  readonly setupDrivers: readonly DriverPackage[];
  /** Those of `bootstrapDrivers` there. */
  readonly bootstrapDrivers: readonly DriverPackage[];
  /** Installer of the guest agent, an `.msi`. */
  readonly guestAgent?: MediumFile | undefined;
};

/**
 * Tree of the install medium. Setup finds `Autounattend.xml` at the root of any medium and loads every package below
 * `$WinPEDriver$`, so only what it needs lies there (docs: limitations-dollar-sign-winpedriver-dollar-sign).
 */
export function installMediumFiles(parts: InstallMediumParts): readonly MediumFile[] {
  const script = (directory: string, name: string): MediumFile => ({
    name: `goldpane/${name}`,
    content: { path: join(parts.guestScripts, directory, name) },
  });
  return [
    { name: 'Autounattend.xml', content: { bytes: parts.answerFile } },
    { name: 'goldpane/goldpane.json', content: { bytes: jsonText(parts.parameters) } },
    ...installScripts.map((name) => script('windows', name)),
    ...(parts.withTwins ? installTwins.map((name) => script('rehearsal/twins', name)) : []),
    ...parts.setupDrivers.flatMap((driver) => below('$WinPEDriver$', driver)),
    ...parts.bootstrapDrivers.flatMap((driver) => below('goldpane/drivers', driver)),
    ...(parts.guestAgent ? [{ ...parts.guestAgent, name: `goldpane/guest-agent/${parts.guestAgent.name}` }] : []),
  ];
}

function jsonText(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function below(directory: string, driver: DriverPackage): readonly MediumFile[] {
  return driver.files.map((file) => ({ ...file, name: `${directory}/${driver.name}/${file.name}` }));
}
