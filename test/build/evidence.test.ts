import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import type { RunId } from '../../src/base/ids.ts';
import { readEvents, writeDerivedEvidence } from '../../src/build/run/evidence.ts';
import { openJournal } from '../../src/build/run/journal.ts';

/** The directory of a run that did a little. */
const test = base.extend('run', async ({ onTestFinished }) => {
  const run = await mkdtemp(join(tmpdir(), 'run-'));
  onTestFinished(() => rm(run, { recursive: true }));
  await using journal = openJournal(run);
  journal.emit({ kind: 'run.started', run: 'r' as RunId, command: 'build recipe demo', directory: run });
  journal.emit({ kind: 'tool.ran', command: ['xorriso', '-o', "it's a b"], durationMs: 1, exitCode: 0 });
  const command = ['/usr/bin/qemu', '-name', 'x,y=1', '-device', '{"a":1}', ''];
  journal.emit({ kind: 'boot.started', layer: 'install', boot: 1, pid: 1, command });
  return run;
});

async function kinds(run: string): Promise<string[]> {
  const found: string[] = [];
  for await (const event of readEvents(run)) found.push(event.kind);
  return found;
}

test('a last line that a crash cut off is left out', async ({ run }) => {
  await appendFile(join(run, 'events.jsonl'), '{"v":1,"seq":4,"kind":"note","te');

  expect(await kinds(run)).toEqual(['run.started', 'tool.ran', 'boot.started']);
});

test('the commands of a run can be pasted into a shell', async ({ run }) => {
  const timeline = await writeDerivedEvidence(run);

  expect(await readFile(join(run, 'command-lines.txt'), 'utf8')).toBe(
    `xorriso -o 'it'\\''s a b'\n/usr/bin/qemu -name x,y=1 -device '{"a":1}' ''\n`,
  );
  expect(JSON.parse(await readFile(join(run, 'timeline.json'), 'utf8'))).toEqual(timeline);
});
