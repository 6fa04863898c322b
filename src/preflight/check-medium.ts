import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import type { Firmware } from '../base/host-profile.ts';
import { readBytes } from '../host/byte-files.ts';
import { findFirmware, namesAuthority } from '../machine/firmware.ts';
import type { MediumInfo } from '../media/inspect-iso.ts';
import { type MediumWish, mediumFindings } from './medium-findings.ts';

/** Checks a medium against the recipe that is installed from it and against the firmware that starts it. */
export async function checkMedium(
  wish: MediumWish,
  info: MediumInfo,
  firmware: Pick<Firmware, 'vars'> | undefined,
): Promise<readonly Finding[]> {
  const template = firmware && (await readBytes(firmware.vars.path));
  return mediumFindings(wish, info, template && ((authority) => namesAuthority(template, authority)));
}

/** Any of the machine types that descriptors of x86 firmware name by `pc-q35-*`. */
const anyMachine = 'pc-q35-0.0';

/** The firmware that this host would start guests with, found without asking QEMU; `undefined` when it has none. */
export async function firmwareHere(): Promise<Firmware | undefined> {
  return await findFirmware({ machineType: anyMachine }).catch((error: unknown) => {
    if (error instanceof GoldpaneError) return undefined;
    throw error;
  });
}
