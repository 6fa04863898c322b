import { test } from 'vitest'; export const tool = test;
