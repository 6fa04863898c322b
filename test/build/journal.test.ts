import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { Secret } from '../../src/base/secret.ts';
import { openJournal } from '../../src/build/run/journal.ts';

const test = base.extend('directory', async ({ onTestFinished }) => {
  const directory = await mkdtemp(join(tmpdir(), 'journal-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
});

async function written(directory: string): Promise<Event[]> {
  const text = await readFile(join(directory, 'events.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const note = (text: string) => ({ kind: 'note', text }) as const;

test('events are numbered without gaps, and the listener gets what the file gets', async ({ directory }) => {
  const heard: Event[] = [];
  {
    await using journal = openJournal(directory, (event) => heard.push(event));
    for (let count = 0; count < 100; count++) journal.emit(note(`${count}`));
  }

  expect(heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(heard[0]).toEqual({
    v: 1,
    seq: 1,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
    ...note('0'),
  });
  expect(await written(directory)).toEqual(heard);
});

test('a listener that throws ends nothing', async ({ directory }) => {
  {
    await using journal = openJournal(directory, () => {
      throw new Error('the listener fails');
    });
    journal.emit(note('one'));
    journal.emit(note('two'));
  }

  expect((await written(directory)).map(({ seq }) => seq)).toEqual([1, 2]);
});

test('flush() resolves when every event so far can be read', async ({ directory }) => {
  await using journal = openJournal(directory);
  journal.emit(note('x'.repeat(1_000_000)));
  await journal.flush();

  expect(await written(directory)).toHaveLength(1);
});

test.for<{ reason: string; text: string }>([
  { reason: 'as it is', text: 'the password is pass-Word1.' },
  {
    reason: 'as UTF-16 that was read as Latin-1',
    text: `${Buffer.from('say pass-Word1', 'utf16le').toString('latin1')}.`,
  },
  { reason: 'as base64', text: `say ${Buffer.from('pass-Word1').toString('base64')}.` },
  { reason: 'as base64 of UTF-16', text: `say ${Buffer.from('pass-Word1', 'utf16le').toString('base64')}.` },
  { reason: 'as Setup encodes it', text: `say ${Buffer.from('pass-Word1Password', 'utf16le').toString('base64')}.` },
])('J2 a secret is masked $reason, in every text of an event', async ({ text }, { expect }) => {
  const directory = await mkdtemp(join(tmpdir(), 'journal-'));
  const heard: Event[] = [];
  {
    await using journal = openJournal(directory, (event) => heard.push(event));
    journal.secrets.push(new Secret('pass-Word1'));
    journal.emit(note(text));
    journal.emit({ kind: 'tool.ran', command: ['echo', text], durationMs: 1, exitCode: 0 });
  }

  const [first, second] = heard.map((event) =>
    event.kind === 'note' ? event.text : event.kind === 'tool.ran' ? event.command[1] : '',
  );
  expect(first).toMatch(/\*\*\*\.$/);
  expect(second).toBe(first);
  expect(await written(directory)).toEqual(heard);
  await rm(directory, { recursive: true });
});

test('J2 a secret that is added later is masked from then on', async ({ directory }) => {
  {
    await using journal = openJournal(directory);
    journal.emit(note('hunter22 is no secret yet'));
    journal.secrets.push(new Secret('hunter22'));
    journal.emit(note('hunter22 is one now'));
  }

  expect((await written(directory)).map((event) => (event.kind === 'note' ? event.text : ''))).toEqual([
    'hunter22 is no secret yet',
    '*** is one now',
  ]);
});
