import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/base/plan.ts';
import type { PlanInputs } from '../../src/plan/resolve-plan.ts';
import { resolvePlan } from '../../src/plan/resolve-plan.ts';
import { loadBuiltIn } from '../recipe/built-in-files.ts';
import { inputs, sha, sourcesOf } from './plan-inputs.ts';

type Path = readonly (string | number)[];
type Layer = 'install' | 'updates' | 'tools' | 'seal' | 'plan' | 'nothing';

const before = keysOf(resolvePlan(inputs));
const order = ['install', 'updates', 'tools', 'seal', 'plan', 'nothing'] as const;

/** What is changed, to what, and the first layer that is made anew; those above it in the chain follow. */
const changes: readonly (readonly [Path, unknown, Layer, string?])[] = [
  [['media', 'sourceDigest'], sha('other'), 'install'],
  [['machineLayout'], 2, 'install'],
  [['host', 'machineType'], 'pc-q35-9.2', 'install'],
  [['host', 'firmware', 'vars', 'sha256'], sha('other'), 'install'],
  [['host', 'firmware', 'certificates'], ['microsoft-2011'], 'install'],
  [['catalogue', 'drivers', 1, 'sha256'], sha('other'), 'install'],
  [['catalogue', 'releases', 0, 'driverFolder'], 'w10', 'install'],
  [['catalogue', 'releases', 0, 'kind'], 'server', 'install'],
  [['catalogue', 'releases', 0, 'architecture'], 'arm64', 'install'],
  [['catalogue', 'releases', 0, 'editions', 0, 'name'], 'Other', 'install'],
  [['catalogue', 'releases', 0, 'editions', 0, 'key'], 'ZZZZZ-BBBBB-CCCCC-DDDDD-EEEEE', 'install'],
  [['catalogue', 'releases', 0, 'editions', 0, 'evaluation'], true, 'install'],
  [['catalogue', 'releases', 0, 'media', 1, 'language'], 'fr-FR', 'install'],
  [['sources', 'install', 'answerFile'], sha('other'), 'install'],
  [['sources', 'install', 'files', 0, 'sha256'], sha('other'), 'install'],
  [['sources', 'install', 'files', 0, 'name'], 'goldpane/other.ps1', 'install'],
  [['recipe', 'edition'], 'ProfessionalN', 'install'],
  [['recipe', 'virtioWin'], '0.1.271', 'install'],
  [['recipe', 'hardware', 'diskGib'], 81, 'install'],
  [['recipe', 'account', 'name'], 'other', 'install'],
  [['recipe', 'account', 'displayName'], 'Other', 'install'],
  [['recipe', 'language'], 'de-DE', 'install'],
  [['recipe', 'keyboard'], 'de-DE', 'install'],
  [['recipe', 'timezone'], 'W. Europe Standard Time', 'install'],
  [['recipe', 'hostname'], 'desk', 'install'],
  [['recipe', 'license'], { kmsHost: 'kms.example.com' }, 'install'],
  [['recipe', 'license'], { key: { environment: 'GOLDPANE_KEY' } }, 'install'],
  [['recipe', 'features', 'rdp'], 'on', 'install'],
  [['recipe', 'features', 'firewall'], 'off', 'install'],
  [['recipe', 'defender', 'state'], 'off', 'install'],
  [['recipe', 'defender', 'exclude'], ['C:/work'], 'install'],
  [['recipe', 'vbs'], 'off', 'install'],
  [['recipe', 'nestedVirtualisation'], 'on', 'install'],
  [['recipe', 'automaticRepair'], 'off', 'install'],
  [['recipe', 'bypass'], ['tpm'], 'install'],
  [['recipe', 'unattend', 'template'], 'tools/config.json', 'install'],
  [['recipe', 'unattend', 'extra'], ['tools/config.json'], 'install'],

  [['recipe', 'layers', 0, 'network'], 'none', 'updates'],
  [['recipe', 'layers', 0, 'period'], '2026-12', 'updates'],
  [['recipe', 'layers', 0, 'period'], undefined, 'updates'],
  [['recipe', 'layers', 0, 'steps', 0, 'reboot'], 'always', 'updates'],
  [['recipe', 'layers', 0, 'steps', 0, 'acceptExitCodes'], [0], 'updates'],
  [['sources', 'references', 'goldpane:windows-update', 0, 'sha256'], sha('other'), 'updates'],
  [['recipe', 'layers', 1, 'steps', 0, 'args'], ['-Some'], 'tools'],
  [['recipe', 'layers', 1, 'steps', 0, 'files'], [], 'tools'],
  [['recipe', 'layers', 1, 'steps', 1, 'runAs'], 'system', 'tools'],
  [['recipe', 'layers', 1, 'steps'], [...(inputs.recipe.layers[1]?.steps ?? [])].reverse(), 'tools', 'in their order'],
  [['sources', 'references', 'tools/config.json', 0, 'sha256'], sha('other'), 'tools'],
  [['sources', 'references', 'tools/config.json', 0, 'name'], 'other.json', 'tools'],
  [['recipe', 'seal', 'mode'], 'generalized', 'seal'],
  [['sources', 'references', 'goldpane:seal', 0, 'sha256'], sha('other'), 'seal'],
  [['recipe', 'hardware', 'cpus'], 6, 'plan'],
  [['recipe', 'hardware', 'memoryMib'], 4096, 'plan'],

  [['recipe', 'name'], 'other', 'nothing'],
  [['recipe', 'description'], 'Other', 'nothing'],
  [['recipe', 'media'], 'multi-en', 'nothing', 'that was chosen anyway'],
  [['recipe', 'emulation'], 'allowed', 'nothing'],
  [['recipe', 'minEvaluationDays'], 0, 'nothing'],
  [['recipe', 'limits', 'winpe'], 1, 'nothing'],
  [['recipe', 'layers', 0, 'name'], 'patches', 'nothing'],
  [['recipe', 'layers', 0, 'steps', 0, 'name'], 'patch', 'nothing'],
  [['recipe', 'layers', 0, 'steps', 0, 'timeoutMinutes'], 5, 'nothing'],
  [['recipe', 'layers', 0, 'steps', 0, 'acceptExitCodes'], [3010, 0], 'nothing', 'in any order'],
  [['sources', 'references', 'tools/config.json', 0, 'from'], 'elsewhere/config.json', 'nothing'],
  [['catalogue', 'releases', 0, 'title'], 'Other', 'nothing'],
  [['catalogue', 'releases', 0, 'build'], 26_300, 'nothing'],
  [['catalogue', 'releases', 0, 'editions', 0, 'index'], 1, 'nothing'],
  [['catalogue', 'releases', 0, 'editions', 0, 'kmsKey'], undefined, 'nothing', 'without a KMS host'],
  [['catalogue', 'releases', 0, 'evaluationDays'], 90, 'nothing'],
  [['catalogue', 'releases', 0, 'media', 1, 'images'], ['Core', 'Professional'], 'nothing'],
  [['catalogue', 'releases', 0, 'media', 1, 'confidence'], 'one', 'nothing'],
  [['catalogue', 'releases', 0, 'media', 1, 'id'], 'other', 'nothing'],
  [['catalogue', 'releases', 0, 'media', 1, 'urls'], [], 'nothing'],
  [['catalogue', 'drivers', 1, 'urls'], [], 'nothing'],
  [['host', 'qemu', 'version'], '9.2.0', 'nothing'],
  [['host', 'firmware', 'code', 'sha256'], sha('other'), 'nothing'],
  [['host', 'firmware', 'certificates'], ['microsoft-2011', 'microsoft-2023'], 'nothing', 'in any order'],
  [['host', 'cpus'], 2, 'nothing'],
  [['host', 'memoryMib'], 4096, 'nothing'],
  [['servicing'], { state: 'ended', ends: '2026-11-10', text: 'ended 11 days ago' }, 'nothing'],
  [['options', 'accelerator'], 'tcg', 'nothing'],
  [['sources', 'sysprepFile'], sha('other'), 'nothing', 'without sysprep'],
];

