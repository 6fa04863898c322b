import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const windows = new URL('../../guest-scripts/windows/', import.meta.url);
const twins = new URL('../../guest-scripts/rehearsal/twins/', import.meta.url);
const names = readdirSync(windows);
const text = (name: string) => readFileSync(new URL(name, windows), 'utf8');

describe('guest-scripts/windows', () => {
  test.for(names)('%s is ASCII, with the line ends that its interpreter needs', (name) => {
    expect(text(name)).toMatch(name.endsWith('.cmd') ? /^(?:[\t\x20-\x7e]*\r\n)+$/ : /^(?:[\t\x20-\x7e]*\n)+$/);
  });

  test.for(names)('B7: %s names no drive but C:', (name) => {
    expect(text(name).match(/(?<![\w%$!/:`])(?![cC])[A-Za-z]:[\\/"' ]/g)).toBeNull();
  });

  test.for(names.filter((name) => name.endsWith('.ps1') && name !== 'goldpane.ps1'))('%s is strict', (name) => {
    expect(text(name)).toContain('\nSet-StrictMode -Version Latest\n');
    expect(text(name)).toContain("\n$ErrorActionPreference = 'Stop'\n");
  });

  test.for(names.filter((name) => name.endsWith('.ps1')))('%s keeps to what PowerShell 5.1 has', (name) => {
    const code = text(name).replaceAll(/^\s*#.*$/gm, '');

    expect(code.match(/\?\?|&&|\|\||\?\.|-Parallel\b|\biex\b|Invoke-Expression|Get-Volume\b|\bwmic\b/g)).toBeNull();
  });

  test('every twin stands for a script that exists', () => {
    const scripts = readdirSync(twins).filter((name) => name.endsWith('.sh'));
    const stems = names.map((name) => name.replace(/\.(ps1|cmd)$/, ''));

    expect(scripts.filter((name) => !stems.includes(name.slice(0, -3)))).toEqual([]);
    expect(names.filter((name) => !scripts.includes(name.replace(/\.(ps1|cmd)$/, '.sh')))).toEqual([
      'ErrorHandler.cmd',
    ]);
  });
});
