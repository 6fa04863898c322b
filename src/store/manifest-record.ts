import { join } from 'node:path';
import * as z from 'zod';
import { digestOfBytes } from '../base/canonical-json.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { ImageVersion, PlanKey, RunId, Sha256 } from '../base/ids.ts';
import type { Manifest } from '../base/manifest.ts';
import { bypasses } from '../base/recipe.ts';
import { readText } from '../host/files.ts';
import { bundleFiles } from './layout.ts';
import { parseRecord } from './record.ts';

/** Name of the manifest's format. */
export const manifestSchema = 'goldpane/manifest/1';

const branded = <T extends string>(shape: z.ZodString) => shape as unknown as z.ZodType<T, string>;
const sha256 = branded<Sha256>(z.string().regex(/^[0-9a-f]{64}$/));
const named = z.object({ name: z.string(), sha256 });

/** A path inside the bundle: it never leads out of it. */
const fileName = z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$)).+$/);

/** What `manifest.json` says, see the type of the same name in `base/`. Schema: `docs/schemas/manifest.schema.json`. */
export const ManifestRecord: z.ZodType<Manifest, unknown> = z.object({
  schema: z.literal(manifestSchema),
  image: z.string(),
  version: branded<ImageVersion>(z.string().regex(/^\d{8}\.\d+$/)),
  createdAt: z.string(),
  planKey: branded<PlanKey>(z.string()),
  plan: sha256,
  run: branded<RunId>(z.string()),
  release: z.string(),
  edition: z.string(),
  rehearsal: z.boolean(),
  seal: z.enum(['specialized', 'generalized']),
  bypass: z.array(z.enum(bypasses)).optional(),
  files: z.array(z.object({ name: fileName, sha256, sizeBytes: z.int().nonnegative() })),
  machine: z.object({
    machineType: z.string(),
    uuid: z.string(),
    macAddress: z.string(),
    diskSerial: z.string(),
    firmware: z.object({ code: sha256, vars: sha256, certificates: z.array(z.string()) }),
    tpm: z.object({ model: z.literal('tpm-crb'), mode: z.enum(['fresh', 'restore']) }),
    rtc: z.literal('utc'),
    cpus: z.number(),
    memoryMib: z.number(),
    nestedVirtualisation: z.boolean().optional(),
  }),
  accelerator: z.enum(['kvm', 'tcg']),
  tools: z.record(z.string(), z.string()),
  inputs: z.array(named),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  timings: z.array(z.object({ layer: z.string(), stage: z.string(), seconds: z.number() })),
  evidence: z.array(named),
});

/** A manifest and the digest by which it is named. */
export type ReadManifest = { readonly manifest: Manifest; readonly digest: Sha256 };

/** Reads a bundle's manifest. Throws `GP-STORE-FORMAT`, `GP-STORE-DAMAGED`. */
export async function readManifest(bundle: string): Promise<ReadManifest> {
  const path = join(bundle, bundleFiles.manifest);
  const text = await readText(path).catch((cause: unknown) => {
    throw new GoldpaneError('GP-STORE-DAMAGED', `Cannot read ${path}`, {
      hint: 'Build the image anew with --rebuild',
      cause,
    });
  });
  return { manifest: parseRecord(text, path, manifestSchema, ManifestRecord), digest: digestOfBytes(text) };
}
