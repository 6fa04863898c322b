import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostProfile, provenEmulation } from '../../src/preflight/host-profile.ts';
import { fakeFirmware } from '../helpers/fake-firmware.ts';
import { type FakeTools, fakePath } from '../helpers/fake-path.ts';

/** A host with firmware, and homes of its own. */
async function host(scenario: string | object): Promise<AsyncDisposable & { directory: string; tools: FakeTools }> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'gp-'));
  for (const kind of ['CONFIG', 'CACHE']) vi.stubEnv(`XDG_${kind}_HOME`, join(directory, kind));
  vi.stubEnv('XDG_RUNTIME_DIR', directory);
  await fakeFirmware(join(directory, 'CONFIG/qemu/firmware'), { name: '00-fake.json' });
  // biome-ignore lint/nursery/useDisposables: the host takes them over
  const tools = await fakePath(scenario, ['qemu-img']);
  const dispose = async () => {
    await tools[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
  return { directory, tools, [Symbol.asyncDispose]: dispose };
}

/** How often QEMU was asked or booted. */
async function starts(tools: FakeTools): Promise<number> {
  return (await tools.calls()).filter(([name]) => name === 'qemu-system-x86_64').length;
}

test('the profile of a host on which KVM works; a second look starts nothing', async () => {
  await using here = await host({});

  const profile = await hostProfile();

  expect(profile).toEqual({
    qemu: { path: join(here.tools.directory, 'qemu-system-x86_64'), version: '7.2.22' },
    machineType: 'pc-q35-7.2',
    firmware: {
      descriptor: `${here.directory}/CONFIG/qemu/firmware/00-fake.json`,
      code: expect.objectContaining({ format: 'raw', sizeBytes: 3_653_632 }),
      vars: expect.objectContaining({ format: 'raw', sizeBytes: 540_672 }),
      certificates: ['microsoft-2011'],
    },
    // What it runs without is a matter of this host's processor.
    accelerators: { kvm: expect.objectContaining({ usable: true }) },
    cpus: expect.any(Number),
    memoryMib: expect.any(Number),
    passt: join(here.tools.directory, 'passt'),
  });
  expect(await starts(here.tools)).toBe(3);
  expect(await hostProfile()).toEqual(profile);
  expect(await starts(here.tools)).toBe(3);
});

test('C6 a KVM that opens and does not run is told with its remedy, and remembered', async () => {
  await using here = await host('kvm-internal-error');

  const { accelerators } = await hostProfile();

  expect(accelerators.kvm).toMatchObject({
    usable: false,
    found: expect.stringMatching(/runs no guest, .*: KVM internal error\. Suberror: 1$/),
    remedy: expect.stringContaining('hardware virtualisation'),
  });
  await here.tools.play({});
  expect((await hostProfile()).accelerators).toEqual(accelerators);
});

test.for([
  {
    scenario: 'kvm-internal-error',
    next: { cpus: 8, memoryMib: 8192 },
    isTried: false,
    reason: 'a larger one fails, too',
  },
  { scenario: 'kvm-internal-error', next: { cpus: 1, memoryMib: 512 }, isTried: true, reason: 'a smaller one may run' },
  { scenario: 'install-ok', next: { cpus: 1, memoryMib: 512 }, isTried: false, reason: 'a smaller one runs, too' },
  { scenario: 'install-ok', next: { cpus: 2, memoryMib: 8192 }, isTried: true, reason: 'a larger one may fail' },
])('after a try of one machine: $reason', async ({ scenario, next, isTried }) => {
  await using here = await host(scenario);
  await hostProfile({ size: { cpus: 2, memoryMib: 2048 } });
  const before = await starts(here.tools);

  await hostProfile({ size: next });

  expect((await starts(here.tools)) > before).toBe(isTried);
});

test('emulation is tried once', async () => {
  await using here = await host('kvm-internal-error');
  const profile = await hostProfile();
  let tries = 0;
  const onTrying = () => {
    tries += 1;
  };

  await here.tools.play({});
  const first = await provenEmulation(profile, { onTrying });
  const second = await provenEmulation(profile, { onTrying });

  expect({ tries, isSame: first === second }).toEqual({ tries: 1, isSame: true });
  expect((await hostProfile()).accelerators).toEqual(profile.accelerators);
});

test('what need not be KVM is not remembered', async () => {
  await using here = await host('dies-at-once');

  expect((await hostProfile()).accelerators.kvm).toMatchObject({ usable: false });
  await here.tools.play({});
  expect((await hostProfile()).accelerators.kvm).toMatchObject({ usable: true });
});

test.for([
  {
    reason: 'another QEMU',
    change: async ({ tools }: { tools: FakeTools }) => {
      const qemu = join(tools.directory, 'qemu-system-x86_64');
      const text = await readFile(qemu, 'utf8');
      await rm(qemu);
      await writeFile(qemu, text.replace('"../', `"${join(import.meta.dirname, '../fake-tools')}/`), { mode: 0o755 });
    },
  },
  {
    reason: 'another firmware',
    change: async ({ directory }: { directory: string }) => {
      const code = join(directory, 'CONFIG/qemu/firmware/00-fake.json.code.fd');
      const bytes = await readFile(code);
      await writeFile(code, bytes.fill(1, 0, 1));
    },
  },
  {
    reason: 'a file that is no record of ours',
    change: ({ directory }: { directory: string }) => writeFile(join(directory, 'CACHE/goldpane/host-probe.json'), '{'),
  },
])('KVM is tried again after $reason', async ({ change }) => {
  await using here = await host('kvm-internal-error');
  expect((await hostProfile()).accelerators.kvm).toMatchObject({ usable: false });

  await here.tools.play({});
  await change(here);

  expect((await hostProfile()).accelerators.kvm).toMatchObject({ usable: true });
});

test('a QEMU without the machine type q35 is refused', async () => {
  await using here = await host({});
  await mkdir(join(here.directory, 'bin'));
  const qemu = join(here.directory, 'bin/qemu-system-x86_64');
  await writeFile(qemu, '#!/bin/sh\necho QEMU emulator version 7.2.0\n', { mode: 0o755 });
  vi.stubEnv('PATH', `${here.directory}/bin:${here.tools.path}`);

  await expect(hostProfile()).rejects.toMatchObject({
    code: 'GP-HOST-TOOL',
    message: `${qemu} has no machine type q35`,
  });
});