test.for(
  changes.map(([path, value, first, note]) => ({ path, value, first, title: [path.join('.'), note].join(' ') })),
)('a change of $title makes anew: $first', ({ path, value, first }) => {
  const after = keysOf(resolvePlan(changed(inputs, path, value) as PlanInputs));

  expect(order.map((name) => after[name] !== before[name])).toEqual(
    order.map((name) => name !== 'nothing' && order.indexOf(name) >= order.indexOf(first)),
  );
});

test('the answer file of sysprep counts when there is a sysprep', () => {
  const recipe = { ...inputs.recipe, seal: { ...inputs.recipe.seal, mode: 'generalized' as const } };
  const [one, other] = [sha('one'), sha('other')].map((sysprepFile) =>
    keysOf(resolvePlan({ ...inputs, recipe, sources: { ...inputs.sources, sysprepFile } })),
  );

  expect([one?.['tools'] === other?.['tools'], one?.['seal'] === other?.['seal']]).toEqual([true, false]);
});

test('every key of a recipe is in the table', async () => {
  const named = new Set(changes.flatMap(([[first, key]]) => (first === 'recipe' ? [key] : [])));
  const known = Object.keys((await loadBuiltIn('recipes/rehearsal.yaml')).recipe);

  // Covered beside the table: `seal` and `layers` by their parts, `rehearsal` by a test of its own, `release` by all.
  expect(known.filter((key) => !named.has(key))).toEqual(['release']);
});

