import type { Catalogue } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import { nearNames } from '../base/near-names.ts';
import { readBytes } from '../host/byte-files.ts';
import { fileSize, isFile } from '../host/files.ts';
import { type AnswerFileTarget, editionTarget, releaseTarget } from '../unattend/answer-file-target.ts';
import { maxAnswerFileBytes } from '../unattend/decode-answer-file.ts';
import type { AnswerFinding } from '../unattend/rules/rule.ts';

/** What an answer file is for. Without either, only what is wrong on every Windows is found. */
export type AnswerFileWish = {
  /** A recipe by name or path: its release, edition and medium. */
  readonly recipe?: string | undefined;
  /** A release in the catalogue, on any of its media. */
  readonly release?: string | undefined;
  readonly allowPaths?: readonly string[] | undefined;
};

/** What was found in an answer file, by line. */
export type CheckedAnswerFile = { readonly file: string; readonly findings: readonly AnswerFinding[] };

/**
 * Checks anyone's answer file; nothing is run and nothing but the file is read. Throws `GP-ANSWER-UNREADABLE` for what
 * is no answer file, `GP-RECIPE-RELEASE` for an unknown release, and what finding a recipe throws.
 */
export async function checkAnswerFile(file: string, wish: AnswerFileWish = {}): Promise<CheckedAnswerFile> {
  // Loaded beside what reads the catalogue, not before it.
  const [bytes, target, { checkAnswerFile: lint }] = await Promise.all([
    readAnswerFile(file),
    targetOf(wish),
    import('../unattend/check-answer-file.ts'),
  ]);
  const findings = lint(bytes, target);
  const unreadable = findings.find(({ id }) => id === 'GP-ANSWER-UNREADABLE');
  if (unreadable === undefined) return { file, findings };
  throw new GoldpaneError('GP-ANSWER-UNREADABLE', `${file}, ${unreadable.where}: ${unreadable.found}`, {
    hint: unreadable.remedy,
    findings,
  });
}

async function readAnswerFile(path: string): Promise<Uint8Array> {
  const hint = 'Name an answer file, such as autounattend.xml';
  if (!(await isFile(path))) throw new GoldpaneError('GP-ANSWER-UNREADABLE', `There is no file ${path}`, { hint });
  if ((await fileSize(path)) <= maxAnswerFileBytes) return await readBytes(path);
  throw new GoldpaneError('GP-ANSWER-UNREADABLE', `${path} is too large for an answer file`, { hint });
}

// Recipes and catalogues are imported when they are asked for: most files are checked without.
async function targetOf({ recipe: name, release: id, allowPaths }: AnswerFileWish): Promise<AnswerFileTarget> {
  if (name !== undefined && id !== undefined) {
    throw new GoldpaneError('GP-USAGE', 'Both a recipe and a release were named', {
      hint: 'Name one of them: a recipe has a release',
    });
  }
  if (name !== undefined) {
    const { findRecipeAlone, readCatalogue } = await import('./recipe/find-recipe.ts');
    const { chooseRelease } = await import('../plan/choose-release.ts');
    const { recipe } = await findRecipeAlone(name, allowPaths);
    const known = await readCatalogue(recipe.release);
    const hasRelease = known.releases.some((release) => release.id === recipe.release);
    return editionTarget(chooseRelease(recipe, hasRelease ? known : await readCatalogue()));
  }
  if (id === undefined) return {};
  const { readCatalogue } = await import('./recipe/find-recipe.ts');
  const known = (await readCatalogue(id)).releases.find((release) => release.id === id);
  return releaseTarget(known ?? releaseNamed(id, await readCatalogue()));
}

function releaseNamed(id: string, { releases }: Catalogue): Catalogue['releases'][number] {
  const release = releases.find((candidate) => candidate.id === id);
  if (release !== undefined) return release;
  const known = releases.map((candidate) => candidate.id);
  const near = nearNames(id, known);
  throw new GoldpaneError('GP-RECIPE-RELEASE', `The catalogue has no release ${id}`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${known.join(', ')}`,
  });
}
