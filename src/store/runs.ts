import { join } from 'node:path';
import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { makeNewDirectory } from '../host/file-operations.ts';
import { listDirectory, pathExists } from '../host/files.ts';
import { isGone, Owner, thisOwner } from '../host/owner.ts';
import { randomHex } from '../host/random.ts';
import { runRecordFile } from './layout.ts';
import { readRecord, writeRecord } from './record.ts';
import type { Store } from './store.ts';

const schema = 'goldpane/run/1';
const runIdPattern = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

const RunRecord = z.object({
  command: z.string(),
  startedAt: z.string(),
  owner: Owner,
  endedAt: z.string().optional(),
  outcome: z.enum(['done', 'unchanged', 'failed', 'cancelled']).optional(),
});
type RunRecord = z.infer<typeof RunRecord>;

/** How a run ended. */
export type RunOutcome = NonNullable<RunRecord['outcome']>;

/** A run and where its evidence lies. */
export type Run = {
  readonly id: RunId;
  readonly directory: string;
  readonly command: string;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly pid: number;
  /** `lost`: its process died without a word, by SIGKILL or a power cut. */
  readonly state: RunOutcome | 'running' | 'lost';
};

/** Makes the directory of a new run. `command` is shown to people; it holds no secrets. */
export async function createRun(store: Store, command: string): Promise<Run> {
  const startedAt = now().toISOString();
  const id = await claimRunId(store, startedAt.replaceAll(/[-:]|\..*/g, '').replace('T', '-'));
  const record: RunRecord = { command, startedAt, owner: thisOwner() };
  await writeRecord(join(store.paths.run(id), runRecordFile), schema, record, { mode: 0o600 });
  return describeRun(store, id, record);
}

/** Writes down how a run ended. */
export async function closeRun(store: Store, run: RunId, outcome: RunOutcome): Promise<void> {
  const path = join(store.paths.run(run), runRecordFile);
  const record = await readRecord(path, schema, RunRecord);
  await writeRecord(path, schema, { ...record, endedAt: now().toISOString(), outcome }, { mode: 0o600 });
}

/** One run. Throws `GP-RUN-NOT-FOUND`. */
export async function findRun(store: Store, run: string): Promise<Run> {
  const path = runIdPattern.test(run) ? join(store.paths.run(run as RunId), runRecordFile) : undefined;
  if (path === undefined || !(await pathExists(path))) {
    throw new GoldpaneError('GP-RUN-NOT-FOUND', `There is no run ${run} in ${store.directory}`, {
      hint: 'Run goldpane list runs to see them',
    });
  }
  return describeRun(store, run as RunId, await readRecord(path, schema, RunRecord));
}

/** Every run, the newest first. A directory without a readable record is left out. */
export async function listRuns(store: Store): Promise<readonly Run[]> {
  const ids = (await listDirectory(store.paths.runs)).filter((name) => runIdPattern.test(name)).reverse();
  const runs = await Promise.all(ids.map((id) => findRun(store, id).catch(() => undefined)));
  return runs.filter((run) => run !== undefined);
}

async function claimRunId(store: Store, time: string): Promise<RunId> {
  for (;;) {
    const id = `${time}-${randomHex(2)}` as RunId;
    if (await makeNewDirectory(store.paths.run(id), 0o700)) return id;
  }
}

function describeRun(store: Store, id: RunId, { owner, outcome, ...record }: RunRecord): Run {
  const state = outcome ?? (isGone(owner) ? 'lost' : 'running');
  return { id, directory: store.paths.run(id), ...record, pid: owner.pid, state };
}
