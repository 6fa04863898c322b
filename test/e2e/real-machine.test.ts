import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import type { Nonce } from '../../src/base/ids.ts';
import { lockHolder } from '../../src/host/lock-holder.ts';
import { copyFlash, createDisk } from '../../src/host/qemu-img.ts';
import { findFirmware } from '../../src/machine/firmware.ts';
import { type BootPlan, startBoot } from '../../src/machine/start-boot.ts';
import { createTpmState, startSwtpm } from '../../src/machine/swtpm.ts';

async function emulatedMachine(directory: string): Promise<BootPlan> {
  const at = (name: string) => join(directory, name);
  const firmware = await findFirmware({ machineType: 'pc-q35-7.2' });
  await copyFlash(firmware.vars, at('vars.fd'));
  await createDisk(at('disk, with = a comma.qcow2'), 1024 ** 3);
  await createTpmState(at('tpm'));
  return {
    qemu: 'qemu-system-x86_64',
    accelerator: 'tcg',
    machineType: 'q35',
    cpus: 2,
    hostCpus: availableParallelism(),
    memoryMib: 512,
    firmware: { code: firmware.code, vars: { path: at('vars.fd'), format: 'raw' } },
    disk: { path: at('disk, with = a comma.qcow2'), mode: 'build' },
    cdroms: [],
    network: 'restricted',
    tpmDirectory: at('tpm'),
    nonce: '0123456789abcdef0123456789abcdef' as Nonce,
    uuid: '11111111-2222-4333-8444-555555555555',
    mac: '52:54:00:12:34:56',
    fwCfg: [{ name: 'opt/goldpane/test', value: 'a,b=c' }],
  };
}

test('a real QEMU reaches the firmware’s boot stage with Secure Boot, TPM and every device, and obeys', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'real machine-'));
  const plan = await emulatedMachine(directory);
  const spoke = Promise.withResolvers<string>();
  const emit = (event: EventBody) => {
    if (event.kind === 'guest.line' && event.text.includes('BdsDxe: ')) spoke.resolve(event.text);
  };

  await using boot = await startBoot(plan, { layer: 'x', boot: 1, run: { directory }, secrets: [], emit });
  const line = await Promise.race([spoke.promise, boot.ended]);
  const picture = await boot.screenshot();
  const holder = await lockHolder(join(plan.tpmDirectory, '.lock'));
  const second = startSwtpm(plan.tpmDirectory, join(directory, 'second'));
  await expect(second).rejects.toMatchObject({ code: 'GP-MACHINE-TPM', message: expect.stringContaining(`${holder}`) });
  const end = await boot.quit();

  expect(line).toMatch(/^BdsDxe: failed to load Boot0001 "UEFI Misc Device".*Not Found$/);
  expect(picture).toMatch(/screens\/\d{4}\.png$/);
  expect(end).toEqual({ reason: 'quit', exitCode: 0, signal: null });
  expect(boot.qmp.pendingCount()).toBe(0);
  await rm(directory, { recursive: true });
});
