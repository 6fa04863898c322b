import { createHash } from 'node:crypto';
import { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { fetchMedia } from '../../src/build/fetch-media.ts';
import { misbehavingServer } from '../helpers/misbehaving-server.ts';
import { type BuildBench, buildBench } from './build-bench.ts';

const file = Buffer.from('a package of any kind');
const sha256 = createHash('sha256').update(file).digest('hex');

/** Where this process connects to from now on, but for sockets in the file system, by which it talks to guests. */
function watchConnections(): readonly unknown[] {
  const seen: unknown[] = [];
  const connect = Socket.prototype.connect;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    // node:net calls it with its own arguments in a list.
    const [where] = args.flat() as [{ readonly path?: string }];
    if (typeof where !== 'object' || where.path === undefined || where.path === null) seen.push(where);
    return Reflect.apply(connect, this, args);
  });
  return seen;
}

const withPackage = (bench: BuildBench, url: string) =>
  bench.writeRecipe({ layers: [{ script: 'tools.ps1', packages: [{ file: 'app.bin', sha256, urls: [url] }] }] });

test('--offline opens no connection, neither to fetch nor in a whole build', async () => {
  await using server = await misbehavingServer(file);
  await using bench = await buildBench();
  await withPackage(bench, server.url());
  const store = bench.store.directory;
  const connections = watchConnections();

  const missing = await fetchMedia(bench.recipe, { store, offline: true }).catch(
    (error: { code: string }) => error.code,
  );
  const refused = await bench.build({ offline: true });
  const before = connections.length;
  await fetchMedia(bench.recipe, { store });
  const fetching = connections.length;
  const again = await fetchMedia(bench.recipe, { store, offline: true });
  const built = await bench.build({ offline: true });

  expect([missing, refused.error?.code]).toEqual(['GP-MEDIA-MISSING', 'GP-MEDIA-MISSING']);
  expect(before).toBe(0);
  expect(fetching).toBe(1);
  expect(again.files.length).toBe(2);
  expect(built.result?.outcome).toBe('published');
  expect(connections.length).toBe(fetching);
});
