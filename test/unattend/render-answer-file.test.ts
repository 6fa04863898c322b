import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { textAt } from '../../src/unattend/answer-tree.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { readXml } from '../../src/unattend/read-xml.ts';
import { passwordPlaceholder, renderAnswerFile } from '../../src/unattend/render-answer-file.ts';
import { clientOptions, skeletons } from './skeletons.ts';

const { productKey: _, ...evaluation } = clientOptions;

describe('renderAnswerFile()', () => {
  test.for([
    { name: 'client-pro', reason: 'a consumer edition with its generic key', options: clientOptions },
    {
      name: 'client-evaluation-arm64',
      reason: 'evaluation media take no key; other architecture, language and keyboard',
      options: {
        ...evaluation,
        imageIndex: 1,
        architecture: 'arm64',
        mediaLanguage: 'en-GB',
        language: 'de-DE',
        keyboard: '0407:00000407',
        timezone: 'W. Europe Standard Time',
        hostname: 'GOLD-1',
      },
    },
    {
      name: 'server-evaluation',
      reason: 'Server asks for AdministratorPassword',
      options: { ...evaluation, skeleton: 'server', imageIndex: 2 },
    },
    {
      name: 'odd-text',
      reason: 'text from a recipe stays inside its element and arrives as it was',
      options: {
        ...clientOptions,
        account: { name: 'o\'b"<&>', displayName: 'J\u00f6rg &amp; &lt;b&gt; \u{1f600} ]]>' },
      },
    },
  ] as const)('renders $name whole: $reason', async ({ name, options }) => {
    const text = renderAnswerFile(options, skeletons);

    expect(checkAnswerFile(text)).toEqual([]);
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.xml`);
  });

  test('B5: is ASCII with CRLF and without a byte-order mark', () => {
    const text = renderAnswerFile({ ...clientOptions, account: { name: 'x', displayName: '\u00fc' } }, skeletons);

    expect(text).toMatch(/^<\?xml[\t\r\n\x20-\x7e]*\r\n$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('holds a placeholder unless the password is given, and then the password in place of every placeholder', () => {
    const secret = new Secret('S3cret-&-<value>');

    const shown = renderAnswerFile({ ...clientOptions, skeleton: 'server' }, skeletons);
    const real = renderAnswerFile({ ...clientOptions, skeleton: 'server' }, skeletons, { password: secret });

    expect(shown.split(passwordPlaceholder)).toHaveLength(4);
    expect(real).toBe(shown.replaceAll(passwordPlaceholder, 'S3cret-&amp;-&lt;value&gt;'));
  });

  test('says which part a skeleton lacks', () => {
    const client = skeletons.client.replace('"Microsoft-Windows-International-Core-WinPE"', '"Other"');

    expect(() => renderAnswerFile(clientOptions, { ...skeletons, client })).toThrow(
      'the skeleton has no component Microsoft-Windows-International-Core-WinPE in pass windowsPE',
    );
  });

  test('B12: whatever text a recipe holds, it is read back as it was', async () => {
    const characters = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const allowed = characters.filter((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text) && text.trim() === text);
    const markup = fc.array(fc.constantFrom('&', 'amp;', '&lt;', '<', '>', ']]>', '"', '&#10;', '&x;', 'a'), {
      minLength: 1,
    });

    await fc.assert(
      fc.property(
        fc.oneof(
          allowed,
          markup.map((parts) => parts.join('')),
        ),
        (displayName) => {
          const text = renderAnswerFile({ ...clientOptions, account: { name: 'x', displayName } }, skeletons);
          const path = 'UserAccounts/LocalAccounts/LocalAccount/DisplayName';
          const shell = readXml(text).children[2]?.children[1];

          expect(textAt(shell, path)).toBe(displayName.trim());
        },
      ),
    );
  });
});
