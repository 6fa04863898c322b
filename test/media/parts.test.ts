import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Sha256 } from '../../src/base/ids.ts';
import { retryAfterMs } from '../../src/media/fetch/fetch-problem.ts';
import { findEdition } from '../../src/media/find-edition.ts';
import { installMediumFiles, installScripts, installTwins } from '../../src/media/pack/install-medium.ts';
import { layerMediumFiles } from '../../src/media/pack/layer-medium.ts';
import type { MediumFile } from '../../src/media/pack/medium-file.ts';

const sha256 = 'a'.repeat(64) as Sha256;
const guestScripts = new URL('../../guest-scripts', import.meta.url).pathname;

const failure = async (work: Promise<unknown> | (() => unknown)): Promise<unknown> => {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return [code, message];
  }
  return undefined;
};

const textOf = (file: MediumFile | undefined) => (file && 'bytes' in file.content ? String(file.content.bytes) : '');

describe('installMediumFiles()', () => {
  const parts = {
    answerFile: '<unattend/>',
    guestScripts: '/g',
    withTwins: false,
    parameters: { schema: 'goldpane/parameters/1', account: 'gold' },
    setupDrivers: [],
    bootstrapDrivers: [],
  };

  test('puts the answer file, drivers and the agent where Setup and the scripts look', () => {
    const driver = (name: string) => ({ name, files: [{ name: `${name}.inf`, content: { bytes: name } }] });
    const files = installMediumFiles({
      ...parts,
      setupDrivers: [driver('viostor'), driver('NetKVM')],
      bootstrapDrivers: [driver('vioserial')],
      guestAgent: { name: 'qemu-ga.msi', content: { path: '/c/qemu-ga.msi' }, sha256 },
    });

    expect(files).toEqual([
      { name: 'Autounattend.xml', content: { bytes: '<unattend/>' } },
      {
        name: 'goldpane/goldpane.json',
        content: { bytes: '{\n  "schema": "goldpane/parameters/1",\n  "account": "gold"\n}\n' },
      },
      ...installScripts.map((name) => ({ name: `goldpane/${name}`, content: { path: `/g/windows/${name}` } })),
      { name: '$WinPEDriver$/viostor/viostor.inf', content: { bytes: 'viostor' } },
      { name: '$WinPEDriver$/NetKVM/NetKVM.inf', content: { bytes: 'NetKVM' } },
      { name: 'goldpane/drivers/vioserial/vioserial.inf', content: { bytes: 'vioserial' } },
      { name: 'goldpane/guest-agent/qemu-ga.msi', content: { path: '/c/qemu-ga.msi' }, sha256 },
    ]);
  });

  test('has a twin beside each script that has one, and nothing else more', () => {
    const without = installMediumFiles(parts).map(({ name }) => name);
    const added = installMediumFiles({ ...parts, withTwins: true }).filter(({ name }) => !without.includes(name));

    expect(added).toEqual(
      installTwins.map((name) => ({ name: `goldpane/${name}`, content: { path: `/g/rehearsal/twins/${name}` } })),
    );
  });

  test('names scripts that exist', () => {
    expect(readdirSync(join(guestScripts, 'windows'))).toEqual(expect.arrayContaining([...installScripts]));
    expect(readdirSync(join(guestScripts, 'rehearsal/twins'))).toEqual(expect.arrayContaining([...installTwins]));
  });
});

describe('layerMediumFiles()', () => {
  test('gives each step a directory and describes the steps for the guest', () => {
    const step = {
      id: '01-tools',
      name: 'tools',
      script: 'goldpane:rehearsal-tools.ps1',
      args: ['-Name', 'x y'],
      files: [],
      runAs: 'system',
      reboot: 'allowed',
      acceptExitCodes: [0, 3010],
      timeoutMinutes: 5,
      sources: [
        { from: 'goldpane:rehearsal-tools.ps1', name: 'rehearsal-tools.ps1', sha256 },
        { from: 'data/x.bin', name: 'x.bin', sha256 },
      ],
      packages: [{ name: 'winfsp.msi', sha256, urls: [] }],
    } as const;

    const [description, ...files] = layerMediumFiles({
      layer: { name: 'tools', steps: [step] },
      pathOf: ({ from }) => `/host/${from}`,
      packagePathOf: ({ name }) => `/cache/${name}`,
    });

    expect(JSON.parse(textOf(description))).toEqual({
      schema: 'goldpane/layer/1',
      layer: 'tools',
      steps: [
        {
          id: '01-tools',
          script: 'rehearsal-tools.ps1',
          args: ['-Name', 'x y'],
          runAs: 'system',
          acceptExitCodes: [0, 3010],
          reboot: 'allowed',
        },
      ],
    });
    expect([description?.name, ...files]).toEqual([
      'layer.json',
      { name: 'steps/01-tools/rehearsal-tools.ps1', content: { path: '/host/goldpane:rehearsal-tools.ps1' }, sha256 },
      { name: 'steps/01-tools/x.bin', content: { path: '/host/data/x.bin' }, sha256 },
      { name: 'steps/01-tools/packages/winfsp.msi', content: { path: '/cache/winfsp.msi' }, sha256 },
    ]);
  });
});

describe('findEdition()', () => {
  const image = (index: number, name: string, editionId: string, architecture: 'amd64' | 'arm64' = 'amd64') => ({
    index,
    name,
    editionId,
    architecture,
    installationType: 'Server',
    build: 26100,
    branch: 'ge_release',
    languages: ['en-US'],
    defaultLanguage: 'en-US',
  });
  const images = [
    image(1, 'S Core', 'ServerStandard'),
    image(2, 'S', 'ServerStandard'),
    image(3, 'Pro', 'Professional'),
    image(4, 'Pro', 'Professional', 'arm64'),
  ];

  test.for([
    { edition: { id: 'Professional', name: 'another name' }, index: 3, reason: 'an EditionID that is there once' },
    {
      edition: { id: 'ServerStandard', name: 'S' },
      index: 2,
      reason: 'B3: one of two that share an EditionID, by name',
    },
    {
      edition: { id: 'ServerStandardCore', editionId: 'ServerStandard', name: 'S Core' },
      index: 1,
      reason: 'B3: Server Core, whose id is not its EditionID',
    },
  ])('finds $reason', ({ edition, index }) => {
    expect(findEdition(images, edition, 'amd64').index).toBe(index);
  });

  test.for([
    { id: 'Core', name: 'Home' },
    { id: 'ServerStandard', name: 'no such name' },
  ])('B2: names what is there when %j is not', async (edition) => {
    expect(await failure(() => findEdition(images, edition, 'amd64'))).toEqual([
      'GP-MEDIA-EDITION',
      `The installer has no edition ${edition.id} "${edition.name}" for amd64; it has: 1 S Core (ServerStandard, amd64), 2 S (ServerStandard, amd64), 3 Pro (Professional, amd64), 4 Pro (Professional, arm64)`,
    ]);
  });
});

describe('retryAfterMs()', () => {
  test.for([
    ['7', 7000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ] as const)('%s is %s', ([value, ms]) => {
    expect(retryAfterMs(value, Date.parse('2026-11-21T12:00:00Z'))).toBe(ms);
  });
});
