import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGrowingFile } from '../../src/host/growing-file.ts';

const block = 256 * 1024;
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'growing-file-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('openGrowingFile()', () => {
  test.for([
    { reason: 'nothing', had: 0, sizes: [] },
    { reason: 'less than a block', had: 0, sizes: [1, 1000] },
    { reason: 'exactly a block', had: 0, sizes: [block] },
    { reason: 'more than a block at once, over its end', had: 0, sizes: [100, 3 * block, 7] },
    { reason: 'behind what was there', had: block + 5, sizes: [block - 1, 2] },
  ])('writes and hashes all of it: $reason', async ({ had, sizes }) => {
    const path = join(directory, 'file');
    const parts = [had, ...sizes].map((size) => randomBytes(size));
    writeFileSync(path, parts[0] ?? '');
    await using file = await openGrowingFile(path);

    for (const part of parts.slice(1)) {
      // Whoever gave the bytes may use them again.
      const given = Buffer.from(part);
      await file.append(given);
      given.fill(0);
    }
    const sha256 = await file.finish();

    const whole = Buffer.concat(parts);
    expect(file.sizeBytes).toBe(whole.length);
    expect(sha256).toBe(digest(whole));
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  test('starts again, and forgets what came before', async () => {
    const path = join(directory, 'file');
    await using file = await openGrowingFile(path);

    await file.append(randomBytes(block + 1));
    await file.restart();
    await file.append(Buffer.from('anew'));

    expect(await file.finish()).toBe(digest(Buffer.from('anew')));
    expect(readFileSync(path, 'utf8')).toBe('anew');
  });

  test('has written what it was given when it is closed', async () => {
    const path = join(directory, 'file');
    {
      await using file = await openGrowingFile(path);
      await file.append(Buffer.from('part'));
    }

    expect(readFileSync(path, 'utf8')).toBe('part');
  });

  test('stops reading what is there when cancelled', async () => {
    const path = join(directory, 'file');
    writeFileSync(path, 'x');

    await expect(openGrowingFile(path, AbortSignal.abort())).rejects.toMatchObject({ code: 'GP-CANCELLED' });
  });
});
