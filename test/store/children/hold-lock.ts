import type { LayerKey, RunId } from '../../../src/base/ids.ts';
import { lockLayer } from '../../../src/store/locks.ts';
import { openStore } from '../../../src/store/open-store.ts';

// Holds the lock of a layer until it is killed.
const [directory = '', key = ''] = process.argv.slice(2);
const store = await openStore(directory);
using _lock = await lockLayer(store, key as LayerKey, { run: '20261121-000000-0000' as RunId, layer: 'install' });
console.log('locked');
await new Promise((resolve) => setTimeout(resolve, 30_000));
