import { join } from 'node:path';
import * as z from 'zod';
import { Secret } from '../base/secret.ts';
import { layerFiles } from './layout.ts';
import { readRecord, writeRecord } from './record.ts';

const schema = 'goldpane/secrets/1';
const SecretsRecord = z.object({ secrets: z.record(z.string(), z.string().min(1)) });

/** Secrets by name, such as `installPassword`. */
export type Secrets = Readonly<Record<string, Secret>>;

/** The secrets that the guest of a partial or finished layer knows, those of its parents included. */
export async function layerSecrets(layer: { readonly directory: string }): Promise<Secrets> {
  return await readSecrets(join(layer.directory, layerFiles.secrets));
}

/** Writes secrets to a file that only this user can read, durably. */
export async function writeSecrets(path: string, secrets: Secrets): Promise<void> {
  const texts = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
  await writeRecord(path, schema, { secrets: texts }, { mode: 0o600 });
}

/** Reads what `writeSecrets` wrote. */
export async function readSecrets(path: string): Promise<Secrets> {
  const { secrets } = await readRecord(path, schema, SecretsRecord);
  return Object.fromEntries(Object.entries(secrets).map(([name, text]) => [name, new Secret(text)]));
}
