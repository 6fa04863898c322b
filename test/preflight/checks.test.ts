import { expect, test } from 'vitest';
import { mountOf } from '../../src/host/file-system-facts.ts';
import { checkClock } from '../../src/preflight/checks/clock.ts';
import { checkLibvirt } from '../../src/preflight/checks/libvirt.ts';
import { checkMemory } from '../../src/preflight/checks/memory.ts';
import { checkPassthrough, type PassthroughFacts } from '../../src/preflight/checks/passthrough.ts';
import { parseDomainAbilities } from '../../src/preflight/facts/libvirt-facts.ts';
import { memoryFacts } from '../../src/preflight/facts/memory-facts.ts';
import { parseQuota } from '../../src/preflight/facts/store-facts.ts';
import type { HostCheck } from '../../src/preflight/host-check.ts';
import { windowsNeeds } from '../../src/preflight/host-needs.ts';

const needs = windowsNeeds();
const outcomes = (checks: readonly HostCheck[]) => checks.map(({ name, outcome }) => `${name}: ${outcome}`);

const good = { totalMib: 32_768, availableMib: 16_384, swapMib: 4096 };

test.for([
  { reason: 'enough', facts: good, outcome: 'pass' },
  { reason: 'free memory counts, not what is built in', facts: { ...good, availableMib: 4000 }, outcome: 'fail' },
  { reason: 'just the guest fits', facts: { ...good, availableMib: 4500 }, outcome: 'warn' },
  { reason: 'the limit of a container counts', facts: { ...good, limitMib: 2048 }, outcome: 'fail' },
  { reason: 'a limit above what is free is none', facts: { ...good, limitMib: 99_999 }, outcome: 'pass' },
  {
    reason: 'most of the memory and no swap',
    facts: { totalMib: 6000, availableMib: 5500, swapMib: 0 },
    outcome: 'warn',
  },
])('memory: $reason', ({ facts, outcome }) => {
  expect(checkMemory(facts, needs)).toMatchObject([{ name: 'memory', outcome }]);
});

const meminfo = 'MemTotal: 8388608 kB\nMemAvailable:    4194304 kB\nSwapTotal:       0 kB\n';
const gib = 2 ** 30;

test.for([
  {
    reason: 'the tightest of all groups above counts, without its page cache',
    files: {
      '/proc/self/cgroup': '0::/outer/inner\n',
      '/sys/fs/cgroup/outer/memory.max': `${3 * gib}\n`,
      '/sys/fs/cgroup/outer/memory.current': `${2 * gib}\n`,
      '/sys/fs/cgroup/outer/memory.stat': `anon 5\ninactive_file ${gib}\n`,
      '/sys/fs/cgroup/outer/inner/memory.max': 'max\n',
      '/sys/fs/cgroup/outer/inner/memory.current': '7\n',
    },
    limit: { limitMib: 2048 },
  },
  {
    reason: 'control groups of the first kind',
    files: {
      '/proc/self/cgroup': '4:cpu,memory:/box\n0::/\n',
      '/sys/fs/cgroup/memory/box/memory.limit_in_bytes': `${gib}\n`,
      '/sys/fs/cgroup/memory/box/memory.usage_in_bytes': '0\n',
    },
    limit: { limitMib: 1024 },
  },
  {
    reason: 'a limit of the first kind that is none',
    files: {
      '/proc/self/cgroup': '4:memory:/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '0\n',
    },
    limit: {},
  },
])('memoryFacts(): $reason', async ({ files, limit }) => {
  const texts: Readonly<Record<string, string | undefined>> = { '/proc/meminfo': meminfo, ...files };

  const facts = await memoryFacts(async (path) => texts[path]);

  expect(facts).toEqual({ totalMib: 8192, availableMib: 4096, swapMib: 0, ...limit });
});

test.for([
  { reason: 'a hard limit, in KiB', row: '/dev/sda2 1000000 0 5000000 0 12 0 0 0', left: 4_000_000 * 1024 },
  { reason: 'a soft one', row: '/dev/sda2 1000* 5000 0 0 12 0 0 0', left: 4000 * 1024 },
  { reason: 'none', row: '/dev/sda2 1000 0 0 0 12 0 0 0', left: undefined },
  { reason: 'another device', row: '/dev/sdb1 1000 0 5000 0 12 0 0 0', left: undefined },
])('parseQuota(): $reason', ({ row, left }) => {
  const head = 'Disk quotas for user ada (uid 1000):\n     Filesystem  blocks   quota   limit   grace   files\n';

  expect(parseQuota(`${head}     ${row}\n`, '/dev/sda2')).toBe(left);
});

