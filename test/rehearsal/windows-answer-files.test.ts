import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderRecipe } from '../../src/build/render-recipe.ts';
import { setupDrivers } from '../../src/media/drivers/driver-list.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { editionsOn } from '../helpers/windows-shaped-media.ts';
import { builtInCatalogue, builtInRecipes, loadBuiltIn } from '../recipe/built-in-files.ts';
import { playInstallation } from './played-installation.ts';

const twins = join(import.meta.dirname, '../../guest-scripts/rehearsal/twins');

// The guest itself installs by some of these in `npm run test:soak`.
test.for(builtInRecipes)('the rehearsal guest installs as the answer file of %s says', async (path) => {
  const out = mkdtempSync(join(tmpdir(), 'goldpane-rendered-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const name = basename(path, '.yaml');
  const choice = chooseRelease((await loadBuiltIn(path)).recipe, builtInCatalogue());
  await renderRecipe(name, { out, store: join(out, 'no store') });
  const installMedium = join(out, 'install');
  cpSync(twins, join(installMedium, 'goldpane'), { recursive: true });
  for (const { folder, inf } of setupDrivers) {
    mkdirSync(join(installMedium, '$WinPEDriver$', folder), { recursive: true });
    writeFileSync(join(installMedium, '$WinPEDriver$', folder, inf), '');
  }

  const images = editionsOn(choice).map((edition) => edition.name);
  const told = playInstallation({ installMedium, images, language: choice.media.language });

  await expect(told).toMatchFileSnapshot(`__snapshots__/installations/${name}.txt`);
});
