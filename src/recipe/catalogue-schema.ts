import * as z from 'zod';
import { sha256From } from '../base/ids.ts';
import { Line, Name } from './step-schema.ts';

const Sha256 = z.hash('sha256', { error: 'must be a SHA-256 digest of 64 hex digits' }).transform(sha256From);
const Address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const Source = z
  .string()
  .max(2000)
  .regex(/^(?:https?:\/\/[^\s/]|file:\/\/\/|\/)[^\p{Cc}]*$/u, {
    error: 'must be an http, https or file address, or an absolute path',
  });
const Urls = z.array(Source).max(16);
const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$/, { error: 'must be a file name' });
const Day = z.iso.date({ error: 'must be a day such as `2026-11-10`' });
const Architecture = z.enum(['amd64', 'arm64']);
const EditionId = z.string().regex(/^[A-Za-z]{1,64}$/, { error: 'must be an EditionID' });
const ProductKey = z
  .string()
  .regex(/^([A-Z0-9]{5}-){4}[A-Z0-9]{5}$/, { error: 'must be a product key of five times five characters' });
const SeenIn = z.array(Line.min(1).max(300)).min(1).max(16);

const provenance = { confidence: z.enum(['vendor', 'several', 'one']).optional(), seenIn: SeenIn.optional() };
const Size = z.int().positive().optional();

const Edition = z.strictObject({
  id: EditionId,
  editionId: EditionId.optional(),
  name: Line.min(1).max(128),
  // On a medium that lists its images, its list counts.
  index: z.int().min(1).default(1),
  evaluation: z.boolean().default(false),
  key: ProductKey.optional(),
  kmsKey: ProductKey.optional(),
});

const Lifecycle = z.strictObject({
  released: Day,
  servicing: z.strictObject({ homeAndPro: Day.optional(), enterpriseAndEducation: Day.optional() }).optional(),
  support: z.strictObject({ mainstream: Day, extended: Day.optional() }).optional(),
  asOf: Day,
  seenIn: SeenIn,
});

const Release = z.strictObject({
  id: Name,
  title: Line.min(1).max(128),
  kind: z.enum(['client', 'server', 'rehearsal']),
  architecture: Architecture.default('amd64'),
  build: z.int().positive(),
  editions: z.array(Edition).min(1),
  driverFolder: Name.optional(),
  minimum: z.strictObject({ cpus: z.int().min(1), memoryMib: z.int().min(1), diskGib: z.int().min(1) }),
  evaluationDays: z.int().positive().optional(),
  lifecycle: Lifecycle.optional(),
});

export const Media = z
  .strictObject({
    id: Name,
    release: Name,
    source: z.enum(['download', 'esd', 'user', 'built']),
    language: z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$/, { error: 'must look like `en-US`' }),
    architecture: Architecture.optional(),
    images: z.array(EditionId).min(1).max(64).optional(),
    build: z
      .string()
      .regex(/^\d{4,6}(\.\d{1,6})?$/, { error: 'must be a build such as `26200.8037`' })
      .optional(),
    urls: Urls.default([]),
    sha256: Sha256.optional(),
    sizeBytes: Size,
    file: FileName.optional(),
    page: Address.optional(),
    hashPage: Address.optional(),
    latest: Address.optional(),
    ...provenance,
  })
  .superRefine(({ source, urls, sha256 }, { addIssue }) => {
    const message = `says \`${source}\`, which needs`;
    if (source === 'download' && (urls.length === 0 || sha256 === undefined)) {
      addIssue({ code: 'custom', path: ['source'], message: `${message} \`urls\` and \`sha256\`` });
    }
    // Without `urls` it is one that a user imported.
    if (source === 'esd' && sha256 === undefined) {
      addIssue({ code: 'custom', path: ['source'], message: `${message} \`sha256\`` });
    }
  });

const driverFields = {
  version: Line.min(1).max(32),
  urls: Urls.default([]),
  sizeBytes: Size,
  ...provenance,
};
// What must not be used needs no pin.
const Driver = z.union([
  z.strictObject({ ...driverFields, sha256: Sha256 }),
  z.strictObject({ ...driverFields, sha256: Sha256.optional(), knownBad: Line.min(1).max(300) }),
]);

const Tool = z.strictObject({
  id: Name,
  name: Name,
  version: Line.min(1).max(64),
  architecture: z.enum(['any', 'amd64', 'arm64', 'x86']),
  file: FileName,
  urls: Urls.min(1),
  sha256: Sha256,
  sizeBytes: Size,
  caution: Line.min(1).max(300).optional(),
  ...provenance,
});

/** One catalogue file. Every entry is whole: a later file's entry takes the place of an earlier one with the same id. */
export const CatalogueFile = z.strictObject({
  releases: z.array(Release).default([]),
  media: z.array(Media).default([]),
  drivers: z.array(Driver).default([]),
  tools: z.array(Tool).default([]),
});
