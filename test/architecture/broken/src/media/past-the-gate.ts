import { spawn } from 'node:child_process'; import { execa } from 'execa'; import got from 'got'; export const own = [spawn, execa, got];
