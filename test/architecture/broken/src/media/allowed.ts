import { readFileSync } from 'node:fs'; import got from 'got'; export const allowed = [readFileSync, got];
