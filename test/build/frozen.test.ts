import { expect, test } from 'vitest';
import { buildBench } from './build-bench.ts';

test('a build writes the lock file, and a frozen one fails on any difference', async () => {
  await using bench = await buildBench();

  const unlocked = await bench.build({ frozen: true });
  const first = await bench.build();
  const frozen = await bench.build({ frozen: true });
  await bench.writeScript('tools.ps1', 'exit 0 # changed\n');
  const changed = await bench.build({ frozen: true });

  expect(unlocked.error?.findings.map(({ found }) => found)).toEqual(['the lock file says nothing of this recipe']);
  expect(first.result?.outcome).toBe('published');
  expect(frozen.result?.outcome).toBe('unchanged');
  expect(changed.error?.code).toBe('GP-LOCK-DIFFERS');
  expect(changed.error?.findings.map(({ found }) => found)).toEqual([
    expect.stringMatching(/^tools\.ps1 has SHA-256 [0-9a-f]{64}, and [0-9a-f]{64} is locked$/),
  ]);
});
