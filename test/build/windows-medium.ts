import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Sha256 } from '../../src/base/ids.ts';
import { waitForLock } from '../../src/host/lock.ts';
import { buildMedia } from '../../src/rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease } from '../../src/rehearsal/windows-images.ts';
import type { Store } from '../../src/store/store.ts';
import { signedProgram } from '../helpers/signed-program.ts';

/** Kept between test runs: making it takes a second. */
const cacheDir = resolve('node_modules/.cache/goldpane-test-medium');

/** Puts an ISO with the shape of Windows media, which nothing can boot, where a store keeps what a user imported. */
export async function putWindowsMedium(store: Store): Promise<Sha256> {
  await mkdir(cacheDir, { recursive: true });
  const owner = { run: 'test', pid: process.pid, since: new Date().toISOString(), what: 'the medium' };
  using _lock = await waitForLock(`${cacheDir}/lock`, owner);
  const workDir = await mkdtemp(`${cacheDir}/work-`);
  const loader = await readFile(`${cacheDir}/loader.efi`).catch(() =>
    signedProgram(['Microsoft Windows Production PCA 2011']),
  );
  await writeFile(`${cacheDir}/loader.efi`, loader);
  const wish = {
    loader,
    images: rehearsalImages,
    release: rehearsalRelease,
    prompt: true,
    label: 'CCCOMA_X64FRE_EN-US_DV9',
  };
  const { path, sha256 } = await buildMedia({ ...wish, cacheDir, workDir });
  await rm(workDir, { recursive: true });
  await mkdir(dirname(store.paths.cached(sha256)), { recursive: true });
  await copyFile(path, store.paths.cached(sha256));
  return sha256;
}
