import { diskSerial, type FlashImage, type MachineCdrom, type MachineDisk, type MachineSpec } from './machine-spec.ts';

/**
 * QEMU's command line, without the program's name. Paths go into JSON wherever QEMU takes it, else their commas are
 * doubled, so that no path can add an option. Needs QEMU 7.2 or later.
 * Source: qemu docs/system/invocation.rst and the files named below.
 */
export function qemuArgs(spec: MachineSpec): string[] {
  return [
    ...isolation,
    ...boardArgs(spec),
    ...processorArgs(spec),
    ...firmwareArgs(spec),
    ...controlArgs(spec),
    ...diskArgs(spec.disk),
    ...spec.cdroms.flatMap(cdromArgs),
    ...networkArgs(spec),
    ...serialArgs(spec),
    ...tpmArgs(spec.tpmSocket),
    ...consoleArgs(spec),
    ...identityArgs(spec),
  ];
}

/** Nothing from the host's QEMU configuration, and a process that can neither start programs nor gain rights. */
const isolation = [
  '-nodefaults',
  '-no-user-config',
  '-sandbox',
  'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
];

function boardArgs(spec: MachineSpec): string[] {
  const options = [
    spec.machineType,
    // Secure Boot's variables are protected by system management mode.
    spec.without?.includes('smm') ? 'smm=off' : 'smm=on',
    // Windows has no driver for it.
    'vmport=off',
    'hpet=off',
    'usb=off',
    'dump-guest-core=off',
    'pflash0=code',
    'pflash1=vars',
  ];
  return [
    ...['-machine', options.join(',')],
    ...['-m', `${spec.memoryMib}M`],
    // Sleep would hang under Secure Boot, and hibernation would turn "shut down" into something else.
    ...['-global', 'ICH9-LPC.disable_s3=1', '-global', 'ICH9-LPC.disable_s4=1'],
    ...['-rtc', 'base=utc,clock=host,driftfix=slew'],
    // Disk first: empty, it falls through to the medium; installed, it wins.
    ...['-boot', 'menu=off,strict=on'],
    // One QEMU per boot; a crash freezes the machine so that its screen can be read.
    ...['-action', 'reboot=shutdown,shutdown=poweroff,panic=pause,watchdog=pause'],
    // Every PCI Express device behind a port of its own, at a fixed place: Windows remembers where it found them.
    ...rootPorts.flatMap(rootPortArgs),
  ];
}

const rootPorts = ['disk', 'scsi', 'net', 'serial', 'rng'] as const;

function rootPortArgs(name: (typeof rootPorts)[number], index: number): string[] {
  const port = { driver: 'pcie-root-port', id: `port-${name}`, bus: 'pcie.0', chassis: index + 1 };
  return device({ ...port, addr: `2.${index}`, ...(index === 0 ? { multifunction: true } : {}) });
}

/**
 * Windows' view of Hyper-V. An explicit list, because `hv-passthrough` differs per host. Left out: evmcs and avic
 * (hardware-dependent), no-nonarch-coresharing (needs pinning). Source: qemu docs/system/i386/hyperv.rst
 */
const hyperV = [
  'hv-relaxed',
  'hv-vapic',
  'hv-spinlocks=0x1fff',
  'hv-vpindex',
  'hv-runtime',
  'hv-time',
  'hv-synic',
  'hv-stimer',
  'hv-stimer-direct',
  'hv-frequencies',
  'hv-tlbflush',
  'hv-ipi',
  'hv-xmm-input',
];

function processorArgs({ accelerator, cpus, hostCpus, nestedVirtualisation, without = [] }: MachineSpec): string[] {
  if (accelerator === 'kvm') {
    // No virtualisation inside unless it is asked for: an update was seen to crash with it.
    const model = ['host', ...(nestedVirtualisation ? [] : ['vmx=off', 'svm=off'])];
    if (without.includes('arch-capabilities')) model.push('arch-capabilities=off');
    if (!without.includes('hyper-v')) model.push(...hyperV);
    return ['-accel', 'kvm', '-cpu', model.join(','), '-global', 'kvm-pit.lost_tick_policy=discard', ...smpArgs(cpus)];
  }
  // A small translation buffer: the boot after a reset throws stale blocks out one by one. More vCPUs than cores
  // make system management mode, where all of them meet, ten times slower.
  const emulation = ['-accel', 'tcg,thread=multi,tb-size=64', '-cpu', 'max,la57=off'];
  return [...emulation, ...smpArgs(Math.min(cpus, hostCpus))];
}

/** One socket: Windows client editions use no more than two. */
function smpArgs(cpus: number): string[] {
  return ['-smp', `${cpus},sockets=1,cores=${cpus},threads=1`];
}

function firmwareArgs({ firmware }: MachineSpec): string[] {
  return [
    ...flashArgs('code', firmware.code, true),
    ...flashArgs('vars', firmware.vars, false),
    // Without it the guest could rewrite the Secure Boot keys. Source: qemu docs/interop/firmware.json
    ...['-global', 'driver=cfi.pflash01,property=secure,value=on'],
  ];
}

function flashArgs(name: string, image: FlashImage, readOnly: boolean): string[] {
  const file = { driver: 'file', filename: image.path };
  return blockdev({ 'node-name': name, driver: image.format, 'read-only': readOnly, file });
}

