import { digestOf } from '../../base/canonical-json.ts';
import type { LayerKey } from '../../base/ids.ts';

/** What a machine is known by: Windows ties itself to it, so every boot of a chain and every runner uses the same. */
export type MachineIdentity = { readonly uuid: string; readonly mac: string };

/** Identity of the machines of one install, made from its layer's key: the same for all recipes that share it. */
export function machineIdentity(install: LayerKey): MachineIdentity {
  const hex = digestOf({ for: 'machine identity', install });
  const part = (start: number, length: number) => hex.slice(start, start + length);
  // Version 8 and the variant of RFC 9562: an id that an application made by its own rule.
  const uuid = [part(0, 8), part(8, 4), `8${part(12, 3)}`, `a${part(15, 3)}`, part(18, 12)].join('-');
  // 52:54:00 is the prefix that QEMU and libvirt use for guests.
  const mac = ['52', '54', '00', part(30, 2), part(32, 2), part(34, 2)].join(':');
  return { uuid, mac };
}
