import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { installScripts } from '../../src/media/pack/install-medium.ts';

const windows = new URL('../../guest-scripts/windows/', import.meta.url);
const twins = new URL('../../guest-scripts/rehearsal/twins/', import.meta.url);
const names = readdirSync(windows);
const libraries = ['goldpane.ps1', 'step.ps1'];
const scripts = names.filter((name) => name.endsWith('.ps1') && !libraries.includes(name));
const steps = scripts.filter((name) => !installScripts.some((each) => each === name));
const text = (name: string) => readFileSync(new URL(name, windows), 'utf8');

describe('guest-scripts/windows', () => {
  test.for(names)('%s is ASCII, with the line ends that its interpreter needs', (name) => {
    expect(text(name)).toMatch(name.endsWith('.cmd') ? /^(?:[\t\x20-\x7e]*\r\n)+$/ : /^(?:[\t\x20-\x7e]*\n)+$/);
  });

  test.for(names)('B7: %s names no drive but C:', (name) => {
    expect(text(name).match(/(?<![\w%$!/:`])(?![cC])[A-Za-z]:[\\/"' ]/g)).toBeNull();
  });

  test.for(scripts)('%s is strict', (name) => {
    expect(text(name)).toContain('\nSet-StrictMode -Version Latest\n');
    expect(text(name)).toContain("\n$ErrorActionPreference = 'Stop'\n");
  });

  test.for(steps)('%s says in its head what it does and needs, and tells the host why it fails', (name) => {
    expect(text(name)).toMatch(
      /^# [A-Z][^\n]+[.]\n# goldpane: network=(none|internet) reboot=(never|allowed)( packages=[a-z0-9,-]+)?\n/,
    );
    if (!name.startsWith('rehearsal-')) {
      expect(text(name)).toContain(
        `trap {\n    Send-Failure -Where '${name.slice(0, -4)}' -Text "$_"\n    exit 1\n}\n`,
      );
    }
  });

  test('every twin stands for a script that exists', () => {
    const twinNames = readdirSync(twins).filter((name) => name.endsWith('.sh'));
    const stems = names.map((name) => name.replace(/\.(ps1|cmd)$/, ''));

    expect(twinNames.filter((name) => !stems.includes(name.slice(0, -3)))).toEqual([]);
  });
});
