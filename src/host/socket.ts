import { createConnection, type Socket } from 'node:net';
import { GoldpaneError, throwIfCancelled } from '../base/errors.ts';
import { delay, monotonicMs } from './clock.ts';

/** A connection to a unix socket. */
export type Connection = {
  /** Resolves when the bytes were taken by the kernel; rejects when the peer is gone. */
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  readonly onData: (take: (bytes: Buffer) => void) => void;
  /** Resolves when the connection has ended, by whatever cause. */
  readonly closed: Promise<void>;
  readonly close: () => void;
};

/** How long to try, and what ends the trying. */
export type ConnectOptions = {
  readonly signal?: AbortSignal | undefined;
  /** 5 s when absent. */
  readonly timeoutMs?: number;
  /** Trying ends as soon as this says that the listener's process is gone. */
  readonly alive?: () => boolean;
};

/** Connects to a unix socket, waiting for its listener to appear. Throws `GP-MACHINE-START` when none does. */
export async function connectUnix(path: string, options: ConnectOptions = {}): Promise<Connection> {
  const { signal, timeoutMs = 5000, alive = () => true } = options;
  const start = monotonicMs();
  for (;;) {
    throwIfCancelled(signal);
    const socket = await tryConnect(path);
    if (!('failure' in socket)) return connectionOver(socket);
    if (!alive() || monotonicMs() - start > timeoutMs) throw noListener(path, socket.failure);
    // There is no event for "a listener appeared"; 5 ms costs nothing and is far below what QEMU needs to start.
    await delay(5, signal);
  }
}

function tryConnect(path: string): Promise<Socket | { failure: Error }> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (failure) => resolve({ failure }));
  });
}

function connectionOver(socket: Socket): Connection {
  // An error is followed by 'close', which is all that callers need to know.
  socket.on('error', () => undefined);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve()))),
    onData: (take) => void socket.on('data', take),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    close: () => socket.destroy(),
  };
}

function noListener(path: string, cause: Error): GoldpaneError {
  return new GoldpaneError('GP-MACHINE-START', `Nothing listens on the socket ${path}`, {
    hint: "Look into the run's directory: the last lines of the program's log say why it did not start",
    cause,
  });
}
