import type { BootEnd } from '../base/events.ts';

/** What was seen of a machine before its process ended. */
export type MachineTraces = {
  /** Reason of QMP's SHUTDOWN event. Source: qemu qapi/run-state.json, ShutdownCause */
  readonly shutdownReason?: string | undefined;
  readonly hasPanicked: boolean;
  /** The machine could not go on, so we ended it. */
  readonly hasFailed: boolean;
  /** We told QEMU to quit, or killed it. */
  readonly wasQuit: boolean;
};

/**
 * How a boot ended. The exit code proves nothing: QEMU gives 0 after a crash and after a reset too. After our `quit`
 * the socket may close before the event is read, so that counts without one.
 */
export function bootEnd(
  traces: MachineTraces,
  exit: { readonly exitCode: number | null; readonly signal: string | null },
): BootEnd {
  return { reason: endReason(traces, exit.exitCode), exitCode: exit.exitCode, signal: exit.signal };
}

function endReason(traces: MachineTraces, exitCode: number | null): BootEnd['reason'] {
  const { shutdownReason, hasPanicked, hasFailed, wasQuit } = traces;
  if (hasPanicked || shutdownReason === 'guest-panic') return 'panic';
  if (hasFailed) return 'lost';
  if (shutdownReason === 'guest-reset' && exitCode === 0) return 'reset';
  if (shutdownReason === 'guest-shutdown' && exitCode === 0) return 'shutdown';
  return wasQuit ? 'quit' : 'lost';
}
