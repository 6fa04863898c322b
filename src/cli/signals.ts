/** What to do when goldpane is asked to stop. */
export type SignalHandlers = {
  /** Called once, with who asked: a signal's name, or that our parent has ended. */
  readonly onStop: (reason: string) => void;
  /** Called when somebody asks again: stop at once. */
  readonly onStopAtOnce: () => void;
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes Ctrl-C on although the terminal has sent it to everybody: the same signal this soon is no second one. */
const sameSignalMs = 500;
const parentCheckMs = 500;

/**
 * Listens for signals, and for the loss of our parent, until disposed. `nohup` does not help: Node forgets that a
 * signal was to be ignored. Who wants a build to outlive a terminal starts it under `setsid` or `systemd-run`.
 */
export function watchSignals({ onStop, onStopAtOnce }: SignalHandlers): Disposable {
  const last = { reason: '', at: Number.NEGATIVE_INFINITY };
  const stop = (reason: string) => {
    const at = performance.now();
    const isRepeat = reason === last.reason && at - last.at < sameSignalMs;
    const isFirst = last.reason === '';
    Object.assign(last, { reason, at });
    if (isFirst) onStop(reason);
    else if (!isRepeat) onStopAtOnce();
  };
  for (const signal of signals) process.on(signal, stop);

  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    if (last.reason === '') stop('the program that started goldpane has ended');
  }, parentCheckMs).unref();

  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
