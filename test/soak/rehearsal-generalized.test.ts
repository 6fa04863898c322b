import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { buildRecipe } from '../../src/build/build-recipe.ts';
import { removeTree } from '../../src/host/files.ts';
import { findImage } from '../../src/store/find-image.ts';
import { openStore } from '../../src/store/open-store.ts';
import { rehearsalRecipe } from '../helpers/rehearsal-recipe.ts';

const directory = mkdtempSync(join(tmpdir(), 'rehearsal-generalized-'));
afterAll(() => removeTree(directory));

test('a generalized image: the guest is handed the answer file for its next first start, and is sealed after it', async () => {
  const store = join(directory, 'store');
  const recipe = await rehearsalRecipe(directory, 'generalized', { seal: 'generalized', layers: [] });

  const events: Event[] = [];
  const built = await buildRecipe(recipe, { store, onEvent: (event) => events.push(event) });

  expect(built.outcome).toBe('published');
  const { entry } = await findImage(await openStore(store), 'generalized');
  expect(entry.manifest.seal).toBe('generalized');
  const steps = events.flatMap((event) => (event.kind === 'step.finished' ? [[event.step, event.exitCode]] : []));
  expect(steps.slice(-2)).toEqual([
    ['seal', 0],
    ['generalize', 0],
  ]);
});
