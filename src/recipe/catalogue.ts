import type * as z from 'zod';
import type { Catalogue, Release } from '../base/catalogue.ts';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { CatalogueFile, type Media } from './catalogue-schema.ts';
import { presentable } from './presentable.ts';
import { schemaFindings } from './schema-findings.ts';
import { readYamlSource } from './yaml-source.ts';

const ids = { key: 'GP-CATALOGUE-INVALID', value: 'GP-CATALOGUE-INVALID', hostile: 'GP-CATALOGUE-INVALID' } as const;

/**
 * Reads catalogue files and merges them by id, the built-in ones first and the user's last. Of a release's media, of
 * the drivers and tools, later files' entries come first: what a user pins is preferred.
 * Throws `GP-CATALOGUE-INVALID` with every mistake in every file.
 */
export function loadCatalogue(files: readonly { readonly path: string; readonly text: string }[]): Catalogue {
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
    releases: releases.map((release): Release => ({ ...release, media: mediaOf(release.id, media) })),
    drivers: latestFirst(
      mergeById(read.map((file) => file.content.drivers.map((driver) => ({ id: driver.version, driver })))),
    ).map(({ driver }) => driver),
    tools: latestFirst(mergeById(read.map((file) => file.content.tools))),
  };
}

type Merged<Entry> = readonly { readonly entry: Entry; readonly file: number }[];

function mediaOf(release: string, media: Merged<z.output<typeof Media>>): Release['media'] {
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
