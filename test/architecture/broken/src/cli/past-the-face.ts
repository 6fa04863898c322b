import { leaf } from '../base/leaf.ts'; export const past = leaf;
