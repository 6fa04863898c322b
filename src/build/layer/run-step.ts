import * as z from 'zod';
import { GoldpaneError } from '../../base/errors.ts';
import type { EmitEvent } from '../../base/events.ts';
import type { Nonce } from '../../base/ids.ts';
import type { PlannedLayer, PlannedStep } from '../../base/plan.ts';
import { deadline, delay } from '../../host/clock.ts';
import type { GuestAgent } from '../../machine/guest-agent.ts';
import { describeDuration, quote } from '../../watch/fail.ts';
import { startStepCommand, stepPaths } from './guest-paths.ts';
import { agentPatienceMs, type StepLog, stepLog, type TakenLogs } from './step-log.ts';

/** What a step's job leaves when it is over. */
const StepExit = z.object({
  exitCode: z.int(),
  /** Nonce of the boot in which the job ended. */
  boot: z.string(),
  rebootPending: z.boolean(),
});
type StepExit = z.infer<typeof StepExit>;

/** A guest in which steps run. `signal` fires when its boot has ended. */
export type StepGuest = {
  readonly agent: Pick<GuestAgent, 'exec' | 'readFile'>;
  readonly nonce: Nonce;
  readonly emit: EmitEvent;
  readonly signal: AbortSignal;
};

/** How long a step may take, and what earlier boots of its layer have taken of its log. */
export type StepOptions = { readonly limitMs: number; readonly taken: TakenLogs };

/** A step on its way, with what every part of its run needs. */
type Job = {
  readonly guest: StepGuest;
  readonly layer: PlannedLayer;
  readonly step: PlannedStep;
  readonly signal: AbortSignal;
  readonly log: StepLog;
};

/** Exit code with which installers say that a restart must follow (Win32 ERROR_SUCCESS_REBOOT_REQUIRED). */
const rebootRequired = 3010;
/** Starting a job takes a second; the guest agent itself allows a minute. */
const startPatienceMs = 60_000;

/**
 * Brings one step to its end: starts its job unless it runs or is done, follows its log, and judges its exit. Gives
 * `reboot` when the guest has to restart before anything else. A guest that restarts in between ends the boot; in the
 * next boot this is called again and the job goes on. Throws `GP-GUEST-STEP`, `GP-GUEST-LIMIT`, `GP-GUEST-AGENT`.
 */
export async function runStep(
  guest: StepGuest,
  layer: PlannedLayer,
  step: PlannedStep,
  { limitMs, taken }: StepOptions,
): Promise<'finished' | 'reboot'> {
  const signal = deadline(limitMs, guest.signal);
  try {
    return await runJob({ guest, layer, step, signal, log: stepLog(guest, { layer, step, taken }, signal) });
  } catch (error) {
    if (signal.aborted && !guest.signal.aborted) throw tooLong(layer, step, limitMs, error);
    throw error;
  }
}

async function runJob(job: Job): Promise<'finished' | 'reboot'> {
  const { guest, layer, step } = job;
  const earlier = await readExit(job);
  const exit = earlier ?? (await startAndAwait(job));
  await job.log.take(true);
  const isAccepted = step.acceptExitCodes.includes(exit.exitCode);
  if (!earlier) {
    const { exitCode } = exit;
    guest.emit({ kind: 'step.finished', layer: layer.name, step: step.name, exitCode, accepted: isAccepted });
  }
  if (!isAccepted) throw badExit(job, exit);
  // The guest has restarted since: nothing is pending any more.
  if (exit.boot !== guest.nonce) return 'finished';
  const isPending = exit.rebootPending || exit.exitCode === rebootRequired;
  if (isPending && step.reboot === 'never') throw unwantedReboot(layer, step);
  return isPending || step.reboot === 'always' ? 'reboot' : 'finished';
}

async function startAndAwait(job: Job): Promise<StepExit> {
  const { guest, layer, step, signal } = job;
  guest.emit({ kind: 'step.started', layer: layer.name, step: step.name, title: step.script });
  await startJob(job);
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 1.5, 2000)) {
    const exit = await readExit(job);
    if (exit) return exit;
    await job.log.take();
    // The job's end is a file in the guest: no event tells of it.
    await delay(pauseMs, signal);
  }
}

/** Starting is safe to repeat: the agent may die between the start and its answer. */
async function startJob({ guest, layer, step, signal }: Job): Promise<void> {
  const { default: pRetry } = await import('p-retry');
  const { path, args } = startStepCommand(layer.key, step.id);
  const started = await pRetry(() => guest.agent.exec(path, args, { signal, timeoutMs: startPatienceMs }), {
    retries: 5,
    signal,
    shouldRetry: ({ error }) => error instanceof GoldpaneError && error.code === 'GP-GUEST-AGENT',
  });
  if (started.exitCode === 0) return;
  throw new GoldpaneError(
    'GP-GUEST-STEP',
    `Step ${step.name} of layer ${layer.name} did not start: ${(started.stderr || started.stdout).trim()}`,
    { hint: "Look at the run's serial.log and screens for what the guest was doing" },
  );
}

async function readExit({ guest, layer, step, signal }: Job): Promise<StepExit | undefined> {
  const { exit } = stepPaths(layer.key, step.id);
  const bytes = await guest.agent.readFile(exit, { signal, timeoutMs: agentPatienceMs });
  if (bytes === undefined) return undefined;
  const parsed = StepExit.safeParse(parseJson(bytes.toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new GoldpaneError('GP-GUEST-STEP', `Step ${step.name} of layer ${layer.name} left an unreadable ${exit}`, {
    hint: 'Something inside the guest changes files of goldpane; no step may write there',
    cause: parsed.error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badExit({ layer, step, log }: Job, { exitCode }: StepExit): GoldpaneError {
  const wanted = step.acceptExitCodes.join(', ');
  const last = log.lastLine();
  const said = last === undefined ? '' : `; its last line: ${quote(last)}`;
  return new GoldpaneError(
    'GP-GUEST-STEP',
    `Step ${step.name} of layer ${layer.name} ended with exit code ${exitCode}, wanted ${wanted}${said}`,
    { hint: `Read the step's log in the evidence and correct ${step.script}, or accept the code in the recipe` },
  );
}

function unwantedReboot(layer: PlannedLayer, step: PlannedStep): GoldpaneError {
  return new GoldpaneError('GP-GUEST-STEP', `Step ${step.name} of layer ${layer.name} left a restart pending`, {
    hint: `Say reboot: allowed for the step, so that goldpane restarts the guest after ${step.script}`,
  });
}

function tooLong(layer: PlannedLayer, step: PlannedStep, limitMs: number, cause: unknown): GoldpaneError {
  return new GoldpaneError(
    'GP-GUEST-LIMIT',
    `Step ${step.name} of layer ${layer.name} did not end within ${describeDuration(limitMs)}`,
    { hint: `Read the step's log in the evidence; a slow step needs timeoutMinutes in the recipe`, cause },
  );
}
