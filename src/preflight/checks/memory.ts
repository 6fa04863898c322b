import { fail, type HostCheck, pass, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';

/** Memory in MiB. */
export type MemoryFacts = {
  readonly totalMib: number;
  /** What can be had without swapping. */
  readonly availableMib: number;
  readonly swapMib: number;
  /** What the control group of this process may still take, when it has a limit. */
  readonly limitMib?: number | undefined;
};

/** QEMU, swtpm and goldpane beside the guest. */
const overheadMib = 1024;

/** Memory: what is free for a guest, not what is built in; a container's limit counts. */
export function checkMemory(facts: MemoryFacts, { memoryMib }: HostNeeds): readonly HostCheck[] {
  const { totalMib, swapMib, limitMib } = facts;
  const isLimited = limitMib !== undefined && limitMib < facts.availableMib;
  const freeMib = isLimited ? limitMib : facts.availableMib;
  const found = `${gib(freeMib)} ${isLimited ? 'left under the limit of this control group' : 'free'}, ${gib(memoryMib)} for the guest`;
  const flaw = {
    id: 'GP-HOST-MEMORY' as const,
    found,
    remedy: isLimited
      ? 'Raise the limit of the container or service (docker run --memory), or lower hardware.memoryMib in the recipe'
      : 'End other programs, or lower hardware.memoryMib in the recipe',
  };
  if (freeMib < memoryMib) return [fail('memory', { ...flaw, why: 'the kernel would end the guest in the middle' })];
  if (freeMib < memoryMib + overheadMib) {
    return [warn('memory', { ...flaw, why: `QEMU, the TPM and goldpane take up to ${gib(overheadMib)} beside it` })];
  }
  if (swapMib === 0 && memoryMib > totalMib * 0.6) {
    const why = 'the guest takes most of the memory, and nothing can give way';
    return [
      warn('memory', { ...flaw, found: `${found}, no swap`, why, remedy: 'Add swap, or lower hardware.memoryMib' }),
    ];
  }
  return [pass('memory', found)];
}

function gib(mib: number): string {
  return `${(mib / 1024).toFixed(1)} GiB`;
}
