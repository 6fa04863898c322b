import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runFix } from '../../src/preflight/run-fix.ts';

test('a fix is run as its command says, without a shell', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'fix-'));
  const file = join(directory, '$(name) *');

  await runFix({ command: ['touch', file], needsRoot: false });

  expect(existsSync(file)).toBe(true);
  rmSync(directory, { recursive: true });
});

test.for([
  { reason: 'it fails', command: ['false'], found: 'false ended with exit code 1' },
  { reason: 'it is not there', command: ['no-such-program'], found: 'no-such-program ended with exit code 127' },
])('a fix that does not work is told: $reason', async ({ command, found }) => {
  const fix = { command, needsRoot: false };

  await expect(runFix(fix)).rejects.toMatchObject({ code: 'GP-TOOL-FAILED', message: found });
});
