import { GoldpaneError } from '../base/errors.ts';
import type { LayerKey, RunId } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { pathExists } from '../host/files.ts';
import { type Lock, type LockOwner, lockOwner, tryLock, waitForLock } from '../host/lock.ts';
import { settleLayer } from './finish-layer.ts';
import type { Store } from './store.ts';
import { discard } from './temporary.ts';

/** How to take a layer's lock. */
export type LayerLockOptions = {
  readonly run: RunId;
  /** The layer's name, for people. */
  readonly layer: string;
  /** Wait for another build instead of failing. */
  readonly wait?: boolean;
  /** Told once, with the other build in words, when there is one to wait for. */
  readonly onWaiting?: (holder: string) => void;
};

/**
 * Takes the lock of a layer: one build makes it, others wait or fail. Throws `GP-BUILD-BUSY` naming the other build's
 * run, pid and age, or `GP-CANCELLED`. Look for the finished layer again once you hold it.
 */
export async function lockLayer(
  store: Store,
  key: LayerKey,
  options: LayerLockOptions,
  signal?: AbortSignal,
): Promise<Lock> {
  const path = store.paths.layerLock(key);
  const owner = lockOwner(options.run, `layer ${options.layer}`);
  const attempt = tryLock(path, owner);
  if (!('lock' in attempt) && !options.wait) throw busy(options.layer, attempt.holder);
  const onWaiting = (holder: LockOwner | undefined) => options.onWaiting?.(describeHolder(holder));
  return await settled(
    store,
    key,
    'lock' in attempt ? attempt.lock : await waitForLock(path, owner, { signal, onWaiting }),
  );
}

/**
 * Throws a partial layer away that nobody makes now and nobody will go on with: what is left of a seal whose version was
 * published. `run` is who throws it away.
 */
export async function dropAbandonedLayer(store: Store, key: LayerKey, run: RunId): Promise<void> {
  const directory = store.paths.partialLayer(key);
  if (!(await pathExists(directory))) return;
  const attempt = tryLock(store.paths.layerLock(key), lockOwner(run, 'an abandoned layer'));
  if (!('lock' in attempt)) return;
  using _lock = attempt.lock;
  if (await pathExists(directory)) await discard(store, directory);
}

/** Takes the lock that guards names and versions. It is held for moments only, so this always waits. */
export async function lockStore(store: Store, what: string, run: string, signal?: AbortSignal): Promise<Lock> {
  return await waitForLock(store.paths.storeLock, lockOwner(run, what), { signal });
}

async function settled(store: Store, key: LayerKey, lock: Lock): Promise<Lock> {
  try {
    await settleLayer(store, key);
    return lock;
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function busy(layer: string, holder: LockOwner | undefined): GoldpaneError {
  return new GoldpaneError('GP-BUILD-BUSY', `Layer ${layer} is being built by ${describeHolder(holder)}`, {
    hint: 'Add --wait to wait for it and use its result, or end that build',
  });
}

function describeHolder(holder: LockOwner | undefined): string {
  if (!holder) return 'another process';
  const minutes = Math.max(0, Math.floor((now().getTime() - Date.parse(holder.since)) / 60_000));
  return `run ${holder.run} (pid ${holder.pid}, for ${minutes < 1 ? 'less than a minute' : `${minutes} min`})`;
}
