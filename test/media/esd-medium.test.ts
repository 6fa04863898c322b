import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { esdParts, makeEsdMedium } from '../../src/media/esd-medium.ts';
import { inspectIso } from '../../src/media/inspect-iso.ts';
import { writeEsd } from '../helpers/windows-esd.ts';
import { windowsIso } from '../helpers/windows-iso.ts';

let directory: string;
const at = (name: string) => join(directory, name);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'esd medium '));
  mkdirSync(at('work'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const release = { architecture: 'amd64', language: 'en-GB', build: 26300, revision: 9457, branch: 'ge' } as const;
const editions = [
  { name: 'Windows 11 Home', editionId: 'Core', installationType: 'Client' },
  { name: 'Windows 11 Pro', editionId: 'Professional', installationType: 'Client' },
] as const;

test('an ESD of the Media Creation Tool becomes a medium with its editions, its Setup and its loaders', async () => {
  writeEsd(at('x.esd'), release, editions);

  await makeEsdMedium({ esd: at('x.esd'), out: at('medium.iso'), work: at('work') });

  const { images, ...medium } = await inspectIso(at('medium.iso'));
  expect(images.map(({ index, name, editionId, build }) => [index, name, editionId, build])).toEqual([
    [1, 'Windows 11 Home', 'Core', 26300],
    [2, 'Windows 11 Pro', 'Professional', 26300],
  ]);
  expect(medium).toEqual({
    label: 'CCCOMA_X64FRE_EN-GB_DV9',
    installImage: 'sources/install.wim',
    setupLanguage: 'en-GB',
    loaders: [{ path: 'efi/boot/bootx64.efi', signatures: [] }],
    bootImages: { prompt: true, noPrompt: true },
  });
});

test('an ESD whose images come in another order becomes the same medium', async () => {
  writeEsd(at('x.esd'), release, editions, [3, 4, 2, 0, 1]);

  const parts = await esdParts(at('x.esd'));
  await makeEsdMedium({ esd: at('x.esd'), out: at('medium.iso'), work: at('work') });

  expect([parts.setupMedia, ...parts.boot, ...parts.editions].map(({ name }) => name)).toEqual([
    'Windows Setup Media',
    'Microsoft Windows PE (x64)',
    'Microsoft Windows Setup (x64)',
    'Windows 11 Home',
    'Windows 11 Pro',
  ]);
  expect(await inspectIso(at('medium.iso'))).toMatchObject({
    images: [{ editionId: 'Core' }, { editionId: 'Professional' }],
    bootImages: { prompt: true, noPrompt: true },
  });
});

test('a WIM that is built otherwise, and what is no WIM, are refused', async () => {
  const iso = await windowsIso({ editions: [], kind: 'client', build: 26200 }, { images: ['Core'], language: 'en-US' });
  writeFileSync(at('page.esd'), '<html>');
  const refusal = async (esd: string) =>
    await makeEsdMedium({ esd, out: at('medium.iso'), work: at('work') }).catch(({ code, message }) => [
      code,
      message.replace(esd, 'ESD'),
    ]);

  expect(await refusal(at('page.esd'))).toEqual([
    'GP-MEDIA-UNKNOWN',
    'ESD is no ESD of the Media Creation Tool: it does not start like a WIM',
  ]);
  expect(await refusal(iso.path)).toEqual([
    'GP-MEDIA-UNKNOWN',
    'ESD is no ESD of the Media Creation Tool: it does not start like a WIM',
  ]);
});
