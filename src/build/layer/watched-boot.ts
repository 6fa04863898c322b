import { cancelledError, GoldpaneError, throwIfCancelled } from '../../base/errors.ts';
import type { EmitEvent, EventBody } from '../../base/events.ts';
import type { Nonce } from '../../base/ids.ts';
import type { Secret } from '../../base/secret.ts';
import { settlesWithin } from '../../host/clock.ts';
import type { Boot } from '../../machine/boot.ts';
import type { GuestAgent } from '../../machine/guest-agent.ts';
import { type BootPlan, startBoot } from '../../machine/start-boot.ts';
import type { FailVerdict, Verdict } from '../../watch/verdicts.ts';
import type { Watch } from '../../watch/watch-boots.ts';

/** A guest that runs, as the work inside it sees it. */
export type RunningGuest = {
  readonly agent: GuestAgent;
  readonly nonce: Nonce;
  readonly emit: EmitEvent;
  /** Resolves when the guest gave its word in this boot that it is finished: `ready` or `done`. */
  readonly marker: Promise<void>;
  /** Fires when the boot has ended, failed or was cancelled. */
  readonly signal: AbortSignal;
};

/** What a boot is for; it runs beside the guest and is abandoned when the boot ends. */
export type BootWork = (guest: RunningGuest) => Promise<void>;

/** How a boot ended when nothing failed. */
export type BootOutcome = 'complete' | 'reboot' | 'prompt-missed';

/** What a boot needs beside its machine. */
export type WatchedBootOptions = {
  readonly layer: string;
  /** Counts from 1 within the layer. */
  readonly boot: number;
  readonly runDirectory: string;
  readonly watch: Watch;
  readonly emit: EmitEvent;
  readonly secrets: readonly Secret[];
  readonly signal: AbortSignal;
};

/** Time in which a boot that makes its agent fail may still turn out to be a restart. */
const restartGraceMs = 2000;

/**
 * Boots a machine once, under watch: answers prompts, reports stages, and ends the boot with a picture of its screen
 * when a detector or the work says that it has failed. Throws that failure, `GP-CANCELLED`, or what `startBoot` throws,
 * each with the place where it happened.
 */
export async function watchedBoot(plan: BootPlan, options: WatchedBootOptions, work: BootWork): Promise<BootOutcome> {
  try {
    return await runBoot(plan, options, work);
  } catch (error) {
    throw located(error, options);
  }
}

async function runBoot(plan: BootPlan, options: WatchedBootOptions, work: BootWork): Promise<BootOutcome> {
  const session = newSession(options);
  const { layer, boot: number, secrets, signal } = options;
  const run = { directory: options.runDirectory };
  const starting = startBoot(plan, { layer, boot: number, run, secrets, signal, emit: session.see });
  session.boot = starting;
  await using boot = await starting;
  const working = work({
    agent: boot.agent,
    nonce: plan.nonce,
    emit: session.see,
    marker: session.marker.promise,
    signal: AbortSignal.any([signal, session.over.signal]),
  });
  const failing = new Promise<unknown>((resolve) => working.catch(resolve));
  const failed = await Promise.race([failing, boot.ended.then(() => undefined)]);
  if (failed && !(await isRestarting(boot, failed))) await endWithPicture(boot, session);
  await boot.ended;
  session.over.abort();
  session.marker.reject(cancelledError(session.over.signal));
  await working.catch(() => undefined);
  throwIfCancelled(signal);
  return await judge(boot, session, failed);
}

/** What is learnt during one boot. */
type Session = {
  readonly see: EmitEvent;
  readonly over: AbortController;
  readonly marker: PromiseWithResolvers<void>;
  boot: Promise<Boot> | undefined;
  outcome: BootOutcome | undefined;
  /** The work has come to its end: it asked the guest to power off. */
  isWorkDone: boolean;
  failure: FailVerdict | undefined;
  picture: string | undefined;
};

