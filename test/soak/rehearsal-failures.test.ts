import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import { buildRecipe } from '../../src/build/build-recipe.ts';
import type { RehearsalFailure } from '../../src/rehearsal/failures.ts';
import { rehearsalRecipe } from '../helpers/rehearsal-recipe.ts';
import { outliveAgent, outliveAgentLayer, rehearsalVerdicts } from '../helpers/rehearsal-verdicts.ts';

const directory = mkdtempSync(join(tmpdir(), 'rehearsal-soak-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Minutes, scaled by 15 where there is no KVM: enough for a busy host, and short enough to wait for. */
const limits = { firmware: 0.3, 'boot-prompt': 0.3, winpe: 0.2, 'first-logon': 0.2, shutdown: 0.1, step: 0.3 };

const failures = Object.keys(rehearsalVerdicts) as RehearsalFailure[];

test.for(failures)('a build from cold whose guest plays %s', async (fail) => {
  const layers = fail.startsWith('agent-') ? { layers: [outliveAgentLayer] } : {};
  const difference = { limits, rehearsal: { fail, seed: 11 }, ...layers };
  const recipe = await rehearsalRecipe(directory, `plays-${fail}`, difference, outliveAgent);

  const ended = await buildRecipe(recipe, { store: join(directory, 'store') }).catch((error: unknown) => error);

  const { code, message } = rehearsalVerdicts[fail];
  if (code === undefined) expect(ended).toMatchObject({ outcome: 'published', image: `plays-${fail}` });
  else expect(ended).toMatchObject({ code, message: expect.stringMatching(message) });
  if (ended instanceof GoldpaneError) expect(ended.paths[0]).toMatch(/\/screens\/\d+\.png$/);
});
