import { join } from 'node:path';
import * as z from 'zod';
import type { LayerKey } from '../base/ids.ts';
import { layerFiles } from './layout.ts';
import { readRecord, writeRecord } from './record.ts';

const schema = 'goldpane/stored-layer/1';

/** What `layer.json` says; it is written when a layer is started and again when it is finished. */
export const LayerRecord = z.object({
  key: z.string().transform((key) => key as LayerKey),
  name: z.string(),
  run: z.string(),
  startedAt: z.string(),
  /** Directory name of the layer that the first boot's disk stands on. */
  parent: z.string().optional(),
  /** Size of the disk that the first layer made. */
  diskGib: z.number(),
  finishedAt: z.string().optional(),
  /** Number of the boot whose disk, variables and TPM are the layer's result. */
  lastBoot: z.number().optional(),
  /** When an evaluation edition stops working; never later than the parent's. */
  evaluationEndsAt: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
export type LayerRecord = z.infer<typeof LayerRecord>;

/** What the guest reported while the layer was made. */
export type LayerFacts = Readonly<Record<string, string | number | boolean>>;

/** Reads the record of a partial or finished layer. Throws `GP-STORE-FORMAT`, `GP-STORE-DAMAGED`. */
export async function readLayerRecord(directory: string): Promise<LayerRecord> {
  return await readRecord(join(directory, layerFiles.record), schema, LayerRecord);
}

/** Writes the record of a layer, durably. */
export async function writeLayerRecord(directory: string, record: LayerRecord): Promise<void> {
  await writeRecord(join(directory, layerFiles.record), schema, record);
}
