import type { Release } from '../base/catalogue.ts';
import type { RequiredSource } from '../base/plan.ts';
import type { Recipe, RecipeStep } from '../base/recipe.ts';

/**
 * What has to be hashed before a recipe can be planned: its scripts and files, each once, sorted by reference.
 * The rehearsal has no PowerShell: there every script comes with its `.sh` twin of the same name.
 */
export function requiredSources(recipe: Recipe, release: Pick<Release, 'kind'>): readonly RequiredSource[] {
  const steps = [...recipe.layers.flatMap((layer) => layer.steps), ...recipe.seal.steps];
  const references = steps.flatMap((step) => [
    { reference: step.script, files: scriptFiles(step, release.kind === 'rehearsal') },
    ...step.files.map((file) => ({ reference: file, files: [{ from: file, name: fileNameOf(file) }] })),
  ]);
  // A file that is also a script elsewhere needs all that the script needs.
  references.sort((a, b) => compare(a.reference, b.reference) || b.files.length - a.files.length);
  return references.filter(({ reference }, index) => references[index - 1]?.reference !== reference);
}

/** Name of a step's script on its medium. */
function scriptName({ script }: Pick<RecipeStep, 'script'>): string {
  return script.startsWith('goldpane:') ? `${script.slice('goldpane:'.length)}.ps1` : fileNameOf(script);
}

function scriptFiles(step: RecipeStep, hasTwins: boolean): RequiredSource['files'] {
  const name = scriptName(step);
  const names = hasTwins ? [name, name.replace(/\.ps1$/, '.sh')] : [name];
  if (step.script.startsWith('goldpane:')) return names.map((each) => ({ from: step.script, name: each }));
  const directory = step.script.slice(0, -name.length);
  return names.map((each) => ({ from: `${directory}${each}`, name: each }));
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
