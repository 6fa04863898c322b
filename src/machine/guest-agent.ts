import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import { delay, monotonicMs } from '../host/clock.ts';
import type { AgentCallOptions, AgentChannel } from './agent-channel.ts';

/** What a program in the guest gave back. `exitCode` is absent when a signal or an exception ended it. */
export type GuestProgramResult = {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * A client of qemu-guest-agent. Every call waits for the agent to come up, also after a restart; all but `exec` and
 * `shutdown`, which a guest may have begun, are asked again when it goes away in the middle. Throws `GP-GUEST-AGENT`
 * when it does not answer in time or refuses, `GP-CANCELLED`. Source: qemu qga/qapi-schema.json
 */
export type GuestAgent = {
  readonly ping: (options?: AgentCallOptions) => Promise<void>;
  /** Runs a short program to its end: at most 60 s, 30 s when nothing is said. Long work belongs into a job. */
  readonly exec: (path: string, args: readonly string[], options?: AgentCallOptions) => Promise<GuestProgramResult>;
  /** A file's bytes from `fromByte` on, at most 16 MiB; undefined when the guest does not open it: it is not there yet. */
  readonly readFile: (path: string, options?: AgentCallOptions & { fromByte?: number }) => Promise<Buffer | undefined>;
  /** Writes a file anew. */
  readonly writeFile: (path: string, data: string | Uint8Array, options?: AgentCallOptions) => Promise<void>;
  /** Gives a local account another password. */
  readonly setPassword: (account: string, password: Secret, options?: AgentCallOptions) => Promise<void>;
  /** Asks for power-off or a restart: it is done when QEMU says so, not when this returns. */
  readonly shutdown: (mode: 'powerdown' | 'reboot', options?: AgentCallOptions) => Promise<void>;
};

const ExecStarted = z.object({ pid: z.int() });
const ExecStatus = z.object({
  exited: z.boolean(),
  exitcode: z.int().optional(),
  'out-data': z.string().default(''),
  'err-data': z.string().default(''),
});
const FileRead = z.object({ count: z.int(), 'buf-b64': z.string(), eof: z.boolean() });
const Handle = z.int();

const longestExecMs = 60_000;
const largestFileBytes = 16 * 1024 * 1024;
const readBytesAtOnce = 1024 * 1024;
const writeBytesAtOnce = 48 * 1024;

/** The agent's commands over its channel. */
export function guestAgent(channel: AgentChannel): GuestAgent {
  const ask = async <T>(
    shape: z.ZodType<T>,
    command: string,
    args: Readonly<Record<string, unknown>>,
    options: AgentCallOptions,
  ): Promise<T> => {
    const reply = await channel.call(command, args, options);
    if (reply.kind === 'error') throw refused(command, args, reply.text);
    const value = shape.safeParse(reply.value);
    if (!value.success) throw refused(command, args, `an answer of another shape: ${JSON.stringify(reply.value)}`);
    return value.data;
  };
  return {
    ping: async (options = {}) => {
      await channel.repeat(() => ask(z.unknown(), 'guest-ping', {}, options));
    },
    exec: (path, args, options = {}) => execIn(ask, path, args, options),
    readFile: (path, options = {}) => channel.repeat(() => readFileIn(channel, ask, path, options)),
    writeFile: (path, data, options = {}) => channel.repeat(() => writeFileIn(ask, path, Buffer.from(data), options)),
    setPassword: async (account, password, options = {}) => {
      const encoded = Buffer.from(password.reveal(), 'utf8').toString('base64');
      const args = { username: account, password: encoded, crypted: false };
      const reply = await channel.repeat(() => channel.call('guest-set-user-password', args, options));
      // The refusal names the account alone.
      if (reply.kind === 'error') throw refused('guest-set-user-password', { username: account }, reply.text);
    },
    shutdown: async (mode, options) => {
      const refusal = await channel.tell('guest-shutdown', { mode }, options);
      if (refusal !== undefined) throw refused('guest-shutdown', { mode }, refusal);
    },
  };
}

type Ask = <T>(
  shape: z.ZodType<T>,
  command: string,
  args: Readonly<Record<string, unknown>>,
  options: AgentCallOptions,
) => Promise<T>;

async function execIn(
  ask: Ask,
  path: string,
  arg: readonly string[],
  options: AgentCallOptions,
): Promise<GuestProgramResult> {
  const { signal } = options;
  const untilMs = monotonicMs() + Math.min(options.timeoutMs ?? 30_000, longestExecMs);
  const started = { path, arg, 'capture-output': true };
  const { pid } = await ask(ExecStarted, 'guest-exec', started, { timeoutMs: untilMs - monotonicMs(), signal });
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    const status = await ask(ExecStatus, 'guest-exec-status', { pid }, options);
    if (status.exited) {
      const [stdout, stderr] = [decoded(status['out-data']), decoded(status['err-data'])];
      return { exitCode: status.exitcode, stdout, stderr };
    }
    if (monotonicMs() + pauseMs > untilMs) throw refused('guest-exec', started, 'the program did not end in time');
    await delay(pauseMs, signal);
  }
}

async function writeFileIn(ask: Ask, path: string, bytes: Buffer, options: AgentCallOptions): Promise<void> {
  const handle = await ask(Handle, 'guest-file-open', { path, mode: 'w' }, options);
  for (let start = 0; start < bytes.length; start += writeBytesAtOnce) {
    const piece = bytes.subarray(start, start + writeBytesAtOnce).toString('base64');
    await ask(z.unknown(), 'guest-file-write', { handle, 'buf-b64': piece }, options);
  }
  await ask(z.unknown(), 'guest-file-close', { handle }, options);
}

async function readFileIn(
  channel: AgentChannel,
  ask: Ask,
  path: string,
  options: AgentCallOptions & { readonly fromByte?: number },
): Promise<Buffer | undefined> {
  const opened = await channel.call('guest-file-open', { path, mode: 'r' }, options);
  if (opened.kind === 'error') return undefined;
  const handle = Handle.safeParse(opened.value);
  if (!handle.success) throw refused('guest-file-open', { path }, 'an answer of another shape');
  try {
    return await readAll(ask, handle.data, path, options);
  } finally {
    await channel.call('guest-file-close', { handle: handle.data }, options);
  }
}

async function readAll(
  ask: Ask,
  handle: number,
  path: string,
  options: AgentCallOptions & { readonly fromByte?: number },
): Promise<Buffer> {
  const { fromByte = 0 } = options;
  if (fromByte > 0) await ask(z.unknown(), 'guest-file-seek', { handle, offset: fromByte, whence: 'set' }, options);
  const pieces: Buffer[] = [];
  for (let bytes = 0; bytes < largestFileBytes; ) {
    const read = await ask(FileRead, 'guest-file-read', { handle, count: readBytesAtOnce }, options);
    const piece = Buffer.from(read['buf-b64'], 'base64');
    pieces.push(piece);
    bytes += piece.length;
    if (read.eof || piece.length === 0) return Buffer.concat(pieces);
  }
  throw refused('guest-file-read', { path }, 'the file has more than 16 MiB');
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function refused(command: string, args: Readonly<Record<string, unknown>>, found: string): GoldpaneError {
  const sent = `${command} ${JSON.stringify(args).slice(0, 200)}`;
  return new GoldpaneError('GP-GUEST-AGENT', `The guest agent was asked ${sent} and said: ${found.slice(0, 500)}`, {
    hint: 'A blocked command, a full disk or a missing program inside the guest is the commonest cause',
  });
}