function newSession(options: WatchedBootOptions): Session {
  const marker = Promise.withResolvers<void>();
  // Work that does not wait for the marker leaves its rejection unheard.
  marker.promise.catch(() => undefined);
  const session: Session = {
    see: (event) => see(session, options, event),
    over: new AbortController(),
    marker,
    boot: undefined,
    outcome: undefined,
    isWorkDone: false,
    failure: undefined,
    picture: undefined,
  };
  return session;
}

function see(session: Session, options: WatchedBootOptions, event: EventBody): void {
  options.emit(event);
  session.isWorkDone ||= event.kind === 'shutdown.requested';
  if (event.kind === 'screen.changed') session.picture = event.file;
  for (const verdict of options.watch.see(event)) act(session, options, verdict);
}

function act(session: Session, { emit, layer, boot }: WatchedBootOptions, verdict: Verdict): void {
  const withBoot = (use: (boot: Boot) => Promise<unknown>) => {
    // A boot that has ended meanwhile needs no key and no picture.
    session.boot?.then(use).catch(() => undefined);
  };
  switch (verdict.kind) {
    case 'stage':
      emit({ kind: 'stage.entered', layer, boot, stage: verdict.stage });
      break;
    case 'press-key':
      withBoot((running) => running.pressKey(verdict.key));
      break;
    case 'ready':
    case 'done':
      session.marker.resolve();
      break;
    case 'reboot':
    case 'complete':
      session.outcome = verdict.kind;
      break;
    case 'prompt-missed':
      session.outcome = verdict.kind;
      withBoot((running) => running.quit());
      break;
    case 'fail':
      session.failure = verdict;
      withBoot((running) => endWithPicture(running, session));
  }
}

/** A guest that restarts takes its agent down first: the reset may be a moment away. */
async function isRestarting(boot: Boot, failed: unknown): Promise<boolean> {
  if (!(failed instanceof GoldpaneError) || failed.code !== 'GP-GUEST-AGENT') return false;
  return await settlesWithin(boot.ended, restartGraceMs);
}

async function endWithPicture(boot: Boot, session: Session): Promise<void> {
  // A crashed guest is photographed and ended by its machine: then the last picture is the one.
  session.picture = (await boot.screenshot().catch(() => undefined)) ?? session.picture;
  await boot.quit();
}

async function judge(boot: Boot, session: Session, failed: unknown): Promise<BootOutcome> {
  const { failure, outcome, picture, isWorkDone } = session;
  const paths = picture === undefined ? [] : [picture];
  if (outcome === 'complete' && !isWorkDone) throw failed ?? offTooEarly();
  if (outcome !== undefined) return outcome;
  if (failed instanceof GoldpaneError) {
    const { code, message, hint, findings, cause } = failed;
    throw new GoldpaneError(code, message, { hint, findings, cause, paths: [...failed.paths, ...paths] });
  }
  if (failed !== undefined) throw failed;
  const end = await boot.ended;
  if (end.reason === 'lost') {
    const lost = boot.lossError(end);
    if (lost.code !== 'GP-MACHINE-LOST' || !failure) throw lost;
  }
  if (failure) throw new GoldpaneError(failure.code, failure.message, { hint: failure.hint, paths });
  throw new GoldpaneError('GP-INTERNAL', `The boot ended by ${end.reason} and nobody said what that means`, {
    hint: 'Please report this with the events.jsonl of the run',
  });
}

/** It said that it was finished, but what it left was not looked at: its steps, the password of the image. */
function offTooEarly(): GoldpaneError {
  return new GoldpaneError('GP-GUEST-OFF', 'The guest powered off by itself before goldpane had asked it to', {
    hint: 'Look for a step that shuts the guest down; goldpane does that when all steps are done',
  });
}

/** A failure says where it happened, unless its own words do. */
function located(error: unknown, { layer, watch, boot }: WatchedBootOptions): unknown {
  if (!(error instanceof GoldpaneError) || error.code === 'GP-CANCELLED') return error;
  const { code, message, hint, findings, cause, paths } = error;
  if (message.includes(`layer ${layer}`)) return error;
  const where = `layer ${layer}, stage ${watch.stage}, boot ${boot}`;
  return new GoldpaneError(code, `${message} (${where})`, { hint, findings, cause, paths });
}
