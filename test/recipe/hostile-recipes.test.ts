import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import { loadRecipe } from '../../src/recipe/load-recipe.ts';
import { memoryReader } from './memory-reader.ts';

const directory = new URL('./hostile/', import.meta.url);

const cases = [
  ['path-escape', 'a script from another directory', 'GP-RECIPE-PATH 4:13'],
  ['path-escape-inside', 'a way out that begins inside', 'GP-RECIPE-PATH 4:13'],
  ['absolute-path', 'a file of the host', 'GP-RECIPE-PATH 5:13'],
  ['link-escape', 'a symbolic link that leads out', 'GP-RECIPE-PATH 5:13'],
  ['twin-link-escape', 'a link in the place of a twin, which no line of the recipe names', 'GP-RECIPE-PATH 4:13'],
  ['extends-escape', 'a base outside the directory', 'GP-RECIPE-PATH 1:10'],
  ['package-escape', 'a way out of the scripts that goldpane brings', 'GP-RECIPE-VALUE 4:13'],
  ['backslash', 'a path that only some programs understand', 'GP-RECIPE-VALUE 4:13'],
  ['file-name', 'a file name that reads like an option and a pattern', 'GP-RECIPE-VALUE 5:13'],
  ['host-name-as-name', 'a name that is a path once it becomes a file name', 'GP-RECIPE-VALUE 4:11'],
  ['qemu-arguments', 'there is no way to QEMU', 'GP-RECIPE-HOSTILE 5:3'],
  ['host-command', 'there is no command on the host', 'GP-RECIPE-HOSTILE 3:1'],
  ['environment', 'there is no environment', 'GP-RECIPE-HOSTILE 5:5'],
  ['argument-with-line-break', 'a second line where one is expected', 'GP-RECIPE-VALUE 5:12'],
  ['account-markup', 'markup for the answer file', 'GP-RECIPE-VALUE 4:9'],
  ['license-environment', 'a secret of the environment in the place of a product key', 'GP-RECIPE-VALUE 5:18'],
  ['license-file', 'a file of the host in the place of a product key', 'GP-RECIPE-PATH 5:11'],
  ['unattend-escape', 'a fragment from another directory', 'GP-RECIPE-PATH 5:7'],
  ['unattend-link', 'a template that is a link which leads out', 'GP-RECIPE-PATH 4:13'],
  ['rehearsal-failure', 'a comma that QEMU would read as its own', 'GP-RECIPE-VALUE 4:9'],
  ['alias-bomb', 'few aliases that unfold to very many', 'GP-RECIPE-HOSTILE'],
  ['many-aliases', 'more than a hundred aliases', 'GP-RECIPE-HOSTILE 104:5'],
  ['custom-tag', 'a tag that asks for a function', 'GP-RECIPE-HOSTILE 3:28'],
  ['binary-tag', 'a tag that makes bytes of a text', 'GP-RECIPE-HOSTILE 3:23'],
  ['old-yaml', 'a directive that changes what the rest means', 'GP-RECIPE-HOSTILE 1:1'],
  ['two-documents', 'a second document that a reader may not see', 'GP-RECIPE-SYNTAX 3:1'],
  ['duplicate-key', 'a second value that a reader may not see', 'GP-RECIPE-SYNTAX 3:1'],
  ['unknown-anchor', 'an alias of nothing', 'GP-RECIPE-SYNTAX 3:14'],
  ['prototype', "a key that would reach JavaScript's own objects", 'GP-RECIPE-KEY 3:1'],
] as const;

test.for(cases)('hostile/%s.yaml is refused: %s', async ([name, , expected]) => {
  const text = readFileSync(new URL(`${name}.yaml`, directory), 'utf8');

  expect(await refusal(name, text)).toEqual([expected]);
});

test('every hostile recipe is in the table', () => {
  expect(readdirSync(directory).sort()).toEqual(cases.map(([name]) => `${name}.yaml`).sort());
});

test('a recipe that nests too deeply is refused before it exhausts the stack', async () => {
  expect(await refusal('deep', '['.repeat(100_000))).toEqual(['GP-RECIPE-HOSTILE']);
});

test('a recipe larger than 1 MiB is refused before it is parsed', async () => {
  expect(await refusal('large', `# ${'x'.repeat(1024 * 1024)}`)).toEqual(['GP-RECIPE-HOSTILE']);
});

test('a path outside is refused in the same words whether something is there or not', async () => {
  const text = 'release: rehearsal\nedition: Professional\nlayers:\n  - script: ../nothing/here.ps1\n';

  expect(await refusal('probe', text)).toEqual(['GP-RECIPE-PATH 4:13']);
});

test('control sequences of a recipe do not reach the terminal', async () => {
  const error = await loadError('escape', 'release: "\\e[2J\\x9b"\nedition: Core\n');

  expect(error.findings.map(({ found }) => found)).toEqual([
    '`release` must start with a lower-case letter or digit and go on with letters, digits, `.`, `_`, `-`, not `\\u001b[2J?`',
  ]);
});

test('what the user allowed by path is taken, link or not', async () => {
  const text = readFileSync(new URL('link-escape.yaml', directory), 'utf8');

  const { recipe, files } = await load('link-escape', text, ['/etc']);

  expect(files).toEqual({ 'harmless.ps1': '/recipes/harmless.ps1', 'link/shadow': '/etc/shadow' });
  expect(recipe.layers.map(({ steps }) => steps[0]?.files)).toEqual([['link/shadow']]);
});

async function refusal(name: string, text: string): Promise<readonly string[]> {
  const { code, findings } = await loadError(name, text);
  expect(code).toBe('GP-RECIPE-INVALID');
  return findings.map(({ id, where }) => `${id} ${where.replace(`/recipes/${name}.yaml`, '').slice(1)}`.trimEnd());
}

async function loadError(name: string, text: string): Promise<GoldpaneError> {
  const result = await load(name, text).catch((error: unknown) => error);
  if (!(result instanceof GoldpaneError)) throw new TypeError(`not refused: ${String(result)}`);
  return result;
}

function load(name: string, text: string, allowPaths: readonly string[] = []): ReturnType<typeof loadRecipe> {
  const harmless = ['/recipes/harmless.ps1', '/recipes/twinned.ps1'];
  const prey = ['/etc/shadow', '/etc/own.xml', '/secret.ps1', '/home/user/steal.ps1', '/elsewhere/base.yaml'];
  const files = Object.fromEntries([...harmless, ...prey].map((path) => [path, '']));
  const links = {
    '/recipes/link': '/etc',
    '/recipes/twinned.sh': '../etc/shadow',
    '/recipes/linked.xml': '../etc/shadow',
  };
  return loadRecipe(`/recipes/${name}.yaml`, {
    reader: memoryReader({ ...files, [`/recipes/${name}.yaml`]: text }, links),
    directories: ['/recipes'],
    packageScripts: ['seal'],
    allowPaths,
  });
}
