import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Release, ReleaseMedia } from '../../src/base/catalogue.ts';
import { waitForLock } from '../../src/host/lock.ts';
import { buildMedia, type Media } from '../../src/rehearsal/build-media.ts';
import type { WindowsImage } from '../../src/rehearsal/windows-images.ts';

/** Kept between test runs: making one takes a second. */
const cacheDir = resolve('node_modules/.cache/goldpane-windows-isos');

/** An ISO with the editions, names, build and language that the catalogue gives a medium; nothing can boot it. */
export async function windowsIso(
  release: Pick<Release, 'editions' | 'kind' | 'build'>,
  { images, language }: Pick<ReleaseMedia, 'images' | 'language'>,
): Promise<Media> {
  await mkdir(cacheDir, { recursive: true });
  const owner = { run: 'test', pid: process.pid, since: new Date().toISOString(), what: 'the medium' };
  using _lock = await waitForLock(`${cacheDir}/lock`, owner);
  const workDir = await mkdtemp(`${cacheDir}/work-`);
  try {
    return await buildMedia({
      images: (images ?? []).map((id) => imageOf(id, release)),
      release: { architecture: 'amd64', language, build: release.build, revision: 1, branch: 'stand_in' },
      ...{ prompt: true, label: 'STAND_IN_X64FRE', cacheDir, workDir },
    });
  } finally {
    await rm(workDir, { recursive: true });
  }
}

function imageOf(id: string, { editions, kind }: Pick<Release, 'editions' | 'kind'>): WindowsImage {
  const edition = editions.find((one) => one.id === id);
  const server = edition?.editionId === undefined ? 'Server' : 'Server Core';
  return {
    name: edition?.name ?? `Something ${id}`,
    editionId: edition?.editionId ?? id,
    installationType: kind === 'server' ? server : 'Client',
  };
}
