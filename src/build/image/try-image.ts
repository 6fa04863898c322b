import { GoldpaneError } from '../../base/errors.ts';
import type { EventBody } from '../../base/events.ts';
import { type HostProfile, leftOut } from '../../base/host-profile.ts';
import type { LayerKey, Nonce } from '../../base/ids.ts';
import type { Manifest } from '../../base/manifest.ts';
import type { PlannedLayer, SourceFile } from '../../base/plan.ts';
import { hashFile } from '../../host/hash-file.ts';
import { randomHex } from '../../host/random.ts';
import type { BootPlan } from '../../machine/start-boot.ts';
import { hostProfile } from '../../preflight/host-profile.ts';
import { throwAwayClone } from '../../store/clone.ts';
import type { ImageEntry } from '../../store/images.ts';
import type { StateFiles } from '../../store/layout.ts';
import type { Run } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { limitScale } from '../../watch/limits.ts';
import { startWatch } from '../../watch/watch-boots.ts';
import { layerWork } from '../layer/layer-work.ts';
import { watchedBoot } from '../layer/watched-boot.ts';
import { packLayerMedium } from '../media/pack-media.ts';
import { packageScript } from '../recipe/package-files.ts';
import type { Journal } from '../run/journal.ts';

/** An image to boot, and the run that does it. */
export type Trial = {
  readonly store: Store;
  readonly entry: ImageEntry;
  readonly run: Run;
  readonly journal: Journal;
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** In minutes under KVM: an installed system has no long stages. */
const limits = {
  firmware: 2,
  'boot-prompt': 1,
  winpe: 1,
  copy: 1,
  specialize: 5,
  oobe: 5,
  'first-logon': 5,
  layer: 10,
  seal: 1,
  shutdown: 5,
  step: 5,
} as const;

/**
 * Boots an image once from a throw-away overlay on the machine that its manifest names, has the guest report what it
 * runs on, and shuts it down. Throws `GP-HOST-KVM` and what a boot throws.
 */
export async function tryImage(trial: Trial): Promise<Readonly<Record<string, string | number | boolean>>> {
  const { store, entry, run, journal } = trial;
  const signal = trial.signal ?? new AbortController().signal;
  const host = await hostProfile({ signal });
  const accelerator = trial.accelerator ?? trialAccelerator(entry.manifest, host);
  await using clone = await throwAwayClone(store, entry, signal);
  const layer = await checkLayer(entry.manifest.rehearsal);
  const pathOf = ({ name }: { readonly name: string }) => packageScript(name);
  const medium = await packLayerMedium({ layer, pathOf, packagePathOf: noPackage }, clone.path, signal);
  const facts: Record<string, string | number | boolean> = {};
  const emit = (event: EventBody) => {
    if (event.kind === 'guest.message' && event.message.kind === 'fact')
      facts[event.message.name] = event.message.value;
    journal.emit(event);
  };
  const scale = limitScale(accelerator);
  const watch = startWatch({ layer: layer.name, kind: layer.kind, limits, scale });
  const machine = trialMachine(entry.manifest, host, { accelerator, files: clone.files, medium });
  const options = { layer: layer.name, boot: 1, runDirectory: run.directory, watch, emit, secrets: [], signal };
  await watchedBoot(
    machine,
    options,
    layerWork(layer, () => limits.step * 60_000 * scale),
  );
  return facts;
}

function noPackage(): never {
  throw new TypeError('a check brings no packages');
}

/** One step that changes nothing. Its key is of this check alone: the guest keeps the state of steps by key. */
async function checkLayer(withTwin: boolean): Promise<PlannedLayer> {
  const script = 'goldpane:report-facts';
  const names = withTwin ? ['report-facts.ps1', 'report-facts.sh'] : ['report-facts.ps1'];
  const sources = names.map(
    async (name): Promise<SourceFile> => ({ from: script, name, sha256: await hashFile(packageScript(name)) }),
  );
  const step = {
    id: '01-report-facts',
    name: 'report-facts',
    script,
    args: [],
    files: [],
    runAs: 'system',
    reboot: 'never',
    acceptExitCodes: [0],
    sources: await Promise.all(sources),
    packages: [],
  } as const;
  return { name: 'check', kind: 'script', key: randomHex(32) as LayerKey, network: 'none', steps: [step] };
}

/** KVM where it works. An image that was made without it may be checked without it. */
function trialAccelerator({ accelerator }: Manifest, { accelerators: { kvm } }: HostProfile): 'kvm' | 'tcg' {
  if (kvm.usable) return 'kvm';
  if (accelerator === 'tcg') return 'tcg';
  throw new GoldpaneError('GP-HOST-KVM', `The image cannot be booted: ${kvm.found}`, {
    hint: `${kvm.remedy}, or check the files alone with --no-boot`,
  });
}

type TrialParts = {
  readonly accelerator: 'kvm' | 'tcg';
  readonly files: StateFiles;
  readonly medium: string;
};

function trialMachine({ machine }: Manifest, host: HostProfile, { accelerator, files, medium }: TrialParts): BootPlan {
  return {
    qemu: host.qemu.path,
    accelerator,
    machineType: machine.machineType,
    cpus: machine.cpus,
    hostCpus: host.cpus,
    memoryMib: machine.memoryMib,
    nestedVirtualisation: machine.nestedVirtualisation,
    firmware: { code: host.firmware.code, vars: { path: files.uefiVars, format: 'raw' } },
    disk: { path: files.disk, mode: 'build' },
    tpmDirectory: files.tpm,
    cdroms: [{ path: medium }],
    network: 'restricted',
    nonce: randomHex(16) as Nonce,
    uuid: machine.uuid,
    mac: machine.macAddress,
    fwCfg: [],
    without: leftOut(host),
  };
}
