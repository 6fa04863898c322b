import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/base/events.ts';
import { openByteSource } from '../../src/host/byte-source.ts';
import type { ImageEntry } from '../../src/media/image/image-file.ts';
import { readIso9660 } from '../../src/media/image/read-iso9660.ts';
import { writeVirtioWinIso } from '../helpers/virtio-win-iso.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

/** Drivers that lie on this host, for the release of the bench. */
async function giveDrivers(bench: BuildBench, without: readonly string[] = []): Promise<void> {
  const iso = join(bench.directory, 'virtio-win.iso');
  writeVirtioWinIso(iso, { without });
  const sha256 = createHash('sha256').update(readFileSync(iso)).digest('hex');
  const drivers = [{ version: '0.1.302', urls: [iso], sha256 }];
  await bench.writeCatalogue({ release: { driverFolder: 'w11' }, drivers });
}

/** Names of the files on an ISO, sorted. */
async function namesOn(iso: string): Promise<readonly string[]> {
  await using image = await openByteSource(iso);
  const files = await readIso9660(image);
  const below = async (directory: ImageEntry, prefix: string): Promise<string[]> => {
    const entries = (await files?.list(directory)) ?? [];
    const names = entries.map(async (entry) =>
      entry.isDirectory ? await below(entry, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
    );
    return (await Promise.all(names)).flat();
  };
  return files ? (await below(files.root, '')).sort() : [];
}

test('B9: a Windows recipe boots with exactly the drivers that Setup needs on its medium, and no others', async () => {
  await using bench = await buildBench();
  await giveDrivers(bench);
  const copy = join(bench.directory, 'install.iso');
  const onEvent = (event: Event) => {
    if (event.kind !== 'boot.started' || event.boot !== 1 || event.layer !== 'install') return;
    const path = /file=([^,]*\/install\.iso)|"filename":"([^"]*\/install\.iso)"/.exec(event.command.join(' '));
    copyFileSync(path?.[1] ?? path?.[2] ?? '', copy);
  };

  const { result, error } = await bench.build({ onEvent });

  expect(error).toBeUndefined();
  expect(result?.outcome).toBe('published');
  expect((await namesOn(copy)).filter((name) => /driver|agent/i.test(name))).toEqual([
    '$WinPEDriver$/NetKVM/netkvm.cat',
    '$WinPEDriver$/NetKVM/netkvm.inf',
    '$WinPEDriver$/NetKVM/netkvm.sys',
    '$WinPEDriver$/NetKVM/netkvmco.exe',
    '$WinPEDriver$/NetKVM/netkvmp.exe',
    '$WinPEDriver$/vioscsi/vioscsi.cat',
    '$WinPEDriver$/vioscsi/vioscsi.inf',
    '$WinPEDriver$/vioscsi/vioscsi.sys',
    '$WinPEDriver$/viostor/viostor.cat',
    '$WinPEDriver$/viostor/viostor.inf',
    '$WinPEDriver$/viostor/viostor.sys',
    'goldpane/drivers/vioserial/vioser.cat',
    'goldpane/drivers/vioserial/vioser.inf',
    'goldpane/drivers/vioserial/vioser.sys',
    'goldpane/guest-agent/qemu-ga-x86_64.msi',
  ]);
});

test('a driver that is not complete ends the build before it boots', async () => {
  await using bench = await buildBench();
  await giveDrivers(bench, ['viostor/w11/amd64/viostor.sys']);

  const { error, events } = await bench.build();

  expect(error?.code).toBe('GP-MEDIA-DRIVER');
  expect(events.filter(({ kind }) => kind === 'boot.started')).toEqual([]);
});
