import { expect, test } from 'vitest';
import { nearNames } from '../../src/base/near-names.ts';

test.for([
  ['edtion', ['edition', 'emulation', 'extends'], ['edition'], 'a letter is lost'],
  ['lnaguage', ['language', 'layers'], ['language'], 'two letters are swapped'],
  [
    'win11-25h1',
    ['win11-24h2', 'win11-25h2', 'win10-22h2'],
    ['win11-25h2', 'win11-24h2', 'win10-22h2'],
    'nearest first',
  ],
  ['win', ['win11', 'server'], ['win11'], 'a beginning'],
  ['Professional', ['professional'], ['professional'], 'case alone'],
  ['zebra', ['edition'], [], 'nothing is near'],
  ['', ['a', 'edition'], ['a'], 'nothing to go by'],
  ['x', ['a', 'b', 'c', 'd'], ['a', 'b', 'c'], 'three at most'],
] as const)('nearNames() finds what was meant: %j', ([name, candidates, expected]) => {
  expect(nearNames(name, candidates)).toEqual(expected);
});
