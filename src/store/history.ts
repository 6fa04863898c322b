import * as z from 'zod';
import type { ImageVersion } from '../base/ids.ts';
import { appendLineDurably } from '../host/file-operations.ts';
import { makeDirectory, pathExists, readText } from '../host/files.ts';
import type { Store } from './store.ts';

const version = z.string().transform((text) => text as ImageVersion);

/** One line of an image's history. Lines are only ever added. */
const HistoryEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('published'), at: z.string(), run: z.string(), version, manifest: z.string() }),
  z.object({
    kind: z.literal('channel'),
    at: z.string(),
    run: z.string().optional(),
    channel: z.string(),
    from: version.optional(),
    version,
    why: z.string(),
  }),
]);
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** Everything that happened to an image's versions and channels, in order. Lines that are not understood are left out. */
export async function readHistory(store: Store, image: string): Promise<readonly HistoryEntry[]> {
  const path = store.paths.history(image);
  if (!(await pathExists(path))) return [];
  return (await readText(path)).split('\n').flatMap((line) => {
    const entry = HistoryEntry.safeParse(parseJson(line));
    return entry.success ? [entry.data] : [];
  });
}

/** Adds a line, durably. Hold the store lock. */
export async function appendHistory(store: Store, image: string, entry: HistoryEntry): Promise<void> {
  await makeDirectory(store.paths.name(image), 0o700);
  await appendLineDurably(store.paths.history(image), JSON.stringify(entry));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
