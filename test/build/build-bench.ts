import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { stringify } from 'yaml';
import type { GoldpaneError } from '../../src/base/errors.ts';
import type { Event } from '../../src/base/events.ts';
import { type BuildOptions, type BuildResult, buildRecipe } from '../../src/build/build-recipe.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeFirmware } from '../helpers/fake-firmware.ts';
import { type FakeTools, fakePath } from '../helpers/fake-path.ts';
import { putWindowsMedium } from './windows-medium.ts';

/** A host of its own for whole builds: fake tools, firmware, a store with a medium, a user's catalogue, a recipe. */
export type BuildBench = AsyncDisposable & {
  readonly directory: string;
  readonly store: Store;
  readonly tools: FakeTools;
  /** Path of the recipe. */
  readonly recipe: string;
  /** Holds a directory per running machine, with its sockets. */
  readonly runtime: string;
  /** Environment for a goldpane of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes the recipe anew, with these keys in place of the usual ones. */
  readonly writeRecipe: (changes?: object) => Promise<void>;
  /** Writes the catalogue anew, with other facts about the medium and the edition. */
  readonly writeCatalogue: (changes?: CatalogueChanges) => Promise<void>;
  /** Path of the installation medium. */
  readonly medium: string;
  readonly writeScript: (name: string, text: string) => Promise<void>;
  readonly build: (options?: BuildOptions) => Promise<Built>;
  /** Command lines of the machines that were booted so far. */
  readonly boots: () => Promise<string[][]>;
};

type CatalogueChanges = {
  readonly release?: object;
  readonly medium?: object;
  readonly edition?: object;
  readonly drivers?: readonly object[];
};

/** What a build gave, either way. */
export type Built = {
  readonly result?: BuildResult;
  readonly error?: GoldpaneError;
  readonly events: readonly Event[];
  readonly durationMs: number;
};

const second = 1 / 60;
/** Limits for guests that take milliseconds. */
export const limits = {
  firmware: 4 * second,
  'boot-prompt': 4 * second,
  winpe: 4 * second,
  copy: 4 * second,
  specialize: 4 * second,
  oobe: 4 * second,
  'first-logon': 4 * second,
  layer: 20 * second,
  seal: 20 * second,
  shutdown: 2 * second,
  step: 4 * second,
};

/** As the recipe says unless `writeRecipe` is told otherwise. */
const usualRecipe = {
  release: 'testwin',
  edition: 'Professional',
  hardware: { cpus: 2, memoryMib: 1024, diskGib: 16 },
  layers: [
    { name: 'tools', steps: [{ script: 'tools.ps1' }] },
    { name: 'settings', steps: [{ script: 'settings.ps1' }] },
  ],
  limits,
};

/**
 * `scenario` is what the fake tools play, see `test/fake-tools/README.md`. The real qemu-img is used, which is quicker,
 * unless the scenario is about it.
 */
export async function buildBench(scenario: string | object = {}, { fakeImages = false } = {}): Promise<BuildBench> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'gp-'));
  const at = (name: string) => join(directory, name);
  const env = {
    XDG_CONFIG_HOME: at('config'),
    XDG_CACHE_HOME: at('cache'),
    XDG_RUNTIME_DIR: at('run'),
    HOME: at('home'),
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  for (const path of [...Object.values(env), at('config/goldpane/recipes/catalogue')])
    await mkdir(path, { recursive: true });
  await chmod(env.XDG_RUNTIME_DIR, 0o700);
  await fakeFirmware(at('config/qemu/firmware'), { name: '00-fake.json' });
  // biome-ignore lint/nursery/useDisposables: the bench takes them over
  const tools = await fakePath(scenario, fakeImages ? [] : ['qemu-img']);
  const store = await openStore(at('store'));
  const sha256 = await putWindowsMedium(store);
  const writeCatalogue = (changes: CatalogueChanges = {}) =>
    writeFile(at('config/goldpane/recipes/catalogue/test.yaml'), stringify(catalogue(sha256, changes)));
  const recipe = at('demo.yaml');
  const writeRecipe = (changes: object = {}) => writeFile(recipe, stringify({ ...usualRecipe, ...changes }));
  const writeScript = (name: string, text: string) => writeFile(at(name), text);
  await writeCatalogue();
  await writeRecipe();
  for (const name of ['tools.ps1', 'settings.ps1']) await writeScript(name, `Write-Output '${name}'\n`);
  return {
    ...{ directory, store, tools, recipe, writeRecipe, writeScript, writeCatalogue },
    medium: store.paths.cached(sha256),
    runtime: at('run/goldpane'),
    env: { ...env, PATH: tools.path },
    build: (options) => {
      // A test that shares its bench with others finds its environment reset.
      for (const [name, value] of Object.entries({ ...env, PATH: tools.path })) vi.stubEnv(name, value);
      return build(recipe, { store: store.directory, ...options });
    },
    boots: async () => (await tools.calls()).filter((call) => call.includes('-machine') && !call.includes('help')),
    [Symbol.asyncDispose]: async () => {
      await tools[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function build(recipe: string, options: BuildOptions): Promise<Built> {
  const events: Event[] = [];
  const startMs = performance.now();
  const ended = await buildRecipe(recipe, {
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  }).then(
    (result) => ({ result }),
    (error: GoldpaneError) => ({ error }),
  );
  return { ...ended, events, durationMs: performance.now() - startMs };
}

function catalogue(sha256: string, { release, medium, edition, drivers = [] }: CatalogueChanges) {
  const minimum = { cpus: 1, memoryMib: 512, diskGib: 4 };
  const key = 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE';
  const editions = [
    { id: 'Professional', name: 'Windows 11 Pro', index: 2, key, ...edition },
    { id: 'Enterprise', name: 'Windows 11 Enterprise', index: 3, key },
  ];
  return {
    releases: [
      {
        id: 'testwin',
        title: 'A test',
        kind: 'client',
        build: 26200,
        evaluationDays: 90,
        minimum,
        editions,
        ...release,
      },
    ],
    drivers,
    media: [{ id: 'testwin', release: 'testwin', source: 'user', language: 'en-US', sha256, ...medium }],
  };
}
