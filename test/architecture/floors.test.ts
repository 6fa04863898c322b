import { globSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cruiseTree } from './cruise-tree.ts';
import { floors, pureRooms } from './house-rules.ts';

test('src keeps the rules of the house, and every file of it was read', async () => {
  const { modules, violations } = await cruiseTree('src');

  expect(violations).toEqual([]);
  expect(modules.filter((source) => source.endsWith('.ts')).sort()).toEqual(globSync('src/**/*.ts').sort());
});

test('src holds no room that has no floor', () => {
  const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(rooms.map(({ name }) => name).filter((name) => ![...floors.flat(), 'cli'].includes(name))).toEqual([]);
});

test('each rule is seen to fire on a tree that breaks it', async () => {
  const { violations } = await cruiseTree('test/architecture/broken/src');

  await expect(`${violations.join('\n')}\n`).toMatchFileSnapshot('broken/violations.txt');
});

test('pure rooms read no clock and no randomness', () => {
  const readers = /\b(Date\.now|Math\.random|performance\.now|randomUUID|randomBytes|randomInt|new Date\(\))/;
  const files = pureRooms.flatMap((room) => globSync(`src/${room}/**/*.ts`));

  expect(files.filter((file) => readers.test(readFileSync(file, 'utf8')))).toEqual([]);
});
