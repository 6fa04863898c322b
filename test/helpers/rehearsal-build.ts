import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { inject } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { waitForLock } from '../../src/host/lock.ts';
import { findImage } from '../../src/store/find-image.ts';
import type { ImageEntry } from '../../src/store/images.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type CommandEnd, startGoldpane } from './rehearsal-command.ts';
import { processTree, tcpListeners } from './rehearsal-processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory that all files of the tier share; it is gone after the run. */
    e2eDirectory: string;
  }
}

/** The one whole build of the built-in rehearsal that all tests of the tier share, as a user made it. */
export type RehearsalBuild = {
  readonly store: string;
  readonly end: CommandEnd;
  readonly events: readonly Event[];
  /** Looks at the sockets of all processes while guests ran: how many, and the TCP sockets that listened. */
  readonly looks: number;
  readonly listeners: readonly string[];
};

/** The build and the version that it published. */
export type BuiltRehearsal = RehearsalBuild & { readonly image: ImageEntry };

/** What a whole build may take on a busy host. */
export const buildMs = 900_000;

/** Builds the rehearsal, the first time; later callers, in other test files too, get what was built. */
export async function rehearsalBuild(): Promise<BuiltRehearsal> {
  const build = await buildOnce();
  const { entry } = await findImage(await openStore(build.store), 'rehearsal').catch((cause: unknown) => {
    throw new Error(`The shared build published nothing: ${build.end.stdout.split('\n').at(-2)}\n${build.end.stderr}`, {
      cause,
    });
  });
  return { ...build, image: entry };
}

/** Layers and boots of a run in their order, as `tools cached`, `settings started`, `seal boot 1`. */
export function outlineOf(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === 'boot.started') return [`${event.layer} boot ${event.boot}`];
    const what = /^layer\.(cached|started|finished)$/.exec(event.kind)?.[1];
    return what !== undefined && 'layer' in event ? [`${event.layer} ${what}`] : [];
  });
}

/** Directory of the run that these events are from. */
export function runDirectoryOf(events: readonly Event[]): string {
  const [first] = events;
  if (first?.kind !== 'run.started') throw new Error('The events begin with no run');
  return first.directory;
}

/** Lines of a run's COM1 that a pattern takes, without what the firmware's console wrote before them. */
export function serialLines(directory: string, pattern: RegExp): readonly string[] {
  const text = stripVTControlCharacters(readFileSync(join(directory, 'serial.log'), 'latin1'));
  return text.split(/\r?\n/).filter((line) => pattern.test(line));
}

/** Says how long a command took, and how much of it goldpane was at work itself. */
export function reportTime(what: string, events: readonly Event[], wallMs: number): void {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  console.log(`${what}: ${seconds(wallMs)}, without QEMU and the tools ${seconds(wallMs - toolsMs(events))}`);
}

/** Time in which a machine or a tool ran; tools that ran at once count once. */
function toolsMs(events: readonly Event[]): number {
  const spans: { from: number; to: number }[] = [];
  let bootedAt = 0;
  for (const event of events) {
    const at = Date.parse(event.at);
    if (event.kind === 'boot.started') bootedAt = at;
    if (event.kind === 'boot.finished') spans.push({ from: bootedAt, to: at });
    if (event.kind === 'tool.ran') spans.push({ from: at - event.durationMs, to: at });
  }
  let total = 0;
  let end = 0;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

async function buildOnce(): Promise<RehearsalBuild> {
  const directory = inject('e2eDirectory');
  const record = join(directory, 'build.json');
  // Test files run side by side: one builds, the others wait.
  const owner = { run: 'e2e', pid: process.pid, since: new Date().toISOString(), what: 'the build that all share' };
  using _lock = await waitForLock(join(directory, 'build.lock'), owner);
  if (existsSync(record)) return JSON.parse(readFileSync(record, 'utf8'));
  const store = join(directory, 'store');
  const listeners: string[] = [];
  let looks = 0;
  const command = startGoldpane(['build', 'recipe', 'rehearsal', '--json', '--store', store], (event) => {
    if (event.kind !== 'stage.entered') return;
    looks += 1;
    listeners.push(...tcpListeners(processTree(command.pid)));
  });
  const end = await command.ended;
  const build = { store, end, events: command.events, looks, listeners };
  writeFileSync(record, JSON.stringify(build));
  reportTime('whole build', build.events, end.wallMs);
  return build;
}
