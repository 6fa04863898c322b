import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import type { RehearsalFailure } from '../../src/rehearsal/failures.ts';
import { buildMs, rehearsalBuild } from '../helpers/rehearsal-build.ts';
import { rehearsalRecipe } from '../helpers/rehearsal-recipe.ts';
import { type FrozenAt, letGo, type SavedState, saveState, watchOf } from '../helpers/rehearsal-saved-states.ts';
import { outliveAgent, outliveAgentLayer, rehearsalVerdicts } from '../helpers/rehearsal-verdicts.ts';

const directory = inject('e2eDirectory');

/**
 * Where failures are played from. The long tier plays every one from cold; it alone has those that look like another
 * one of the same boot from outside, and `disk-full-guest`, for which the disk must be laid out.
 */
const frozenGuests: readonly { at: FrozenAt; failures: readonly RehearsalFailure[] }[] = [
  {
    at: 'setup',
    failures: ['hang-setup', 'reboot-loop', 'garbage-com1', 'shutdown-early'],
  },
  { at: 'first-start', failures: ['panic-os', 'no-agent', 'no-shutdown'] },
  { at: 'layer', failures: ['agent-dies', 'agent-gone'] },
];

describe.for(frozenGuests)('a guest that was frozen at $at', ({ at, failures }) => {
  let state: SavedState;
  beforeAll(async () => {
    const { store } = await rehearsalBuild();
    const recipe = await rehearsalRecipe(directory, 'outlives-agent', { layers: [outliveAgentLayer] }, outliveAgent);
    state = await saveState(at, { recipe, store, directory: join(directory, `frozen-${at}`) });
  }, buildMs);

  test.for(failures)('plays %s', async (fail) => {
    const watch = watchOf(state);
    const agent: string[] = [];
    const emit = (event: EventBody) => void (/^agent\.|^step\./.test(event.kind) && agent.push(event.kind));
    let ended: unknown = 'reboot';
    for (let boot = state.boot; ended === 'reboot' && boot < state.boot + 3; boot++) {
      ended = await letGo(state, fail, join(directory, `${fail}-${boot}`), { watch, boot, emit });
      if (fail !== 'reboot-loop') break;
    }

    const { code, message } = rehearsalVerdicts[fail];
    // A guest in Setup that goes well ends its boot with a restart.
    if (code === undefined) expect(ended).toBe(at === 'setup' ? 'reboot' : 'complete');
    else expect(ended).toMatchObject({ code, message: expect.stringMatching(message) });
    if (fail === 'agent-dies') {
      const duringStep = agent.slice(agent.indexOf('step.started'), agent.indexOf('step.finished'));
      expect(duringStep).toEqual(['step.started', 'agent.closed', 'agent.opened', 'step.output']);
    }
  });
});
