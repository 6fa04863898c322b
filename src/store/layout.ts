import { join } from 'node:path';
import type { ImageVersion, LayerKey, RunId, Sha256 } from '../base/ids.ts';

/** The three things of a guest that only make sense together: its disk, its UEFI variables, its TPM. */
export type StateFiles = {
  readonly disk: string;
  /** Raw image of the variable flash. */
  readonly uefiVars: string;
  /** Directory with swtpm's state. */
  readonly tpm: string;
};

/** Names inside a layer and inside each of its boots. */
export const layerFiles = { record: 'layer.json', secrets: 'secrets.json', boot: 'boot.json' } as const;

/** Names inside a bundle. */
export const bundleFiles = {
  disk: 'disk-baseline.qcow2',
  uefiVars: 'uefi-vars.fd',
  tpm: 'tpm',
  manifest: 'manifest.json',
} as const;

/** Name of the internal snapshot in a bundle's disk. */
export const baselineSnapshot = 'baseline';

/** Names beside a bundle: what is told about a version but is no part of it. */
export const besideFiles = { evidence: 'evidence', gate: 'gate.jsonl', credentials: 'credentials.json' } as const;

/** Names inside a clone. */
export const cloneFiles = { record: 'clone.json', current: 'current' } as const;

/** Name of the record inside a run's directory. */
export const runRecordFile = 'run.json';

/** The files of a guest that lies in `directory`; `disk` is the disk's name there. */
export function stateFiles(directory: string, disk = 'disk.qcow2'): StateFiles {
  const { uefiVars, tpm } = bundleFiles;
  return { disk: join(directory, disk), uefiVars: join(directory, uefiVars), tpm: join(directory, tpm) };
}

/** Directory name of a layer's boot, which counts from 1. */
export function bootDirectoryName(boot: number): string {
  return `boot-${String(boot).padStart(2, '0')}`;
}

/** Number of the boot that a directory name stands for. */
export function bootNumber(directoryName: string): number | undefined {
  const digits = /^boot-(\d+)$/.exec(directoryName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Name of the nth finished layer with this key: a layer is never replaced, a newer one lies beside it. */
export function layerName(key: LayerKey, generation: number): string {
  return generation === 1 ? key : `${key}.${generation}`;
}

/** Directory name of a clone's state after `generation - 1` resets. */
export function cloneGenerationName(generation: number): string {
  return `gen-${generation}`;
}

/** Number of the clone's generation that a directory name stands for. */
export function cloneGenerationNumber(directoryName: string): number | undefined {
  const digits = /^gen-(\d+)$/.exec(directoryName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Every path of a store. */
export type StorePaths = ReturnType<typeof storePaths>;

/** The paths of the store at `directory`, which is absolute. Nothing else in goldpane knows these names. */
export function storePaths(directory: string) {
  const inside = (...names: readonly string[]) => join(directory, ...names);
  return {
    marker: inside('store.json'),
    layers: inside('layers'),
    runs: inside('runs'),
    images: inside('images'),
    names: inside('names'),
    cache: inside('cache'),
    locks: inside('locks'),
    tmp: inside('tmp'),
    trash: inside('trash'),
    layer: (name: string) => inside('layers', name),
    partialLayer: (key: LayerKey) => inside('layers', `${key}.partial`),
    run: (run: RunId) => inside('runs', run),
    image: (name: string) => inside('images', name),
    bundle: (name: string, version: ImageVersion) => inside('images', name, version),
    beside: (name: string, version: ImageVersion) => inside('images', name, `${version}.beside`),
    name: (name: string) => inside('names', name),
    channels: (name: string) => inside('names', name, 'channels'),
    channel: (name: string, channel: string) => inside('names', name, 'channels', channel),
    history: (name: string) => inside('names', name, 'history.jsonl'),
    cached: (sha256: Sha256) => inside('cache', 'sha256', sha256),
    builtMedium: (digest: Sha256) => inside('cache', 'built', `${digest}.iso`),
    partial: (sha256: Sha256) => inside('cache', 'incomplete', sha256),
    mediaLock: (sha256: Sha256) => inside('locks', `media-${sha256}`),
    layerLock: (key: LayerKey) => inside('locks', `layer-${key}`),
    storeLock: inside('locks', 'store'),
  };
}
