import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { writeStepLogs } from '../../src/build/run/write-step-logs.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

function output(layer: string, step: string, text: string): Event {
  return { v: 1, seq: 1, at: '2026-11-21T00:00:00.000Z', kind: 'step.output', layer, step, text };
}

async function* stream(events: readonly Event[]): AsyncGenerator<Event> {
  yield* events;
}

test('writeStepLogs() puts what each step has said into a file of its own, in order', async () => {
  const directory = temporaryDirectory();
  await mkdir(join(directory, 'steps'));
  await writeFile(join(directory, 'steps', 'old-one.log'), 'of an earlier writing');

  const events = [output('tools', 'one', 'a\n'), output('tools', 'two', 'x\n'), output('tools', 'one', 'b\n')];
  await writeStepLogs(directory, stream(events));

  expect((await readdir(join(directory, 'steps'))).sort()).toEqual(['tools-one.log', 'tools-two.log']);
  expect(await readFile(join(directory, 'steps', 'tools-one.log'), 'utf8')).toBe('a\nb\n');
});

test('writeStepLogs() of a run without steps leaves no directory', async () => {
  const directory = temporaryDirectory();

  await writeStepLogs(directory, stream([]));

  expect(await readdir(directory)).toEqual([]);
});
