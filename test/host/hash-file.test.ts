import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFile } from '../../src/host/hash-file.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const buffer = 4 * 1024 * 1024;

test.for([
  { reason: 'empty file', size: 0 },
  { reason: 'less than one buffer', size: 1000 },
  { reason: 'exactly one buffer', size: buffer },
  { reason: 'several buffers and a rest', size: 3 * buffer + 17 },
])('hashFile() gives the SHA-256 of the whole file: $reason', async ({ size }) => {
  const path = join(temporaryDirectory(), 'file');
  const bytes = randomBytes(size);
  await writeFile(path, bytes);
  const progress: number[] = [];

  const digest = await hashFile(path, { onProgress: (done) => progress.push(done) });

  expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(progress.at(-1) ?? 0).toBe(size);
});

test('hashFile() stops when cancelled', async () => {
  const path = join(temporaryDirectory(), 'file');
  await writeFile(path, 'x');

  await expect(hashFile(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'GP-CANCELLED' });
});
