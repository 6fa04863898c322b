import { throwIfCancelled } from '../base/errors.ts';
import type { Event } from '../base/events.ts';
import type { Finding } from '../base/findings.ts';
import type { ImageVersion } from '../base/ids.ts';
import { now } from '../host/clock.ts';
import { checkBundle } from '../store/check-bundle.ts';
import { findImage } from '../store/find-image.ts';
import { appendGateResult } from '../store/gate-results.ts';
import { openStore } from '../store/open-store.ts';
import { tryImage } from './image/try-image.ts';
import { runWork } from './run/run-work.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** How to check an image. */
export type CheckImageOptions = {
  /** The store; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  /** False: only what lies on the disk is checked. */
  readonly boot?: boolean | undefined;
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
  readonly onEvent?: ((event: Event) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** What a check found. */
export type CheckedImage = {
  readonly image: string;
  readonly version: ImageVersion;
  /** Empty: the image is as it should be. */
  readonly findings: readonly Finding[];
  /** What the booted guest reported of itself; empty when it was not booted. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
};

/**
 * Checks a published image: every digest, the disk, that variables and TPM are there, and a boot from a throw-away
 * overlay in which the guest reports Secure Boot and TPM. The verdict is added to the version's `gate.jsonl`.
 * A guest that does not come up is a thrown error, see `buildRecipe`.
 */
export async function checkImage(reference: string, options: CheckImageOptions = {}): Promise<CheckedImage> {
  const { onEvent, signal, boot = true, accelerator } = options;
  const store = await openStore(options.store ?? defaultStoreDirectory());
  const { entry } = await findImage(store, reference);
  return await runWork(store, `check image ${reference}`, { onEvent, signal }, async ({ run, journal }) => {
    journal.emit({ kind: 'work.started', work: 'digests', title: 'Check files and digests' });
    const findings = [...(await checkBundle(entry, signal ? { signal } : {}))];
    journal.emit({ kind: 'work.finished', work: 'digests' });
    throwIfCancelled(signal);
    // A damaged disk is not booted: what it would do proves nothing.
    const isBooted = boot && findings.length === 0;
    const facts = isBooted ? await tryImage({ store, entry, run, journal, accelerator, signal }) : {};
    if (isBooted) findings.push(...factFindings(entry.directory, facts));
    for (const finding of findings) journal.emit({ kind: 'finding', finding });
    const passed = findings.length === 0;
    await appendGateResult(entry, { at: now().toISOString(), run: run.id, passed, booted: isBooted, facts });
    return { image: entry.image, version: entry.version, findings, facts };
  });
}

function factFindings(where: string, facts: CheckedImage['facts']): Finding[] {
  const wanted = [
    { name: 'secureBoot', value: true, what: 'Secure Boot is on' },
    { name: 'tpm', value: '2.0', what: 'a TPM 2.0 is there' },
  ];
  return wanted.flatMap(({ name, value, what }) => {
    if (facts[name] === value) return [];
    const found = `The booted guest does not say that ${what}; it reports ${name} = ${facts[name] ?? 'nothing'}`;
    const why = 'The image was built for a machine with both';
    const remedy = 'Look at the screens and the serial log of this check, then build the image anew';
    return [{ id: 'GP-IMAGE-BAD' as const, severity: 'error' as const, where, found, why, remedy }];
  });
}
