import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { buildBench } from '../build/build-bench.ts';

test('the example of the documentation builds an image and makes a guest from it', async () => {
  await using bench = await buildBench();
  const program = `
    import { buildAndClone } from ${JSON.stringify(resolve('docs/examples/build-and-clone.ts'))};
    const { built, clone } = await buildAndClone(${JSON.stringify(bench.recipe)}, ${JSON.stringify(bench.directory)});
    console.log(JSON.stringify({ image: built.image, bundle: built.bundle, disk: clone.files.disk }));`;
  const node = [
    '--import',
    resolve('test/api/children/goldpane-from-source.mjs'),
    '--input-type=module',
    '--eval',
    program,
  ];

  const env = { ...bench.env, GOLDPANE_STORE: bench.store.directory };
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { env, encoding: 'utf8' });

  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('install: winpe\n') });
  const { image, bundle, disk } = JSON.parse(stdout);
  expect({ image, isBundleThere: existsSync(bundle), disk, isDiskThere: existsSync(disk) }).toEqual({
    image: 'demo',
    isBundleThere: true,
    disk: join(bench.directory, 'guest/gen-1/disk.qcow2'),
    isDiskThere: true,
  });
});
