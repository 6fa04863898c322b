import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EmitEvent, EventBody } from '../../src/base/events.ts';
import type { Plan, PlannedLayer } from '../../src/base/plan.ts';
import { layerMachine } from '../../src/build/layer/layer-machine.ts';
import { layerWork } from '../../src/build/layer/layer-work.ts';
import { type BootOutcome, watchedBoot } from '../../src/build/layer/watched-boot.ts';
import { obtainMedium } from '../../src/build/media/obtain-medium.ts';
import { packInstallMedium, packLayerMedium } from '../../src/build/media/pack-media.ts';
import { type PreparedPlan, prepare } from '../../src/build/prepare-plan.ts';
import { createDisk, createOverlayNamed } from '../../src/host/qemu-img.ts';
import { randomPassword } from '../../src/host/random.ts';
import { runTool } from '../../src/host/run-tool.ts';
import type { MachineCdrom } from '../../src/machine/machine-spec.ts';
import { type BootPlan, startBoot } from '../../src/machine/start-boot.ts';
import { createTpmState } from '../../src/machine/swtpm.ts';
import type { RehearsalFailure } from '../../src/rehearsal/failures.ts';
import { findLayer } from '../../src/store/find-layer.ts';
import { type StateFiles, stateFiles } from '../../src/store/layout.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startWatch, type Watch } from '../../src/watch/watch-boots.ts';

/**
 * Where a guest was frozen: when its init had named its role, a second before it looks for a failure to play.
 * `setup` in the first boot of the install, `first-start` in the second, `layer` in the boot of the first script layer.
 */
export type FrozenAt = 'setup' | 'first-start' | 'layer';

/** A frozen guest. Its disk and variables hold the machine's state; it can be let go any number of times. */
export type SavedState = {
  readonly plan: Plan;
  readonly layer: PlannedLayer;
  /** Number of the frozen boot within its layer. */
  readonly boot: number;
  /** Stage that earlier boots of the layer had reached. */
  readonly reached: 'copy' | undefined;
  /** The nonce is in the guest's memory: every boot from this state has it. */
  readonly machine: BootPlan;
  readonly files: StateFiles;
};

/** The name of the state in both images; `qemu-from-saved-state` has it, too. */
const stateName = 'goldpane';
const never = new AbortController().signal;
const hour = 60;

/** In minutes, not scaled: short enough to wait for, and far from what a guest needs that goes on from a saved state. */
const limits = {
  ...{ firmware: 0.4, 'boot-prompt': 0.4, winpe: 0.4, copy: hour, specialize: 1, oobe: 1, 'first-logon': 0.5 },
  ...{ layer: hour, seal: hour, shutdown: 0.15, step: 1 },
};

/** What is frozen: the guest of a recipe that shares its install layer with the built-in rehearsal. */
export type FreezeOptions = {
  readonly recipe: string;
  /** Holds the install layer. */
  readonly store: string;
  readonly directory: string;
};

/** Boots a guest as a build does and freezes it. */
export async function saveState(at: FrozenAt, { recipe, store, directory }: FreezeOptions): Promise<SavedState> {
  const prepared = await prepare(recipe, {});
  const files = stateFiles(directory);
  await mkdir(directory, { recursive: true });
  const { plan, host } = prepared;
  const layer = plan.layers[at === 'layer' ? 1 : 0] as PlannedLayer;
  const before = await stateBefore(at, store, plan);
  if (before) await continueFrom(before, files);
  else await startAnew(files, prepared);
  const cdroms =
    at === 'layer'
      ? await layerCdroms(prepared, layer, directory)
      : await installCdroms(prepared, store, directory, at);
  const machine = withSavableVariables(layerMachine({ plan, host, files, cdroms, network: 'restricted' }));
  const boot = at === 'first-start' ? 2 : 1;
  const reached = at === 'first-start' ? 'copy' : undefined;
  await bootAndFreeze(
    machine,
    directory,
    startWatch({ layer: layer.name, kind: layer.kind, limits, scale: hour, reached }),
  );
  return { plan, layer, boot, reached, machine, files };
}

/** Where a boot from a saved state stands among the boots of its layer. */
export type LetGoOptions = { readonly watch?: Watch; readonly boot?: number; readonly emit?: EmitEvent };

/** The watch over a frozen guest's layer; boots in a row share one. */
export function watchOf({ layer, reached }: SavedState): Watch {
  return startWatch({ layer: layer.name, kind: layer.kind, limits, scale: 1, reached });
}

/**
 * Lets a copy of a frozen guest go, with a failure to play, under the watch and with the work of a real build. Gives
 * how the boot ended, or the error that a build would end with.
 */
