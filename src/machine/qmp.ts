import { cancelledError, GoldpaneError } from '../base/errors.ts';
import { deadline } from '../host/clock.ts';
import type { Connection } from '../host/socket.ts';
import { encodeQmp, type QmpMessage, qmpDecoder } from './qmp-codec.ts';

/** What every call may say. */
export type QmpCallOptions = {
  /** 30 s when absent. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
};

/** A client of QEMU's control socket. */
export type Qmp = {
  /**
   * Sends one command and gives its reply; the caller validates it. Throws `GP-QMP` with what was sent and what came
   * back, or when the socket closes or the time is over; `GP-CANCELLED`.
   */
  readonly execute: (
    command: string,
    args?: Readonly<Record<string, unknown>>,
    options?: QmpCallOptions,
  ) => Promise<unknown>;
  /** Resolves when the socket is closed, after the last message was delivered. */
  readonly closed: Promise<void>;
  /** Commands that still wait for their reply. */
  readonly pendingCount: () => number;
  readonly close: () => void;
};

/** Takes QEMU's events, each before the replies that came after it. Must not throw. */
export type QmpListener = (name: string, data: Readonly<Record<string, unknown>>) => void;

type Pending = {
  readonly sent: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

/** Speaks QMP over a fresh connection: waits for the greeting and leaves negotiation mode. */
export async function qmpOver(connection: Connection, onEvent: QmpListener, signal?: AbortSignal): Promise<Qmp> {
  const pending = new Map<number, Pending>();
  const greeted = Promise.withResolvers<void>();
  const decode = qmpDecoder();
  connection.onData((bytes) => {
    for (const message of decode(bytes)) take(message, pending, onEvent, greeted.resolve);
  });
  const closed = connection.closed.then(() => failAll(pending));
  let lastId = 0;
  const execute: Qmp['execute'] = async (command, args, options = {}) => {
    const id = ++lastId;
    const sent = encodeQmp(id, command, args);
    const reply = Promise.withResolvers<unknown>();
    pending.set(id, { sent, resolve: reply.resolve, reject: reply.reject });
    const stopWaiting = limit(sent, reply.reject, options);
    try {
      await connection.write(sent).catch((cause) => reply.reject(socketClosed(sent, cause)));
      return await reply.promise;
    } finally {
      stopWaiting();
      pending.delete(id);
    }
  };
  const stopWaiting = limit('a new connection', greeted.reject, { signal });
  await Promise.race([greeted.promise, closed]).finally(stopWaiting);
  await execute('qmp_capabilities', {}, { signal });
  return { execute, closed, pendingCount: () => pending.size, close: connection.close };
}

function take(
  message: QmpMessage,
  pending: ReadonlyMap<number, Pending>,
  onEvent: QmpListener,
  onGreeting: () => void,
): void {
  if (message.kind === 'event') onEvent(message.name, message.data);
  else if (message.kind === 'greeting') onGreeting();
  else if (message.kind !== 'noise' && message.id !== undefined) {
    // An id that nobody waits for belongs to a call that was given up.
    const call = pending.get(message.id);
    if (message.kind === 'reply') call?.resolve(message.value);
    else call?.reject(qmpError(`QEMU refused ${call.sent.trim()}: ${message.text}`));
  }
}

/** Rejects when the time is over or the signal fires; the result ends the watching. */
function limit(sent: string, reject: (error: Error) => void, options: QmpCallOptions): () => void {
  const timeout = deadline(options.timeoutMs ?? 30_000);
  const onTimeout = () => reject(qmpError(`QEMU gave no answer in time to ${sent.trim()}`));
  const { signal } = options;
  const onAbort = () => signal && reject(cancelledError(signal));
  timeout.addEventListener('abort', onTimeout);
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return () => {
    timeout.removeEventListener('abort', onTimeout);
    signal?.removeEventListener('abort', onAbort);
  };
}

function failAll(pending: ReadonlyMap<number, Pending>): void {
  for (const { sent, reject } of pending.values()) reject(socketClosed(sent));
}

function socketClosed(sent: string, cause?: unknown): GoldpaneError {
  return qmpError(`QEMU closed its control socket before it answered ${sent.trim()}`, cause);
}

function qmpError(message: string, cause?: unknown): GoldpaneError {
  return new GoldpaneError('GP-QMP', message, {
    hint: 'Look at the last machine.output lines in events.jsonl: QEMU says there what went wrong',
    cause,
  });
}
