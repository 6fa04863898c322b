import { basename } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';

/** Modules that the guest's `lib/modules.sh` may ask for, by the names the kernel uses. */
export const guestModules = [
  'virtio_pci',
  'virtio_blk',
  'virtio_scsi',
  'virtio_net',
  'virtio_console',
  'ahci',
  'sd_mod',
  'sr_mod',
  'nvme',
  'xhci_pci',
  'usb_storage',
  'e1000e',
  'pvpanic_pci',
  'pvpanic_mmio',
  'qemu_fw_cfg',
  'efivarfs',
  'fuse',
  'isofs',
  'udf',
  'vfat',
  'nls_cp437',
  'nls_ascii',
  'nls_utf8',
  'button',
  'evdev',
] as const;

/** The kernel's name of a module file: `virtio-rng.ko.xz` is `virtio_rng`. */
export function moduleName(path: string): string {
  return basename(path)
    .replace(/\.ko(\.(xz|zst|gz))?$/, '')
    .replaceAll('-', '_');
}

/**
 * Names that a module must have loaded before it, from the `depends=` entry of its `.modinfo` section.
 * Source: Linux kernel, `scripts/mod/modpost.c` (`add_depends`).
 */
export function moduleDependencies(bytes: Buffer): readonly string[] {
  const key = Buffer.from('\0depends=');
  // The first entry of .modinfo has no zero byte of its own before it, but modpost never puts `depends` first.
  const at = bytes.indexOf(key);
  if (at < 0) return [];
  const from = at + key.length;
  const text = bytes.toString('latin1', from, bytes.indexOf(0, from));
  return text === '' ? [] : text.split(',').map((name) => name.replaceAll('-', '_'));
}

/**
 * What each wanted module needs, deepest first; modules built into the kernel are left out. `dependencies` gives a
 * module's own `depends` list, or `undefined` when there is no such file. Throws `GP-REHEARSAL-GUEST` when one is missing.
 */
export function loadOrder(
  wanted: readonly string[],
  builtIn: ReadonlySet<string>,
  dependencies: (name: string) => readonly string[] | undefined,
): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, readonly string[]>();
  const visit = (name: string): readonly string[] => {
    const known = order.get(name);
    if (known) return known;
    const direct = dependencies(name);
    if (!direct) throw missingModule(name);
    const before = [
      ...new Set(direct.filter((other) => !builtIn.has(other)).flatMap((other) => [...visit(other), other])),
    ];
    order.set(name, before);
    return before;
  };
  for (const name of wanted) if (!builtIn.has(name)) visit(name);
  return order;
}

function missingModule(name: string): GoldpaneError {
  return new GoldpaneError('GP-REHEARSAL-GUEST', `Debian's kernel package holds no module ${name}`, {
    hint: "Report this with the version of Debian's kernel: the rehearsal guest needs that driver",
  });
}
