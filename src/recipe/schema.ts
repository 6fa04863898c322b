import * as z from 'zod';
import type { Recipe as RecipeShape } from '../base/recipe.ts';
import { windowsAccounts } from '../base/windows-accounts.ts';
import { Layers } from './layer-schema.ts';
import { Seal } from './seal-schema.ts';
import { Line, Name } from './step-schema.ts';
import { Bypasses, Defender, Features, License, switches, UnattendFiles } from './system-schema.ts';

const Hardware = z
  .strictObject({
    cpus: z.int().min(1).max(256).default(2),
    memoryMib: z.int().min(512).max(4_194_304).default(4096),
    diskGib: z.int().min(4).max(65_536).default(64).describe('Size that the guest sees; the file grows as it is used'),
  })
  .describe('The machine that the guest gets while it is built');

// docs: MicrosoftDocs/windows-itpro-docs, local accounts: at most 20 characters, none of "/\[]:;|=,+*?<>@
const AccountName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,18}[A-Za-z0-9]$/, { error: 'must be 2 to 20 letters, digits, `.`, `_`, `-`' })
  .refine((name) => !/^administrator$/i.test(name) && !windowsAccounts.has(name.toLowerCase()), {
    error: 'must not be the name of an account that Windows has of itself',
  });

const Account = z
  .strictObject({
    name: AccountName.default('goldpane'),
    displayName: Line.min(1).max(64).default('goldpane'),
  })
  .describe('The one local administrator; its password is made anew for each image and is never written here');

const Hostname = z.string().regex(/^(\*|(?!\d+$)[A-Za-z0-9]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?)$/, {
  error: 'must be 1 to 15 letters, digits and `-`, not digits only, or `*`',
});

const Language = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$/, { error: 'must look like `en-US`' });

const Keyboard = z.string().regex(/^([0-9a-f]{4}:[0-9a-f]{8}|[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2})$/, {
  error: 'must look like `de-DE` or `0407:00000407`',
});

/** Minutes under KVM; the longest that a healthy Windows was seen to need, with room to spare. */
const minutes = (usual: number) => z.number().positive().max(1440).default(usual);

const Limits = z
  .strictObject({
    firmware: minutes(5),
    'boot-prompt': minutes(2),
    winpe: minutes(10),
    copy: minutes(30),
    specialize: minutes(20),
    oobe: minutes(20),
    'first-logon': minutes(20),
    layer: minutes(240),
    seal: minutes(60),
    shutdown: minutes(15),
    step: minutes(30),
  })
  .describe('The longest that each stage may take, in minutes under KVM; without KVM they are scaled');

const Rehearsal = z
  .strictObject({
    fail: Name.max(32).optional().describe('The failure to play'),
    seed: z.int().min(0).max(2_147_483_647).optional().describe('Decides the order of drive letters'),
  })
  .describe('Only for the release `rehearsal`');

const keys = z.strictObject({
  extends: z.string().min(1).optional().describe('A recipe to start from: its name, or a path that begins with `./`'),
  description: Line.max(200).default(''),
  release: Name.describe('Release in the catalogue, such as `win11-25h2`'),
  edition: z
    .string()
    .regex(/^[A-Za-z]{1,64}$/, { error: 'must be an EditionID such as `Professional`' })
    .describe('EditionID such as `Professional`; with `Core` at its end for Server Core'),
  media: Name.optional().describe('Medium in the catalogue; default: the first that has the edition and the language'),
  virtioWin: z
    .string()
    .regex(/^\d+(\.\d+){1,3}(-\d+)?$/, { error: 'must be a version such as `0.1.302`' })
    .optional()
    .describe('Version of the virtio-win drivers; default: the one that the catalogue prefers'),
  language: Language.default('en-US'),
  keyboard: Keyboard.optional().describe('Default: the one of the language'),
  timezone: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 .+()-]{0,62}[A-Za-z0-9)]$/, { error: 'must be a Windows time zone such as `UTC`' })
    .default('UTC'),
  hostname: Hostname.default('*').describe('Computer name; `*` lets Setup make one'),
  hardware: Hardware.prefault({}),
  account: Account.prefault({}),
  license: License.optional(),
  features: Features.prefault({}),
  defender: Defender,
  ...switches,
  bypass: Bypasses,
  unattend: UnattendFiles.prefault({}),
  layers: Layers.default([]).describe('What is done after the installation, each layer kept and used again'),
  seal: Seal.prefault({}),
  limits: Limits.prefault({}),
  emulation: z
    .enum(['allowed', 'refused'])
    .default('refused')
    .describe('Whether a build may run without KVM, which takes 10 to 20 times as long'),
  minEvaluationDays: z.int().min(0).max(180).default(45).describe('A cached layer with fewer days left is made anew'),
  rehearsal: Rehearsal.optional(),
});

/**
 * A recipe file: what may stand in it, and what it means once defaults are filled in. There is no way to say anything
 * about the host: no path of a result, no QEMU argument, no command, no environment. The name is the file's.
 */
export const Recipe = keys
  .refine(({ hostname, account }) => hostname.toLowerCase() !== account.name.toLowerCase(), {
    path: ['hostname'],
    error: 'must differ from `account.name`: Windows refuses an account that is named like its computer',
  })
  .transform(({ extends: _applied, keyboard, ...recipe }) => ({ ...recipe, keyboard: keyboard ?? recipe.language }));

/** The part of a recipe that its file decides. */
export type Recipe = Omit<RecipeShape, 'name'>;
