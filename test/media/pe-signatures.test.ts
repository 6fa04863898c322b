import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ImageProblem } from '../../src/media/image/image-file.ts';
import { peSignatures } from '../../src/media/image/pe-signatures.ts';
import { signedProgram } from '../helpers/signed-program.ts';

const source = (bytes: Buffer) => ({
  sizeBytes: bytes.length,
  read: async (position: number, length: number) => bytes.subarray(position, position + length),
});
const [old, young] = ['Microsoft Windows Production PCA 2011', 'Windows UEFI CA 2023'];
let both: Buffer;
beforeAll(() => {
  both = signedProgram([old, young]);
});

describe('peSignatures()', () => {
  test('names every signer with its authorities, also of a program that two have signed', async () => {
    expect(await peSignatures(source(both))).toEqual([
      { signer: 'Microsoft Windows', authorities: [old] },
      { signer: 'Microsoft Windows', authorities: [young] },
    ]);
  });

  test('gives none for a program without a signature', async () => {
    expect(await peSignatures(source(signedProgram([])))).toEqual([]);
  });

  test('what is damaged ends in a sentence or is read, never in another error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(both.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        fc.nat(both.length),
        async (changes, length) => {
          const bytes = Buffer.from(both);
          for (const [at, value] of changes) bytes[at] = value;
          const outcome = await peSignatures(source(bytes.subarray(0, length))).catch((error: unknown) => error);
          expect(Array.isArray(outcome) || outcome instanceof ImageProblem, String(outcome)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
