import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import type { Build } from '../../src/build/build.ts';
import { scanFiles } from '../../src/build/image/scan-for-secrets.ts';
import { openJournal } from '../../src/build/run/journal.ts';
import { findImage } from '../../src/store/find-image.ts';
import { readCredentials } from '../../src/store/show-image.ts';
import { type BuildBench, buildBench } from './build-bench.ts';
import { filesWith } from './files-with.ts';

let bench: BuildBench;
beforeAll(async () => {
  bench = await buildBench({}, { fakeImages: true });
  await bench.writeRecipe({ layers: [] });
});
afterAll(() => bench[Symbol.asyncDispose]());

test('J2 a guest that writes its password to the disk is not published', async () => {
  await bench.tools.play({ writesPassword: true });

  const { error, result } = await bench.build();

  expect(result).toBeUndefined();
  expect(error).toMatchObject({
    code: 'GP-SECRET-FOUND',
    message: expect.stringMatching(/^A password of this build stands in the disk of the sealed guest, at byte \d+$/),
  });
  expect(await readdir(bench.store.paths.images)).toEqual([]);
  expect(await readdir(bench.store.paths.tmp)).toEqual([]);
});

test('J2 the next build, of a guest that does not, is published; its passwords stand nowhere but in their own files', async () => {
  await bench.tools.play({});

  const { error, events } = await bench.build();

  expect(error).toBeUndefined();
  const { entry } = await findImage(bench.store, 'demo');
  const [password = ''] = Object.values(await readCredentials(entry)).map((each) => each.reveal());
  const [layer = ''] = await readdir(bench.store.paths.layers);
  const { secrets } = JSON.parse(await readFile(join(bench.store.paths.layer(layer), 'secrets.json'), 'utf8'));
  const installPassword = secrets.installPassword;
  expect([password.length, installPassword.length].every((length) => length > 10)).toBe(true);
  expect(password).not.toBe(installPassword);
  for (const secret of [password, installPassword]) {
    expect(JSON.stringify(events)).not.toContain(secret);
    expect(await filesWith(bench.store.paths.runs, secret)).toEqual([]);
    expect(await filesWith(entry.directory, secret)).toEqual([]);
  }
  expect(await filesWith(bench.store.directory, password)).toEqual([
    bench.store.paths.beside('demo', entry.version).concat('/credentials.json'),
  ]);
});

test.for([
  { reason: 'as it is', form: (secret: string) => Buffer.from(secret) },
  { reason: 'as UTF-16', form: (secret: string) => Buffer.from(secret, 'utf16le') },
  {
    reason: 'as Setup encodes it',
    form: (secret: string) => Buffer.from(Buffer.from(`${secret}Password`, 'utf16le').toString('base64')),
  },
])('J2 a secret in a file of evidence is found $reason', async ({ form }) => {
  await using journal = openJournal(bench.directory);
  journal.secrets.push(new Secret('pass-Word1'));
  const build = { journal, signal: new AbortController().signal } as Pick<Build, 'journal' | 'signal'> as Build;
  const [clean, dirty] = [join(bench.directory, 'clean.log'), join(bench.directory, 'dirty.png')];
  await writeFile(clean, 'pass-Word2');
  await writeFile(dirty, Buffer.concat([Buffer.alloc(100_001, 1), form('pass-Word1'), Buffer.alloc(9)]));

  await scanFiles(build, [clean]);
  await expect(scanFiles(build, [clean, dirty])).rejects.toMatchObject({
    code: 'GP-SECRET-FOUND',
    message: `A password of this build stands in the evidence file ${dirty}`,
  });
});
