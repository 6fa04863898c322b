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
};

/** Writes a firmware descriptor and its two files into `directory`, as Debian's package lays them out. */
export async function fakeFirmware(directory: string, options: FakeFirmwareOptions = {}): Promise<void> {
  const { name = '40-secure.json', features = ['secure-boot', 'requires-smm', 'enrolled-keys'] } = options;
  const { certificates = ['Microsoft Windows Production PCA 2011'], machines = ['pc-q35-*'], mode } = options;
  await mkdir(directory, { recursive: true });
  const [code, vars] = [join(directory, `${name}.code.fd`), join(directory, `${name}.vars.fd`)];
  await writeFile(code, 'fake firmware code');
  await truncate(code, options.codeBytes ?? 3_653_632);
  await writeFile(vars, `fake firmware variables\n${certificates.join('\n')}\n`);
  await truncate(vars, options.varsBytes ?? 540_672);
  const descriptor = {
    description: 'fake',
    'interface-types': ['uefi'],
    mapping: {
      device: 'flash',
      ...(mode ? { mode } : {}),
      executable: { filename: code, format: 'raw' },
      'nvram-template': { filename: vars, format: 'raw' },
    },
    targets: [{ architecture: 'x86_64', machines }],
    features,
    tags: [],
  };
  await writeFile(join(directory, name), JSON.stringify(descriptor));
}
