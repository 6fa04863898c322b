import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MachineSpec } from '../../src/machine/machine-spec.ts';
import { qemuArgs } from '../../src/machine/qemu-args.ts';
import { parseMachine } from '../fake-tools/fake-machine.mjs';
import { installSpec } from './machine-specs.ts';

const specs: readonly { name: string; reason: string; spec: MachineSpec }[] = [
  { name: 'install-kvm', reason: 'both media, the installer bootable after the disk', spec: installSpec },
  {
    name: 'install-tcg',
    reason: 'no Hyper-V flags that would do nothing, no more vCPUs than cores, fw_cfg for the rehearsal',
    spec: {
      ...installSpec,
      accelerator: 'tcg',
      hostCpus: 2,
      fwCfg: [{ name: 'opt/goldpane/rehearsal-fail', value: 'none'.padEnd(32) }],
    },
  },
  {
    name: 'layer-passt',
    reason: 'a layer with the Internet: one medium, nothing to boot but the disk, the NIC on passt',
    spec: {
      ...installSpec,
      cdroms: [{ path: '/runs/1/layer.iso' }],
      network: { kind: 'passt', socket: '/run/g/passt.sock' },
    },
  },
  {
    name: 'layer-open-qcow2-firmware',
    reason: 'slirp that lets out, code in qcow2 as Fedora ships it',
    spec: {
      ...installSpec,
      cdroms: [],
      network: { kind: 'open' },
      firmware: { ...installSpec.firmware, code: { path: '/usr/share/edk2/ovmf/code.qcow2', format: 'qcow2' } },
    },
  },
  {
    name: 'nested',
    reason: 'virtualisation inside the guest only when it is asked for',
    spec: { ...installSpec, nestedVirtualisation: true },
  },
  {
    name: 'runner',
    reason: 'a throw-away boot of an image keeps the guest’s flushes',
    spec: { ...installSpec, cdroms: [], disk: { path: '/vm/disk.qcow2', mode: 'runner' } },
  },
];

test.for(specs)('qemuArgs() for $name: $reason', async ({ name, spec }) => {
  await expect(`${qemuArgs(spec).join('\n')}\n`).toMatchFileSnapshot(`__snapshots__/qemu-args-${name}.txt`);
});

test.for(specs)('B10: every medium is on AHCI for $name, and nothing is on virtio-scsi', ({ spec }) => {
  const objects = qemuArgs(spec).flatMap((word): Record<string, unknown>[] =>
    word.startsWith('{') ? [JSON.parse(word)] : [],
  );
  const onDrive = (path: string) => {
    const node = objects.find(({ file }) => (file as { filename?: string } | undefined)?.filename === path);
    return objects.filter(({ drive }) => drive === node?.['node-name']).map(({ driver, bus }) => ({ driver, bus }));
  };

  expect(spec.machineType).toMatch(/^pc-q35-/); // whose ide.0 to ide.5 are its AHCI controller's
  expect(spec.cdroms.map(({ path }) => onDrive(path))).toEqual(
    spec.cdroms.map((_, index) => [{ driver: 'ide-cd', bus: `ide.${index}` }]),
  );
  expect(objects.filter(({ bus }) => String(bus).startsWith('scsi'))).toEqual([]);
});

test('qemuArgs() keeps every path whole, whatever is in it', () => {
  const path = fc
    .array(fc.constantFrom(',', ',,', '=', '"', "'", '\\', ' ', 'a', 'é', '{', '}', ':', 'file=/etc/passwd'), {
      minLength: 1,
    })
    .map((parts) => `/${parts.join('')}`);
  fc.assert(
    fc.property(fc.array(path, { minLength: 9, maxLength: 9 }), fc.string({ maxLength: 20 }), (paths, value) => {
      const [code, vars, disk, cd, tpm, qmp, serial, agent, vnc] = paths as [string, ...string[]] as Nine;
      const spec: MachineSpec = {
        ...installSpec,
        firmware: { code: { path: code, format: 'raw' }, vars: { path: vars, format: 'raw' } },
        disk: { path: disk, mode: 'build' },
        cdroms: [{ path: cd }],
        network: { kind: 'passt', socket: tpm },
        tpmSocket: tpm,
        sockets: { qmp, serial, agent, vnc },
        fwCfg: [{ name: 'opt/x', value: value.replaceAll('\0', '') }],
      };

      const machine = parseMachine(qemuArgs(spec));

      expect(machine).toMatchObject({
        disk,
        files: [code, vars, disk, cd],
        cds: [{ path: cd, isBootable: false }],
        fwCfg: { 'opt/x': value.replaceAll('\0', '') },
        sockets: { qmp, com1: serial, agent, vnc },
        connectTo: [tpm, tpm],
      });
    }),
  );
});

type Nine = [string, string, string, string, string, string, string, string, string];
