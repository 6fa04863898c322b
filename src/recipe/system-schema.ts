import * as z from 'zod';
import { type Bypass, bypasses } from '../base/recipe.ts';
import { filePath, Line } from './step-schema.ts';

const onOff = z.enum(['on', 'off']);

const LicenseKey = z
  .union([
    // Nothing else of the environment can be carried into a guest.
    z.strictObject({
      environment: z.string().regex(/^GOLDPANE_KEY(_[A-Z0-9]+)*$/, {
        error: 'must be `GOLDPANE_KEY`, or begin with `GOLDPANE_KEY_` and go on with `A-Z`, `0-9`, `_`',
      }),
    }),
    z.strictObject({
      file: z.string().max(1024).regex(filePath, { error: 'must be a path with `/` to a file beside the recipe' }),
    }),
  ])
  .describe('Where the product key is read when a build needs it: `environment: GOLDPANE_KEY` or `file: PATH`');

/** How the installed system is activated. A key itself cannot stand in a recipe. */
export const License = z
  .strictObject({
    key: LicenseKey.optional(),
    kmsHost: z
      .string()
      .regex(/^(?=.{1,253}(:|$))[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[1-9]\d{0,4})?$/, {
        error: 'must be a host name or IPv4 address, with `:port` when it is not 1688',
      })
      .optional()
      .describe('KMS host; Setup then takes the public key of KMS clients'),
  })
  .refine(({ key, kmsHost }) => key !== undefined || kmsHost !== undefined, { error: 'needs `key` or `kmsHost`' })
  .describe('Not for evaluation editions, which take no key');

/** What the installed system offers. */
export const Features = z
  .strictObject({
    rdp: onOff.default('off').describe('Remote Desktop, with its rules in the firewall'),
    firewall: onOff.default('on').describe('The firewall, in all of its profiles'),
  })
  .describe('What the installed system offers');

// Defender's own wildcards and variables stay out: a path says what it means.
const GuestPath = Line.max(240).regex(/^C:[\\/](?!.*[<>:"|?*])[ -~]*$/, {
  error: 'must be a path that begins with `C:/`, in ASCII, without any of `<>:"|?*`',
});

/** Microsoft Defender: `on`, `off`, or on with paths that it does not scan. */
export const Defender = z
  .union([onOff, z.strictObject({ exclude: z.array(GuestPath).min(1).max(64) })])
  .default('on')
  .transform((defender) =>
    typeof defender === 'string'
      ? { state: defender, exclude: [] }
      : { state: 'on' as const, exclude: defender.exclude },
  )
  .describe('`on`, `off`, or `exclude:` with paths that are not scanned');

/** Switches that decide how Windows runs inside its guest. */
export const switches = {
  vbs: onOff.default('on').describe('`off` turns off virtualisation-based security and memory integrity'),
  nestedVirtualisation: onOff.default('off').describe('`on` gives the guest what WSL 2 and containers need'),
  automaticRepair: onOff.default('on').describe('`off` boots on after a failure instead of waiting for somebody'),
};

/** Checks of Setup to pass over. */
export const Bypasses = z
  .array(z.enum(bypasses))
  .max(bypasses.length)
  .default([])
  .transform((names): readonly Bypass[] => [...new Set(names)].sort())
  .describe('Checks of Setup to pass over; the manifest names them');

const xmlPath = z
  .string()
  .max(1024)
  .regex(new RegExp(`^(?=.*\\.xml$)${filePath.source.slice(1)}`), {
    error: 'must be a path with `/` to a file that ends in `.xml`',
  });

/** XML files for the answer file. */
export const UnattendFiles = z
  .strictObject({
    template: xmlPath.optional().describe("A whole answer file in place of goldpane's own skeleton"),
    extra: z.array(xmlPath).max(32).default([]).describe('Fragments that are added, in this order'),
  })
  .describe('XML files for the answer file, relative to this file; they are checked as everything else is');
