/** What QEMU says when KVM lacks a part that the command line asks for, in the order in which QEMU finds it. */
const refusals = [
  {
    part: 'hyper-v',
    isAsked: ({ cpu }) => cpu.includes('hv-vpindex'),
    text: "qemu-system-x86_64: kernel doesn't allow setting HyperV VP_INDEX",
  },
  {
    part: 'arch-capabilities',
    isAsked: ({ cpu }) => cpu.startsWith('host') && !cpu.includes('arch-capabilities=off'),
    text: 'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69',
  },
  {
    part: 'smm',
    isAsked: ({ machine }) => machine.includes('smm=on'),
    text: 'qemu-system-x86_64: System Management Mode not supported by this hypervisor.',
  },
];

/** Exit code of a QEMU whose isa-debug-exit was told that all is well. */
export const biosExitCode = 33;

/** Why a KVM without `lacking` parts refuses a command line; undefined when it does not. */
export function refusalOf(args, lacking = []) {
  const after = (name) => args[args.indexOf(name) + 1] ?? '';
  const asked = { cpu: after('-cpu'), machine: after('-machine') };
  if (!after('-accel').startsWith('kvm')) return undefined;
  return refusals.find(({ part, isAsked }) => lacking.includes(part) && isAsked(asked))?.text;
}
