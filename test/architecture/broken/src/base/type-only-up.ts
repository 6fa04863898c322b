import type { leaf } from '../host/leaf.ts'; export type Up = typeof leaf;
