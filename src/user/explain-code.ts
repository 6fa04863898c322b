import { fileURLToPath } from 'node:url';
import { type ErrorCode, errorCodes, isErrorCode } from '../base/error-codes.ts';
import { GoldpaneError } from '../base/errors.ts';
import { nearNames } from '../base/near-names.ts';
import { readText } from '../host/files.ts';

/** What a code means. */
export type Explanation = {
  readonly code: ErrorCode;
  readonly title: string;
  /** Exit code of a command that ends with it. */
  readonly exitCode: number;
  /** The page for people, in Markdown. */
  readonly page: string;
};

const pages = new URL('../../docs/errors/', import.meta.url);

/** Explains an error or finding: `GP-MEDIA-HASH`, or `media-hash` for short. Throws `GP-CODE-UNKNOWN`. */
export async function explainCode(text: string): Promise<Explanation> {
  const code = text.toUpperCase().replace(/^(?!GP-)/, 'GP-');
  if (!isErrorCode(code)) {
    const near = nearNames(code, Object.keys(errorCodes));
    throw new GoldpaneError('GP-CODE-UNKNOWN', `There is no error code ${text}`, {
      hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Copy the code from the message, such as GP-USAGE',
    });
  }
  const page = await readText(fileURLToPath(new URL(`${code}.md`, pages)));
  return { code, ...errorCodes[code], page };
}
