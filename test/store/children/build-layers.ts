import { checkpointBoot, checkpoints, newBoot } from '../../../src/store/boots.ts';
import { findLayer, type StoredLayer } from '../../../src/store/find-layer.ts';
import { finishLayer } from '../../../src/store/finish-layer.ts';
import { lockLayer } from '../../../src/store/locks.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { LayerOrigin } from '../../../src/store/partial-layer.ts';
import { resumeLayer, startLayer } from '../../../src/store/start-layer.ts';
import { freshOrigin, keyOf, playBoot, readDisk, runId } from '../played-guest.ts';

// Builds a chain of layers, one per letter and of two boots each, as the engine does. It checks what it goes on from.
const [directory = '', template = '', letters = ''] = process.argv.slice(2);
const store = await openStore(directory);
console.log('open');
let origin = await freshOrigin(template);
for (const [index, letter] of [...letters].entries()) {
  const parent = await oneLayer(letter, origin, index);
  origin = { kind: 'layer', parent };
}

async function oneLayer(letter: string, from: LayerOrigin, index: number): Promise<StoredLayer> {
  const key = keyOf(letter);
  using _lock = await lockLayer(store, key, { run: runId, layer: letter, wait: true });
  const found = await findLayer(store, key);
  if (found) {
    await requireContent(found, index);
    console.log(`found ${letter}`);
    return found;
  }
  const wish = { key, name: letter, run: runId, origin: from };
  const layer = (await resumeLayer(store, wish)) ?? (await startLayer(store, wish));
  for (let done = (await checkpoints(layer)).length; done < 2; done++) {
    const boot = await newBoot(layer);
    const place = index * 2 + done;
    if (place > 0) await readDisk(boot.files.disk, place, `${place - 1}M`);
    await playBoot(boot.files, place + 1, `${place}M`);
    await checkpointBoot(layer, boot);
  }
  const finished = await finishLayer(layer);
  await requireContent(finished, index);
  console.log(`built ${letter}`);
  return finished;
}

async function requireContent(layer: StoredLayer, index: number): Promise<void> {
  for (let place = 0; place < index * 2 + 2; place++) await readDisk(layer.files.disk, place + 1, `${place}M`);
}
