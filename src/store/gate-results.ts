import { join } from 'node:path';
import type { JsonValue } from '../base/canonical-json.ts';
import { appendLineDurably } from '../host/file-operations.ts';
import { makeDirectory } from '../host/files.ts';
import type { ImageEntry } from './images.ts';
import { besideFiles } from './layout.ts';

/** Adds one result of the gate beside a version, with the digest of the manifest that was judged. */
export async function appendGateResult(entry: ImageEntry, result: Readonly<Record<string, JsonValue>>): Promise<void> {
  await makeDirectory(entry.beside, 0o700);
  const line = JSON.stringify({ schema: 'goldpane/gate/1', manifest: entry.manifestDigest, ...result });
  await appendLineDurably(join(entry.beside, besideFiles.gate), line);
}
