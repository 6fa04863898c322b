import { execFile } from 'node:child_process';
import { chmod, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { hashFile } from '../../src/host/hash-file.ts';
import { checkBundle } from '../../src/store/check-bundle.ts';
import type { ImageEntry } from '../../src/store/images.ts';
import { storeWithVersions } from './scratch.ts';

const run = promisify(execFile);

async function published(): Promise<ImageEntry> {
  const [entry] = (await storeWithVersions(1)).entries;
  if (!entry) throw new Error('nothing was published');
  return entry;
}

/** Writes a byte over another one. */
async function spoil(path: string, position: number): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.write(Buffer.from([0x5a]), 0, 1, position);
  await handle.close();
}

/** The entry as if its manifest named the disk as it is now: what remains are the checks of the disk itself. */
async function withDiskAsIs(entry: ImageEntry): Promise<ImageEntry> {
  const sha256 = await hashFile(entry.files.disk);
  const sizeBytes = (await readFile(entry.files.disk)).byteLength;
  const files = entry.manifest.files.map((file) =>
    file.name === 'disk-baseline.qcow2' ? { ...file, sha256, sizeBytes } : file,
  );
  return { ...entry, manifest: { ...entry.manifest, files } };
}

type Damage = {
  readonly reason: string;
  readonly damage: (entry: ImageEntry) => Promise<unknown>;
  readonly found: readonly (readonly [string, string, string])[];
};

test.for<Damage>([
  {
    reason: 'nothing is wrong',
    damage: async () => {},
    found: [],
  },
  {
    reason: 'one byte of the variables changed',
    damage: (entry) => spoil(entry.files.uefiVars, 3),
    found: [['GP-STORE-DAMAGED', 'uefi-vars.fd', 'SHA-256 is']],
  },
  {
    reason: 'G2 the TPM state is gone',
    damage: (entry) => rm(join(entry.files.tpm, 'tpm2-00.permall')),
    found: [['GP-STORE-DAMAGED', 'tpm/tpm2-00.permall', 'The file is missing']],
  },
  {
    reason: 'the variables were cut short',
    damage: (entry) => writeFile(entry.files.uefiVars, 'x'),
    found: [['GP-STORE-DAMAGED', 'uefi-vars.fd', 'The file has 1 bytes, the manifest says 18']],
  },
  {
    reason: 'G1 the manifest never named variables and TPM',
    damage: async (entry) => ({ ...entry, manifest: { ...entry.manifest, files: entry.manifest.files.slice(0, 1) } }),
    found: [
      ['GP-IMAGE-BAD', '', 'The manifest names no UEFI variables'],
      ['GP-IMAGE-BAD', '', 'The manifest names no TPM state'],
      ['GP-IMAGE-BAD', 'tpm/tpm2-00.permall', 'The manifest does not name this file'],
      ['GP-IMAGE-BAD', 'uefi-vars.fd', 'The manifest does not name this file'],
    ],
  },
  {
    reason: 'the disk has lost its snapshot',
    damage: async (entry) => {
      await run('qemu-img', ['snapshot', '-d', 'baseline', entry.files.disk]);
      return await withDiskAsIs(entry);
    },
    found: [['GP-IMAGE-BAD', 'disk-baseline.qcow2', 'No snapshot baseline']],
  },
  {
    reason: 'the disk is an overlay',
    damage: async (entry) => {
      const base = join(entry.directory, '../base.qcow2');
      await run('qemu-img', ['create', '-f', 'qcow2', base, '1G']);
      await rm(entry.files.disk);
      await run('qemu-img', ['create', '-f', 'qcow2', '-b', base, '-F', 'qcow2', entry.files.disk]);
      await chmod(entry.files.disk, 0o444);
      return await withDiskAsIs(entry);
    },
    found: [['GP-IMAGE-BAD', 'disk-baseline.qcow2', 'The disk stands on']],
  },
  {
    reason: 'the disk is raw',
    damage: async (entry) => {
      await writeFile(entry.files.disk, 'no header');
      return await withDiskAsIs(entry);
    },
    found: [['GP-IMAGE-BAD', 'disk-baseline.qcow2', 'The disk is raw, not qcow2']],
  },
  {
    reason: 'the disk’s reference counts are wrong',
    damage: async (entry) => {
      await spoil(entry.files.disk, 65536 * 2 + 1);
      return await withDiskAsIs(entry);
    },
    found: [['GP-IMAGE-BAD', 'disk-baseline.qcow2', 'qemu-img check found']],
  },
  {
    reason: 'G5 a file can be written',
    damage: (entry) => chmod(entry.files.disk, 0o644),
    found: [['GP-IMAGE-BAD', 'disk-baseline.qcow2', 'It can be written']],
  },
])('checkBundle(): $reason', async ({ damage, found }) => {
  const entry = await published();

  const changed = ((await damage(entry)) ?? entry) as ImageEntry;

  expect((await checkBundle(changed)).map(({ id, where, found }) => [id, where, found])).toEqual(
    found.map(([id, name, text]) => [id, join(entry.directory, name), expect.stringContaining(text)]),
  );
});

test('checkBundle() reports how far it is and ends with its signal', async () => {
  const entry = await published();
  const controller = new AbortController();
  const seen: number[] = [];

  await checkBundle(entry, { onProgress: (done) => seen.push(done) });
  controller.abort();

  expect(seen.at(-1)).toBe(entry.sizeBytes);
  await expect(checkBundle(entry, { signal: controller.signal })).rejects.toMatchObject({ code: 'GP-CANCELLED' });
});
