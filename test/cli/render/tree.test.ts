import { expect, test, vi } from 'vitest';
import type { Event } from '../../../src/api.ts';
import { createTreeRenderer } from '../../../src/cli/render/tree.ts';
import { failedBuild, goodBuild, halfBuild } from '../recorded-build.ts';

/** A terminal of 80 columns: what stands on its screen after all that was written to it. */
function fakeTerminal() {
  const rows: string[] = [''];
  let row = 0;
  const put = (token: string) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal control sequences are what is played here
    const [, count = '', control] = /^\u001b\[(\d*)([A-Z])$/.exec(token) ?? [];
    if (token === '\n') row += 1;
    else if (control === 'A') row -= Number(count);
    else if (control === 'B') row += Number(count);
    else if (control === 'K' && count === '2') rows[row] = '';
    else if (!token.startsWith('\u001b')) rows[row] += token;
    rows[row] ??= '';
  };
  const write = (chunk: string) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal control sequences are what is played here
    for (const token of chunk.match(/\u001b\[[0-9;?]*[A-Za-z]|\n|[^\u001b\n]+/g) ?? []) put(token);
    return true;
  };
  const terminal = { write, columns: 80, rows: 40, isTTY: true } as unknown as NodeJS.WriteStream;
  // The spinner's pictures change with time, the rest does not.
  const screen = () => rows.map((line) => line.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/u, '*').trimEnd()).filter((line) => line !== '');
  return { terminal, screen };
}

async function play(events: readonly Event[], isGood: boolean): Promise<string[]> {
  const { terminal, screen } = fakeTerminal();
  const renderer = createTreeRenderer(terminal, 'prepare');
  for (const event of events) renderer.onEvent(event);
  await renderer.close(isGood);
  return screen();
}

test('a build that went well leaves a line for each layer with its time', async () => {
  expect(await play(goodBuild, true)).toEqual([
    '✔ prepare',
    '✔ install  1:21',
    '↓ tools  there already',
    '✔ seal  0:13',
    '✔ publish',
  ]);
});

test('a build that failed leaves the stage where it happened', async () => {
  expect(await play(failedBuild, false)).toEqual([
    '✔ prepare',
    '✖ install  winpe, boot 1  10:11',
    '◼ tools',
    '◼ seal',
    '◼ publish',
  ]);
});

test('work without a plan is one line', async () => {
  expect(await play([], true)).toEqual(['✔ prepare']);
  expect(await play([], false)).toEqual(['✖ prepare']);
});

test('while a layer is at work the tree shows stage, boot, time and the last guest line', async () => {
  const { terminal, screen } = fakeTerminal();
  const renderer = createTreeRenderer(terminal, 'prepare');
  for (const event of halfBuild) renderer.onEvent(event);

  const atWork = (line: string) => [
    '✔ prepare',
    '* install  winpe, boot 1  1:10',
    line,
    '◼ tools',
    '◼ seal',
    '◼ publish',
  ];
  await expect.poll(screen, { interval: 20, timeout: 5000 }).toEqual(atWork('  › setup: formatting C:'));
  renderer.note('Stopping (SIGINT)');
  await expect.poll(screen, { interval: 20, timeout: 5000 }).toEqual(atWork('  › Stopping (SIGINT)'));
  await renderer.close(false);
});

test('files that are fetched at the same time have a line and a bar each', async () => {
  const { terminal, screen } = fakeTerminal();
  const renderer = createTreeRenderer(terminal, 'fetch');
  const at = '2026-11-21T12:00:00.000Z';
  const events = [
    { kind: 'work.started', work: 'fetch:iso', title: 'fetch win11-25h2-eval' },
    { kind: 'work.started', work: 'fetch:drivers', title: 'fetch virtio-win-0.1.302' },
    { kind: 'note', text: 'only 100 bytes came in 60 s; asking again' },
    { kind: 'work.progress', work: 'fetch:iso', done: 2 ** 30, total: 2 ** 32, unit: 'bytes' },
    { kind: 'work.progress', work: 'fetch:drivers', done: 2 ** 20, total: 0, unit: 'bytes' },
  ] as const;
  for (const [index, event] of events.entries()) renderer.onEvent({ v: 1, seq: index + 1, at, ...event });

  await vi.waitFor(() => expect(screen().length).toBe(4));
  expect(screen()).toEqual([
    '* fetch',
    '  › fetch win11-25h2-eval  [#####---------------]  1.0 GiB of 4.0 GiB',
    '    fetch virtio-win-0.1.302  1.0 MiB',
    '    only 100 bytes came in 60 s; asking again',
  ]);
  await renderer.close(true);
});
