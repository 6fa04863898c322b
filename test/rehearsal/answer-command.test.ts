import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import {
  installMediumLabel,
  peCommandByLabel,
  windowsCommandByLabel,
} from '../../src/unattend/find-script-by-label.ts';
import { awk, sh } from './guest-shell.ts';

/** What the parser prints, with the byte that stands for the volume made visible. */
function parse(command: string): string {
  return awk('lib/answer-command.awk', command).trimEnd().replaceAll('\u0001', '@');
}

const test = base.extend('medium', ({ task: _ }, { onCleanup }) => {
  const medium = mkdtempSync(join(tmpdir(), 'goldpane-medium-'));
  onCleanup(() => rmSync(medium, { recursive: true }));
  mkdirSync(join(medium, 'goldpane'));
  return medium;
});

test.for([
  {
    reason: 'what goldpane itself writes for Windows PE',
    command: peCommandByLabel(installMediumLabel, String.raw`goldpane\winpe.cmd`),
    expected: 'GOLDPANE||goldpane/winpe.cmd|',
  },
  {
    reason: 'what goldpane itself writes for installed Windows',
    command: windowsCommandByLabel(installMediumLabel, String.raw`goldpane\specialize.ps1`),
    expected: 'GOLDPANE||goldpane/specialize.ps1|',
  },
  {
    reason: 'WinPE: a loop over vol with a substring test',
    command: String.raw`cmd /v /c "for %i in (C D E) do @for /f "delims=" %v in ('vol %i: 2^>nul') do @(set v=%v& if not "!v:GOLDPANE=!"=="!v!" call %i:\goldpane\winpe.cmd %i:)"`,
    expected: 'GOLDPANE||goldpane/winpe.cmd|@',
  },
  {
    reason: 'a loop over vol and find',
    command: String.raw`cmd /c for %%i in (D E F) do @vol %%i: | find /i "GOLDPANE" >nul && call %%i:\goldpane\winpe.cmd`,
    expected: 'GOLDPANE||goldpane/winpe.cmd|',
  },
  {
    reason: 'the label as the last word of the first line of vol',
    command: String.raw`cmd /v /c "for %i in (D E) do @for /f "tokens=*" %v in ('vol %i:') do @(set v=%v& if "!v:~-8!"=="GOLDPANE" %i:\goldpane\winpe.cmd -Letter %i & exit 0)"`,
    expected: 'GOLDPANE||goldpane/winpe.cmd|-Letter @',
  },
  {
    reason: 'PowerShell: DriveInfo in a loop',
    command: String.raw`powershell.exe -NoProfile -ExecutionPolicy Bypass -Command "foreach($d in [IO.DriveInfo]::GetDrives()){if($d.IsReady -and $d.VolumeLabel -eq 'GOLDPANE'){& ($d.Name+'goldpane\specialize.ps1')}};exit 0"`,
    expected: 'GOLDPANE||goldpane/specialize.ps1|',
  },
  {
    reason: 'PowerShell: DriveInfo in a pipe, path by Join-Path',
    command: String.raw`powershell -Command "$d=[IO.DriveInfo]::GetDrives()|?{$_.IsReady -and $_.VolumeLabel -eq 'GOLDPANE'}; & (Join-Path $d.RootDirectory 'goldpane\bootstrap.ps1')"`,
    expected: 'GOLDPANE||goldpane/bootstrap.ps1|',
  },
  {
    reason: 'PowerShell: the path as an expanded string',
    command: String.raw`powershell -c "[IO.DriveInfo]::GetDrives().Where({$_.VolumeLabel -ceq 'GOLDPANE'}) | % { & \"$($_.Name)goldpane\specialize.ps1\" }"`,
    expected: 'GOLDPANE||goldpane/specialize.ps1|',
  },
  {
    reason: 'PowerShell: a file of its own, found by a variable',
    command: String.raw`powershell -Command "$r=([IO.DriveInfo]::GetDrives()|where VolumeLabel -eq 'GOLDPANE').Name; powershell -File $r\goldpane\bootstrap.ps1 -Root $r"`,
    expected: 'GOLDPANE||goldpane/bootstrap.ps1|-Root @',
  },
  {
    reason: 'a search for a file instead of a label',
    command: String.raw`cmd /c "for %i in (C D E) do if exist %i:\goldpane\winpe.cmd call %i:\goldpane\winpe.cmd"`,
    expected: '||goldpane/winpe.cmd|',
  },
  {
    reason: 'a script at a known place',
    command: String.raw`powershell.exe -NoProfile -File C:\ProgramData\goldpane\bootstrap.ps1 -Once`,
    expected: '|C|ProgramData/goldpane/bootstrap.ps1|-Once',
  },
  {
    reason: 'the system drive by its variable',
    command: String.raw`cmd /c %SystemDrive%\Windows\Setup\Scripts\ErrorHandler.cmd`,
    expected: '|C|Windows/Setup/Scripts/ErrorHandler.cmd|',
  },
  {
    reason: 'a command without a script',
    command: String.raw`reg add HKLM\SYSTEM\Setup\LabConfig /v BypassTPMCheck /t REG_DWORD /d 1 /f`,
    expected: '|||',
  },
])('$reason', ({ command, expected }) => {
  expect(parse(command)).toBe(expected);
});

