import { dirname, join, sep } from 'node:path';
import { GoldpaneError } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import type { PlannedPackage, SourceDigests, SourceFile } from '../../base/plan.ts';
import { xdgDirectory } from '../../host/environment.ts';
import { isWritable } from '../../host/file-operations.ts';
import { makeDirectory, pathExists, readText, realPath } from '../../host/files.ts';
import { lockOwner, waitForLock } from '../../host/lock.ts';
import { writeFileAtomic } from '../../host/write-atomic.ts';
import type { Choice } from '../../plan/choose-release.ts';
import { lockDifferences } from '../../recipe/lock-differences.ts';
import {
  type AcceptedPin,
  emptyLock,
  type LockedInputs,
  type LockFile,
  lockFileName,
  lockFileText,
  parseLockFile,
} from '../../recipe/lock-file.ts';
import type { Store } from '../../store/store.ts';
import { packageDirectories } from './package-files.ts';

/** The lock file of a recipe as it stands; empty when there is none. */
export type RecipeLock = { readonly path: string; readonly content: LockFile };

/** What is to be written into a lock file. */
export type LockChange = {
  readonly recipe: string;
  readonly inputs: LockedInputs;
  readonly accepted?: readonly AcceptedPin[];
};

/**
 * Reads the lock file beside a recipe; of goldpane's own recipes, and where nothing can be written, the one in the
 * user's configuration directory. Throws `GP-LOCK-INVALID`.
 */
export async function readRecipeLock(recipePath: string): Promise<RecipeLock> {
  const directory = dirname(await realPath(recipePath));
  const isOwn = `${directory}${sep}`.startsWith(packageDirectories.recipes + sep);
  const path = join(isOwn || !(await isWritable(directory)) ? xdgDirectory('config') : directory, lockFileName);
  return { path, content: (await pathExists(path)) ? parseLockFile(path, await readText(path)) : emptyLock };
}

/** Digests of all that a recipe's image is made of and that is the same on every host. */
export function recipeInputs(
  { media, drivers, packages }: Pick<Choice, 'media' | 'drivers'> & { readonly packages: readonly PlannedPackage[] },
  { references, install }: SourceDigests,
  mediaDigest: Sha256,
): LockedInputs {
  const files: readonly SourceFile[] = [...Object.values(references).flat(), ...install.files];
  return {
    [`medium ${media.id}`]: mediaDigest,
    ...(drivers === undefined ? {} : { [`virtio-win-${drivers.version}`]: drivers.sha256 }),
    'answer file': install.answerFile,
    ...packageInputs(packages),
    ...Object.fromEntries(files.map(({ from, name, sha256 }) => [inputName(from, name), sha256])),
  };
}

/** Compares inputs with the lock. Throws `GP-LOCK-DIFFERS` with every difference. */
export function requireLocked({ path, content }: RecipeLock, recipe: string, inputs: LockedInputs): void {
  const findings = lockDifferences(path, content.recipes[recipe], inputs);
  if (findings.length === 0) return;
  throw new GoldpaneError('GP-LOCK-DIFFERS', `The inputs of ${recipe} are not those of ${path}`, {
    hint: 'Undo what has changed, or build without --frozen and look at what changes in the lock file',
    findings,
  });
}

/** Writes what has changed into a lock file, one process at a time. */
export async function writeRecipeLock(
  store: Store,
  { path }: RecipeLock,
  { recipe, inputs, accepted = [] }: LockChange,
  signal?: AbortSignal,
): Promise<void> {
  const lock = join(store.paths.locks, 'lock-file');
  using _lock = await waitForLock(lock, lockOwner('lock file', path), { signal });
  const before = (await pathExists(path)) ? await readText(path) : '';
  const content = before === '' ? emptyLock : parseLockFile(path, before);
  // Recipes that share the file may pin different files by one name.
  const isReplaced = (pin: AcceptedPin) => accepted.some(({ id, pinned }) => id === pin.id && pinned === pin.pinned);
  const text = lockFileText({
    recipes: { ...content.recipes, [recipe]: inputs },
    accepted: [...content.accepted.filter((pin) => !isReplaced(pin)), ...accepted],
  });
  if (text === before) return;
  await makeDirectory(dirname(path));
  await writeFileAtomic(path, text);
}

/** Steps may bring different files by one name: the second of them is named `package NAME 2`. */
function packageInputs(packages: readonly PlannedPackage[]): LockedInputs {
  const digestsOf = Map.groupBy(packages, ({ name }) => name);
  return Object.fromEntries(
    [...digestsOf].flatMap(([name, all]) =>
      [...new Set(all.map(({ sha256 }) => sha256))].map((sha256, index) => [
        index === 0 ? `package ${name}` : `package ${name} ${index + 1}`,
        sha256,
      ]),
    ),
  );
}

function inputName(from: string, name: string): string {
  return from.startsWith('goldpane:') ? `goldpane:${name}` : from;
}
