import { join } from 'node:path';
import { GoldpaneError, throwIfCancelled } from '../base/errors.ts';
import { maskSecrets } from '../base/mask-secrets.ts';
import { makeRuntimeDir } from '../host/runtime-dir.ts';
import { type Connection, connectUnix } from '../host/socket.ts';
import { type Child, spawnChild } from '../host/spawn-child.ts';
import { type Boot, type BootOptions, type BootProcesses, runBoot } from './boot.ts';
import { type Lifetime, lifetime } from './lifetime.ts';
import { lineSplitter } from './line-splitter.ts';
import type { MachineSpec } from './machine-spec.ts';
import { startPasst } from './passt.ts';
import { qemuArgs } from './qemu-args.ts';
import { lastWords, qemuFailure } from './qemu-failures.ts';
import { startSwtpm } from './swtpm.ts';

/** A machine to boot: its command line without the sockets, which every boot gets anew. */
export type BootPlan = Omit<MachineSpec, 'tpmSocket' | 'sockets' | 'network'> & {
  /** Name on PATH or path of QEMU. */
  readonly qemu: string;
  readonly network: 'restricted' | 'open' | 'passt';
  /** State of the TPM, see `createTpmState`. */
  readonly tpmDirectory: string;
};

/**
 * Starts swtpm, passt where the network needs it, and QEMU; connects to QEMU's sockets while it is still stopped, and
 * lets it go. Throws what `qemuFailure` makes of QEMU's last words, `GP-MACHINE-START`, `GP-MACHINE-TPM`,
 * `GP-HOST-NETWORK`, `GP-HOST-SOCKET-PATH`, `GP-HOST-TOOL`, `GP-CANCELLED`; nothing is left running then.
 */
export async function startBoot(plan: BootPlan, options: BootOptions): Promise<Boot> {
  throwIfCancelled(options.signal);
  // biome-ignore lint/nursery/useDisposables: the boot takes it over
  const life = lifetime();
  const output = outputOf(options);
  try {
    const processes = await startProcesses(plan, options, life, output);
    return await runBoot(processes, life, options);
  } catch (error) {
    await life[Symbol.asyncDispose]();
    throwIfCancelled(options.signal);
    throw startError(error, output.text());
  }
}

type Output = { readonly take: (text: string) => void; readonly text: () => string };

async function startProcesses(
  plan: BootPlan,
  options: BootOptions,
  life: Lifetime,
  output: Output,
): Promise<BootProcesses> {
  const { layer, boot, emit, signal } = options;
  const runtime = life.use(await makeRuntimeDir(plan.nonce.slice(0, 12)));
  const spec = machineSpec(plan, runtime.path);
  const swtpm = life.use(await startSwtpm(plan.tpmDirectory, spec.tpmSocket, signal));
  if (spec.network.kind === 'passt') life.use(await startPasst(spec.network.socket, signal));
  const args = qemuArgs(spec);
  const qemu = life.use(await spawnChild(plan.qemu, args, { onOutput: output.take }));
  emit({ kind: 'boot.started', layer, boot, pid: qemu.pid, command: [plan.qemu, ...args] });
  return { spec, swtpm, qemu, output: output.text, sockets: await connectAll(spec, qemu, signal) };
}

async function connectAll(
  { sockets }: MachineSpec,
  qemu: Child,
  signal: AbortSignal | undefined,
): Promise<Record<'qmp' | 'serial' | 'agent', Connection>> {
  const connect = (path: string) => connectUnix(path, { signal, timeoutMs: 30_000, alive: qemu.running });
  const [qmp, serial, agent] = await Promise.all([
    connect(sockets.qmp),
    connect(sockets.serial),
    connect(sockets.agent),
  ]);
  return { qmp, serial, agent };
}

/** The full specification: every socket in the one directory that only this user can enter. */
function machineSpec(plan: BootPlan, directory: string): MachineSpec {
  const { qemu: _, tpmDirectory: __, network, ...machine } = plan;
  const socket = (name: string) => join(directory, `${name}.sock`);
  return {
    ...machine,
    network: network === 'passt' ? { kind: network, socket: socket('passt') } : { kind: network },
    tpmSocket: socket('tpm'),
    sockets: { qmp: socket('qmp'), serial: socket('com1'), agent: socket('agent'), vnc: socket('vnc') },
  };
}

/** Keeps the last 64 KiB of what QEMU prints, and makes each line an event. */
function outputOf({ emit, secrets }: BootOptions): Output {
  const lines = lineSplitter(64 * 1024);
  let output = '';
  const take = (text: string) => {
    output = `${output}${text}`.slice(-64 * 1024);
    for (const line of lines.push(Buffer.from(text))) {
      emit({ kind: 'machine.output', text: maskSecrets(line, secrets) });
    }
  };
  return { take, text: () => output };
}

/** QEMU's own words say more than the socket that it never opened or closed at once. */
function startError(error: unknown, output: string): unknown {
  const isSymptom = error instanceof GoldpaneError && (error.code === 'GP-MACHINE-START' || error.code === 'GP-QMP');
  if (!isSymptom) return error;
  const known = qemuFailure(output);
  if (known) return known;
  return new GoldpaneError('GP-MACHINE-START', `QEMU did not start: ${lastWords(output)}`, {
    hint: 'Run the command of the last boot.started event in events.jsonl by hand to see more',
    cause: error,
  });
}
