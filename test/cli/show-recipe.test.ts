import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { runGoldpane } from './run-goldpane.ts';

test('show recipe tells what runs in the guest, in order, below a recipe that can be read as one', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'office.yaml');
  const own = {
    name: 'app',
    script: 'app.ps1',
    network: 'internet',
    runAs: 'user',
    reboot: 'always',
    packages: ['winfsp'],
  };
  writeFileSync(join(directory, 'app.ps1'), 'exit 0\n');
  writeFileSync(
    path,
    JSON.stringify({ extends: 'win11-25h2', layers: [own, { script: 'goldpane:openssh', reboot: 'allowed' }] }),
  );

  const { exitCode, stdout } = await runGoldpane(['show', 'recipe', path]);

  expect(exitCode).toBe(0);
  expect(parse(stdout)).toMatchObject({ name: 'office', release: 'win11-25h2' });
  expect(stdout.slice(stdout.indexOf('# What runs')).split('\n').slice(0, 6)).toEqual([
    '# What runs in the guest, in order:',
    '#  1. app: app.ps1 (reaches the Internet, restarts, as user, brings winfsp)',
    '#  2. openssh: goldpane:openssh (no network, may restart, as system, brings openssh)',
    "#     Brings up OpenSSH's server: Windows' own where it is installed, else the pinned package, never both.",
    '#  3. seal: goldpane:report-facts (no network, never restarts, as system)',
    '#     Tells the host what the system runs on: Secure Boot and TPM, as Windows itself sees them.',
  ]);
});
