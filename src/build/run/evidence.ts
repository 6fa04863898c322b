import { join } from 'node:path';
import type { Event } from '../../base/events.ts';
import { readLines } from '../../host/byte-files.ts';
import { writeFileAtomic } from '../../host/write-atomic.ts';
import { checklistOf } from './checklist.ts';
import { eventsFile } from './journal.ts';
import { type Timeline, timelineOf } from './timeline.ts';
import { writeStepLogs } from './write-step-logs.ts';

/** Names of what a run leaves beside its events. */
export const evidenceFiles = {
  timeline: 'timeline.json',
  commandLines: 'command-lines.txt',
  environment: 'environment.json',
  checklist: 'checklist.json',
  plan: 'plan.json',
  serial: 'serial.log',
} as const;

/** Reads a run's events one by one: a long run has millions. A last line that a crash cut off is left out. */
export async function* readEvents(runDirectory: string): AsyncGenerator<Event> {
  for await (const line of readLines(join(runDirectory, eventsFile))) {
    const event = parseEvent(line);
    if (event) yield event;
  }
}

/** Writes what derives from the events of a run: timeline, checklist, logs of steps, and the command lines of every program. */
export async function writeDerivedEvidence(runDirectory: string): Promise<Timeline> {
  const timeline = await timelineOf(readEvents(runDirectory));
  const commands: string[] = [];
  for await (const event of readEvents(runDirectory)) {
    if (event.kind === 'boot.started' || event.kind === 'tool.ran') commands.push(shellLine(event.command));
  }
  await writeStepLogs(runDirectory, readEvents(runDirectory));
  const checklist = await checklistOf(readEvents(runDirectory));
  await writeJson(join(runDirectory, evidenceFiles.timeline), timeline);
  await writeJson(join(runDirectory, evidenceFiles.checklist), checklist);
  await writeFileAtomic(join(runDirectory, evidenceFiles.commandLines), commands.map((line) => `${line}\n`).join(''));
  return timeline;
}

/** Writes a value as JSON that people can read. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** A command as it can be pasted into a shell. */
function shellLine(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

function parseEvent(line: string): Event | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
