import { stringify } from 'yaml';
import * as z from 'zod';
import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { type Sha256, sha256From } from '../base/ids.ts';
import { presentable } from './presentable.ts';
import { schemaFindings } from './schema-findings.ts';
import { readYamlSource } from './yaml-source.ts';

/** Name of the lock file, beside the recipes that it covers. */
export const lockFileName = 'goldpane.lock.yaml';

const schema = 'goldpane/lock/1';
const Digest = z.hash('sha256', { error: 'must be a SHA-256 digest of 64 hex digits' }).transform(sha256From);

const AcceptedPin = z.object({
  id: z.string().min(1).max(128),
  pinned: Digest,
  sha256: Digest,
  sizeBytes: z.int().positive(),
  source: z.string().max(2000),
  on: z.iso.date(),
});

const LockFile = z.object({
  schema: z.literal(schema, { error: `must be \`${schema}\`: another version of goldpane made the file` }),
  recipes: z.record(z.string(), z.record(z.string(), Digest)).default({}),
  accepted: z.array(AcceptedPin).max(256).default([]),
});

/** Digest of every portable input of a recipe, by name: `medium win11-25h2-eval`, `goldpane:bootstrap.ps1`. */
export type LockedInputs = Readonly<Record<string, Sha256>>;

/** A digest that somebody has accepted in place of a pin of the catalogue or of a recipe's own package. */
export type AcceptedPin = z.output<typeof AcceptedPin>;

/** What a lock file says. Recipes are named by their file names without `.yaml`. */
export type LockFile = {
  readonly recipes: Readonly<Record<string, LockedInputs>>;
  readonly accepted: readonly AcceptedPin[];
};

/** A lock file that says nothing. */
export const emptyLock: LockFile = { recipes: {}, accepted: [] };

const ids = { key: 'GP-LOCK-INVALID', value: 'GP-LOCK-INVALID', hostile: 'GP-LOCK-INVALID' } as const;

/** Reads the text of a lock file. Throws `GP-LOCK-INVALID` with every mistake. */
export function parseLockFile(path: string, text: string): LockFile {
  const { source, findings } = readYamlSource(path, text, { syntax: ids.value, hostile: ids.hostile });
  if (source === undefined) throw invalid(path, findings);
  const parsed = LockFile.safeParse(source.value);
  if (parsed.success) return { recipes: parsed.data.recipes, accepted: parsed.data.accepted };
  throw invalid(
    path,
    schemaFindings(parsed.error, { schema: LockFile, value: source.value, locate: source.locate, ids }),
  );
}

/** The text of a lock file: equal contents give equal bytes. */
export function lockFileText({ recipes, accepted }: LockFile): string {
  const order = ({ id, pinned }: AcceptedPin) => `${id} ${pinned}`;
  const sorted = [...accepted].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const body = stringify({ schema, recipes, accepted: sorted }, { sortMapEntries: true, lineWidth: 0 });
  return `# Written by goldpane: what images are made of. Keep it with the recipes. Docs: goldpane explain GP-LOCK-DIFFERS\n${body}`;
}

function invalid(path: string, findings: readonly Finding[]): GoldpaneError {
  return new GoldpaneError('GP-LOCK-INVALID', `The lock file ${path} cannot be used`, {
    hint: 'Take it back from version control, or remove it and let the next build write a new one',
    findings: presentable(findings),
  });
}
