import * as z from 'zod';
import type { ErrorCode } from '../../../src/base/error-codes.ts';

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

// Not the list of codes: a new one changes no format.
const id = z.string().regex(/^GP-[A-Z-]+$/) as unknown as z.ZodType<ErrorCode, string>;

export const finding = z.object({
  id,
  severity: z.enum(['error', 'warning', 'info']),
  where: z.string(),
  found: z.string(),
  why: z.string(),
  remedy: z.string(),
});