function controlArgs({ sockets }: MachineSpec): string[] {
  // Starts stopped, so that every event is seen from the first instruction on.
  return [...listenArgs('qmp', sockets.qmp), '-mon', 'chardev=qmp,mode=control', '-S'];
}

function diskArgs({ path, mode }: MachineDisk): string[] {
  const cache = { direct: false, 'no-flush': mode === 'build' };
  const file = { driver: 'file', filename: path, aio: 'threads', discard: 'unmap', cache };
  const format = { driver: 'qcow2', discard: 'unmap', 'detect-zeroes': 'unmap', cache };
  const disk = { driver: 'virtio-blk-pci', id: 'disk', bus: 'port-disk', drive: 'disk-image', iothread: 'disk-thread' };
  // A full host disk stops the machine instead of giving the guest write errors.
  const policy = { werror: 'stop', rerror: 'stop', bootindex: 1, serial: diskSerial };
  return [
    ...blockdev({ 'node-name': 'disk-image', ...format, file }),
    ...object({ 'qom-type': 'iothread', id: 'disk-thread' }),
    ...device({ ...disk, ...policy }),
    // Without a disk on it: it only makes Windows bind its driver, so that the image also boots from virtio-scsi.
    ...device({ driver: 'virtio-scsi-pci', id: 'scsi', bus: 'port-scsi' }),
  ];
}

/** On AHCI, whose driver Windows brings: on virtio-scsi the medium vanishes when the driver loads. */
function cdromArgs({ path, bootIndex }: MachineCdrom, index: number): string[] {
  const image = `cd${index}-image`;
  const file = { driver: 'file', filename: path };
  const drive = { driver: 'ide-cd', id: `cd${index}`, bus: `ide.${index}`, drive: image };
  return [
    ...blockdev({ 'node-name': image, driver: 'raw', 'read-only': true, file }),
    ...device({ ...drive, ...(bootIndex === undefined ? {} : { bootindex: bootIndex }) }),
  ];
}

function networkArgs({ network, mac }: MachineSpec): string[] {
  const way =
    network.kind !== 'passt'
      ? { type: 'user', id: 'net0', restrict: network.kind === 'restricted' }
      : { type: 'stream', id: 'net0', server: false, addr: { type: 'unix', path: network.socket } };
  return [
    ...['-netdev', JSON.stringify(way)],
    // Without its boot ROM the firmware does not try to boot from the network.
    ...device({ driver: 'virtio-net-pci', id: 'net', bus: 'port-net', netdev: 'net0', mac, romfile: '' }),
  ];
}

function serialArgs({ sockets }: MachineSpec): string[] {
  const port = { driver: 'virtserialport', id: 'agent', bus: 'serial.0', chardev: 'agent-socket' };
  return [
    ...listenArgs('com1', sockets.serial),
    ...['-serial', 'chardev:com1'],
    ...device({ driver: 'virtio-serial-pci', id: 'serial', bus: 'port-serial' }),
    ...listenArgs('agent-socket', sockets.agent),
    ...device({ ...port, name: 'org.qemu.guest_agent.0' }),
  ];
}

function tpmArgs(socket: string): string[] {
  return [
    ...['-chardev', `socket,id=tpm-socket,path=${optionValue(socket)}`],
    ...['-tpmdev', 'emulator,id=tpm0,chardev=tpm-socket'],
    ...device({ driver: 'tpm-crb', tpmdev: 'tpm0' }),
  ];
}

function consoleArgs({ sockets }: MachineSpec): string[] {
  const screen = { driver: 'VGA', id: 'screen', bus: 'pcie.0', addr: '1.0' };
  return [
    ...['-display', 'none', '-vnc', `vnc=unix:${optionValue(sockets.vnc)}`],
    ...device({ ...screen, vgamem_mb: 16, edid: true, xres: 1280, yres: 800 }),
    ...device({ driver: 'qemu-xhci', id: 'usb', bus: 'pcie.0', addr: '3.0' }),
    ...device({ driver: 'usb-tablet', bus: 'usb.0' }),
    ...device({ driver: 'usb-kbd', bus: 'usb.0' }),
    ...object({ 'qom-type': 'rng-random', id: 'random', filename: '/dev/urandom' }),
    ...device({ driver: 'virtio-rng-pci', id: 'rng', bus: 'port-rng', rng: 'random' }),
    ...device({ driver: 'pvpanic' }),
  ];
}

function identityArgs({ uuid, nonce, fwCfg }: MachineSpec): string[] {
  const entries = fwCfg.map(({ name, value }) => `name=${optionValue(name)},string=${optionValue(value)}`);
  return ['-smbios', `type=1,uuid=${uuid},sku=${nonce}`, ...entries.flatMap((entry) => ['-fw_cfg', entry])];
}

function listenArgs(id: string, path: string): string[] {
  return ['-chardev', `socket,id=${id},path=${optionValue(path)},server=on,wait=off`];
}

/** A value inside `key=value,key=value`: only a comma has a meaning there, and doubled it has none. */
function optionValue(text: string): string {
  return text.replaceAll(',', ',,');
}

function blockdev(node: object): string[] {
  return ['-blockdev', JSON.stringify(node)];
}

function device(options: object): string[] {
  return ['-device', JSON.stringify(options)];
}

function object(options: object): string[] {
  return ['-object', JSON.stringify(options)];
}
