import type { Plan, PlannedLayer } from '../../base/plan.ts';
import { now } from '../../host/clock.ts';
import type { Lock } from '../../host/lock.ts';
import { randomPassword } from '../../host/random.ts';
import { checkpoints } from '../../store/boots.ts';
import { findLayer, type StoredLayer } from '../../store/find-layer.ts';
import { finishLayer } from '../../store/finish-layer.ts';
import type { LayerFacts } from '../../store/layer-record.ts';
import { lockLayer } from '../../store/locks.ts';
import type { LayerOrigin, PartialLayer } from '../../store/partial-layer.ts';
import { resumeLayer, startLayer } from '../../store/start-layer.ts';
import { makeTemporary } from '../../store/temporary.ts';
import type { Build } from '../build.ts';
import { installPassword, layerMedia } from '../media/layer-media.ts';
import { buildLayer } from './build-layer.ts';
import type { RunningGuest } from './watched-boot.ts';

/**
 * Makes a layer on its parent, going on from what an earlier build left of it. Another build that makes the same layer
 * is waited for, or named: `GP-BUILD-BUSY`.
 */
export async function makeLayer(
  build: Build,
  layer: PlannedLayer,
  parent: StoredLayer | undefined,
): Promise<StoredLayer> {
  const { store, journal, plan } = build;
  using _lock = await lockForBuild(build, layer);
  const { minEvaluationDays } = plan.recipe;
  const made = build.rebuild ? undefined : await findLayer(store, layer.key, { minEvaluationDays });
  if (made) {
    journal.emit({ kind: 'layer.cached', layer: layer.name, key: layer.key });
    return made;
  }
  const partial = await openPartialLayer(build, layer, parent);
  const facts = await fillLayer(build, layer, partial);
  const finished = await finishLayer(partial, { facts, evaluationEndsAt: evaluationEnd(plan) });
  journal.emit({ kind: 'layer.finished', layer: layer.name, key: layer.key });
  return finished;
}

/** When Windows stops to work that was installed now; layers above inherit it. The catalogue knows how long it runs. */
function evaluationEnd({ edition, release: { evaluationDays } }: Plan): string | undefined {
  if (!edition.evaluation || evaluationDays === undefined) return undefined;
  return new Date(now().getTime() + evaluationDays * 24 * 60 * 60 * 1000).toISOString();
}

/** Takes the lock of a layer for this build. */
export async function lockForBuild({ store, run, wait, journal, signal }: Build, layer: PlannedLayer): Promise<Lock> {
  const { name, key } = layer;
  const onWaiting = (holder: string) => journal.emit({ kind: 'layer.waiting', layer: name, key, holder });
  return await lockLayer(store, key, { run: run.id, layer: name, wait, onWaiting }, signal);
}

/** The layer as an earlier build left it, or a new one. */
async function openPartialLayer(
  { store, run, host, plan, rebuild }: Build,
  { key, name }: PlannedLayer,
  parent: StoredLayer | undefined,
): Promise<PartialLayer> {
  const { account, hardware } = plan.recipe;
  const origin: LayerOrigin = parent
    ? { kind: 'layer', parent }
    : { kind: 'fresh', diskGib: hardware.diskGib, uefiVars: host.firmware.vars };
  const left = rebuild ? undefined : await resumeLayer(store, { key, origin });
  const secrets = parent ? {} : { [installPassword]: randomPassword(account.name, account.displayName) };
  return left ?? (await startLayer(store, { key, name, run: run.id, origin, secrets }));
}

/** Boots a partial layer until it is complete; gives what its guest said about itself. */
export async function fillLayer(
  build: Build,
  layer: PlannedLayer,
  partial: PartialLayer,
  beforePowerOff?: (guest: RunningGuest) => Promise<void>,
): Promise<LayerFacts> {
  const { journal, run, plan, host, allowHostLoopback, signal, store } = build;
  const resumed = (await checkpoints(partial)).length;
  const { name, key } = layer;
  journal.emit({ kind: 'layer.started', layer: name, key, ...(resumed > 0 ? { resumedAtBoot: resumed + 1 } : {}) });
  await using temporary = await makeTemporary(store);
  const { cdroms, facts } = await layerMedia(build, layer, partial, temporary.path);
  const { emit, secrets } = journal;
  const told = await buildLayer(
    {
      plan,
      layer,
      host,
      cdroms,
      emit,
      secrets,
      runDirectory: run.directory,
      allowHostLoopback,
      signal,
      beforePowerOff,
    },
    partial,
  );
  return { ...facts, ...told };
}
