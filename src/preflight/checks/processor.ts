import type { ProcessorFacts } from '../../host/processor-facts.ts';
import { type HostCheck, pass, warn } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';

/** The processor and how many of it goldpane may use. */
export type ProcessorView = ProcessorFacts & { readonly cpus: number };

/** The processors: a guest gets as many as it wants, but they are shared. */
export function checkProcessor({ model, cpus, isGuest }: ProcessorView, needs: HostNeeds): readonly HostCheck[] {
  const found = `${model}, ${cpus === 1 ? '1 processor' : `${cpus} processors`}${isGuest ? ', in a virtual machine' : ''}`;
  if (cpus >= 2) return [pass('processor', found)];
  return [
    warn('processor', {
      id: 'GP-HOST-CPUS',
      found,
      why: `the guest's ${needs.cpus} processors take turns on one, so Setup takes several times as long and limits may be passed`,
      remedy: 'Give this machine or container two processors or more',
    }),
  ];
}
