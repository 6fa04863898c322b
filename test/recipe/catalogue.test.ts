import { expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import { loadCatalogue } from '../../src/recipe/catalogue.ts';

const digest = 'ab'.repeat(32);
const builtIn = `
releases:
  - id: win11-25h2
    title: Windows 11 25H2
    kind: client
    build: 26200
    driverFolder: w11
    minimum: { cpus: 2, memoryMib: 4096, diskGib: 64 }
    editions:
      - { id: EnterpriseEval, name: Windows 11 Enterprise Evaluation, index: 1, evaluation: true }
media:
  - id: eval
    release: win11-25h2
    source: download
    language: en-US
    urls: ['https://example.com/eval.iso']
    sha256: ${digest}
    sizeBytes: 7092807680
drivers:
  - { version: 0.1.302, urls: ['https://example.com/302.iso'], sha256: ${digest}, sizeBytes: 1 }
  - { version: 0.1.285, sha256: ${digest}, sizeBytes: 2, knownBad: loses writes }
`;
const release = {
  id: 'win11-25h2',
  title: 'Windows 11 25H2',
  kind: 'client',
  architecture: 'amd64',
  build: 26200,
  driverFolder: 'w11',
  minimum: { cpus: 2, memoryMib: 4096, diskGib: 64 },
  editions: [{ id: 'EnterpriseEval', name: 'Windows 11 Enterprise Evaluation', index: 1, evaluation: true }],
};
const evaluation = {
  id: 'eval',
  source: 'download',
  language: 'en-US',
  urls: ['https://example.com/eval.iso'],
  sha256: digest,
  sizeBytes: 7_092_807_680,
};

test('loadCatalogue() gives releases their media', () => {
  expect(loadCatalogue([{ path: 'built-in.yaml', text: builtIn }])).toEqual({
    releases: [{ ...release, media: [evaluation] }],
    drivers: [
      { version: '0.1.302', urls: ['https://example.com/302.iso'], sha256: digest, sizeBytes: 1 },
      { version: '0.1.285', urls: [], sha256: digest, sizeBytes: 2, knownBad: 'loses writes' },
    ],
    tools: [],
  });
});

test("loadCatalogue() lets a later file's entry replace one with the same id and prefers what it adds", () => {
  const own = `
media:
  - { id: mine, release: win11-25h2, source: user, language: de-DE, sha256: ${digest} }
drivers:
  - { version: 0.1.285, sha256: ${digest}, sizeBytes: 3 }
`;

  const catalogue = loadCatalogue([
    { path: 'built-in.yaml', text: builtIn },
    { path: 'own.yaml', text: own },
  ]);

  expect(catalogue.releases.map(({ media }) => media)).toEqual([
    [{ id: 'mine', source: 'user', language: 'de-DE', urls: [], sha256: digest }, evaluation],
  ]);
  expect(catalogue.drivers.map(({ version, sizeBytes }) => [version, sizeBytes])).toEqual([
    ['0.1.285', 3],
    ['0.1.302', 1],
  ]);
});

test('loadCatalogue() reports every mistake in every file', () => {
  const error = failure([
    { path: 'a.yaml', text: 'media:\n  - { id: x, release: none, source: ftp, language: en-US }\nreleses: []\n' },
    {
      path: 'b.yaml',
      text: `drivers:\n  - version: 1.2.3\n    sha256: abc\n    sizeBytes: 1\n    urls: ['ftp://x']\n`,
    },
    { path: 'c.yaml', text: 'a: 1\na: 2\n' },
  ]);

  expect([error.code, error.message]).toEqual(['GP-CATALOGUE-INVALID', 'The catalogue has 5 mistakes']);
  expect(error.findings.map(({ where, found, remedy }) => [where, found, remedy])).toEqual([
    ['a.yaml:2:37', '`media[0].source` must be one of download, esd, user, built, not `ftp`', 'Correct the value'],
    ['a.yaml:3:1', '`releses` is not a key that goldpane knows', 'Did you mean `releases`?'],
    ['b.yaml:3:13', '`drivers[0].sha256` must be a SHA-256 digest of 64 hex digits, not `abc`', 'Correct the value'],
    [
      'b.yaml:5:12',
      '`drivers[0].urls[0]` must be an http, https or file address, or an absolute path, not `ftp://x`',
      'Correct the value',
    ],
    [
      'c.yaml:2:1',
      'the same key stands here twice',
      'Correct the line; an editor that knows YAML shows the same mistake',
    ],
  ]);
});

test('loadCatalogue() says of each value what is wanted', () => {
  const text = `releases:
  - id: x
    title: ''
    build: -1
    minimum: none
    editions: [{ id: Core, name: Home, index: 1.5, evaluation: maybe, key: secret }]
`;

  expect(
    failure([{ path: 'a.yaml', text }]).findings.map(({ where, found, remedy }) => [where, found, remedy]),
  ).toEqual([
    ['a.yaml:2:5', '`releases[0].kind` is missing', 'Add the key'],
    ['a.yaml:3:12', '`releases[0].title` must be at least 1 characters long, not ``', 'Correct the value'],
    ['a.yaml:4:12', '`releases[0].build` must be more than 0, not `-1`', 'Correct the value'],
    ['a.yaml:5:14', '`releases[0].minimum` must be a map of keys, not `none`', 'Correct the value'],
    ['a.yaml:6:47', '`releases[0].editions[0].index` must be a whole number, not `1.5`', 'Correct the value'],
    ['a.yaml:6:64', '`releases[0].editions[0].evaluation` must be true or false, not `maybe`', 'Correct the value'],
    [
      'a.yaml:6:76',
      '`releases[0].editions[0].key` must be a product key of five times five characters, not `secret`',
      'Correct the value',
    ],
  ]);
});

test('loadCatalogue() takes a bad version without a pin, and nothing else without one', () => {
  const bad = 'drivers:\n  - { version: 0.1.292, knownBad: loses writes }\n';

  expect(loadCatalogue([{ path: 'a.yaml', text: bad }]).drivers).toEqual([
    { version: '0.1.292', urls: [], knownBad: 'loses writes' },
  ]);
  const unpinned = `drivers:
  - { version: 0.1.303 }
media:
  - { id: eval, release: win11-25h2, source: download, language: en-US, sha256: ${digest} }
tools:
  - { id: tool-1, name: tool, version: '1', architecture: any, file: tool.msi, urls: [], sha256: ${digest} }
`;
  expect(failure([{ path: 'a.yaml', text: unpinned }]).findings.map(({ where, found }) => [where, found])).toEqual([
    ['a.yaml:2:5', '`drivers[0].sha256` is missing'],
    ['a.yaml:4:46', '`media[0].source` says `download`, which needs `urls` and `sha256`'],
    ['a.yaml:6:86', '`tools[0].urls` must have at least 1 entry, not an empty list'],
  ]);
});

test("loadCatalogue() prefers a user's own pin of a tool and refuses days that do not exist", () => {
  const tool = (version: string, address: string) =>
    `tools:\n  - { id: tool-1, name: tool, version: '${version}', architecture: any, file: t.msi, urls: ['${address}'], sha256: ${digest} }\n`;

  const { tools } = loadCatalogue([
    { path: 'built-in.yaml', text: tool('1', 'https://example.com/1') },
    { path: 'own.yaml', text: tool('2', 'https://example.com/2') },
  ]);

  expect(tools.map(({ version, urls }) => [version, urls])).toEqual([['2', ['https://example.com/2']]]);
  const lifecycle = 'lifecycle: { released: 2026-02-30, asOf: today, seenIn: [] }';
  const text = builtIn.replace('    driverFolder: w11', `    driverFolder: w11\n    ${lifecycle}`);
  expect(failure([{ path: 'a.yaml', text }]).findings.map(({ found }) => found)).toEqual([
    '`releases[0].lifecycle.released` must be a day such as `2026-11-10`, not `2026-02-30`',
    '`releases[0].lifecycle.asOf` must be a day such as `2026-11-10`, not `today`',
    '`releases[0].lifecycle.seenIn` must have at least 1 entry, not an empty list',
  ]);
});

test('loadCatalogue() refuses a file that is no YAML', () => {
  expect(failure([{ path: 'a.yaml', text: 'media: [' }]).findings.map(({ id, where }) => [id, where])).toEqual([
    ['GP-CATALOGUE-INVALID', 'a.yaml:1:9'],
  ]);
});

test('loadCatalogue() refuses media of a release that no file has', () => {
  const error = failure([
    { path: 'own.yaml', text: 'media:\n  - { id: x, release: win12, source: user, language: en-US }\n' },
  ]);

  expect(error.findings.map(({ where, found }) => [where, found])).toEqual([
    ['own.yaml', 'medium `x` is of an unknown release `win12`'],
  ]);
});

function failure(files: Parameters<typeof loadCatalogue>[0]): GoldpaneError {
  try {
    loadCatalogue(files);
  } catch (error) {
    if (error instanceof GoldpaneError) return error;
    throw error;
  }
  throw new TypeError('not refused');
}
