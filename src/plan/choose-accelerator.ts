import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { HostProfile } from '../base/host-profile.ts';
import type { Recipe } from '../base/recipe.ts';

export type Accelerator = 'kvm' | 'tcg';

/**
 * KVM when it was seen to run a guest; else TCG when the recipe allows emulation or the command asks for it, with a
 * finding that says why. Throws `GP-HOST-KVM` with what was found and the remedy when KVM is needed and not usable.
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
  const emulation = wanted === 'kvm' ? '' : '; or accept 10 to 20 times the time with --accel tcg';
  throw new GoldpaneError('GP-HOST-KVM', `The recipe ${recipe.name} needs KVM, which cannot be used: ${kvm.found}`, {
    hint: `${kvm.remedy}${emulation}`,
  });
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
