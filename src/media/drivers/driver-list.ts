/** A driver that an installation takes from the virtio-win ISO. */
export type WantedDriver = {
  /** Its folder there, and its directory on the install medium. */
  readonly folder: string;
  readonly inf: string;
};

/**
 * What Setup loads and installs: both kinds of disk, so that an image starts from either, and the network.
 * Source: virtio-win/virtio-win-pkg-scripts:util/filemap.py
 */
export const setupDrivers: readonly WantedDriver[] = [
  { folder: 'viostor', inf: 'viostor.inf' },
  { folder: 'vioscsi', inf: 'vioscsi.inf' },
  { folder: 'NetKVM', inf: 'netkvm.inf' },
];

/** What the first logon installs: the serial port of the guest agent. */
export const bootstrapDrivers: readonly WantedDriver[] = [{ folder: 'vioserial', inf: 'vioser.inf' }];

/** Installers of the guest agent, in the ISO's directory `guest-agent`. */
export const guestAgents = { amd64: 'qemu-ga-x86_64.msi', arm64: 'qemu-ga-aarch64.msi' } as const;
