import { dirname, join } from 'node:path';
import type { EmitEvent } from '../../base/events.ts';
import { type Sha256, sha256From } from '../../base/ids.ts';
import type { PlannedMedia } from '../../base/plan.ts';
import { xdgDirectory } from '../../host/environment.ts';
import { renameDurably } from '../../host/file-operations.ts';
import { fileSize, makeDirectory, pathExists, readText } from '../../host/files.ts';
import { hashFile } from '../../host/hash-file.ts';
import { lockOwner, waitForLock } from '../../host/lock.ts';
import { writeFileAtomic } from '../../host/write-atomic.ts';
import { makeEsdMedium } from '../../media/esd-medium.ts';
import { buildGuest } from '../../rehearsal/build-guest.ts';
import { buildMedia } from '../../rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease } from '../../rehearsal/windows-images.ts';
import { requireFreeSpace } from '../../store/free-space.ts';
import type { LayerFacts } from '../../store/layer-record.ts';
import type { Store } from '../../store/store.ts';
import { makeTemporary } from '../../store/temporary.ts';

/** An installation medium on disk. */
export type MadeMedium = {
  readonly path: string;
  readonly sha256: Sha256;
  /** What else is worth keeping: the packages that a built medium is made of. */
  readonly facts: LayerFacts;
};

type MakeWish = { readonly emit: EmitEvent; readonly signal: AbortSignal };
type EsdWish = MakeWish & { readonly media: PlannedMedia; readonly store: Store };

/** The tree of a medium and the ISO that is packed from it, both a little larger than the ESD. */
const esdSpaceFactor = 3;

/** The medium that is made of an ESD: once, because it takes minutes, and kept. Throws what `makeEsdMedium` throws. */
export async function esdMedium({ media, store, emit, signal }: EsdWish, esd: string): Promise<MadeMedium> {
  const out = store.paths.builtMedium(media.sourceDigest);
  const sum = `${out}.sha256`;
  const lock = store.paths.mediaLock(media.sourceDigest);
  using _lock = await waitForLock(lock, lockOwner('medium', media.id), { signal });
  if (!(await pathExists(sum))) {
    const bytes = (await fileSize(esd)) * esdSpaceFactor;
    await requireFreeSpace([{ path: store.directory, bytes, purpose: media.id }]);
    await using temporary = await makeTemporary(store);
    const work = temporary.path;
    await makeDirectory(dirname(out), 0o700);
    emit({ kind: 'work.started', work: 'esd', title: `make a medium of ${media.id}` });
    try {
      await makeEsdMedium({ esd, out: join(work, 'medium.iso'), work, signal });
      await renameDurably(join(work, 'medium.iso'), out);
      await writeFileAtomic(sum, `${await hashFile(out, { signal })}\n`);
    } finally {
      emit({ kind: 'work.finished', work: 'esd' });
    }
  }
  return { path: out, sha256: sha256From((await readText(sum)).trim()), facts: {} };
}

/** The rehearsal's medium, built unless it is there. Throws what building the rehearsal throws. */
export async function rehearsalMedium({ emit, signal }: MakeWish): Promise<MadeMedium> {
  const cacheDir = join(xdgDirectory('cache'), 'rehearsal');
  const workDir = join(cacheDir, 'work');
  await makeDirectory(workDir, 0o700);
  const owner = lockOwner('rehearsal', 'the rehearsal guest');
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
