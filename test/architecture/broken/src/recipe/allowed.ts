import { createHash } from 'node:crypto'; import * as z from 'zod'; export const allowed = [createHash, z];
