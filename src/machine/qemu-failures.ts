import type { ErrorCode } from '../base/error-codes.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { BootEnd } from '../base/events.ts';

/** What QEMU says on stderr when it cannot start or go on, and what it means. */
type FailureSignature = {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly found: string;
  readonly hint: string;
};

const otherAccelerator = 'Run it on a machine with hardware virtualisation';

/** First match wins: from special to general. The texts are QEMU's own, seen on 7.2 or read in its source. */
const signatures: readonly FailureSignature[] = [
  {
    pattern: /Could not access KVM kernel module: Permission denied/,
    code: 'GP-HOST-KVM',
    found: 'this user may not open /dev/kvm',
    hint: 'Add yourself to the group kvm (sudo usermod -aG kvm "$USER"), then log in again',
  },
  {
    pattern: /Could not access KVM kernel module|failed to initialize kvm|invalid accelerator kvm/i,
    code: 'GP-HOST-KVM',
    found: 'this host has no working /dev/kvm',
    hint: 'Turn on virtualisation in the firmware (or nested virtualisation in the outer machine) and load kvm_intel or kvm_amd',
  },
  {
    pattern: /failed to set MSR|error: failed to get MSR/,
    code: 'GP-HOST-KVM',
    found: 'KVM refuses a processor register that the guest needs',
    hint: otherAccelerator,
  },
  {
    pattern: /System Management Mode not supported/,
    code: 'GP-HOST-KVM',
    found: 'KVM here has no system management mode, which Secure Boot needs',
    hint: otherAccelerator,
  },
  {
    pattern: /kernel doesn't allow setting HyperV|Hyper-V .* is not supported by kernel/i,
    code: 'GP-HOST-KVM',
    found: 'KVM here does not offer the Hyper-V interface that Windows needs',
    hint: otherAccelerator,
  },
  {
    pattern: /KVM internal error|KVM: entry failed|error: kvm run failed/,
    code: 'GP-MACHINE-KVM-EXIT',
    found: 'KVM stopped the guest',
    hint: otherAccelerator,
  },
  {
    pattern: /tpm-emulator: |TPM result for CMD_/,
    code: 'GP-MACHINE-TPM',
    found: 'it could not use the software TPM',
    hint: 'See whether another machine uses the same TPM state, then start the same command again',
  },
  {
    pattern: /Failed to get "?(shared "?)?(write|consistent read)"? lock|Failed to lock byte/,
    code: 'GP-MACHINE-START',
    found: 'another process uses the same disk or variables',
    hint: 'Find it: lsof or fuser on the file that the last line names; stop it and start the same command again',
  },
  {
    pattern: /cannot set up guest memory|Cannot allocate memory/,
    code: 'GP-HOST-MEMORY',
    found: 'this host has not enough free memory for the guest',
    hint: 'End other programs or lower hardware.memoryMib in the recipe',
  },
  {
    pattern: /No space left on device/,
    code: 'GP-HOST-SPACE',
    found: 'a disk of this host is full',
    hint: 'Free some space and start the same command again: finished work is kept',
  },
  {
    pattern: /(No such file or directory|Permission denied)/,
    code: 'GP-MACHINE-START',
    found: 'it could not open a file',
    hint: 'Check the path in the last line and that this user may read it',
  },
  {
    pattern:
      /is not a valid device model name|unsupported machine type|Property '.*' not found|Parameter '.*' is missing|invalid option/,
    code: 'GP-MACHINE-START',
    found: 'this QEMU lacks something that goldpane uses',
    hint: 'Install QEMU 7.2 or later, with all its device packages',
  },
];

/** The failure that QEMU's own words name, or undefined when they name none that is known. */
export function qemuFailure(output: string): GoldpaneError | undefined {
  const known = signatures.find(({ pattern }) => pattern.test(output));
  if (!known) return undefined;
  return new GoldpaneError(known.code, `QEMU failed: ${known.found} (${tellingLine(output, known.pattern)})`, {
    hint: known.hint,
  });
}

/** Whether QEMU could not even open KVM: what a guest would find inside was not tried. */
export function isKvmClosed(message: string): boolean {
  return /Could not access KVM kernel module|failed to initialize kvm|invalid accelerator kvm/i.test(message);
}

/** Why a machine ended that neither the guest nor we had ended. */
export function lossError(end: BootEnd, output: string): GoldpaneError {
  const known = qemuFailure(output);
  if (known) return known;
  const how = end.signal ? `was killed by ${end.signal}` : `ended with exit code ${end.exitCode}`;
  return new GoldpaneError('GP-MACHINE-LOST', `QEMU ${how} while the guest ran: ${lastWords(output)}`, {
    hint:
      end.signal === 'SIGKILL'
        ? 'The kernel kills when memory runs out: see dmesg, lower hardware.memoryMib, and start the same command again'
        : 'Start the same command again: it goes on from the last finished boot',
  });
}

/** The last lines that a program printed, on one line. */
export function lastWords(output: string): string {
  return nonEmptyLines(output).slice(-3).join(' | ').slice(0, 500) || 'it said nothing';
}

/** The line with the cause. */
function tellingLine(output: string, pattern: RegExp): string {
  return (nonEmptyLines(output).find((line) => pattern.test(line)) ?? lastWords(output)).slice(0, 500);
}

function nonEmptyLines(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
