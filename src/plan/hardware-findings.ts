import type { Release } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { Bypass, Recipe } from '../base/recipe.ts';
import { recipeError } from './plan-findings.ts';

const checkOf = { cpus: 'cpu', memoryMib: 'ram', diskGib: 'storage' } as const satisfies Record<string, Bypass>;

/** What is wrong with the machine for a release: too little of something, or checks of Setup passed over. */
export function hardwareFindings(
  { hardware, bypass }: Recipe,
  { id, kind, build, minimum }: Release,
): readonly Finding[] {
  const tooSmall = (['cpus', 'memoryMib', 'diskGib'] as const)
    .filter((part) => hardware[part] < minimum[part] && !bypass.includes(checkOf[part]))
    .map((part) => ({
      ...recipeError('GP-RECIPE-VALUE', `hardware.${part}`, `${hardware[part]} is less than ${id} needs`),
      why: 'Setup refuses such a machine, or fails on it half-way',
      remedy: `Say ${part}: ${minimum[part]} or more`,
    }));
  if (bypass.length === 0) return tooSmall;
  // Only Windows 11 looks at the machine, and the rehearsal plays what its Setup does.
  const hasChecks = kind === 'rehearsal' || (kind === 'client' && build >= 22_000);
  const passedOver: Finding = {
    ...recipeError('GP-RECIPE-VALUE', 'bypass', `Setup of ${id} passes over its checks of ${bypass.join(', ')}`),
    severity: 'warning',
    why: hasChecks
      ? 'Microsoft promises no updates for a system on hardware that it does not support'
      : 'this Windows has no such checks, so nothing changes',
    remedy: 'Remove bypass, and give the machine what Setup asks for',
  };
  return [...tooSmall, passedOver];
}
