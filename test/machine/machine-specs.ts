import type { Nonce } from '../../src/base/ids.ts';
import type { MachineSpec } from '../../src/machine/machine-spec.ts';

/** A machine that installs under KVM, as the others below vary it. */
export const installSpec: MachineSpec = {
  accelerator: 'kvm',
  machineType: 'pc-q35-7.2',
  cpus: 4,
  hostCpus: 8,
  memoryMib: 4096,
  firmware: {
    code: { path: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd', format: 'raw' },
    vars: { path: '/store/layers/a/boot-01/uefi-vars.fd', format: 'raw' },
  },
  disk: { path: '/store/layers/a/boot-01/disk.qcow2', mode: 'build' },
  cdroms: [{ path: '/media/windows.iso', bootIndex: 2 }, { path: '/runs/1/install.iso' }],
  network: { kind: 'restricted' },
  tpmSocket: '/run/g/tpm.sock',
  sockets: {
    qmp: '/run/g/qmp.sock',
    serial: '/run/g/com1.sock',
    agent: '/run/g/agent.sock',
    vnc: '/run/g/vnc.sock',
  },
  nonce: '0123456789abcdef0123456789abcdef' as Nonce,
  uuid: '11111111-2222-4333-8444-555555555555',
  mac: '52:54:00:12:34:56',
  fwCfg: [],
};
