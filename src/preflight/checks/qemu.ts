import { fail, type HostCheck, pass, warn } from '../host-check.ts';

/** What QEMU and its companions say they can do. */
export type QemuFacts = {
  readonly version: string;
  /** Devices that this QEMU knows. */
  readonly devices: readonly string[];
  /** qemu-img makes images with zstd. */
  readonly canZstd: boolean;
  /** Features of swtpm, such as `tpm-2.0`; undefined when it did not answer. */
  readonly swtpm?: readonly string[] | undefined;
};

/** Every device of a build's machine. Some distributions put them into packages of their own. */
const devices = [
  ...['pcie-root-port', 'virtio-blk-pci', 'virtio-scsi-pci', 'ide-cd', 'virtio-net-pci', 'virtio-serial-pci'],
  ...['virtserialport', 'tpm-crb', 'VGA', 'qemu-xhci', 'usb-tablet', 'usb-kbd', 'virtio-rng-pci', 'pvpanic'],
];

/** QEMU, by what it can do and not by its version; below 7.2 the command line means something else. */
export function checkQemu(facts: QemuFacts): readonly HostCheck[] {
  const why = "a build's machine uses it";
  const missing = devices.filter((device) => !facts.devices.includes(device));
  const [major = 0, minor = 0] = facts.version.split('.').map(Number);
  const update = 'Install QEMU 7.2 or later, with all its device packages';
  if (major < 7 || (major === 7 && minor < 2)) {
    return [
      fail('qemu', {
        id: 'GP-HOST-TOOL',
        found: `QEMU is ${facts.version}`,
        why: 'goldpane needs 7.2',
        remedy: update,
      }),
    ];
  }
  if (missing.length > 0) {
    const found = `QEMU ${facts.version} has no ${missing.join(', ')}`;
    return [fail('qemu', { id: 'GP-HOST-TOOL', found, why, remedy: update })];
  }
  return [pass('qemu', `${facts.version}, with every device`), ...checkCompanions(facts)];
}

function checkCompanions({ canZstd, swtpm }: QemuFacts): readonly HostCheck[] {
  const checks: HostCheck[] = [];
  if (!canZstd) {
    const found = 'qemu-img cannot compress with zstd';
    const remedy = 'Install a qemu-img that was built with zstd';
    checks.push(fail('qemu-img', { id: 'GP-HOST-TOOL', found, why: 'images are compressed with it', remedy }));
  }
  if (swtpm !== undefined && !swtpm.includes('tpm-2.0')) {
    const found = `swtpm offers ${swtpm.join(', ') || 'nothing'}`;
    checks.push(
      warn('swtpm', { id: 'GP-HOST-TOOL', found, why: 'Windows 11 needs a TPM 2.0', remedy: 'Update swtpm' }),
    );
  }
  return checks;
}
