import type { Recipe } from '../base/recipe.ts';

/** Who takes images: it decides what else the host must have. */
export const runners = ['qemu', 'libvirt', 'vfio'] as const;
export type Runner = (typeof runners)[number];

/** What some work needs of the host. */
export type HostNeeds = {
  /** What it is for, as people call it: `recipe rehearsal`. */
  readonly what: string;
  /** `required`: nothing else will do. `preferred`: emulation is good enough. `unused`: it is not even tried. */
  readonly kvm: 'required' | 'preferred' | 'unused';
  readonly cpus: number;
  readonly memoryMib: number;
  /** Bytes that the work may write to the store. */
  readonly diskBytes: number;
  /** Guests that reach the Internet: `maybe` when nobody knows yet. */
  readonly internet: 'needed' | 'maybe' | 'none';
  /** The guest is to have guests of its own. */
  readonly nesting: boolean;
  /** Builds the guest and the medium of the rehearsal, too. */
  readonly rehearsal: boolean;
  readonly runner?: Runner | undefined;
};

const bytesPerGib = 1024 ** 3;
/** What a recipe gets that says nothing. */
const usualMachine = { cpus: 2, memoryMib: 4096 };
/** An installed Windows, its layers and its image. */
const windowsBytes = 40 * bytesPerGib;

/** What any Windows needs: the machine that a recipe asks for when it says nothing. */
export function windowsNeeds(accelerator?: 'kvm' | 'tcg'): HostNeeds {
  const kvm = accelerator === 'tcg' ? 'unused' : 'required';
  const rest = { internet: 'maybe', nesting: false, rehearsal: false } as const;
  return { what: 'Windows', kvm, ...usualMachine, diskBytes: windowsBytes, ...rest };
}

/** What a recipe needs. `diskBytes` is an estimate of what its build writes. */
export function recipeNeeds(
  { name, emulation, hardware, layers, nestedVirtualisation }: Recipe,
  { rehearsal, diskBytes }: Pick<HostNeeds, 'rehearsal' | 'diskBytes'>,
  accelerator?: 'kvm' | 'tcg',
): HostNeeds {
  const { cpus, memoryMib } = hardware;
  const wish = accelerator === 'tcg' ? 'unused' : accelerator === 'kvm' ? 'required' : undefined;
  const kvm = wish ?? (emulation === 'allowed' ? 'preferred' : 'required');
  const internet = layers.some(({ network }) => network === 'internet') ? 'needed' : 'none';
  return {
    what: `recipe ${name}`,
    kvm,
    cpus,
    memoryMib,
    diskBytes,
    internet,
    nesting: nestedVirtualisation === 'on',
    rehearsal,
  };
}
