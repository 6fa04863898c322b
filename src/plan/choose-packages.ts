import type { Catalogue, DriverRelease, Release, Tool } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import type { PlannedPackage } from '../base/plan.ts';
import type { RecipeStep, StepPackage } from '../base/recipe.ts';
import type { ScriptHead } from '../base/script-head.ts';
import { notFound, recipeError } from './plan-findings.ts';

/** What decides which package a name means. */
export type PackageChoice = {
  readonly tools: Catalogue['tools'];
  readonly release: Pick<Release, 'architecture'>;
  readonly drivers?: Pick<DriverRelease, 'version'> | undefined;
};

/** The bundle and the drivers of the install medium must be of one build: services and drivers talk to each other. */
const boundToDrivers = 'virtio-win-guest-tools';

/** The packages of a step: those that the recipe names, else those that its script does; or what is wrong with them. */
export function choosePackages(
  step: Pick<RecipeStep, 'script' | 'packages'>,
  head: Pick<ScriptHead, 'packages'>,
  choice: PackageChoice,
): { readonly packages: readonly PlannedPackage[]; readonly findings: readonly Finding[] } {
  const chosen = (step.packages ?? head.packages).map((wanted) => choosePackage(wanted, step.script, choice));
  const packages = chosen.filter((each): each is PlannedPackage => !('where' in each));
  const twice = packages.find(({ name }, index) => packages.findIndex((other) => other.name === name) < index);
  return {
    packages,
    findings: [
      ...chosen.filter((each): each is Finding => 'where' in each),
      ...(twice === undefined ? [] : [nameTwice(step.script, twice.name)]),
    ],
  };
}

function choosePackage(wanted: StepPackage, where: string, choice: PackageChoice): PlannedPackage | Finding {
  if (typeof wanted !== 'string') {
    const { file, sha256, urls, sizeBytes } = wanted;
    return { name: file, sha256, urls, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
  }
  const { tools, release, drivers } = choice;
  const fits = ({ id, name, version, architecture }: Tool) =>
    (id === wanted || name === wanted) &&
    (architecture === 'any' || architecture === release.architecture) &&
    (name !== boundToDrivers || drivers === undefined || buildOf(version) === drivers.version);
  const tool = tools.find(fits);
  if (tool) return planned(tool);
  if (drivers && wanted === boundToDrivers) return noBundle(where, drivers.version, tools);
  const known = [...new Set(tools.map(({ name }) => name))];
  return notFound(where, `the catalogue has no package ${wanted} for ${release.architecture}`, wanted, known);
}

/** `0.1.302` of the bundle's `0.1.302-1`. */
function buildOf(version: string): string {
  return version.replace(/-.*$/, '');
}

function noBundle(where: string, version: string, tools: PackageChoice['tools']): Finding {
  const builds = tools.filter(({ name }) => name === boundToDrivers).map((tool) => buildOf(tool.version));
  return {
    ...recipeError('GP-RECIPE-RELEASE', where, `the catalogue has no guest tools of virtio-win ${version}`),
    why: 'the guest tools and the drivers that Setup takes must be of one build',
    remedy: `Say virtioWin: ${builds.join(' or ')}, or pin ${boundToDrivers}.exe among the step's packages`,
  };
}

function planned({ id, file, sha256, urls, sizeBytes }: Tool): PlannedPackage {
  return { name: file, sha256, urls, ...(sizeBytes === undefined ? {} : { sizeBytes }), tool: id };
}

function nameTwice(where: string, name: string): Finding {
  return {
    ...recipeError('GP-RECIPE-VALUE', where, `two packages of the step have the name ${name}`),
    why: 'packages of a step lie in one directory',
    remedy: 'Give one of them another `file`',
  };
}
