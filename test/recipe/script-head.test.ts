import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readScriptHead } from '../../src/recipe/script-head.ts';

const windows = new URL('../../guest-scripts/windows/', import.meta.url);

describe('readScriptHead()', () => {
  test.for([
    { reason: 'nothing', text: '', head: { network: 'none', reboot: 'never', packages: [] } },
    {
      reason: 'a purpose alone',
      text: '# Installs my app.\r\nparam()\r\n',
      head: { purpose: 'Installs my app.', network: 'none', reboot: 'never', packages: [] },
    },
    {
      reason: 'everything',
      text: '# Updates.\n# goldpane: network=internet reboot=allowed packages=a,b-1.2\n',
      head: { purpose: 'Updates.', network: 'internet', reboot: 'allowed', packages: ['a', 'b-1.2'] },
    },
    {
      reason: 'words that mean nothing',
      text: '# X.\n# goldpane: network=lan reboot= colour=red\n',
      head: { purpose: 'X.', network: 'none', reboot: 'never', packages: [] },
    },
    {
      reason: 'code in place of a comment',
      text: '#requires -Version 5\nparam()',
      head: { network: 'none', reboot: 'never', packages: [] },
    },
  ])('reads $reason', ({ text, head }) => {
    expect(readScriptHead(text)).toEqual(head);
  });

  test('finds a purpose of one line in every script of the package', () => {
    const scripts = readdirSync(windows).filter((name) => name.endsWith('.ps1'));
    const heads = scripts.map((name) => readScriptHead(readFileSync(new URL(name, windows), 'utf8')));
    expect(heads.filter(({ purpose }) => purpose === undefined || purpose.length > 125)).toEqual([]);
  });
});