test.for([
  ['not where the product key is', { key: { environment: 'GOLDPANE_KEY' } }, { key: { file: 'key.txt' } }, true],
  ['which KMS host', { kmsHost: 'a.example.com' }, { kmsHost: 'b.example.com' }, false],
] as const)('of a licence, a key counts %s', ([, one, other, isSame]) => {
  const keys = [one, other].map((license) => keysOf(resolvePlan({ ...inputs, recipe: { ...inputs.recipe, license } })));

  expect(keys[0]?.['install'] === keys[1]?.['install']).toBe(isSame);
});

test('fragments of the answer file count by content and in their order, not by name', () => {
  const keyOf = (extra: readonly string[], digests: Readonly<Record<string, string>>) => {
    const references = Object.fromEntries(
      Object.entries(digests).map(([from, text]) => [from, [{ from, name: from, sha256: sha(text) }]]),
    );
    const sources = { ...inputs.sources, references: { ...inputs.sources.references, ...references } };
    return keysOf(resolvePlan({ ...inputs, recipe: { ...inputs.recipe, unattend: { extra } }, sources }))['install'];
  };
  const plain = keyOf(['a.xml', 'b.xml'], { 'a.xml': 'one', 'b.xml': 'two' });

  expect(keyOf(['c.xml', 'b.xml'], { 'c.xml': 'one', 'b.xml': 'two' })).toBe(plain);
  expect(keyOf(['b.xml', 'a.xml'], { 'a.xml': 'one', 'b.xml': 'two' })).not.toBe(plain);
  expect(keyOf(['a.xml', 'b.xml'], { 'a.xml': 'other', 'b.xml': 'two' })).not.toBe(plain);
});

test.for([
  ['the failure to play', { fail: 'hang-setup' }, true],
  ['the seed', { seed: 7 }, true],
  ['no wish at all', {}, false],
] as const)('what a rehearsal is asked to play decides its install layer: %s', ([, rehearsal, isOther]) => {
  const plain = { ...inputs.recipe, release: 'rehearsal' };
  const sources = sourcesOf(plain, 'rehearsal');

  const keys = [plain, { ...plain, rehearsal }].map(
    (recipe) => resolvePlan({ ...inputs, recipe, sources }).layers[0]?.key,
  );

  expect(keys[0] !== keys[1]).toBe(isOther);
});

test('the order of keys in any of the inputs does not matter', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
      expect(resolvePlan(shuffled(inputs, numbers) as PlanInputs)).toEqual(resolvePlan(inputs));
      expect(keysOf(resolvePlan(shuffled(inputs, numbers) as PlanInputs))).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

test('recipes share the layers that they begin with', () => {
  const recipe = { ...inputs.recipe, name: 'other', layers: inputs.recipe.layers.slice(0, 1) };

  const after = keysOf(resolvePlan({ ...inputs, recipe }));

  expect([after['install'], after['updates']]).toEqual([before['install'], before['updates']]);
  expect(after['seal']).not.toBe(before['seal']);
});

// By place, since a name is one of the things that may change.
function keysOf({ layers, key }: Plan): Readonly<Record<string, string | undefined>> {
  const middle = layers.slice(1, -1);
  return {
    install: layers[0]?.key,
    updates: middle[0]?.key,
    tools: middle[1]?.key,
    seal: layers.at(-1)?.key,
    plan: key,
  };
}

function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((entry, index) => (index === key ? changed(entry, rest, to) : entry));
  const record = (value ?? {}) as Readonly<Record<string, unknown>>;
  return { ...record, [key]: changed(record[key], rest, to) };
}

function shuffled(value: unknown, numbers: fc.Stream<number>): unknown {
  if (Array.isArray(value)) return value.map((entry) => shuffled(entry, numbers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => ({ key, member: shuffled(member, numbers), place: numbers.next().value ?? 0 }))
      .sort((a, b) => a.place - b.place)
      .map(({ key, member }) => [key, member]),
  );
}
