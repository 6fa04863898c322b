import { readFileSync } from 'node:fs';

/** The processor as the kernel shows it. */
export type ProcessorFacts = {
  /** `GenuineIntel`, `AuthenticAMD`, or another. */
  readonly vendor: string;
  readonly model: string;
  readonly microcode: string;
  /** Flag of its virtualisation; absent also on hosts that are virtual themselves and yet run guests. */
  readonly virtualisation?: 'vmx' | 'svm' | undefined;
  /** This host is a virtual machine. */
  readonly isGuest: boolean;
};

/** Reads the facts of the first processor. Source: proc(5), cpuinfo. */
export function processorFacts(): ProcessorFacts {
  return parseCpuInfo(readFileSync('/proc/cpuinfo', 'utf8'));
}

/** The facts in a text of `/proc/cpuinfo`. */
export function parseCpuInfo(text: string): ProcessorFacts {
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(text)?.[1] ?? 'unknown';
  const flags = field('flags').split(' ');
  return {
    vendor: field('vendor_id'),
    model: field('model name'),
    microcode: field('microcode'),
    virtualisation: (['vmx', 'svm'] as const).find((flag) => flags.includes(flag)),
    isGuest: flags.includes('hypervisor'),
  };
}
