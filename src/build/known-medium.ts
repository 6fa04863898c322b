import type { Finding } from '../base/findings.ts';
import type { Plan } from '../base/plan.ts';
import { pathExists } from '../host/files.ts';
import { findEdition } from '../media/find-edition.ts';
import { inspectIso } from '../media/inspect-iso.ts';
import { storePaths } from '../store/layout.ts';
import type { AnswerFileFacts } from '../unattend/answer-file-options.ts';
import { mediumDifferences } from '../unattend/medium-differences.ts';

/** What a medium that is here says about itself, and where that is not what the catalogue says. */
export type KnownMedium = { readonly facts: Pick<AnswerFileFacts, 'found'>; readonly findings: readonly Finding[] };

/**
 * Asks the installation medium of a plan, when the store has it; the catalogue alone knows of others. Nothing is
 * changed. Throws `GP-MEDIA-MISSING` for what is no Windows medium, `GP-MEDIA-EDITION`.
 */
export async function knownMedium(
  plan: Pick<Plan, 'edition' | 'release'> & { readonly media: Pick<Plan['media'], 'id' | 'language' | 'sha256'> },
  storeDirectory: string,
  signal?: AbortSignal,
): Promise<KnownMedium> {
  const { sha256 } = plan.media;
  const path = sha256 && storePaths(storeDirectory).cached(sha256);
  if (!path || !(await pathExists(path))) return { facts: {}, findings: [] };
  const { images, setupLanguage } = await inspectIso(path, signal);
  const { index } = findEdition(images, plan.edition, plan.release.architecture);
  const found = { imageIndex: index, language: setupLanguage };
  return { facts: { found }, findings: mediumDifferences(plan, found) };
}
