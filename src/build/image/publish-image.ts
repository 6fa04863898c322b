import { digestOf, type JsonValue } from '../../base/canonical-json.ts';
import type { Manifest } from '../../base/manifest.ts';
import type { PlannedLayer } from '../../base/plan.ts';
import type { Secret } from '../../base/secret.ts';
import { diskSerial } from '../../machine/machine-spec.ts';
import type { ImageEntry } from '../../store/images.ts';
import type { LayerFacts } from '../../store/layer-record.ts';
import type { Secrets } from '../../store/layer-secrets.ts';
import type { StateFiles } from '../../store/layout.ts';
import { publishBundle } from '../../store/publish-bundle.ts';
import type { Build } from '../build.ts';
import { machineIdentity } from '../layer/machine-identity.ts';
import { licenseToMask } from '../recipe/read-license.ts';
import { closeEvidence } from '../run/run-evidence.ts';
import type { Timeline } from '../run/timeline.ts';
import { imageInputs } from './image-inputs.ts';
import { scanDisk } from './scan-for-secrets.ts';

/** A guest that was sealed and powered off. */
export type SealedGuest = {
  readonly files: StateFiles;
  /** What it said of itself: at least `secureBoot` and `tpm`. */
  readonly facts: LayerFacts;
  readonly credentials: Secrets;
};

/** Publishes a sealed guest as the next version of its image. Throws `GP-SECRET-FOUND` and what publishing throws. */
export async function publishImage(build: Build, sealed: SealedGuest): Promise<ImageEntry> {
  const { store, run, journal, signal, plan } = build;
  const work = { work: 'publish', title: 'Compress and publish the image' };
  journal.emit({ kind: 'work.started', ...work });
  await scanDisk(build, sealed.files, await secretsInGuest(build, sealed));
  const { timeline, files } = await closeEvidence(build);
  const entry = await publishBundle(
    store,
    {
      image: plan.recipe.name,
      run: run.id,
      files: sealed.files,
      manifest: describeImage(build, sealed, timeline),
      evidence: files,
      credentials: sealed.credentials,
    },
    { signal },
  );
  journal.emit({ kind: 'work.finished', work: 'publish', detail: entry.version });
  return entry;
}

/** Windows keeps its own product key, and a generalized system the password that its first start sets. */
async function secretsInGuest({ plan, found }: Build, { credentials }: SealedGuest): Promise<readonly Secret[]> {
  const ofFirstStart = plan.recipe.seal.mode === 'generalized' ? Object.values(credentials) : [];
  return [...(await licenseToMask(found)), ...ofFirstStart];
}

type Described = Omit<Manifest, 'schema' | 'image' | 'version' | 'createdAt' | 'run' | 'files' | 'evidence'>;

function describeImage({ plan, host, tools }: Build, { facts }: SealedGuest, timeline: Timeline): Described {
  const { uuid, mac } = machineIdentity((plan.layers[0] as PlannedLayer).key);
  const { code, vars, certificates } = host.firmware;
  return {
    planKey: plan.key,
    plan: digestOf(plan as unknown as JsonValue),
    release: plan.release.id,
    edition: plan.edition.id,
    rehearsal: plan.release.kind === 'rehearsal',
    seal: plan.recipe.seal.mode,
    ...(plan.recipe.bypass.length > 0 ? { bypass: plan.recipe.bypass } : {}),
    machine: {
      machineType: host.machineType,
      uuid,
      macAddress: mac,
      diskSerial,
      firmware: { code: code.sha256, vars: vars.sha256, certificates },
      tpm: { model: plan.machine.tpm, mode: 'fresh' },
      rtc: 'utc',
      cpus: plan.recipe.hardware.cpus,
      memoryMib: plan.recipe.hardware.memoryMib,
      ...(plan.recipe.nestedVirtualisation === 'on' ? { nestedVirtualisation: true } : {}),
    },
    accelerator: plan.accelerator,
    tools,
    inputs: imageInputs(plan),
    facts,
    timings: timeline.stages.map(({ layer, stage, seconds }) => ({ layer, stage, seconds })),
  };
}
