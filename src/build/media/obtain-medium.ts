import { GoldpaneError } from '../../base/errors.ts';
import type { EmitEvent } from '../../base/events.ts';
import type { Finding } from '../../base/findings.ts';
import type { Firmware } from '../../base/host-profile.ts';
import type { Plan } from '../../base/plan.ts';
import { extractDrivers, type InstallDrivers } from '../../media/drivers/extract-drivers.ts';
import { findEdition } from '../../media/find-edition.ts';
import { inspectIso } from '../../media/inspect-iso.ts';
import { driversItem, recipeItems } from '../../media/media-item.ts';
import { checkMedium } from '../../preflight/check-medium.ts';
import type { Store } from '../../store/store.ts';
import { esdMedium, type MadeMedium, rehearsalMedium } from './make-medium.ts';
import { type ObtainedFile, obtainFiles } from './obtain-files.ts';

/** What an install needs, on disk: the installation medium and what it says about itself, and the drivers. */
export type ObtainedMedium = MadeMedium & {
  /** What the medium itself says, which wins over the catalogue. */
  readonly found: { readonly imageIndex: number; readonly language: string };
  /** Out of the virtio-win ISO; absent for a release that needs none. */
  readonly drivers?: InstallDrivers | undefined;
};

type Wish = {
  readonly plan: Plan;
  /** What will start the medium; absent: it is not known. */
  readonly firmware?: Firmware | undefined;
  readonly store: Store;
  readonly emit: EmitEvent;
  readonly signal: AbortSignal;
  /** Opens no connection. */
  readonly offline?: boolean | undefined;
  /** The recipe, as the user named it. */
  readonly recipe?: string | undefined;
};

/**
 * The installation medium and the drivers of a plan, verified, with the image of the plan's edition looked up in it
 * before anything boots. Throws `GP-MEDIA-MISSING`, `GP-MEDIA-HASH`, `GP-MEDIA-FETCH`, `GP-MEDIA-EDITION`,
 * `GP-MEDIA-DRIVER`, and what building the rehearsal throws.
 */
export async function obtainMedium(wish: Wish): Promise<ObtainedMedium> {
  const { plan, signal } = wish;
  const { release, media } = plan;
  const files = await obtainFiles(recipeItems(plan), wish);
  const pathOf = (id: string) => files.find((file) => file.id === id);
  const medium = media.source === 'built' ? await rehearsalMedium(wish) : await fetchedMedium(wish, pathOf(media.id));
  const info = await inspectIso(medium.path, signal);
  refuseMedium(plan, await checkMedium(plan, info, wish.firmware), wish.emit);
  const image = findEdition(info.images, plan.edition, release.architecture);
  const { path } = (plan.drivers && pathOf(driversItem(plan.drivers).id)) ?? {};
  const { driverFolder: folder, architecture } = release;
  const drivers = path && folder ? await extractDrivers({ path, folder, architecture, signal }) : undefined;
  for (const finding of drivers?.findings ?? []) wish.emit({ kind: 'finding', finding });
  return { ...medium, found: { imageIndex: image.index, language: info.setupLanguage }, drivers };
}

/** All that is wrong at once; what is only unwise is told. */
function refuseMedium({ media, recipe }: Plan, findings: readonly Finding[], emit: EmitEvent): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  for (const finding of findings) if (!errors.includes(finding)) emit({ kind: 'finding', finding });
  const [first] = errors;
  if (first === undefined) return;
  throw new GoldpaneError(first.id, `${recipe.name} cannot be installed from ${media.id}: ${first.found}`, {
    hint: first.remedy,
    findings: errors,
  });
}

async function fetchedMedium(wish: Wish, file: ObtainedFile | undefined): Promise<MadeMedium> {
  const { media } = wish.plan;
  if (file === undefined) throw new TypeError(`the medium ${media.id} was asked for and not given`);
  const { path, sha256 } = file;
  return media.source === 'esd' ? await esdMedium({ ...wish, media }, path) : { path, sha256, facts: {} };
}
