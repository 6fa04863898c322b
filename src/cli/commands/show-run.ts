import { findRun, openStore } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatFacts } from '../render/format.ts';

/** `show run`: how it ended and where its evidence lies. */
export const showRunAction: Action = async ([id = ''], context) => {
  const run = await findRun(await openStore((await context.settings()).store.value), id);
  context.result(run, () =>
    formatFacts([
      ['run', run.id],
      ['state', run.state],
      ['command', run.command],
      ['started', run.startedAt],
      ['ended', run.endedAt ?? 'not yet'],
      ['process', String(run.pid)],
      ['evidence', run.directory],
    ]),
  );
};
