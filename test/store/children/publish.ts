import { Secret } from '../../../src/base/secret.ts';
import { findLayer } from '../../../src/store/find-layer.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { publishBundle } from '../../../src/store/publish-bundle.ts';
import { keyOf, publicationOf } from '../played-guest.ts';

// Publishes the guest of layer b and prints its version; with a step as second argument it is killed at that step.
const [directory = '', last] = process.argv.slice(2);
const store = await openStore(directory);
const layer = await findLayer(store, keyOf('b'));
if (!layer) throw new Error('no layer b');
const credentials = { administrator: new Secret('s3cret') };
const entry = await publishBundle(store, publicationOf(layer.files, { credentials }), {
  onStep: (step) => step === last && process.kill(process.pid, 'SIGKILL'),
});
console.log(entry.version);
