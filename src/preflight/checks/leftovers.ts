import { type HostCheck, warn } from '../host-check.ts';

/** A process of a kind that goldpane starts. */
export type ProcessFact = {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parent: number;
};

/** Programs that ended and that nobody collects: they answer signals as if they ran. Source: proc(5), state Z. */
export function checkLeftovers(processes: readonly ProcessFact[]): readonly HostCheck[] {
  const zombies = processes.filter(({ state, parent }) => state === 'Z' && parent === 1);
  if (zombies.length === 0) return [];
  return [
    warn('processes', {
      id: 'GP-HOST-ZOMBIE',
      found: `ended, but not collected by process 1: ${zombies.map(({ name, pid }) => `${name} (${pid})`).join(', ')}`,
      why: 'whoever looks for them by number believes that they run; goldpane itself is not deceived',
      remedy: 'Start the container with an init: docker run --init',
    }),
  ];
}
