import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allElements } from '../../src/unattend/answer-tree.ts';
import { commandsOf } from '../../src/unattend/commands-of.ts';
import { readXml } from '../../src/unattend/read-xml.ts';
import { renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { clientOptions, skeletons } from '../unattend/skeletons.ts';
import { hasWine, PlayedWine } from './played-wine.ts';

const scripts = new URL('../../guest-scripts/windows/', import.meta.url);
const script = (name: string) => readFileSync(new URL(name, scripts), 'latin1');
const nonce = '0123456789abcdef0123456789abcdef';
const line = (message: object) => `@goldpane ${nonce} ${JSON.stringify(message)}\r\n`;

const stage = line({ kind: 'stage', stage: 'winpe' }).repeat(3);
const fatal = 'Windows Setup met a fatal error, see setuperr.log';
const failure = line({ kind: 'error', where: 'setup', text: fatal }).repeat(3);

const windowsMedium = { label: 'CCCOMA_X64FRE_EN-US_DV9', files: { 'sources/install.wim': '' } };
const installMedium = { label: 'GOLDPANE', files: { 'goldpane/winpe.cmd': script('winpe.cmd') } };

const failingMedium = { label: 'GOLDPANE', files: { 'goldpane/winpe.cmd': '@exit 3\r\n' } };

/** The command of an answer file's windowsPE pass, as it stands there. */
function windowsPeCommand(): string {
  const commands = commandsOf(allElements(readXml(renderAnswerFile(clientOptions, skeletons))));
  return commands.find(({ pass }) => pass === 'windowsPE')?.text ?? '';
}

const isHere = await hasWine();

describe('cmd under Wine', { timeout: 120_000 }, () => {
  let wine: PlayedWine;

  beforeAll(async () => {
    if (isHere) wine = await PlayedWine.create(mkdtempSync(join(tmpdir(), 'goldpane-wine-')));
  }, 120_000);

  beforeEach(({ skip }) => skip(!isHere, 'wine is not installed'));

  afterAll(async () => {
    await wine?.end();
  });

  describe('B7: the command of the windowsPE pass', () => {
    test.for([
      {
        reason: 'the medium among others, whatever its letter',
        media: [windowsMedium, installMedium, { label: 'GP_LAYER', files: {} }],
        com1: stage,
      },
      {
        reason: 'the label with a full stop after it, as some languages have it',
        media: [windowsMedium, { ...installMedium, label: 'GOLDPANE.' }],
        com1: stage,
      },
      {
        reason: 'it beside a label of characters that cmd knows',
        media: [{ ...windowsMedium, label: 'a&b (c) %PATH% ! ^ | > "' }, installMedium],
        com1: stage,
      },
      {
        reason: 'it beside a label that goes on, on a medium that is not ours',
        media: [{ label: 'GOLDPANE2', files: {} }, installMedium],
        com1: stage,
      },
      { reason: 'nothing where there is no medium', media: [windowsMedium], com1: '' },
      {
        reason: 'nothing on a medium with another label',
        media: [windowsMedium, { ...installMedium, label: 'GOLD_PANE' }],
        com1: '',
      },
      { reason: 'both of two media', media: [installMedium, windowsMedium, installMedium], com1: stage.repeat(2) },
      { reason: 'a script that fails', media: [windowsMedium, failingMedium], com1: '' },
      { reason: 'the good one of two', media: [failingMedium, installMedium, failingMedium], com1: stage },
    ])('finds $reason, and ends with 0', async ({ media, com1 }) => {
      await wine.boot({ systemSku: nonce, media });

      expect(await wine.run(windowsPeCommand())).toBe(0);
      expect(await wine.takeCom1()).toBe(com1);
    });
  });

  describe('B8: winpe.cmd', () => {
    test.for([
      { reason: 'no SystemSKU', systemSku: undefined, hasCom1: true, com1: '' },
      { reason: 'an empty SystemSKU', systemSku: '', hasCom1: true, com1: '' },
      {
        reason: 'a SystemSKU of another machine',
        systemSku: 'ThinkPad (X1) a&b)|c>d ^',
        hasCom1: true,
        com1: stage.replaceAll(nonce, 'ThinkPad (X1) a&b)|c>d ^'),
      },
      { reason: 'no COM1', systemSku: nonce, hasCom1: false, com1: '' },
    ])('does not fail the pass with $reason', async ({ com1, ...boot }) => {
      const [letter] = await wine.boot({ ...boot, media: [installMedium] });

      expect(await wine.run(`cmd.exe /c ${letter}:\\goldpane\\winpe.cmd`)).toBe(0);
      expect(await wine.takeCom1()).toBe(com1);
    });
  });

  describe('ErrorHandler.cmd', () => {
    const log = 'Error 0x80070103\r\n';
    const large = log.repeat(20_000);
    const logName = 'windows/Panther/setuperr.log';

    test.for([
      {
        reason: 'with what Setup wrote, more than the port takes at once',
        systemSku: nonce,
        files: { [logName]: large },
        com1: failure + large,
      },
      { reason: 'without a log', systemSku: nonce, files: {}, com1: failure },
      {
        reason: 'with a log that cannot be read',
        systemSku: nonce,
        files: { [`${logName}/in-the-way`]: '' },
        com1: failure,
      },
      { reason: 'without a nonce, the log alone', systemSku: undefined, files: { [logName]: log }, com1: log },
      { reason: 'not at all without COM1', systemSku: nonce, hasCom1: false, files: { [logName]: log }, com1: '' },
    ])('tells of a fatal error $reason, and shuts down, each time that it is run', async ({ files, com1, ...boot }) => {
      await wine.boot(boot);
      wine.write('windows/Setup/Scripts/ErrorHandler.cmd', script('ErrorHandler.cmd'));
      wine.remove('windows/Panther');
      for (const [name, text] of Object.entries(files)) wine.write(name, text);

      for (const _ of ['first', 'second']) {
        const before = wine.shutdowns().length;
        expect(await wine.run('cmd.exe /c C:\\windows\\Setup\\Scripts\\ErrorHandler.cmd')).toBe(0);
        expect(await wine.takeCom1()).toBe(com1);
        await expect.poll(() => wine.shutdowns().slice(before)).toEqual(['/s /f /t 0']);
      }
    });
  });
});