test.for([
  { path: '/home/ada/store', kind: 'btrfs' },
  { path: '/homework', kind: 'ext4' },
  { path: '/mnt/my disk/store', kind: 'xfs' },
])('$path lies on $kind', ({ path, kind }) => {
  const mounts = [
    '26 25 0:40 /@home /home rw - btrfs /dev/sda3 rw',
    '25 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw',
    '27 25 8:9 / /mnt/my\\040disk rw - xfs /dev/sdb1 rw',
  ].join('\n');

  expect(mountOf(path, mounts).kind).toBe(kind);
});

test.for([
  { reason: 'synchronised', facts: { now: '2026-12-01T00:00:00Z', isSynchronised: true }, outcome: 'pass' },
  { reason: 'nobody knows', facts: { now: '2026-12-01T00:00:00Z' }, outcome: 'pass' },
  { reason: 'not synchronised', facts: { now: '2026-12-01T00:00:00Z', isSynchronised: false }, outcome: 'warn' },
  { reason: 'before goldpane was written', facts: { now: '2019-01-01T00:00:00Z' }, outcome: 'warn' },
])('clock: $reason', ({ facts, outcome }) => {
  expect(checkClock(facts)).toMatchObject([{ outcome }]);
});

const libvirt = {
  uri: 'qemu:///system',
  network: 'active',
  pools: ['default'],
  domain: { uefi: true, secureBoot: true, tpm: true },
} as const;

test.for([
  { reason: 'everything is there', facts: libvirt, flaws: [] },
  {
    reason: 'no daemon',
    facts: { uri: 'qemu:///system', problem: 'Failed to connect socket', user: 'ada' },
    flaws: ['libvirt: fail'],
  },
  {
    reason: 'nothing was set up',
    facts: { ...libvirt, network: 'inactive', pools: [] } as const,
    flaws: ['libvirt network: warn', 'libvirt storage: warn'],
  },
  {
    reason: 'installed before swtpm',
    facts: { ...libvirt, domain: { uefi: true, secureBoot: false, tpm: false } },
    flaws: ['libvirt guests: fail'],
  },
])('libvirt: $reason', ({ facts, flaws }) => {
  expect(outcomes(checkLibvirt(facts).filter(({ outcome }) => outcome !== 'pass'))).toEqual(flaws);
});

test('domain capabilities are read as libvirt writes them, written from facts', () => {
  const xml = `<domainCapabilities>
    <os supported='yes'>
      <enum name='firmware'><value>efi</value></enum>
      <loader supported='yes'><enum name='secure'><value>yes</value><value>no</value></enum></loader>
    </os>
    <devices><tpm supported='yes'>
      <enum name='model'><value>tpm-tis</value><value>tpm-crb</value></enum>
      <enum name='backendModel'><value>passthrough</value><value>emulator</value></enum>
    </tpm></devices></domainCapabilities>`;

  expect(parseDomainAbilities(xml)).toEqual({ uefi: true, secureBoot: true, tpm: true });
  expect(parseDomainAbilities(xml.replace('<value>emulator</value>', ''))).toMatchObject({ tpm: false });
  expect(parseDomainAbilities('<domainCapabilities/>')).toEqual({ uefi: false, secureBoot: false, tpm: false });
});

const bridge = { address: '0000:00:01.0', class: '0x060400', driver: 'pcieport', isConsole: false };
const screen = { address: '0000:01:00.0', class: '0x030000', driver: 'vfio-pci', isConsole: false };
const sound = { address: '0000:01:00.1', class: '0x040300', driver: 'snd_hda_intel', isConsole: false };
const passthrough: PassthroughFacts = {
  groups: [{ id: 2, devices: [bridge, screen] }],
  vendor: 'GenuineIntel',
  isVfioLoaded: true,
  hasAcsOverride: false,
};

test.for([
  { reason: 'bridges stay with the host', facts: passthrough, flaws: [] },
  { reason: 'no IOMMU', facts: { ...passthrough, groups: [] }, flaws: ['iommu: fail'] },
  {
    reason: 'a function of the same card stays with the host',
    facts: { ...passthrough, groups: [{ id: 2, devices: [bridge, screen, sound] }] },
    flaws: ['group 2: fail'],
  },
  {
    reason: 'the screen of the firmware',
    facts: { ...passthrough, groups: [{ id: 2, devices: [{ ...screen, isConsole: true }] }] },
    flaws: ['group 2: warn'],
  },
  {
    reason: 'nothing is given away yet, and the module is not loaded',
    facts: { ...passthrough, isVfioLoaded: false, groups: [{ id: 2, devices: [sound] }] },
    flaws: ['vfio: warn', 'vfio: warn'],
  },
  {
    reason: 'groups that only look separate, and too little memory that may be locked',
    facts: { ...passthrough, hasAcsOverride: true, lockableMib: 8 },
    flaws: ['iommu: warn', 'locked memory: fail'],
  },
])('passthrough: $reason', ({ facts, flaws }) => {
  expect(outcomes(checkPassthrough(facts, needs).filter(({ outcome }) => outcome !== 'pass'))).toEqual(flaws);
});
