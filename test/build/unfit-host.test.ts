import { chmod, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noPrivateMounts, privateMounts } from '../helpers/private-mounts.ts';
import { type BuildBench, buildBench } from './build-bench.ts';
import { startGoldpane } from './goldpane.ts';

/** Boots other than the one that tries KVM. */
async function guestBoots(bench: BuildBench): Promise<number> {
  return (await bench.boots()).filter((call) => !call.some((word) => word.includes('probe-'))).length;
}

const noGuest = '/dev/kvm opens and answers, but KVM runs no guest, not even a program of ten instructions';
const otherHost =
  'Use a machine with hardware virtualisation; in a virtual machine, its host must offer nested virtualisation';

test.for([
  {
    scenario: 'kvm-internal-error',
    found: `${noGuest}: KVM internal error. Suberror: 1`,
    remedy: otherHost,
  },
  {
    scenario: 'kvm-msr',
    found: `${noGuest}: qemu-system-x86_64: error: failed to set MSR 0x10a to 0xa000000`,
    remedy: otherHost,
  },
  {
    scenario: 'kvm-no-access',
    found: 'QEMU failed: this user may not open /dev/kvm (Could not access KVM kernel module: Permission denied)',
    remedy: 'Add yourself to the group kvm (sudo usermod -aG kvm "$USER"), then log in again',
  },
])(
  'C6 a recipe that refuses emulation is not begun where KVM does not run guests: $scenario',
  async ({ scenario, found, remedy }) => {
    await using bench = await buildBench(scenario);

    const { error } = await bench.build();

    expect({ code: error?.code, exitCode: error?.exitCode, said: error?.message, hint: error?.hint }).toEqual({
      code: 'GP-HOST-KVM',
      exitCode: 3,
      said: expect.stringContaining(found),
      hint: `${remedy}; or accept 10 to 20 times the time with --accel tcg`,
    });
    expect(await guestBoots(bench)).toBe(0);
  },
);

test('a recipe that allows emulation goes on without KVM, and says so', async () => {
  await using bench = await buildBench('kvm-internal-error');
  await bench.writeRecipe({ emulation: 'allowed', layers: [] });

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  expect(events.find((event) => event.kind === 'plan.resolved')).toMatchObject({ accelerator: 'tcg' });
  expect(events.find((event) => event.kind === 'finding')).toMatchObject({
    finding: { id: 'GP-HOST-KVM', severity: 'info' },
  });
});

type BadMedium = {
  reason: string;
  code: string;
  exitCode: number;
  said: RegExp;
  spoil: (bench: BuildBench) => Promise<void>;
};

test.for<BadMedium>([
  {
    reason: 'too little disk for what the medium will become',
    code: 'GP-HOST-SPACE',
    exitCode: 3,
    said: /^Too little free disk space: the layers and the image may take \d+\.\d GiB at .*\/store, where [\d.]+ GiB are free$/,
    spoil: (bench) => bench.writeCatalogue({ medium: { sizeBytes: 10 ** 15 } }),
  },
  {
    reason: 'the medium is not there',
    code: 'GP-MEDIA-MISSING',
    exitCode: 2,
    said: /^testwin is not here, and cannot be fetched by a program$/,
    spoil: (bench) => bench.writeCatalogue({ medium: { sha256: 'ab'.repeat(32) } }),
  },
  {
    reason: 'A2 the medium was cut off',
    code: 'GP-MEDIA-HASH',
    exitCode: 1,
    said: /^testwin in the cache is damaged: it has SHA-256 [0-9a-f]{64}, and [0-9a-f]{64} is pinned$/,
    spoil: async (bench) => {
      await chmod(bench.medium, 0o644);
      await truncate(bench.medium, 100_000);
    },
  },
  {
    reason: 'B2 the medium does not hold the edition',
    code: 'GP-MEDIA-EDITION',
    exitCode: 2,
    said: /^demo cannot be installed from testwin: The installer has no edition Enterprise "Windows 11 Enterprise" for amd64; it has: 1 Rehearsal Home/,
    spoil: (bench) => bench.writeRecipe({ edition: 'Enterprise' }),
  },
  {
    reason: 'C10 the store cannot be made',
    code: 'GP-STORE-OPEN',
    exitCode: 3,
    said: /^The store cannot be written: .*\/demo\.yaml\/store/,
    spoil: async () => undefined,
  },
])('$reason: nothing is booted', async ({ reason, code, exitCode, said, spoil }) => {
  await using bench = await buildBench();
  await spoil(bench);

  const { error } = await bench.build(reason.startsWith('C10') ? { store: join(bench.recipe, 'store') } : {});

  expect({ code: error?.code, exitCode: error?.exitCode, said: error?.message }).toEqual({
    code,
    exitCode,
    said: expect.stringMatching(said),
  });
  expect(await guestBoots(bench)).toBe(0);
});

test.for(['qemu-system-x86_64', 'swtpm', 'xorriso'])(
  'C5 %s is not installed: it is named with its package',
  async (tool, { skip }) => {
    skip(privateMounts === undefined, noPrivateMounts);
    await using bench = await buildBench();
    await rm(join(bench.tools.directory, tool), { force: true });
    const hide = `for file in /usr/local/bin/${tool} /usr/bin/${tool}; do
      if [ -e $file ]; then mount --bind /dev/null $file; fi; done; exec "$@"`;

    const goldpane = startGoldpane(bench, [], [...(privateMounts ?? []), 'sh', '-c', hide, 'sh']);
    const { exitCode, stderr } = await goldpane.ended;

    expect({ exitCode, said: stderr.split('\n')[0] }).toEqual({
      exitCode: 3,
      said: expect.stringContaining(`GP-HOST-TOOL: The program ${tool} is not installed or not on PATH`),
    });
    expect(stderr).toMatch(/to do {4}(Install it: |sudo )\S+ .*\S/);
  },
);
