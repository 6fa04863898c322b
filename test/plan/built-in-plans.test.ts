import { expect, test } from 'vitest';
import type { Release } from '../../src/base/catalogue.ts';
import type { Plan, SourceDigests } from '../../src/base/plan.ts';
import type { Recipe } from '../../src/base/recipe.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { describePlan } from '../../src/plan/describe-plan.ts';
import { resolvePlan } from '../../src/plan/resolve-plan.ts';
import { servicingOf } from '../../src/recipe/lifecycle.ts';
import { readScriptHead } from '../../src/recipe/script-head.ts';
import { builtInCatalogue, builtInRecipes, loadBuiltIn, readText } from '../recipe/built-in-files.ts';
import { host, sha, sourcesOf } from './plan-inputs.ts';

const catalogue = builtInCatalogue();
const today = new Date('2026-11-21');

test.for(builtInRecipes)('the plan of %s', async (path) => {
  const plan = await planOf(path);

  await expect(`${describePlan(plan)}\n`).toMatchFileSnapshot(`./__snapshots__/recipes/${plan.recipe.name}.txt`);
});

test('no two recipes make the same image, and only recipes of one release share a layer', async () => {
  const plans = await Promise.all(builtInRecipes.map(planOf));
  const installs = plans.map(({ release, edition, layers }) => [layers[0]?.key, `${release.id} ${edition.id}`]);

  expect(new Set(plans.map(({ key }) => key)).size).toBe(plans.length);
  expect(new Set(installs.map(([key]) => key)).size).toBe(new Set(installs.map(([, what]) => what)).size);
});

async function planOf(path: string): Promise<Plan> {
  const { recipe } = await loadBuiltIn(path);
  const { release, edition, media } = chooseRelease(recipe, catalogue);
  return resolvePlan({
    recipe,
    catalogue,
    // Of the scripts' names, so that a changed script changes no snapshot.
    sources: { ...sourcesOf(recipe, release.kind satisfies Release['kind']), heads: headsOf(recipe) },
    media: { sourceDigest: media.sha256 ?? sha('built') },
    host,
    machineLayout: 1,
    servicing: servicingOf(release, edition.id, today),
  });
}

/** What the scripts really say of themselves: a recipe that did not give it could not be planned. */
function headsOf({ layers, seal }: Recipe): SourceDigests['heads'] {
  const scripts = [...layers.flatMap(({ steps }) => steps), ...seal.steps].map(({ script }) => script);
  return Object.fromEntries(
    scripts.map((script) => {
      const path = `guest-scripts/windows/${script.slice('goldpane:'.length)}.ps1`;
      return [script, readScriptHead(readText(path))];
    }),
  );
}