export async function letGo(
  state: SavedState,
  fail: RehearsalFailure | 'none',
  directory: string,
  { watch = watchOf(state), boot = state.boot, emit = () => undefined }: LetGoOptions = {},
): Promise<BootOutcome | Error> {
  const machine = machineFrom(state, await copyOf(state, directory), fail);
  const { layer } = state;
  const options = { layer: layer.name, boot, runDirectory: directory, watch, emit, secrets: [], signal: never };
  const work = layerWork(layer, () => limits.step * 60_000);
  return await watchedBoot(machine, options, work).catch((error: Error) => error);
}

async function stateBefore(at: FrozenAt, store: string, plan: Plan): Promise<StateFiles | undefined> {
  if (at === 'setup') return undefined;
  const install = await findLayer(await openStore(store), (plan.layers[0] as PlannedLayer).key);
  if (!install) throw new Error(`${store} holds no install layer of the rehearsal`);
  return at === 'layer' ? install.files : stateFiles(join(install.directory, 'boot-01'));
}

async function startAnew(files: StateFiles, { plan, host }: PreparedPlan): Promise<void> {
  await createDisk(files.disk, plan.recipe.hardware.diskGib * 1024 ** 3);
  await convertVariables(host.firmware.vars, files.uefiVars);
  await createTpmState(files.tpm);
}

async function continueFrom(before: StateFiles, files: StateFiles): Promise<void> {
  await createOverlayNamed(files.disk, before.disk);
  await convertVariables({ path: before.uefiVars, format: 'raw' }, files.uefiVars);
  await cp(before.tpm, files.tpm, { recursive: true });
}

/** A raw image has no place for a state of the machine. */
async function convertVariables({ path, format }: { path: string; format: string }, to: string): Promise<void> {
  await runTool('qemu-img', ['convert', '-q', '-f', format, '-O', 'qcow2', path, to]);
}

function withSavableVariables(machine: BootPlan): BootPlan {
  const { code, vars } = machine.firmware;
  return { ...machine, firmware: { code, vars: { ...vars, format: 'qcow2' } } };
}

async function installCdroms(
  { plan }: PreparedPlan,
  store: string,
  directory: string,
  at: FrozenAt,
): Promise<readonly MachineCdrom[]> {
  const medium = await obtainMedium({ plan, store: await openStore(store), emit: () => undefined, signal: never });
  const wish = { plan, found: medium.found, password: randomPassword() };
  const install = await packInstallMedium(wish, directory, never);
  return [{ path: medium.path, ...(at === 'setup' ? { bootIndex: 2 } : {}) }, { path: install }];
}

async function layerCdroms(
  { found }: PreparedPlan,
  layer: PlannedLayer,
  directory: string,
): Promise<readonly MachineCdrom[]> {
  return [
    {
      path: await packLayerMedium({ layer, pathOf: found.pathOf, packagePathOf: ({ name }) => name }, directory, never),
    },
  ];
}

async function bootAndFreeze(machine: BootPlan, directory: string, watch: Watch): Promise<void> {
  const reached = Promise.withResolvers<void>();
  const keys: string[] = [];
  const emit = (event: EventBody) => {
    for (const verdict of watch.see(event)) {
      if (verdict.kind === 'press-key') keys.push(verdict.key);
      if (verdict.kind === 'fail') reached.reject(new Error(verdict.message));
    }
    if (keys.length > 0) void starting.then((boot) => keys.splice(0).map((key) => boot.pressKey(key)));
    if (event.kind === 'guest.line' && event.text.startsWith('setup: role ') && !event.partial) reached.resolve();
  };
  const starting = startBoot(machine, { layer: 'frozen', boot: 1, run: { directory }, secrets: [], emit });
  await using boot = await starting;
  await reached.promise;
  await boot.qmp.execute('stop');
  const said = await boot.qmp.execute(
    'human-monitor-command',
    { 'command-line': `savevm ${stateName}` },
    { timeoutMs: 60_000 },
  );
  if (said !== '') throw new Error(`QEMU did not save the state: ${said}`);
}

async function copyOf({ files }: SavedState, directory: string): Promise<StateFiles> {
  const copy = stateFiles(directory);
  await mkdir(directory, { recursive: true });
  await runTool('cp', [
    '-a',
    '--sparse=always',
    '--reflink=auto',
    files.disk,
    files.uefiVars,
    files.tpm,
    dirname(copy.disk),
  ]);
  return copy;
}

function machineFrom({ machine }: SavedState, files: StateFiles, fail: string): BootPlan {
  const { firmware, disk, fwCfg } = machine;
  return {
    ...machine,
    qemu: join(import.meta.dirname, 'qemu-from-saved-state'),
    firmware: { ...firmware, vars: { ...firmware.vars, path: files.uefiVars } },
    disk: { ...disk, path: files.disk },
    tpmDirectory: files.tpm,
    // The guest's kernel knows the sizes: only the texts may change.
    fwCfg: fwCfg.map((entry) =>
      entry.name.endsWith('/rehearsal-fail') ? { ...entry, value: fail.padEnd(32) } : entry,
    ),
  };
}
