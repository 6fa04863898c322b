import { AsyncLocalStorage } from 'node:async_hooks';

/** A program that was run to its end. */
export type ToolRun = { readonly command: readonly string[]; readonly durationMs: number; readonly exitCode: number };

const listeners = new AsyncLocalStorage<(run: ToolRun) => void>();

/** Does `work` and tells `onRun` of every program that `runTool` runs in it, however deep. */
export async function withToolTrace<T>(onRun: (run: ToolRun) => void, work: () => Promise<T>): Promise<T> {
  return await listeners.run(onRun, work);
}

/** Tells the listener of the work that is under way, if it has one. */
export function traceTool(run: ToolRun): void {
  listeners.getStore()?.(run);
}
