import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderHostChecks } from '../../src/cli/render/host-checks.ts';
import { recipeNeeds, windowsNeeds } from '../../src/preflight/host-needs.ts';
import { judgeHost } from '../../src/preflight/judge-host.ts';
import { recordedHost } from '../helpers/recorded-host.ts';

const names = readdirSync(join(import.meta.dirname, '../fixtures/hosts')).map((file) => file.replace('.json', ''));

test.for(names)('what the recorded host %s is told about Windows', async (name) => {
  const { recording, facts } = await recordedHost(name);

  const checks = judgeHost(facts, windowsNeeds());

  const flaws = checks.filter(({ outcome }) => outcome !== 'pass').map((check) => [check.name, check.outcome]);
  expect(Object.fromEntries(flaws)).toEqual(recording.expect);
  const text = `${recording.what}\n(${recording.source})\n\n${renderHostChecks({ checks })}\n`;
  await expect(text).toMatchFileSnapshot(`__snapshots__/hosts/${name}.txt`);
});

const rehearsal = {
  name: 'rehearsal',
  emulation: 'allowed',
  hardware: { cpus: 2, memoryMib: 2048, diskGib: 64 },
  layers: [{ network: 'none' }],
  nestedVirtualisation: 'off',
} as unknown as Parameters<typeof recipeNeeds>[0];

test.for([
  { reason: 'a recipe that may be emulated', accelerator: undefined, outcome: 'warn' },
  { reason: 'KVM is insisted on', accelerator: 'kvm', outcome: 'fail' },
  { reason: 'KVM is not wanted', accelerator: 'tcg', outcome: undefined },
] as const)('a KVM that runs no guest: $reason', async ({ accelerator, outcome }) => {
  const { facts } = await recordedHost('debian-12-kvm-lies');

  const checks = judgeHost(facts, recipeNeeds(rehearsal, { rehearsal: true, diskBytes: 2 ** 30 }, accelerator));

  expect(checks.find(({ name }) => name === 'kvm')?.outcome).toBe(outcome);
});

test('a layer with the Internet, and guests in the guest, need more of the same host', async () => {
  const { facts } = await recordedHost('arch-without-keys');
  const layers = [{ name: 'updates', network: 'internet', steps: [] }] as const;
  const needs = recipeNeeds(
    { ...rehearsal, layers, nestedVirtualisation: 'on' },
    { rehearsal: false, diskBytes: 2 ** 30 },
  );

  const kvm = { ...facts.kvm, nested: false };
  const checks = judgeHost({ ...facts, kvm, verdict: { usable: true }, firmware: undefined }, needs);

  const flaws = checks.filter(({ outcome }) => outcome !== 'pass').map(({ name, outcome }) => `${name}: ${outcome}`);
  expect(flaws).toEqual(['nesting: warn', 'network: fail']);
});
