import type { BootEnd } from '../base/events.ts';
import { statelessDetector } from './detector.ts';
import { fail, quote } from './fail.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdicts.ts';

/** A QEMU that ended without the guest's doing: killed, crashed, or failed at its end. */
export const lost = statelessDetector((event, scene) => {
  if (event.kind !== 'boot.finished') return undefined;
  const { end } = event;
  const endsWell = end.reason !== 'lost' && (end.reason === 'quit' || end.reason === 'panic' || isClean(end));
  return endsWell ? undefined : lostBoot(scene, end);
});

function isClean(end: BootEnd): boolean {
  return end.signal === null && (end.exitCode === 0 || end.exitCode === null);
}

function lostBoot(scene: Scene, end: BootEnd): Verdict {
  const tpm = scene.output.find((line) => line.includes('tpm-emulator:'));
  const said = tpm ?? scene.output.at(-1);
  return fail(scene, {
    code: tpm === undefined ? 'GP-MACHINE-LOST' : 'GP-MACHINE-TPM',
    cause: `${describeEnd(end)}${said === undefined ? '' : `; its last words: ${quote(said)}`}`,
    hint: hintFor(end),
    evidence: scene.output,
  });
}

function describeEnd(end: BootEnd): string {
  const how = end.signal === null ? `ended with exit code ${end.exitCode ?? 'unknown'}` : `was killed by ${end.signal}`;
  return end.reason === 'lost' ? `QEMU ${how}` : `QEMU ${how} after the guest's ${end.reason}`;
}

function hintFor(end: BootEnd): string {
  const again = 'Start the same command again: it goes on at the last checkpoint';
  if (end.signal === 'SIGKILL') return `The kernel kills QEMU when memory runs out: look into dmesg. ${again}`;
  return `Read the machine.output lines in events.jsonl. ${again}`;
}
