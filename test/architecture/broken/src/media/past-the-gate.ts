import { spawn } from 'node:child_process'; import { execa } from 'execa'; export const own = [spawn, execa];
