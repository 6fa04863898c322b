import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { BootEnd, EmitEvent } from '../base/events.ts';
import type { Secret } from '../base/secret.ts';
import { monotonicMs, settlesWithin, startTicking } from '../host/clock.ts';
import type { Connection } from '../host/socket.ts';
import type { Child } from '../host/spawn-child.ts';
import { type AgentChannel, agentChannelOver } from './agent-channel.ts';
import { bootEnd, type MachineTraces } from './boot-end.ts';
import { followSerial } from './boot-serial.ts';
import { type GuestAgent, guestAgent } from './guest-agent.ts';
import type { Lifetime } from './lifetime.ts';
import type { MachineSpec } from './machine-spec.ts';
import { machineUsage, noUsage } from './machine-usage.ts';
import { lossError } from './qemu-failures.ts';
import { type Qmp, type QmpListener, qmpOver } from './qmp.ts';
import { type Screen, screenOf } from './screen.ts';
import type { Swtpm } from './swtpm.ts';

/** Where a boot stands in its run, and where its traces go. */
export type BootOptions = {
  readonly layer: string;
  /** Counts from 1 within the layer. */
  readonly boot: number;
  /** Gets `serial.log` and `screens/`, added to by each boot. */
  readonly run: { readonly directory: string };
  readonly secrets: readonly Secret[];
  readonly emit: EmitEvent;
  /** Ends the boot when it fires: the end is then `quit`. */
  readonly signal?: AbortSignal | undefined;
  /** Pictures are taken this often; 5 s when absent. */
  readonly screenEveryMs?: number;
};

/** One QEMU process, from power-on to power-off. Disposing it ends QEMU, swtpm and passt and removes their sockets. */
export type Boot = AsyncDisposable & {
  readonly pid: number;
  /** Resolves when QEMU and swtpm are gone, so that disk, variables and TPM state are whole. Never rejects. */
  readonly ended: Promise<BootEnd>;
  /** Why a boot ended as `lost`: `GP-MACHINE-KVM-EXIT`, `GP-MACHINE-TPM`, `GP-MACHINE-LOST` and others. */
  readonly lossError: (end: BootEnd) => GoldpaneError;
  readonly qmp: Qmp;
  readonly agent: GuestAgent;
  /** Socket of the live screen, for any VNC viewer. */
  readonly vncSocket: string;
  /** Presses one key, the space bar when none is named. Names: qemu qapi/ui.json, QKeyCode. */
  readonly pressKey: (key?: string) => Promise<void>;
  /** Path of a picture of the screen as it is now; undefined when QEMU gives none. */
  readonly screenshot: () => Promise<string | undefined>;
  /** Pulls the plug: QMP quit, then TERM, then KILL, 5 s in all. */
  readonly quit: () => Promise<BootEnd>;
};

/** The processes of a boot and the connections to them. */
export type BootProcesses = {
  readonly spec: MachineSpec;
  readonly swtpm: Swtpm;
  readonly qemu: Child;
  /** What QEMU printed last. */
  readonly output: () => string;
  readonly sockets: { readonly qmp: Connection; readonly serial: Connection; readonly agent: Connection };
};

/** What is remembered of a boot while it runs. */
type Memory = { -readonly [Trace in keyof MachineTraces]: MachineTraces[Trace] } & { failure?: GoldpaneError };

/** Lets a stopped machine go and follows it to its end. Throws `GP-QMP`, `GP-CANCELLED`. */
export async function runBoot(processes: BootProcesses, life: Lifetime, options: BootOptions): Promise<Boot> {
  const { spec, qemu, swtpm, sockets } = processes;
  const { layer, boot, emit, signal } = options;
  const memory: Memory = { hasPanicked: false, hasFailed: false, wasQuit: false };
  const channel = agentChannelOver(sockets.agent);
  const serialEnd = followSerial(sockets.serial, {
    ...{ nonce: spec.nonce, secrets: options.secrets, directory: options.run.directory, emit },
  });
  const fail = (error: GoldpaneError) => {
    memory.hasFailed = true;
    memory.failure ??= error;
    void quit();
  };
  const onEvent: QmpListener = (name, data) => {
    if (name === 'GUEST_PANICKED') void screenshot().then(quit);
    if (name === 'STOP') void reportStop(qmp, emit, () => fail(kvmExit(processes.output())));
    else noteEvent(name, data, memory, channel, emit);
  };
  const qmp = await qmpOver(sockets.qmp, onEvent, signal);
  const screen = screenOf(qmp, join(options.run.directory, 'screens'));
  const screenshot = () => capture(screen, emit);

  // biome-ignore lint/nursery/useDisposables: ends with the boot, below
  const ticking = startTicks(processes, qmp, screenshot, options);
  const ended = endOf(processes, qmp, serialEnd, memory).then((end) => {
    signal?.removeEventListener('abort', quit);
    ticking[Symbol.dispose]();
    emit({ kind: 'boot.finished', layer, boot, end });
    return end;
  });
  async function quit(): Promise<BootEnd> {
    memory.wasQuit = true;
    await endQemu(qmp, qemu);
    return await ended;
  }
  void swtpm.exited.then(async () => {
    // It goes a moment before QEMU in every good end.
    if (!(await settlesWithin(qemu.exited, 1000))) fail(tpmLost(swtpm.output()));
  });
  signal?.addEventListener('abort', quit);
  await qmp.execute('cont', {}, { signal });
  return {
    ...{ pid: qemu.pid, ended, qmp, agent: guestAgent(channel), vncSocket: spec.sockets.vnc, screenshot, quit },
    lossError: (end) => memory.failure ?? lossError(end, processes.output()),
    pressKey: async (key = 'spc') => {
      await qmp.execute('send-key', { keys: [{ type: 'qcode', data: key }] });
    },
    [Symbol.asyncDispose]: async () => {
      await quit();
      await life[Symbol.asyncDispose]();
    },
  };
}

