import { expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import type { LoadedRecipe } from '../../src/recipe/load-recipe.ts';
import { loadRecipe } from '../../src/recipe/load-recipe.ts';
import { memoryReader } from './memory-reader.ts';

const minimal = 'release: win11-25h2\nedition: Professional\n';

test('loadRecipe() fills in what a recipe leaves out', async () => {
  const loaded = await load({ '/r/small.yaml': `${minimal}layers:\n  - script: ./tools/Set Up.ps1\n` });

  expect(loaded).toEqual({
    recipe: {
      name: 'small',
      description: '',
      release: 'win11-25h2',
      edition: 'Professional',
      media: undefined,
      virtioWin: undefined,
      language: 'en-US',
      keyboard: 'en-US',
      timezone: 'UTC',
      hostname: '*',
      hardware: { cpus: 2, memoryMib: 4096, diskGib: 64 },
      account: { name: 'goldpane', displayName: 'goldpane' },
      features: { rdp: 'off', firewall: 'on' },
      defender: { state: 'on', exclude: [] },
      vbs: 'on',
      nestedVirtualisation: 'off',
      automaticRepair: 'on',
      bypass: [],
      unattend: { extra: [] },
      layers: [
        { name: 'set-up', network: 'none', steps: [{ name: 'set-up', script: 'tools/Set Up.ps1', ...stepDefaults }] },
      ],
      seal: { mode: 'specialized', steps: [{ name: 'seal', script: 'goldpane:seal', ...stepDefaults }] },
      limits: {
        firmware: 5,
        'boot-prompt': 2,
        winpe: 10,
        copy: 30,
        specialize: 20,
        oobe: 20,
        'first-logon': 20,
        layer: 240,
        seal: 60,
        shutdown: 15,
        step: 30,
      },
      emulation: 'refused',
      minEvaluationDays: 45,
    },
    files: { 'tools/Set Up.ps1': '/r/tools/Set Up.ps1' },
  });
});

const stepDefaults = { args: [], files: [], runAs: 'system', reboot: 'never', acceptExitCodes: [0, 3010] };

test('loadRecipe() takes the mode of the seal alone, with the steps of what is extended, and sysprep after them', async () => {
  const base = `${minimal}seal: { steps: [{ script: goldpane:x }, { script: goldpane:seal }] }\n`;
  const own = 'extends: ./base.yaml\nseal: generalized\n';

  const { recipe } = await load({ '/r/own.yaml': own, '/r/base.yaml': base });

  expect([recipe.seal.mode, recipe.seal.steps.map(({ script }) => script)]).toEqual([
    'generalized',
    ['goldpane:x', 'goldpane:seal', 'goldpane:generalize'],
  ]);
});

test('loadRecipe() names a mode of the seal that it does not know', async () => {
  const error = await load({ '/r/own.yaml': `${minimal}seal: generalised\n` }).catch((thrown: unknown) => thrown);

  expect((error as GoldpaneError).findings).toMatchObject([
    {
      id: 'GP-RECIPE-VALUE',
      where: expect.stringMatching(/own\.yaml:3:7$/),
      found: '`seal.mode` must be one of specialized, generalized, not `generalised`',
      remedy: 'Did you mean `generalized`?',
    },
  ]);
});

test('loadRecipe() takes a layer in its long form and finds twins beside scripts', async () => {
  const text = `${minimal}language: de-DE
layers:
  - name: tools
    network: internet
    period: 2026-11
    steps:
      - { name: first, script: a.ps1, args: [x], files: [data.bin], runAs: user, reboot: allowed, timeoutMinutes: 5 }
      - script: goldpane:seal
`;

  const { recipe, files } = await load({ '/r/long.yaml': text, '/r/a.sh': '', '/r/data.bin': '' });

  expect([recipe.layers, recipe.keyboard]).toEqual([
    [
      {
        name: 'tools',
        network: 'internet',
        period: '2026-11',
        steps: [
          {
            name: 'first',
            script: 'a.ps1',
            args: ['x'],
            files: ['data.bin'],
            runAs: 'user',
            reboot: 'allowed',
            acceptExitCodes: [0, 3010],
            timeoutMinutes: 5,
          },
          { name: 'seal', script: 'goldpane:seal', ...stepDefaults },
        ],
      },
    ],
    'de-DE',
  ]);
  expect(files).toEqual({ 'a.ps1': '/r/a.ps1', 'a.sh': '/r/a.sh', 'data.bin': '/r/data.bin' });
});

test('loadRecipe() takes what is wanted of the installed system', async () => {
  const text = `${minimal}license: { key: { file: keys/office.txt }, kmsHost: 'kms.example.com:1689' }
features: { rdp: on }
defender: { exclude: ['C:/work', 'C:\\Program Files (x86)\\Tools'] }
vbs: off
nestedVirtualisation: on
automaticRepair: off
bypass: [tpm, cpu, tpm]
unattend: { template: own.xml, extra: [parts/b.xml, parts/a.xml] }
`;
  const own = ['/r/keys/office.txt', '/r/own.xml', '/r/parts/a.xml', '/r/parts/b.xml'];

  const { recipe, files } = await load({
    '/r/system.yaml': text,
    ...Object.fromEntries(own.map((path) => [path, ''])),
  });

  expect(recipe).toMatchObject({
    license: { key: { file: 'keys/office.txt' }, kmsHost: 'kms.example.com:1689' },
    features: { rdp: 'on', firewall: 'on' },
    defender: { state: 'on', exclude: ['C:/work', 'C:\\Program Files (x86)\\Tools'] },
    vbs: 'off',
    nestedVirtualisation: 'on',
    automaticRepair: 'off',
    bypass: ['cpu', 'tpm'],
    unattend: { template: 'own.xml', extra: ['parts/b.xml', 'parts/a.xml'] },
  });
  expect(Object.values(files).sort()).toEqual(own);
});

test('loadRecipe() counts the paths of keys and fragments from the recipe', async () => {
  const { recipe } = await load({
    '/r/top.yaml': 'extends: ./base/middle.yaml\n',
    '/r/base/middle.yaml': `${minimal}license: { key: { file: ./key.txt } }\nunattend: { extra: [./a.xml] }\n`,
    '/r/base/key.txt': '',
    '/r/base/a.xml': '',
  });

  expect([recipe.license?.key, recipe.unattend.extra]).toEqual([{ file: 'base/key.txt' }, ['base/a.xml']]);
});

test('loadRecipe() merges maps, replaces lists and counts paths from the recipe', async () => {
  const { recipe, files } = await load({
    '/r/top.yaml': 'extends: ./base/middle.yaml\nhardware: { cpus: 4 }\nseal: { mode: generalized }\n',
    '/r/base/middle.yaml': 'extends: root\nhardware: { cpus: 8, diskGib: 80 }\nlayers: [{ script: b.ps1 }]\n',
    '/r/base/b.ps1': '',
    '/built-in/root.yaml': `${minimal}hardware: { memoryMib: 8192 }\nlayers: [{ script: goldpane:seal }, { script: goldpane:x }]\n`,
  });

  expect([recipe.name, recipe.hardware, recipe.seal.mode]).toEqual([
    'top',
    { cpus: 4, memoryMib: 8192, diskGib: 80 },
    'generalized',
  ]);
  expect(recipe.layers.map(({ steps }) => steps.map(({ script }) => script))).toEqual([['base/b.ps1']]);
  expect(files).toEqual({ 'base/b.ps1': '/r/base/b.ps1' });
});

test('loadRecipe() reports every mistake at once, each in the file and line where it stands', async () => {
  const error = await failure({
    '/r/top.yaml': 'extends: ./base.yaml\nedtion: Core\nlayers:\n  - script: nope.ps1\n  - nam: x\n    steps: [{}]\n',
    '/r/base.yaml': 'release: 11\nhardware:\n  cpus: many\nemulation: alowed\nlayers: 3\n',
  });

  expect([error.code, error.message]).toEqual(['GP-RECIPE-INVALID', 'The recipe /r/top.yaml has 9 mistakes']);
  expect(error.findings.map(({ id, where, found, remedy }) => [id, where, found, remedy])).toEqual([
    ['GP-RECIPE-VALUE', '/r/base.yaml:1:10', '`release` must be text, not `11`', 'Put the value in quotes'],
    ['GP-RECIPE-VALUE', '/r/base.yaml:3:9', '`hardware.cpus` must be a number, not `many`', 'Correct the value'],
    [
      'GP-RECIPE-VALUE',
      '/r/base.yaml:4:12',
      '`emulation` must be one of allowed, refused, not `alowed`',
      'Did you mean `allowed`?',
    ],
    ['GP-RECIPE-VALUE', '/r/top.yaml:1:1', '`edition` is missing', 'Add the key'],
    ['GP-RECIPE-KEY', '/r/top.yaml:2:1', '`edtion` is not a key that goldpane knows', 'Did you mean `edition`?'],
    [
      'GP-RECIPE-FILE',
      '/r/top.yaml:4:13',
      'there is no file nope.ps1 in /r',
      'Correct the path, which counts from the directory of the file that names it, or add the file',
    ],
    ['GP-RECIPE-VALUE', '/r/top.yaml:5:5', '`layers[1].name` is missing', 'Add the key'],
    ['GP-RECIPE-KEY', '/r/top.yaml:5:5', '`layers[1].nam` is not a key that goldpane knows', 'Did you mean `name`?'],
    ['GP-RECIPE-VALUE', '/r/top.yaml:6:13', '`layers[1].steps[0].script` is missing', 'Add the key'],
  ]);
});

test.for([
  ['an empty file', '', 'GP-RECIPE-VALUE /r/bad.yaml:1:1 the file is empty'],
  ['a list', '- a\n', 'GP-RECIPE-VALUE /r/bad.yaml:1:1 the file is not a map of keys'],
  ['a tab', 'release:\n\t- x\n', 'GP-RECIPE-SYNTAX /r/bad.yaml:2:1 tabs are not allowed as indentation'],
  [
    'an empty list where there must be an entry',
    `${minimal}seal: { steps: [] }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:16 `seal.steps` must have at least 1 entry, not an empty list',
  ],
  [
    'a number that is too large',
    `${minimal}hardware: { cpus: 1000 }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:19 `hardware.cpus` must be at most 256, not `1000`',
  ],
  [
    'a text that is too long',
    `${minimal}description: ${'x'.repeat(201)}\n`,
    `GP-RECIPE-VALUE /r/bad.yaml:3:14 \`description\` must be at most 200 characters long, not \`${'x'.repeat(60)}…\``,
  ],
  [
    'a map where a text is wanted',
    `${minimal}hostname: {}\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:11 `hostname` must be text, not a map of keys',
  ],
  [
    'nothing where a map is wanted',
    `${minimal}hardware:\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:10 `hardware` must be a map of keys, not empty',
  ],
  [
    'two layers of one name',
    `${minimal}layers: [{ script: a.ps1 }, { script: a.ps1 }]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:29 `layers[1].name` is the name of an earlier layer: `a`',
  ],
  [
    "a layer of goldpane's own name",
    `${minimal}layers:\n  - { script: a.ps1, name: seal }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:4:28 `layers[0].name` is a name that goldpane uses itself: `seal`',
  ],
  [
    'two files of one name',
    `${minimal}layers: [{ script: a.ps1, files: [tools/A.PS1] }]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:35 `layers[0].files[0]` gives the step a second file `a.ps1`',
  ],
  [
    'a layer in both of its forms',
    `${minimal}layers: [{ script: a.ps1, steps: [{ script: a.ps1 }] }]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:27 `layers[0].steps` cannot stand beside the other keys here',
  ],
  [
    'a package without its digest',
    `${minimal}layers: [{ script: a.ps1, packages: [{ file: x.msi, urls: ['https://example.com/x'] }] }]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:38 `layers[0].packages[0].sha256` is missing',
  ],
  [
    'a package with a digest that is none',
    `${minimal}layers: [{ script: a.ps1, packages: [{ file: x.msi, sha256: '12', urls: ['https://example.com/x'] }] }]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:61 `layers[0].packages[0].sha256` must be a SHA-256 digest of 64 hex digits, not `12`',
  ],
  [
    'a layer that is none',
    `${minimal}layers: [a.ps1]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:10 `layers[0]` must be a map of keys, not `a.ps1`',
  ],
  [
    'an account named like the computer',
    `${minimal}hostname: Goldpane\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:11 `hostname` must differ from `account.name`: Windows refuses an account that is named like its computer',
  ],
  [
    'an account that Windows has of itself',
    `${minimal}account: { name: Administrator }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:18 `account.name` must not be the name of an account that Windows has of itself',
  ],
  [
    'a product key that stands in the recipe, without showing it',
    `${minimal}license: { key: VK7JG-NPHTM-C97JM-9MPGT-3V66T }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:17 `license.key` must be a map of keys, not a product key itself',
  ],
  [
    'a product key in the place of its variable, without showing it',
    `${minimal}license: { key: { environment: VK7JG-NPHTM-C97JM-9MPGT-3V66T } }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:32 `license.key.environment` must be `GOLDPANE_KEY`, or begin with `GOLDPANE_KEY_` and go on with `A-Z`, `0-9`, `_`, not a product key itself',
  ],
  [
    'an empty licence',
    `${minimal}license: {}\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:10 `license` needs `key` or `kmsHost`',
  ],
  [
    'a KMS host that is an address of the web',
    `${minimal}license: { kmsHost: 'http://kms' }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:21 `license.kmsHost` must be a host name or IPv4 address, with `:port` when it is not 1688, not `http://kms`',
  ],
  [
    'a switch that is no switch',
    `${minimal}vbs: false\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:6 `vbs` must be one of on, off, not `false`',
  ],
  [
    'a path that Defender would take for a pattern',
    `${minimal}defender: { exclude: ['C:/*'] }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:23 `defender.exclude[0]` must be a path that begins with `C:/`, in ASCII, without any of `<>:"|?*`, not `C:/*`',
  ],
  [
    'a check that Setup does not have',
    `${minimal}bypass: [tpn]\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:10 `bypass[0]` must be one of cpu, ram, secure-boot, storage, tpm, not `tpn`',
  ],
  [
    'a fragment that is no XML file',
    `${minimal}unattend: { extra: [a.ps1] }\n`,
    'GP-RECIPE-VALUE /r/bad.yaml:3:21 `unattend.extra[0]` must be a path with `/` to a file that ends in `.xml`, not `a.ps1`',
  ],
  [
    'a template that is not there',
    `${minimal}unattend: { template: own.xml }\n`,
    'GP-RECIPE-FILE /r/bad.yaml:3:23 there is no file own.xml in /r',
  ],
  [
    'a script that goldpane does not bring',
    `${minimal}layers: [{ script: goldpane:seel }]\n`,
    'GP-RECIPE-FILE /r/bad.yaml:3:20 goldpane brings no script seel',
  ],
  ['a base that is not there', 'extends: wn11\n', 'GP-RECIPE-EXTENDS /r/bad.yaml:1:10 No recipe wn11 in /r, /built-in'],
  [
    'a base whose file is not there',
    'extends: ./none.yaml\n',
    'GP-RECIPE-EXTENDS /r/bad.yaml:1:10 There is no recipe file /r/none.yaml',
  ],
  [
    'a recipe that extends itself',
    'extends: bad\n',
    'GP-RECIPE-EXTENDS /r/bad.yaml:1:10 the recipe extends itself: /r/bad.yaml → /r/bad.yaml',
  ],
] as const)('loadRecipe() refuses %s', async ([, text, expected]) => {
  const { findings } = await failure({ '/r/bad.yaml': text });

  expect(findings.map(({ id, where, found }) => `${id} ${where} ${found}`)).toEqual([expected]);
});

test('loadRecipe() names the circle when recipes extend each other', async () => {
  const { findings } = await failure({
    '/r/a.yaml': 'extends: ./b.yaml\n',
    '/r/b.yaml': 'extends: ./c.yaml\n',
    '/r/c.yaml': 'extends: ./b.yaml\n',
  });

  expect(findings.map(({ where, found }) => [where, found])).toEqual([
    ['/r/c.yaml:1:10', 'the recipe extends itself: /r/a.yaml → /r/b.yaml → /r/c.yaml → /r/b.yaml'],
  ]);
});

test('loadRecipe() reports mistakes of a base once, without what would follow from them', async () => {
  const { findings } = await failure({ '/r/a.yaml': 'extends: ./b.yaml\n', '/r/b.yaml': '- no map\n' });

  expect(findings.map(({ where, found }) => [where, found])).toEqual([
    ['/r/b.yaml:1:1', 'the file is not a map of keys'],
  ]);
});

test('loadRecipe() looks for a mistake in the list that counts, not in the one that it replaces', async () => {
  const { findings } = await failure({
    '/r/top.yaml': 'extends: ./base.yaml\nlayers:\n  - args: []\nseal: {}\n',
    '/r/base.yaml': `${minimal}layers:\n  - script: 3\nseal: { mode: 4 }\n`,
  });

  expect(findings.map(({ where, found }) => [where, found])).toEqual([
    ['/r/base.yaml:5:15', '`seal.mode` must be one of specialized, generalized, not `4`'],
    ['/r/top.yaml:3:5', '`layers[0].script` is missing'],
  ]);
});

test('loadRecipe() refuses a file name that cannot name an image', async () => {
  const { findings } = await failure({ '/r/My Recipe.yaml': minimal });

  expect(findings.map(({ where, found }) => [where, found])).toEqual([
    ['/r/My Recipe.yaml', "the file's name gives the recipe the name `My Recipe`"],
  ]);
});

test('loadRecipe() says when the recipe cannot be read', async () => {
  const reader = memoryReader({ '/r/other.yaml': '' });

  await expect(loadRecipe('/r/none.yaml', { reader, directories: [], packageScripts: [] })).rejects.toMatchObject({
    code: 'GP-RECIPE-NOT-FOUND',
    message: 'The recipe /r/none.yaml cannot be read',
  });
});

async function load(files: Readonly<Record<string, string>>): Promise<LoadedRecipe> {
  const scripts = { '/r/a.ps1': '', '/r/tools/Set Up.ps1': '', '/r/tools/A.PS1': '' };
  return await loadRecipe(Object.keys(files)[0] ?? '', {
    reader: memoryReader({ ...scripts, ...files }),
    directories: ['/r', '/built-in'],
    packageScripts: ['seal', 'x'],
  });
}

async function failure(files: Readonly<Record<string, string>>): Promise<GoldpaneError> {
  const result = await load(files).catch((error: unknown) => error);
  if (!(result instanceof GoldpaneError)) throw new TypeError(`not refused: ${JSON.stringify(result)}`);
  return result;
}
