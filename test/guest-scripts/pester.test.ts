import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findTool } from '../../src/host/find-tool.ts';

const run = promisify(execFile);
const here = new URL('./', import.meta.url);
const scripts = new URL('../../guest-scripts/windows/', import.meta.url);
const files = readdirSync(here).filter((name) => name.endsWith('.Tests.ps1'));

type Result = { readonly file: string; readonly name: string; readonly result: string; readonly text: string };
type PesterRun = { readonly powershell: string; readonly pester: string; readonly tests: readonly Result[] };

/** Runs the Pester tests in one PowerShell, or says what is missing for it. */
async function runPester(): Promise<PesterRun | string> {
  const options = ['-NoProfile', '-NonInteractive'];
  const find = 'if (-not (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -eq 5 })) { exit 9 }';
  try {
    await run('pwsh', [...options, '-Command', find], { timeout: 60_000 });
  } catch (error) {
    return (error as { code?: unknown }).code === 9
      ? 'Pester 5 is not installed'
      : 'pwsh (PowerShell 7) is not installed';
  }
  const file = fileURLToPath(new URL('run-pester.ps1', here));
  const bin = binWithPowerShell();
  const { stdout } = await run('pwsh', [...options, '-File', file], {
    timeout: 1_800_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
  });
  rmSync(bin, { recursive: true });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{', stdout.length - 2) + 1)) as PesterRun;
}

/** A directory with the powershell.exe that run-step starts in Windows. */
function binWithPowerShell(): string {
  const bin = mkdtempSync(join(tmpdir(), 'powershell-'));
  symlinkSync(findTool('pwsh') ?? 'pwsh', join(bin, 'powershell.exe'));
  return bin;
}

const outcome = await runPester();

if (typeof outcome === 'string') {
  console.log(`guest scripts are not run by PowerShell here: ${outcome}; ${files.length} files of tests are skipped`);
  test.for(files)('%s', (_file, { skip }) => skip(outcome));
} else {
  console.log(`guest scripts run by PowerShell ${outcome.powershell} with Pester ${outcome.pester}`);
  describe.for(files)('%s', (file) => {
    const tests = outcome.tests.filter((one) => one.file === file);
    test('has tests', () => expect(tests.length).toBeGreaterThan(0));
    test.for(tests)('$name', ({ result, text }) => expect(result, text).toBe('Passed'));
  });
}

test.for(readdirSync(scripts).filter((name) => name.endsWith('.ps1') && !/^(goldpane|step)\.ps1$/.test(name)))(
  '%s is run by a Pester test',
  (name) => {
    const texts = files.map((file) => readFileSync(new URL(file, here), 'utf8')).join('\n');
    expect(texts).toMatch(
      new RegExp(`(Invoke-Step|Feature =) '${name.slice(0, -4)}'|[\\\\]${name.replace('.', '[.]')}["']`),
    );
  },
);
