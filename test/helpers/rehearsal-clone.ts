import type { EventBody } from '../../src/base/events.ts';
import type { Nonce } from '../../src/base/ids.ts';
import { randomHex } from '../../src/host/random.ts';
import type { Boot } from '../../src/machine/boot.ts';
import { startBoot } from '../../src/machine/start-boot.ts';
import { hostProfile } from '../../src/preflight/host-profile.ts';
import type { Clone } from '../../src/store/clone.ts';
import type { ImageEntry } from '../../src/store/images.ts';

/** Boots a clone on the machine that its image names. */
export async function bootClone(clone: Clone, { manifest: { machine } }: ImageEntry): Promise<Boot> {
  const host = await hostProfile();
  const { files } = clone;
  const emit = (_: EventBody) => undefined;
  return await startBoot(
    {
      qemu: host.qemu.path,
      accelerator: host.accelerators.kvm.usable ? 'kvm' : 'tcg',
      machineType: machine.machineType,
      cpus: machine.cpus,
      hostCpus: host.cpus,
      memoryMib: machine.memoryMib,
      firmware: { code: host.firmware.code, vars: { path: files.uefiVars, format: 'raw' } },
      disk: { path: files.disk, mode: 'runner' },
      tpmDirectory: files.tpm,
      cdroms: [],
      network: 'restricted',
      nonce: randomHex(16) as Nonce,
      uuid: machine.uuid,
      mac: machine.macAddress,
      fwCfg: [],
    },
    { layer: 'clone', boot: clone.generation, run: { directory: clone.directory }, secrets: [], emit },
  );
}