function run(medium: string, command: string, label = 'GOLDPANE'): string {
  writeFileSync(join(medium, 'log'), '');
  writeFileSync(join(medium, 'volumes'), `E\t${medium}\tcdrom\t${label}\t/dev/sr1\n`);
  const code = `VOLUMES="$MEDIUM/volumes"; LOG="$MEDIUM/log"; run_answer_command 'specialize command 1' "$COMMAND"; code=$?; cat "$LOG"; echo "exit code $code"`;
  const libraries = ['lib/volumes.sh', 'lib/answer-command.sh'];
  return sh(libraries, code, { MEDIUM: medium, COMMAND: command }).trimEnd().replaceAll(medium, 'MEDIUM');
}

const specialize = String.raw`powershell -Command "[IO.DriveInfo]::GetDrives()|?{$_.VolumeLabel -eq 'GOLDPANE'}|%{& ($_.Name+'goldpane\specialize.ps1')}"`;

test('the twin beside the script runs, and its exit code counts', ({ medium }) => {
  writeFileSync(join(medium, 'goldpane/specialize.ps1'), '# PowerShell');
  writeFileSync(join(medium, 'goldpane/specialize.sh'), 'echo the twin; exit 3');

  expect(run(medium, specialize)).toBe(
    'PowerShell not run: goldpane/specialize.ps1, twin run instead\nthe twin\nexit code 3',
  );
});

test('a command that ends in exit 0 does not fail with its script', ({ medium }) => {
  writeFileSync(join(medium, 'goldpane/winpe.cmd'), '');
  writeFileSync(join(medium, 'goldpane/winpe.sh'), 'exit 3');

  expect(run(medium, peCommandByLabel(installMediumLabel, String.raw`goldpane\winpe.cmd`))).toBe(
    'cmd not run: goldpane/winpe.cmd, twin run instead\nexit code 0',
  );
});

test.for([
  {
    reason: 'the volume has another label',
    label: 'CIDATA',
    files: ['specialize.ps1', 'specialize.sh'],
    expected: 'stopped: specialize command 1: no attached volume labelled GOLDPANE holds goldpane/specialize.ps1',
  },
  {
    reason: 'the volume lacks the script',
    label: 'GOLDPANE',
    files: ['specialize.sh'],
    expected: 'stopped: specialize command 1: no attached volume labelled GOLDPANE holds goldpane/specialize.ps1',
  },
  {
    reason: 'the script lacks its twin',
    label: 'GOLDPANE',
    files: ['specialize.ps1'],
    expected: 'stopped: specialize command 1: goldpane/specialize.ps1 has no twin specialize.sh beside it',
  },
  {
    reason: 'Windows does not mind the case',
    label: 'Goldpane',
    files: ['Specialize.PS1', 'Specialize.sh'],
    expected: 'PowerShell not run: goldpane/specialize.ps1, twin run instead\nexit code 0',
  },
])('$reason', ({ label, files, expected }, { medium }) => {
  for (const file of files) writeFileSync(join(medium, 'goldpane', file), '');

  expect(run(medium, specialize, label)).toBe(expected);
});

test('a command without a script is not played, and said so', ({ medium }) => {
  expect(run(medium, 'net user builder secret /add')).toBe(
    'not played: specialize command 1: net user builder secret /add\nexit code 0',
  );
});
