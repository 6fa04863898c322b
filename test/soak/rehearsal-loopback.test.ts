import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import type { LayerKey, RunId } from '../../src/base/ids.ts';
import type { PlannedLayer } from '../../src/base/plan.ts';
import { buildRecipe } from '../../src/build/build-recipe.ts';
import { buildLayer } from '../../src/build/layer/build-layer.ts';
import { packLayerMedium } from '../../src/build/media/pack-media.ts';
import { prepare } from '../../src/build/prepare-plan.ts';
import { removeTree } from '../../src/host/files.ts';
import { randomHex } from '../../src/host/random.ts';
import { findLayer } from '../../src/store/find-layer.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startLayer } from '../../src/store/start-layer.ts';
import { canaryStep, lookForCanary, startCanary } from '../helpers/rehearsal-canary.ts';
import { rehearsalRecipe } from '../helpers/rehearsal-recipe.ts';

const directory = mkdtempSync(join(tmpdir(), 'rehearsal-loopback-'));
const storeDirectory = join(directory, 'store');
const { signal } = new AbortController();
beforeAll(() => buildRecipe('rehearsal', { store: storeDirectory }), 900_000);
afterAll(() => removeTree(directory));

// What `test/e2e/rehearsal-again.test.ts` proves to be shut can be open: without these, its canary might be blind.
test.for([
  { reason: 'the user network of QEMU, which only --allow-host-loopback takes', passt: 'missing', from: '10.0.2.2' },
  { reason: 'a passt that was not told to leave the gateway alone', passt: 'mapping', from: 'gateway' },
] as const)('a guest reaches the host’s loopback through $reason', async ({ passt, from }) => {
  await using canary = await startCanary();
  const step = canaryStep(canary, 'internet');
  const layers = [{ name: 'looks', network: 'internet', steps: [step] }];
  const recipe = await rehearsalRecipe(join(directory, passt), 'looks', { layers }, lookForCanary);
  const { plan, host, found } = await prepare(recipe, {});
  const store = await openStore(storeDirectory);
  const [install, layer] = plan.layers as [PlannedLayer, PlannedLayer];
  const parent = await findLayer(store, install.key);
  if (!parent) throw new Error('The build left no install layer');
  if (passt === 'mapping') await mappingPasst(join(directory, 'bin'));
  const medium = await packLayerMedium(
    { layer, pathOf: found.pathOf, packagePathOf: ({ name }) => name },
    join(directory, passt),
    signal,
  );
  const key = randomHex(32) as LayerKey;
  const partial = await startLayer(store, {
    ...{ key, name: layer.name, run: 'test' as RunId, origin: { kind: 'layer', parent }, secrets: {} },
  });
  const said: string[] = [];
  const emit = (event: EventBody) => void (event.kind === 'step.output' && said.push(...event.text.split('\n')));

  await buildLayer(
    {
      ...{ plan, layer, emit, signal, cdroms: [{ path: medium }], runDirectory: directory, secrets: [] },
      ...{ host: passt === 'missing' ? { ...host, passt: undefined } : host, allowHostLoopback: passt === 'missing' },
    },
    partial,
  );

  const gateway = /gateway ([\d.]+)/.exec(said.join('\n'))?.[1];
  expect(said.join('\n')).toContain(`canary reached at ${from === 'gateway' ? gateway : from}`);
  expect(canary.visits).toContain('/internet');
});

/** A passt on PATH that does what passt does when nobody forbids it. */
async function mappingPasst(bin: string): Promise<void> {
  await mkdir(bin);
  writeFileSync(
    join(bin, 'passt'),
    `#!/bin/sh
for word; do
  shift
  [ "$word" = --no-map-gw ] || set -- "$@" "$word"
done
PATH=\${PATH#*:} exec passt "$@"
`,
  );
  chmodSync(join(bin, 'passt'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
}
