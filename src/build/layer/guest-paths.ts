import type { LayerKey } from '../../base/ids.ts';

/** Where goldpane keeps its state inside the guest. Forward slashes work on Windows and in the rehearsal. */
const stateDirectory = 'C:/ProgramData/goldpane';

/** Files of one step's job in the guest. */
export type StepPaths = { readonly log: string; readonly exit: string };

/** Where the job of a step leaves what it did. */
export function stepPaths(layer: LayerKey, step: string): StepPaths {
  const directory = `${stateDirectory}/steps/${layer.slice(0, 16)}/${step}`;
  return { log: `${directory}/log.txt`, exit: `${directory}/exit.json` };
}

/** The command that starts a step as a job in the guest, or finds that it is running or done. */
export function startStepCommand(layer: LayerKey, step: string): { readonly path: string; readonly args: string[] } {
  const script = `${stateDirectory}/start-step.ps1`;
  const options = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'];
  return { path: 'powershell.exe', args: [...options, '-File', script, '-Step', step, '-Key', layer] };
}
