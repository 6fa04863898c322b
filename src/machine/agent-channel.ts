import { randomInt } from 'node:crypto';
import { GoldpaneError } from '../base/errors.ts';
import { monotonicMs } from '../host/clock.ts';
import type { Connection } from '../host/socket.ts';
import { type AgentMessage, agentDecoder, encodeAgent, encodeAgentSync } from './agent-codec.ts';
import { type Mailbox, mailbox } from './mailbox.ts';

/** What every call may say. */
export type AgentCallOptions = {
  /** Time for everything: the agent's coming up, getting in step, and the answer. 10 s when absent. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** The agent's answer, or its refusal. */
export type AgentReply = Exclude<AgentMessage, { kind: 'noise' }>;

/** One question at a time to the agent behind a socket that outlives it. */
export type AgentChannel = {
  /** Throws `GP-GUEST-AGENT` when no answer comes, `GP-CANCELLED`. */
  readonly call: (command: string, args?: AgentArguments, options?: AgentCallOptions) => Promise<AgentReply>;
  /** For commands that are silent on success: the refusal, if one comes within a second. */
  readonly tell: (command: string, args?: AgentArguments, options?: AgentCallOptions) => Promise<string | undefined>;
  /** Does something that may be done twice, and begins again when the agent goes away in the middle. */
  readonly repeat: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told by whoever sees the guest open and close its port. */
  readonly setOpen: (isOpen: boolean) => void;
};

type AgentArguments = Readonly<Record<string, unknown>>;
type Arrival = AgentReply | { readonly kind: 'opened' } | { readonly kind: 'closed' };

const defaultTimeoutMs = 10_000;
const syncAgainMs = 2000;
const refusalMs = 1000;

/** The guest's port as we know it. */
type Port = {
  readonly connection: Connection;
  readonly arrivals: Mailbox<Arrival>;
  isOpen: boolean;
  /** How often it was closed: what an agent has opened or started, the next one does not know. */
  closings: number;
  /** The next answer belongs to the next question. */
  isInStep: boolean;
};

/** A channel over QEMU's socket of the agent's port, which starts out closed. */
export function agentChannelOver(connection: Connection): AgentChannel {
  const port: Port = { connection, arrivals: mailbox(), isOpen: false, closings: 0, isInStep: false };
  const decode = agentDecoder();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  connection.onData((bytes) => {
    // What nobody asked for is dropped: a guest must not be able to fill our memory.
    for (const message of decode(bytes)) if (waiting > 0 && message.kind !== 'noise') port.arrivals.put(message);
  });
  const setOpen = (isOpen: boolean) => {
    port.isOpen = isOpen;
    if (!isOpen) port.closings++;
    port.isInStep = false;
    port.arrivals.put({ kind: isOpen ? 'opened' : 'closed' });
  };
  void connection.closed.then(() => setOpen(false));

  /** One after the other: the agent answers in order and its answers carry no ids. */
  const inTurn: typeof ask = (...question) => {
    waiting++;
    const work = () => ask(...question).finally(() => waiting--);
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
  const call: AgentChannel['call'] = async (command, args, options = {}) => {
    // Errors name the command alone: its arguments may hold a secret.
    const answer = await inTurn(port, encodeAgent(command, args), options);
    if (answer === undefined) throw agentError(`gave no answer in time to ${command}`);
    if (answer === 'gone') throw agentError(`went away before it answered ${command}`);
    return answer;
  };
  const tell: AgentChannel['tell'] = async (command, args, options = {}) => {
    const answer = await inTurn(port, encodeAgent(command, args), options, refusalMs);
    return typeof answer === 'object' && answer.kind === 'error' ? answer.text : undefined;
  };
  return { call, tell, repeat: (work) => repeatIn(port, work), setOpen };
}

async function repeatIn<T>(port: Port, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const { closings } = port;
    try {
      return await work();
    } catch (error) {
      if (port.closings === closings) throw error;
    }
  }
}

/** Asks one question; undefined when no answer came within the time. */
async function ask(
  port: Port,
  question: string,
  { timeoutMs = defaultTimeoutMs, signal }: AgentCallOptions,
  answerMs = Number.POSITIVE_INFINITY,
): Promise<AgentReply | 'gone' | undefined> {
  const untilMs = monotonicMs() + timeoutMs;
  while (!port.isInStep && monotonicMs() < untilMs) await getInStep(port, untilMs, signal);
  if (!port.isInStep) throw agentError('does not answer');
  port.arrivals.clear();
  // Unless the answer is seen below, it may come after its question was given up.
  port.isInStep = false;
  await port.connection.write(question).catch(() => undefined);
  const arrival = await port.arrivals.take(Math.min(answerMs, untilMs - monotonicMs()), signal);
  if (arrival === undefined) return undefined;
  if (arrival.kind === 'opened' || arrival.kind === 'closed') return 'gone';
  port.isInStep = port.isOpen;
  return arrival;
}

/** One try to agree with the agent on where its next answer begins, or a wait for its port to open. */
async function getInStep(port: Port, untilMs: number, signal: AbortSignal | undefined): Promise<void> {
  port.arrivals.clear();
  if (!port.isOpen) {
    await port.arrivals.take(untilMs - monotonicMs(), signal);
    return;
  }
  const id = randomInt(2 ** 31);
  await port.connection.write(encodeAgentSync(id)).catch(() => undefined);
  const againMs = Math.min(untilMs, monotonicMs() + syncAgainMs);
  while (!port.isInStep && port.isOpen && monotonicMs() < againMs) {
    const arrival = await port.arrivals.take(againMs - monotonicMs(), signal);
    port.isInStep = arrival?.kind === 'reply' && arrival.value === id;
  }
}

function agentError(found: string): GoldpaneError {
  return new GoldpaneError('GP-GUEST-AGENT', `The guest agent ${found}`, {
    hint: 'See serial.log and the last screenshot for what the guest does; the agent may be restarting',
  });
}
