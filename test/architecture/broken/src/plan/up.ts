import { leaf } from '../machine/leaf.ts'; export const up = leaf;
