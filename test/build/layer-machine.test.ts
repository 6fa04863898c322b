import { expect, test } from 'vitest';
import type { HostProfile } from '../../src/base/host-profile.ts';
import type { LayerKey } from '../../src/base/ids.ts';
import type { Plan } from '../../src/base/plan.ts';
import { startStepCommand, stepPaths } from '../../src/build/layer/guest-paths.ts';
import { layerMachine } from '../../src/build/layer/layer-machine.ts';
import { networkOf } from '../../src/build/layer/layer-network.ts';
import { machineIdentity } from '../../src/build/layer/machine-identity.ts';
import { resolvePlan } from '../../src/plan/resolve-plan.ts';
import { stateFiles } from '../../src/store/layout.ts';
import { host, inputs, recipe, sha, sourcesOf } from '../plan/plan-inputs.ts';

const install = 'ab'.repeat(32) as LayerKey;
const windows = resolvePlan(inputs);
const rehearsal = (wishes: Plan['recipe']['rehearsal']): Plan => {
  const planned = { ...recipe, release: 'rehearsal', rehearsal: wishes };
  return resolvePlan({ ...inputs, recipe: planned, sources: sourcesOf(planned, 'rehearsal') });
};
const machineOf = (plan: Plan, profile: HostProfile = host) =>
  layerMachine({
    plan,
    host: profile,
    files: stateFiles('/layer/boot-01'),
    cdroms: [{ path: '/i.iso' }],
    network: 'passt',
  });

test('the machine of a boot: what the recipe, the host and the layer say, and a nonce of its own', () => {
  const machine = machineOf(windows);

  expect(machine).toEqual({
    qemu: '/usr/bin/qemu-system-x86_64',
    accelerator: 'kvm',
    machineType: 'pc-q35-7.2',
    cpus: 4,
    hostCpus: 8,
    memoryMib: 8192,
    nestedVirtualisation: false,
    firmware: { code: host.firmware.code, vars: { path: '/layer/boot-01/uefi-vars.fd', format: 'raw' } },
    disk: { path: '/layer/boot-01/disk.qcow2', mode: 'build' },
    tpmDirectory: '/layer/boot-01/tpm',
    cdroms: [{ path: '/i.iso' }],
    network: 'passt',
    nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
    ...machineIdentity(windows.layers[0]?.key as LayerKey),
    fwCfg: [],
  });
  expect(machineOf(windows).nonce).not.toBe(machine.nonce);
});

test.for([
  { reason: 'nothing is asked for', wishes: undefined, fail: 'none', seed: '0' },
  { reason: 'a failure and a seed', wishes: { fail: 'hang-in-copy', seed: 7 }, fail: 'hang-in-copy', seed: '7' },
  { reason: 'the longest name', wishes: { fail: 'x'.repeat(32) }, fail: 'x'.repeat(32), seed: '0' },
])('a rehearsal is told how to play, in texts of one length: $reason', ({ wishes, fail, seed }) => {
  const { fwCfg } = machineOf(rehearsal(wishes));

  expect(fwCfg).toEqual([
    { name: 'opt/goldpane/rehearsal-fail', value: fail.padEnd(32) },
    { name: 'opt/goldpane/rehearsal-seed', value: seed.padEnd(32) },
  ]);
  expect(fwCfg.map(({ value }) => value.length)).toEqual([32, 32]);
});

test('a machine has one identity for life: the same for all that stands on one install, another for another', () => {
  const identity = machineIdentity(install);

  expect(identity.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(identity.mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
  expect(machineIdentity(install)).toEqual(identity);
  // Windows ties itself to these: another value for the same key would break every layer that is kept.
  expect(identity).toEqual({ uuid: '007c0dbe-0117-8bed-ae5c-43c0c3bf96e4', mac: '52:54:00:17:83:e3' });
  expect(machineIdentity('cd'.repeat(32) as LayerKey)).not.toEqual(identity);
});

const passt = '/usr/bin/passt';

test.for([
  { reason: 'none leads nowhere', network: 'none', host: { passt }, allowed: true, expected: 'restricted' },
  {
    reason: 'the Internet goes through passt',
    network: 'internet',
    host: { passt },
    allowed: false,
    expected: 'passt',
  },
  {
    reason: 'passt wins over leave to do without',
    network: 'internet',
    host: { passt },
    allowed: true,
    expected: 'passt',
  },
  { reason: 'without passt only with leave', network: 'internet', host: {}, allowed: true, expected: 'open' },
] as const)('the network of a layer: $reason', ({ network, host: profile, allowed, expected }) => {
  expect(networkOf({ name: 'updates', network }, profile, allowed)).toBe(expected);
});

test('a layer that needs the Internet is refused without passt', () => {
  expect(() => networkOf({ name: 'updates', network: 'internet' }, {}, false)).toThrow(
    expect.objectContaining({
      code: 'GP-HOST-NETWORK',
      message: 'Layer updates needs the Internet, and passt is not installed',
    }),
  );
});

test('paths and command of a step in the guest', () => {
  const key = sha('layer') as string as LayerKey;

  const state = `C:/ProgramData/goldpane/steps/${key.slice(0, 16)}/01-tools`;
  expect(stepPaths(key, '01-tools')).toEqual({ log: `${state}/log.txt`, exit: `${state}/exit.json` });
  expect(startStepCommand(key, '01-tools')).toEqual({
    path: 'powershell.exe',
    args: [
      ...['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'],
      ...['-File', 'C:/ProgramData/goldpane/start-step.ps1', '-Step', '01-tools', '-Key', key],
    ],
  });
});
