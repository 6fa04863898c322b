import { join } from 'node:path';
import type { EmitEvent } from '../base/events.ts';
import type { Sha256 } from '../base/ids.ts';
import type { Plan } from '../base/plan.ts';
import { now } from '../host/clock.ts';
import { xdgDirectory } from '../host/environment.ts';
import { makeDirectory } from '../host/files.ts';
import { waitForLock } from '../host/lock.ts';
import { findEdition } from '../media/find-edition.ts';
import { inspectIso } from '../media/inspect-iso.ts';
import { windowsItem } from '../media/media-item.ts';
import { buildGuest } from '../rehearsal/build-guest.ts';
import { buildMedia } from '../rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease } from '../rehearsal/windows-images.ts';
import type { LayerFacts } from '../store/layer-record.ts';
import type { Store } from '../store/store.ts';
import { obtainFiles } from './obtain-files.ts';

/** An installation medium on disk, and what it says about itself. */
export type ObtainedMedium = {
  readonly path: string;
  readonly sha256: Sha256;
  /** What the medium itself says, which wins over the catalogue. */
  readonly found: { readonly imageIndex: number; readonly language: string };
  /** What else is worth keeping: the packages that a built medium is made of. */
  readonly facts: LayerFacts;
};

type Wish = {
  readonly plan: Plan;
  readonly store: Store;
  readonly emit: EmitEvent;
  readonly signal: AbortSignal;
  /** Opens no connection. */
  readonly offline?: boolean | undefined;
};

/**
 * The installation medium of a plan, verified, with the image of the plan's edition looked up in it before anything
 * boots. Throws `GP-MEDIA-MISSING`, `GP-MEDIA-HASH`, `GP-MEDIA-EDITION`, and what building the rehearsal throws.
 */
export async function obtainMedium(wish: Wish): Promise<ObtainedMedium> {
  const { plan, signal } = wish;
  const file = plan.media.source === 'built' ? await builtMedium(wish) : await fetchedMedium(wish);
  const { images, setupLanguage } = await inspectIso(file.path, signal);
  const image = findEdition(images, plan.edition, plan.release.architecture);
  return { ...file, found: { imageIndex: image.index, language: setupLanguage } };
}

type MediumFile = Omit<ObtainedMedium, 'found'>;

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

async function fetchedMedium({ plan, ...options }: Wish): Promise<MediumFile> {
  const [medium] = await obtainFiles([windowsItem({ ...plan.media, sha256: plan.media.sourceDigest })], options);
  if (medium === undefined) throw new TypeError('one file was asked for and none was given');
  return { path: medium.path, sha256: medium.sha256, facts: {} };
}
