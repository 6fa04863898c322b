import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { inspectIso } from '../../src/media/inspect-iso.ts';
import { buildMedia } from '../../src/rehearsal/build-media.ts';
import { rehearsalImages, rehearsalRelease, type WindowsImage } from '../../src/rehearsal/windows-images.ts';

const test = base.extend('dirs', ({ task: _ }, { onCleanup }) => {
  const root = mkdtempSync(join(tmpdir(), 'goldpane media '));
  onCleanup(() => rmSync(root, { recursive: true }));
  const dirs = { cacheDir: join(root, 'cache'), workDir: join(root, 'work') };
  for (const directory of Object.values(dirs)) mkdirSync(directory);
  return dirs;
});

const server: readonly WindowsImage[] = [
  {
    name: 'Windows Server 2025 SERVERSTANDARDCORE',
    displayName: 'Windows Server 2025 Standard Evaluation',
    editionId: 'ServerStandardEval',
    installationType: 'Server Core',
  },
  {
    name: 'Windows Server 2025 SERVERSTANDARD',
    displayName: 'Windows Server 2025 Standard Evaluation (Desktop Experience)',
    editionId: 'ServerStandardEval',
    installationType: 'Server',
  },
];
const german = {
  architecture: 'amd64',
  language: 'de-DE',
  build: 26100,
  revision: 1742,
  branch: 'ge_release',
} as const;

test('a medium says of itself what it was asked for, as installers do', async ({ dirs }) => {
  const label = 'SSS_X64FREE_DE-DE_DV9';
  const { path, sizeBytes } = await buildMedia({ ...dirs, images: server, release: german, prompt: true, label });

  expect(sizeBytes).toBe(statSync(path).size);
  const image = {
    editionId: 'ServerStandardEval',
    architecture: 'amd64',
    build: 26100,
    languages: ['de-DE'],
    defaultLanguage: 'de-DE',
    branch: 'ge_release',
  };
  expect(await inspectIso(path)).toEqual({
    label,
    images: [
      { index: 1, name: 'Windows Server 2025 SERVERSTANDARDCORE', installationType: 'Server Core', ...image },
      { index: 2, name: 'Windows Server 2025 SERVERSTANDARD', installationType: 'Server', ...image },
    ],
    setupLanguage: 'de-DE',
    installImage: 'sources/install.wim',
    loaders: [{ path: 'efi/boot/bootx64.efi', signatures: [] }],
    bootImages: { prompt: true, noPrompt: true },
  });
});

const rehearsal = { images: rehearsalImages, release: rehearsalRelease, label: 'CCCOMA_X64FRE_EN-US_DV9' };

test.for([
  { reason: 'the default asks for a key', prompt: true, loader: '/EFI/MICROSOFT/BOOT/EFISYS.BIN' },
  { reason: 'the other does not', prompt: false, loader: '/EFI/MICROSOFT/BOOT/EFISYS_NOPROMPT.BIN' },
])('El Torito: $reason, and install.wim is in UDF only', async ({ prompt, loader }, { dirs }) => {
  const { path } = await buildMedia({ ...dirs, ...rehearsal, prompt });
  const xorriso = (...args: string[]) =>
    execFileSync('xorriso', ['-indev', path, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  expect(xorriso('-report_el_torito', 'plain').match(/img path.*/g)).toEqual([
    'img path :   1  /BOOT/ETFSBOOT.COM',
    `img path :   2  ${loader}`,
  ]);
  expect(xorriso('-lsl', '/').match(/'[^']+'/g)).toEqual(["'BOOT'", "'BOOT.CATALOG'", "'EFI'", "'README.TXT'"]);
});

test('equal options give the medium that is there already; others another', async ({ dirs }) => {
  const titles: string[] = [];
  const build = (prompt: boolean) =>
    buildMedia({
      ...dirs,
      ...rehearsal,
      prompt,
      onEvent: (event) => event.kind === 'work.started' && titles.push(event.title),
    });

  const first = await build(true);

  expect(await build(true)).toEqual(first);
  expect((await build(false)).path).not.toBe(first.path);
  expect(titles).toEqual(['Build the medium CCCOMA_X64FRE_EN-US_DV9', 'Build the medium CCCOMA_X64FRE_EN-US_DV9']);
});

test('every name of the rehearsal says that it is none of Windows', () => {
  expect(rehearsalImages.filter(({ name }) => !name.startsWith('Rehearsal '))).toEqual([]);
});
