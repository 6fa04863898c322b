import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { digestOfBytes } from '../../src/base/canonical-json.ts';
import { GoldpaneError } from '../../src/base/errors.ts';
import { packIso } from '../../src/media/pack/pack-iso.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pack iso '));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const files = [
  { name: 'Autounattend.xml', content: { bytes: '<unattend/>' } },
  { name: '$WinPEDriver$/viostor/viostor.inf', content: { bytes: '; driver' } },
  {
    name: 'a directory/a long name that ISO 9660 alone would have cut to eight characters and three.json',
    content: { bytes: '{}' },
  },
  { name: 'gr\u00fcn', content: { bytes: 'g' } },
  { name: 'empty', content: { bytes: '' } },
] as const;

const problem = async (work: Promise<unknown>): Promise<GoldpaneError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GoldpaneError)) throw new TypeError(`not a GoldpaneError: ${error}`);
  return error;
};

/** Does `work` with an xorriso on PATH that changes what is staged before it packs. */
async function withXorrisoAfter<T>(change: string, work: () => Promise<T>): Promise<T> {
  const bin = join(directory, 'bin');
  const xorriso = execFileSync('sh', ['-c', 'command -v xorriso']).toString().trim();
  mkdirSync(bin);
  writeFileSync(join(bin, 'xorriso'), `#!/bin/sh\n${change}\nexec ${xorriso} "$@"\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
  return await work();
}

/** Names as another program lists them, by the names that Windows shows. */
function listed(iso: string): readonly string[] {
  const output = execFileSync('xorriso', ['-no_rc', '-read_fs', 'norock', '-indev', iso, '-find', '/', '-type', 'f'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.replace(/^'\/|'$/g, ''))
    .sort();
}

describe('packIso()', () => {
  test('B6: packs names and bytes as they are, for its owner only', async () => {
    const source = join(directory, 'source file');
    writeFileSync(source, 'x'.repeat(100_000));
    const out = join(directory, 'medium.iso');

    const packed = await packIso({
      label: 'GOLDPANE',
      files: [...files, { name: 'big', content: { path: source } }],
      out,
    });

    expect(packed).toEqual({ path: out, sizeBytes: statSync(out).size, sha256: digestOfBytes(readFileSync(out)) });
    expect(listed(out)).toEqual([...files.map(({ name }) => name), 'big'].sort());
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory).sort()).toEqual(['medium.iso', 'source file']);
  });

  test('gives equal bytes for equal files, whatever their order, times and modes', async () => {
    const pack = (order: readonly (typeof files)[number][], name: string) =>
      packIso({ label: 'SAME', files: order, out: join(directory, name) });

    const first = await pack(files, '1.iso');
    const second = await withXorrisoAfter('find tree -exec touch -d 2001-01-01 {} +; chmod -R go= tree', () =>
      pack([...files].reverse(), '2.iso'),
    );

    expect(second.sha256).toBe(first.sha256);
  });

  test('replaces an older medium only when the new one is whole', async () => {
    const out = join(directory, 'medium.iso');
    writeFileSync(out, 'older');

    const missing = { name: 'x', content: { path: join(directory, 'nowhere') } };
    const error = await problem(packIso({ label: 'GOLDPANE', files: [missing], out }));

    expect([error.code, error.message]).toEqual([
      'GP-MEDIA-MISSING',
      `x of a medium is to come from ${directory}/nowhere, where nothing is`,
    ]);
    expect([readFileSync(out, 'utf8'), readdirSync(directory)]).toEqual(['older', ['medium.iso']]);
  });

  test('refuses a file that is not the one of the plan', async () => {
    const file = { name: 'x', content: { bytes: 'new' }, sha256: digestOfBytes('old') };

    const error = await problem(packIso({ label: 'GOLDPANE', files: [file], out: join(directory, 'm.iso') }));

    expect(error.code).toBe('GP-MEDIA-HASH');
    expect(readdirSync(directory)).toEqual([]);
  });

  test('names every bad name at once, before anything is written', async () => {
    const names = [
      'ok',
      'a/../b',
      'nul:',
      'dot.',
      'A',
      'a',
      'ok/x',
      `${'n'.repeat(104)}`,
      '\u{1f600}',
      'nul.txt',
      'D/x',
      'd/y',
    ];

    const error = await problem(
      packIso({
        label: 'goldpane',
        files: names.map((name) => ({ name, content: { bytes: '' } })),
        out: join(directory, 'm.iso'),
      }),
    );

    expect(error.code).toBe('GP-MEDIA-PACK');
    expect(error.findings.map(({ where, found }) => `${where}: ${found}`)).toMatchInlineSnapshot(`
      [
        "goldpane: The label is not 1 to 16 of A-Z, 0-9 and _",
        "a/../b: The name ".." cannot be kept",
        "nul:: The name "nul:" cannot be kept",
        "dot.: The name "dot." cannot be kept",
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn: The name is too long: 103 characters a name and 240 a path are possible",
        "😀: The name "😀" cannot be kept",
        "nul.txt: The name "nul.txt" cannot be kept",
        "a: It is the same name as A to Windows",
        "a/../b: a is a file and a directory",
        "ok/x: ok is a file and a directory",
        "d/y: The directory is spelled D elsewhere",
      ]
    `);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('B6: tells when the ISO writer changed something', async () => {
    // One file less, one more, and one with other bytes, as no xorriso should pack them.
    const change = 'rm tree/empty; echo more >tree/more; echo other >tree/Autounattend.xml';
    const error = await withXorrisoAfter(change, () =>
      problem(packIso({ label: 'GOLDPANE', files, out: join(directory, 'm.iso') })),
    );

    expect([error.code, error.message]).toEqual([
      'GP-MEDIA-PACK',
      'The medium GOLDPANE differs from its files: Autounattend.xml has other bytes; empty is missing; more should not be there',
    ]);
    expect(readdirSync(directory)).toEqual(['bin']);
  });

  test('is cancelled', async () => {
    const error = await problem(
      packIso({ label: 'GOLDPANE', files, out: join(directory, 'm.iso'), signal: AbortSignal.abort() }),
    );

    expect([error.code, readdirSync(directory)]).toEqual(['GP-CANCELLED', []]);
  });
});
