import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { removeTree } from '../../src/host/files.ts';

/** Set-up of the tier: the directory in which the first test that needs it leaves a whole build for the others. */
export function setup(project: TestProject): () => Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'goldpane-e2e-'));
  project.provide('e2eDirectory', directory);
  return () => removeTree(directory);
}
