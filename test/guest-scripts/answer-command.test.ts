import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findTool } from '../../src/host/find-tool.ts';
import { allElements } from '../../src/unattend/answer-tree.ts';
import { commandsOf } from '../../src/unattend/commands-of.ts';
import { readXml } from '../../src/unattend/read-xml.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { clientOptions, skeletons } from '../unattend/skeletons.ts';

const run = promisify(execFile);
const pwsh = findTool('pwsh');
const root = mkdtempSync(join(tmpdir(), 'goldpane-drives-'));
afterAll(() => rmSync(root, { recursive: true }));

type Drive = { readonly label: string; readonly isReady?: boolean; readonly script?: string };

// docs: about_Type_Accelerators; a short name that is added is looked up before System.IO.DriveInfo
const play = `
class Drives { static [object[]] $All; static [object[]] GetDrives() { return [Drives]::All } }
[Drives]::All = @(ConvertFrom-Json $env:DRIVES)
[psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Add('IO.DriveInfo', [Drives])
& ([scriptblock]::Create($env:COMMAND))
exit 9
`;

/** What the scripts of the drives print, in PowerShell 7, and the exit code. */
async function runCommand(command: string, name: string, drives: readonly Drive[]): Promise<[string, number]> {
  const entries = drives.map(({ label, isReady = true, script }) => {
    const directory = `${mkdtempSync(join(root, 'drive-'))}/`;
    mkdirSync(join(directory, 'goldpane'));
    if (script !== undefined) writeFileSync(join(directory, 'goldpane', name), script);
    // docs: System.IO.DriveInfo.Name is the root, with a separator at its end
    return { Name: directory, IsReady: isReady, VolumeLabel: label };
  });
  const env = { ...process.env, DRIVES: JSON.stringify(entries), COMMAND: command };
  const options = ['-NoProfile', '-NonInteractive', '-Command', play];
  try {
    return [(await run(pwsh ?? 'pwsh', options, { env })).stdout, 0];
  } catch (error) {
    const { stdout, code } = error as { stdout: string; code: number };
    return [stdout, code];
  }
}

const commands = commandsOf(allElements(readXml(renderAnswerFile(clientOptions, skeletons))))
  .filter(({ pass }) => pass !== 'windowsPE')
  .map(({ pass, text }) => ({ pass, text, script: pass === 'specialize' ? 'specialize.ps1' : 'bootstrap.ps1' }));

test('answer files have one PowerShell command for each pass of installed Windows, of one argument in quotes', () => {
  expect(commands.map(({ pass }) => pass)).toEqual(['specialize', 'oobeSystem']);
  for (const { text } of commands) {
    expect(text).toMatch(/^powershell\.exe -NoProfile -ExecutionPolicy Bypass -Command "[^"]+"$/);
  }
});

describe('B7: the PowerShell commands of an answer file', { timeout: 60_000 }, () => {
  beforeEach(({ skip }) => skip(pwsh === undefined, 'pwsh is not installed'));

  const ours = { label: 'GOLDPANE', script: '"ours"' };
  const others = [
    { label: 'CCCOMA_X64FRE_EN-US_DV9' },
    { label: 'GOLDPANE2', script: '"another"' },
    { label: 'GOLDPANE', isReady: false, script: '"an empty drive"' },
  ];
  const cases = [
    { reason: 'the medium before others', drives: [ours, ...others], printed: 'ours\n' },
    { reason: 'the medium behind others', drives: [...others, ours], printed: 'ours\n' },
    { reason: 'nothing where there is no medium', drives: others, printed: '' },
    { reason: 'both of two media', drives: [ours, ...others, ours], printed: 'ours\nours\n' },
    { reason: 'a script that fails', drives: [{ label: 'GOLDPANE', script: '"ours"; exit 3' }], printed: 'ours\n' },
    { reason: 'the good one of two', drives: [{ label: 'GOLDPANE', script: 'throw "no"' }, ours], printed: 'ours\n' },
    { reason: 'a medium without its script', drives: [{ label: 'GOLDPANE' }], printed: '' },
  ];

  test.for(commands.flatMap((command) => cases.map((each) => ({ ...command, ...each }))))(
    '$pass finds $reason, and ends with 0',
    async ({ text, script, drives, printed }) => {
      const inside = text.slice(text.indexOf('"') + 1, -1);

      expect(await runCommand(inside, script, drives)).toEqual([printed, 0]);
    },
  );
});
