import { statelessDetector } from './detector.ts';
import { fail, quote } from './fail.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

/** What QEMU prints when KVM cannot go on with a guest that runs. */
const signature = /^.*(?:KVM internal error|KVM: entry failed|kvm run failed).*$/m;

/** A guest that KVM stopped. QEMU itself stays alive, and would even exit with 0. */
export const kvmExit = statelessDetector((event, scene) => {
  if (event.kind === 'machine.event' && event.name === 'STOP' && event.data['status'] === 'internal-error') {
    return stopped(scene, 'internal-error');
  }
  if (event.kind !== 'machine.output') return undefined;
  const line = signature.exec(event.text)?.[0];
  return line === undefined ? undefined : stopped(scene, quote(line));
});

function stopped(scene: Scene, said: string): Verdict {
  return fail(scene, {
    code: 'GP-MACHINE-KVM-EXIT',
    cause: `KVM could not go on with the guest: QEMU reports ${said}`,
    hint: 'Run it on a machine with hardware virtualisation, or try --accel tcg (much slower)',
    evidence: scene.output,
  });
}
