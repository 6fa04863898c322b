import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { runGoldpane } from './run-goldpane.ts';

/** A `$XDG_CONFIG_HOME` with this `config.yaml`. */
function configHome(text: string): string {
  const home = temporaryDirectory();
  mkdirSync(join(home, 'goldpane'));
  writeFileSync(join(home, 'goldpane/config.yaml'), text);
  return home;
}

test('flag goes before environment, environment before config.yaml, config.yaml before default', async () => {
  const home = configHome('# mine\nstore: /from/config\naccelerator: tcg\noffline: true\n');
  const env = { XDG_CONFIG_HOME: home, GOLDPANE_STORE: '/from/environment', GOLDPANE_ACCEL: 'kvm' };

  const { exitCode, stdout } = await runGoldpane(['show', 'config', '--store', '/from/flag', '--json'], { env });

  expect({ exitCode, settings: JSON.parse(stdout) }).toEqual({
    exitCode: 0,
    settings: {
      store: { value: '/from/flag', from: 'flag', where: '--store' },
      accelerator: { value: 'kvm', from: 'environment', where: 'GOLDPANE_ACCEL' },
      offline: { value: true, from: 'config', where: `${home}/goldpane/config.yaml:4:10` },
      progress: { value: 'auto', from: 'default' },
    },
  });
});

test('the settings of a user who said nothing', async () => {
  const { exitCode, stdout } = await runGoldpane(['show', 'config'], { env: { HOME: '/home/me' } });

  await expect(stdout).toMatchFileSnapshot('__snapshots__/show-config.txt');
  expect(exitCode).toBe(0);
});

test('a wrong config.yaml and a wrong variable are told together, each with its place', async () => {
  const home = configHome('store: relative\nstroe: /x\n');
  const env = { XDG_CONFIG_HOME: home, GOLDPANE_ACCEL: 'hvf', GOLDPANE_OFFLINE: 'perhaps' };

  const { exitCode, stderr } = await runGoldpane(['build', 'recipe', 'demo'], { env });

  await expect(stderr.replaceAll(home, '~/.config')).toMatchFileSnapshot('__snapshots__/wrong-config.txt');
  expect(exitCode).toBe(2);
});
