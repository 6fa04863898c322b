import { expect, test } from 'vitest';
import type { ImageVersion, RunId, Sha256 } from '../../src/base/ids.ts';
import { bootDirectoryName, bootNumber, layerName, stateFiles, storePaths } from '../../src/store/layout.ts';
import { keyOf } from './played-guest.ts';

test('storePaths() names everything in a store', () => {
  const paths = storePaths('/s');
  const version = '20261121.1' as ImageVersion;
  const key = keyOf('a');

  expect({
    marker: paths.marker,
    layer: paths.layer(key),
    partial: paths.partialLayer(key),
    run: paths.run('20261121-140441-9f2c' as RunId),
    bundle: paths.bundle('demo', version),
    beside: paths.beside('demo', version),
    channel: paths.channel('demo', 'stable'),
    history: paths.history('demo'),
    cached: paths.cached('ff' as Sha256),
    layerLock: paths.layerLock(key),
    state: stateFiles('/s/x'),
  }).toEqual({
    marker: '/s/store.json',
    layer: `/s/layers/${key}`,
    partial: `/s/layers/${key}.partial`,
    run: '/s/runs/20261121-140441-9f2c',
    bundle: '/s/images/demo/20261121.1',
    beside: '/s/images/demo/20261121.1.beside',
    channel: '/s/names/demo/channels/stable',
    history: '/s/names/demo/history.jsonl',
    cached: '/s/cache/sha256/ff',
    layerLock: `/s/locks/layer-${key}`,
    state: { disk: '/s/x/disk.qcow2', uefiVars: '/s/x/uefi-vars.fd', tpm: '/s/x/tpm' },
  });
});

test.for([
  { boot: 1, name: 'boot-01' },
  { boot: 12, name: 'boot-12' },
  { boot: 100, name: 'boot-100' },
])('boot $boot lies in $name', ({ boot, name }) => {
  expect(bootDirectoryName(boot)).toBe(name);
  expect(bootNumber(name)).toBe(boot);
});

test('a layer made anew lies beside the old one', () => {
  expect([layerName(keyOf('a'), 1), layerName(keyOf('a'), 2)]).toEqual([keyOf('a'), `${keyOf('a')}.2`]);
  expect(bootNumber('tpm')).toBeUndefined();
});
