import { fail, type HostCheck, pass } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';
import { installRemedy } from '../install-remedy.ts';

/** A program that goldpane runs, and whether it is here. */
export type ProgramFact = {
  readonly name: string;
  readonly for: string;
  /** Such as `the TPM 2.0`. */
  readonly why: string;
  readonly isThere: boolean;
};

export type ProgramsView = {
  readonly programs: readonly ProgramFact[];
  /** Its ids in os-release, and those of what it is like. */
  readonly distribution: readonly string[];
};

/** Programs: all that are missing at once, with one command for their packages. */
export function checkPrograms({ programs, distribution }: ProgramsView, needs: HostNeeds): readonly HostCheck[] {
  const needed = programs.filter((program) => isNeeded(program, needs));
  const missing = needed.filter(({ isThere }) => !isThere);
  if (missing.length === 0) return [pass('programs', `all ${needed.length} are here`)];
  const common = {
    id: 'GP-HOST-TOOL' as const,
    found: `missing: ${missing.map(({ name }) => name).join(', ')}`,
    why: missing.map(({ name, why }) => `${name}: ${why}`).join('; '),
  };
  return [
    fail('programs', {
      ...common,
      ...installRemedy(
        missing.map(({ name }) => name),
        distribution,
      ),
    }),
  ];
}

/** passt has a check of its own: it is needed by some layers only. */
function isNeeded({ name, for: purpose }: ProgramFact, { rehearsal, runner }: HostNeeds): boolean {
  if (name === 'passt') return false;
  return (
    purpose === 'build' || (purpose === 'rehearsal' && rehearsal) || (purpose === 'libvirt' && runner === 'libvirt')
  );
}
