import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openStore } from '../src/store/open-store.ts';
import { putWindowsMedium } from '../test/build/windows-medium.ts';
import { fakeFirmware } from '../test/helpers/fake-firmware.ts';
import { type GoldpaneRun, runGoldpane } from './goldpane.ts';

/** A host whose QEMU plays a guest that does nothing, on a TPM that does nothing; every other program is the real one. */
export type FakeHost = AsyncDisposable & {
  readonly env: Readonly<Record<string, string>>;
  readonly recipe: string;
  /** Builds an install, two script layers and a seal in a new store. */
  readonly build: () => Promise<GoldpaneRun & { readonly store: string }>;
};

const standIns = {
  'qemu-system-x86_64': resolve('test/fake-tools/bin/qemu-system-x86_64'),
  swtpm: resolve('bench/stand-in-swtpm'),
  swtpm_setup: resolve('test/fake-tools/bin/swtpm_setup'),
};

/** Makes the host in a new directory and builds once, so that what a host remembers is there. */
export async function fakeHost(): Promise<FakeHost> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'gp-bench-'));
  const at = (name: string) => join(directory, name);
  const homes = {
    HOME: at('home'),
    XDG_CONFIG_HOME: at('config'),
    XDG_CACHE_HOME: at('cache'),
    XDG_RUNTIME_DIR: at('r'),
  };
  const env = { ...homes, PATH: [at('bin'), dirname(process.execPath), process.env['PATH']].join(':') };
  await mkdir(at('r'), { mode: 0o700 });
  for (const path of [at('home'), at('bin'), at('cache'), at('config/goldpane/recipes/catalogue')]) {
    await mkdir(path, { recursive: true });
  }
  for (const [name, program] of Object.entries(standIns)) await symlink(program, at(`bin/${name}`));
  await fakeFirmware(at('config/qemu/firmware'), { name: '00-fake.json' });
  for (const name of ['tools', 'settings']) await writeFile(at(`${name}.ps1`), `Write-Output '${name}'\n`);
  const recipe = at('bench.yaml');
  await writeFile(recipe, JSON.stringify(recipeOfTwoLayers));

  let count = 0;
  const build = async () => {
    const store = at(`store-${++count}`);
    const sha256 = await putWindowsMedium(await openStore(store));
    await writeFile(at('config/goldpane/recipes/catalogue/bench.yaml'), JSON.stringify(catalogue(sha256)));
    return { ...(await runGoldpane(['build', 'recipe', recipe, '--store', store, '--json'], { env })), store };
  };
  await build();
  return { env, recipe, build, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

const recipeOfTwoLayers = {
  release: 'benchwin',
  edition: 'Professional',
  hardware: { cpus: 2, memoryMib: 1024, diskGib: 16 },
  layers: [
    { name: 'tools', steps: [{ script: 'tools.ps1' }] },
    { name: 'settings', steps: [{ script: 'settings.ps1' }] },
  ],
};

function catalogue(sha256: string) {
  const minimum = { cpus: 1, memoryMib: 512, diskGib: 4 };
  const editions = [{ id: 'Professional', name: 'Windows 11 Pro', index: 2, key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE' }];
  return {
    releases: [{ id: 'benchwin', title: 'A bench', kind: 'client', build: 26200, minimum, editions }],
    media: [{ id: 'benchwin', release: 'benchwin', source: 'user', language: 'en-US', sha256 }],
  };
}
