import { expect, test } from 'vitest';
import { actions } from '../../src/cli/actions.ts';
import { commandLine, programName } from '../../src/cli/command-line.ts';
import { commandTree } from '../../src/cli/command-tree.ts';
import { runGoldpane } from './run-goldpane.ts';

const seeAll = 'Every command is listed by goldpane --help';

test.for([
  { args: [], found: 'No command was given', hint: seeAll },
  { args: ['build'], found: 'goldpane build is no whole command', hint: seeAll },
  { args: ['biuld', 'recipe', 'x'], found: "Unknown command 'biuld'", hint: 'Did you mean build?' },
  { args: ['build', 'recpe', 'x'], found: "Unknown command 'recpe'", hint: 'Did you mean recipe?' },
  {
    args: ['build', 'recipe'],
    found: "Missing required argument 'name'",
    hint: 'See goldpane build recipe --help',
  },
  {
    args: ['build', 'recipe', 'x', '--rebild'],
    found: "Unknown option '--rebild'",
    hint: 'Did you mean --rebuild?',
  },
  {
    args: ['build', 'recipe', 'x', '--accel', 'hvf'],
    found: "Option '--accel <how>' argument 'hvf' is invalid. Allowed choices are kvm, tcg.",
    hint: 'See goldpane build recipe --help',
  },
  {
    args: ['list', 'images', 'x'],
    found: "Too many arguments for 'images'. Expected 0 arguments but got 1: x.",
    hint: 'See goldpane list images --help',
  },
  {
    args: ['render', 'recipe', 'x'],
    found: "Required option '--out <dir>' not specified",
    hint: 'See goldpane render recipe --help',
  },
  {
    args: ['completion', 'tcsh'],
    found: "Command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
    hint: 'See goldpane completion --help',
  },
])('`goldpane $args` is refused with exit code 2 and a way on', async ({ args, found, hint }) => {
  const ended = await runGoldpane(args);

  expect(ended).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `GP-USAGE: ${found}\n  to do    ${hint}\n  more     npm run -s goldpane -- explain GP-USAGE\n`,
  });
});

test('a refused command line is one line of JSON under --json', async () => {
  const { exitCode, stdout } = await runGoldpane(['build', 'recipe', '--json']);

  expect({ exitCode, stdout: JSON.parse(stdout) }).toEqual({
    exitCode: 2,
    stdout: {
      kind: 'error',
      code: 'GP-USAGE',
      message: "Missing required argument 'name'",
      hint: 'See goldpane build recipe --help',
      exitCode: 2,
      findings: [],
      paths: [],
    },
  });
});

test('help lists every command, and goes to stdout', async () => {
  const { exitCode, stdout, stderr } = await runGoldpane(['--help']);

  await expect(stdout).toMatchFileSnapshot('__snapshots__/help.txt');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('every command has an action, help with an example, and --json', async () => {
  expect(Object.keys(actions)).toEqual(commandTree.map(({ name }) => name));
  for (const { name, example, options } of commandTree) {
    const { exitCode, stdout } = await runGoldpane([...name.split(' '), '--help']);

    expect({ name, exitCode, example: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      name,
      exitCode: 0,
      example: `  ${example}`,
    });
    expect(options.map(({ flags }) => flags)).toContain('--json');
    expect(example).toMatch(new RegExp(`^goldpane ${name}\\b`));
  }
}, 60_000);

test('`explain` shows the page of a code, in any spelling', async () => {
  const { exitCode, stdout } = await runGoldpane(['explain', 'usage']);

  expect({ exitCode, title: stdout.split('\n')[0] }).toEqual({
    exitCode: 0,
    title: '# GP-USAGE: The command line cannot be understood',
  });
});

test('`explain` of an unknown code names the near ones', async () => {
  const { exitCode, stderr } = await runGoldpane(['explain', 'GP-MEDIA-HASCH']);

  expect({ exitCode, line: stderr.split('\n')[1] }).toEqual({
    exitCode: 2,
    line: '  to do    Did you mean GP-MEDIA-HASH or GP-MEDIA-FETCH or GP-MEDIA-PACK?',
  });
});

test('a command that is shown can be copied', () => {
  expect(commandLine('goldpane', ['build', 'recipe', "it's/a b.yaml", '--store', '/srv/x'])).toBe(
    "goldpane build recipe 'it'\\''s/a b.yaml' --store /srv/x",
  );
  expect([
    programName('/x/goldpane/src/cli/main.ts'),
    programName('/usr/bin/goldpane'),
    programName(undefined),
  ]).toEqual(['npm run -s goldpane --', 'goldpane', 'goldpane']);
});
