import { join } from 'node:path';
import { GoldpaneError } from '../../base/errors.ts';
import { secretForms } from '../../base/mask-secrets.ts';
import type { Secret } from '../../base/secret.ts';
import { openByteSource } from '../../host/byte-source.ts';
import { copyAsRaw, dataExtents } from '../../host/qemu-img.ts';
import type { StateFiles } from '../../store/layout.ts';
import { makeTemporary } from '../../store/temporary.ts';
import type { Build } from '../build.ts';
import { findBytes } from './find-bytes.ts';

/**
 * Looks for every secret of the build, in every form it may have, in what the sealed guest has on its disk; not for
 * those that belong there. Throws `GP-SECRET-FOUND`, which says where but not what.
 */
export async function scanDisk(
  { store, journal, signal }: Build,
  { disk }: StateFiles,
  belonging: readonly Secret[] = [],
): Promise<void> {
  const texts = new Set(belonging.map((secret) => secret.reveal()));
  const forms = journal.secrets.filter((secret) => !texts.has(secret.reveal())).flatMap(secretForms);
  await using temporary = await makeTemporary(store);
  const raw = join(temporary.path, 'scan.raw');
  await copyAsRaw(disk, raw, 'qcow2', signal);
  await using source = await openByteSource(raw, signal);
  const found = await findBytes(source, await dataExtents(raw, signal), forms);
  if (found.length > 0) throw secretFound(`the disk of the sealed guest, at byte ${found.join(', ')}`);
}

/** Looks for the secrets of the build in files that are kept as evidence. Throws `GP-SECRET-FOUND`. */
export async function scanFiles({ journal, signal }: Build, paths: readonly string[]): Promise<void> {
  const forms = journal.secrets.flatMap(secretForms);
  for (const path of paths) {
    await using source = await openByteSource(path, signal);
    const whole = [{ start: 0, length: source.sizeBytes }];
    if ((await findBytes(source, whole, forms)).length > 0) throw secretFound(`the evidence file ${path}`);
  }
}

function secretFound(where: string): GoldpaneError {
  return new GoldpaneError('GP-SECRET-FOUND', `A password of this build stands in ${where}`, {
    hint: 'Find the step that writes it down and remove that; nothing was published',
  });
}
