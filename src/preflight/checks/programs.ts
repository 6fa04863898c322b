import { fail, type HostCheck, pass } from '../host-check.ts';
import type { HostNeeds } from '../host-needs.ts';
import type { InstallCommand } from '../../host/missing-tool.ts';

/** A program that goldpane runs, and whether it is here. */
export type ProgramFact = {
  readonly name: string;
  readonly for: 'build' | 'rehearsal' | 'libvirt';
  /** Such as `the TPM 2.0`. */
  readonly why: string;
  readonly isThere: boolean;
};

export type ProgramsView = {
  readonly programs: readonly ProgramFact[];
  /** How this distribution installs what is missing; undefined on one that nobody listed. */
  readonly install: InstallCommand | undefined;
};

/** Programs: all that are missing at once, with one command for their packages. */
export function checkPrograms({ programs, install }: ProgramsView, needs: HostNeeds): readonly HostCheck[] {
  const needed = programs.filter((program) => isNeeded(program, needs));
  const missing = needed.filter(({ isThere }) => !isThere);
  if (missing.length === 0) return [pass('programs', `all ${needed.length} are here`)];
  const names = missing.map(({ name }) => name).join(', ');
  const common = {
    id: 'GP-HOST-TOOL' as const,
    found: `missing: ${names}`,
    why: missing.map(({ name, why }) => `${name}: ${why}`).join('; '),
  };
  if (!install) return [fail('programs', { ...common, remedy: `Install the packages of your distribution that hold ${names}` })];
  const { words } = install;
  return [
    fail('programs', { ...common, remedy: `sudo ${words.join(' ')}`, fix: { command: words, needsRoot: true } }),
  ];
}

/** passt has a check of its own: it is needed by some layers only. */
function isNeeded({ name, for: purpose }: ProgramFact, { rehearsal, runner }: HostNeeds): boolean {
  if (name === 'passt') return false;
  return purpose === 'build' || (purpose === 'rehearsal' && rehearsal) || (purpose === 'libvirt' && runner === 'libvirt');
}
