import { spawn } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashFile } from '../src/host/hash-file.ts';
import { buildMedia } from '../src/rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease } from '../src/rehearsal/windows-images.ts';
import { signedProgram } from '../test/helpers/signed-program.ts';
import type { BenchOptions } from './bench-options.ts';
import { buildPackage, runGoldpane } from './goldpane.ts';
import { printTable } from './print-table.ts';
import { ratios } from './statistics.ts';

const gib = 1024 ** 3;
const fileBytes = 4 * gib;
const mb = 1_000_000;

/** Fetching, verifying and looking into media, against the programs that people use for it. All of it on loopback. */
export async function media({ rounds = 3 }: BenchOptions): Promise<void> {
  buildPackage();
  const directory = mkdtempSync(join(tmpdir(), 'goldpane-bench-media-'));
  try {
    await measureFetch(directory, rounds);
    await measureCheck(directory, rounds);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureFetch(directory: string, rounds: number): Promise<void> {
  const file = join(directory, 'big.iso');
  const sha256 = writeIso(file);
  await using server = await serve(file);
  const env = writeCatalogue(directory, [
    { id: 'big', urls: [server.url], sha256, sizeBytes: fileBytes, file: 'big.iso' },
  ]);
  const cached = join(directory, 'data/goldpane/cache/sha256', sha256);
  const times: Record<'curl' | 'goldpane' | 'openssl' | 'hashFile' | 'peak', number[]> = {
    ...{ curl: [], goldpane: [], openssl: [], hashFile: [], peak: [] },
  };
  for (let round = 0; round < rounds; round++) {
    const copy = join(directory, 'copy.iso');
    times.curl.push(await timed(() => shell(`curl -sS ${server.url} | tee ${copy} | sha256sum`)));
    rmSync(copy);
    rmSync(cached, { force: true });
    const run = await runGoldpane(['fetch', 'media', 'big', '--json'], { env });
    times.goldpane.push(run.wallMs);
    times.peak.push(run.peakBytes);
    times.openssl.push(await timed(() => shell(`openssl dgst -sha256 ${cached}`)));
    times.hashFile.push(await timed(() => hashFile(cached)));
  }
  printTable('media, 4 GiB', 's', [
    { name: 'curl | tee | sha256sum', samples: times.curl },
    { name: 'goldpane fetch media', samples: times.goldpane },
    { name: 'openssl dgst -sha256', samples: times.openssl },
    { name: 'hashing as goldpane does', samples: times.hashFile },
  ]);
  printTable('media, ratio', '×', [
    { name: 'fetch media / curl', samples: ratios(times.goldpane, times.curl), limit: 1 / 0.9 },
    { name: 'hashing / openssl', samples: ratios(times.hashFile, times.openssl), limit: 1 / 0.95 },
  ]);
  printTable('media, peak', 'MiB', [{ name: 'goldpane fetch media', samples: times.peak, limit: 120 * mb }]);
}

async function measureCheck(directory: string, rounds: number): Promise<void> {
  const dirs = { cacheDir: join(directory, 'media'), workDir: directory };
  const loader = signedProgram(['Microsoft Windows Production PCA 2011']);
  const iso = await buildMedia({
    ...{ ...dirs, loader, images: rehearsalImages, release: rehearsalRelease, prompt: true, label: 'BENCH' },
  });
  const env = writeCatalogue(directory, [{ id: 'six', release: 'win11-25h2', sha256: iso.sha256, source: 'user' }]);
  const cached = join(directory, 'data/goldpane/cache/sha256', iso.sha256);
  mkdirSync(join(cached, '..'), { recursive: true });
  copyFileSync(iso.path, cached);
  truncateSync(cached, 6 * gib);
  const recipe = join(directory, 'six.yaml');
  // Emulation is good enough, so that hosts without KVM are measured, too.
  const wish = { release: 'win11-25h2', edition: 'Professional', media: 'six', emulation: 'allowed' };
  writeFileSync(recipe, JSON.stringify({ description: 'x', ...wish }));
  const samples: number[] = [];
  for (let round = 0; round < rounds * 3; round++)
    samples.push((await runGoldpane(['check', 'recipe', recipe], { env })).wallMs);
  printTable('media, check', 's', [{ name: 'check recipe, ISO of 6 GiB', samples, limit: 1000 }]);
}

/** A file that starts like an ISO and cannot be compressed. */
function writeIso(path: string): string {
  const block = Buffer.alloc(64 * 1024 * 1024);
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  for (let position = 0; position < fileBytes; position += block.length) {
    randomFillSync(block);
    if (position === 0) block.write('CD001', 16 * 2048 + 1);
    hash.update(block);
    writeSync(file, block);
  }
  closeSync(file);
  return hash.digest('hex');
}

async function serve(file: string) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': statSync(file).size });
    createReadStream(file, { highWaterMark: 1024 * 1024 }).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/big.iso`, [Symbol.asyncDispose]: async () => void server.close() };
}

function writeCatalogue(directory: string, entries: readonly object[]): Record<string, string> {
  const catalogue = join(directory, 'config/goldpane/recipes/catalogue');
  mkdirSync(catalogue, { recursive: true });
  const usual = { release: 'win11-25h2', source: 'download', language: 'en-US', images: ['Professional'] };
  const media = entries.map((entry) => ({ ...usual, ...entry }));
  writeFileSync(join(catalogue, 'bench.yaml'), JSON.stringify({ media }));
  return { XDG_CONFIG_HOME: join(directory, 'config'), XDG_DATA_HOME: join(directory, 'data') };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

async function shell(command: string): Promise<void> {
  const [exitCode] = await once(spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] }), 'close');
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}`);
}
