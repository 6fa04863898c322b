import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { connectUnix } from '../../src/host/socket.ts';
import { createTpmState, startSwtpm } from '../../src/machine/swtpm.ts';
import { fakePath } from '../helpers/fake-path.ts';

const tools = [
  { name: 'the real swtpm', real: ['swtpm', 'swtpm_setup'] },
  { name: 'the fake one', real: [] },
];

const test = base.extend<{ directory: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants a pattern
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'swtpm-'));
    await use(directory);
    await rm(directory, { recursive: true, force: true });
  },
});

test.for(tools)('$name starts on a new state, survives a knock, and ends', async ({ real }, { directory }) => {
  await using _tools = await fakePath({}, real);
  const [state, socket] = [join(directory, 'tpm'), join(directory, 's')];

  await createTpmState(state);
  const before = await readFile(join(state, 'tpm2-00.permall'));
  await createTpmState(state);
  await using swtpm = await startSwtpm(state, socket);
  (await connectUnix(socket)).close();
  const isRunning = await Promise.race([swtpm.exited.then(() => false), Promise.resolve(true)]);
  await swtpm.settle(0);

  expect(isRunning).toBe(true);
  expect((await stat(state)).mode & 0o777).toBe(0o700);
  if (real.length > 0) expect(await readFile(join(state, 'tpm2-00.permall'))).toEqual(before);
  expect(await readdir(state)).toContain('tpm2-00.permall');
});

test('startSwtpm() refuses a path that swtpm would cut at its comma', async ({ directory }) => {
  await using tools = await fakePath({});

  await expect(startSwtpm(join(directory, 'a,mode=0777'), join(directory, 's'))).rejects.toMatchObject({
    code: 'GP-MACHINE-TPM',
  });
  expect(await tools.calls()).toEqual([]);
});
