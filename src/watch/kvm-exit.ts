import { statelessDetector } from './detector.ts';
import { fail, quote } from './fail.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

const checkHost = 'Run check host: it finds out what KVM can do here';

/** What QEMU says when KVM does not carry a guest. Seen on hosts with nested or paravirtual KVM. */
const signatures: readonly { readonly pattern: RegExp; readonly hint: string }[] = [
  { pattern: /KVM internal error/, hint: checkHost },
  { pattern: /KVM: entry failed/, hint: checkHost },
  { pattern: /kvm run failed/, hint: checkHost },
  {
    pattern: /failed to set MSR/,
    hint: 'KVM is nested and its host lacks a processor feature: update the host kernel, or run check host',
  },
  {
    pattern: /System Management Mode not supported by this hypervisor/,
    hint: 'Secure Boot needs a KVM with System Management Mode, which this host has not: run check host',
  },
  {
    pattern: /kernel doesn't allow setting HyperV/,
    hint: "KVM lacks Hyper-V's interfaces on this host: update the host kernel, or run check host",
  },
];

/** A guest that KVM stopped. QEMU itself stays alive and would even exit with 0. */
export const kvmExit = statelessDetector((event, scene) => {
  if (event.kind === 'machine.event' && event.name === 'STOP' && event.data['status'] === 'internal-error') {
    return stopped(scene, 'internal-error', checkHost);
  }
  if (event.kind !== 'machine.output') return undefined;
  const found = signatures.find(({ pattern }) => pattern.test(event.text));
  if (found === undefined) return undefined;
  const line = event.text.split('\n').find((text) => found.pattern.test(text)) ?? event.text;
  return stopped(scene, quote(line), found.hint);
});

function stopped(scene: Scene, said: string, hint: string): Verdict {
  const cause = `KVM could not go on with the guest: QEMU reports ${said}`;
  return fail(scene, { code: 'GP-MACHINE-KVM-EXIT', cause, hint, evidence: scene.output });
}
