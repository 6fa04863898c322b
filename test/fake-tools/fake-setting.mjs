import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory on PATH through which this tool was started: it holds the scenario and what is counted. */
export const fakeDirectory = dirname(process.argv[1]);

/** The scenario to play, see README.md. */
export const scenario = readJson('scenario.json');

/** Adds a line to `calls.jsonl`: which tool was started, and how. */
export function recordCall(tool) {
  writeFileSync(join(fakeDirectory, 'calls.jsonl'), `${JSON.stringify([tool, ...process.argv.slice(2)])}\n`, {
    flag: 'a',
  });
}

/** Counts how often something happened over all processes of this scenario; gives the new count. */
export function countUp(name) {
  const counts = readJson('counts.json');
  counts[name] = (counts[name] ?? 0) + 1;
  writeFileSync(join(fakeDirectory, 'counts.json'), JSON.stringify(counts));
  return counts[name];
}

/** Ends this tool at once, like the real one does. */
export function leave(code) {
  // biome-ignore lint/nursery/noProcessExit: the listening sockets would keep it alive
  process.exit(code);
}

function readJson(name) {
  try {
    return JSON.parse(readFileSync(join(fakeDirectory, name), 'utf8'));
  } catch {
    return {};
  }
}
