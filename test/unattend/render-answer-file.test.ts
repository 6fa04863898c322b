import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bypasses } from '../../src/base/recipe.ts';
import { Secret } from '../../src/base/secret.ts';
import type { AnswerFileOptions } from '../../src/unattend/answer-file-options.ts';
import { textAt } from '../../src/unattend/answer-tree.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { readXml } from '../../src/unattend/read-xml.ts';
import { renderAnswerFile, renderSysprepFile } from '../../src/unattend/render-answer-file.ts';
import { placeholders } from '../../src/unattend/reveal-secrets.ts';
import { clientOptions, fragment, serverOptions, skeletons, sysprepSkeleton } from './skeletons.ts';

const { productKey: _, ...evaluation } = clientOptions;
const shell = 'Microsoft-Windows-Shell-Setup';

/** What a build checks a file against: the medium that the options were made for. */
function targetOf({ skeleton, architecture, imageIndex, productKey, mediaLanguage }: AnswerFileOptions) {
  return {
    release: { id: 'test', kind: skeleton, build: 26200 },
    architectures: [architecture],
    editions: [{ id: 'X', name: 'X', index: imageIndex, evaluation: productKey === undefined, key: productKey }],
    languages: [mediaLanguage],
    isOneMedium: true,
    isForBuild: true,
  };
}

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
    { name: 'server-evaluation', reason: 'Server asks for AdministratorPassword', options: serverOptions },
    {
      name: 'odd-text',
      reason: 'text from a recipe stays inside its element and arrives as it was',
      options: {
        ...clientOptions,
        account: { name: "o'b&c", displayName: 'J\u00f6rg &amp; &lt;b&gt; \u{1f600} ]]>' },
      },
    },
    {
      name: 'server-remote-desktop',
      reason: 'Remote Desktop and its firewall group by a name that is the same in every language',
      options: { ...serverOptions, remoteDesktop: true },
    },
    {
      name: 'client-licensed-bypass',
      reason: 'a key that activates in specialize, checks passed over, firewall off',
      options: { ...clientOptions, hasLicenseKey: true, bypass: bypasses, firewallOff: true },
    },
    {
      name: 'client-switched-off',
      reason:
        'Defender in specialize; virtualisation-based security in offlineServicing, in its place among the passes',
      options: { ...clientOptions, defenderOff: true, vbsOff: true },
    },
    {
      name: 'client-extra',
      reason: 'fragments: a value replaced, a setting added, a component added, a command added',
      options: {
        ...clientOptions,
        extra: [
          fragment(
            'oobeSystem',
            shell,
            '<OOBE><ProtectYourPC>1</ProtectYourPC></OOBE><RegisteredOwner>A &amp; B</RegisteredOwner>',
          ),
          fragment('specialize', 'Microsoft-Windows-ErrorReportingCore', '<DisableWER>1</DisableWER>'),
          fragment(
            'specialize',
            'Microsoft-Windows-Deployment',
            '<RunSynchronous><RunSynchronousCommand wcm:action="add"><Order>1</Order><Path>cmd /c ver</Path></RunSynchronousCommand></RunSynchronous>',
          ),
        ],
      },
    },
    {
      name: 'client-template',
      reason: 'a template of a recipe keeps what it says, and gets what it lacks',
      options: {
        ...clientOptions,
        template: {
          name: 'own.xml',
          text: skeletons.client
            .replace('<AutoLogon/>', '<TimeZone>UTC</TimeZone><AutoLogon><Username>me</Username></AutoLogon>')
            .replace(
              '<LocalAccounts/>',
              '<LocalAccounts><LocalAccount wcm:action="add"><Name>me</Name><Group>Users;Administrators</Group></LocalAccount></LocalAccounts>',
            ),
        },
        account: { name: 'Me', displayName: 'It is me' },
      },
    },
  ] as const)('renders $name whole: $reason', async ({ name, options }) => {
    const text = renderAnswerFile(options, skeletons);

    expect(checkAnswerFile(text, targetOf(options))).toEqual([]);
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.xml`);
  });

  test.for([
    { name: 'sysprep-client', options: clientOptions },
    { name: 'sysprep-server', options: { ...serverOptions, hostname: 'GOLD-1' } },
  ])('renders $name whole: an account, no question, and a name that each clone makes up', async ({ name, options }) => {
    const text = renderSysprepFile(options, sysprepSkeleton);

    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.xml`);
    expect(checkAnswerFile(text, { ...targetOf(options), isForBuild: false })).toEqual([]);
  });

  test('B5: is ASCII with CRLF and without a byte-order mark', () => {
    const text = renderAnswerFile({ ...clientOptions, account: { name: 'x', displayName: '\u00fc' } }, skeletons);

    expect(text).toMatch(/^<\?xml[\t\r\n\x20-\x7e]*\r\n$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('holds placeholders unless the secrets are given, and then the secrets in place of every placeholder', () => {
    const options = { ...serverOptions, hasLicenseKey: true } as const;
    const secrets = {
      password: new Secret('S3cret-&-<value>'),
      licenseKey: new Secret('AAAAA-BBBBB-CCCCC-DDDDD-EEEEE'),
    };

    const shown = renderAnswerFile(options, skeletons);
    const real = renderAnswerFile(options, skeletons, secrets);

    expect([placeholders.password, placeholders.licenseKey].map((text) => shown.split(text).length - 1)).toEqual([
      3, 1,
    ]);
    expect(real).toBe(
      shown
        .replaceAll(placeholders.password, 'S3cret-&amp;-&lt;value&gt;')
        .replaceAll(placeholders.licenseKey, 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE'),
    );
  });

  test.for([
    { reason: 'not XML', text: '<unattend', message: 'own.xml line 1 cannot be used: not well-formed at "<unattend"' },
    {
      reason: 'no answer file',
      text: '<x/>',
      message: 'own.xml line 1 cannot be used: its root is not <unattend xmlns="urn:schemas-microsoft-com:unattend">',
    },
    {
      reason: 'entities',
      text: '<!DOCTYPE x [<!ENTITY a "b">]><x/>',
      message: 'own.xml line 1 cannot be used: a document type is not taken',
    },
  ])('refuses a template or fragment that is $reason', ({ text, message }) => {
    const own = { name: 'own.xml', text };

    for (const options of [{ template: own }, { extra: [own] }]) {
      expect(() => renderAnswerFile({ ...clientOptions, ...options }, skeletons)).toThrow(
        expect.objectContaining({ code: 'GP-ANSWER-UNREADABLE', message }),
      );
    }
  });

  test('the smallest template becomes a whole file, and what only the skeletons say is found missing', () => {
    const template = { name: 'own.xml', text: '<unattend xmlns="urn:schemas-microsoft-com:unattend"/>' };
    const text = renderAnswerFile({ ...clientOptions, template }, skeletons);

    expect(
      checkAnswerFile(text, targetOf(clientOptions))
        .map(({ found }) => found)
        .sort(),
    ).toEqual([
      'UserData/AcceptEula is not true',
      'oobeSystem/Microsoft-Windows-SecureStartup-FilterDriver/PreventDeviceEncryption is missing',
      'oobeSystem/Microsoft-Windows-Shell-Setup/OOBE/HideWirelessSetupInOOBE is missing',
      'specialize/Microsoft-Windows-SecureStartup-FilterDriver/PreventDeviceEncryption is missing',
      'windowsPE/Microsoft-Windows-Setup/DynamicUpdate/Enable is missing',
    ]);
  });

  test('B12: whatever text a recipe holds, it is read back as it was', () => {
    const characters = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const allowed = characters.filter((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text) && text.trim() === text);
    const markup = fc.array(fc.constantFrom('&', 'amp;', '&lt;', '<', '>', ']]>', '"', '&#10;', '&x;', 'a'), {
      minLength: 1,
    });

    void fc.assert(
      fc.property(
        fc.oneof(
          allowed,
          markup.map((parts) => parts.join('')),
        ),
        (displayName) => {
          const text = renderAnswerFile({ ...clientOptions, account: { name: 'x', displayName } }, skeletons);
          const path = 'UserAccounts/LocalAccounts/LocalAccount/DisplayName';
          const parsed = readXml(text).children[2]?.children[1];

          expect(textAt(parsed, path)).toBe(displayName.trim());
        },
      ),
    );
  });

  test('whatever a recipe can ask for renders to a file without findings', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,18}[A-Za-z0-9]$/);
    const options = fc.record({
      skeleton: fc.constantFrom('client' as const, 'server' as const),
      architecture: fc.constantFrom('amd64' as const, 'arm64' as const),
      imageIndex: fc.integer({ min: 1, max: 99 }),
      productKey: fc.option(fc.stringMatching(/^[A-Z0-9]{5}(-[A-Z0-9]{5}){4}$/), { nil: undefined }),
      mediaLanguage: fc.constantFrom('en-US', 'de-DE', 'zh-CN'),
      language: fc.constantFrom('en-US', 'sr-Latn-RS'),
      keyboard: fc.constantFrom('en-US', '0407:00000407'),
      timezone: fc.constantFrom('UTC', 'W. Europe Standard Time'),
      hostname: fc.constantFrom('*', 'GOLD-1', 'abcdefghijklmno'),
      account: fc.record({
        name: name.filter((text) => !/^(goldpane|gold-1|abcdefghijklmno|guest|system|local|none|krbtgt)$/i.test(text)),
        displayName: fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 64 })
          .filter((text) => /\S/.test(text) && !/\p{Cc}/u.test(text)),
      }),
      remoteDesktop: fc.constantFrom(undefined, true as const),
      firewallOff: fc.constantFrom(undefined, true as const),
      defenderOff: fc.constantFrom(undefined, true as const),
      vbsOff: fc.constantFrom(undefined, true as const),
      bypass: fc.subarray([...bypasses]),
    });

    void fc.assert(
      fc.property(options, (some) => {
        const hasLicenseKey = some.productKey === undefined ? undefined : (true as const);
        const wish = { ...some, hasLicenseKey };
        const password = new Secret('Abcdefgh-1234');

        expect(checkAnswerFile(renderAnswerFile(wish, skeletons), targetOf(wish))).toEqual([]);
        expect(checkAnswerFile(renderAnswerFile(wish, skeletons, { password }), targetOf(wish))).toEqual([]);
        const firstStart = { ...targetOf(wish), isForBuild: false };
        expect(checkAnswerFile(renderSysprepFile(wish, sysprepSkeleton, { password }), firstStart)).toEqual([]);
      }),
    );
  });
});