/** The boot's end, after the last word of every socket, and when the TPM state is whole. */
async function endOf(
  { qemu, swtpm }: BootProcesses,
  qmp: Qmp,
  serialEnd: Promise<void>,
  memory: Memory,
): Promise<BootEnd> {
  const exit = await qemu.exited;
  await Promise.all([qmp.closed, serialEnd]);
  await swtpm.settle(5000);
  return bootEnd(memory, exit);
}

/** Source of names and data: qemu qapi/run-state.json, qapi/char.json */
function noteEvent(
  name: string,
  data: Readonly<Record<string, unknown>>,
  memory: Memory,
  channel: AgentChannel,
  emit: EmitEvent,
): void {
  // Windows sets the clock again and again.
  if (name === 'RTC_CHANGE') return;
  if (name === 'VSERPORT_CHANGE' && data['id'] === 'agent') {
    channel.setOpen(data['open'] === true);
    emit({ kind: data['open'] === true ? 'agent.opened' : 'agent.closed' });
    return;
  }
  if (name === 'SHUTDOWN') memory.shutdownReason = String(data['reason']);
  if (name === 'GUEST_PANICKED') memory.hasPanicked = true;
  emit({ kind: 'machine.event', name, data });
}

/** STOP does not say why: a paused machine may wait for disk space, or be one that KVM cannot run. */
async function reportStop(qmp: Qmp, emit: EmitEvent, onInternalError: () => void): Promise<void> {
  const reply = await qmp.execute('query-status').catch(() => undefined);
  const status = typeof reply === 'object' && reply !== null && 'status' in reply ? reply.status : 'unknown';
  emit({ kind: 'machine.event', name: 'STOP', data: { status } });
  if (status === 'internal-error') onInternalError();
}

async function capture(screen: Screen, emit: EmitEvent): Promise<string | undefined> {
  try {
    const { path, isNew } = await screen.capture();
    if (isNew) emit({ kind: 'screen.changed', file: path });
    return path;
  } catch {
    // A picture is evidence, never a reason to fail.
    return undefined;
  }
}

async function endQemu(qmp: Qmp, qemu: Child): Promise<void> {
  if (!qemu.running()) return;
  await qmp.execute('quit', {}, { timeoutMs: 1000 }).catch(() => undefined);
  if (!(await settlesWithin(qemu.exited, 1000))) await qemu.stop({ graceMs: 3000 });
}

function startTicks(
  { qemu }: BootProcesses,
  qmp: Qmp,
  screenshot: () => Promise<unknown>,
  { emit, screenEveryMs = 5000 }: BootOptions,
): Disposable {
  const startMs = monotonicMs();
  let usage = noUsage;
  let isReading = false;
  let pictureMs = startMs;
  const tick = async () => {
    const elapsedMs = Math.round(monotonicMs() - startMs);
    // A busy QEMU must not stop the clock.
    if (!isReading) {
      isReading = true;
      usage = await machineUsage(qemu.pid, qmp, usage);
      isReading = false;
    }
    if (!qemu.running()) return;
    emit({ kind: 'tick', elapsedMs, ...usage });
    if (monotonicMs() - pictureMs < screenEveryMs) return;
    pictureMs = Number.POSITIVE_INFINITY;
    await screenshot();
    pictureMs = monotonicMs();
  };
  return startTicking(1000, () => void tick());
}

function kvmExit(output: string): GoldpaneError {
  const said = output.split('\n').find((line) => line.includes('KVM')) ?? 'status internal-error';
  return new GoldpaneError('GP-MACHINE-KVM-EXIT', `KVM cannot run this guest and stopped it (${said.trim()})`, {
    hint: 'Run it on a machine with hardware virtualisation, or try --accel tcg (much slower)',
  });
}

function tpmLost(output: string): GoldpaneError {
  return new GoldpaneError('GP-MACHINE-TPM', `swtpm ended while the guest ran: ${output.trim() || 'it said nothing'}`, {
    hint: 'Start the same command again; if it happens twice, look for swtpm in the system log',
  });
}
