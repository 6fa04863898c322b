import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { EventBody } from '../../src/base/events.ts';
import type { RunId } from '../../src/base/ids.ts';
import type { PlannedLayer } from '../../src/base/plan.ts';
import { buildLayer } from '../../src/build/layer/build-layer.ts';
import { prepare } from '../../src/build/prepare-plan.ts';
import { packageDirectories, readSkeletons } from '../../src/build/recipe/package-files.ts';
import { removeTree } from '../../src/host/files.ts';
import { randomPassword } from '../../src/host/random.ts';
import { setupDrivers } from '../../src/media/drivers/driver-list.ts';
import { installMediumFiles, installMediumLabel } from '../../src/media/pack/install-medium.ts';
import { packIso } from '../../src/media/pack/pack-iso.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { guestParameters } from '../../src/plan/guest-parameters.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startLayer } from '../../src/store/start-layer.ts';
import { answerFileOptions } from '../../src/unattend/answer-file-options.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { windowsShapedMedium } from '../helpers/windows-shaped-media.ts';
import { builtInRecipes } from '../recipe/built-in-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'windows-answer-files-'));
const { signal } = new AbortController();
afterAll(() => removeTree(directory));

/** Those of the rehearsal: the guest is no Windows, and a minute shows that it is stuck. */
const limits = { firmware: 0.5, 'boot-prompt': 0.5, winpe: 0.5, copy: 0.5, specialize: 0.5, oobe: 0.5 } as const;
const later = { 'first-logon': 0.5, layer: 2, seal: 2, shutdown: 0.5, step: 1 } as const;

const names = builtInRecipes.map((path) => basename(path, '.yaml')).filter((name) => name !== 'rehearsal');

// `test/rehearsal/windows-answer-files.test.ts` plays the same without a machine, in `npm test`.
test.for(names)('the rehearsal guest installs by the answer file of %s, on the machine of a build', async (name) => {
  const { plan, host, found } = await prepare(name, { accelerator: 'tcg' });
  const hardware = { ...plan.recipe.hardware, cpus: 2, memoryMib: 2048 };
  const recipe = { ...plan.recipe, hardware, limits: { ...limits, ...later } };
  const password = randomPassword();
  const options = answerFileOptions(plan);
  const files = installMediumFiles({
    answerFile: renderAnswerFile(options, await readSkeletons(), { password }),
    guestScripts: packageDirectories.guestScripts,
    withTwins: true,
    parameters: guestParameters(plan.recipe, plan.edition),
    setupDrivers: setupDrivers.map(({ folder, inf }) => ({
      name: folder,
      files: [{ name: inf, content: { bytes: '; a stand-in' } }],
    })),
    bootstrapDrivers: [],
  });
  const out = join(directory, `${name}.iso`);
  await packIso({ label: installMediumLabel, files, out, tmp: directory, signal });
  const installer = await windowsShapedMedium(chooseRelease(plan.recipe, found.catalogue), directory);
  const layer = plan.layers[0] as PlannedLayer;
  const store = await openStore(join(directory, 'store'));
  const partial = await startLayer(store, {
    ...{ key: layer.key, name: layer.name, run: 'test' as RunId, secrets: {} },
    origin: { kind: 'fresh', diskGib: hardware.diskGib, uefiVars: host.firmware.vars },
  });
  const told: string[] = [];
  const emit = (event: EventBody) => {
    if (event.kind === 'guest.line') told.push(event.text);
    if (event.kind === 'guest.message' && event.message.kind === 'stage') told.push(`stage ${event.message.stage}`);
  };

  const cdroms = [{ path: installer, bootIndex: 2 }, { path: out }];
  const built = { plan: { ...plan, recipe }, layer, host, cdroms, emit, signal, allowHostLoopback: false };
  await buildLayer({ ...built, runDirectory: directory, secrets: [password] }, partial);

  expect(told).toEqual(
    expect.arrayContaining([
      `setup: image ${options.imageIndex} (/IMAGE/INDEX ${options.imageIndex})`,
      ...['winpe', 'specialize', 'first-logon'].map((stage) => `stage ${stage}`),
      'setup: running, IMAGE_STATE_COMPLETE',
    ]),
  );
});
