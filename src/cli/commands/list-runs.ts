import { listRuns, openStore } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { formatTable } from '../render/format.ts';

/** `list runs`: the newest first. */
export const listRunsAction: Action = async (_, context) => {
  const runs = await listRuns(await openStore((await context.settings()).store.value));
  const rows = runs.map(({ id, state, command, startedAt }) => [id, state, startedAt, command]);
  context.result(runs, () =>
    context.options.names
      ? runs.map(({ id }) => id).join('\n')
      : formatTable(['RUN', 'STATE', 'STARTED', 'COMMAND'], rows),
  );
};
