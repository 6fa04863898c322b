import { spawn } from 'node:child_process';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const sameSignalMs = 500;

/**
 * Runs a program on our terminal and passes our signals on to it. npm doubles Ctrl-C: the same signal within 500 ms
 * counts once. Resolves with how it ended; a program that cannot be started ends with code 127.
 */
export function runChild(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const last = { signal: '', at: 0 };
    const forward = (signal) => {
      const isRepeat = signal === last.signal && Date.now() - last.at < sameSignalMs;
      if (isRepeat) return;
      Object.assign(last, { signal, at: Date.now() });
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    const finish = (ended) => {
      for (const signal of signals) process.off(signal, forward);
      resolve({ ...ended, interruptedBy: last.signal });
    };
    child.on('error', () => finish({ code: 127, signal: null }));
    child.on('exit', (code, signal) => finish({ code, signal }));
  });
}
