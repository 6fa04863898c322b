import { expect, test } from 'vitest';
import type { Catalogue } from '../../src/base/catalogue.ts';
import type { Sha256 } from '../../src/base/ids.ts';
import type { Recipe } from '../../src/base/recipe.ts';
import { withAcceptedPackages, withAcceptedPins } from '../../src/recipe/accepted-pins.ts';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [Sha256, Sha256, Sha256];
const accepted = { id: 'iso', pinned: a, sha256: b, sizeBytes: 7, source: 'https://x.example/iso', on: '2026-11-21' };

test('an accepted digest replaces the pin that it was accepted for, and no other', () => {
  const catalogue = (sha256: Sha256) =>
    ({
      releases: [{ media: [{ id: 'iso', sha256 }] }],
      drivers: [],
      tools: [{ id: 'iso', sha256: c }],
    }) as unknown as Catalogue;

  expect(withAcceptedPins(catalogue(a), [accepted]).releases[0]?.media[0]).toEqual({
    id: 'iso',
    sha256: b,
    sizeBytes: 7,
  });
  expect(withAcceptedPins(catalogue(c), [accepted]).releases[0]?.media[0]).toEqual({ id: 'iso', sha256: c });
  expect(withAcceptedPins(catalogue(a), [accepted]).tools[0]).toEqual({ id: 'iso', sha256: c });
});

test('an accepted digest replaces the pin of drivers, too', () => {
  const catalogue = { releases: [], drivers: [{ version: '0.1.302', sha256: a }], tools: [] } as unknown as Catalogue;

  const { drivers } = withAcceptedPins(catalogue, [{ ...accepted, id: 'virtio-win-0.1.302' }]);

  expect(drivers).toEqual([{ version: '0.1.302', sha256: b, sizeBytes: 7 }]);
});

test('an accepted digest replaces the pin of a package in any step, of the same file name and pin only', () => {
  const packages = ['winfsp', { file: 'app.json', sha256: a, urls: [] }, { file: 'app.json', sha256: c, urls: [] }];
  const steps = [{ script: 'x.ps1', packages: [...packages, { file: 'other.bin', sha256: a, urls: [] }] }];
  const recipe = { layers: [{ name: 'x', steps }], seal: { mode: 'plain', steps: [{ script: 's.ps1' }, ...steps] } };

  const { layers, seal } = withAcceptedPackages(recipe as unknown as Recipe, [{ ...accepted, id: 'app.json' }]);

  const taken = ['winfsp', { file: 'app.json', sha256: b, urls: [], sizeBytes: 7 }, packages[2]];
  const step = { script: 'x.ps1', packages: [...taken, { file: 'other.bin', sha256: a, urls: [] }] };
  expect({ layers, seal }).toEqual({
    layers: [{ name: 'x', steps: [step] }],
    seal: { mode: 'plain', steps: [{ script: 's.ps1' }, step] },
  });
});
