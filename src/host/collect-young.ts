import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' }) => void;
let collect: Collect | undefined;

/**
 * Frees what was used for a moment. Streams allocate their blocks outside of V8's heap, which therefore sees little
 * reason to collect before 64 MiB of them lie about: without this a fetch of 1 GiB peaked at 180 MB instead of 115.
 * It takes about a millisecond. Source: V8 flags, --expose-gc.
 */
export function collectYoung(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  collect({ type: 'minor' });
}
