import type { Finding } from '../../base/findings.ts';
import type { Plan } from '../../base/plan.ts';
import { extractDrivers, type InstallDrivers } from '../../media/drivers/extract-drivers.ts';
import { findEdition } from '../../media/find-edition.ts';
import { inspectIso } from '../../media/inspect-iso.ts';
import { storePaths } from '../../store/layout.ts';
import type { AnswerFileFacts } from '../../unattend/answer-file-options.ts';
import { mediumDifferences } from '../../unattend/medium-differences.ts';
import { cachedFile, cachedMedium } from './cached-media.ts';

/** What media that are here give, and where they are not what the catalogue says. */
export type KnownMedia = {
  readonly facts: Pick<AnswerFileFacts, 'found'>;
  readonly drivers?: InstallDrivers | undefined;
  readonly findings: readonly Finding[];
};

type Wish = Pick<Plan, 'edition' | 'release' | 'drivers'> & {
  readonly media: Pick<Plan['media'], 'id' | 'source' | 'language' | 'sha256'>;
};

/**
 * Asks the installation medium and the drivers of a plan, as far as the store has them; the catalogue alone knows of
 * others. Nothing is changed. Throws `GP-MEDIA-MISSING` for what is no Windows medium, `GP-MEDIA-EDITION`,
 * `GP-MEDIA-DRIVER`.
 */
export async function knownMedia(plan: Wish, storeDirectory: string, signal?: AbortSignal): Promise<KnownMedia> {
  const { edition, media, release } = plan;
  const { driverFolder: folder, architecture } = release;
  const paths = storePaths(storeDirectory);
  const medium = await cachedMedium(paths, media);
  const iso = await cachedFile(paths, plan.drivers?.sha256);
  const drivers = iso && folder ? await extractDrivers({ path: iso, folder, architecture, signal }) : undefined;
  if (!medium) return { facts: {}, drivers, findings: drivers?.findings ?? [] };
  const { images, setupLanguage } = await inspectIso(medium, signal);
  const found = { imageIndex: findEdition(images, edition, architecture).index, language: setupLanguage };
  return { facts: { found }, drivers, findings: [...mediumDifferences(plan, found), ...(drivers?.findings ?? [])] };
}
