import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import { configPath, loadSettings } from '../../src/user/load-settings.ts';

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'goldpane-user-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  vi.stubEnv('XDG_CONFIG_HOME', home);
  vi.stubEnv('XDG_DATA_HOME', '/data');
  for (const name of ['CI', 'GOLDPANE_STORE', 'GOLDPANE_ACCEL', 'GOLDPANE_OFFLINE', 'GOLDPANE_PROGRESS']) {
    vi.stubEnv(name, undefined);
  }
});

function writeConfig(text: string): void {
  mkdirSync(join(configPath(), '..'), { recursive: true });
  writeFileSync(configPath(), text);
}

const nothingSaid = {
  store: { value: '/data/goldpane', from: 'default' },
  accelerator: { value: undefined, from: 'default' },
  offline: { value: false, from: 'default' },
  progress: { value: 'auto', from: 'default' },
};

test.for([
  { reason: 'no file', text: undefined },
  { reason: 'an empty file', text: '' },
  { reason: 'comments only', text: '# store: /srv/goldpane\n' },
])('`loadSettings()` gives defaults: $reason', async ({ text }) => {
  if (text !== undefined) writeConfig(text);

  expect(await loadSettings()).toEqual(nothingSaid);
});

test('`loadSettings()` takes a store given by a flag from the working directory', async () => {
  expect(await loadSettings({ store: 'here' })).toEqual({
    ...nothingSaid,
    store: { value: resolve('here'), from: 'flag', where: '--store' },
  });
});

test('in CI progress is lines, unless something was said', async () => {
  vi.stubEnv('CI', 'true');
  const inCi = await loadSettings();
  vi.stubEnv('GOLDPANE_PROGRESS', 'tree');
  const said = await loadSettings();

  expect([inCi.progress, said.progress]).toEqual([
    { value: 'lines', from: 'default' },
    { value: 'tree', from: 'environment', where: 'GOLDPANE_PROGRESS' },
  ]);
});

test.for([
  { reason: 'unknown key', text: 'stoer: /x', where: ':1:1' },
  { reason: 'wrong type', text: 'offline: 3', where: ':1:10' },
  { reason: 'no YAML', text: 'store: [', where: ':1:9' },
  { reason: 'relative store', text: 'store: images', where: ':1:8' },
])('`loadSettings()` refuses a file with its place: $reason', async ({ text, where }) => {
  writeConfig(text);

  const error = await loadSettings().catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(GoldpaneError);
  expect(error).toMatchObject({ code: 'GP-CONFIG-INVALID', findings: [{ where: `${configPath()}${where}` }] });
});
