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
import { type PlanOptions, type PreparedPlan, prepare } from './prepare-plan.ts';
import { licenseToMask } from './recipe/read-license.ts';
import { writeRecipeLock } from './recipe/recipe-lock.ts';
import { openEvidence } from './run/run-evidence.ts';
import { type RunContext, runWork } from './run/run-work.ts';
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

async function buildIn(store: Store, name: string, context: RunContext, options: BuildOptions): Promise<BuildResult> {
  const signal = options.signal ?? new AbortController().signal;
  const prepared = await prepare(name, { ...options, signal });
  await announce(store, prepared, context, options);
  const { run } = context;
  const existing = options.rebuild ? undefined : await findUnchanged(store, prepared, run);
  if (existing) return await result('unchanged', existing, run);
  const { allowHostLoopback = false, rebuild = false, wait = false, offline = false } = options;
  // Half of all modules: a build that finds its version does without.
  const { requireFitHost } = await import('./require-fit-host.ts');
  const { emit } = context.journal;
  await requireFitHost(prepared, { store: store.directory, allowHostLoopback, emit });
  const [{ buildChain }, { sealImage }, tools] = await Promise.all([
    import('./layer/build-chain.ts'),
    import('./image/seal-image.ts'),
    openEvidence(run, prepared),
  ]);
  const wishes = { rebuild, wait, offline, allowHostLoopback };
  const build: Build = { ...prepared, ...context, ...wishes, store, tools, signal };
  const { entry, isNew } = await sealImage(build, await buildChain(build));
  return await result(isNew ? 'published' : 'unchanged', entry, run);
}

/** Tells what the plan found, and writes down what the image is made of. */
async function announce(
  store: Store,
  { plan, found, inputs }: PreparedPlan,
  { journal }: RunContext,
  { frozen, signal }: BuildOptions,
): Promise<void> {
  journal.secrets.push(...(await licenseToMask(found)));
  for (const finding of plan.findings) if (finding.severity !== 'error') journal.emit({ kind: 'finding', finding });
  if (!frozen) await writeRecipeLock(store, found.lock, { recipe: plan.recipe.name, inputs }, signal);
}

/** The version that was made by this very plan; what its build left when it was killed at its end is removed. */
async function findUnchanged(store: Store, { plan }: PreparedPlan, run: Run): Promise<ImageEntry | undefined> {
  const existing = await findVersionByPlanKey(store, plan.recipe.name, plan.key);
  const seal = plan.layers.at(-1);
  if (existing && seal) await dropAbandonedLayer(store, seal.key, run.id);
  return existing;
}

async function result(outcome: BuildResult['outcome'], entry: ImageEntry, run: Run): Promise<BuildResult> {
  const { image, version, directory, files } = entry;
  const sizeBytes = await fileSize(files.disk);
  return { outcome, image, version, bundle: directory, sizeBytes, run: run.id, runDirectory: run.directory };
}
