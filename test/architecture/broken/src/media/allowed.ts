import { readFileSync } from 'node:fs'; export const allowed = readFileSync;
export const lazy = () => import('../machine/leaf.ts');
