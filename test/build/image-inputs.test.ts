import { expect, test } from 'vitest';
import { imageInputs } from '../../src/build/image/image-inputs.ts';
import { resolvePlan } from '../../src/plan/resolve-plan.ts';
import { inputs, sha } from '../plan/plan-inputs.ts';

test('a manifest names everything that went in, packages of steps too', () => {
  const plan = resolvePlan(inputs);
  const tool = { name: 'tool.msi', sha256: sha('tool'), urls: ['https://example.com/tool.msi'] };
  const layers = plan.layers
    .slice(0, 2)
    .map((layer) => ({ ...layer, steps: layer.steps.slice(0, 1).map((step) => ({ ...step, packages: [tool] })) }));
  const sources = layers.flatMap(({ steps }) => steps).flatMap((step) => step.sources);

  const named = imageInputs({ ...plan, layers });

  expect(sources).not.toEqual([]);
  expect(named).toEqual([
    { name: 'medium multi-en', sha256: sha('en') },
    { name: 'virtio-win 0.1.302', sha256: plan.drivers?.sha256 },
    { name: 'goldpane/bootstrap.ps1', sha256: sha('bootstrap') },
    ...sources.map(({ name, sha256 }) => ({ name, sha256 })),
    { name: 'package tool.msi', sha256: sha('tool') },
  ]);
});
