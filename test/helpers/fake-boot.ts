import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventBody } from '../../src/base/events.ts';
import type { Nonce } from '../../src/base/ids.ts';
import { createDisk } from '../../src/host/qemu-img.ts';
import type { BootOptions } from '../../src/machine/boot.ts';
import type { BootPlan } from '../../src/machine/start-boot.ts';
import { createTpmState } from '../../src/machine/swtpm.ts';
import { fakeFirmware } from './fake-firmware.ts';

/** Everything that a boot needs, in a directory of its own. */
export type BootBench = AsyncDisposable & {
  readonly directory: string;
  readonly plan: BootPlan;
  readonly options: BootOptions;
  readonly events: EventBody[];
  /** The next event, or one that is there already, that `wanted` takes. */
  readonly until: (wanted: (event: EventBody) => boolean) => Promise<EventBody>;
};

const testNonce = '0123456789abcdef0123456789abcdef' as Nonce;

/** A machine that has an empty disk, and events that are collected. */
export async function bootBench(): Promise<BootBench> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'boot-bench-'));
  const at = (name: string) => join(directory, name);
  const firmware = join(directory, 'descriptors');
  await fakeFirmware(firmware, { name: 'good.json' });
  await createDisk(at('disk.qcow2'), 1024 ** 3);
  await createTpmState(at('tpm'));
  const events: EventBody[] = [];
  const waiting = new Set<(event: EventBody) => void>();
  const emit = (event: EventBody) => {
    events.push(event);
    for (const look of waiting) look(event);
  };
  const until = async (wanted: (event: EventBody) => boolean) => {
    const seen = events.find(wanted);
    if (seen) return seen;
    const arrival = Promise.withResolvers<EventBody>();
    const look = (event: EventBody) => wanted(event) && arrival.resolve(event);
    waiting.add(look);
    return await arrival.promise.finally(() => waiting.delete(look));
  };
  const plan: BootPlan = {
    qemu: 'qemu-system-x86_64',
    accelerator: 'tcg',
    machineType: 'pc-q35-7.2',
    cpus: 2,
    hostCpus: 2,
    memoryMib: 1024,
    firmware: {
      code: { path: join(firmware, 'good.json.code.fd'), format: 'raw' },
      vars: { path: join(firmware, 'good.json.vars.fd'), format: 'raw' },
    },
    disk: { path: at('disk.qcow2'), mode: 'build' },
    cdroms: [{ path: join(firmware, 'good.json'), bootIndex: 2 }],
    network: 'restricted',
    tpmDirectory: at('tpm'),
    nonce: testNonce,
    uuid: '11111111-2222-4333-8444-555555555555',
    mac: '52:54:00:12:34:56',
    fwCfg: [],
  };
  const options: BootOptions = { layer: 'install', boot: 1, run: { directory }, secrets: [], emit };
  const dispose = () => rm(directory, { recursive: true, force: true });
  return { directory, plan, options, events, until, [Symbol.asyncDispose]: dispose };
}
