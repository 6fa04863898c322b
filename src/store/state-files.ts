import { basename, join } from 'node:path';
import { copySmallFile, filesBelow } from '../host/file-operations.ts';
import { listDirectory, makeDirectory } from '../host/files.ts';
import type { StateFiles } from './layout.ts';

/** swtpm's own lock in its state directory: it belongs to a process, not to the TPM. */
const tpmLock = '.lock';

/** Private copies of UEFI variables and TPM state: writable by us alone, whatever the source was. */
export async function copyFirmwareState(from: StateFiles, to: StateFiles, mode = 0o600): Promise<void> {
  await copySmallFile(from.uefiVars, to.uefiVars, mode);
  await copyTpm(from.tpm, to.tpm, mode);
}

async function tpmStateFiles(tpm: string): Promise<string[]> {
  if ((await listDirectory(tpm)).length === 0) return [];
  return (await filesBelow(tpm)).filter((name) => basename(name) !== tpmLock);
}

async function copyTpm(from: string, to: string, mode: number): Promise<void> {
  await makeDirectory(to, 0o700);
  // swtpm keeps its files flat in the directory: tpm2-00.permall and, after a suspend, tpm2-00.volatilestate.
  for (const name of await tpmStateFiles(from)) await copySmallFile(join(from, name), join(to, name), mode);
}
