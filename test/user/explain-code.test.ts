import { expect, test } from 'vitest';
import { errorCodes } from '../../src/base/error-codes.ts';
import { explainCode } from '../../src/user/explain-code.ts';

test('`explainCode()` has a page for every code', async () => {
  const explained = await Promise.all(Object.keys(errorCodes).map(explainCode));

  expect(explained.map(({ code, page }) => page.startsWith(`# ${code}: `))).toEqual(
    Object.keys(errorCodes).map(() => true),
  );
});

test('`explainCode()` names what is near to an unknown code', async () => {
  await expect(explainCode('GP-USAG')).rejects.toMatchObject({
    code: 'GP-CODE-UNKNOWN',
    message: 'There is no error code GP-USAG',
    hint: 'Did you mean GP-USAGE?',
  });
});
