import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { throwIfCancelled } from '../base/errors.ts';
import { delay, now } from './clock.ts';

/** Who holds a lock: written beside it for people, never trusted. */
export type LockOwner = { readonly run: string; readonly pid: number; readonly since: string; readonly what: string };

/** This process as the owner of a lock, from now on: in which run, and what for. */
export function lockOwner(run: string, what: string): LockOwner {
  return { run, pid: process.pid, since: now().toISOString(), what };
}

/** A lock that is held until disposed, or until this process dies by any cause. */
export type Lock = Disposable;

/** The lock, or who has it. */
export type LockAttempt = { readonly lock: Lock } | { readonly holder: LockOwner | undefined };

/** How to wait for a lock. */
export type WaitOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when the lock turns out to be held. */
  readonly onWaiting?: (holder: LockOwner | undefined) => void;
};

/**
 * Takes the lock at `path` if it is free. A lock is an empty SQLite database with an open exclusive transaction: the
 * kernel drops it within milliseconds of the holder's death. Nothing else may open the file: closing any descriptor
 * of it in this process would drop the lock (docs: fcntl(2), "record locks").
 */
export function tryLock(path: string, owner: LockOwner): LockAttempt {
  const database = openDatabase(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return { holder: readOwner(path) };
    throw error;
  }
  writeFileSync(ownerPath(path), JSON.stringify(owner), { mode: 0o600 });
  const release = () => {
    rmSync(ownerPath(path), { force: true });
    database.close();
  };
  return { lock: { [Symbol.dispose]: release } };
}

/** Takes the lock at `path`, waiting until it is free. Throws `GP-CANCELLED`. */
export async function waitForLock(path: string, owner: LockOwner, options: WaitOptions = {}): Promise<Lock> {
  let told = false;
  for (;;) {
    throwIfCancelled(options.signal);
    const attempt = tryLock(path, owner);
    if ('lock' in attempt) return attempt.lock;
    if (!told) options.onWaiting?.(attempt.holder);
    told = true;
    await delay(200, options.signal);
  }
}

function ownerPath(path: string): string {
  return `${path}.json`;
}

function readOwner(path: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(ownerPath(path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. Source: sqlite.org/rescode.html */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && [5, 6].includes(error.errcode as number);
}

function openDatabase(path: string) {
  // Node 22 prints a warning about node:sqlite at its first use, which belongs in no command's output.
  const emitWarning = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    return new DatabaseSync(path);
  } finally {
    process.emitWarning = emitWarning;
  }
}
