import type { Event } from '../base/events.ts';
import type { ImageVersion, RunId } from '../base/ids.ts';
import { fileSize } from '../host/files.ts';
import { findVersionByPlanKey } from '../store/find-image.ts';
import type { ImageEntry } from '../store/images.ts';
import { dropAbandonedLayer } from '../store/locks.ts';
import { openStore } from '../store/open-store.ts';
import type { Run } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Build } from './build.ts';
import { type PlanOptions, prepare } from './prepare-plan.ts';
import { licenseToMask } from './read-license.ts';
import { writeRecipeLock } from './recipe-lock.ts';
import { openEvidence } from './run-evidence.ts';
import { type RunContext, runWork } from './run-work.ts';
import { defaultStoreDirectory } from './store-directory.ts';

/** How to build. */
export type BuildOptions = PlanOptions & {
  /** The store; `$XDG_DATA_HOME/goldpane` when absent. */
  readonly store?: string | undefined;
  /** Makes every layer and the version anew, whatever is cached. */
  readonly rebuild?: boolean | undefined;
  /** Waits for another build of the same layer instead of failing. */
  readonly wait?: boolean | undefined;
  /** Never opens a connection to fetch anything. */
  readonly offline?: boolean | undefined;
  /** Lets layers that need the Internet reach services on this host's loopback when passt is not there. */
  readonly allowHostLoopback?: boolean | undefined;
  readonly onEvent?: ((event: Event) => void) | undefined;
};

/** What a build gave. */
export type BuildResult = {
  /** `unchanged`: a version with the same plan was there already. */
  readonly outcome: 'published' | 'unchanged';
  readonly image: string;
  readonly version: ImageVersion;
  /** Directory of the bundle. */
  readonly bundle: string;
  readonly sizeBytes: number;
  readonly run: RunId;
  readonly runDirectory: string;
};

/**
 * Builds the image of a recipe: every layer that is not cached, the seal, a new version in channel `candidate`.
 * Finished work is kept whatever happens; the next call goes on from it. Throws `GoldpaneError`.
 */
export async function buildRecipe(name: string, options: BuildOptions = {}): Promise<BuildResult> {
  const store = await openStore(options.store ?? defaultStoreDirectory(), { create: true });
  const { onEvent, signal } = options;
  return await runWork(
    store,
    `build recipe ${name}`,
    { onEvent, signal },
    (context) => buildIn(store, name, context, options),
    ({ outcome, version, bundle }) => ({ outcome: outcome === 'unchanged' ? outcome : 'done', version, bundle }),
  );
}

async function buildIn(
  store: Store,
  name: string,
  { run, journal }: RunContext,
  options: BuildOptions,
): Promise<BuildResult> {
  const signal = options.signal ?? new AbortController().signal;
  const prepared = await prepare(name, { ...options, signal });
  journal.secrets.push(...(await licenseToMask(prepared.found)));
  for (const finding of prepared.plan.findings) journal.emit({ kind: 'finding', finding });
  const { recipe, key } = prepared.plan;
  if (!options.frozen)
    await writeRecipeLock(store, prepared.found.lock, { recipe: recipe.name, inputs: prepared.inputs }, signal);
  const existing = options.rebuild ? undefined : await findVersionByPlanKey(store, recipe.name, key);
  if (existing) {
    const seal = prepared.plan.layers.at(-1);
    if (seal) await dropAbandonedLayer(store, seal.key, run.id);
    return await result('unchanged', existing, run);
  }
  // Half of all modules: a build that finds its version does without.
  const { requireFitHost } = await import('./require-fit-host.ts');
  const { allowHostLoopback = false } = options;
  await requireFitHost(prepared, { store: store.directory, allowHostLoopback, emit: journal.emit });
  const [{ buildChain }, { sealImage }, tools] = await Promise.all([
    import('./build-chain.ts'),
    import('./seal-image.ts'),
    openEvidence(run, prepared),
  ]);
  const build: Build = {
    ...prepared,
    store,
    run,
    journal,
    rebuild: options.rebuild ?? false,
    wait: options.wait ?? false,
    allowHostLoopback,
    offline: options.offline ?? false,
    tools,
    signal,
  };
  const { entry, isNew } = await sealImage(build, await buildChain(build));
  return await result(isNew ? 'published' : 'unchanged', entry, run);
}

async function result(outcome: BuildResult['outcome'], entry: ImageEntry, run: Run): Promise<BuildResult> {
  const { image, version, directory, files } = entry;
  const sizeBytes = await fileSize(files.disk);
  return { outcome, image, version, bundle: directory, sizeBytes, run: run.id, runDirectory: run.directory };
}
