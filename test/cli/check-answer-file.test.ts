import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { runGoldpane } from './run-goldpane.ts';

const good = resolve('test/unattend/__snapshots__/server-evaluation.xml');

const component = (name: string, inside: string) =>
  `  <component name="${name}" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS">\n${inside}\n  </component>`;
const mistaken = [
  '<unattend xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State">',
  ' <settings pass="windowsPE">',
  component('Microsoft-Windows-Setup', '   <DriverPaths/>'),
  ' </settings>',
  ' <settings pass="specialize">',
  component(
    'Microsoft-Windows-Deployment',
    '   <RunSynchronous><RunSynchronousCommand wcm:action="add"><Order>1</Order>\n    <Path>cmd /c E:\\setup.cmd</Path>\n   </RunSynchronousCommand></RunSynchronous>',
  ),
  ' </settings>',
  '</unattend>',
].join('\n');

/** A file in a directory of its own; messages name it by its name alone. */
function fileOf(text: string): { readonly path: string; readonly plain: (said: string) => string } {
  const directory = temporaryDirectory();
  const path = join(directory, 'autounattend.xml');
  writeFileSync(path, text);
  return { path, plain: (said) => said.replaceAll(`${directory}/`, '').replaceAll(encodeURI(directory), '') };
}

test('a good file: nothing found, exit code 0', async () => {
  const ended = await runGoldpane(['check', 'answer-file', good, '--recipe', 'server-2025']);

  expect(ended).toEqual({ exitCode: 0, stdout: `${good}: nothing found\n`, stderr: '' });
});

test('every finding at once, on stdout; exit code 1', async () => {
  const { path, plain } = fileOf(mistaken);
  const { exitCode, stdout, stderr } = await runGoldpane(['check', 'answer-file', path]);

  await expect(plain(stdout)).toMatchFileSnapshot('__snapshots__/check-answer-file.txt');
  expect({ exitCode, first: plain(stderr).split('\n')[0] }).toEqual({
    exitCode: 1,
    first: 'GP-CHECK-FINDINGS: autounattend.xml: 1 error, 1 warning found',
  });
});

test('SARIF 2.1.0 for code scanning', async () => {
  const { path, plain } = fileOf(mistaken);
  const { exitCode, stdout } = await runGoldpane(['check', 'answer-file', path, '--sarif']);
  const log = JSON.parse(plain(stdout));
  const { rules, version } = log.runs[0].tool.driver;

  expect({ exitCode, version }).toEqual({ exitCode: 1, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(rules.map(({ id, help }: { id: string; help: { text: string } }) => [id, help.text.split('\n')[0]])).toEqual([
    ['GP-ANSWER-LETTER', '# GP-ANSWER-LETTER: A drive letter is written into the answer file'],
    ['GP-ANSWER-SETTING', '# GP-ANSWER-SETTING: A setting is unknown, or in a pass or component where it is not read'],
  ]);
  await expect(`${JSON.stringify(log.runs[0].results, null, 2)}\n`).toMatchFileSnapshot(
    '__snapshots__/check-answer-file.sarif.json',
  );
});

test('JSON for machines: the findings, then how it ended', async () => {
  const { path } = fileOf(mistaken);
  const { exitCode, stdout } = await runGoldpane(['check', 'answer-file', path, '--json']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  expect({ exitCode, kinds: lines.map(({ kind }) => kind) }).toEqual({
    exitCode: 1,
    kinds: ['answer-file.checked', 'error'],
  });
  expect(lines[0].findings.map((finding: Record<string, unknown>) => [finding['id'], finding['line']])).toEqual([
    ['GP-ANSWER-SETTING', 4],
    ['GP-ANSWER-LETTER', 10],
  ]);
});

test.for([
  { reason: 'a warning, and only errors count', text: mistaken.replace('   <DriverPaths/>', ''), exitCode: 0 },
  { reason: 'an error, and only errors count', text: mistaken, exitCode: 1 },
])('--fail-on error: $reason', async ({ text, exitCode }) => {
  const { path } = fileOf(text);

  expect((await runGoldpane(['check', 'answer-file', path, '--fail-on', 'error'])).exitCode).toBe(exitCode);
});

test.for([
  {
    reason: 'no XML',
    text: 'hello',
    args: [],
    found:
      'GP-ANSWER-UNREADABLE: autounattend.xml, line 1: The file cannot be read as an answer file: text outside the root element',
  },
  {
    reason: 'too large',
    text: ' '.repeat(3 * 1024 * 1024),
    args: [],
    found: 'GP-ANSWER-UNREADABLE: autounattend.xml is too large for an answer file',
  },
  {
    reason: 'an unknown release',
    text: mistaken,
    args: ['--release', 'win11-25h3'],
    found: 'GP-RECIPE-RELEASE: The catalogue has no release win11-25h3',
  },
  {
    reason: 'two targets',
    text: mistaken,
    args: ['--release', 'win11-25h2', '--recipe', 'win11-25h2'],
    found: 'GP-USAGE: Both a recipe and a release were named',
  },
])('what cannot be checked ends with exit code 2: $reason', async ({ text, args, found }) => {
  const { path, plain } = fileOf(text);
  const { exitCode, stdout, stderr } = await runGoldpane(['check', 'answer-file', path, ...args]);

  expect({ exitCode, stdout, found: plain(stderr).split('\n')[0] }).toEqual({ exitCode: 2, stdout: '', found });
});

test('a file that is not there ends with exit code 2', async () => {
  const { exitCode, stderr } = await runGoldpane(['check', 'answer-file', '/nowhere/autounattend.xml']);

  expect({ exitCode, found: stderr.split('\n')[0] }).toEqual({
    exitCode: 2,
    found: 'GP-ANSWER-UNREADABLE: There is no file /nowhere/autounattend.xml',
  });
});

test('a recipe is checked with the answer file that comes of it', async () => {
  const { exitCode, stdout } = await runGoldpane(['check', 'recipe', 'server-2025', '--fail-on', 'warning']);

  // What stands about this host is another test's.
  expect([0, 3]).toContain(exitCode);
  expect(stdout.split('\n').filter((line) => !/^(?:this host| |$)/.test(line))).toEqual([
    'recipe     server-2025',
    'release    server-2025, ServerStandardEval',
    'found      nothing',
    'not here   server-2025-eval, virtio-win-0.1.302, virtio-win-guest-tools-0.1.302-1: not looked into',
  ]);
});

test('a recipe whose fragment contradicts a build is found out', async () => {
  const { path } = fileOf(
    mistaken
      .replace('   <DriverPaths/>', '   <DynamicUpdate><Enable>true</Enable></DynamicUpdate>')
      .replace('E:', 'C:'),
  );
  const recipe = path.replace('autounattend.xml', 'own.yaml');
  writeFileSync(recipe, 'extends: server-2025\nunattend:\n  extra: [autounattend.xml]\n');
  const { exitCode, stdout } = await runGoldpane(['check', 'recipe', recipe, '--json']);

  expect({ exitCode, findings: JSON.parse(stdout.split('\n')[0] ?? '').findings }).toEqual({
    exitCode: 1,
    findings: [
      expect.objectContaining({
        id: 'GP-ANSWER-BUILD',
        found: 'windowsPE/Microsoft-Windows-Setup/DynamicUpdate/Enable is true',
      }),
    ],
  });
});
