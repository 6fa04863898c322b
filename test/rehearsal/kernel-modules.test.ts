import { expect, test } from 'vitest';
import { loadOrder, moduleDependencies, moduleName } from '../../src/rehearsal/kernel-modules.ts';

test.for([
  { path: '/lib/modules/6.1/kernel/drivers/usb/storage/usb-storage.ko', name: 'usb_storage' },
  { path: 'usr/lib/modules/6.12/kernel/fs/fuse/fuse.ko.xz', name: 'fuse' },
  { path: 'kernel/drivers/misc/pvpanic/pvpanic-mmio.ko', name: 'pvpanic_mmio' },
])('$path is module $name', ({ path, name }) => {
  expect(moduleName(path)).toBe(name);
});

test.for([
  {
    reason: 'several',
    info: 'license=GPL\0depends=scsi_mod,cdrom-core\0name=sr_mod\0',
    expected: ['scsi_mod', 'cdrom_core'],
  },
  { reason: 'none', info: 'license=GPL\0depends=\0', expected: [] },
  { reason: 'no entry at all', info: 'license=GPL\0', expected: [] },
])('depends of .modinfo: $reason', ({ info, expected }) => {
  expect(moduleDependencies(Buffer.from(`\x7fELF…\0${info}`))).toEqual(expected);
});

const graph: Record<string, string[]> = {
  sr_mod: ['cdrom', 'scsi_mod'],
  ahci: ['libahci', 'libata'],
  libahci: ['libata'],
  libata: ['scsi_mod'],
  scsi_mod: [],
  cdrom: [],
};

test('what a module needs stands before it, deepest first and once; built-in modules are left out', () => {
  expect([...loadOrder(['ahci', 'sr_mod', 'nvme'], new Set(['nvme', 'scsi_mod']), (name) => graph[name])]).toEqual([
    ['libata', []],
    ['libahci', ['libata']],
    ['ahci', ['libata', 'libahci']],
    ['cdrom', []],
    ['sr_mod', ['cdrom']],
  ]);
});

test('a module that the kernel package lacks is named', () => {
  expect(() => loadOrder(['virtio_gpu'], new Set(), (name) => graph[name])).toThrow(
    expect.objectContaining({
      code: 'GP-REHEARSAL-GUEST',
      message: "Debian's kernel package holds no module virtio_gpu",
    }),
  );
});
