import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasWine, PlayedWine } from './played-wine.ts';

const scripts = new URL('../../guest-scripts/windows/', import.meta.url);
const script = (name: string) => readFileSync(new URL(name, scripts), 'latin1');
const nonce = '0123456789abcdef0123456789abcdef';
const line = (message: object) => `@goldpane ${nonce} ${JSON.stringify(message)}\r\n`;

const isHere = await hasWine();

describe('cmd scripts under Wine', { timeout: 120_000 }, () => {
  let wine: PlayedWine;
  let letter = '';

  beforeAll(async () => {
    if (!isHere) return;
    wine = await PlayedWine.create(mkdtempSync(join(tmpdir(), 'goldpane-wine-')));
    const letters = [...'EFGHIJKLM'].sort(() => Math.random() - 0.5);
    wine.attach(letters[0] ?? 'E', 'CCCOMA_X64FREE_EN-US_DV9', {
      'goldpane/winpe.cmd': 'echo wrong medium>\\\\.\\COM1\r\n',
    });
    letter = letters[1] ?? 'F';
    wine.attach(letter, 'GOLDPANE', {
      'goldpane/winpe.cmd': script('winpe.cmd'),
      'goldpane/ErrorHandler.cmd': script('ErrorHandler.cmd'),
    });
    wine.attach(letters[2] ?? 'G', 'GOLDPANE2', { 'goldpane/winpe.cmd': 'echo wrong medium>\\\\.\\COM1\r\n' });
  }, 120_000);

  beforeEach(({ skip }) => skip(!isHere, 'wine is not installed'));

  afterAll(async () => {
    await wine?.remove();
  });

  test('winpe.cmd without a nonce says nothing, and does not fail the pass', async () => {
    await wine.setNonce('');

    expect(await wine.cmd(`${letter}:\\goldpane\\winpe.cmd`)).toBe(0);
    expect(wine.takeCom1()).toBe('');
  });

  test('winpe.cmd says its stage three times, with the nonce of the boot', async () => {
    await wine.setNonce(nonce);

    expect(await wine.cmd(`${letter}:\\goldpane\\winpe.cmd`)).toBe(0);
    expect(wine.takeCom1()).toBe(line({ kind: 'stage', stage: 'winpe' }).repeat(3));
  });

  test('ErrorHandler.cmd tells of a fatal error, with what Setup wrote, and ends with 0', async () => {
    await wine.setNonce(nonce);
    wine.write('windows/Panther/setuperr.log', 'Error 0x80070103\r\n');

    expect(await wine.cmd(`${letter}:\\goldpane\\ErrorHandler.cmd`)).toBe(0);
    const text = 'Windows Setup met a fatal error, see setuperr.log';
    const message = line({ kind: 'error', where: 'setup', text });
    expect(wine.takeCom1()).toBe(`${message.repeat(3)}Error 0x80070103\r\n`);
  });
});
