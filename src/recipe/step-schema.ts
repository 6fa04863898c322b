import * as z from 'zod';
import { namePattern, sha256From } from '../base/ids.ts';
import type { RecipeStep } from '../base/recipe.ts';
import { fileNameOf } from './posix-path.ts';

/** A name that becomes a file name: lower case, so that it is the same on every file system. */
export const Name = z.string().max(64).regex(namePattern, {
  error: 'must start with a lower-case letter or digit and go on with letters, digits, `.`, `_`, `-`',
});

/** A text on one line. */
export const Line = z
  .string()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is kept out
  .regex(/^[^\u0000-\u001f\u007f]*$/, { error: 'must be one line without control characters' });

/** A file of the recipe: a path whose last part every medium and every Windows can hold as a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is kept out
export const filePath = /^([^\u0000-\u001f\u007f\\:]*\/)?[A-Za-z0-9][A-Za-z0-9 ._+-]{0,62}$/;
const fileRule = 'a path with `/` to a file whose name has at most 63 letters, digits, spaces, `.`, `_`, `+`, `-`';

const Script = z
  .string()
  .max(1024)
  .regex(new RegExp(`^(goldpane:[a-z0-9][a-z0-9._-]*$|(?=.*\\.ps1$)${filePath.source.slice(1)})`), {
    error: `must be \`goldpane:NAME\`, or end in \`.ps1\` and be ${fileRule}`,
  });

/** A package: a tool of the catalogue, or a file of the recipe's own choice, pinned by its digest. */
const StepPackage = z.union([
  Name,
  z.strictObject({
    file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/, { error: 'must be a file name' }),
    sha256: z.hash('sha256', { error: 'must be a SHA-256 digest of 64 hex digits' }).transform(sha256From),
    urls: z
      .array(z.url({ protocol: /^https?$/, error: 'must be an http or https address' }))
      .min(1)
      .max(16)
      .describe('Where it is downloaded; what lies beside the recipe is one of `files`'),
    sizeBytes: z.int().positive().optional(),
  }),
]);

const ExitCode = z.int().min(-2_147_483_648).max(4_294_967_295);

/** The keys of a step, except for its name. */
export const stepFields = {
  script: Script.describe('`goldpane:NAME` for a script that goldpane brings, else a path relative to this file'),
  args: z.array(Line.max(1024)).max(64).default([]).describe('Arguments of the script'),
  files: z
    .array(
      z
        .string()
        .max(1024)
        .regex(filePath, { error: `must be ${fileRule}` }),
    )
    .max(256)
    .default([])
    .describe('Files that lie beside the script, relative to this file'),
  packages: z
    .array(StepPackage)
    .max(64)
    .optional()
    .describe('Software that lies beside the script in `packages/`; default: what the script itself names'),
  runAs: z
    .enum(['system', 'user'])
    .default('system')
    .describe('`user` is the local administrator, signed in; `system` has no profile'),
  reboot: z.enum(['never', 'allowed', 'always']).default('never').describe('Whether the script may reboot the guest'),
  acceptExitCodes: z
    .array(ExitCode)
    .min(1)
    .default([0, 3010])
    .describe('Exit codes that count as success; 3010 asks for a reboot'),
  timeoutMinutes: z.number().positive().max(1440).optional().describe('Overrides `limits.step`'),
};

const StepFields = z.strictObject({ name: Name.optional().describe('Default: the name of the script'), ...stepFields });

/** One job inside the guest. */
export const Step = StepFields.superRefine(refuseFileTwice).transform(namedStep);

/** A step's files lie in one directory, so no two may have the same name; the script's `.sh` twin comes by itself. */
export function refuseFileTwice(
  { script, files }: { readonly script: string; readonly files: readonly string[] },
  context: z.RefinementCtx,
): void {
  const own = script.startsWith('goldpane:') ? nameFromScript(script) : fileNameOf(script).replace(/\.ps1$/, '');
  const names = [`${own}.ps1`, `${own}.sh`, ...files].map((path) => fileNameOf(path).toLowerCase());
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    context.addIssue({
      code: 'custom',
      path: ['files', index - 2],
      message: `gives the step a second file \`${name}\``,
    });
  }
}

/** The script that stands in for a PowerShell file where there is no PowerShell: the same name with `.sh`. */
export function twinOf(script: string): string {
  return script.replace(/\.ps1$/, '.sh');
}

function namedStep({ name, ...step }: z.output<typeof StepFields>): RecipeStep {
  return { name: name ?? nameFromScript(step.script), ...step };
}

/** A name for a step or layer that has none: that of its script. */
export function nameFromScript(script: string): string {
  const stem = fileNameOf(script)
    .replace(/^goldpane:/, '')
    .replace(/\.ps1$/, '');
  return stem
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
}
