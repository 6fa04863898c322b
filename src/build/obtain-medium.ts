import { join } from 'node:path';
import { GoldpaneError } from '../base/errors.ts';
import type { EmitEvent } from '../base/events.ts';
import type { Finding } from '../base/findings.ts';
import type { Firmware } from '../base/host-profile.ts';
import type { Sha256 } from '../base/ids.ts';
import type { Plan } from '../base/plan.ts';
import { now } from '../host/clock.ts';
import { xdgDirectory } from '../host/environment.ts';
import { makeDirectory } from '../host/files.ts';
import { waitForLock } from '../host/lock.ts';
import { extractDrivers, type InstallDrivers } from '../media/extract-drivers.ts';
import { findEdition } from '../media/find-edition.ts';
import { inspectIso } from '../media/inspect-iso.ts';
import { driversItem, recipeItems } from '../media/media-item.ts';
import { checkMedium } from '../preflight/check-medium.ts';
import { buildGuest } from '../rehearsal/build-guest.ts';
import { buildMedia } from '../rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease } from '../rehearsal/windows-images.ts';
import type { LayerFacts } from '../store/layer-record.ts';
import type { Store } from '../store/store.ts';
import { obtainFiles } from './obtain-files.ts';

/** What an install needs, on disk: the installation medium and what it says about itself, and the drivers. */
export type ObtainedMedium = {
  readonly path: string;
  readonly sha256: Sha256;
  /** What the medium itself says, which wins over the catalogue. */
  readonly found: { readonly imageIndex: number; readonly language: string };
  /** Out of the virtio-win ISO; absent for a release that needs none. */
  readonly drivers?: InstallDrivers | undefined;
  /** What else is worth keeping: the packages that a built medium is made of. */
  readonly facts: LayerFacts;
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
  const medium = media.source === 'built' ? await builtMedium(wish) : pathOf(media.id);
  if (medium === undefined) throw new TypeError(`the medium ${media.id} was asked for and not given`);
  const info = await inspectIso(medium.path, signal);
  refuseMedium(plan, await checkMedium(plan, info, wish.firmware), wish.emit);
  const image = findEdition(info.images, plan.edition, release.architecture);
  const { path } = (plan.drivers && pathOf(driversItem(plan.drivers).id)) ?? {};
  const folder = release.driverFolder;
  return {
    path: medium.path,
    sha256: medium.sha256,
    facts: 'facts' in medium ? medium.facts : {},
    found: { imageIndex: image.index, language: info.setupLanguage },
    ...(path === undefined || folder === undefined
      ? {}
      : { drivers: await extractDrivers({ path, folder, architecture: release.architecture, signal }) }),
  };
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

type MediumFile = Pick<ObtainedMedium, 'path' | 'sha256' | 'facts'>;

async function builtMedium({ emit, signal }: Wish): Promise<MediumFile> {
  const cacheDir = join(xdgDirectory('cache'), 'rehearsal');
  const workDir = join(cacheDir, 'work');
  await makeDirectory(workDir, 0o700);
  const owner = { run: 'rehearsal', pid: process.pid, since: now().toISOString(), what: 'the rehearsal guest' };
  using _lock = await waitForLock(join(cacheDir, 'lock'), owner, { signal });
  const guest = await buildGuest({ cacheDir, workDir, onEvent: emit, signal });
  const { path, sha256 } = await buildMedia({
    images: rehearsalImages,
    release: rehearsalRelease,
    guest,
    prompt: true,
    label: 'CCCOMA_X64FRE_EN-US_DV9',
    cacheDir,
    workDir,
    onEvent: emit,
    signal,
  });
  const packages = guest.packages.map(({ name, version }) => `${name} ${version}`).join(', ');
  return { path, sha256, facts: { packages } };
}
