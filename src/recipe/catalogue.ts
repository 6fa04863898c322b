import * as z from 'zod';
import type { Catalogue as CatalogueShape, DriverRelease, Release as ReleaseShape } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { sha256From } from '../base/ids.ts';
import { presentable } from './presentable.ts';
import { schemaFindings } from './schema-findings.ts';
import { Line, Name } from './step-schema.ts';
import { readYamlSource } from './yaml-source.ts';

const Sha256 = z.hash('sha256', { error: 'must be a SHA-256 digest of 64 hex digits' }).transform(sha256From);
const Urls = z.array(z.url({ protocol: /^https?$/, error: 'must be an http or https address' })).max(16);

const Edition = z.strictObject({
  id: z.string().regex(/^[A-Za-z]{1,64}$/, { error: 'must be an EditionID' }),
  name: Line.min(1).max(128),
  index: z.int().min(1),
  evaluation: z.boolean().default(false),
  key: z
    .string()
    .regex(/^([A-Z0-9]{5}-){4}[A-Z0-9]{5}$/, { error: 'must be a product key of five times five characters' })
    .optional(),
});

const Release = z.strictObject({
  id: Name,
  title: Line.min(1).max(128),
  kind: z.enum(['client', 'server', 'rehearsal']),
  architecture: z.enum(['amd64', 'arm64']).default('amd64'),
  build: z.int().positive(),
  editions: z.array(Edition).min(1),
  driverFolder: Name.optional(),
  minimum: z.strictObject({ cpus: z.int().min(1), memoryMib: z.int().min(1), diskGib: z.int().min(1) }),
});

const Media = z.strictObject({
  id: Name,
  release: Name,
  source: z.enum(['download', 'user', 'built']),
  language: z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$/, { error: 'must look like `en-US`' }),
  urls: Urls.default([]),
  sha256: Sha256.optional(),
  sizeBytes: z.int().positive().optional(),
});

const Driver = z.strictObject({
  version: Line.min(1).max(32),
  urls: Urls.default([]),
  sha256: Sha256,
  sizeBytes: z.int().positive(),
  knownBad: Line.optional(),
});

/** One catalogue file. Every entry is whole: a later file's entry takes the place of an earlier one with the same id. */
const CatalogueFile = z.strictObject({
  releases: z.array(Release).default([]),
  media: z.array(Media).default([]),
  drivers: z.array(Driver).default([]),
});

const ids = { key: 'GP-CATALOGUE-INVALID', value: 'GP-CATALOGUE-INVALID', hostile: 'GP-CATALOGUE-INVALID' } as const;

/**
 * Reads catalogue files and merges them by id, the built-in ones first and the user's last. Of a release's media and of
 * the drivers, later files' entries come first: what a user pins is preferred.
 * Throws `GP-CATALOGUE-INVALID` with every mistake in every file.
 */
export function loadCatalogue(files: readonly { readonly path: string; readonly text: string }[]): CatalogueShape {
  const read = files.map(({ path, text }) => readFile(path, text));
  const findings = read.flatMap((file) => file.findings);
  const releases = mergeById(read.map((file) => file.content.releases)).map(({ entry }) => entry);
  const media = mergeById(read.map((file) => file.content.media));
  for (const { entry, file } of media) {
    if (findings.length > 0 || releases.some(({ id }) => id === entry.release)) continue;
    findings.push(
      catalogueFinding(files[file]?.path ?? '', `medium \`${entry.id}\` is of an unknown release \`${entry.release}\``),
    );
  }
  if (findings.length > 0) {
    throw new GoldpaneError('GP-CATALOGUE-INVALID', `The catalogue has ${findings.length} mistakes`, {
      hint: 'Correct each place that is named',
      findings: presentable(findings),
    });
  }
  return {
    releases: releases.map((release): ReleaseShape => ({ ...release, media: mediaOf(release.id, media) })),
    drivers: latestFirst(
      mergeById(read.map((file) => file.content.drivers.map((driver) => ({ ...driver, id: driver.version })))),
    ).map(({ id: _version, ...driver }): DriverRelease => driver),
  };
}

type Merged<Entry> = readonly { readonly entry: Entry; readonly file: number }[];

function mediaOf(release: string, media: Merged<z.output<typeof Media>>): ReleaseShape['media'] {
  return latestFirst(media.filter(({ entry }) => entry.release === release)).map(
    ({ release: _release, ...medium }) => medium,
  );
}

function mergeById<Entry extends { readonly id: string }>(lists: readonly (readonly Entry[])[]): Merged<Entry> {
  const merged = new Map<string, { entry: Entry; file: number }>();
  for (const [file, list] of lists.entries()) for (const entry of list) merged.set(entry.id, { entry, file });
  return [...merged.values()];
}

function latestFirst<Entry>(merged: Merged<Entry>): readonly Entry[] {
  return [...merged].sort((a, b) => b.file - a.file).map(({ entry }) => entry);
}

function readFile(
  path: string,
  text: string,
): { readonly content: z.output<typeof CatalogueFile>; readonly findings: readonly Finding[] } {
  const empty = CatalogueFile.parse({});
  const { source, findings } = readYamlSource(path, text, { syntax: ids.value, hostile: ids.hostile });
  if (source === undefined) return { content: empty, findings };
  const parsed = CatalogueFile.safeParse(source.value);
  if (parsed.success) return { content: parsed.data, findings };
  const context = { schema: CatalogueFile, value: source.value, locate: source.locate, ids };
  return { content: empty, findings: schemaFindings(parsed.error, context) };
}

function catalogueFinding(where: string, found: string): Finding {
  return {
    id: 'GP-CATALOGUE-INVALID',
    severity: 'error',
    where,
    found,
    why: 'the entry could never be used',
    remedy: 'Correct the id, or add the release to a catalogue file',
  };
}
