import type { Finding } from '../base/findings.ts';
import type { AcceleratorVerdict, HostProfile } from '../base/host-profile.ts';
import type { Recipe } from '../base/recipe.ts';

export type Accelerator = 'kvm' | 'tcg';

/**
 * KVM when it was seen to run a guest; else TCG when the recipe allows emulation or the command asks for it, with a
 * finding that says why. Where KVM is needed and not usable that finding is an error: the plan can be read, not built.
 */
export function chooseAccelerator(
  recipe: Pick<Recipe, 'name' | 'emulation'>,
  host: Pick<HostProfile, 'accelerators'>,
  wanted?: Accelerator,
): { readonly accelerator: Accelerator; readonly findings: readonly Finding[] } {
  const { kvm } = host.accelerators;
  if (wanted === 'tcg')
    return { accelerator: 'tcg', findings: [emulated('the command asks for emulation', 'Leave out --accel tcg')] };
  if (kvm.usable) return { accelerator: 'kvm', findings: [] };
  if (wanted === undefined && recipe.emulation === 'allowed') {
    return { accelerator: 'tcg', findings: [emulated(`KVM cannot be used: ${kvm.found}`, kvm.remedy)] };
  }
  return { accelerator: 'kvm', findings: [unusable(recipe.name, kvm, wanted)] };
}

function unusable(
  recipe: string,
  { found, remedy }: Extract<AcceleratorVerdict, { usable: false }>,
  wanted: Accelerator | undefined,
): Finding {
  const emulation = wanted === 'kvm' ? '' : '; or accept 10 to 20 times the time with --accel tcg';
  return {
    id: 'GP-HOST-KVM',
    severity: 'error',
    where: 'accelerator',
    found: `KVM cannot be used: ${found}`,
    why: `the recipe ${recipe} needs it`,
    remedy: `${remedy}${emulation}`,
  };
}

function emulated(found: string, remedy: string): Finding {
  return {
    id: 'GP-HOST-KVM',
    severity: 'info',
    where: 'accelerator',
    found,
    why: 'the guest runs by emulation, 10 to 20 times as slow; what it becomes is the same',
    remedy,
  };
}
