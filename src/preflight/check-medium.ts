import { GoldpaneError } from '../base/errors.ts';
import type { Finding } from '../base/findings.ts';
import { readBytes } from '../host/byte-files.ts';
import { findFirmware, namesAuthority } from '../machine/firmware.ts';
import type { MediumInfo } from '../media/inspect-iso.ts';
import type { FirmwareFacts } from './checks/firmware.ts';
import { type MediumWish, mediumFindings } from './medium-findings.ts';

/** Checks a medium against the recipe that is installed from it and against the firmware that starts it. */
export async function checkMedium(
  wish: MediumWish,
  info: MediumInfo,
  firmware: FirmwareFacts | undefined,
): Promise<readonly Finding[]> {
  const isKnown = firmware !== undefined && !('problem' in firmware);
  const template = isKnown ? await readBytes(firmware.vars.path) : undefined;
  return mediumFindings(wish, info, template && ((authority) => namesAuthority(template, authority)));
}

/** Any of the machine types that descriptors of x86 firmware name by `pc-q35-*`. */
const anyMachine = 'pc-q35-0.0';

/** The firmware that this host would start guests with, found without asking QEMU. */
export async function firmwareHere(): Promise<FirmwareFacts> {
  return await findFirmware({ machineType: anyMachine }).catch((error: unknown) => {
    if (error instanceof GoldpaneError) return { problem: error.message };
    throw error;
  });
}
