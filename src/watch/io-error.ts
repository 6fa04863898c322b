import { statelessDetector } from './detector.ts';
import { fail } from './fail.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * A disk that QEMU could not read or write, so that it stopped the guest (`werror=stop`).
 * Source: docs: qemu/qemu:qapi/block-core.json (BLOCK_IO_ERROR).
 */
export const ioError = statelessDetector((event, scene) => {
  if (event.kind !== 'machine.event') return undefined;
  if (event.name === 'BLOCK_IO_ERROR' && event.data['action'] === 'stop') return stopped(scene, event.data);
  if (event.name === 'STOP' && event.data['status'] === 'io-error') return stopped(scene, {});
  return undefined;
});

function stopped(scene: Scene, data: Data): Verdict {
  const isFull = data['nospace'] === true;
  const verb = data['operation'] === 'read' ? 'read from' : 'write to';
  const reason = typeof data['reason'] === 'string' ? `: ${data['reason']}` : '';
  return fail(scene, {
    code: 'GP-MACHINE-IO',
    cause: isFull
      ? "The host's disk is full: QEMU could not write to the guest's disk and stopped the guest"
      : `QEMU could not ${verb} the guest's disk and stopped the guest${reason}`,
    hint: isFull
      ? 'Free space where the store lies, then start the same command again: it goes on at the last checkpoint'
      : "Check the host's disk (dmesg, smartctl), then start the same command again",
    evidence: scene.output,
  });
}
