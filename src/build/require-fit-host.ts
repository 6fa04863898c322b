import { GoldpaneError } from '../base/errors.ts';
import type { EmitEvent } from '../base/events.ts';
import { gatherQuickFacts } from '../preflight/gather-host-facts.ts';
import { asFinding, isFlawed } from '../preflight/host-check.ts';
import { type HostNeeds, recipeNeeds } from '../preflight/host-needs.ts';
import { judgeQuickly } from '../preflight/judge-host.ts';
import type { PreparedPlan } from './prepare-plan.ts';

/**
 * Checks this host again before a build that is about to start, as far as files tell it in a moment: programs, memory,
 * the store's place, firmware, clock. What is unwise becomes an event. Throws the code of what keeps the build from
 * working, the plan's own errors among it, `GP-HOST-UNFIT` with everything when there is more than one.
 */
export async function requireFitHost(
  { plan, host }: PreparedPlan,
  {
    store,
    allowHostLoopback,
    emit,
  }: { readonly store: string; readonly allowHostLoopback: boolean; readonly emit: EmitEvent },
): Promise<void> {
  const needs = needsNow(plan.recipe, allowHostLoopback);
  const flaws = judgeQuickly({ ...(await gatherQuickFacts(store)), firmware: host.firmware }, needs).filter(isFlawed);
  const findings = flaws.map(asFinding);
  for (const finding of findings) if (finding.severity !== 'error') emit({ kind: 'finding', finding });
  const errors = [...plan.findings, ...findings].filter(({ severity }) => severity === 'error');
  const [first, ...others] = errors;
  if (first === undefined) return;
  if (others.length === 0) throw new GoldpaneError(first.id, `${first.found}: ${first.why}`, { hint: first.remedy });
  throw new GoldpaneError('GP-HOST-UNFIT', `This host is not fit for ${needs.what}`, {
    hint: `Do what stands below each; more: goldpane check host --for recipe ${plan.recipe.name}`,
    findings: errors,
  });
}

/**
 * What decides now. Not yet: layers that are cached need neither space nor the Internet, a medium that is here needs
 * none of the rehearsal's programs; each is refused when its time comes.
 */
function needsNow(recipe: PreparedPlan['plan']['recipe'], allowHostLoopback: boolean): HostNeeds {
  const needs = recipeNeeds(recipe, { rehearsal: false, diskBytes: 0 });
  return { ...needs, internet: needs.internet === 'needed' && !allowHostLoopback ? 'maybe' : 'none' };
}
