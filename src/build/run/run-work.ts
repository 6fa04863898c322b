import { join } from 'node:path';
import { asGoldpaneError, cancelledError, GoldpaneError } from '../../base/errors.ts';
import type { Event, EventBody } from '../../base/events.ts';
import { pathExists } from '../../host/files.ts';
import { type ToolRun, withToolTrace } from '../../host/tool-trace.ts';
import { closeRun, createRun, type Run, type RunOutcome } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { evidenceFiles } from './evidence.ts';
import { type Journal, openJournal } from './journal.ts';
import { writeRunEvidence } from './run-evidence.ts';

/** A run that is under way. */
export type RunContext = { readonly run: Run; readonly journal: Journal };

type RunOptions = {
  readonly onEvent?: ((event: Event) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What a run's last event may tell of its success. */
type RunSuccess = Omit<Extract<EventBody, { kind: 'run.finished' }>, 'kind' | 'outcome' | 'code' | 'message' | 'hint'>;

/**
 * Does one command's work as a run of the store: with a directory, a journal that begins and ends it, and evidence
 * whether it succeeds or not. `describe` says what its last event tells. Throws a `GoldpaneError` whatever was thrown.
 */
export async function runWork<T>(
  store: Store,
  command: string,
  { onEvent, signal }: RunOptions,
  work: (context: RunContext) => Promise<T>,
  describe: (result: T) => RunSuccess & { readonly outcome?: RunOutcome } = () => ({}),
): Promise<T> {
  const run = await createRun(store, command);
  await using journal = openJournal(run.directory, onEvent);
  const { emit } = journal;
  emit({ kind: 'run.started', run: run.id, command, directory: run.directory });
  try {
    const onTool = (tool: ToolRun) => emit({ kind: 'tool.ran', ...tool });
    const result = await withToolTrace(onTool, () => work({ run, journal }));
    await endRun(store, run, journal, { kind: 'run.finished', outcome: 'done', ...describe(result) });
    return result;
  } catch (thrown) {
    const error = signal?.aborted ? cancelledError(signal) : asGoldpaneError(thrown);
    // The commonest cause of evidence that cannot be written is the full disk that `error` tells of.
    await endRun(store, run, journal, failedEvent(error, journal)).catch(() => undefined);
    throw await withEvidence(error, run);
  }
}

function failedEvent(error: GoldpaneError, { emit }: Journal): Extract<EventBody, { kind: 'run.finished' }> {
  for (const finding of error.findings) emit({ kind: 'finding', finding });
  const { code, message, hint } = error;
  return { kind: 'run.finished', outcome: code === 'GP-CANCELLED' ? 'cancelled' : 'failed', code, message, hint };
}

async function endRun(
  store: Store,
  run: Run,
  journal: Journal,
  event: Extract<EventBody, { kind: 'run.finished' }>,
): Promise<void> {
  journal.emit(event);
  await journal[Symbol.asyncDispose]();
  // Nothing was done, so there is nothing to show; asking every program for its version would take longer than the rest.
  if (event.outcome !== 'unchanged') await writeRunEvidence(run.directory);
  await closeRun(store, run.id, event.outcome);
}

/** The picture that the error has, then the logs, then the directory with the rest. */
async function withEvidence(error: GoldpaneError, { directory }: Run): Promise<GoldpaneError> {
  const { code, message, hint, findings, cause } = error;
  const serial = join(directory, evidenceFiles.serial);
  const logs = (await pathExists(serial)) ? [serial] : [];
  return new GoldpaneError(code, message, { hint, findings, cause, paths: [...error.paths, ...logs, directory] });
}
