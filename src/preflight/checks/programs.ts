import { fail, type HostCheck, pass } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';
import { installRemedy } from '../install-remedy.ts';

/** A program that goldpane runs, and whether it is here. */
export type ProgramFact = {
  readonly name: string;
  readonly for: string;
  /** What it does, such as `packs the media`. */
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
  const names = missing.map(({ name }) => name);
  const subject = names.length === 1 ? `The program ${names[0]} is` : `The programs ${names.join(', ')} are`;
  return [
    fail('programs', {
      id: 'GP-HOST-TOOL',
      found: `${subject} not installed or not on PATH`,
      why: missing.map(({ name, why }) => `${name} ${why}`).join('; '),
      ...installRemedy(names, distribution),
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
