import { expect, test } from 'vitest';
import { requiredSources } from '../../src/plan/required-sources.ts';
import { recipe, step } from './plan-inputs.ts';

test('requiredSources() names each script and file once, sorted', () => {
  expect(requiredSources(recipe, { kind: 'client' })).toEqual([
    { reference: 'goldpane:hello', files: [{ from: 'goldpane:hello', name: 'hello.ps1' }] },
    { reference: 'goldpane:seal', files: [{ from: 'goldpane:seal', name: 'seal.ps1' }] },
    { reference: 'goldpane:windows-update', files: [{ from: 'goldpane:windows-update', name: 'windows-update.ps1' }] },
    { reference: 'tools/config.json', files: [{ from: 'tools/config.json', name: 'config.json' }] },
    { reference: 'tools/set-up.ps1', files: [{ from: 'tools/set-up.ps1', name: 'set-up.ps1' }] },
  ]);
});

test('requiredSources() asks for twins where there is no PowerShell, of scripts and not of files', () => {
  const steps = [step('a.ps1', { files: ['b.ps1', 'deep/c.ps1'] }), step('deep/c.ps1'), step('a.ps1')];
  const small = { ...recipe, layers: [{ name: 'one', network: 'none', steps }] } as const;

  expect(requiredSources(small, { kind: 'rehearsal' })).toEqual([
    {
      reference: 'a.ps1',
      files: [
        { from: 'a.ps1', name: 'a.ps1' },
        { from: 'a.sh', name: 'a.sh' },
      ],
    },
    { reference: 'b.ps1', files: [{ from: 'b.ps1', name: 'b.ps1' }] },
    {
      reference: 'deep/c.ps1',
      files: [
        { from: 'deep/c.ps1', name: 'c.ps1' },
        { from: 'deep/c.sh', name: 'c.sh' },
      ],
    },
    {
      reference: 'goldpane:seal',
      files: [
        { from: 'goldpane:seal', name: 'seal.ps1' },
        { from: 'goldpane:seal', name: 'seal.sh' },
      ],
    },
  ]);
});

test('requiredSources() asks for files of the answer file, not for the file of a product key', () => {
  const license = { key: { file: 'keys/office.txt' } };
  const unattend = { template: 'own.xml', extra: ['parts/a.xml', 'parts/a.xml'] };
  const small = { ...recipe, layers: [], license, unattend };

  expect(requiredSources(small, { kind: 'client' })).toEqual([
    { reference: 'goldpane:seal', files: [{ from: 'goldpane:seal', name: 'seal.ps1' }] },
    { reference: 'own.xml', files: [{ from: 'own.xml', name: 'own.xml' }] },
    { reference: 'parts/a.xml', files: [{ from: 'parts/a.xml', name: 'a.xml' }] },
  ]);
});
