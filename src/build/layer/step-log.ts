import type { EmitEvent } from '../../base/events.ts';
import type { PlannedLayer, PlannedStep } from '../../base/plan.ts';
import type { GuestAgent } from '../../machine/guest-agent.ts';
import { stepPaths } from './guest-paths.ts';

/** The log that a step's job writes in the guest. */
export type StepLog = {
  /** Emits what was added since the last call, up to the end of a line unless the step is over. */
  readonly take: (isOver?: boolean) => Promise<void>;
  /** The last line that says something. */
  readonly lastLine: () => string | undefined;
};

type LogGuest = { readonly agent: Pick<GuestAgent, 'readFile'>; readonly emit: EmitEvent };

/** An agent may be away while it is updated or the guest restarts. Whether that is too long the watch decides, not this. */
export const agentPatienceMs = 10 * 60_000;
/** What has no end of line is shown in pieces of this size. */
const longestLineBytes = 64 * 1024;

/** How far the log of each step was taken, by step id: a guest that restarts keeps its logs. */
export type TakenLogs = Map<string, { readonly bytes: number; readonly lastLine: string | undefined }>;

/** Follows a step's log line by line: half a character or half a secret would not be recognised. */
export function stepLog(
  { agent, emit }: LogGuest,
  { layer, step, taken }: { readonly layer: PlannedLayer; readonly step: PlannedStep; readonly taken: TakenLogs },
  signal: AbortSignal,
): StepLog {
  const { log } = stepPaths(layer.key, step.id);
  const lastLine = () => taken.get(step.id)?.lastLine;
  const take = async (isOver = false) => {
    const fromByte = taken.get(step.id)?.bytes ?? 0;
    const bytes = await agent.readFile(log, { signal, timeoutMs: agentPatienceMs, fromByte });
    const length = bytes && (isOver || bytes.length > longestLineBytes ? bytes.length : bytes.lastIndexOf('\n') + 1);
    if (!length) return;
    const text = bytes.toString('utf8', 0, length);
    const last = text.split('\n').findLast((line) => line.trim() !== '') ?? lastLine();
    taken.set(step.id, { bytes: fromByte + length, lastLine: last });
    emit({ kind: 'step.output', layer: layer.name, step: step.name, text });
  };
  return { take, lastLine };
}
