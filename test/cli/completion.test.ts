import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bashCompletion } from '../../src/cli/completion/bash.ts';
import { fishCompletion } from '../../src/cli/completion/fish.ts';
import { zshCompletion } from '../../src/cli/completion/zsh.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const options = [
  '--rebuild',
  '--wait',
  '--accel',
  '--allow-host-loopback',
  '--offline',
  '--frozen',
  '--allow-path',
  '--store',
  '--json',
  '--help',
];
const cases = [
  { words: ['goldpane', 'build', ''], offered: ['recipe'] },
  { words: ['goldpane', 'list', 'r'], offered: ['recipes', 'runs'] },
  { words: ['goldpane', 'build', 'recipe', ''], offered: ['rehearsal', 'win11-25h2'] },
  { words: ['goldpane', 'build', 'recipe', 'rehearsal', 'win'], offered: ['win11-25h2'] },
  { words: ['goldpane', 'build', 'recipe', '--'], offered: options },
  { words: ['goldpane', 'build', 'recipe', '--accel', ''], offered: ['kvm', 'tcg'] },
  { words: ['goldpane', 'check', 'image', '--no-boot', ''], offered: ['win11-25h2'] },
  { words: ['goldpane', 'completion', ''], offered: ['bash', 'zsh', 'fish'] },
  { words: ['goldpane', 'show', 'config', ''], offered: [] },
];

/** A directory with a goldpane that lists two recipes and one image; `script` lies in it, too. */
function shellDirectory(script: string): { directory: string; env: NodeJS.ProcessEnv } {
  const directory = temporaryDirectory();
  const program =
    '#!/bin/sh\ncase "$*" in "list recipes --names") echo rehearsal; echo win11-25h2;; "list images --names") echo win11-25h2;; esac\n';
  writeFileSync(join(directory, 'goldpane'), program);
  chmodSync(join(directory, 'goldpane'), 0o755);
  writeFileSync(join(directory, 'script'), script);
  return { directory, env: { PATH: `${directory}:${process.env['PATH']}`, HOME: directory, TERM: 'dumb' } };
}

function isMissing(shell: string): boolean {
  return spawnSync(shell, ['-c', ':']).error !== undefined;
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

test.for(cases)('bash completes `$words`', ({ words, offered }) => {
  const { directory, env } = shellDirectory(bashCompletion());
  const ask = `source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _goldpane; printf '%s\\n' "\${COMPREPLY[@]}"`;

  expect(lines(execFileSync('bash', ['-c', ask, 'bash', ...words], { cwd: directory, env, encoding: 'utf8' }))).toEqual(
    offered,
  );
});

test.for(cases)('zsh completes `$words`', ({ words, offered }, { skip }) => {
  if (isMissing('zsh')) skip('zsh is not installed');
  const { directory, env } = shellDirectory(zshCompletion());
  // What the completion system does with the answers is its own: they are printed.
  const system = [
    'compdef() { : }',
    'compadd() { shift; print -l -- $@ }',
    `_describe() { print -l -- \${\${(P)2}%%:*} }`,
    '_files() { : }',
  ];
  const ask = `${system.join('\n')}\nsource ./script; words=("$@"); CURRENT=$#; _goldpane`;

  const said = lines(
    execFileSync('zsh', ['-f', '-c', ask, 'zsh', ...words], { cwd: directory, env, encoding: 'utf8' }),
  );
  expect(said.filter((word) => word.startsWith(words.at(-1) ?? ''))).toEqual(offered);
});

test.for(cases)('fish completes `$words`', ({ words, offered }, { skip }) => {
  if (isMissing('fish')) skip('fish is not installed');
  const { directory, env } = shellDirectory(fishCompletion());
  const ask = `source ./script; complete -C "${words.join(' ')}"`;

  const said = lines(execFileSync('fish', ['--no-config', '-c', ask], { cwd: directory, env, encoding: 'utf8' }));
  const found = said.map((line) => line.split('\t')[0]);
  expect(found.sort()).toEqual([...offered].sort());
});
