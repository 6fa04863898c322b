import { digestOf } from '../../base/canonical-json.ts';
import type { Release, ReleaseMedia } from '../../base/catalogue.ts';
import { GoldpaneError } from '../../base/errors.ts';
import type { Sha256 } from '../../base/ids.ts';
import type { SourceDigests, SourceFile } from '../../base/plan.ts';
import { isFile, readText } from '../../host/files.ts';
import { hashFile } from '../../host/hash-file.ts';
import { esdMediumDigest } from '../../media/esd-medium.ts';
import { installScripts, installTwins } from '../../media/pack/install-medium.ts';
import { requiredSources } from '../../plan/required-sources.ts';
import { readScriptHead } from '../../recipe/script-head.ts';
import { rehearsalSourceDigest } from '../../rehearsal/source-digest.ts';
import type { FoundRecipe } from './find-recipe.ts';
import { readSkeletons, readSysprepSkeleton } from './package-files.ts';

/** Raised when the modifiers of answer files make something else of the same options. */
const answerFileFormat = 1;

/** Digests of everything that a recipe brings onto media. Throws `GP-RECIPE-FILE` for a twin that is missing. */
export async function gatherSources(
  { recipe, pathOf }: FoundRecipe,
  release: Pick<Release, 'kind'>,
): Promise<SourceDigests> {
  const hashed = async (file: Omit<SourceFile, 'sha256'>): Promise<SourceFile> => ({
    ...file,
    sha256: await hashSource(pathOf(file), file.name),
  });
  const required = requiredSources(recipe, release);
  const references = required.map(
    async ({ reference, files }) => [reference, await Promise.all(files.map(hashed))] as const,
  );
  const heads = required.map(async ({ reference, files }) => {
    const script = files.find(({ name }) => name.endsWith('.ps1'));
    return script ? [[reference, readScriptHead(await readText(pathOf(script)))] as const] : [];
  });
  const scripts = release.kind === 'rehearsal' ? [...installScripts, ...installTwins] : installScripts;
  const install = scripts.map((name) => hashed({ from: `goldpane:${name}`, name }));
  return {
    references: Object.fromEntries(await Promise.all(references)),
    heads: Object.fromEntries((await Promise.all(heads)).flat()),
    install: {
      answerFile: digestOf({ format: answerFileFormat, skeletons: await readSkeletons() }),
      files: await Promise.all(install),
    },
    sysprepFile: digestOf({ format: answerFileFormat, skeleton: await readSysprepSkeleton() }),
  };
}

/** What stands for the installation medium in keys: its pinned digest, or what a built one is made of. */
export async function mediaDigest(release: Pick<Release, 'id'>, media: ReleaseMedia): Promise<Sha256> {
  if (media.source === 'built') return await rehearsalSourceDigest();
  if (media.source === 'esd' && media.sha256) return esdMediumDigest(media.sha256);
  if (media.sha256) return media.sha256;
  throw new GoldpaneError('GP-MEDIA-MISSING', `The medium ${media.id} of ${release.id} has no pinned SHA-256`, {
    hint: 'Pin it in a catalogue file of your own: recipes/catalogue/NAME.yaml',
  });
}

async function hashSource(path: string, name: string): Promise<Sha256> {
  if (await isFile(path)) return await hashFile(path);
  const isTwin = name.endsWith('.sh');
  throw new GoldpaneError('GP-RECIPE-FILE', `There is no file ${path}`, {
    hint: isTwin ? `The rehearsal runs ${name} in place of the PowerShell script: put it beside it` : 'Put it there',
  });
}
