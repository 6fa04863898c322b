import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, cp, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { hashFile } from '../../src/host/hash-file.ts';
import { cloneImage, resetClone } from '../../src/store/clone.ts';
import type { StateFiles } from '../../src/store/layout.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type BuiltRehearsal, buildMs, outlineOf, rehearsalBuild } from '../helpers/rehearsal-build.ts';
import { bootClone } from '../helpers/rehearsal-clone.ts';
import { goldpane } from '../helpers/rehearsal-command.ts';

const directory = inject('e2eDirectory');
let built: BuiltRehearsal;
beforeAll(async () => {
  built = await rehearsalBuild();
}, buildMs);

describe('check image', () => {
  test('boots a throw-away overlay and finds nothing wrong', async () => {
    const checked = await goldpane('check', 'image', 'rehearsal', '--json', '--store', built.store);

    expect(checked.exitCode).toBe(0);
    expect(checked.events.filter(({ kind }) => kind === 'finding')).toEqual([]);
    expect(outlineOf(checked.events)).toEqual(['check boot 1']);
    expect(gateResults(built.image.directory).at(-1)).toMatchObject({
      passed: true,
      booted: true,
      facts: { secureBoot: true, tpm: '2.0' },
    });
  });

  test('names a file with one flipped byte', async () => {
    const copy = join(directory, 'flipped');
    for (const name of ['store.json', 'images', 'names'])
      await cp(join(built.store, name), join(copy, name), { recursive: true });
    const disk = join(copy, 'images/rehearsal', built.image.version, 'disk-baseline.qcow2');
    await flipByte(disk, statSync(disk).size - 5000);

    const checked = await goldpane('check', 'image', 'rehearsal', '--json', '--store', copy);

    expect(checked.exitCode).toBe(1);
    const findings = checked.events.flatMap((event) => (event.kind === 'finding' ? [event.finding] : []));
    expect(findings).toEqual([expect.objectContaining({ id: 'GP-STORE-DAMAGED', where: disk })]);
    expect(outlineOf(checked.events)).toEqual([]);
  });
});

test('a clone boots, keeps what its guest writes, and is as new after a reset', async () => {
  const clone = await cloneImage(await openStore(built.store), 'rehearsal', join(directory, 'clone'));
  const fresh = await stateOf(clone.files);
  const note = 'C:/Users/note.txt';

  await using boot = await bootClone(clone, built.image);
  await boot.agent.writeFile(note, 'a guest was here', { timeoutMs: 120_000 });
  const { stdout } = await boot.agent.exec('hostname', []);
  await boot.agent.shutdown('powerdown');
  const end = await boot.ended;
  const used = await stateOf(clone.files);
  const reset = await resetClone(clone.directory);

  expect(stdout.trim()).not.toBe('');
  expect(end).toEqual({ reason: 'shutdown', exitCode: 0, signal: null });
  expect(used).not.toEqual(fresh);
  expect(await stateOf(reset.files)).toEqual(fresh);
  expect(existsSync(clone.files.disk)).toBe(false);
});

async function flipByte(path: string, position: number): Promise<void> {
  await chmod(path, 0o644);
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, position);
  await file.close();
  await chmod(path, 0o444);
}

/** What a guest changes: digests of its disk, its variables and its TPM's files. */
async function stateOf({ disk, uefiVars, tpm }: StateFiles): Promise<readonly string[]> {
  const tpmFiles = (await readdir(tpm)).filter((name) => !name.startsWith('.')).map((name) => join(tpm, name));
  return await Promise.all([disk, uefiVars, ...tpmFiles].map((path) => hashFile(path)));
}

function gateResults(bundle: string): readonly unknown[] {
  const lines = readFileSync(`${bundle}.beside/gate.jsonl`, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}
