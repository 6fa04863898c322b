import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a fake firmware differs from a good one. */
export type FakeFirmwareOptions = {
  /** Name of the descriptor's file. */
  readonly name?: string;
  readonly features?: readonly string[];
  readonly machines?: readonly string[];
  readonly mode?: string;
  readonly codeBytes?: number;
  readonly varsBytes?: number;
  readonly certificates?: readonly string[];
  readonly format?: 'raw' | 'qcow2';
};

/** Writes a firmware descriptor and its two files into `directory`, as Debian's package lays them out. */
export async function fakeFirmware(directory: string, options: FakeFirmwareOptions = {}): Promise<void> {
  const { name = '40-secure.json', features = ['secure-boot', 'requires-smm', 'enrolled-keys'] } = options;
  const { certificates = ['Microsoft Windows Production PCA 2011'], machines = ['pc-q35-*'], mode } = options;
  const { codeBytes = 3_653_632, varsBytes = 540_672, format = 'raw' } = options;
  await mkdir(directory, { recursive: true });
  const [code, vars] = [join(directory, `${name}.code.fd`), join(directory, `${name}.vars.fd`)];
  await writeFlash(code, 'fake firmware code', codeBytes, format);
  await writeFlash(vars, `fake firmware variables\n${certificates.join('\n')}\n`, varsBytes, format);
  const descriptor = {
    description: 'fake',
    'interface-types': ['uefi'],
    mapping: {
      device: 'flash',
      ...(mode ? { mode } : {}),
      executable: { filename: code, format },
      'nvram-template': { filename: vars, format },
    },
    targets: [{ architecture: 'x86_64', machines }],
    features,
    tags: [],
  };
  await writeFile(join(directory, name), JSON.stringify(descriptor));
}

/** A qcow2 says the size of the flash at byte 24, and holds it somewhere behind. */
async function writeFlash(path: string, text: string, sizeBytes: number, format: 'raw' | 'qcow2'): Promise<void> {
  if (format === 'raw') {
    await writeFile(path, text);
    await truncate(path, sizeBytes);
    return;
  }
  const header = Buffer.alloc(512, 0);
  header.write('QFI\xfb', 'latin1');
  header.writeBigUInt64BE(BigInt(sizeBytes), 24);
  await writeFile(path, Buffer.concat([header, Buffer.from(text)]));
}
