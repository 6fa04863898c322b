import { join } from 'node:path';
import { digestOfBytes } from '../base/canonical-json.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Firmware, FirmwareFile } from '../base/host-profile.ts';
import { readBytes } from '../host/byte-files.ts';
import { environment } from '../host/environment.ts';
import { listDirectory, readText } from '../host/files.ts';
import {
  type DescriptorFile,
  effectiveDescriptors,
  type FirmwareDescriptor,
  judgeDescriptor,
} from './firmware-descriptors.ts';

/** What decides the choice of firmware. */
export type FirmwareQuery = {
  /** Resolved machine type such as `pc-q35-7.2`. */
  readonly machineType: string;
  /** From general to specific; where QEMU looks when absent. */
  readonly directories?: readonly string[];
};

/**
 * Where QEMU looks for firmware descriptors, from general to specific. Source: qemu docs/interop/firmware.json
 */
function firmwareDirectories(): readonly string[] {
  const home = environment('HOME');
  const config = environment('XDG_CONFIG_HOME') ?? (home ? join(home, '.config') : undefined);
  const own = config?.startsWith('/') ? [join(config, 'qemu/firmware')] : [];
  return ['/usr/share/qemu/firmware', '/etc/qemu/firmware', ...own];
}

/**
 * The UEFI firmware with Secure Boot and Microsoft's keys that this host offers: the first descriptor that fits and
 * whose files are there. Throws `GP-HOST-FIRMWARE`, which lists the places searched and why each candidate was not
 * taken.
 */
export async function findFirmware(query: FirmwareQuery): Promise<Firmware> {
  const directories = query.directories ?? firmwareDirectories();
  const refused: string[] = [];
  for (const file of effectiveDescriptors(await Promise.all(directories.map(readDescriptors)))) {
    const firmware = await tryDescriptor(file, query);
    if (typeof firmware !== 'string') return firmware;
    refused.push(`${file.path} ${firmware}`);
  }
  const found = refused.length > 0 ? `; found: ${refused.join('; ')}` : '; none there';
  const searched = `looked for QEMU firmware descriptors in ${directories.join(', ')}${found}`;
  throw new GoldpaneError('GP-HOST-FIRMWARE', `No UEFI firmware with Secure Boot and enrolled keys: ${searched}`, {
    hint: 'Install the package with it: ovmf (Debian, Ubuntu), edk2-ovmf (Fedora), qemu-ovmf-x86_64 (openSUSE)',
  });
}

/** The firmware, or why it is not taken. */
async function tryDescriptor(file: DescriptorFile, query: FirmwareQuery): Promise<Firmware | string> {
  const verdict = judgeDescriptor(file.text, query.machineType);
  if (!verdict.fits) return verdict.why;
  const firmware = await readFirmware(file.path, verdict.descriptor).catch((error: NodeJS.ErrnoException) =>
    error.code === undefined ? Promise.reject(error) : `names a file that cannot be read (${error.message})`,
  );
  if (typeof firmware === 'string') return firmware;
  return sizeMisfit(firmware) ?? firmware;
}

/** Code and variables of different flash sizes hang without a word. Sizes: edk2 OvmfPkg/OvmfPkgDefines.fdf.inc */
function sizeMisfit({ code, vars }: Firmware): string | undefined {
  if ((code.sizeBytes === 1_966_080) === (vars.sizeBytes === 131_072)) return undefined;
  return `pairs code of ${code.sizeBytes} bytes with variables of ${vars.sizeBytes}, which would hang`;
}

async function readDescriptors(directory: string): Promise<DescriptorFile[]> {
  const names = (await listDirectory(directory)).filter((name) => name.endsWith('.json'));
  return await Promise.all(
    names.map(async (name) => ({ name, path: join(directory, name), text: await readText(join(directory, name)) })),
  );
}

async function readFirmware(path: string, { mapping }: FirmwareDescriptor): Promise<Firmware> {
  const [code, vars] = [mapping.executable, mapping['nvram-template']];
  const [codeBytes, varsBytes] = await Promise.all([readBytes(code.filename), readBytes(vars.filename)]);
  const certificates = certificatesIn(varsBytes);
  return { descriptor: path, code: flashFile(code, codeBytes), vars: flashFile(vars, varsBytes), certificates };
}

/** `sizeBytes` is that of the flash: a qcow2 says it at byte 24. Source: qemu docs/interop/qcow2.txt */
function flashFile({ filename, format }: FirmwareDescriptor['mapping']['executable'], bytes: Buffer): FirmwareFile {
  const sizeBytes = format === 'raw' ? bytes.length : Number(bytes.readBigUInt64BE(24));
  return { path: filename, format, sizeBytes, sha256: digestOfBytes(bytes) };
}

const certificateNames = [
  { generation: 'microsoft-2011', name: 'Microsoft Windows Production PCA 2011' },
  { generation: 'microsoft-2023', name: 'Windows UEFI CA 2023' },
] as const;

/** Generations of Microsoft's certificates in a variable store. */
export function certificatesIn(template: Buffer): Firmware['certificates'] {
  return certificateNames.filter(({ name }) => namesAuthority(template, name)).map(({ generation }) => generation);
}

/**
 * Whether a variable store names an authority. The names stand in the certificates as ASCII or as UTF-16, whatever
 * their maker chose; a template is never compressed. That a name stands among what is revoked cannot be told.
 */
export function namesAuthority(template: Buffer, name: string): boolean {
  return template.includes(name, 0, 'latin1') || template.includes(Buffer.from(name, 'utf16le'));
}
