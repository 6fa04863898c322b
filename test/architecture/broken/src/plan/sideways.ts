import { leaf } from '../recipe/leaf.ts'; export const sideways = leaf;
