import { describe, expect, test } from 'vitest';
import type { Tool } from '../../src/base/catalogue.ts';
import type { StepPackage } from '../../src/base/recipe.ts';
import { choosePackages } from '../../src/plan/choose-packages.ts';
import { resolvePlan } from '../../src/plan/resolve-plan.ts';
import { inputs, recipe, sha, step } from './plan-inputs.ts';

const tool = (name: string, version: string, architecture: Tool['architecture'] = 'any'): Tool => ({
  ...{ id: `${name}-${version}`, name, version, architecture, file: `${name}.msi` },
  ...{ urls: [`https://example.com/${name}`], sha256: sha(`${name} ${version} ${architecture}`), sizeBytes: 7 },
});

const tools = [
  tool('winfsp', '2.2'),
  tool('winfsp', '2.1'),
  tool('openssh', '10', 'arm64'),
  tool('openssh', '10', 'amd64'),
  tool('virtio-win-guest-tools', '0.1.302-1'),
  tool('virtio-win-guest-tools', '0.1.271-1'),
];
const choice = { tools, release: { architecture: 'amd64' }, drivers: { version: '0.1.271' } } as const;
const own: StepPackage = { file: 'app.msi', sha256: sha('app'), urls: ['https://example.com/app'] };

function choose(packages: readonly StepPackage[] | undefined, head: readonly string[] = []) {
  return choosePackages({ script: 'install.ps1', packages }, { packages: head }, choice);
}

describe('choosePackages()', () => {
  test.for([
    { reason: 'the newest of a name', wanted: ['winfsp'], tools: ['winfsp-2.2'] },
    { reason: 'a version by its id', wanted: ['winfsp-2.1'], tools: ['winfsp-2.1'] },
    {
      reason: 'the one of the build of the drivers',
      wanted: ['virtio-win-guest-tools'],
      tools: ['virtio-win-guest-tools-0.1.271-1'],
    },
    { reason: 'nothing where the recipe says so', wanted: [], tools: [] },
    { reason: "the script's own without a word of the recipe", wanted: undefined, tools: ['winfsp-2.2'] },
  ])('takes $reason', ({ wanted, tools: found }) => {
    expect(choose(wanted, ['winfsp']).packages.map((each) => each.tool)).toEqual(found);
  });

  test('takes the one of the architecture, with all that fetching needs', () => {
    expect(choose(['openssh'])).toEqual({
      packages: [
        {
          ...{ name: 'openssh.msi', sha256: sha('openssh 10 amd64'), urls: ['https://example.com/openssh'] },
          ...{ sizeBytes: 7, tool: 'openssh-10' },
        },
      ],
      findings: [],
    });
  });

  test('takes sizes where they are known', () => {
    const { sizeBytes: _, ...unmeasured } = tool('spice', '1');
    const packages = [{ ...own, sizeBytes: 9 }, 'spice'] as const;

    const chosen = choosePackages(
      { script: 'install.ps1', packages },
      { packages: [] },
      { ...choice, tools: [unmeasured] },
    );

    expect(chosen.packages.map((each) => each.sizeBytes)).toEqual([9, undefined]);
  });

  test("takes a recipe's own, pinned by its digest", () => {
    expect(choose([own]).packages).toEqual([
      { name: 'app.msi', sha256: sha('app'), urls: ['https://example.com/app'] },
    ]);
  });

  test.for([
    { wanted: ['winfps'], found: 'the catalogue has no package winfps for amd64', remedy: 'Did you mean winfsp?' },
    {
      wanted: [own, own],
      found: 'two packages of the step have the name app.msi',
      remedy: 'Give one of them another `file`',
    },
  ])('refuses: $found', ({ wanted, found, remedy }) => {
    expect(choose(wanted).findings).toMatchObject([{ severity: 'error', where: 'install.ps1', found, remedy }]);
  });

  test.for(['0.1.240', '0.1.27'])('refuses a bundle that is of another build than drivers of %s', (version) => {
    const other = { ...choice, drivers: { version } };
    const { findings } = choosePackages({ script: 's', packages: ['virtio-win-guest-tools'] }, { packages: [] }, other);
    expect(findings).toMatchObject([
      {
        found: `the catalogue has no guest tools of virtio-win ${version}`,
        remedy: "Say virtioWin: 0.1.302 or 0.1.271, or pin virtio-win-guest-tools.exe among the step's packages",
      },
    ]);
  });
});

describe('a plan', () => {
  const plan = (script: Parameters<typeof step>[1], head: object) =>
    resolvePlan({
      ...inputs,
      catalogue: { ...inputs.catalogue, tools },
      recipe: { ...recipe, layers: [{ name: 'app', network: 'none', steps: [step('tools/app.ps1', script)] }] },
      sources: {
        ...inputs.sources,
        references: {
          ...inputs.sources.references,
          'tools/app.ps1': [{ from: 'a', name: 'app.ps1', sha256: sha('a') }],
        },
        heads: {
          ...inputs.sources.heads,
          'tools/app.ps1': { network: 'none', reboot: 'never', packages: [], ...head },
        },
      },
    });

  test('has the packages of each step, and they decide its key', () => {
    const layer = plan({ packages: ['winfsp'] }, {}).layers[1];
    expect(layer?.steps[0]?.packages.map(({ name }) => name)).toEqual(['winfsp.msi']);
    const keys = [['winfsp'], ['winfsp-2.1'], []].map((packages) => plan({ packages }, {}).layers[1]?.key);
    expect(new Set(keys).size).toBe(3);
  });

  test.for([
    { head: { network: 'internet' }, found: 'the script needs the Internet, and its layer has no network' },
    { head: { reboot: 'allowed' }, found: 'the script may want a restart, and its step says `reboot: never`' },
    { head: { packages: ['nothing'] }, found: 'the catalogue has no package nothing for amd64' },
  ])('is refused: $found', ({ head, found }) => {
    expect(() => plan({}, head)).toThrow(found);
  });
});
